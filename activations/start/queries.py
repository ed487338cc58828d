"""What the start page shows of a region: what is going on, and who is on duty."""

from datetime import datetime

from django.db.models import F, Prefetch, Q

from activations.models import Activation, ActivationRequest, Event
from activations.start.todo import EVENT_TITLE
from actors.models import DutyShift, Function, Region
from forums.models import Meeting

MOST = 10  # of each kind; the rest stand on their own pages


def active_events(region: Region) -> list[Event]:
    """Return the events for which a forum is at work, with those forums, newest first."""
    running = Activation.objects.open().select_related("forum__region", "event__region")
    events = Event.objects.filter(region=region, activations__in=Activation.objects.open())
    return list(
        events.select_related("region", "type")
        .prefetch_related(Prefetch("activations", queryset=running, to_attr="running"))
        .distinct()[:MOST]
    )


def next_meetings(region: Region, at: datetime) -> list[Meeting]:
    """Return the meetings ahead, and those going on."""
    meetings = Meeting.objects.filter(forum__region=region).filter(
        Q(status=Meeting.Status.RUNNING)
        | Q(status__in=[Meeting.Status.PLANNED, Meeting.Status.CALLED], starts_at__gte=at)
    )
    meetings = meetings.annotate(event_title=F(EVENT_TITLE))
    return list(meetings.select_related("forum__region").order_by("starts_at")[:3])


def on_duty_now(region: Region, at: datetime) -> list[tuple[Function, DutyShift | None]]:
    """Return the convener's duty functions, each with the shift that runs, or none.

    Källa: domain.md 2.3.
    """
    running = DutyShift.objects.at(at)
    functions = (
        Function.objects.filter(actor_id=region.convener_id, is_active=True)
        .exclude(duty_kind="")
        .select_related("actor")
        .prefetch_related(Prefetch("shifts", queryset=running, to_attr="running"))
        .order_by("call_order", "name")
    )
    return [(one, next(iter(one.running), None)) for one in functions]


def open_requests(region: Region) -> list[ActivationRequest]:
    """Return the requests that still wait for an answer, newest first."""
    rows = ActivationRequest.objects.open().filter(region=region)
    related = ("region", "event_type", "for_actor", "for_forum", "acknowledged_by__actor")
    return list(rows.select_related(*related)[:MOST])
