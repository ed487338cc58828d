"""Let one event carry on another that turned out to be the same, with a trace on both sides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from activations import acts, rules, timeline, who_leads
from activations.events import corrections
from activations.models import Activation, ActivationRequest, Event, LogEntry, Participant
from activations.requests import routing
from activations.summons import messages
from activations.summons import services as summonses
from actors import audit
from actors.models import Function, User
from actors.rights import rights
from common.counts import counted
from common.errors import RuleError
from forums.meetings import services as forum_services
from forums.models import Meeting

SAME_EVENT = "events_merged"


@dataclass(frozen=True)
class Joining:
    """What becomes of a forum at work for the event that is carried on.

    ``into`` is the same forum's activation for the event that stands; without one, the forum goes
    on as it is, for the event that stands.
    """

    activation: Activation
    into: Activation | None
    newcomers: list[Function]  # called to what stands, for their actor is not in it
    cancelled: list[Meeting]
    ahead: list[Meeting]  # the meetings of what stands

    @property
    def stands(self) -> Activation:
        """The activation that is at work afterwards."""
        return self.into or self.activation


def plan(event: Event, into: Event) -> list[Joining]:
    """Return what becomes of each forum at work for the event, for the page that asks and the act.

    Källa: domain.md 4.3.
    """
    standing = {one.forum_id: one for one in _open(into)}
    found = []
    for activation in _open(event):
        other = standing.get(activation.forum_id)
        inside = (
            set(other.participants.filter(left_at=None).values_list("actor_id", flat=True))
            if other
            else set()
        )
        own = acts.functions_in(activation)
        found.append(
            Joining(
                activation=activation,
                into=other,
                newcomers=[one for one in own if other and one.actor_id not in inside],
                cancelled=acts.meetings_ahead(activation) if other else [],
                ahead=acts.meetings_ahead(other or activation),
            )
        )
    return found


def choices(event: Event) -> list[tuple[Event, str]]:
    """Return the events that may carry this one on, the likeliest first, with why.

    Källa: domain.md 4.3.
    """
    rows = (
        Event.objects.filter(
            region=event.region_id,
            exercise=event.exercise,
            pk__in=Activation.objects.open().values("event_id"),
        )
        .exclude(pk=event.pk)
        .select_related("region", "type")
        .prefetch_related("municipalities")
        .order_by("-since", "-pk")
    )
    own = set(event.municipalities.all())
    found = []
    for other in rows:
        reasons = rules.kinship(
            same_type=other.type_id == event.type_id,
            shares_place=not own.isdisjoint(other.municipalities.all()),
        )
        found.append((other, reasons))
    found.sort(key=lambda one: -len(one[1]))
    return [(other, ", ".join(reasons)) for other, reasons in found]


@transaction.atomic
def merge_events(*, event_id: int, into_id: int, reason: str, by: User, at: datetime) -> Event:
    """Let one event carry on another about the same thing; return the one that stands.

    The other is closed, never deleted: its timeline, requests and meetings held stay where they
    are and are shown from the one that stands. A forum at work for both goes on in one activation,
    and what the other had called is called off: a forum meets at one time, called once. A forum at
    work only for the other goes on as it is. Each function is told once.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum"; Målbilden 2.2 "spårbarhet";
    domain.md 4.3.
    """
    if event_id == into_id:
        raise RuleError("Välj en annan händelse.", code="same_event", field="into")
    event, into, function = _locked(event_id, into_id, by)
    why = rules.require_reason(reason)
    joinings = plan(event, into)
    _require_no_meeting_running(joinings)
    told = _all_functions(joinings)
    event.merged_into, event.merged_at, event.merge_reason = into, at, why
    event.merged_by_label = str(function)
    event.save()
    acting = audit.Acting(by, function, at)
    for joining in joinings:
        if joining.into is None:
            joining.activation.event = into
            joining.activation.save(update_fields=["event"])
        else:
            _fold(joining, joining.into, into, acting)
    _take_over_requests(event, into, acting)
    corrections.add_municipalities(
        event_id=into.pk,
        places=event.municipalities.all(),
        why=f"Händelse {event.number} förs samman hit",
        by_label=acting.label,
        at=at,
    )
    _tell(event, into, joinings, told, at)
    _log(into, f"{event.number} {event} är samma händelse och förs hit. Skäl: {why}", acting)
    said = f"Händelsen är samma som {into.number} {into} och hanteras där. Skäl: {why}"
    _log(event, said, acting)
    acting.record("event.merge", event, said[:500], exercise=event.exercise)
    return into


# Inside ---------------------------------------------------------------------------------------


def _open(event: Event) -> list[Activation]:
    rows = event.activations.open().select_related("forum__region", "event__region")
    return list(rows.order_by("-forum__level", "pk"))


def _locked(event_id: int, into_id: int, by: User) -> tuple[Event, Event, Function]:
    """Lock all that is touched in the order of every other act: requests, meetings, forums, event.

    Of two who merge at once, or merge and end, the second waits here and sees what the first did.
    """
    both = (event_id, into_id)
    waiting = ActivationRequest.objects.open().filter(event=event_id)
    for request_id in waiting.order_by("pk").values_list("pk", flat=True):
        routing.lock_request(request_id)
    at_work = Activation.objects.open().filter(event__in=both).order_by("pk")
    known = list(at_work.values_list("pk", flat=True))
    meetings = Meeting.objects.filter(
        in_activation__activation__in=known,
        status__in=[*acts.FUTURE, Meeting.Status.RUNNING],
    )
    list(meetings.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    list(at_work.select_for_update(of=("self",)).values_list("pk"))
    rows = Event.objects.filter(pk__in=both).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))
    related = ("region__convener", "type", "merged_into__region")
    found = {one.pk: one for one in rows.select_related(*related)}
    event, into = found[event_id], found[into_id]
    function = rights.require(by, who_leads.CONVENE, event.region)
    _require_same(event, into)
    for one in (event, into):
        _require_at_work(one)
    if list(at_work.values_list("pk", flat=True)) != known:
        raise RuleError("Ett forum kom till just nu. Försök igen.", code="changed_meanwhile")
    return event, into, function


def _require_same(event: Event, into: Event) -> None:
    if event.region_id != into.region_id:
        raise RuleError("Händelsen hör till en annan region.", code="other_region")
    if event.exercise != into.exercise:
        raise RuleError("Övning och skarpt förs aldrig samman.", code="exercise_is_final")


def _require_at_work(event: Event) -> None:
    corrections.require_unmerged(event)
    if not event.activations.open().exists():
        raise RuleError(
            f"{event.number} {event} är avslutad: inget forum arbetar med den.", code="event_ended"
        )


def _require_no_meeting_running(joinings: Iterable[Joining]) -> None:
    for joining in joinings:
        running = Meeting.objects.filter(
            in_activation__activation=joining.activation, status=Meeting.Status.RUNNING
        )
        if joining.into and running.exists():
            name = joining.activation.forum.called_name
            raise RuleError(
                f"Ett möte pågår i {name}. Avsluta mötet först.", code="meeting_running"
            )


def _all_functions(joinings: Iterable[Joining]) -> dict[Function, Joining]:
    """Return all who take part in the work that is carried on, each once."""
    found: dict[Function, Joining] = {}
    for joining in joinings:
        for function in acts.functions_in(joining.activation):
            found.setdefault(function, joining)
    return found


def _fold(joining: Joining, stands: Activation, event: Event, acting: audit.Acting) -> None:
    """Close a forum's second activation, and take those who were only there into the first."""
    gone, at = joining.activation, acting.at
    gone.merge(into=stands, by_label=acting.label, at=at)
    gone.save()
    why = f"Samma händelse som {event.number}"
    for meeting in joining.cancelled:
        assert acting.by is not None  # noqa: S101 - a person merges
        forum_services.cancel_meeting(meeting_id=meeting.pk, reason=why, by=acting.by, at=at)
    gone.chair_terms.filter(ends_at=None).update(ends_at=at)
    gone.participants.filter(left_at=None).update(left_at=at, leave_reason=why)
    came_from = f"Var med i {gone.event.number}, samma händelse"
    Participant.objects.bulk_create(
        Participant(
            activation=stands,
            actor=function.actor,
            function=function,
            joined_at=at,
            join_reason=came_from,
        )
        for function in joining.newcomers
    )
    for meeting in joining.ahead:
        forum_services.expect(meeting, joining.newcomers)
        for function in joining.newcomers:
            summonses.call_back_in(activation=stands, meeting=meeting, function=function, at=at)
    if joining.newcomers:
        count = counted(len(joining.newcomers), "aktör", "aktörer")
        text = f"{count} kallas in från {gone.event.number}, som är samma händelse."
        acts.write(stands, LogEntry.Kind.COMPOSITION, text, acting.label, at)


def _take_over_requests(event: Event, into: Event, acting: audit.Acting) -> None:
    """Let what is still asked for the event be answered for the one that stands."""
    for request in ActivationRequest.objects.open().filter(event=event).select_related("region"):
        request.event = into
        request.save(update_fields=["event"])
        timeline.write(
            kind=LogEntry.Kind.REQUEST,
            text=f"{request.number} gäller nu {into.number} {into}.",
            by_label=acting.label,
            at=acting.at,
            region=request.region,
            request=request,
            event=into,
        )


def _tell(
    event: Event,
    into: Event,
    joinings: list[Joining],
    told: dict[Function, Joining],
    at: datetime,
) -> None:
    """Tell each function once which event goes on, and when its forum meets there."""
    for joining in joinings:
        ahead = acts.meetings_ahead(joining.stands)
        context = {
            "merged": event.title,
            "event": into.title,
            "number": into.number,
            "meeting": messages.when(ahead[0].starts_at, at) if ahead else "",
            "details": "\n".join(
                f"Mötet {messages.when(off.starts_at, at)} är inställt."
                for off in joining.cancelled
            ),
        }
        functions = [function for function, known in told.items() if known is joining]
        messages.tell(joining.stands, SAME_EVENT, functions, context, at=at)


def _log(event: Event, text: str, acting: audit.Acting) -> None:
    timeline.write(
        kind=LogEntry.Kind.MERGE,
        text=text,
        by_label=acting.label,
        at=acting.at,
        region=event.region,
        event=event,
    )
