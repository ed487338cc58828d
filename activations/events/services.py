"""Free entries in the timeline, and corrections: nothing is ever edited."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from activations import acts, timeline, who_leads
from activations.events import corrections
from activations.models import Event, LogEntry
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

    Källa: domain.md 5.5.
    """
    event = Event.objects.select_related("region").get(pk=event_id)
    writer = writing_function(event, by)
    corrections.require_unmerged(event)
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
    audit.Acting(by, writer, at).record(
        "event.note", event, "Anteckning i tidslinjen.", exercise=event.exercise
    )
    return entry


@transaction.atomic
def correct_entry(*, entry_id: int, text: str, by: User, at: datetime) -> LogEntry:
    """Correct an entry by a later one; the first stands as it was.

    Källa: domain.md 5.5.
    """
    wrong = LogEntry.objects.select_related("activation").get(pk=entry_id)
    if wrong.event_id is None:
        raise RuleError("Posten hör inte till någon händelse.", code="no_event")
    event = Event.objects.select_related("region").get(pk=wrong.event_id)
    writer = writing_function(event, by)
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
    audit.Acting(by, writer, at).record(
        "event.correct", event, "Rättelse i tidslinjen.", exercise=event.exercise
    )
    return entry


def writing_function(event: Event, by: User) -> Function:
    """Return the function in which the user writes in the timeline of the event."""
    for activation in event.activations.select_related("forum__region"):
        function = who_leads.taking_part(by, activation)
        if function is not None:
            return function
    raise PermissionDenied("Bara den som deltar skriver i tidslinjen.")
