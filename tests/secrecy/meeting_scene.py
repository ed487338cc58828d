"""A weekly conference with everybody around it, whose county keeps secret annexes."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from actors.models import Function, User
from forums.meetings import secret_points
from forums.meetings import services as meeting_services
from forums.models import Meeting
from records.models import SecretAnnex
from records.secrets import annexes
from secrecy import services as secrets
from secrecy.matters import MeetingMatter
from tests.factories import MemberFactory, holder
from tests.forums.factories import World
from tests.secrecy.factories import CANARY, FAR_AWAY, Scene


class Conference(World):
    """A weekly conference, led by the convener; its county keeps secret annexes."""

    def __init__(self, *, stores: bool = True, exercise: bool = False) -> None:
        super().__init__()
        self.follow_up = Scene(stores=stores)
        convener = self.region.convener
        convener.county = self.follow_up.county
        convener.save()
        self.now = timezone.now()
        self.held_at = self.now + timedelta(days=1)
        self.conference = meeting_services.plan_meeting(
            forum=self.forum,
            kind=Meeting.Kind.WEEKLY,
            starts_at=self.held_at,
            chair_function=self.rsib,
            exercise=exercise,
            by=self.officer,
            at=self.now,
        )
        self.signer = self.follow_up.signer
        self.called, self.absent = self.users
        outsider = MemberFactory(region=self.region, actor__name="Kommun utan plats").actor
        self.member_without_seat = holder(self.function_of(outsider, "Observatör"))

    @property
    def matter(self) -> MeetingMatter:
        return MeetingMatter(Meeting.objects.get(pk=self.conference.pk))

    def address(self, end: str = "") -> str:
        return f"/{self.region.slug}/moten/{self.conference.pk}/{end}"

    def with_point(self) -> "Conference":
        secret_points.add_secret_point(meeting_id=self.conference.pk, by=self.officer, at=self.now)
        return self

    def begun(self) -> "Conference":
        meeting_services.begin_meeting(meeting_id=self.conference.pk, by=self.officer, at=self.now)
        return self

    def annex(self) -> SecretAnnex:
        return annexes.create_annex(
            about_ref=self.matter.about_ref,
            legal_grounds=["18:13"],
            title=f"{CANARY} rubrik",
            body=f"{CANARY} text",
            by=self.officer,
            at=self.now,
        )

    def make_ready(self, user: User, *readable: SecretAnnex) -> None:
        """Let somebody sign, and be granted each annex."""
        asked = secrets.ask_to_sign(
            matter=self.matter,
            function=self.function_held_by(user),
            legal_grounds=["18:13"],
            valid_to=FAR_AWAY,
            by=self.officer,
            at=self.now,
        )
        secrets.sign(request_id=asked.pk, has_read=True, by=user, at=self.now)
        for annex in readable:
            secrets.grant(
                annex_id=annex.pk,
                person_id=user.pk,
                motivation="Deltar vid den hemliga punkten",
                starts_at=self.now,
                ends_at=self.now + timedelta(days=30),
                by=self.signer,
                at=self.now,
            )

    def function_held_by(self, user: User) -> Function:
        return user.appointments.get().function


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()
