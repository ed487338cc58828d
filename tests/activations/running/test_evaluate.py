"""The evaluation of an ended activation: recorded once, only when it is over, and shown."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from activations.events import exports, register
from activations.joining.events import merge_events
from activations.models import Evaluation, LogEntry
from activations.running.evaluating import Findings, evaluate
from activations.running.services import end_activation
from common import todo
from common.errors import RuleError
from tests.activations.factories import AT, RequestFactory
from tests.activations.running_scene import make_work
from tests.clients import signed_in
from tests.racing import OK, together

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
LATER = AT + timedelta(days=14)


def findings(**values):
    return Findings(
        **{"held_on": LATER.date(), "text": "Två dygn.", "lessons": "Kalla tidigare."} | values
    )


def over(work, at=AT):
    activation = work.convene()
    return end_activation(activation_id=activation.pk, by=work.scene.officer, at=at)


def record(work, activation, by=None, **values):
    return evaluate(
        activation_id=activation.pk,
        findings=findings(**values),
        by=by or work.scene.officer,
        at=LATER,
    )


def test_the_evaluation_makes_the_activation_final():
    work = make_work(1)
    activation = over(work)

    evaluation = record(work, activation, link="https://exempel.se/1", text="")

    activation.refresh_from_db()
    assert (activation.status, activation.evaluated_at) == ("evaluated", LATER)
    assert (evaluation.by_label, evaluation.link) == (
        str(work.scene.rsib),
        "https://exempel.se/1",
    )
    assert LogEntry.objects.filter(event=activation.event, text__contains="Kalla tidigare").exists()
    with pytest.raises(RuleError, match="redan utvärderad"):
        record(work, activation)


def test_what_is_not_over_is_not_evaluated():
    work = make_work(1)
    activation = work.convene()

    with pytest.raises(RuleError, match="arbetar fortfarande"):
        record(work, activation)

    assert not Evaluation.objects.exists()


def test_what_another_event_carries_on_is_evaluated_there():
    work = make_work(1)
    stands = work.convene()
    request = RequestFactory(region=work.scene.region)
    other = work.convene(request_id=request.pk, is_separate=True)
    merge_events(
        event_id=other.event_id,
        into_id=stands.event_id,
        reason="Båda gäller samma brand.",
        by=work.scene.officer,
        at=AT,
    )

    with pytest.raises(RuleError, match="fortsatte i 2026-001"):
        record(work, other)


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"held_on": (AT - timedelta(days=1)).date()}, "då forumet avslutades"),
        ({"held_on": (LATER + timedelta(days=1)).date()}, "till i dag"),
        ({"lessons": "  "}, "vad ni lärde er"),
        ({"text": " "}, "länk till dokumentet"),
    ],
)
def test_what_an_evaluation_lacks_is_said(values, match):
    work = make_work(1)
    activation = over(work)

    with pytest.raises(RuleError, match=match):
        record(work, activation, **values)

    activation.refresh_from_db()
    assert activation.status == "ended"


def test_only_who_convenes_evaluates():
    work = make_work(1)

    with pytest.raises(PermissionDenied):
        record(work, over(work), by=work.holders[0])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_evaluate_at_once_leave_one_evaluation():
    work = make_work(1)
    activation = over(work)

    said = together(lambda: record(work, activation), lambda: record(work, activation))

    assert said.count(OK) == 1
    assert Evaluation.objects.count() == 1


@pytest.fixture
def now_work():
    return make_work(1, at=timezone.now() - timedelta(hours=2))


def over_now(work):
    now = timezone.now()
    request = RequestFactory(region=work.scene.region, submitted_at=now)
    activation = work.convene(request_id=request.pk, at=now, starts_at=now + timedelta(minutes=30))
    return end_activation(activation_id=activation.pk, by=work.scene.officer, at=now)


def test_it_waits_for_the_convener_until_it_is_done(now_work):
    activation = over_now(now_work)
    officer = now_work.scene.officer
    client = signed_in(officer)
    url = reverse(
        "activations:evaluate",
        args=[now_work.scene.region.slug, activation.event.number, activation.pk],
    )

    (task,) = todo.tasks_of(officer, timezone.now())
    assert (task.action, task.url) == ("Utvärdera aktiveringen", url)
    assert todo.tasks_of(now_work.holders[0], timezone.now()) == []
    assert url in client.get(activation.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 200

    today = timezone.localdate().isoformat()
    unsafe = {"held_on": today, "lessons": "Mer", "link": "http://exempel.se"}
    assert client.post(url, unsafe).status_code == 422
    done = client.post(url, {"held_on": today, "text": "Kort", "lessons": "Kalla tidigare."})

    assert done.status_code == 302
    assert todo.tasks_of(officer, timezone.now()) == []
    page = client.get(activation.get_absolute_url()).content.decode()
    assert "Kalla tidigare." in page
    assert url not in page
    assert client.get(url).status_code == 302
    listed = client.get(reverse("activations:register", args=[now_work.scene.region.slug]))
    assert today in listed.content.decode()
    rows = register.periods(now_work.scene.region)
    table = exports.periods((register.period_of(row) for row in rows), "allt")
    assert list(table.rows)[0][-2:] == ["Utvärderat", timezone.localdate()]


def test_the_api_records_and_shows_it(now_work):
    activation = over_now(now_work)
    client = signed_in(now_work.scene.officer)
    url = f"/api/v1/activations/{activation.pk}/"
    assert client.get(url).json()["evaluation"] is None

    typed = {"held_on": timezone.localdate().isoformat(), "text": "Kort", "lessons": "Tidigare"}
    done = client.post(f"{url}evaluate/", typed, **JSON)

    assert done.status_code == 200
    assert done.json()["status"] == "evaluated"
    assert client.get(url).json()["evaluation"]["lessons"] == "Tidigare"
    assert client.post(f"{url}evaluate/", typed, **JSON).status_code == 409
