"""Forums, seats and meetings for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from actors.models import Actor, Function, Level, Region, User
from actors.rights import rights
from forums import hooks
from forums.meetings import attendance
from forums.meetings import services as meeting_services
from forums.models import Attendance, Forum, Meeting, Seat
from forums.places import Place
from tests.factories import FunctionFactory, MemberFactory, RegionFactory, holder

AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
SOON = AT + timedelta(minutes=30)
PLACE = Place(bridge_number="+46846500410", bridge_code="442211", fallback="Rakel talgrupp")


class ForumFactory(DjangoModelFactory[Forum]):
    """A coordinating forum with a phone bridge."""

    class Meta:
        model = Forum

    region = factory.SubFactory(RegionFactory)
    slug = factory.Sequence(lambda n: f"forum-{n}")
    level = Level.COORDINATING
    name = "Regional samordningsgrupp"
    activated_name = "Samordnande forum"
    bridge_number = "+46846500410"
    bridge_code = "442211"


class SeatFactory(DjangoModelFactory[Seat]):
    class Meta:
        model = Seat

    forum = factory.SubFactory(ForumFactory)
    function = factory.SubFactory(FunctionFactory)
    actor = factory.SelfAttribute("function.actor")


class World:
    """A region with a forum, its convener's officer and secretary, and two municipalities."""

    def __init__(self, *, level: int = Level.COORDINATING, members: int = 2) -> None:
        self.region: Region = RegionFactory()
        self.forum: Forum = ForumFactory(region=self.region, level=level)
        self.rsib = self.function_of(self.region.convener, "RSIB", addresses=["sms", "email"])
        self.writer = self.function_of(self.region.convener, "Lägesbildsfunktion")
        rights.grant(self.rsib, "actors.convene_in_region", self.region)
        rights.grant(self.writer, "forums.lead_forum", self.forum)
        self.officer: User = holder(self.rsib)
        self.secretary: User = holder(self.writer)
        self.functions = [self.member(number) for number in range(members)]
        self.users = [holder(function) for function in self.functions]

    def member(self, number: int, mandate: int = Level.COORDINATING) -> Function:
        """Return the function of a new member with a seat in the forum."""
        actor = MemberFactory(region=self.region, actor__name=f"Kommun {number:02d}").actor
        function = self.function_of(actor, "TiB", mandate=mandate, addresses=["sms", "email"])
        SeatFactory(forum=self.forum, function=function)
        return function

    def function_of(
        self, actor: Actor, name: str, mandate: int = Level.COORDINATING, **more: Any
    ) -> Function:
        return FunctionFactory(
            actor=actor, name=name, short_name=name[:20], mandate_level=mandate, **more
        )

    def meeting(self, kind: str = Meeting.Kind.FIRST, **more: Any) -> Meeting:
        """Return a planned meeting that expects the members."""
        values: dict[str, Any] = {
            "forum": self.forum,
            "kind": kind,
            "starts_at": SOON,
            "place": PLACE,
            "chair_function": self.rsib,
            "exercise": False,
            "by": self.officer,
            "at": AT,
        }
        meeting = meeting_services.plan_meeting(**{**values, **more})
        meeting_services.expect(meeting, self.functions)
        return meeting

    def running(self, kind: str = Meeting.Kind.FIRST, **more: Any) -> Meeting:
        """Return a meeting that has begun."""
        meeting = self.meeting(kind, **more)
        return meeting_services.begin_meeting(meeting_id=meeting.pk, by=self.officer, at=SOON)

    def held(self, kind: str = Meeting.Kind.FIRST, **more: Any) -> Meeting:
        """Return a meeting that has ended, with its protocol as a draft."""
        meeting = self.running(kind, **more)
        for row in self.rows(meeting):
            attendance.mark_attendance(
                meeting_id=meeting.pk,
                attendance_id=row.pk,
                status="present",
                by=self.officer,
                at=SOON,
            )
        return meeting_services.end_meeting(
            meeting_id=meeting.pk, by=self.officer, at=SOON + timedelta(hours=1)
        )

    def rows(self, meeting: Meeting) -> list[Attendance]:
        return list(meeting.attendances.order_by("pk"))


class Listener(hooks.MeetingHooks):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.heard: list[tuple[Any, ...]] = []

    def on_begin(self, meeting: Any, by_label: str, at: Any) -> None:
        self.heard.append(("begin", meeting.pk, by_label))

    def on_attendance(self, attendance: Any, by_label: str, at: Any) -> None:
        self.heard.append(("attendance", attendance.status))

    def on_decision(self, decision: Any, by: Any, by_label: str, at: Any) -> None:
        self.heard.append(("decision", decision.kind, by))

    def on_end(self, meeting: Any, by_label: str, at: Any) -> None:
        self.heard.append(("end", meeting.pk))

    def on_moved(self, meeting: Any, was_at: Any, by_label: str, at: Any) -> None:
        self.heard.append(("moved", was_at))

    def on_cancelled(self, meeting: Any, by_label: str, at: Any) -> None:
        self.heard.append(("cancelled", meeting.pk))
