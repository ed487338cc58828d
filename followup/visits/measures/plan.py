"""The plan of measures made in dialogue: the municipality answers, approves and reports."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from actors import audit
from actors.models import Actor, Function, User
from actors.rights import rights
from common.autosave import mark_of
from common.clock import local
from common.errors import RuleError
from common.transitions import require_transition
from followup import access
from followup.acts import log
from followup.deadlines import services as deadlines
from followup.visits.measures import rules
from followup.visits.measures.models import Measure, MeasureProof
from followup.visits.measures.services import (
    clear_counter,
    key_of,
    lay_deadline,
    locked,
    locked_for_handler,
)
from followup.visits.report import notices as protocol_notices
from records.files import uploads

Status = Measure.Status


@transaction.atomic
def ask_approval(*, municipality_id: int, by: User, at: datetime) -> int:
    """Ask the municipality's leadership to approve what is proposed; return how many measures.

    The county may, and the coordinator.
    Källa: Vägledningen 2.7.3 "i dialog även ta fram en plan".
    """
    municipality = Actor.objects.select_related("county").get(pk=municipality_id)
    county = municipality.county
    handler = rights.carrying(by, access.HANDLE, county) if county else None
    function = handler or access.require_reporter(by, municipality)
    waiting = awaiting(municipality).count()
    if not waiting:
        raise RuleError("Inga åtgärder väntar på kommunens godkännande.")
    audit.record(
        by=by,
        function=function,
        at=at,
        action="measures.ask_approval",
        thing=municipality,
        text=f"Bad om godkännande av åtgärdsplanen, {municipality}.",
    )
    protocol_notices.ask_approval(municipality, at)
    return waiting


@transaction.atomic
def counter_date(
    *, measure_id: int, due_date: date, reason: str, by: User, at: datetime
) -> Measure:
    """Propose another day, with the reason, for what is proposed or agreed.

    Källa: Vägledningen 3.2 "I samförstånd … komma överens om när åtgärderna ska vara genomförda".
    """
    measure, function = _locked_for_municipality(measure_id, by)
    if measure.status not in {Status.PROPOSED, Status.AGREED}:
        require_transition(measure, measure.agree, "Åtgärden", "få en annan dag")
    if not reason.strip():
        raise RuleError("Skriv varför en annan dag behövs.", field="reason")
    if due_date == measure.due_date:
        raise RuleError("Det är samma dag som redan gäller.", field="due_date")
    if not rules.is_after(due_date, local(at).date()):
        raise RuleError("Ange en dag som ligger framåt.", field="due_date")
    measure.counter_date, measure.counter_text = due_date, reason.strip()
    measure.counter_at, measure.counter_by = at, audit.label_of(by, function)
    measure.counter_is_leaders = rights.may(by, access.LEAD, measure.municipality)
    measure.county_reply = ""
    measure.save()
    log(measure, "measure.counter", "Föreslog en annan dag för en åtgärd", by, function, at)
    protocol_notices.to_county(measure, "Förslag om annan dag för en åtgärd", at)
    return measure


@transaction.atomic
def answer_counter(
    *, measure_id: int, accepts: bool, reason: str = "", by: User, at: datetime
) -> Measure:
    """Say yes to the municipality's day, or no with a reason: then the day that was stands.

    Källa: Vägledningen 3.2 "I samförstånd".
    """
    measure, function = locked_for_handler(measure_id, by)
    proposed = measure.counter_date
    if proposed is None:
        raise RuleError("Kommunen har inte föreslagit någon annan dag.")
    if not accepts and not reason.strip():
        raise RuleError("Skriv varför dagen inte ändras.", field="reason")
    measure.county_reply = reason.strip()
    if accepts and rules.settles(measure.status, is_leaders=measure.counter_is_leaders):
        label = measure.agreed_by or measure.counter_by
        measure.agree(by_label=label, at=at, due_date=proposed)
    elif accepts:
        measure.due_date = proposed
    clear_counter(measure)
    measure.save()
    if accepts:
        deadlines.change(
            key=key_of(measure),
            due_date=proposed,
            reason="Kommunens förslag godtogs.",
            by=by,
            function=function,
            at=at,
        )
    what = "Godtog" if accepts else "Avböjde"
    log(measure, "measure.answer", f"{what} en annan dag för en åtgärd", by, function, at)
    protocol_notices.answered(measure.municipality, at)
    return measure


@transaction.atomic
def approve_plan(
    *,
    municipality_id: int,
    measure_ids: Sequence[int],
    seen: Collection[str] = (),
    by: User,
    at: datetime,
) -> list[Measure]:
    """Approve the measures that were shown, for the municipality's leadership.

    ``seen`` holds the marks of their words and days as they were shown (``mark_of_measure``).
    Only those still standing as they were proposed to the municipality are approved: one that the
    municipality has asked another day for waits for the county's answer.
    Källa: Vägledningen 2.7.3 "i dialog även ta fram en plan"; Vägledningen 3.2 "åtgärdsplan".
    """
    municipality = Actor.objects.select_related("county").get(pk=municipality_id)
    function = access.require_leader(by, municipality)
    rows = list(
        awaiting(municipality)
        .select_for_update(of=("self",))
        .filter(pk__in=list(measure_ids))
        .order_by("pk")
    )
    if not rows:
        raise RuleError("Inga av åtgärderna väntar på godkännande längre.")
    if seen and any(mark_of_measure(measure) not in seen for measure in rows):
        raise RuleError(
            "En åtgärd har ändrats sedan du läste den. Läs planen igen och godkänn den sedan.",
            code="conflict",
        )
    for measure in rows:
        measure.agree(by_label=audit.label_of(by, function), at=at, due_date=measure.due_date)
        measure.save()
        lay_deadline(measure, at)
        log(measure, "measure.agree", "Godkände en åtgärd", by, function, at)
    protocol_notices.to_county(rows[0], "Åtgärdsplanen är godkänd", at)
    return rows


@transaction.atomic
def report_done(
    *, measure_id: int, text: str, files: Sequence[UploadedFile] = (), by: User, at: datetime
) -> Measure:
    """Say that it is done, with an account or files that show it.

    Källa: Vägledningen 2.7.3; domain.md 7.9.
    """
    measure, function = _locked_for_municipality(measure_id, by)
    require_transition(measure, measure.report_done, "Åtgärden", "anmälas som klar")
    verdict = rules.may_report_done(text, len(files))
    if not verdict.holds:
        raise RuleError(" ".join(verdict.missing), field="text")
    label = audit.label_of(by, function)
    for stored in uploads.accept_all(files, at=at):
        MeasureProof.objects.create(measure=measure, stored=stored, added_at=at, added_by=label)
    measure.report_done(text=text.strip(), by_label=label, at=at)
    clear_counter(measure)
    measure.save()
    deadlines.meet(key=key_of(measure), at=at)
    log(measure, "measure.report_done", "Anmälde en åtgärd som klar", by, function, at)
    protocol_notices.to_county(measure, "En åtgärd är anmäld som klar", at)
    return measure


def mark_of_measure(measure: Measure) -> str:
    """Return the mark of what the measure says and by when, as its reader has seen it.

    Källa: domain.md 1.10.
    """
    return mark_of(f"{measure.pk}|{measure.due_date}|{measure.text}|{measure.follow_up}")


def awaiting(municipality: Actor) -> QuerySet[Measure]:
    """Return the measures that the municipality's leadership can approve now."""
    return Measure.objects.filter(
        municipality=municipality,
        status=Status.PROPOSED,
        told_at__isnull=False,
        counter_date=None,
    )


def _locked_for_municipality(measure_id: int, by: User) -> tuple[Measure, Function]:
    measure = locked(measure_id)
    function = access.require_reporter(by, measure.municipality)
    if measure.told_at is None:
        raise RuleError("Åtgärden är inte meddelad än.")
    return measure, function
