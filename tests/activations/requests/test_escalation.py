"""The convener's chain: each step once, at or after its time, and never silence."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activations import rules
from activations.models import ActivationRequest, CallStep, LogEntry
from activations.requests import routing, services
from actors.models import ContactAddress, DutyShift, Function
from common import clock
from notices.models import Notice
from records.refs import ref
from tests.activations.factories import AT, Scene, make_scene

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def submit(scene: Scene, at=AT, **fields) -> ActivationRequest:
    need = services.Need(
        event_type=scene.event_type,
        what="Strömlöst",
        callback_phone="+46701740605",
        forum=scene.coordinating,
        **fields,
    )
    return services.submit_request(region=scene.region, need=need, by=scene.asker, at=at)


def called(request: ActivationRequest) -> list[int]:
    steps = request.steps.filter(called_at__isnull=False).order_by("called_at", "position")
    return list(steps.values_list("position", flat=True))


def faults(request: ActivationRequest) -> list[str]:
    entries = request.log.filter(kind=LogEntry.Kind.FAULT).order_by("id")
    return list(entries.values_list("text", flat=True))


def failed_notice(request: ActivationRequest, at: datetime) -> Notice:
    notice = Notice.objects.filter(
        about_ref=ref(request.steps.get(position=1)), channel="sms"
    ).get()
    notice.status, notice.failed_at = Notice.Status.FAILED, at
    notice.last_error = "550 okänd mottagare"
    notice.save()
    return notice


def test_the_second_is_called_when_the_limit_has_passed_and_not_before():
    scene = make_scene()
    request = submit(scene)

    assert routing.escalate_due(AT + 5 * MINUTE - timedelta(seconds=1)) == 0
    assert routing.escalate_due(AT + 5 * MINUTE) == 1

    assert called(request) == [1, 2]
    texts = Notice.objects.filter(template="request_unanswered", channel="sms").values_list(
        "body", flat=True
    )
    assert "ej kvitterad efter 5 min" in texts[0]


def test_the_regions_own_limit_counts():
    scene = make_scene(acknowledge_minutes=2)
    request = submit(scene)

    routing.escalate_due(AT + 2 * MINUTE)

    assert called(request) == [1, 2]


def test_a_tick_that_runs_again_calls_nobody_twice():
    request = submit(make_scene())

    results = [routing.escalate_due(AT + 6 * MINUTE) for _ in range(3)]

    assert results == [1, 0, 0]
    assert Notice.objects.filter(about_ref=ref(request.steps.get(position=2))).count() == 2


@pytest.mark.parametrize("act", ["acknowledge", "withdraw", "decline"])
def test_nobody_more_is_called_when_it_is_taken_or_closed(act):
    scene = make_scene()
    request = submit(scene)
    acts = {
        "acknowledge": lambda: services.acknowledge_request(
            request_id=request.pk, by=scene.officer, at=AT + MINUTE
        ),
        "withdraw": lambda: services.withdraw_request(
            request_id=request.pk, by=scene.asker, at=AT + MINUTE
        ),
        "decline": lambda: services.decline_request(
            request_id=request.pk, reason="Ryms i ordinarie.", by=scene.officer, at=AT + MINUTE
        ),
    }

    acts[act]()

    assert routing.escalate_due(AT + timedelta(hours=5)) == 0
    waiting = Notice.objects.filter(about_ref=ref(request.steps.get(position=1)))
    assert {n.status for n in waiting} == {Notice.Status.CANCELLED}


def test_a_chain_nobody_answers_starts_over_and_tells_the_administrator():
    scene = make_scene()
    request = submit(scene)
    routing.escalate_due(AT + 5 * MINUTE)

    third = request.steps.get(position=3)
    assert (third.round, third.function, third.due_at) == (2, scene.rsib, AT + 10 * MINUTE)
    routing.escalate_due(AT + 10 * MINUTE)

    assert called(request) == [1, 2, 3]
    assert "Hela larmkedjan är larmad utan svar. Varv 2 börjar." in faults(request)
    told = Notice.objects.filter(template="nobody_on_duty")
    assert {n.recipient_label for n in told} == {str(scene.administrator)}


def test_there_is_always_a_next_step_while_nobody_has_taken_it():
    request = submit(make_scene(chain=1))

    for hours in range(1, 30):
        routing.escalate_due(AT + timedelta(hours=hours))
        assert request.steps.filter(called_at=None).exists()

    assert request.steps.filter(called_at__isnull=False).count() > 20


def test_nobody_on_duty_is_written_down_and_the_next_is_called_at_once():
    scene = make_scene()
    DutyShift.objects.filter(function=scene.rsib).delete()

    request = submit(scene)

    assert called(request) == [1, 2]
    assert request.steps.get(position=1).on_duty is False
    assert faults(request) == [f"Ingen är i tjänst som {scene.rsib}."]
    # The post's own telephone may still be answered.
    assert Notice.objects.filter(about_ref=ref(request.steps.get(position=1))).exists()
    assert Notice.objects.filter(
        template="nobody_on_duty", recipient_label=str(scene.administrator)
    ).exists()


def test_a_function_without_address_is_written_down_and_the_next_is_called_at_once():
    scene = make_scene()
    ContactAddress.objects.filter(function=scene.rsib).exclude(channel="phone").delete()

    request = submit(scene)

    assert called(request) == [1, 2]
    assert request.steps.get(position=1).has_address is False
    assert f"{scene.rsib} har ingen adress att larma. Ring 08-465" in faults(request)[0]


def test_an_empty_chain_is_told_at_once():
    scene = make_scene()
    Function.objects.filter(actor=scene.region.convener).exclude(pk=scene.administrator.pk).update(
        is_active=False
    )

    request = submit(scene)

    assert not request.steps.exists()
    assert faults(request)[0].startswith("Larmkedjan är tom: ingen larmas. Ring 08-465")
    assert Notice.objects.filter(template="nobody_on_duty").exists()


def test_without_an_order_everybody_who_may_convene_is_called():
    scene = make_scene()
    Function.objects.update(call_order=None)

    request = submit(scene)

    assert [step.function for step in request.steps.all()] == [scene.rsib, scene.county_tib]


def test_a_message_that_fails_is_shown_and_the_next_is_called_at_once():
    scene = make_scene()
    request = submit(scene)
    at = AT + 2 * MINUTE

    routing.alarm_failed(failed_notice(request, at))

    step = request.steps.get(position=1)
    assert (step.failed_at, step.failed_channel) == (at, "Sms")
    assert f"Sms till {scene.rsib} gick inte fram." in faults(request)[0]
    assert request.steps.get(position=2).called_at == at
    assert Notice.objects.filter(
        template="notice_failed", recipient_label=str(scene.administrator)
    ).exists()


def test_a_failure_after_it_was_taken_calls_nobody():
    scene = make_scene()
    request = submit(scene)
    notice = failed_notice(request, AT + 2 * MINUTE)
    services.acknowledge_request(request_id=request.pk, by=scene.officer, at=AT + MINUTE)

    routing.alarm_failed(notice)

    assert called(request) == [1]
    assert len(faults(request)) == 1


@pytest.mark.parametrize("about", ["", "forums.meeting:1", "activations.callstep:", ":"])
def test_failures_of_other_messages_are_left_alone(about):
    routing.alarm_failed(Notice(about_ref=about))

    assert not LogEntry.objects.exists()


def test_a_failure_of_a_step_that_is_gone_is_left_alone():
    routing.alarm_failed(Notice(about_ref="activations.callstep:4711"))

    assert not LogEntry.objects.exists()


def test_a_broken_alarm_does_not_silence_the_others(monkeypatch):
    scene = make_scene()
    broken, sound = submit(scene), submit(scene)
    ordinary = routing.call_due_steps

    def fail_for_one(request, *, at):
        if request.pk == broken.pk:
            raise ValueError("trasig")
        return ordinary(request, at=at)

    monkeypatch.setattr(routing, "call_due_steps", fail_for_one)

    routing.escalate_due(AT + 5 * MINUTE)

    assert called(sound) == [1, 2]
    assert called(broken) == [1]


def test_the_chain_is_a_copy_that_later_changes_do_not_rewrite():
    scene = make_scene()
    request = submit(scene)
    Function.objects.filter(pk=scene.county_tib.pk).update(call_order=None)

    routing.escalate_due(AT + 5 * MINUTE)

    assert request.steps.get(position=2).function == scene.county_tib


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 3, 29, 0, 58, tzinfo=UTC),  # 02:00 becomes 03:00
        datetime(2026, 10, 25, 0, 58, tzinfo=UTC),  # 03:00 becomes 02:00
    ],
)
def test_the_night_the_clocks_change_five_minutes_are_five_minutes(at):
    scene = make_scene(at)
    request = submit(scene, at=at)

    assert routing.escalate_due(at + 4 * MINUTE) == 0
    assert routing.escalate_due(at + 5 * MINUTE) == 1
    assert request.steps.get(position=2).called_at - request.submitted_at == 5 * MINUTE


def test_in_the_hour_that_comes_twice_times_say_which_it_is():
    assert clock.clock(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "02:30 (sommartid)"
    assert clock.clock(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "02:30 (normaltid)"


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    minutes=st.integers(min_value=1, max_value=90),
    ticks=st.lists(st.integers(min_value=0, max_value=90_000), min_size=1, max_size=8),
)
def test_each_step_is_called_once_at_or_after_its_time_whenever_the_tick_runs(minutes, ticks):
    with transaction.atomic():  # each example begins with an empty database
        scene = make_scene(acknowledge_minutes=minutes)
        request = submit(scene)

        for seconds in sorted(ticks):
            routing.escalate_due(AT + timedelta(seconds=seconds))

        assert_called_once_each(request, last=AT + timedelta(seconds=max(ticks)))
        transaction.set_rollback(True)


def assert_called_once_each(request: ActivationRequest, *, last: datetime) -> None:
    steps = list(CallStep.objects.filter(request=request).order_by("position"))
    for step in steps:
        notices = Notice.objects.filter(about_ref=ref(step)).count()
        if step.called_at is None:
            assert step.due_at > last
            assert notices == 0
        else:
            assert step.called_at >= step.due_at
            assert notices == 2  # one SMS, one e-mail, never more
    assert steps[-1].called_at is None  # never silence
    dues = [step.due_at for step in steps]
    assert dues == sorted(dues)


@given(
    gaps=st.lists(st.integers(min_value=0, max_value=10_000), max_size=6),
    now=st.integers(min_value=-10_000, max_value=10_000),
)
def test_bringing_forward_never_puts_anything_off_and_keeps_the_gaps(gaps, now):
    due = [AT + timedelta(seconds=sum(gaps[: i + 1])) for i in range(len(gaps))]
    at = AT + timedelta(seconds=now)

    moved = rules.brought_forward(due, at)

    assert all(new <= old for new, old in zip(moved, due, strict=True))
    assert [b - a for a, b in zip(moved, moved[1:], strict=False)] == [
        b - a for a, b in zip(due, due[1:], strict=False)
    ]
    assert not due or moved[0] <= max(at, due[0])
    assert not due or moved[0] == min(at, due[0])
