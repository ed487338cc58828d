"""Put right what is known of an event as it spreads: by dated entries, with what stood before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from activations import timeline, who_leads
from activations.models import Event, EventChange, EventType, LogEntry
from actors import audit
from actors.models import Actor, Function, User
from common.errors import RuleError

Field = EventChange.Field


@dataclass(frozen=True)
class EventFacts:
    """What is known now; what is None stands as it is."""

    title: str | None = None
    type: EventType | None = None
    place: str | None = None
    municipalities: Iterable[Actor] | None = None


@transaction.atomic
def correct_event(
    *, event_id: int, facts: EventFacts, reason: str, by: User, at: datetime
) -> list[EventChange]:
    """Correct title, type, place and municipalities; each value before stays in the history.

    Källa: domain.md 5.1; Målbilden 2.2 "spårbarhet".
    """
    event = _locked(event_id)
    function = require_correcting(event, by)
    require_unmerged(event)
    why = reason.strip().rstrip(".")
    if not why:
        raise RuleError("Skriv vad som har blivit känt.", code="text_missing", field="reason")
    changes = _put_right(event, facts)
    if not changes:
        raise RuleError("Inget är ändrat.", code="nothing_changed")
    _write(event, changes, why, str(function), at)
    audit.Acting(by, function, at).record(
        "event.correct_facts", event, _said(changes, why)[:500], exercise=event.exercise
    )
    return changes


def add_municipalities(
    *, event_id: int, places: Iterable[Actor], why: str, by_label: str, at: datetime
) -> list[EventChange]:
    """Add the municipalities that an act has shown to be affected; runs in its transaction.

    Källa: domain.md 5.1, 4.3.
    """
    event = _locked(event_id)
    affected = {*event.municipalities.all(), *places}
    changes = _put_right(event, EventFacts(municipalities=affected))
    if changes:
        _write(event, changes, why, by_label, at)
    return changes


def correcting_function(event: Event, by: User) -> Function | None:
    """Return the function in which the user corrects the event, if any: who convenes or chairs."""
    for activation in event.activations.open().select_related("forum__region"):
        function = who_leads.leading_function(by, activation)
        if function is not None:
            return function
    return who_leads.convening_function(by, event.region)


def require_correcting(event: Event, by: User) -> Function:
    """Return the function in which the user corrects the event."""
    function = correcting_function(event, by)
    if function is None:
        raise PermissionDenied("Bara den som sammankallar eller är ordförande rättar en händelse.")
    return function


def require_unmerged(event: Event) -> None:
    """Refuse what is asked of an event that another carries on.

    Källa: domain.md 4.3.
    """
    if event.merged_into_id is not None:
        stands = event.survivor
        raise RuleError(
            f"{event.number} är sammanförd med {stands.number} {stands}. Gå till den händelsen.",
            code="event_merged",
        )


def _locked(event_id: int) -> Event:
    rows = Event.objects.select_for_update(of=("self",))
    return rows.select_related("region", "type").get(pk=event_id)


def _put_right(event: Event, facts: EventFacts) -> list[EventChange]:
    """Change what differs and return the changes, not yet saved."""
    found: list[EventChange] = []

    def note(field: Field, old: object, new: object) -> None:
        found.append(EventChange(event=event, field=field, old=str(old), new=str(new)))

    if facts.title is not None and facts.title.strip() != event.title:
        title = facts.title.strip()
        if not title:
            raise RuleError("Skriv en kort rubrik.", code="no_title", field="title")
        note(Field.TITLE, event.title, title)
        event.title = title
    if facts.type is not None and facts.type != event.type:
        note(Field.TYPE, event.type, facts.type)
        event.type = facts.type
    if facts.place is not None and facts.place.strip() != event.place:
        note(Field.PLACE, event.place, facts.place.strip())
        event.place = facts.place.strip()
    event.save(update_fields=["title", "type", "place"])
    if facts.municipalities is not None:
        before, after = set(event.municipalities.all()), set(facts.municipalities)
        if before != after:
            _require_municipalities(event, after)
            note(Field.MUNICIPALITIES, _names(before), _names(after))
            event.municipalities.set(after)
    return found


def _require_municipalities(event: Event, places: set[Actor]) -> None:
    known = Actor.objects.in_region(event.region_id).filter(
        kind=Actor.Kind.MUNICIPALITY, pk__in=[one.pk for one in places]
    )
    if len(known) != len(places):
        raise RuleError(
            "Välj bland regionens kommuner.", code="unknown_municipality", field="municipalities"
        )


def _write(event: Event, changes: list[EventChange], why: str, by_label: str, at: datetime) -> None:
    for change in changes:
        change.reason, change.by_label, change.changed_at = why[:300], by_label, at
    EventChange.objects.bulk_create(changes)
    timeline.write(
        kind=LogEntry.Kind.CORRECTION,
        text=_said(changes, why),
        by_label=by_label,
        at=at,
        region=event.region,
        event=event,
    )


def _said(changes: list[EventChange], why: str) -> str:
    return f"Händelsens uppgifter rättas. {'; '.join(map(str, changes))}. Skäl: {why}."


def _names(places: Iterable[Actor]) -> str:
    return ", ".join(sorted(place.name for place in places))
