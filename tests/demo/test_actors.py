"""The demonstration: complete, repeatable, and impossible outside the demo."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from knox.auth import TokenAuthentication

from actors import queries as reports
from actors.models import (
    Actor,
    ApiToken,
    Appointment,
    ContactAddress,
    DutyShift,
    Function,
    Region,
    User,
)
from actors.rights import rights
from demo import actors

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(settings):
    settings.DEMO = True
    return actors.build(timezone.now())


def test_the_demo_is_refused_outside_the_demo(settings):
    settings.DEMO = False

    with pytest.raises(ImproperlyConfigured):
        actors.build(timezone.now())

    assert not User.objects.exists()


def test_building_twice_changes_nothing(built):
    kinds = [User, Appointment, ContactAddress, DutyShift, Function, ApiToken]
    before = [kind.objects.count() for kind in kinds]

    again = actors.build(timezone.now())

    assert [kind.objects.count() for kind in kinds] == before
    assert (again.token, again.people) == (built.token, built.people)


def test_the_printed_key_opens_the_api_as_gis(built):
    user, token = TokenAuthentication().authenticate_credentials(built.token.encode())

    assert user.email == "gis@demo.example"
    assert token.scopes == ["status:read", "coordination:read"]


def test_rsib_is_on_duty_and_may_convene(built):
    rsib = User.objects.get(email="rsib@demo.example")

    assert rsib.check_password("demo")
    assert rights.may(rsib, "actors.convene_in_region", Region.objects.get())
    assert DutyShift.objects.at(timezone.now()).filter(holder=rsib).exists()


def test_one_gap_lies_ahead_and_it_is_rkks(built):
    every = reports.duty_lines(Function.objects.all(), at=timezone.now())
    lines = [line for line in every if line.gaps]

    assert [line.function.duty_kind for line in lines] == ["rkk"]
    gap = lines[0].gaps[0]
    assert gap.ends_at - gap.starts_at <= timedelta(days=1)


def test_every_function_is_reached_and_no_number_is_real(built):
    members = Actor.objects.in_region(Region.objects.get().pk)

    for function in Function.objects.filter(actor__in=members):
        assert function.addresses.exists(), function
    for channel, value in ContactAddress.objects.values_list("channel", "value"):
        if channel == "email":
            assert value.endswith(".example")
            assert value.isascii()
        else:
            assert value.startswith("+467017406")
    sms = ContactAddress.objects.filter(channel="sms")
    assert sms.values("value").distinct().count() == sms.count()
    assert all(actor.phone.startswith("+468465004") for actor in members)


def test_one_address_fails_and_is_somebodys_task(built):
    functions = Function.objects.filter(actor__slug="sundbyberg")

    assert len(reports.failures(functions)) == 1
    assert "failed" in reports.address_states(functions).values()
