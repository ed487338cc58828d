"""What waits in the follow-up: for the county, for the municipality and for MSB/MCF.

What lies on somebody's desk comes from the thing itself; everything else from its deadline, once
it is late or soon. Nothing stands twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, Final

from django.db import models
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from actors.models import Actor, County, User
from actors.rights import rights
from common.clock import local
from common.counts import counted
from common.todo import Task
from followup import access
from followup.annual.models import AnnualReport
from followup.cases import queries as cases
from followup.deadlines import queries as deadlines
from followup.deadlines.models import Deadline
from followup.documents import queries as documents
from followup.documents.models import DocumentVersion
from followup.economy.models import CostQuestion
from followup.method.models import MethodProposal
from followup.overview import municipal
from followup.visits.measures import plan as measure_plan
from followup.visits.measures.models import Measure
from followup.visits.models import VisitProtocol
from followup.visits.report.queries import authors_of
from followup.visits.report.rules import may_approve
from records.refs import ref

MOST: Final = 100  # of each kind; the rest stand on their own pages
AGREEABLE: Final = (Measure.Status.PROPOSED, Measure.Status.AGREED)
FEW: Final = 3  # municipalities with the same task that stand for themselves
_RIGHTS: Final = {
    permission.split(".")[1]
    for permission in (access.HANDLE, access.SIGN, access.REPORT, access.LEAD, access.REVIEW)
}
_METHOD: Final = access.METHOD.split(".")[1]


@dataclass(frozen=True)
class Standing:
    """The counties and municipalities that somebody does something for."""

    user: User
    handled: QuerySet[County]
    signed_for: QuerySet[County]
    served: QuerySet[Actor]  # handed in for, or led
    led: QuerySet[Actor]


# A task, and the reference of the thing that it is about: its deadline tells by when.
Found = Iterator[tuple[models.Model, Task]]


def tasks(user: User, at: datetime) -> list[Task]:
    """Return what waits for the user; nothing is asked of the database for others."""
    held = rights.codenames_of(user)
    proposed = list(_proposals(user)) if _METHOD in held else []
    if not held & _RIGHTS:
        return proposed
    led = rights.things(user, access.LEAD, Actor)
    stands = Standing(
        user,
        handled=rights.things(user, access.HANDLE, County),
        signed_for=rights.things(user, access.SIGN, County),
        served=led | rights.things(user, access.REPORT, Actor),
        led=led,
    )
    running: dict[str, list[Deadline]] = {}
    for deadline in _running(stands):
        running.setdefault(deadline.about_ref, []).append(deadline)
    found = [*proposed, *_plans(stands)]
    for provider in (_documents, _reports, _questions, _measures, _visit_reports, _cases):
        for thing, task in provider(stands):
            own = running.pop(ref(thing), [])
            found.append(replace(task, due_date=own[0].due_date) if own else task)
    return [*found, *_due(chain(*running.values()), local(at).date())]


def _proposals(user: User) -> Iterator[Task]:
    """Return the changes of the common rules that another has proposed.

    Källa: domain.md 1.9, 7.1.
    """
    waiting = MethodProposal.objects.filter(status=MethodProposal.Status.OPEN)
    for proposal in waiting.exclude(proposed_by_user_id=user.pk)[:MOST]:
        yield Task(
            action="Bekräfta ändringen",
            text=f"Gemensam regel: {proposal.heading}",
            url=proposal.get_absolute_url(),
            icon="document",
            since=proposal.proposed_at,
        )


def _running(stands: Standing) -> QuerySet[Deadline]:
    """Return the open deadlines of those whom the user acts for, the nearest first."""
    countys = Q(is_countys=True, municipality__county__in=stands.handled)
    own = Q(is_countys=False, municipality__in=stands.served)
    found = Deadline.objects.filter(countys | own, state=Deadline.State.OPEN)
    return found.select_related("municipality__county").order_by("due_date", "pk")


def _due(running: Iterable[Deadline], today: date) -> Iterator[Task]:
    """Return what is late, or soon by the county's own setting.

    What a county is to do in many municipalities by the same day stands once.
    Källa: domain.md 8.1.
    """
    soon: dict[Any, int] = {}
    alike: dict[Any, list[Deadline]] = {}
    for deadline in running:
        county = deadline.municipality.county
        if county not in soon:
            soon[county] = deadlines.soon_days_of(county, today)
        if deadline.due_date <= today + timedelta(days=soon[county]):
            for_all = (county, deadline.kind, deadline.what, deadline.due_date)
            alike.setdefault(for_all if deadline.is_countys else deadline.pk, []).append(deadline)
    for found in alike.values():
        if len(found) > FEW:
            yield _of_many(found)
        else:
            yield from map(_of_one, found)


def _of_one(deadline: Deadline) -> Task:
    return Task(
        action=deadline.what,
        text=deadline.get_kind_display(),
        url=municipal.page_of(deadline),
        icon="clock",
        whom=deadline.municipality.name,
        since=deadline.laid_at,
        due_date=deadline.due_date,
    )


def _of_many(found: list[Deadline]) -> Task:
    first = found[0]
    of_county = reverse("followup:county_deadlines", args=[first.municipality.county_id])
    return replace(
        _of_one(first),
        url=f"{of_county}?slag={first.kind}",
        whom=counted(len(found), "kommun", "kommuner"),
        since=min(deadline.laid_at for deadline in found),
    )


def _documents(stands: Standing) -> Found:
    found = DocumentVersion.objects.filter(
        state=DocumentVersion.State.CURRENT,
        document__status__in=documents.WAITING,
        document__municipality__county__in=stands.handled,
    ).select_related("document__municipality", "document__term")
    for version in found.order_by("submitted_at")[:MOST]:
        document = version.document
        where = [document.municipality.scb_code, document.term_id, document.kind]
        yield (
            version,
            Task(
                action="Granska dokumentet",
                text=f"{document.get_kind_display()}, {document.term}",
                url=reverse("followup:document_review", args=where),
                icon="document",
                whom=document.municipality.name,
                since=version.submitted_at,
            ),
        )


def _reports(stands: Standing) -> Found:
    found = AnnualReport.objects.filter(
        status=AnnualReport.Status.SENT, municipality__county__in=stands.handled
    ).select_related("municipality")
    for report in found.order_by("sent_at")[:MOST]:
        yield (
            report,
            Task(
                action="Granska redovisningen",
                text=f"Årlig redovisning {report.year}",
                url=reverse("followup:report", args=[report.municipality.scb_code, report.year]),
                icon="document",
                whom=report.municipality.name,
                since=report.sent_at,
            ),
        )


def _questions(stands: Standing) -> Found:
    found = CostQuestion.objects.filter(
        answered_at=None, withdrawn_at=None, municipality__county__in=stands.handled
    ).select_related("municipality")
    for asked in found.order_by("asked_at")[:MOST]:
        yield (
            asked,
            Task(
                action="Besvara frågan",
                text="Fråga om ersättning",
                url=reverse("followup:question", args=[asked.municipality.scb_code, asked.pk]),
                icon="help",
                whom=asked.municipality.name,
                since=asked.asked_at,
            ),
        )


def _measures(stands: Standing) -> Found:
    """Return the measures that wait for the county to judge or to answer."""
    waiting = Measure.objects.filter(
        Q(status=Measure.Status.REPORTED_DONE)
        | Q(status__in=AGREEABLE, counter_date__isnull=False),
        municipality__county__in=stands.handled,
    ).select_related("municipality")
    for measure in waiting.order_by(Coalesce("done_at", "counter_at"), "pk")[:MOST]:
        is_done = measure.status == Measure.Status.REPORTED_DONE
        yield (
            measure,
            Task(
                action="Bedöm åtgärden" if is_done else "Svara på kommunens förslag",
                text="Åtgärd anmäld som klar" if is_done else "Annan dag för en åtgärd",
                url=reverse("followup:measure", args=[measure.municipality.scb_code, measure.pk]),
                icon="check",
                whom=measure.municipality.name,
                since=measure.done_at if is_done else measure.counter_at,
            ),
        )


def _plans(stands: Standing) -> Iterator[Task]:
    """Return the proposals that wait for the municipality's leadership, together as they sign."""
    for municipality in stands.led:
        proposed = measure_plan.awaiting(municipality)
        if not (number := proposed.count()):
            continue
        yield Task(
            action="Godkänn åtgärdsplanen",
            text=counted(number, "åtgärd väntar på er", "åtgärder väntar på er"),
            url=reverse("followup:approve_measures", args=[municipality.scb_code]),
            icon="check",
            whom=municipality.name,
            since=proposed.aggregate(first=Min("told_at"))["first"],
        )


def _visit_reports(stands: Standing) -> Found:
    counties = stands.handled | stands.signed_for
    found = VisitProtocol.objects.filter(visit__municipality__county__in=counties).select_related(
        "visit__municipality"
    )
    status = VisitProtocol.Status
    proposed = found.filter(status=status.PROPOSED).order_by("proposed_at")[:MOST]
    approved = found.filter(status=status.APPROVED, visit__municipality__county__in=stands.handled)
    for action, waiting, since in (
        (
            "Läs och godkänn",
            [one for one in proposed if may_approve(stands.user.pk, authors_of(one))],
            "proposed_at",
        ),
        ("Skicka till kommunen", approved.order_by("approved_at")[:MOST], "approved_at"),
    ):
        for one in waiting:
            municipality = one.visit.municipality
            where = [municipality.scb_code, one.visit_id]
            yield (
                one.visit,
                Task(
                    action=action,
                    text=f"{one.get_kind_display()} efter besöket",
                    url=reverse("followup:visit_protocol", args=where),
                    icon="document",
                    whom=municipality.name,
                    since=getattr(one, since),
                ),
            )


def _cases(stands: Standing) -> Found:
    waiting = cases.visible_to(stands.user).exclude(status__in=cases.OVER)
    for referral in cases.with_next_steps(waiting)[:MOST]:
        reach = access.reach_of(stands.user, referral.municipality)
        if action := cases.needs_action(referral, reach):
            yield (
                referral,
                Task(
                    action=action,
                    text=f"Ärende {referral.pk} om ersättning",
                    url=reverse("followup:case", args=[referral.pk]),
                    icon="list",
                    whom=referral.municipality.name,
                    since=referral.prepared_at or referral.opened_at,
                ),
            )
