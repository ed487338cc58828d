"""What the register gives to every page: role, area and whom to ring."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from actors import page_context
from actors.models import Region
from actors.rights import regions, rights
from common import clock
from tests.factories import FunctionFactory, UserFactory, on_duty


def ask(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_the_header_tells_the_duty_and_until_when(house, now):
    on_duty(house.tib, house.worker, now - timedelta(hours=1))

    info = page_context.header(ask(house.worker))

    until = clock.clock(now + timedelta(hours=7))
    assert info.area == house.region.name
    assert info.role.startswith("Du är TiB till ")
    assert info.role.endswith(until)


def test_without_duty_the_header_tells_the_function_and_without_function_nothing(house):
    assert page_context.header(ask(house.worker)).role == f"Du är TiB, {house.actor.name}"
    assert page_context.header(ask(UserFactory())).role == ""
    assert page_context.header(ask(AnonymousUser())) is None


def test_the_convener_is_to_be_rung_signed_in_or_not(house):
    assert page_context.contact(ask(house.worker)).phone == house.region.convener_phone
    assert page_context.contact(ask(AnonymousUser())).phone

    Region.objects.update(convener_phone="")
    assert page_context.contact(ask(house.worker)) is None


def test_only_those_who_look_after_something_see_administration(house):
    who = {
        name: page_context.administers_something(getattr(house, name))
        for name in ("boss", "keeper", "worker", "officer", "stranger")
    }

    assert who == {
        "boss": True,
        "keeper": True,
        "worker": False,
        "officer": False,
        "stranger": False,
    }


def test_a_closed_account_holds_no_right(house):
    house.boss.is_active = False

    assert not rights.things(house.boss, "actors.administer_region", Region).exists()
    assert not rights.may(house.boss, "actors.administer_region", house.region)


def test_home_is_the_region_that_one_convenes(house):
    assert regions.home_region(house.officer) == house.region
    assert regions.home_region(UserFactory()) is None


@pytest.mark.django_db
def test_a_right_on_a_function_out_of_use_is_nobodys(house):
    spare = FunctionFactory(actor=house.actor, is_active=False)
    rights.grant(spare, "actors.administer_actor", house.actor)

    assert spare not in rights.holders_of("actors.administer_actor", house.actor)
