"""What is planned wakes nobody: it is told by day, and those who are told have time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activations.models import ActivationRequest, LogEntry
from activations.requests import queries, routing, services
from activations.start.todo import tasks
from common import clock
from notices.models import Notice
from tests.activations.factories import AT, Scene, make_scene
from tests.clients import signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # a Monday, 12:00 in Stockholm
MORNING = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)  # 07:00 after the night of AT
Urgency = ActivationRequest.Urgency


def submit(
    scene: Scene, at: datetime, ahead: timedelta | None, urgency: str = Urgency.PLANNED
) -> ActivationRequest:
    need = services.Need(
        event_type=scene.event_type,
        what="Demonstration",
        callback_phone="+46701740605",
        forum=scene.coordinating,
        urgency=urgency,
        planned_for=None if ahead is None else at + ahead,
    )
    return services.submit_request(region=scene.region, need=need, by=scene.asker, at=at)


def called(request: ActivationRequest) -> list[datetime]:
    steps = request.steps.filter(called_at__isnull=False).order_by("position")
    return [step.called_at for step in steps if step.called_at]


@pytest.mark.parametrize("ahead", [timedelta(days=20), None])
def test_what_is_planned_is_told_without_an_alarm(ahead: timedelta | None) -> None:
    request = submit(make_scene(NOON), NOON, ahead)

    notices = Notice.objects.filter(template="request_planned")
    assert {notice.priority for notice in notices} == {Notice.Priority.ORDINARY}
    assert not Notice.objects.filter(template="request").exists()
    assert called(request) == [NOON]
    assert LogEntry.objects.filter(request=request, text__contains="får besked genom").exists()


def test_nobody_is_told_of_it_at_night() -> None:
    request = submit(make_scene(), AT, timedelta(days=20))

    assert called(request) == []
    assert not Notice.objects.exists()
    routing.escalate_due(MORNING - timedelta(minutes=1))
    assert called(request) == []
    routing.escalate_due(MORNING)
    assert called(request) == [MORNING]


def test_the_next_is_told_after_the_regions_hours_and_never_at_night() -> None:
    scene = make_scene(NOON, planned_hours=12)
    request = submit(scene, NOON, timedelta(days=20))

    routing.escalate_due(NOON + 12 * HOUR)  # midnight
    assert called(request) == [NOON]
    at_seven = NOON + 19 * HOUR
    routing.escalate_due(at_seven)

    assert called(request) == [NOON, at_seven]
    assert Notice.objects.filter(template="request_planned_unanswered").exists()
    assert not Notice.objects.filter(template="request_unanswered").exists()


@pytest.mark.parametrize(
    ("urgency", "ahead"), [(Urgency.PLANNED, 24 * HOUR), (Urgency.NOW, None), (Urgency.TODAY, None)]
)
def test_what_is_near_is_an_alarm_at_night_too(urgency: str, ahead: timedelta | None) -> None:
    request = submit(make_scene(planned_hours=24), AT, ahead, urgency)

    assert called(request) == [AT]
    alarms = Notice.objects.filter(template="request")
    assert {alarm.priority for alarm in alarms} == {Notice.Priority.ALARM}
    assert request.answer_minutes == request.region.acknowledge_minutes


def test_whoever_asks_is_told_to_ring_when_that_long_has_passed() -> None:
    request = submit(make_scene(NOON, planned_hours=24), NOON, timedelta(days=20))

    assert queries.progress_of(request).ring_at == NOON + 48 * HOUR
    page = signed_in(request.raised_by).get(request.get_absolute_url()).content.decode()
    assert "besked" in page
    assert "larmas" not in page


@pytest.mark.parametrize(("ahead", "is_urgent"), [(timedelta(days=20), False), (HOUR, True)])
def test_only_what_presses_stands_first_among_tasks(ahead: timedelta, is_urgent: bool) -> None:
    scene = make_scene()
    submit(scene, NOON, ahead)

    assert [task.urgent for task in tasks(scene.officer, NOON)] == [is_urgent]


@pytest.mark.parametrize(("days", "is_said"), [(30, True), (0, False)])
def test_the_review_says_that_nobody_is_woken(days: int, is_said: bool) -> None:
    scene = make_scene()
    expected = clock.local(timezone.now() + timedelta(days=days, hours=2))
    client = signed_in(scene.asker)
    address = reverse("activations:request_new", args=[scene.region.slug])
    first = client.get(address).context["form"]
    typed = {name: first[name].value() or "" for name in first.fields}
    typed |= {
        "event_type": scene.event_type.pk,
        "what": "Demonstration",
        "urgency": "planned",
        "planned_for": f"{expected:%Y-%m-%dT%H:%M}",
        "callback_phone": "0701740605",
        "exercise": "",
        "municipalities": [],
    }

    page = client.post(address, typed).content.decode()

    assert "Granska begäran" in page
    assert ("Ingen väcks" in page) is is_said
