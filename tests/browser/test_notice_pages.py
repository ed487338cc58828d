"""What was sent, how the service is, and answers without signing in, as people meet them."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activations.convening.services import EventData
from activations.models import Summons
from actors.models import User
from notices.models import Notice
from tests.activations.running_scene import make_work
from tests.notices.factories import NUMBER, make_notice

LOOKS = [(390, "light"), (390, "dark"), (1280, "light")]
SHOTS = os.environ.get("SHOTS")  # a folder to look at the pages in


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.fixture(scope="module")
def served_with():
    return {"DEMO": True}


def called() -> tuple[Summons, str]:
    """Call a function to an exercise; return its summons and the path of the link it got."""
    now = timezone.now()
    work = make_work(1)
    work.convene(
        event=EventData(type_id=work.scene.event_type.pk, title="Snöoväder", since=now),
        exercise=True,
        at=now,
        starts_at=now + timedelta(minutes=30),
    )
    link = Notice.objects.filter(body__contains="/k/").earliest("created_at")
    return Summons.objects.get(), re.findall(r"/k/[^/\s]+/", link.body)[0]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_list_and_the_service_page_can_be_used_by_all(visit, axe, fits, width, scheme):
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
def test_an_answer_takes_one_press(visit, axe, fits, width, scheme, js):
    summons, path = called()
    window = visit(width=width, scheme=scheme, js=js)
    page = window.go(path)
    expect(page.get_by_role("region", name="ÖVNING")).to_be_visible()
    shoot(page, f"answer-{width}-{scheme}-{js}")
    if js:
        axe(page)
    fits(page)
    button = page.get_by_role("button", name="Vi kommer", exact=True)
    assert button.bounding_box()["height"] >= 64

    button.click()

    expect(page.get_by_text("kommer, svarat")).to_be_visible()
    summons.refresh_from_db()
    assert (summons.answer, summons.answered_via) == (Summons.Answer.COMING, Summons.Via.LINK)
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
