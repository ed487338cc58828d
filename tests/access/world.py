"""The world that the access matrix is tried in: the demo, and another region beside it."""

import copy
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.utils import timezone
from knox.models import get_token_model

from activations.models import (
    Activation,
    ActivationRequest,
    CallTemplate,
    Event,
    LogEntry,
    Participant,
    Summons,
)
from actors.models import (
    Actor,
    ApiToken,
    Appointment,
    ContactAddress,
    DutyShift,
    Function,
    Invitation,
    Region,
    User,
)
from actors.rights import rights
from demo import actors as people
from demo import followup as follow_up
from demo import scenes
from forums.models import Forum, JointDirection, Meeting, MinutesCorrection
from notices.models import Notice
from tests import factories
from tests.clients import signed_in
from tests.followup import parts


@dataclass
class World:
    """Clients by role, and the things that addresses name."""

    clients: dict[str, Client] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))
    # Where the demo's files were laid; each test has a folder of its own.
    media_root: str = field(default_factory=lambda: str(settings.MEDIA_ROOT))

    def client(self, role: str) -> Client:
        """Return a new client of the role, whatever became of those before it (logged out …).

        All share one handler: each would load the middleware anew, which knows what it has noted.
        """
        first = self.clients[role]
        return copy.deepcopy(first, {id(first.handler): self.handler})

    def arguments(self, wanted: dict[str, str]) -> dict[str, Any]:
        """Return the arguments of an address: ``{pk: meeting.pk}`` names a thing and its field.

        A value that names nothing known stands for itself.
        """
        return {name: self.value(source) for name, source in wanted.items()}

    def value(self, source: Any) -> Any:
        thing, _, attribute = str(source).partition(".")
        if thing not in self.found:
            return source
        return getattr(self.found[thing], attribute) if attribute else self.found[thing]


def build_world() -> World:
    """Build the demo, a region that has nothing to do with it, and a client for each role."""
    with override_settings(DEMO=True):
        now = timezone.now()
        people.build(now)
        call_command("load_data", verbosity=0, stdout=StringIO())
        scenes.play(now)
        follow_up.build(now)
    world = World()
    _invite_and_write_template()
    _find_things(world)
    _neighbours()
    for part in parts.every():
        part.furnish(world)
    for user in User.objects.filter(email__endswith="@demo.example"):
        world.clients[user.email.split("@")[0]] = signed_in(user)
    world.clients["anonym"] = Client()
    world.clients["nyckel.status"] = with_key([ApiToken.Scope.STATUS])
    world.clients["nyckel.las"] = with_key([ApiToken.Scope.READ, ApiToken.Scope.FOLLOW_UP_READ])
    return world


def _invite_and_write_template() -> None:
    """Add what the demo lacks: an open invitation and a call template."""
    contact = Function.objects.get(actor__slug="polisen", name="Samverkanskontakt")
    Invitation.objects.create(
        function=contact,
        email="ny@polisen.example",
        token_hash="0" * 64,
        invited_by=User.objects.get(email="kontakt.polisen@demo.example"),
        invited_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=7),
    )
    forum = Forum.objects.get(region__slug="stockholm", slug="samordnande")
    CallTemplate.objects.create(region=forum.region, forum=forum, name="Oväder")


def with_key(scopes: list[str], role: str = "rsib") -> Client:
    """Return a client that signs in by a key of the role's person."""
    owner = User.objects.get(email=f"{role}@demo.example")
    _token, key = get_token_model().objects.create(
        owner, name="Matris", scopes=[str(s) for s in scopes]
    )
    return Client(headers={"Authorization": f"Token {key}"})


def _find_things(world: World) -> None:
    region = Region.objects.get(slug="stockholm")
    snow = Event.objects.get(title__contains="Snöoväder")
    activation = Activation.objects.open().get(event=snow, forum__slug="samordnande")
    directing = Activation.objects.open().get(event=snow, forum__slug="inriktande")
    called = directing.meetings.get(is_first=True).meeting
    waiting = ActivationRequest.objects.get(what__contains="dricksvatten")
    ahead = activation.meetings.get(meeting__status=Meeting.Status.CALLED).meeting
    held = activation.meetings.get(is_first=True).meeting
    ordinary = Meeting.objects.filter(kind=Meeting.Kind.WEEKLY, status=Meeting.Status.PLANNED)
    world.found = {
        "region": region,
        "event": snow,
        "activation": activation,
        "directing": directing,
        "over": Activation.objects.get(status="ended", forum__region=region),
        "over_event": Event.objects.get(activations__status="ended", region=region),
        "request": waiting,
        "granted": activation.request,
        "meeting": called,
        "ahead": ahead,
        "held": held,
        "planned": ordinary.order_by("starts_at").first(),
        "minuted": Meeting.objects.filter(status=Meeting.Status.MINUTED).first(),
        "corrected": Meeting.objects.get(protocol__corrections__status="proposed"),
        "correction": MinutesCorrection.objects.get(status="proposed"),
        "direction": JointDirection.objects.get(status="agreed"),
        "direction_draft": JointDirection.objects.get(status="draft"),
        "deciding": Actor.objects.get(slug="polisen"),
        "forum": Forum.objects.get(region=region, slug="samordnande"),
        "seat": Forum.objects.get(region=region, slug="samordnande").seats.first(),
        "summons": Summons.objects.filter(meeting=called, answer="").first(),
        "attendance": held.attendances.first(),
        "participant": Participant.objects.filter(activation=activation, left_at=None).first(),
        "entry": LogEntry.objects.filter(event=snow).first(),
        "template": CallTemplate.objects.first(),
        "board": Actor.objects.get(slug="lansstyrelsen-stockholm"),
        "police": Actor.objects.get(slug="polisen"),
        "contact": Function.objects.get(actor__slug="polisen", name="Samverkanskontakt"),
        "rsib": Function.objects.get(
            actor__slug="lansstyrelsen-stockholm", name__startswith="Regional samverkans"
        ),
        "address": ContactAddress.objects.filter(function__actor__slug="polisen").first(),
        "invitation": Invitation.objects.first(),
        "appointment": Appointment.objects.get(
            function__actor__slug="polisen", function__name="Samverkanskontakt"
        ),
        "notice": Notice.objects.filter(status=Notice.Status.FAILED).first(),
        "shift": DutyShift.objects.filter(function__short_name="RSIB").order_by("-pk").first(),
    }


def _neighbours() -> None:
    """Make another region with its own duty officer and administrator, who see nothing of ours."""
    region = factories.RegionFactory(name="Region Grannlän", slug="grannlan")
    for name, permission in (
        ("granne.rsib", "actors.convene_in_region"),
        ("granne.admin", "actors.administer_region"),
    ):
        function = factories.FunctionFactory(actor=region.convener, name=name, mandate_level=30)
        factories.holder(function, email=f"{name}@demo.example")
        rights.grant(function, permission, region)
