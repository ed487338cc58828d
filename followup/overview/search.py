"""Municipalities, visits and cases, found by name, number and day."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Case, Value, When
from django.urls import reverse

from actors.models import User
from common.clock import local
from common.search import NEWEST, Hit, Kind, Words
from common.templatetags.ui import when
from followup import access
from followup.cases import queries as case_reports
from followup.cases.models import Referral
from followup.visits import queries as visit_reports
from followup.visits.models import Visit

# Nothing longer is read.
OF_VISIT = (
    "status", "year", "quarter", "told_year", "told_quarter", "starts_at",
    "municipality__name", "municipality__scb_code",
)  # fmt: skip
OF_CASE = ("status", "registry_number", "national_number", "opened_at", "municipality__name")


def municipalities(user: User, words: Words) -> Iterator[Hit]:
    """Yield the municipalities whose follow-up the user sees, by name and code."""
    rows = access.municipalities_visible_to(user).order_by("name", "pk")
    for name, code, county in rows.values_list("name", "scb_code", "county__name"):
        if words.are_in(name, code):
            url = reverse("followup:municipality", args=[code])
            yield Hit(name, url, f"Uppföljning, {county}" if county else "Uppföljning")


def visits(user: User, words: Words) -> Iterator[Hit]:
    """Yield the visits that the user sees, the latest first, by municipality and time."""
    of_board = When(municipality__county__in=access.counties_visible_to(user), then=Value(True))
    rows = visit_reports.visible_to(user).select_related("municipality").only(*OF_VISIT)
    rows = rows.annotate(is_for_board=Case(of_board, default=Value(False)))
    for visit in rows.order_by("-year", "-quarter", "-pk")[:NEWEST]:
        name, at = visit.municipality.name, time_of(visit, is_for_board=visit.is_for_board)
        day = f"{local(visit.starts_at):%Y-%m-%d}" if visit.starts_at else ""
        if words.are_in("Uppföljningsbesök", name, at, day):
            url = reverse("followup:visit", args=[visit.municipality.scb_code, visit.pk])
            detail = ", ".join(filter(None, [at, visit.get_status_display().lower()]))
            yield Hit(f"Besök i {name}", url, detail)


def time_of(visit: Visit, *, is_for_board: bool) -> str:
    """Return when it is, as the reader knows it: a municipality by the plan it has been told."""
    if visit.starts_at:
        return when(visit.starts_at)
    year, quarter = visit.year, visit.quarter
    if not is_for_board:
        if visit.told_year is None:
            return ""
        year, quarter = visit.told_year, visit.told_quarter or quarter
    return f"{year} kvartal {quarter}"


def cases(user: User, words: Words) -> Iterator[Hit]:
    """Yield the cases that the user sees, the latest first, by municipality and number."""
    rows = case_reports.visible_to(user).select_related(None).select_related("municipality")
    for case in rows.only(*OF_CASE).order_by("-opened_at", "-pk")[:NEWEST]:
        name, number = case.municipality.name, _number(case)
        if words.are_in("Ärende", name, number, case.registry_number, str(case.pk)):
            label = f"Ärende {number}, {name}"
            url = reverse("followup:case", args=[case.pk])
            yield Hit(label, url, case.get_status_display())


def _number(case: Referral) -> str:
    return case.national_number or case.registry_number or str(case.pk)


KINDS: Final = (
    Kind("kommuner", "Kommuner", municipalities, order=15),
    Kind("besok", "Uppföljningsbesök", visits, order=80),
    Kind("arenden", "Ärenden om ersättning", cases, order=90),
)
