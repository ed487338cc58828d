"""Who operates a region looks after its notices, and no others."""

from django.urls import reverse

from actors.models import Invitation
from actors.rights import rights
from notices.outbox import access
from records.refs import ref
from tests.actors.conftest import House
from tests.factories import FunctionFactory, MemberFactory, RegionFactory, holder
from tests.notices.factories import AT, make_notice


def failed(receiver) -> object:
    return make_notice(
        status="failed", failed_at=AT, recipient_ref=ref(receiver), recipient_label=str(receiver)
    )


def elsewhere():
    """Return a region with an operator and a function of its own."""
    region = RegionFactory()
    member = MemberFactory(region=region).actor
    function = FunctionFactory(actor=member)
    rights.grant(function, "actors.operate_region", region)
    return holder(function), function


def test_notices_of_another_region_are_neither_seen_nor_handled(house: House, client) -> None:
    theirs, function = elsewhere()
    ours, others = failed(house.tib), failed(function)
    client.force_login(house.boss)

    lists = client.get("/utskick/").content.decode() + client.get("/drift/").content.decode()

    assert str(ours.pk) in lists
    assert str(others.pk) not in lists
    assert client.get(reverse("notices:notice", args=[ours.pk])).status_code == 200
    assert client.get(reverse("notices:notice", args=[others.pk])).status_code == 404
    assert client.post(reverse("notices:handle", args=[others.pk])).status_code == 404
    assert access.acting_label(theirs, others)
    assert not access.acting_label(theirs, ours)


def test_invitations_and_people_belong_where_their_function_is(house: House) -> None:
    theirs, function = elsewhere()
    invitation = failed(
        Invitation.objects.create(
            function=house.tib,
            email="ny@example.se",
            token_hash="x" * 64,
            invited_at=AT,
            invited_by=house.boss,
            expires_at=AT,
        )
    )
    person = failed(house.worker)
    nobody = make_notice(recipient_ref="")

    assert set(access.visible_to(house.boss)) == {invitation, person}
    assert not access.visible_to(theirs).exists()
    assert nobody not in access.visible_to(theirs)


def test_who_operates_all_there_is_sees_what_reaches_nobody_too(house: House) -> None:
    RegionFactory._meta.model.objects.exclude(pk=house.region.pk).delete()
    nobody = make_notice(recipient_ref="")

    assert list(access.visible_to(house.boss)) == [nobody]
