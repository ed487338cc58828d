"""Who and what the scenes are played with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from activations.convening import services as convening
from activations.models import Activation, EventType, Summons
from activations.summons import services as summonses
from actors.models import Actor, Function, Region, User
from forums.meetings import attendance
from forums.models import Attendance, Forum, Meeting
from forums.places import Place, place_of

BRIDGE = Place(
    bridge_number="+46846500480",
    bridge_code="442211",
    room="Länsstyrelsen, samverkanslokalen (DEMO)",
    fallback="Rakel, talgrupp enligt regionens plan (DEMO)",
)

CHAIR = ("stockholm", "Säkerhetschef")
SHORT_MANDATE = ("nykvarn", "Säkerhetschef")


@dataclass(frozen=True)
class Stage:
    """The region, its forums and the people of the demo by the start of their address."""

    region: Region
    coordinating: Forum
    directing: Forum

    def person(self, name: str) -> User:
        return User.objects.get(email=f"{name}@demo.example")

    def function(self, slug: str, start: str) -> Function:
        return Function.objects.select_related("actor").get(
            actor__slug=slug, name__startswith=start
        )

    def actor(self, slug: str) -> Actor:
        return Actor.objects.get(slug=slug)

    def event_type(self, code: str) -> EventType:
        return EventType.objects.get(code=code)


def prepare() -> Stage:
    """Return the stage, with a fictional phone bridge on the forums that lack one."""
    region = Region.objects.get(slug="stockholm")
    for forum in Forum.objects.filter(region=region, bridge_number="", activated_name__gt=""):
        for name, value in BRIDGE.as_dict().items():
            setattr(forum, name, value)
        forum.save()
    stage = Stage(
        region=region,
        coordinating=Forum.objects.get(region=region, slug="samordnande"),
        directing=Forum.objects.get(region=region, slug="inriktande"),
    )
    # The function that the demo's chair signs in as sits in the coordinating forum.
    chair = stage.function(*CHAIR)
    stage.coordinating.seats.filter(actor=chair.actor).update(function=chair)
    # One mandate falls short, so that the demo shows how that looks.
    short = stage.function(*SHORT_MANDATE)
    stage.directing.seats.filter(actor=short.actor).update(function=short)
    return stage


def seats_of(forum: Forum, *, slugs: tuple[str, ...] = ()) -> list[int]:
    """Return the functions in the forum's seats, of the named actors only if any are named."""
    seats = forum.seats.all()
    if slugs:
        seats = seats.filter(actor__slug__in=slugs)
    return list(seats.values_list("function_id", flat=True))


def answer_all(
    meeting: Meeting, *, leader: User, at: datetime, silent: int = 0, not_coming: int = 1
) -> None:
    """Let the called functions answer one after another; the last ``silent`` never do."""
    called = list(Summons.objects.filter(meeting=meeting).order_by("pk"))
    for number, summons in enumerate(called[: len(called) - silent]):
        answer = Summons.Answer.COMING
        if number < not_coming:
            answer = Summons.Answer.NOT_COMING
        elif number % 9 == 4:  # noqa: PLR2004 - now and then a deputy
            answer = Summons.Answer.DEPUTY
        summonses.answer_on_behalf(
            summons_id=summons.pk,
            answer=answer,
            deputy_note="Vakthavande" if answer == Summons.Answer.DEPUTY else "",
            by=leader,
            at=at + timedelta(seconds=6 * number),
        )


def take_the_roll(meeting: Meeting, *, leader: User, at: datetime) -> None:
    """Mark everybody as they had answered; whoever began the meeting is there already."""
    answers = dict(meeting.summonses.values_list("function_id", "answer"))
    marks = {
        Summons.Answer.COMING.value: Attendance.Status.PRESENT,
        Summons.Answer.DEPUTY.value: Attendance.Status.DEPUTY,
    }
    for row in meeting.attendances.filter(status=Attendance.Status.EXPECTED):
        said = answers.get(row.function_id, Summons.Answer.COMING.value)
        status = marks.get(said or "", Attendance.Status.ABSENT)
        attendance.mark_attendance(
            meeting_id=meeting.pk,
            attendance_id=row.pk,
            status=status,
            deputy_function="Vakthavande" if status == Attendance.Status.DEPUTY else "",
            by=leader,
            at=at,
        )


def step_out(meeting: Meeting, actor: Actor, *, leader: User, at: datetime) -> None:
    """Let an actor leave for a while and come back through a deputy: two times in the meeting."""
    row = meeting.attendances.get(actor=actor)
    who: dict[str, Any] = {"meeting_id": meeting.pk, "attendance_id": row.pk, "by": leader}
    attendance.mark_attendance(
        status=Attendance.Status.PRESENT, at=at - timedelta(minutes=10), **who
    )
    attendance.mark_left(at=at, **who)
    attendance.mark_attendance(
        status=Attendance.Status.DEPUTY,
        deputy_function="Vakthavande",
        at=at + timedelta(minutes=20),
        **who,
    )


def first_meeting(activation: Activation) -> Meeting:
    return activation.meetings.get(is_first=True).meeting


def convene_forum(  # a shorter way to say what every scene begins with
    stage: Stage,
    forum: Forum,
    *,
    at: datetime,
    starts_at: datetime,
    request_id: int | None = None,
    event: convening.EventData | None = None,
    event_id: int | None = None,
    exercise: bool = False,
    slugs: tuple[str, ...] = (),
) -> Activation:
    return convening.convene(
        forum_id=forum.pk,
        function_ids=seats_of(forum, slugs=slugs),
        starts_at=starts_at,
        place=place_of(forum),
        exercise=exercise,
        request_id=request_id,
        event_id=event_id,
        event=event,
        by=stage.person("rsib"),
        at=at,
    )
