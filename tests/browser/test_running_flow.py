"""Convening, conducting and exercising in Chromium: few clicks, keys alone, without scripts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from activations.models import Activation, ActivationRequest
from activations.services import requests as services
from activations.services.convening import EventData
from forums.models import Attendance
from tests.activations.running_scene import Work, begin, first_meeting, make_work
from tests.browser.conftest import DESK, PHONE, check_axe, check_width

pytestmark = pytest.mark.django_db(transaction=True)
MOST_CLICKS = 6


@pytest.fixture
def work() -> Work:
    return make_work(3)


def taken_request(work: Work) -> ActivationRequest:
    now = timezone.now()
    need = services.Need(
        event_type=work.scene.event_type, what="Strömlöst", callback_phone="+46701740605"
    )
    request = services.submit_request(
        region=work.scene.region, need=need, by=work.scene.asker, at=now
    )
    services.acknowledge_request(request_id=request.pk, by=work.scene.officer, at=now)
    return request


def running_meeting(work: Work, *, exercise: bool = False):
    now = timezone.now()
    data = EventData(type_id=work.scene.event_type.pk, title="Snöoväder", since=now)
    activation = work.convene(
        event=data, exercise=exercise, at=now, starts_at=now + timedelta(minutes=30)
    )
    meeting = first_meeting(activation)
    begin(meeting, by=work.scene.officer, at=now)
    return activation, meeting


def conduct_address(work: Work, meeting) -> str:
    return reverse("forums:conduct", args=[work.scene.region.slug, meeting.pk])


@pytest.mark.parametrize("js", [True, False])
def test_six_clicks_and_no_typing_convene_the_forum(visit, work, js):
    request = taken_request(work)
    window = visit(width=DESK, js=js)
    window.sign_in(work.scene.officer.email)
    page = window.go(request.get_absolute_url())
    clicks = 0

    page.get_by_role("link", name="Sammankalla forum").first.click()
    clicks += 1
    while not page.get_by_role("button", name="Skicka till 3 aktörer").is_visible():
        with page.expect_navigation():  # so that no button of the page before is looked for
            page.get_by_role("button", name="Nästa").click()
        clicks += 1
        assert clicks < MOST_CLICKS
    page.get_by_role("button", name="Skicka till 3 aktörer").click()
    clicks += 1

    expect(page.get_by_role("heading", name="Svar på kallelsen")).to_be_visible()
    assert clicks <= MOST_CLICKS
    assert Activation.objects.get().request == request


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.tagName"))


def test_the_meeting_is_led_by_keys_alone(visit, work):
    _activation, meeting = running_meeting(work)
    window = visit(width=DESK)
    window.sign_in(work.scene.officer.email)
    page = window.go(conduct_address(work, meeting))
    page.wait_for_load_state("networkidle")
    rows = list(Attendance.objects.filter(meeting=meeting).order_by("actor__name"))
    page.get_by_role("heading", name=rows[0].actor.name).wait_for()

    page.keyboard.press("a")
    expect(page.locator("main").get_by_text("1 av 3 närvarande").first).to_be_visible()
    assert focused(page) != "BODY"
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name=rows[1].actor.name)).to_be_visible()
    assert focused(page) != "BODY"
    page.keyboard.press("f")
    expect(page.locator("main").get_by_text("Frånvarande").first).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name=rows[0].actor.name)).to_be_visible()
    check_axe(page)

    marks = dict(Attendance.objects.filter(meeting=meeting).values_list("pk", "status"))
    assert (marks[rows[0].pk], marks[rows[1].pk]) == ("present", "absent")


def test_letters_written_in_a_field_are_no_commands(visit, work):
    _activation, meeting = running_meeting(work)
    window = visit(width=PHONE)
    window.sign_in(work.scene.officer.email)
    page = window.go(conduct_address(work, meeting))

    page.get_by_label("Anteckning").first.fill("")
    page.keyboard.type("anf")

    expect(page.get_by_label("Anteckning").first).to_have_value("anf")
    assert not Attendance.objects.filter(meeting=meeting, status="present").exists()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_exercise_says_so_first_on_every_page_of_it(visit, work, width):
    activation, meeting = running_meeting(work, exercise=True)
    slug = work.scene.region.slug
    window = visit(width=width)
    window.sign_in(work.scene.officer.email)

    for address in (
        activation.event.get_absolute_url(),
        activation.get_absolute_url(),
        meeting.get_absolute_url(),
        conduct_address(work, meeting),
        reverse("activations:answers", args=[slug, meeting.pk]),
        reverse("activations:timeline", args=[slug, activation.event.number]),
    ):
        page = window.go(address)
        expect(page.get_by_role("region", name="ÖVNING").first).to_be_visible()
        check_axe(page)
        check_width(page)


def test_a_region_where_nothing_has_happened_says_what_to_do(visit, work):
    slug = work.scene.region.slug
    window = visit(width=PHONE, scheme="dark")
    window.sign_in(work.scene.officer.email)

    for address, words in (
        (reverse("activations:events", args=[slug]), "Inga händelser"),
        (reverse("activations:requests", args=[slug]), "Ingen har begärt"),
        (reverse("forums:meetings", args=[slug]), "Inga möten"),
        (reverse("activations:register", args=[slug]), "Inget forum har varit aktiverat"),
    ):
        page = window.go(address)
        expect(page.locator("main").get_by_text(words).first).to_be_visible()
        check_axe(page)
        check_width(page)
