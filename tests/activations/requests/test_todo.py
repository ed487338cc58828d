"""What waits for somebody in the coordination, on the start page, on "Att göra" and in the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activations.models import CallStep
from actors.rights import rights
from common import todo
from notices.models import Notice
from records.refs import ref
from tests import factories as people
from tests.activations.factories import Scene, make_scene
from tests.activations.requests.asking import sent_request
from tests.clients import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(timezone.now() - timedelta(hours=1))


def test_a_new_request_cannot_wait_wherever_the_convener_reads(scene: Scene) -> None:
    request = sent_request(scene)
    client = signed_in(scene.officer)

    (task,) = todo.tasks_of(scene.officer, timezone.now())
    pages = [client.get(url).content.decode() for url in ("/", "/att-gora/")]
    (row,) = client.get("/api/v1/tasks/").json()

    assert (task.action, task.urgent) == ("Ta emot begäran", True)
    assert all(request.get_absolute_url() in page for page in pages)
    assert "Kan inte vänta (1)" in pages[1]
    assert row["url"].endswith(request.get_absolute_url())
    assert (row["action"], row["urgent"], row["is_late"]) == ("Ta emot begäran", True, False)


def test_the_convener_sees_which_alarm_did_not_arrive(scene: Scene) -> None:
    request = sent_request(scene)
    step = request.steps.order_by("position").first()
    CallStep.objects.filter(pk=step.pk).update(failed_at=timezone.now(), failed_channel="sms")

    (task,) = todo.tasks_of(scene.officer, timezone.now())

    assert task.text.endswith(f"Larmet till {step.function} gick inte fram")


def test_nothing_waits_for_others(scene: Scene) -> None:
    sent_request(scene)
    client = signed_in(scene.asker)

    assert todo.tasks_of(scene.asker, timezone.now()) == []
    assert "Inget att göra just nu." in client.get("/att-gora/").content.decode()
    assert client.get("/api/v1/tasks/").json() == []


def test_a_message_that_did_not_arrive_waits_for_who_looks_after_the_register() -> None:
    function = people.FunctionFactory(addresses=["email"])
    keeper = people.FunctionFactory(actor=function.actor)
    rights.grant(keeper, "actors.administer_actor", function.actor)
    now = timezone.now()
    notice = Notice.objects.create(
        template="request", channel="sms", address="+46701740605", status="failed",
        recipient_label=str(function), recipient_ref=ref(function), body="x",
        created_at=now, due_at=now, failed_at=now,
    )  # fmt: skip
    user = people.holder(keeper)

    (task,) = todo.tasks_of(user, now)

    assert task.action == "Rätta adressen"
    assert task.url.endswith("/administration/")
    assert todo.tasks_of(people.holder(function), now) == []
    Notice.objects.filter(pk=notice.pk).update(handled_at=now)
    assert todo.tasks_of(user, now) == []


def test_many_are_folded_on_the_start_page_and_shown_on_their_own(scene: Scene) -> None:
    for _ in range(11):
        sent_request(scene)
    client = signed_in(scene.officer)

    start, all_of_it = (client.get(url).content.decode() for url in ("/", "/att-gora/"))

    assert "Allt att göra (11)" in start
    assert start.count("Ta emot begäran") == 10
    assert all_of_it.count("Ta emot begäran") == 11


def test_the_list_asks_as_many_questions_however_long(
    scene: Scene, django_assert_max_num_queries
) -> None:
    for _ in range(8):
        sent_request(scene)
    client = signed_in(scene.officer)
    client.get("/att-gora/")

    with django_assert_max_num_queries(30):
        client.get("/att-gora/")
