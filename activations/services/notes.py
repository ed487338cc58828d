"""Free entries in the timeline, and corrections: nothing is ever edited."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from activations import leading, timeline
from activations.models import Event, LogEntry
from activations.services import acts
from actors import audit
from actors.models import Function, User
from common.errors import RuleError


@dataclass(frozen=True)
class Note:
    """A free entry: what happened, and when if that was not now."""

    text: str
    happened_at: datetime | None = None


@transaction.atomic
def add_note(*, event_id: int, note: Note, by: User, at: datetime) -> LogEntry:
    """Write a free note in the timeline of an event.

    :raises PermissionDenied: unless the user leads or takes part in one of its activations.
    :raises RuleError: if the text is empty or tells of the future.
    Källa: model.md §3.2 "free entries besides".
    """
    event, writer = _writer(event_id, by)
    text = acts.require_text(note.text, "Skriv vad som har hänt.", field="text")
    if note.happened_at is not None and note.happened_at > at:
        raise RuleError("Tiden har inte kommit än. Skriv det som har hänt.", field="happened_at")
    entry = timeline.write(
        kind=LogEntry.Kind.NOTE,
        text=text,
        by_label=str(writer),
        at=at,
        region=event.region,
        event=event,
        happened_at=note.happened_at,
    )
    _audit_event(event, "event.note", "Anteckning i tidslinjen.", by, writer, at)
    return entry


@transaction.atomic
def correct_entry(*, entry_id: int, text: str, by: User, at: datetime) -> LogEntry:
    """Correct an entry by a later one; the first stands as it was.

    :raises PermissionDenied: unless the user leads or takes part in one of its activations.
    :raises RuleError: if the text is empty or the entry belongs to no event.
    Källa: model.md §3.2 "nothing is ever edited, only corrected by a later entry".
    """
    wrong = LogEntry.objects.select_related("activation").get(pk=entry_id)
    if wrong.event_id is None:
        raise RuleError("Posten hör inte till någon händelse.", code="no_event")
    event, writer = _writer(wrong.event_id, by)
    words = acts.require_text(text, "Skriv hur det ska vara.", field="text")
    entry = timeline.write(
        kind=LogEntry.Kind.CORRECTION,
        text=words,
        by_label=str(writer),
        at=at,
        region=event.region,
        event=event,
        activation=wrong.activation,
        corrects=wrong,
    )
    _audit_event(event, "event.correct", "Rättelse i tidslinjen.", by, writer, at)
    return entry


def _writer(event_id: int, by: User) -> tuple[Event, Function]:
    event = Event.objects.select_related("region").get(pk=event_id)
    return event, writing_function(event, by)


def writing_function(event: Event, by: User) -> Function:
    """Return the function in which the user writes in the timeline of the event.

    :raises PermissionDenied: unless the user takes part in an activation for it.
    """
    for activation in event.activations.select_related("forum__region"):
        function = leading.taking_part(by, activation)
        if function is not None:
            return function
    raise PermissionDenied("Bara den som deltar skriver i tidslinjen.")


def _audit_event(
    event: Event, action: str, text: str, by: User, function: Function, at: datetime
) -> None:
    audit.record(
        by=by,
        function=function,
        at=at,
        action=action,
        thing=event,
        text=text,
        exercise=event.exercise,
    )
