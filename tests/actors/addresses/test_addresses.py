"""Contact addresses: normalised, tested, confirmed by the receiver, and what fails."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from actors import queries as reports
from actors.addresses import contacts
from actors.addresses import services as addresses
from actors.duty import answers as answering
from actors.models import ContactAddress
from common.errors import RuleError
from notices.models import AnswerLink, Notice
from notices.outbox import access
from records.refs import ref
from tests.factories import AppointmentFactory, FunctionFactory

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _bare(house):
    """Let RSIB begin without addresses."""
    house.rsib.addresses.all().delete()


def add(house, now, channel="sms", value="070-174 06 05", **changed):
    arguments = {"function_id": house.rsib.pk, "by": house.boss, "at": now, **changed}
    return addresses.add_address(channel=channel, value=value, **arguments)


@pytest.mark.parametrize(
    ("channel", "typed", "kept"),
    [
        ("sms", "070-174 06 05", "+46701740605"),
        ("phone", "08 465 004 00", "+46846500400"),
        ("phone", "+46 (0)8-465 004 00", "+46846500400"),
        ("sms", "0046701740605", "+46701740605"),
        ("email", " TiB@Kommun.Example ", "tib@kommun.example"),
        ("rakel", "1234567", "1234567"),
    ],
)
def test_addresses_are_kept_in_one_form(house, now, channel, typed, kept):
    assert add(house, now, channel, typed).value == kept


@pytest.mark.parametrize(
    ("channel", "typed"),
    [
        ("sms", "inget"),
        ("sms", "12"),
        ("phone", "070-174 06 05 ankn 3"),
        ("email", "a@b"),
        ("email", "a\nb@x.example"),
        ("rakel", "12a"),
        ("rakel", "1" * 16),
        ("sms", "0" * 500),
    ],
)
def test_what_is_no_address_is_refused(house, now, channel, typed):
    with pytest.raises(RuleError, match="Ange"):
        add(house, now, channel, typed)


def test_the_same_address_twice_is_refused_and_so_are_others(house, now):
    add(house, now)

    with pytest.raises(RuleError, match="redan"):
        add(house, now, value="0701740605")
    for who in (house.officer, house.keeper, house.stranger):
        with pytest.raises(PermissionDenied):
            add(house, now, value="0701740691", by=who)


def test_a_test_message_is_confirmed_by_its_link(house, now, client):
    address = add(house, now, "email", "rsib@x.example")
    addresses.send_test(address_id=address.pk, by=house.boss, at=now)
    link = re.search(r"/k/[\w-]+/", Notice.objects.get(template="address_test").body).group()

    client.get(link)
    address.refresh_from_db()
    assert address.confirmed_at is None  # reading changes nothing
    client.post(link, {"choice": "yes"})

    address.refresh_from_db()
    assert address.confirmed_at is not None
    assert reports.address_states([house.rsib])[address.pk] == "confirmed"


def test_the_handler_tells_what_holds(house, now):
    address = add(house, now)
    handler = answering.ContactTest()
    assert handler.describe(address.pk, now).closed
    with pytest.raises(RuleError, match="gäller inte"):
        handler.answer(
            address.pk, choice="yes", via="sms", by_label="", extra={}, as_of=now, at=now
        )
    addresses.send_test(address_id=address.pk, by=house.boss, at=now)
    assert handler.describe(address.pk, now).choices
    with pytest.raises(RuleError, match="Svara ja"):
        handler.answer(
            address.pk, choice="nej", via="sms", by_label="", extra={}, as_of=now, at=now
        )

    for _ in range(2):
        said = handler.answer(
            address.pk, choice="yes", via="sms", by_label="", extra={}, as_of=now, at=now
        )

    assert "bekräftad" in said
    assert handler.describe(address.pk, now).current
    assert handler.describe(0, now).closed


def test_a_test_each_second_is_refused(house, now):
    address = add(house, now)
    addresses.send_test(address_id=address.pk, by=house.boss, at=now)

    with pytest.raises(RuleError, match="Vänta en minut"):
        addresses.send_test(address_id=address.pk, by=house.boss, at=now + MINUTE / 2)
    addresses.send_test(address_id=address.pk, by=house.boss, at=now + MINUTE)

    assert AnswerLink.objects.filter(kind="contact_test").count() == 2


def test_a_changed_address_is_untested_and_the_old_link_is_dead(house, now):
    address = add(house, now)
    addresses.send_test(address_id=address.pk, by=house.boss, at=now)
    addresses.confirm_address(address_id=address.pk, at=now)
    old = address.pk

    same = addresses.change_address(address_id=old, value="0701740605", by=house.boss, at=now)
    assert same.confirmed_at is not None
    new = addresses.change_address(address_id=old, value="0701740691", by=house.boss, at=now)

    assert (new.value, new.confirmed_at) == ("+46701740691", None)
    assert answering.ContactTest().describe(old, now).closed
    assert not Notice.objects.filter(status="queued", about_ref=f"actors.contactaddress:{old}")


def test_a_number_is_confirmed_by_ringing_it(house, now):
    phone, sms = add(house, now, "phone", "08-465 004 01"), add(house, now)

    with pytest.raises(RuleError, match="ringer"):
        addresses.send_test(address_id=phone.pk, by=house.boss, at=now)
    with pytest.raises(RuleError, match="testmeddelande"):
        addresses.confirm_by_ringing(address_id=sms.pk, by=house.boss, at=now)
    with pytest.raises(PermissionDenied):
        addresses.confirm_by_ringing(address_id=phone.pk, by=house.officer, at=now)
    addresses.confirm_by_ringing(address_id=phone.pk, by=house.boss, at=now)

    assert reports.address_states([house.rsib])[phone.pk] == "confirmed"


@pytest.mark.parametrize("landline", ["08-465 004 00", "020-12 34 56", "070-174 06 051"])
def test_a_number_that_takes_no_sms_is_refused_for_sms_but_can_be_rung(house, now, landline):
    with pytest.raises(RuleError, match="kan inte ta emot sms"):
        add(house, now, "sms", landline)
    mobile = add(house, now)
    with pytest.raises(RuleError, match="kan inte ta emot sms"):
        addresses.change_address(address_id=mobile.pk, value=landline, by=house.boss, at=now)

    assert add(house, now, "phone", landline).channel == "phone"


def old_landline(function):
    """Return a number as it was taken before landlines were refused."""
    return ContactAddress.objects.create(function=function, channel="sms", value="+46846500400")


def test_an_old_landline_gets_no_sms_but_is_on_the_ringing_list(house, now):
    old_landline(house.rsib)

    assert contacts.recipients_of(house.rsib, at=now, exercise=False).is_empty
    assert not contacts.is_reachable(house.rsib)
    assert "+46846500400" in contacts.phones_of(house.rsib)
    assert house.rsib not in reports.reachable_functions(now)


def test_an_old_landline_is_marked_listed_and_not_tried(house, now, client):
    address = old_landline(house.tib)

    assert reports.address_states([house.tib])[address.pk] == "no_sms"
    with pytest.raises(RuleError, match="kan inte ta emot sms"):
        addresses.send_test(address_id=address.pk, by=house.keeper, at=now)
    client.force_login(house.keeper)
    page = client.get(reverse("actors:administration", args=[house.actor.slug])).content.decode()
    assert "Nummer som inte kan ta emot sms" in page
    old_landline(house.rsib)
    client.force_login(house.boss)
    page = client.get(reverse("actors:administration_home")).content.decode()
    assert "Nummer som inte kan ta emot sms" in page


def test_a_person_with_a_landline_gets_no_sms_and_is_told_so(house, now, client):
    house.officer.phone = "+46846500400"
    house.officer.save()

    assert addresses.recipient_of_person(house.officer, label="RSIB").sms == ()
    client.force_login(house.officer)
    assert "kan inte ta emot sms" in client.get(reverse("my_page")).content.decode()


def test_an_address_is_removed(house, now):
    address = add(house, now)
    with pytest.raises(PermissionDenied):
        addresses.remove_address(address_id=address.pk, by=house.officer, at=now)
    with pytest.raises(PermissionDenied):
        addresses.send_test(address_id=address.pk, by=house.officer, at=now)

    addresses.remove_address(address_id=address.pk, by=house.boss, at=now)

    assert not ContactAddress.objects.filter(pk=address.pk).exists()


def failed_notice(function, address, now):
    return Notice.objects.create(
        template="address_test",
        channel="sms",
        address=address.value,
        recipient_label=str(function),
        recipient_ref=ref(function),
        body="x",
        status="failed",
        created_at=now,
        due_at=now,
        failed_at=now,
        last_error="Finns inte",
    )


def test_what_fails_is_a_task_until_the_administrator_takes_it(house, now, client):
    address = house.tib.addresses.get(channel="sms")
    notice = failed_notice(house.tib, address, now)
    client.force_login(house.keeper)
    page = reverse("actors:administration", args=[house.actor.slug])
    assert "Gick inte fram" in client.get(page).content.decode()
    assert reports.address_states([house.tib])[address.pk] == "failed"

    answer = client.post(reverse("notices:handle", args=[notice.pk]))

    assert answer.status_code == 302
    assert reports.failures([house.tib]) == []


def test_only_administrators_and_operators_may_take_a_failure(house, now, settings):
    settings.DEMO = False
    notice = failed_notice(house.tib, house.tib.addresses.first(), now)

    labels = {
        who: bool(access.acting_label(getattr(house, who), notice))
        for who in ("keeper", "boss", "worker", "officer", "stranger")
    }

    assert labels == {
        "keeper": True,
        "boss": True,
        "worker": False,
        "officer": False,
        "stranger": False,
    }
    assert access.may_see(house.boss)
    assert not access.may_see(house.keeper)
    assert list(access.visible_to(house.boss)) == [notice]
    for odd in ("actors.user:0", "x", "actors.invitation:0"):
        notice.recipient_ref = odd
        notice.save()
        assert not access.acting_label(house.keeper, notice)
        # There is another region, whose it may be as well.
        assert not access.acting_label(house.boss, notice)


# How others reach a function -------------------------------------------------------------------


def test_a_function_is_reached_at_its_own_addresses(house, now):
    found = contacts.recipients_of(house.tib, at=now, exercise=False)

    assert len(found.sms) == len(found.email) == 1
    assert (found.label, found.ref) == (str(house.tib), ref(house.tib))
    assert not found.console_only
    assert contacts.is_reachable(house.tib)
    assert not contacts.is_reachable(FunctionFactory(addresses=["phone"]))


def test_an_exercise_stays_inside_until_the_actor_says_otherwise(house, now):
    assert contacts.recipients_of(house.tib, at=now, exercise=True).console_only

    house.actor.accepts_live_exercise = True
    house.tib.actor.accepts_live_exercise = True

    assert not contacts.recipients_of(house.tib, at=now, exercise=True).console_only


def test_deputies_are_the_deputy_function_and_the_people_appointed_as_such(house, now):
    house.tib.deputy = FunctionFactory(actor=house.actor, addresses=["sms"])
    house.tib.save()
    AppointmentFactory(function=house.tib, kind="deputy", person__phone="+46701740693")
    AppointmentFactory(function=house.tib, kind="deputy", person__is_active=False)

    found = contacts.deputies_of(house.tib, at=now, exercise=True)

    assert [bool(d.sms) for d in found] == [True, True]
    assert [d.label for d in found] == [
        f"{house.tib.deputy.name}, ersättare för {house.tib}",
        f"ersättare för {house.tib}",
    ]
    assert all(d.console_only for d in found)


def test_a_deputy_function_without_address_or_out_of_use_is_left_out(house, now):
    house.tib.deputy = FunctionFactory(actor=house.actor)
    assert contacts.deputies_of(house.tib, at=now, exercise=False) == []
    house.tib.deputy = FunctionFactory(actor=house.actor, is_active=False, addresses=["sms"])
    assert contacts.deputies_of(house.tib, at=now, exercise=False) == []


def test_phones_come_best_first(house, now):
    house.tib.actor.phone = "+46846500400"

    phone, mobile, actors_own = contacts.phones_of(house.tib)

    assert phone == house.tib.addresses.get(channel="phone").value
    assert mobile == house.tib.addresses.get(channel="sms").value
    assert actors_own == "+46846500400"
    assert not contacts.holder_on_duty(house.tib, now)


# Pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "status"),
    [("", 422), ("x" * 10_000, 422), ("<img src=x onerror=alert(1)>", 409), ("🔥", 409)],
)
def test_bad_addresses_are_told_at_the_field(house, client, value, status):
    client.force_login(house.keeper)

    answer = client.post(
        reverse("actors:address_add", args=[house.tib.pk]),
        {"adress-channel": "sms", "adress-value": value},
    )

    assert answer.status_code == status
    assert "<img src=x" not in answer.content.decode()
    assert answer.content.decode().count("Fel: ") >= 1


def test_an_unknown_channel_is_refused(house, client):
    client.force_login(house.keeper)

    answer = client.post(
        reverse("actors:address_add", args=[house.tib.pk]),
        {"adress-channel": "fax", "adress-value": "1"},
    )

    assert answer.status_code == 422


def test_each_button_does_its_act(house, client):
    client.force_login(house.keeper)
    sms, phone = (house.tib.addresses.get(channel=c) for c in ("sms", "phone"))

    for name, address in (
        ("address_test", sms),
        ("address_rung", phone),
        ("address_remove", phone),
    ):
        assert client.post(reverse(f"actors:{name}", args=[address.pk])).status_code == 302, name
    url = reverse("actors:address_change", args=[sms.pk])
    assert client.post(url, {"value": "nej"}).status_code == 409
    assert client.post(url, {"value": "070-174 06 99"}).status_code == 302
    add_url = reverse("actors:address_add", args=[house.tib.pk])
    data = {"adress-channel": "email", "adress-value": "ny@x.example"}
    assert client.post(add_url, data).status_code == 302

    assert set(house.tib.addresses.values_list("value", flat=True)) >= {
        "+46701740699",
        "ny@x.example",
    }
