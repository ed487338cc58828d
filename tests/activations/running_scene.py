"""A forum at work for the tests of running: thirty seats if need be, and who holds them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from activations.convening import services as convening
from activations.models import Activation, Summons
from actors.models import Function, User
from forums.meetings import conduct
from forums.meetings import services as meeting_services
from forums.models import Meeting, Seat
from forums.places import place_of
from tests import factories as people
from tests.activations.factories import AT, RequestFactory, Scene, make_scene

IN_HALF_AN_HOUR = AT + timedelta(minutes=30)


@dataclass
class Work:
    """A scene with seats in the coordinating forum, and helpers that act in it."""

    scene: Scene
    seats: list[Function] = field(default_factory=list)
    holders: list[User] = field(default_factory=list)

    def convene(self, **changes: object) -> Activation:
        """Convene the coordinating forum for a new request, unless told otherwise."""
        values: dict[str, object] = {
            "forum_id": self.scene.coordinating.pk,
            "function_ids": [function.pk for function in self.seats],
            "starts_at": IN_HALF_AN_HOUR,
            "place": place_of(self.scene.coordinating),
            "exercise": False,
            "by": self.scene.officer,
            "at": AT,
        }
        if not {"request_id", "event_id", "event"} & set(changes):
            request = RequestFactory(region=self.scene.region, event_type=self.scene.event_type)
            values["request_id"] = request.pk
        values |= changes
        return convening.convene(**values)  # type: ignore[arg-type]

    def active(self, at: datetime = IN_HALF_AN_HOUR, **changes: object) -> Activation:
        """Convene, and begin the first meeting."""
        activation = self.convene(**changes)
        begin(first_meeting(activation), by=self.scene.officer, at=at)
        activation.refresh_from_db()
        return activation

    def new_function(self, **values: object) -> Function:
        """Return a function of another member of the region."""
        actor = people.MemberFactory(region=self.scene.region).actor
        values.setdefault("addresses", ["sms", "email"])
        return people.FunctionFactory(actor=actor, **values)


def make_work(seats: int = 3, **region: object) -> Work:
    """Build the scene with so many seats, each held by somebody with addresses."""
    work = Work(make_scene(**region))
    for _ in range(seats):
        function = work.new_function()
        Seat.objects.create(forum=work.scene.coordinating, actor=function.actor, function=function)
        work.seats.append(function)
        work.holders.append(people.holder(function))
    return work


def first_meeting(activation: Activation) -> Meeting:
    """Return the first meeting of the activation."""
    return Meeting.objects.select_related("forum__region").get(
        in_activation__activation=activation, in_activation__is_first=True
    )


def begin(meeting: Meeting, *, by: User, at: datetime) -> Meeting:
    """Begin a meeting as its page does."""
    return meeting_services.begin_meeting(meeting_id=meeting.pk, by=by, at=at)


def end(meeting: Meeting, *, by: User, at: datetime) -> Meeting:
    """End a meeting as its page does."""
    return meeting_services.end_meeting(
        meeting_id=meeting.pk, explanation="Ordföranden var på väg.", by=by, at=at
    )


def summons_of(meeting: Meeting, function: Function) -> Summons:
    """Return how the function was called to the meeting."""
    return Summons.objects.get(meeting=meeting, function=function)


def decide(work: Work, activation: Activation, kind: str, **values: object) -> None:
    """Take a decision at the first meeting, half an hour into it."""
    conduct.add_decision(
        meeting_id=first_meeting(activation).pk,
        kind=kind,
        by=work.scene.officer,
        at=IN_HALF_AN_HOUR + timedelta(minutes=30),
        **values,  # type: ignore[arg-type]
    )
