"""Test objects that every app may use: people, areas, actors, functions and who holds them.

The usual beginning of a test::

    region = RegionFactory()  # with its county and its convener
    actor = MemberFactory(region=region).actor  # a municipality that takes part
    tib = FunctionFactory(actor=actor, addresses=["sms", "email"])
    officer = holder(tib)  # a person appointed to it now
    rights.grant(tib, "actors.convene_in_region", region)
    on_duty(tib, officer, AT)  # eight hours from then

Where a world needs many people, ``holders_of`` makes them in a tenth of the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import factory
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from factory.django import DjangoModelFactory
from guardian.models import GroupObjectPermission

from actors.models import (
    Actor,
    Appointment,
    ContactAddress,
    County,
    DutyShift,
    Function,
    Level,
    Membership,
    Region,
    User,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PASSWORD = "demo"


class UserFactory(DjangoModelFactory[User]):
    """Somebody without any function, who signs in with the password ``demo``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@aktor.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class CountyFactory(DjangoModelFactory[County]):
    class Meta:
        model = County
        django_get_or_create = ("code",)

    code = "01"
    letter = "AB"
    name = "Stockholms län"


class ActorFactory(DjangoModelFactory[Actor]):
    """An actor outside every region; ``MemberFactory`` makes one inside."""

    class Meta:
        model = Actor

    slug = factory.Sequence(lambda n: f"aktor-{n}")
    name = factory.Sequence(lambda n: f"Aktör {n}")
    kind = Actor.Kind.OTHER


class MunicipalityFactory(ActorFactory):
    kind = Actor.Kind.MUNICIPALITY
    # Apart from every real code, and from those that tests write out.
    scb_code = factory.Sequence(lambda n: f"{6000 + n % 3000}")
    county = factory.SubFactory(CountyFactory)


class RegionFactory(DjangoModelFactory[Region]):
    """A region of one county, whose convener is a member."""

    class Meta:
        model = Region
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Region {n}")
    slug = factory.Sequence(lambda n: f"region-{n}")
    convener = factory.SubFactory(ActorFactory, kind=Actor.Kind.COUNTY_BOARD)
    convener_phone = "+46846500400"

    @factory.post_generation
    def counties(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            self.counties.set(extracted or [CountyFactory()])

    @factory.post_generation
    def convener_is_member(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not False:
            MembershipFactory(actor=self.convener, region=self)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    actor = factory.SubFactory(ActorFactory)
    region = factory.SubFactory(RegionFactory)
    valid_from = date(2020, 1, 1)


class MemberFactory(MembershipFactory):
    """A municipality that is a member of a region."""

    actor = factory.SubFactory(MunicipalityFactory)


class FunctionFactory(DjangoModelFactory[Function]):
    """A post with its group; ``addresses=["sms", "email", "phone"]`` gives it confirmed ones."""

    class Meta:
        model = Function
        skip_postgeneration_save = True

    actor = factory.SubFactory(ActorFactory)
    name = factory.Sequence(lambda n: f"Funktion {n}")
    mandate_level = Level.COORDINATING
    group = factory.LazyFunction(lambda: Group.objects.create(name=f"function-{uuid4()}"))

    @factory.post_generation
    def addresses(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        for channel in extracted or []:
            ContactAddressFactory(function=self, channel=channel)


class ContactAddressFactory(DjangoModelFactory[ContactAddress]):
    """A confirmed address; numbers are of the series set aside for fiction."""

    class Meta:
        model = ContactAddress

    function = factory.SubFactory(FunctionFactory)
    channel = ContactAddress.Channel.SMS
    confirmed_at = LONG_AGO

    @factory.lazy_attribute_sequence
    def value(self: Any, n: int) -> str:
        if self.channel == ContactAddress.Channel.EMAIL:
            return f"funktion{n}@aktor.example"
        if self.channel == ContactAddress.Channel.SMS:
            # 05 and 90 to 99 are those that tests write out: nobody else has them.
            return f"+467017406{6 + n % 84:02d}"
        return f"+468465004{n % 100:02d}"


class AppointmentFactory(DjangoModelFactory[Appointment]):
    """An appointment in force, with the person in the function's group."""

    class Meta:
        model = Appointment
        skip_postgeneration_save = True

    person = factory.SubFactory(UserFactory)
    function = factory.SubFactory(FunctionFactory)
    starts_at = LONG_AGO

    @factory.post_generation
    def in_group(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and self.ends_at is None:
            self.person.groups.add(self.function.group)


class DutyShiftFactory(DjangoModelFactory[DutyShift]):
    class Meta:
        model = DutyShift

    function = factory.SubFactory(FunctionFactory)
    holder = factory.SubFactory(UserFactory)
    starts_at = LONG_AGO
    ends_at = factory.LazyAttribute(lambda shift: shift.starts_at + timedelta(hours=8))


def holder(function: Function, **fields: Any) -> User:
    """Return a new person who holds the function now; ``fields`` are those of the person."""
    person = UserFactory(**fields)
    AppointmentFactory(person=person, function=function)
    return person


@dataclass(frozen=True)
class Post:
    """A function reached by e-mail, which carries one right over one thing, if any."""

    actor: Actor
    permission: str = ""
    over: models.Model | None = None
    name: str = ""


def holders_of(posts: Sequence[Post]) -> list[User]:
    """Return a new person for each post.

    The same rows as of ``holder``, ``FunctionFactory`` and ``rights.grant``, but each table is
    written once: a world of nine people took half the time of the tests that begin with one.
    """
    groups = Group.objects.bulk_create(Group(name=f"function-{uuid4()}") for _ in posts)
    functions = Function.objects.bulk_create(
        FunctionFactory.build(
            actor=post.actor, group=group, **({"name": post.name} if post.name else {})
        )
        for post, group in zip(posts, groups, strict=True)
    )
    ContactAddress.objects.bulk_create(
        ContactAddressFactory.build(function=function, channel=ContactAddress.Channel.EMAIL)
        for function in functions
    )
    people = User.objects.bulk_create(UserFactory.build() for _ in posts)
    Appointment.objects.bulk_create(
        AppointmentFactory.build(person=person, function=function)
        for person, function in zip(people, functions, strict=True)
    )
    User.groups.through.objects.bulk_create(
        User.groups.through(user=person, group=group)
        for person, group in zip(people, groups, strict=True)
    )
    _grant(posts, groups)
    return people


def _grant(posts: Sequence[Post], groups: Sequence[Group]) -> None:
    wanted = {post.permission.partition(".")[2] for post in posts if post.permission}
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(codename__in=wanted).select_related(
            "content_type"
        )
    }
    GroupObjectPermission.objects.bulk_create(
        GroupObjectPermission(
            group=group,
            permission=known[post.permission],
            content_type=ContentType.objects.get_for_model(post.over),
            object_pk=str(post.over.pk),
        )
        for post, group in zip(posts, groups, strict=True)
        if post.permission and post.over
    )


def on_duty(function: Function, person: User, at: datetime, *, hours: int = 8) -> DutyShift:
    """Put the person on duty in the function for some hours from that moment."""
    return DutyShiftFactory(
        function=function, holder=person, starts_at=at, ends_at=at + timedelta(hours=hours)
    )
