"""Invite, accept, end: rights, sessions and keys follow at once."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from actors.models import ApiToken, Appointment, DutyShift, Invitation, User
from actors.own import services as own
from actors.register import appointments, functions
from actors.rights import rights
from common.errors import RuleError
from notices.models import Notice
from tests.factories import AppointmentFactory, FunctionFactory, UserFactory, on_duty
from tests.racing import OK, together

DAY = timedelta(days=1)


def invite(house, now, **changed):
    arguments = {
        "function_id": house.tib.pk,
        "email": "Ny.Person@X.example",
        "kind": "ordinary",
        "by": house.keeper,
        "at": now,
        **changed,
    }
    return appointments.invite(**arguments)


def accept_new(secret, now, **changed):
    arguments = {
        "secret": secret,
        "name": "Ny",
        "phone": "070-174 06 05",
        "password": "ett-langt-losenord-42",
        "at": now,
        **changed,
    }
    return appointments.accept_with_new_account(**arguments)


def test_an_invitation_is_sent_and_accepted_with_a_new_account(house, now):
    secret = invite(house, now)
    notice = Notice.objects.get(template="invitation")

    appointment = accept_new(secret, now)

    assert notice.address == "ny.person@x.example"
    assert secret in notice.body
    person = appointment.person
    assert (person.email, person.phone) == ("ny.person@x.example", "+46701740605")
    assert rights.functions_of(person) == [house.tib]
    assert house.tib.group in person.groups.all()


def test_an_account_that_exists_accepts_signed_in_with_the_invited_address(house, now):
    person = UserFactory(email="ny.person@x.example")
    secret = invite(house, now, kind="deputy")

    with pytest.raises(RuleError, match="Logga in"):
        accept_new(secret, now)
    with pytest.raises(RuleError, match="annan e-postadress"):
        appointments.accept_as(secret=secret, person=house.stranger, at=now)
    appointment = appointments.accept_as(secret=secret, person=person, at=now)

    assert appointment.kind == "deputy"
    with pytest.raises(RuleError, match="gäller inte längre"):
        appointments.accept_as(secret=secret, person=person, at=now)


def test_a_link_stops_working_after_seven_days_when_withdrawn_and_when_sent_again(house, now):
    secret = invite(house, now)
    invitation = Invitation.objects.get()
    assert appointments.find_invitation(secret, at=now + 7 * DAY) is None

    newer = appointments.resend_invitation(invitation_id=invitation.pk, by=house.keeper, at=now)
    assert appointments.find_invitation(secret, at=now) is None
    assert appointments.find_invitation(newer, at=now) == invitation

    appointments.withdraw_invitation(invitation_id=invitation.pk, by=house.keeper, at=now)
    assert appointments.find_invitation(newer, at=now) is None
    for act in (appointments.withdraw_invitation, appointments.resend_invitation):
        with pytest.raises(RuleError, match="återkallad"):
            act(invitation_id=invitation.pk, by=house.keeper, at=now)


def test_an_accepted_invitation_cannot_be_withdrawn(house, now):
    accept_new(invite(house, now), now)

    with pytest.raises(RuleError, match="redan antagen"):
        appointments.withdraw_invitation(
            invitation_id=Invitation.objects.get().pk, by=house.keeper, at=now
        )


def test_the_same_address_is_invited_once_until_it_has_expired(house, now):
    invite(house, now)
    with pytest.raises(RuleError, match="redan inbjuden"):
        invite(house, now + DAY)

    invite(house, now + 8 * DAY)

    assert Invitation.objects.filter(withdrawn_at=None).count() == 1


def test_impossible_invitations_are_refused(house, now):
    with pytest.raises(RuleError, match="redan förordnad"):
        invite(house, now, email=house.worker.email)
    with pytest.raises(RuleError, match="Ange en e-postadress"):
        invite(house, now, email="ingen adress")
    for who in (house.worker, house.officer, house.stranger):
        with pytest.raises(PermissionDenied):
            invite(house, now, by=who)
    assert not Invitation.objects.exists()


def test_a_closed_account_or_a_second_appointment_is_refused(house, now):
    UserFactory(email="ny.person@x.example", is_active=False)
    secret = invite(house, now)
    person = User.objects.get(email="ny.person@x.example")
    with pytest.raises(RuleError, match="avstängt"):
        appointments.accept_as(secret=secret, person=person, at=now)

    User.objects.filter(pk=person.pk).update(is_active=True)
    AppointmentFactory(person=person, function=house.tib, starts_at=now + DAY)
    person.refresh_from_db()
    with pytest.raises(RuleError, match="redan förordnad"):
        appointments.accept_as(secret=secret, person=person, at=now)


def test_a_new_account_needs_a_good_password_and_number(house, now, settings):
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"}
    ]
    secret = invite(house, now)

    with pytest.raises(RuleError) as refused:
        accept_new(secret, now, password="password")
    assert refused.value.field == "password"
    with pytest.raises(RuleError) as refused:
        accept_new(secret, now, phone="inget nummer")
    assert refused.value.field == "phone"
    assert accept_new(secret, now, phone="").person.phone == ""


def test_ending_takes_rights_session_key_and_calendar_at_the_next_request(house, now, client):
    own.create_key(name="k", scopes=["status:read"], days=30, by=house.worker, at=now)
    own.new_calendar_address(by=house.worker, at=now)
    client.force_login(house.worker)
    page = reverse("actors:actor", args=[house.actor.slug])
    assert client.get(page).status_code == 200

    appointments.end_appointment(
        appointment_id=house.tib.appointments.get().pk, ends_at=None, by=house.keeper, at=now
    )

    assert client.get(page).status_code == 302  # signed out
    house.worker.refresh_from_db()
    assert not ApiToken.objects.filter(user=house.worker).exists()
    assert house.worker.calendar_hash == ""
    assert not house.worker.groups.exists()
    assert rights.functions_of(house.worker) == []


def test_ending_at_a_date_frees_later_shifts_now_and_rights_then(house, now):
    on_duty(house.tib, house.worker, now + DAY)
    on_duty(house.tib, house.worker, now + 5 * DAY)
    appointment = house.tib.appointments.get()

    appointments.end_appointment(
        appointment_id=appointment.pk, ends_at=now + 2 * DAY, by=house.keeper, at=now
    )

    assert DutyShift.objects.count() == 1
    assert house.tib.group in house.worker.groups.all()
    assert appointments.sync_groups(now) == 0
    assert appointments.sync_groups(now + 3 * DAY) == 1
    assert house.tib.group not in house.worker.groups.all()


def test_a_running_shift_is_cut_when_its_holder_leaves(house, now):
    shift = on_duty(house.tib, house.worker, now - timedelta(hours=1))

    appointments.end_appointment(
        appointment_id=house.tib.appointments.get().pk, ends_at=None, by=house.keeper, at=now
    )

    shift.refresh_from_db()
    assert shift.ends_at == now


def test_ending_twice_in_the_past_or_without_right_is_refused(house, now):
    appointment = house.tib.appointments.get()
    with pytest.raises(RuleError, match="framåt"):
        appointments.end_appointment(
            appointment_id=appointment.pk, ends_at=now - DAY, by=house.keeper, at=now
        )
    with pytest.raises(PermissionDenied):
        appointments.end_appointment(
            appointment_id=appointment.pk, ends_at=None, by=house.officer, at=now
        )
    for sentence in ("", "redan avslutat"):
        if sentence:
            with pytest.raises(RuleError, match=sentence):
                appointments.end_appointment(
                    appointment_id=appointment.pk, ends_at=None, by=house.keeper, at=now
                )
        else:
            appointments.end_appointment(
                appointment_id=appointment.pk, ends_at=None, by=house.keeper, at=now
            )


def test_losing_one_of_two_functions_keeps_the_key(house, now):
    AppointmentFactory(person=house.worker, function=FunctionFactory(actor=house.actor))
    own.create_key(name="k", scopes=["status:read"], days=30, by=house.worker, at=now)

    appointments.end_appointment(
        appointment_id=house.tib.appointments.get().pk, ends_at=None, by=house.keeper, at=now
    )

    assert ApiToken.objects.filter(user=house.worker).exists()


def test_a_dated_appointment_begins_by_the_tick(house, now):
    person = UserFactory()
    Appointment.objects.create(person=person, function=house.tib, starts_at=now + DAY)

    appointments.sync_groups(now)
    assert not person.groups.exists()
    appointments.sync_groups(now + DAY)

    assert list(person.groups.all()) == [house.tib.group]


def test_groups_that_are_no_functions_are_left_alone(house, now):
    other = Group.objects.create(name="annat")
    house.worker.groups.add(other)

    appointments.sync_person(house.worker, at=now)

    assert other in house.worker.groups.all()


def test_a_function_out_of_use_is_held_by_nobody(house, now):
    on_duty(house.tib, house.worker, now + DAY)
    invite(house, now)

    functions.retire_function(function_id=house.tib.pk, by=house.keeper, at=now)

    assert rights.functions_of(house.worker) == []
    assert not DutyShift.objects.exists()
    assert not Invitation.objects.filter(withdrawn_at=None).exists()
    with pytest.raises(RuleError, match="larmkedjan"):
        functions.retire_function(function_id=house.rsib.pk, by=house.boss, at=now)


# Pages -----------------------------------------------------------------------------------------


def test_the_whole_way_from_the_invitation_form_to_the_start_page(house, client):
    client.force_login(house.keeper)
    url = reverse("actors:invite", args=[house.tib.pk])
    data = {"inbjudan-email": "ny@x.example", "inbjudan-kind": "ordinary"}
    assert client.post(url, data).status_code == 302
    client.logout()
    link = re.search(r"/inbjudan/[\w-]+/", Notice.objects.get(template="invitation").body).group()

    answer = client.post(link, {"name": "Ny", "phone": "", "password": "ett-langt-losenord-42"})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get(reverse("actors:actor", args=[house.actor.slug])).status_code == 200
    assert client.get(link).status_code == 410


def test_whoever_is_signed_in_accepts_with_one_button_and_others_are_told(house, now, client):
    person = UserFactory(email="ny.person@x.example")
    url = reverse("actors:invitation", args=[invite(house, now)])

    assert "Logga in och ta emot" in client.get(url).content.decode()
    client.force_login(house.stranger)
    assert "annan e-postadress" in client.post(url).content.decode()
    client.force_login(person)
    assert client.post(url).status_code == 302
    assert rights.functions_of(person) == [house.tib]


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("", 422),
        ("x" * 10_000, 422),
        ("<script>alert(1)</script>", 409),
        ("🔥@x", 409),
        ("a@b", 409),
    ],
)
def test_bad_addresses_are_told_at_the_field_and_kept(house, client, email, status):
    client.force_login(house.keeper)

    answer = client.post(
        reverse("actors:invite", args=[house.tib.pk]),
        {"inbjudan-email": email, "inbjudan-kind": "ordinary"},
    )

    page = answer.content.decode()
    assert answer.status_code == status
    assert "<script>alert(1)" not in page
    assert "Fel: " in page
    assert not Invitation.objects.exists()


def test_an_appointment_ends_by_the_page(house, client):
    client.force_login(house.keeper)
    appointment = house.tib.appointments.get()
    url = reverse("actors:appointment_end", args=[appointment.pk])

    assert client.post(url, {"ends_at": "igår"}).status_code == 422
    assert client.post(url, {"ends_at": ""}).status_code == 302
    appointment.refresh_from_db()
    assert appointment.ends_at is not None


def test_buttons_answer_strangers_404_and_colleagues_403(house, now, client):
    invite(house, now)
    invitation = Invitation.objects.get()
    for name in ("invitation_resend", "invitation_withdraw"):
        url = reverse(f"actors:{name}", args=[invitation.pk])
        client.force_login(house.stranger)
        assert client.post(url).status_code == 404
        client.force_login(house.worker)
        assert client.post(url).status_code == 403
        assert client.get(url).status_code == 405
        client.force_login(house.keeper)
        assert client.post(url).status_code == 302


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_gets_it(house, now):
    secret = invite(house, now)

    outcomes = together(lambda: accept_new(secret, now), lambda: accept_new(secret, now))

    assert outcomes.count(OK) == 1
    assert Appointment.objects.filter(function=house.tib).count() == 2
