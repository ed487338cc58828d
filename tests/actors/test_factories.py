"""The shared factories make what they say."""

import pytest
from django.utils import timezone

from actors.models import Function, Region
from actors.rights import rights
from tests.factories import FunctionFactory, MemberFactory, RegionFactory, holder, on_duty

pytestmark = pytest.mark.django_db


def test_a_holder_sees_the_region_and_has_the_rights_of_the_function():
    region = RegionFactory()
    tib = FunctionFactory(actor=MemberFactory(region=region).actor, addresses=["sms", "phone"])
    officer = holder(tib)
    rights.grant(tib, "actors.convene_in_region", region)

    assert list(Region.objects.visible_to(officer)) == [region]
    assert rights.carrying(officer, "actors.convene_in_region", region) == tib
    assert {len(a.value) for a in tib.addresses.all()} == {12}


def test_the_function_on_duty_comes_first():
    now = timezone.now()
    spare, duty = FunctionFactory(), FunctionFactory()
    officer = holder(spare)
    duty.appointments.create(person=officer)
    on_duty(duty, officer, now)

    assert rights.functions_of(officer) == [duty, spare]
    assert isinstance(rights.acting_function(officer), Function)
