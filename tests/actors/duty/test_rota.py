"""Lay, take away, swap and hand over shifts; gaps; the nights when the clocks change."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from actors import queries as reports
from actors import rules
from actors.duty import answers as answering
from actors.duty import notices as duty_notices
from actors.duty import services as duty
from actors.models import DutyShift
from common.clock import local
from common.errors import RuleError
from notices.models import Notice
from records.models import AuditEntry
from tests.factories import AppointmentFactory, UserFactory, on_duty
from tests.racing import OK, together

HOUR = timedelta(hours=1)


def lay(house, now, start=1, hours=8, **changed):
    arguments = {
        "function_id": house.tib.pk,
        "holder_id": house.worker.pk,
        "starts_at": now + start * HOUR,
        "ends_at": now + (start + hours) * HOUR,
        "by": house.keeper,
        "at": now,
        **changed,
    }
    return duty.add_shift(**arguments)


def test_a_shift_is_laid_and_its_holder_told(house, now):
    shift = lay(house, now)

    assert shift.holder == house.worker
    assert Notice.objects.filter(template="shift_begins", address=house.worker.email).exists()
    assert AuditEntry.objects.filter(action="duty.add").exists()


@pytest.mark.parametrize("start", [1, 5, -3, 8])
def test_an_overlap_is_refused_and_names_the_other(house, now, start):
    lay(house, now, start=1, hours=8)

    with pytest.raises(RuleError, match="krockar med passet .* till "):
        lay(house, now, start=start, hours=4 if start != -3 else 5)

    assert DutyShift.objects.count() == 1


def test_shifts_may_follow_each_other_to_the_minute(house, now):
    lay(house, now, start=1, hours=8)
    lay(house, now, start=9, hours=8)

    assert DutyShift.objects.count() == 2


@pytest.mark.parametrize(
    ("start", "hours", "sentence"),
    [(1, 0, "sluta efter"), (1, 24 * 32, "högst 31 dagar"), (-10, 5, "redan slutat")],
)
def test_impossible_spans_are_refused(house, now, start, hours, sentence):
    with pytest.raises(RuleError, match=sentence):
        lay(house, now, start=start, hours=hours)


def test_only_who_holds_the_function_can_be_put_on_duty(house, now):
    with pytest.raises(RuleError, match="inte förordnad"):
        lay(house, now, holder_id=house.officer.pk)


@pytest.mark.parametrize("who", ["worker", "officer", "stranger"])
def test_only_the_administrator_lays_shifts(house, now, who):
    with pytest.raises(PermissionDenied):
        lay(house, now, by=getattr(house, who))

    assert not DutyShift.objects.exists()


def test_a_shift_to_come_is_removed_and_a_running_one_cut(house, now):
    coming = lay(house, now, start=20)
    running = on_duty(house.tib, house.worker, now - HOUR)

    for shift in (coming, running):
        duty.remove_shift(shift_id=shift.pk, by=house.keeper, at=now)

    assert list(DutyShift.objects.values_list("ends_at", flat=True)) == [now]
    with pytest.raises(RuleError, match="avslutat"):
        duty.remove_shift(shift_id=running.pk, by=house.keeper, at=now)
    with pytest.raises(PermissionDenied):
        duty.remove_shift(shift_id=lay(house, now).pk, by=house.worker, at=now)


def test_a_swap_gives_the_rest_of_a_running_shift_to_the_other(house, now):
    other = AppointmentFactory(function=house.tib).person
    shift = on_duty(house.tib, house.worker, now - HOUR)

    taken = duty.swap_shift(shift_id=shift.pk, new_holder_id=other.pk, by=house.worker, at=now)

    shift.refresh_from_db()
    assert (shift.holder, shift.ends_at) == (house.worker, now)
    assert (taken.holder, taken.starts_at, taken.swapped_from) == (other, now, house.worker)


def test_a_swap_to_oneself_or_to_a_stranger_is_refused(house, now):
    shift = lay(house, now)

    with pytest.raises(RuleError, match="redan"):
        duty.swap_shift(shift_id=shift.pk, new_holder_id=house.worker.pk, by=house.worker, at=now)
    with pytest.raises(RuleError, match="inte förordnad"):
        duty.swap_shift(shift_id=shift.pk, new_holder_id=house.officer.pk, by=house.worker, at=now)
    with pytest.raises(PermissionDenied):
        duty.swap_shift(shift_id=shift.pk, new_holder_id=house.worker.pk, by=house.officer, at=now)


def test_a_note_is_left_and_read_by_the_successor_only(house, now):
    successor = AppointmentFactory(function=house.tib).person
    shift = on_duty(house.tib, house.worker, now - HOUR)
    on_duty(house.tib, successor, shift.ends_at)

    duty.hand_over(shift_id=shift.pk, note="Snö i norr.", by=house.worker, at=now)
    assert list(reports.notes_to_read(successor, now)) == [shift]
    assert not reports.notes_to_read(house.worker, now)
    with pytest.raises(PermissionDenied):
        duty.read_note(shift_id=shift.pk, by=house.worker, at=now)
    duty.read_note(shift_id=shift.pk, by=successor, at=now)
    duty.read_note(shift_id=shift.pk, by=successor, at=now + HOUR)

    shift.refresh_from_db()
    assert shift.note_read_at == now
    assert not reports.notes_to_read(successor, now + HOUR)


def test_an_unread_note_waits_until_the_shift_after_it_has_ended(house, now):
    successor = AppointmentFactory(function=house.tib).person
    shift = on_duty(house.tib, house.worker, now - HOUR)
    after = on_duty(house.tib, successor, shift.ends_at)
    duty.hand_over(shift_id=shift.pk, note="Snö i norr.", by=house.worker, at=now)
    # What the successor writes in turn hides nothing of what was left for them.
    duty.hand_over(shift_id=after.pk, note="Snön är borta.", by=successor, at=after.starts_at)

    assert list(reports.notes_to_read(successor, after.starts_at)) == [shift]
    assert not reports.notes_to_read(successor, after.ends_at)


def test_a_handover_needs_a_note_and_a_shift_that_has_begun(house, now):
    with pytest.raises(RuleError, match="inte börjat"):
        duty.hand_over(shift_id=lay(house, now).pk, note="x", by=house.worker, at=now)
    running = on_duty(house.tib, house.worker, now - HOUR, hours=1)
    with pytest.raises(RuleError, match="Skriv"):
        duty.hand_over(shift_id=running.pk, note="  ", by=house.worker, at=now)
    with pytest.raises(PermissionDenied):
        duty.hand_over(shift_id=running.pk, note="x", by=house.officer, at=now)


def test_a_shift_is_confirmed_by_its_link_once(house, now):
    shift = lay(house, now)
    handler = answering.ShiftKnown()

    assert handler.describe(shift.pk, now).choices
    said = handler.answer(
        shift.pk, choice=handler.words["ja"], via="sms", by_label="", extra={}, as_of=now, at=now
    )
    handler.answer(
        shift.pk, choice="yes", via="link", by_label="", extra={}, as_of=now + HOUR, at=now + HOUR
    )

    shift.refresh_from_db()
    assert "bekräftat" in said
    assert shift.confirmed_at == now
    assert not handler.describe(shift.pk, now).choices
    assert handler.describe(shift.pk, shift.ends_at).closed
    with pytest.raises(RuleError):
        handler.answer(shift.pk, choice="no", via="link", by_label="", extra={}, as_of=now, at=now)
    with pytest.raises(RuleError, match="finns inte"):
        duty_notices.confirm_shift(shift_id=shift.pk, at=shift.ends_at)


# Gaps ------------------------------------------------------------------------------------------


def test_gaps_are_what_no_shift_covers():
    start = datetime(2026, 12, 1, tzinfo=UTC)
    spans = [rules.Span(start + a * HOUR, start + b * HOUR) for a, b in [(4, 6), (1, 3), (2, 4)]]

    found = rules.gaps(spans, starts_at=start, ends_at=start + 8 * HOUR)

    assert found == [
        rules.Span(start, start + HOUR),
        rules.Span(start + 6 * HOUR, start + 8 * HOUR),
    ]
    assert rules.gaps([], starts_at=start, ends_at=start + HOUR) == [
        rules.Span(start, start + HOUR)
    ]
    whole = [rules.Span(start - HOUR, start + 9 * HOUR)]
    assert rules.gaps(whole, starts_at=start, ends_at=start + 8 * HOUR) == []


def test_a_gap_within_14_days_is_told_once(house, now):
    on_duty(house.rsib, house.officer, now - HOUR, hours=24)
    on_duty(house.rsib, house.officer, now + 30 * HOUR, hours=24 * 20)
    boss_function = house.boss.appointments.get().function
    boss_function.addresses.create(channel="email", value="boss@x.example")

    first = duty_notices.warn_of_gaps(now)
    again = duty_notices.warn_of_gaps(now + 2 * HOUR)

    assert (first, again) == (1, 0)
    notice = Notice.objects.get(template="duty_gap")
    assert "Ingen RSIB" in notice.body


def test_the_rota_tells_the_gap_in_words(house, now, client):
    on_duty(house.rsib, house.officer, now - HOUR, hours=24)
    client.force_login(house.officer)

    for name, args in (("duty", []), ("rota", [house.rsib.pk])):
        page = client.get(reverse(f"actors:{name}", args=args)).content.decode()
        assert "Ingen RSIB från" in page


def test_a_municipality_without_a_rota_has_no_gaps(house, now):
    assert reports.gaps_of(house.tib, at=now) == []
    assert [gap.starts_at for gap in reports.gaps_of(house.rsib, at=now)] == [now]


# The page --------------------------------------------------------------------------------------


def post(client, house, starts_at, ends_at, holder=None):
    client.force_login(house.keeper)
    data = {"holder": holder or house.worker.pk, "starts_at": starts_at, "ends_at": ends_at}
    return client.post(reverse("actors:rota", args=[house.tib.pk]), data)


def test_a_clock_that_does_not_happen_is_refused_and_explained(house, client):
    answer = post(client, house, "2027-03-28T02:30", "2027-03-28T12:00")

    assert answer.status_code == 422
    assert "finns inte den 2027-03-28" in answer.content.decode()
    assert 'value="2027-03-28T02:30"' in answer.content.decode()


def test_a_clock_that_comes_twice_means_the_first_and_says_so(house, client):
    answer = post(client, house, "2027-10-31T02:30", "2027-10-31T12:00")

    shift = DutyShift.objects.get()
    assert answer.status_code == 302
    assert shift.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    page = client.get(answer["Location"]).content.decode()
    assert "inträffar två gånger" in page
    assert local(shift.starts_at).hour == 2


@pytest.mark.parametrize(
    "text",
    ["", "x" * 10_000, "<script>alert(1)</script>", "🔥", "9999-99-99T99:99", "0001-01-01T00:00"],
)
def test_what_is_no_time_is_refused_at_the_field(house, client, text):
    answer = post(client, house, text, "2027-10-31T12:00")

    assert answer.status_code == 422
    assert "Ange dag och klockslag" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("holder", ["", "abc", "-1", "99999999999999999999", "<b>"])
def test_somebody_who_is_not_there_is_refused(house, client, holder):
    answer = post(client, house, "2027-01-01T08:00", "2027-01-01T12:00", holder=holder or " ")

    assert answer.status_code == 422
    assert not DutyShift.objects.exists()


def test_a_form_sent_twice_lays_one_shift(house, client):
    client.force_login(house.keeper)
    url = reverse("actors:rota", args=[house.tib.pk])
    day = local(timezone.now() + timedelta(days=40)).date()
    data = {
        "holder": house.worker.pk,
        "starts_at": f"{day}T08:00",
        "ends_at": f"{day}T12:00",
        "form_key": str(uuid4()),
    }

    answers = [client.post(url, data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert DutyShift.objects.count() == 1


@pytest.mark.parametrize("week", ["x", "99999999999", "-99999999", "5", ""])
def test_any_week_in_the_address_opens(house, client, week):
    client.force_login(house.worker)

    answer = client.get(reverse("actors:rota", args=[house.tib.pk]), {"vecka": week})

    assert answer.status_code == 200


# PostgreSQL ------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_overlapping_shifts_laid_at_once_one_is_refused(house, now):
    outcomes = together(lambda: lay(house, now), lambda: lay(house, now))

    assert outcomes.count(OK) == 1
    assert DutyShift.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_database_itself_refuses_an_overlap(house, now):
    on_duty(house.tib, house.worker, now)

    with pytest.raises(IntegrityError, match="shifts_do_not_overlap"), transaction.atomic():
        on_duty(house.tib, UserFactory(), now + HOUR)
