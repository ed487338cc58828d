"""A municipality's own page: what is due, what the county has said, and where each act is done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse

from actors.models import Actor
from common.clock import local, start_of_day
from followup.models import (
    AnnualReport,
    CostQuestion,
    Deadline,
    Feedback,
    MunicipalDocument,
    Referral,
    Visit,
    VisitProtocol,
)
from followup.rules import deadlines as deadline_rules
from records.refs import ref, split

Kind = Deadline.Kind
MANY: Final = 8
# Which page an act is done on, by the kind of its deadline.
PAGES: Final = {
    Kind.DOCUMENT: "followup:documents",
    Kind.MISSING_DOCUMENT_PLAN: "followup:documents",
    Kind.COMPLETION: "followup:documents",
    Kind.FEEDBACK: "followup:documents",
    Kind.ANNUAL_REPORT: "followup:reports",
    Kind.ECONOMIC_REVIEW: "followup:economy",
    Kind.SAVING_PLAN: "followup:economy",
    Kind.SAVING_ACTIVITY: "followup:economy",
    Kind.QUESTION: "followup:economy",
    Kind.VISIT: "followup:visits",
    Kind.PROTOCOL: "followup:visits",
    Kind.MEASURE: "followup:measures",
    Kind.REFERRAL: "followup:municipality_cases",
    Kind.MATERIAL: "followup:municipality_cases",
}

# Met by handing in a document.
HANDED_IN: Final = (Kind.DOCUMENT, Kind.MISSING_DOCUMENT_PLAN, Kind.COMPLETION)


@dataclass(frozen=True)
class Task:
    """Something to do, with its day and the page where it is done."""

    what: str
    due: date
    state: str
    url: str


@dataclass(frozen=True)
class Word:
    """Something the county has said."""

    at: datetime
    what: str
    url: str


def tasks_of(
    municipality: Actor,
    today: date,
    *,
    for_county: bool,
    soon_days: int,
    hands_in: bool = False,
) -> list[Task]:
    """Return what stands open, the nearest day first: the municipality's own, or the county's.

    Who hands in for the municipality is led straight to the document's form.
    """
    found = Deadline.objects.filter(
        municipality=municipality, state=Deadline.State.OPEN, is_countys=for_county
    ).order_by("due_date", "pk")
    forms = _forms(municipality) if hands_in else {}
    return [
        Task(
            what=deadline.what,
            due=deadline.due_date,
            state=deadline_rules.status(
                deadline.state, deadline.due_date, today, soon_days=soon_days
            ),
            url=forms.get((deadline.about_ref, deadline.kind)) or _page(deadline, municipality),
        )
        for deadline in found
    ]


def said_to(municipality: Actor) -> list[Word]:
    """Return the latest that the county has said in writing."""
    code = municipality.scb_code
    documents = reverse("followup:documents", args=[code])
    words = [
        Word(sent, f"Återkoppling: {kind}", documents)
        for sent, kind in (
            (found.sent_at, found.version.document.get_kind_display())
            for found in Feedback.objects.filter(
                version__document__municipality=municipality, sent_at__isnull=False
            ).select_related("version__document")
        )
        if sent
    ]
    words += [
        Word(
            found.sent_at,
            f"{found.get_kind_display()} efter besöket {found.visit.held_date}",
            reverse("followup:visit_protocol", args=[code, found.visit_id]),
        )
        for found in VisitProtocol.objects.filter(
            visit__municipality=municipality, sent_at__isnull=False
        ).select_related("visit")
        if found.sent_at
    ]
    words += [
        Word(
            at, f"Årlig redovisning {year} godtagen", reverse("followup:report", args=[code, year])
        )
        for at, year in AnnualReport.objects.filter(
            municipality=municipality, accepted_at__isnull=False
        ).values_list("accepted_at", "year")
        if at
    ]
    words += [
        Word(at, "Svar på en fråga om ersättning", reverse("followup:economy", args=[code]))
        for at in CostQuestion.objects.filter(
            municipality=municipality, answered_at__isnull=False
        ).values_list("answered_at", flat=True)
        if at
    ]
    words += [
        Word(at, "Underrättelse före yttrande", reverse("followup:case", args=[pk]))
        for at, pk in Referral.objects.filter(
            municipality=municipality, told_at__isnull=False
        ).values_list("told_at", "pk")
        if at
    ]
    return sorted(words, key=lambda word: word.at, reverse=True)[:MANY]


def next_visit(municipality: Actor, at: datetime) -> Visit | None:
    """Return the next visit that is booked."""
    today = start_of_day(local(at).date())
    booked = Visit.objects.filter(municipality=municipality, status=Visit.Status.BOOKED)
    return booked.filter(starts_at__gte=today).order_by("starts_at").first()


def _forms(municipality: Actor) -> dict[tuple[str, str], str]:
    """Return where each document is handed in, by what a deadline is about and its kind."""
    found = MunicipalDocument.objects.filter(municipality=municipality)
    return {
        (ref(one), kind): reverse(
            "followup:document_hand_in", args=[municipality.scb_code, one.term_id, one.kind]
        )
        for one in found
        for kind in HANDED_IN
    }


def _page(deadline: Deadline, municipality: Actor) -> str:
    """Return where what is due is done: its own page if it has one, else the noun's."""
    code = municipality.scb_code
    kind, number = split(deadline.about_ref)
    own = {
        "followup.visit": "followup:visit",
        "followup.measure": "followup:measure",
        "followup.visitprotocol": "",
    }.get(kind, "")
    if kind == "followup.referral":
        return reverse("followup:case", args=[int(number)])
    if own:
        return reverse(own, args=[code, int(number)])
    return reverse(PAGES.get(Kind(deadline.kind), "followup:municipality"), args=[code])
