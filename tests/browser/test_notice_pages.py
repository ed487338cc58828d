"""What was sent, how the service is, and answers without signing in, as people meet them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from actors.models import User
from notices import answers, links
from tests.notices.factories import NUMBER, Question, make_notice

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [(390, "light"), (390, "dark"), (1280, "light")]
SHOTS = os.environ.get("SHOTS")  # a folder to look at the pages in


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.fixture
def question(monkeypatch):
    handler = Question()
    monkeypatch.setitem(answers._handlers, handler.kind, handler)
    return handler


def make_path():
    now = timezone.now()
    url = links.make(
        kind="test",
        subject_id=1,
        recipient_label="Tjänsteman i beredskap, Polisen",
        phone=NUMBER,
        at=now,
        expires_at=now + timedelta(hours=1),
    )
    return url[url.index("/k/") :]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_list_and_the_service_page_can_be_used_by_all(
    visit, axe, fits, settings, width, scheme
):
    settings.DEMO = True
    User.objects.create_user("a@example.se", "demo")
    link = "http://127.0.0.1:8000/k/abcdefghijklmn/"
    sent = make_notice(
        channel="sms", address=NUMBER, body=f"ÖVNING SSR KALLELSE ÖVNING {link}", exercise=True
    )
    failed = make_notice(
        status="failed", failed_at=timezone.now(), last_error="550 mottagaren finns inte"
    )
    window = visit(width=width, scheme=scheme)
    window.sign_in("a@example.se")
    paths = ["/utskick/", f"/utskick/{sent.pk}/", f"/utskick/{failed.pk}/", "/drift/"]
    for number, path in enumerate(paths):
        page = window.go(path)
        shoot(page, f"notices-{number}-{width}-{scheme}")
        axe(page)
        fits(page)


@pytest.mark.parametrize("js", [True, False])
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_an_answer_takes_one_press(visit, axe, fits, question, width, scheme, js):
    question.exercise = True
    window = visit(width=width, scheme=scheme, js=js)
    page = window.go(make_path())
    shoot(page, f"answer-{width}-{scheme}-{js}")
    if js:
        axe(page)
    fits(page)
    button = page.get_by_role("button", name="Ja, jag kommer")
    assert button.bounding_box()["height"] >= 64

    button.click()

    page.get_by_text("Ni har svarat yes.").wait_for()
    assert question.answers[1][:2] == ("yes", "link")
    shoot(page, f"answered-{width}-{scheme}-{js}")
    if js:
        axe(page)


def test_an_unknown_link_says_what_to_do(visit, axe, fits):
    window = visit()
    window.expect_error("404")
    page = window.go("/k/aaaaaaaaaaaaaa/")

    page.get_by_role("heading", name="Länken känns inte igen").wait_for()
    axe(page)
    fits(page)
