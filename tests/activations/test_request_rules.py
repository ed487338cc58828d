"""The pure rules of requests."""

from datetime import UTC, datetime, timedelta

import pytest

from activations import rules
from activations.models import ActivationRequest
from activations.services import requests as services
from activations.services import routing
from common.errors import RuleError
from tests.activations.factories import AT, RequestFactory, make_scene


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("070-174 06 05", "+46701740605"),
        ("+46 (0)70 174 06 05", "+46701740605"),
        ("0046701740605", "+46701740605"),
        ("08-465 004 00", "+46846500400"),
        ("+358 9 1234567", "+35891234567"),
    ],
)
def test_a_number_is_read_in_any_common_form(typed, number):
    assert rules.read_phone(typed).number == number


@pytest.mark.parametrize("typed", ["", "ring mig", "12", "0" * 30, "08-465 004 00 ankn 12"])
def test_what_is_no_number_is_nothing(typed):
    assert rules.read_phone(typed) is None


def test_only_mobile_numbers_take_sms():
    assert rules.read_phone("070-174 06 05").takes_sms
    assert not rules.read_phone("08-465 004 00").takes_sms


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+46846500400", "08-465 004 00"), ("+35891234567", "+358 9 1234567"), ("växeln", "växeln")],
)
def test_a_number_is_shown_as_swedes_write_it(number, shown):
    assert rules.shown_phone(number) == shown


@pytest.mark.parametrize("reason", ["", "   ", "för kort", "  123456789  "])
def test_a_reason_must_explain(reason):
    with pytest.raises(RuleError, match="minst 10 tecken"):
        rules.require_reason(reason)


def test_numbers_and_years():
    assert rules.request_number(2026, 142) == "A-2026-0142"
    assert rules.event_number(2026, 14) == "2026-014"
    assert rules.year_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == 2027


def test_rounds_thin_out_but_never_stop():
    waits = [rules.step_interval(number, 5) for number in (1, 2, 6, 7, 100)]

    assert waits == [timedelta(minutes=m) for m in (5, 10, 30, 30, 30)]


def test_the_requester_rings_after_twice_the_limit():
    assert rules.ring_yourself_at(AT, 5) == AT + timedelta(minutes=10)


@pytest.mark.django_db
def test_a_request_without_steps_calls_nobody():
    assert routing.call_due_steps(RequestFactory(), at=AT) == 0


def _sent(scene) -> ActivationRequest:
    need = services.Need(
        event_type=scene.event_type, what="Strömlöst", callback_phone="+46701740605"
    )
    return services.submit_request(region=scene.region, need=need, by=scene.asker, at=AT)


@pytest.mark.django_db
def test_the_same_function_may_follow_its_link_again():
    request = _sent(make_scene())
    step = request.steps.get(position=1)

    for _ in range(2):
        services.acknowledge_by_answer(step_id=step.pk, via="länk", at=AT)

    request.refresh_from_db()
    assert request.acknowledged_by == step.function


@pytest.mark.django_db
def test_a_request_taken_while_the_tick_waits_for_its_row_calls_nobody(monkeypatch):
    scene = make_scene()
    request, lock = _sent(scene), routing.lock_request

    def taken_meanwhile(request_id):
        found = lock(request_id)
        found.acknowledge(function=scene.rsib, at=AT)
        return found

    monkeypatch.setattr(routing, "lock_request", taken_meanwhile)

    assert routing.escalate_due(AT + timedelta(minutes=6)) == 0
    assert request.steps.filter(called_at__isnull=False).count() == 1
