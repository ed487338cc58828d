"""Reads for pages and API: forums with mode and seats, meetings, who is there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from actors.models import Level, Region, User
from forums import hooks, modes, rules
from forums.models import AgendaItem, Attendance, Forum, Meeting, MeetingDecision, Seat
from forums.modes import Mode
from notices.models import IncomingSms

OPEN = (Meeting.Status.PLANNED, Meeting.Status.CALLED, Meeting.Status.RUNNING)


@dataclass(frozen=True)
class ForumRow:
    """A forum in a list: what it is called, its mode, how it is manned."""

    forum: Forum
    mode: Mode | None
    seats: int
    gaps: int
    next_meeting: Meeting | None = None

    @property
    def pill(self) -> str:
        """The key of the mode among the status pills."""
        if self.mode is None:
            return "ordinary"
        return "exercise" if self.mode.exercise else "activated"


@dataclass(frozen=True)
class LevelRows:
    """The forums of one level."""

    level: int
    label: str
    rows: list[ForumRow] = field(default_factory=list)


def forums_by_level(user: User, region: Region, *, at: datetime) -> list[LevelRows]:
    """Return the region's forums, highest level first, in a fixed number of queries.

    Källa: Avsiktsförklaringen "Forum på tre nivåer".
    """
    forums = list(
        Forum.objects.visible_to(user)
        .filter(region=region, is_active=True)
        .annotate(
            seat_count=Count("seats"),
            gap_count=Count("seats", filter=Q(seats__function__mandate_level__lt=F("level"))),
        )
        .select_related("region")
    )
    active = modes.modes_of(forum.pk for forum in forums)
    open_meetings = (
        Meeting.objects.filter(forum__in=forums, status__in=OPEN)
        .filter(Q(starts_at__gte=at) | Q(status=Meeting.Status.RUNNING))
        .select_related("forum__region")
        .order_by("-starts_at")
    )
    coming = {meeting.forum_id: meeting for meeting in open_meetings}
    groups = {level: LevelRows(level.value, level.label) for level in reversed(Level)}
    for forum in forums:
        row = ForumRow(
            forum=forum,
            mode=active.get(forum.pk),
            seats=forum.seat_count,
            gaps=forum.gap_count,
            next_meeting=coming.get(forum.pk),
        )
        groups[Level(forum.level)].rows.append(row)
    return [group for group in groups.values() if group.rows]


def seats_of(forum: Forum) -> list[Seat]:
    """Return the seats with actor and function, in order of the actors' names."""
    return list(forum.seats.select_related("actor", "function__actor"))


def mandate_gaps(seats: list[Seat], level: int) -> list[Seat]:
    """Return the seats whose function's mandate does not reach the level.

    Källa: Avsiktsförklaringen "Representation utifrån mandat"; Målbilden 2.1.
    """
    return [seat for seat in seats if rules.has_mandate_gap(seat.function.mandate_level, level)]


def upcoming(user: User, region: Region, *, at: datetime) -> "QuerySet[Meeting]":
    """Return the meetings that run or are to come, the nearest first."""
    return (
        _listed(user, region)
        .filter(status__in=OPEN)
        .filter(Q(starts_at__gte=at) | ~Q(status=Meeting.Status.PLANNED))
        .order_by("starts_at")
    )


def past(user: User, region: Region, *, at: datetime) -> "QuerySet[Meeting]":
    """Return the meetings that are over, called off, or were planned and never held."""
    return (
        _listed(user, region)
        .filter(~Q(status__in=OPEN) | Q(status=Meeting.Status.PLANNED, starts_at__lt=at))
        .order_by("-starts_at")
    )


def _listed(user: User, region: Region) -> "QuerySet[Meeting]":
    meetings = Meeting.objects.visible_to(user).filter(forum__region=region)
    return meetings.select_related("forum__region", "chair_function__actor")


@dataclass(frozen=True)
class RollCall:
    """Who is at a meeting, counted."""

    rows: list[Attendance]

    @property
    def here(self) -> int:
        """How many actors are represented now."""
        return sum(row.is_here for row in self.rows)

    @property
    def waiting(self) -> list[Attendance]:
        """Those not ticked off yet."""
        return [row for row in self.rows if row.status == Attendance.Status.EXPECTED]

    @property
    def gaps(self) -> list[Attendance]:
        """Those whose mandate does not reach the forum's level."""
        return [row for row in self.rows if row.has_mandate_gap]


def roll_call(meeting: Meeting) -> RollCall:
    """Return the attendance list in order of the actors' names."""
    found = meeting.attendances.select_related("actor", "function__actor")
    rows = list(found.prefetch_related("presences"))
    answers = hooks.answers_of(meeting)
    unclear = IncomingSms.objects.unclear("meeting", [row.pk for row in rows])
    for row in rows:
        row.meeting = meeting
        if not meeting.began_at:  # until the day, what things are called now
            row.actor_name, row.function_name = row.actor.name, row.function.label
        row.unclear_at = unclear.get(row.pk)
        row.told = answers.get(row.function_id, row.answer)
    return RollCall(rows)


def present_at(rows: Iterable[Attendance], moment: datetime) -> list[Attendance]:
    """Return those of the rows that were in the meeting at that moment.

    Källa: domain.md 3.4.
    """
    return [row for row in rows if any(time.covers(moment) for time in row.presences.all())]


def settled(meeting: Meeting, user: User) -> list[tuple[MeetingDecision, hooks.Outcome | None]]:
    """Return what the meeting has settled, each with what came of it where the user may know."""
    outcomes = hooks.outcomes_of(meeting, user)
    return [(decision, outcomes.get(decision.pk)) for decision in meeting.decisions.all()]


def lacks_chair_decision(meeting: Meeting) -> bool:
    """Return whether a first meeting has not yet settled who chairs on.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Under det första mötet bestämmer man
    också det fortsatta ordförandeskapet".
    """
    if meeting.kind != Meeting.Kind.FIRST:
        return False
    return not meeting.decisions.filter(kind=MeetingDecision.Kind.CHAIR).exists()


@dataclass(frozen=True)
class Agenda:
    """The points of a meeting that somebody may know of."""

    points: list[AgendaItem]
    secrecy_page: str = ""  # "" if the user takes no part

    @property
    def has_secret_point(self) -> bool:
        """Whether one of the points shown is secret."""
        return any(point.is_secret for point in self.points)


def agenda_of(meeting: Meeting, user: User) -> Agenda:
    """Return the agenda; a secret point is there only for those who take part in the meeting.

    Källa: domain.md 3.5.
    """
    page = hooks.secrecy_page(meeting, user)
    points = list(meeting.agenda.all())
    return Agenda([point for point in points if page or not point.is_secret], page)


def without_right(meeting: Meeting, roll: RollCall, at: datetime) -> list[tuple[Attendance, str]]:
    """Return those now in the meeting who may not hear the secret point, with what each lacks.

    Källa: domain.md 3.5.
    """
    lacks = {function.pk: words for function, words in hooks.lacking(meeting, at)}
    return [
        (row, lacks[row.function_id])
        for row in roll.rows
        if row.function_id in lacks and row.is_here
    ]
