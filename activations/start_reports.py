"""What the start page shows: what waits for me, what is going on, and who is on duty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch, Q
from django.urls import reverse

from activations.models import Activation, ActivationRequest, ChairTerm, Event, Summons
from actors import rights
from actors.models import DutyShift, Function, Region, User
from forums.models import Meeting, Protocol
from notices.models import Notice
from records.refs import ref

MOST = 10  # of each kind; the rest stand on their own pages
# Meetings in activated mode bear the same name in every event: the event tells them apart.
EVENT_TITLE = "in_activation__activation__event__title"


@dataclass(frozen=True)
class Task:
    """Something that waits for the reader, the most urgent first."""

    kind: str  # of the icon
    text: str
    url: str
    action: str
    at: datetime | None = None
    urgent: bool = False


Provider = Callable[[User, datetime], list[Task]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a function of an app above that says what else waits for the user, in any region."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def tasks_elsewhere(user: User, at: datetime) -> list[Task]:
    """Return what waits for the user beside the work of a region."""
    return [task for provider in _providers for task in provider(user, at)]


def tasks_of(user: User, region: Region, at: datetime) -> list[Task]:
    """Return what waits for the user. A constant number of queries."""
    held = rights.functions_of(user, at)
    is_convener = rights.may(user, "actors.convene_in_region", region)
    found = _requests(region) if is_convener else []
    found += _summonses(held, region, at)
    found += _protocols(user, held, region, is_convener=is_convener)
    found += tasks_elsewhere(user, at)
    found += _failures(user, held)
    return found


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

    Källa: ux.md page 1 "on duty now".
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


def _requests(region: Region) -> list[Task]:
    tasks = []
    for item in open_requests(region):
        new = item.status == ActivationRequest.Status.SUBMITTED
        tasks.append(
            Task(
                kind="request",
                text=f"{_mark(item.exercise)}{item.number}: {item.asker}, {item.what}",
                url=item.get_absolute_url(),
                action="Ta emot begäran" if new else "Svara på begäran",
                at=item.submitted_at,
                urgent=new,
            )
        )
    return sorted(tasks, key=lambda task: not task.urgent)


def _summonses(held: list[Function], region: Region, at: datetime) -> list[Task]:
    waiting = Summons.objects.filter(
        function__in=held,
        answer="",
        status__in=[Summons.Status.CALLED, Summons.Status.DELIVERED],
        meeting__forum__region=region,
        meeting__status__in=[Meeting.Status.PLANNED, Meeting.Status.CALLED],
    )
    rows = waiting.select_related("meeting__forum__region", "function__actor").annotate(
        event_title=F(f"meeting__{EVENT_TITLE}")
    )
    return [
        Task(
            kind="summons",
            text=f"{_in_event(s.meeting, s.event_title)}, {s.function.label}",
            url=s.meeting.get_absolute_url(),
            action="Svara på kallelsen",
            at=s.meeting.starts_at,
            urgent=True,
        )
        for s in rows.order_by("meeting__starts_at")[:MOST]
    ]


def _protocols(
    user: User, held: list[Function], region: Region, *, is_convener: bool
) -> list[Task]:
    """Return the protocols that the user may adjust or adopt: as convener or as chair."""
    rows = Protocol.objects.filter(meeting__forum__region=region).exclude(
        status=Protocol.Status.ADOPTED
    )
    if not is_convener:
        chaired = ChairTerm.objects.filter(function__in=held, ends_at=None)
        rows = rows.filter(
            Q(meeting__chair_function__in=held)
            | Q(meeting__in_activation__activation__chair_terms__in=chaired)
        ).distinct()
    rows = rows.filter(meeting__status=Meeting.Status.HELD).annotate(
        event_title=F(f"meeting__{EVENT_TITLE}")
    )
    tasks = []
    for protocol in rows.select_related("meeting__forum__region").order_by("drafted_at")[:MOST]:
        adjusted = protocol.status == Protocol.Status.ADJUSTED
        meeting = protocol.meeting
        tasks.append(
            Task(
                kind="document",
                text=_in_event(meeting, protocol.event_title),
                url=reverse("forums:protocol", args=[meeting.forum.region.slug, meeting.pk]),
                action="Fastställ protokollet" if adjusted else "Justera protokollet",
                at=meeting.ended_at,
            )
        )
    return tasks


def _failures(user: User, held: list[Function]) -> list[Task]:
    """Return the messages that did not arrive at the actors whose register the user looks after."""
    actors = {f.actor for f in held if rights.may(user, "actors.administer_actor", f.actor)}
    if not actors:
        return []
    functions = Function.objects.filter(actor__in=actors).select_related("actor")
    by_ref = {ref(function): function for function in functions}
    failed = Notice.objects.filter(
        status=Notice.Status.FAILED, handled_at=None, recipient_ref__in=by_ref
    ).order_by("-failed_at")
    tasks = []
    for notice in failed[:MOST]:
        actor = by_ref[notice.recipient_ref].actor
        tasks.append(
            Task(
                kind="fault",
                text=f"{notice.get_channel_display()} till {notice.recipient_label} gick inte fram",
                url=f"{actor.get_absolute_url()}administration/",
                action="Rätta adressen",
                at=notice.failed_at,
            )
        )
    return tasks


def _in_event(meeting: Meeting, title: str | None) -> str:
    name = f"{meeting} · {title}" if title else str(meeting)
    return f"{_mark(meeting.exercise)}{name}"


def _mark(exercise: bool) -> str:
    return "ÖVNING " if exercise else ""
