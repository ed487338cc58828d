"""Convening, conducting and exercising in Chromium: few clicks, keys alone, without scripts."""

import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from activations.convening.services import EventData
from activations.models import Activation, ActivationRequest
from activations.requests import services
from forums.models import Attendance, Meeting
from tests.activations.running_scene import Work, begin, first_meeting, make_work
from tests.browser.conftest import DESK, PATIENCE, PHONE, Visit, check_axe, check_width

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


class Held:
    """A request whose answer the test holds back, as a slow network would."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._routes: list[Route] = []
        page.route("**/genomfor/narvaro/**", self._hold, times=1)

    def _hold(self, route: Route) -> None:
        self._routes.append(route)

    def release(self) -> None:
        self._taken().continue_()

    def cut(self) -> None:
        self._taken().abort()

    def _taken(self) -> Route:
        deadline = time.monotonic() + PATIENCE / 1000
        while not self._routes:  # Playwright tells of it between two calls
            assert time.monotonic() < deadline, "nothing was sent"
            self._page.evaluate("0")
        return self._routes[0]


@dataclass
class Led:
    """A meeting as the one who leads it sees it."""

    window: Visit
    page: Page
    meeting: Meeting

    def turn_of(self, number: int) -> Locator:
        """Return the heading of the actor whose turn it is, if it is that one's."""
        return self.page.get_by_role("heading", name=self._rows()[number].actor.name)

    def marks(self) -> list[str]:
        return [row.status for row in self._rows()]

    def _rows(self) -> list[Attendance]:
        """Return those who were called; who began it is present by that and is on nobody's list."""
        rows = Attendance.objects.filter(meeting=self.meeting).order_by("actor__name")
        return list(rows.exclude(actor=self.meeting.forum.region.convener))

    def hold_the_next_mark(self) -> Held:
        return Held(self.page)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.tagName"))


@pytest.fixture
def led(visit, work) -> Led:
    """Open a running meeting as whoever leads it."""
    _activation, meeting = running_meeting(work)
    window = visit(width=DESK)
    window.sign_in(work.scene.officer.email)
    found = Led(window, window.go(conduct_address(work, meeting)), meeting)
    expect(found.turn_of(0)).to_be_visible()
    return found


def test_the_meeting_is_led_by_keys_alone(led: Led):
    page = led.page
    status = page.locator(".conduct__who .status")

    page.keyboard.press("a")
    expect(status).to_have_text("Närvarande")
    expect(page.locator("#meeting-live")).to_contain_text("2 av 4 närvarande")
    assert focused(page) != "BODY"
    page.keyboard.press("n")
    expect(led.turn_of(1)).to_be_visible()
    assert focused(page) != "BODY"
    page.keyboard.press("f")
    expect(status).to_have_text("Frånvarande")
    page.keyboard.press("p")
    expect(led.turn_of(0)).to_be_visible()
    check_axe(page)

    assert led.marks() == ["present", "absent", "expected"]


def test_keys_pressed_before_the_answer_wait_their_turn(led: Led):
    held = led.hold_the_next_mark()
    led.page.keyboard.press("a")
    led.page.keyboard.press("n")
    led.page.keyboard.press("f")

    held.release()

    expect(led.turn_of(1)).to_be_visible()
    expect(led.page.locator(".conduct__who .status")).to_have_text("Frånvarande")
    assert led.marks() == ["present", "absent", "expected"]


def test_what_is_written_before_the_answer_goes_into_the_field(led: Led):
    held = led.hold_the_next_mark()
    led.page.keyboard.press("a")
    led.page.keyboard.press("d")
    led.page.keyboard.type("Fa nu 2")

    held.release()

    field = led.page.get_by_label("Anteckning").first
    expect(field).to_have_value("Fa nu 2")
    expect(field).to_be_focused()
    expect(led.turn_of(0)).to_be_visible()
    assert led.marks() == ["present", "expected", "expected"]


def test_keys_that_wait_for_what_does_not_get_through_are_dropped(led: Led):
    for part in ("ERR_", "htmx:afterRequest", "htmx:sendError"):
        led.window.expect_error(part)
    held = led.hold_the_next_mark()
    led.page.keyboard.press("a")
    led.page.keyboard.press("n")
    led.page.keyboard.press("f")

    held.cut()

    expect(led.page.locator("#announcer")).to_contain_text("Svaret kom inte. Inte utfört:")
    led.page.keyboard.press("n")
    expect(led.turn_of(1)).to_be_visible()
    assert led.marks() == ["expected", "expected", "expected"]


def test_letters_written_in_a_field_are_no_commands(led: Led):
    field = led.page.get_by_label("Anteckning").first
    field.fill("")
    led.page.keyboard.type("anf")
    expect(field).to_have_value("anf")
    led.page.get_by_role("button", name="Spara anteckning").click()

    expect(led.page.locator(".timeline__text")).to_have_text("anf")
    expect(led.turn_of(0)).to_be_visible()
    assert led.marks() == ["expected", "expected", "expected"]


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
