"""The pages of a rota: swap, hand over, read, remove; and what remains of its services."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from actors import rules
from actors.duty import notices as duty_notices
from actors.duty import services as duty
from actors.imports import reference
from actors.imports import services as register_import
from actors.imports.views import EXAMPLES
from actors.models import DutyShift, Function, Region
from tests.factories import AppointmentFactory, FunctionFactory, on_duty

HOUR = timedelta(hours=1)


def test_a_shift_is_swapped_handed_over_read_and_removed_by_the_pages(house, now, client):
    other = AppointmentFactory(function=house.tib).person
    mine = on_duty(house.tib, house.worker, now - HOUR)
    theirs = on_duty(house.tib, house.worker, mine.ends_at)
    client.force_login(house.worker)
    rota = reverse("actors:rota", args=[house.tib.pk])

    swap = reverse("actors:shift_swap", args=[theirs.pk])
    assert client.post(swap, {"new_holder": "x"}).status_code == 422
    assert client.post(swap, {"new_holder": other.pk})["Location"] == rota
    hand_over = reverse("actors:shift_hand_over", args=[mine.pk])
    assert client.post(hand_over, {"note": "x" * 2001}).status_code == 422
    xss = "<script>alert(1)</script>"
    assert client.post(hand_over, {"note": xss})["Location"] == rota

    client.force_login(other)
    page = client.get(rota).content.decode()
    assert "Överlämning till dig" in page
    assert xss not in page
    read = reverse("actors:note_read", args=[mine.pk])
    start = client.get(house.region.get_absolute_url()).content.decode()
    assert "Överlämning till dig" in start
    assert read in start
    assert xss not in start
    tasks = client.get("/api/v1/tasks/").json()
    assert [one["url"] for one in tasks if one["action"] == "Läs överlämningen"] == [
        f"http://testserver{rota}"
    ]
    assert client.post(read)["Location"] == rota
    assert (
        "Överlämning till dig" not in client.get(house.region.get_absolute_url()).content.decode()
    )
    assert "Läs överlämningen" not in client.get("/att-gora/").content.decode()
    remove = reverse("actors:shift_remove", args=[theirs.pk])
    assert client.post(remove).status_code == 403
    client.force_login(house.keeper)
    assert client.post(remove)["Location"] == rota

    theirs_is_gone = not DutyShift.objects.filter(pk=theirs.pk).exists()
    mine.refresh_from_db()
    assert theirs_is_gone
    assert mine.note_read_at is not None


def test_a_refused_rule_behind_a_button_is_told_with_409(house, now, client):
    over = on_duty(house.tib, house.worker, now - 20 * HOUR)
    client.force_login(house.keeper)

    answer = client.post(reverse("actors:shift_remove", args=[over.pk]))

    assert answer.status_code == 409
    assert "avslutat" in answer.content.decode()


def test_the_duty_page_polls_with_304(house, client):
    client.force_login(house.worker)
    url = reverse("actors:duty")
    first = client.get(url, headers={"HX-Request": "true"})

    again = client.get(url, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)


def test_a_shift_to_come_is_swapped_whole(house, now):
    other = AppointmentFactory(function=house.tib).person
    shift = on_duty(house.tib, house.worker, now + HOUR)

    taken = duty.swap_shift(shift_id=shift.pk, new_holder_id=other.pk, by=house.keeper, at=now)

    assert taken == shift
    assert DutyShift.objects.get().holder == other


def test_whoever_lost_the_function_may_not_swap_even_an_own_shift(house, now):
    shift = on_duty(house.tib, house.worker, now + HOUR)
    house.tib.appointments.all().delete()

    with pytest.raises(PermissionDenied):
        duty.swap_shift(shift_id=shift.pk, new_holder_id=house.keeper.pk, by=house.worker, at=now)


@pytest.mark.parametrize("hours", [0, 30, 24 * 13])
def test_a_gap_is_told_once_though_the_clock_moves(house, now, hours):
    boss_function = house.boss.appointments.get().function
    boss_function.addresses.create(channel="email", value="boss@x.example")
    on_duty(house.rsib, house.officer, now - 5 * HOUR, hours=5 + hours or 1)
    if hours == 30:
        on_duty(house.rsib, house.officer, now + 50 * HOUR, hours=24 * 20)

    first = duty_notices.warn_of_gaps(now)

    assert first == 1
    assert duty_notices.warn_of_gaps(now) == 0


def test_a_gap_now_is_known_by_its_end_else_by_its_week(now):
    horizon = now + rules.GAP_HORIZON

    assert duty_notices._sign(rules.Span(now, now + HOUR), now).startswith("to")
    assert duty_notices._sign(rules.Span(now, horizon), now).startswith("week")
    assert duty_notices._sign(rules.Span(now + HOUR, horizon), now).startswith("from")


@pytest.mark.django_db
def test_the_number_is_filled_in_later_and_never_overwritten():
    reference.load_reference_data(example_functions=False)
    for phone in ("+46846500400", "+46846500499"):
        reference.load_reference_data(convener_phone=phone, example_functions=False)

    assert Region.objects.get().convener_phone == "+46846500400"
    assert not Function.objects.exists()


def test_functions_out_of_use_are_not_exported(house):
    FunctionFactory(actor=house.actor, is_active=False, name="Utgången")

    rows = register_import.export_rows(house.region)

    assert "Utgången" not in {row[5] for row in rows}
    assert len(EXAMPLES[0]) == len(rows[0])


def test_who_is_on_duty_is_listed_with_actor_and_number_to_ring(house, now, client):
    """A duty list that one cannot ring from helps nobody at 03:00."""
    house.tib.actor.phone = "+4684650042"
    house.tib.actor.save()
    on_duty(house.tib, house.worker, now - HOUR)
    client.force_login(house.worker)

    page = client.get(reverse("actors:duty")).content.decode()

    assert house.tib.actor.name in page
    assert 'href="tel:+4684650042"' in page
