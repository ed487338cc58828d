"""Many at once, on a database with real row locks."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from activations.models import ActivationRequest
from activations.requests import numbers, routing, services
from common.errors import RuleError
from notices.models import Notice
from tests.activations.factories import AT, make_scene

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(acts):
    """Run every act in a thread of its own; return what each gave or raised."""

    def run(act):
        try:
            return act()
        except RuleError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def wait_for_a_queue():
    """Return when somebody waits for a lock in the database."""
    deadline = time.monotonic() + 10
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(0.02)


def submit(scene, **fields):
    need = services.Need(
        event_type=scene.event_type, what="Strömlöst", callback_phone="+46701740605", **fields
    )
    return services.submit_request(region=scene.region, need=need, by=scene.asker, at=AT)


def test_fifty_requests_at_once_get_fifty_numbers():
    scene = make_scene()

    sent = at_once([lambda: submit(scene)] * 50)

    assert len({request.number for request in sent}) == 50


def test_a_replay_in_ten_threads_makes_one_request():
    scene = make_scene()
    key = services.uuid.uuid4()

    sent = at_once([lambda: submit(scene, form_key=key)] * 10)

    assert len({request.pk for request in sent}) == 1
    assert Notice.objects.filter(template="request").count() == 2


def test_of_two_officers_one_takes_it_and_the_other_sees_who():
    scene = make_scene()
    request = submit(scene)
    officers = [scene.officer, scene.second_officer]

    results = at_once(
        [
            lambda by=by: services.acknowledge_request(request_id=request.pk, by=by, at=AT)
            for by in officers
        ]
    )

    refused = [result for result in results if isinstance(result, RuleError)]
    request.refresh_from_db()
    assert len(refused) == 1
    assert str(request.acknowledged_by) in refused[0].message
    assert Notice.objects.filter(template="request_acknowledged", channel="email").count() == 1


def test_who_waited_for_the_lock_reads_what_the_other_did():
    scene = make_scene()
    request = submit(scene)
    waiter = ThreadPoolExecutor(1)

    with transaction.atomic():
        services.acknowledge_request(request_id=request.pk, by=scene.officer, at=AT)
        answer = waiter.submit(
            at_once,
            [
                lambda: services.acknowledge_request(
                    request_id=request.pk, by=scene.second_officer, at=AT
                )
            ],
        )
        wait_for_a_queue()
    waiter.shutdown()

    request.refresh_from_db()
    refused = answer.result()[0]
    assert isinstance(refused, RuleError)
    assert str(request.acknowledged_by) in refused.message


def test_ticks_of_several_senders_call_each_step_once():
    scene = make_scene()
    request = submit(scene)

    called = at_once([lambda: routing.escalate_due(AT + timedelta(minutes=6))] * 8)

    assert sum(called) == 1
    assert request.steps.filter(called_at__isnull=False).count() == 2
    assert Notice.objects.filter(template="request_unanswered").count() == 2


def test_taken_and_escalated_at_once_never_both_calls_and_stays_open():
    scene = make_scene()
    request = submit(scene)

    at_once(
        [
            lambda: services.acknowledge_request(request_id=request.pk, by=scene.officer, at=AT),
            lambda: routing.escalate_due(AT + timedelta(minutes=6)),
        ]
    )

    request.refresh_from_db()
    assert request.status == ActivationRequest.Status.ACKNOWLEDGED
    assert routing.escalate_due(AT + timedelta(hours=1)) == 0


def test_numbers_follow_the_year_of_stockholm():
    scene = make_scene()
    new_year = AT.replace(month=12, day=31, hour=23, minute=30)

    assert submit(scene).number.startswith("A-2026-")
    with services.transaction.atomic():
        series = numbers.request_series(scene.region, new_year)
        assert numbers.next_request_number(series) == "A-2027-0001"
        assert numbers.next_event_number(scene.region, new_year) == "2027-001"
