"""The pure rules of requests."""

from datetime import UTC, datetime, timedelta

import pytest

from activations import rules
from activations.models import ActivationRequest
from activations.requests import routing, services
from common.errors import RuleError
from tests.activations.factories import AT, RequestFactory, make_scene


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
