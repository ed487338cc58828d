"""Test objects of activations.

The usual beginning of a test::

    scene = make_scene()  # a region with its convener's chain, forums and a municipality
    request = RequestFactory(region=scene.region)  # submitted, without a chain
"""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from activations.models import Activation, ActivationRequest, Event, EventType
from actors.models import Actor, Function, Level, Region, User
from actors.rights import rights
from forums.models import Forum
from tests import factories as people

AT = datetime(2026, 11, 21, 2, 4, tzinfo=UTC)  # 03:04 in Stockholm
_serial = itertools.count(1)


class EventTypeFactory(DjangoModelFactory[EventType]):
    class Meta:
        model = EventType
        django_get_or_create = ("code",)

    code = "weather"
    name = "Oväder"
    icon = "weather"
    position = 1


class ForumFactory(DjangoModelFactory[Forum]):
    """A coordinating forum with a phone bridge."""

    class Meta:
        model = Forum

    region = factory.SubFactory(people.RegionFactory)
    slug = factory.Sequence(lambda n: f"forum-{n}")
    level = Level.COORDINATING
    name = "Regional samordningsgrupp"
    activated_name = "Samordnande forum"
    bridge_number = "+46846500410"
    bridge_code = "442211"


class EventFactory(DjangoModelFactory[Event]):
    class Meta:
        model = Event

    region = factory.SubFactory(people.RegionFactory)
    number = factory.Sequence(lambda n: f"2026-{n:03d}")
    type = factory.SubFactory(EventTypeFactory)
    title = "Snöoväder i norra länet"
    since = AT
    created_at = AT


class RequestFactory(DjangoModelFactory[ActivationRequest]):
    """A submitted request of a member actor, without a chain behind it."""

    class Meta:
        model = ActivationRequest

    region = factory.SubFactory(people.RegionFactory)
    number = factory.Sequence(lambda n: f"A-2020-{n:04d}")
    event_type = factory.SubFactory(EventTypeFactory)
    what = "Strömlöst i hela Norrtälje"
    callback_phone = "+46701740605"
    submitted_at = AT

    @factory.lazy_attribute
    def for_actor(self: Any) -> Actor:
        return people.MemberFactory(region=self.region).actor

    @factory.lazy_attribute
    def raised_by_function(self: Any) -> Function:
        actor = self.for_actor or self.region.convener
        return people.FunctionFactory(actor=actor, addresses=["sms", "email"])

    @factory.lazy_attribute
    def raised_by(self: Any) -> User:
        return people.holder(self.raised_by_function)


class ActivationFactory(DjangoModelFactory[Activation]):
    """A forum just convened for an event of its region."""

    class Meta:
        model = Activation

    forum = factory.SubFactory(ForumFactory)
    event = factory.SubFactory(EventFactory, region=factory.SelfAttribute("..forum.region"))
    convened_at = AT
    convened_by_label = "RSIB, Länsstyrelsen"


@dataclass
class Scene:
    """A region at night: a municipality that may ask, and a convener with a chain of two."""

    region: Region
    coordinating: Forum
    directing: Forum
    event_type: EventType
    municipality: Actor
    tib: Function  # of the municipality
    asker: User  # holds it
    rsib: Function  # first in the chain
    officer: User  # holds it, on duty
    county_tib: Function  # second in the chain
    second_officer: User  # holds it, on duty
    administrator: Function
    outsider: User  # serves an actor of another region


def make_scene(at: datetime = AT, *, chain: int = 2, **region: Any) -> Scene:
    """Build the scene; ``chain`` is how many of the convener's functions have a place in it."""
    area = people.RegionFactory(**region)
    municipality = people.MemberFactory(
        region=area, actor__name=f"Norrtälje kommun {next(_serial)}"
    ).actor
    tib = people.FunctionFactory(
        actor=municipality,
        name="Tjänsteman i beredskap",
        short_name="TiB",
        addresses=["sms", "email"],
    )
    rsib, officer = _chain_function(area, "RSIB", 1, at)
    county_tib, second = _chain_function(area, "TiB", 2 if chain > 1 else None, at)
    administrator = people.FunctionFactory(
        actor=area.convener, name="Systemförvaltare", addresses=["email"]
    )
    rights.grant(administrator, "actors.administer_region", area)
    elsewhere = people.FunctionFactory(actor=people.MemberFactory().actor)
    return Scene(
        region=area,
        coordinating=ForumFactory(region=area),
        directing=ForumFactory(
            region=area,
            level=Level.DIRECTING,
            name="Regional chefsgrupp",
            activated_name="Inriktande forum",
        ),
        event_type=EventTypeFactory(),
        municipality=municipality,
        tib=tib,
        asker=people.holder(tib),
        rsib=rsib,
        officer=officer,
        county_tib=county_tib,
        second_officer=second,
        administrator=administrator,
        outsider=people.holder(elsewhere),
    )


def _chain_function(
    region: Region, short_name: str, place: int | None, at: datetime
) -> tuple[Function, User]:
    function = people.FunctionFactory(
        actor=region.convener,
        name=f"Beredskap {short_name}",
        short_name=short_name,
        duty_kind=short_name.lower(),
        call_order=place,
        addresses=["sms", "email", "phone"],
    )
    rights.grant(function, "actors.convene_in_region", region)
    person = people.holder(function)
    people.on_duty(function, person, at, hours=48)
    return function, person
