"""What the chair and the secretary write down while a meeting runs; two may write at once."""

from datetime import datetime
from typing import TypeVar

from django.db import models, transaction

from actors import audit
from actors.models import Function, Level, User
from common.clock import clock, local
from common.errors import RuleError
from forums import hooks, rules, who_leads
from forums.locks import changed, locked_meeting, log, must_be_open, must_run, require_wording
from forums.models import Meeting, MeetingDecision, MeetingNote
from forums.places import Place, place_of

NOT_HERE = "Vid den hemliga punkten antecknas inget här. Skriv i en hemlig bilaga."


@transaction.atomic
def add_note(
    *,
    meeting_id: int,
    text: str,
    agenda_item_id: int | None = None,
    actor_id: int | None = None,
    corrects_id: int | None = None,
    corrects_decision_id: int | None = None,
    wording_reason: str = "",
    by: User,
    at: datetime,
) -> MeetingNote:
    """Write down what was said, at which point and by which actor; or correct what stands.

    Nothing is ever changed: a correction is a later note that names the earlier one.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "dokumenterar arbetet och all
    information"; domain.md 1.4, 3.5.
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    must_be_open(meeting)
    text = rules.legible(text)
    if not text:
        raise RuleError("Skriv anteckningen.", field="text")
    require_wording(text, wording_reason)
    point = _within(meeting.agenda, agenda_item_id, "agenda_item")
    if point is not None and point.is_secret:
        raise RuleError(NOT_HERE, field="text")
    who = meeting.attendances.filter(actor_id=actor_id).first() if actor_id else None
    if actor_id is not None and who is None:
        raise RuleError("Aktören finns inte på mötets lista.", field="actor")
    note = MeetingNote.objects.create(
        meeting=meeting,
        agenda_item=point,
        actor_id=actor_id,
        actor_name=who.actor_name if who else "",
        text=text,
        wording_reason=wording_reason.strip(),
        written_at=at,
        written_by=audit.label_of(by, function),
        corrects=_within(meeting.notes, corrects_id, "corrects"),
        corrects_decision=_within(meeting.decisions, corrects_decision_id, "corrects_decision"),
    )
    log(meeting, "meeting.note", "Skrev en anteckning.", by=by, function=function, at=at)
    changed(meeting, lists=False)
    return note


@transaction.atomic
def add_decision(
    *,
    meeting_id: int,
    kind: str,
    text: str = "",
    chair_function_id: int | None = None,
    next_starts_at: datetime | None = None,
    next_place: Place | None = None,
    wording_reason: str = "",
    by: User,
    at: datetime,
) -> MeetingDecision:
    """Write down what the meeting settled about its own work, or what the actors agreed on.

    Higher apps act on it: a new chair, the next meeting, the directing forum. A next meeting in
    ordinary mode is planned here.
    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Under det första mötet bestämmer man
    också det fortsatta ordförandeskapet"; Avsiktsförklaringen "Representation utifrån mandat": "De
    faktiska besluten måste alltid tas av respektive aktör".
    """
    meeting = locked_meeting(meeting_id)
    function = who_leads.require_leading(by, meeting)
    must_run(meeting)
    wanted = MeetingDecision.Kind(kind)
    highest = meeting.decisions.aggregate(highest=models.Max("number"))["highest"] or 0
    decision = MeetingDecision(meeting=meeting, number=highest + 1, kind=wanted, made_at=at)
    if wanted == _KIND.CHAIR:
        decision.chair_function = _new_chair(meeting, chair_function_id)
    if wanted == _KIND.NEXT_MEETING:
        _set_next(decision, next_starts_at, next_place, at)
    require_wording(text, wording_reason)
    decision.wording_reason = wording_reason.strip()
    decision.text = _wording(decision, rules.legible(text))
    decision.save()
    words = f"§ {decision.number} {wanted.label}."
    log(meeting, "meeting.decision", words, by=by, function=function, at=at)
    label = audit.label_of(by, function)
    hooks.tell(lambda hook: hook.on_decision(decision, by, label, at))
    changed(meeting)
    return decision


_KIND = MeetingDecision.Kind
Part = TypeVar("Part", bound=models.Model)


def _within(related: models.Manager[Part], pk: int | None, field: str) -> Part | None:
    if pk is None:
        return None
    found = related.filter(pk=pk).first()
    if found is None:
        raise RuleError("Det du valde hör inte till mötet. Välj igen.", field=field)
    return found


def _new_chair(meeting: Meeting, function_id: int | None) -> Function:
    listed = [row.function_id for row in meeting.attendances.only("function_id")]
    listed += [function.pk for function in hooks.participants_of(meeting)]
    if function_id is None or function_id not in listed:
        raise RuleError("Välj ordförande bland dem som deltar.", field="chair_function")
    return Function.objects.select_related("actor").get(pk=function_id)


def _set_next(
    decision: MeetingDecision, starts_at: datetime | None, place: Place | None, at: datetime
) -> None:
    """Write down when the next meeting is, and where: as this one, if nothing else was said."""
    if starts_at is None:
        raise RuleError("Ange dag och tid för nästa möte.", field="next_starts_at")
    if problem := rules.time_problem(starts_at, at):
        raise RuleError(problem, field="next_starts_at")
    meeting = decision.meeting
    where = place_of(meeting) if place is None or place.is_empty else place
    decision.next_starts_at = starts_at
    decision.next_place = {name: value for name, value in where.as_dict().items() if value}
    meeting.next_meeting_note = f"{local(starts_at):%Y-%m-%d} {clock(starts_at)}"
    meeting.save(update_fields=["next_meeting_note"])


def _wording(decision: MeetingDecision, text: str) -> str:
    """Return the text of the decision; the kinds about the meeting's own work word themselves."""
    if decision.kind == _KIND.CHAIR:
        standard = f"{decision.chair_function} är fortsatt ordförande."
    elif decision.kind == _KIND.NEXT_MEETING:
        standard = f"Nästa möte {decision.meeting.next_meeting_note}."
    elif decision.kind == _KIND.DIRECTION:
        if not rules.may_ask_for_direction(decision.meeting.forum.level, Level.DIRECTING):
            raise RuleError("Det här forumet kan inte begära inriktande forum.", field="kind")
        if not text:
            raise RuleError("Skriv vad som behöver inriktas eller prioriteras.", field="text")
        standard = MeetingDecision.DIRECTION_ASKED
    else:
        standard = ""
    if not standard and not text:
        raise RuleError("Skriv lydelsen.", field="text")
    return f"{standard} {text}".strip()
