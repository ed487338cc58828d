"""A region with a convener, a member municipality and the people of both."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from actors.models import Actor, Function, Region, User
from actors.rights import rights
from tests.factories import FunctionFactory, MemberFactory, RegionFactory, holder


@dataclass
class House:
    """Who is who: rsib and boss at the convener, tib and keeper at the municipality."""

    region: Region
    convener: Actor
    actor: Actor
    rsib: Function
    tib: Function
    officer: User  # holds rsib, may convene
    boss: User  # administers the region
    keeper: User  # administers the municipality
    worker: User  # holds tib
    stranger: User  # holds something in another region


@pytest.fixture
def house(db) -> House:
    region = RegionFactory()
    actor = MemberFactory(region=region).actor
    rsib = FunctionFactory(
        actor=region.convener, short_name="RSIB", duty_kind="rsib", call_order=1, addresses=["sms"]
    )
    boss_function = FunctionFactory(actor=region.convener, name="Systemförvaltare")
    tib = FunctionFactory(
        actor=actor, short_name="TiB", duty_kind="tib", addresses=["sms", "email", "phone"]
    )
    keeper_function = FunctionFactory(actor=actor, name="Beredskapssamordnare", addresses=["email"])
    rights.grant(rsib, "actors.convene_in_region", region)
    rights.grant(boss_function, "actors.administer_region", region)
    rights.grant(boss_function, "actors.operate_region", region)
    rights.grant(keeper_function, "actors.administer_actor", actor)
    elsewhere = FunctionFactory(actor=MemberFactory().actor)
    return House(
        region=region,
        convener=region.convener,
        actor=actor,
        rsib=rsib,
        tib=tib,
        officer=holder(rsib),
        boss=holder(boss_function),
        keeper=holder(keeper_function),
        worker=holder(tib),
        stranger=holder(elsewhere),
    )


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)
