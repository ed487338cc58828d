"""An ended session, a lost answer and a second press take nothing from whoever writes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from activations.convening.services import EventData
from activations.models import ActivationRequest
from activations.requests import services as requests
from actors.models import Appointment
from forums.models import Meeting
from records.models import StagedUpload
from tests.activations.running_scene import Work, begin, first_meeting, make_work
from tests.browser.conftest import DESK, PHONE, Visit, check_axe, check_width
from tests.browser.server import Server
from tests.followup.annual import factories as reports
from tests.followup.documents.factories import RSA, new_world
from tests.followup.worlds import World

PASSWORD = "demo"  # noqa: S105
OVER = "Din inloggning har gått ut."


@pytest.fixture
def window(visit: Callable[..., Visit]) -> Visit:
    found = visit(width=DESK)
    for told in ("401", "htmx:afterRequest", "Response Status Error Code 4", "htmx:responseError"):
        found.expect_error(told)
    return found


def enter(window: Visit, person: Any) -> None:
    person.set_password(PASSWORD)
    person.save()
    window.sign_in(person.email, PASSWORD)


def end_session() -> None:
    """Sign everybody out, as another tab or an administrator may."""
    Session.objects.all().delete()


def sign_in_beside(page: Page, person: Any) -> None:
    """Follow the link of the message to a window of its own, sign in there, and come back."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Logga in i ett nytt fönster").click()
    beside = opened.value
    beside.get_by_label("E-postadress").fill(person.email)
    beside.get_by_label("Lösenord").fill(PASSWORD)
    beside.get_by_role("button", name="Logga in", exact=True).click()
    expect(beside.get_by_role("heading", name="Du är inloggad")).to_be_visible()
    beside.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")  # a window without a screen has none
    expect(page.locator("#session-end")).to_be_hidden()


def lose_answers(page: Page, address: str) -> None:
    """Let what is sent there arrive once, and cut the line before its answer."""

    def arrive(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(address, arrive, times=1)


# At a meeting: parts that update themselves, and acts by htmx -----------------------------------


@pytest.fixture
def work() -> Work:
    return make_work(3)


@pytest.fixture
def meeting(work: Work) -> Meeting:
    now = timezone.now()
    data = EventData(type_id=work.scene.event_type.pk, title="Snöoväder", since=now)
    activation = work.convene(event=data, at=now, starts_at=now + timedelta(minutes=30))
    found = first_meeting(activation)
    begin(found, by=work.scene.officer, at=now)
    return found


@pytest.fixture
def led(window: Visit, work: Work, meeting: Meeting) -> Page:
    enter(window, work.scene.officer)
    page = window.go(reverse("forums:conduct", args=[work.scene.region.slug, meeting.pk]))
    expect(page.locator("#meeting-live")).to_be_visible()
    return page


def test_a_meeting_outlives_the_session_of_whoever_keeps_it(
    led: Page, work: Work, meeting: Meeting
) -> None:
    page, note = led, led.get_by_role("textbox", name="Anteckning")
    note.fill("Strömlöst i norr")
    end_session()

    expect(page.get_by_text(OVER)).to_be_visible()  # the part that polls finds out
    page.get_by_role("button", name="Spara anteckning").click()
    expect(page.get_by_text(OVER)).to_be_visible()
    check_axe(page)
    expect(page.get_by_label("E-postadress")).to_have_count(0)
    expect(page.locator("#meeting-live")).to_contain_text("Upprop")
    expect(note).to_have_value("Strömlöst i norr")
    assert not meeting.notes.exists()
    sign_in_beside(page, work.scene.officer)
    page.get_by_role("button", name="Spara anteckning").click()

    expect(page.get_by_text("Anteckningen är sparad.")).to_be_visible()
    assert meeting.notes.get().text == "Strömlöst i norr"


def test_nothing_is_sent_in_the_name_of_another_who_signed_in(
    led: Page, window: Visit, work: Work, meeting: Meeting
) -> None:
    led.get_by_role("textbox", name="Anteckning").fill("Min egen text")
    end_session()
    expect(led.get_by_text(OVER)).to_be_visible()
    other = work.scene.asker
    other.set_password(PASSWORD)
    other.save()
    beside = led.context.new_page()
    beside.goto(window.address + "/logga-in/")
    beside.get_by_label("E-postadress").fill(other.email)
    beside.get_by_label("Lösenord").fill(PASSWORD)
    beside.get_by_role("button", name="Logga in", exact=True).click()
    beside.wait_for_url(lambda url: "/logga-in/" not in url)
    beside.close()

    led.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(led.get_by_text("Någon annan är inloggad i webbläsaren nu.")).to_be_visible()
    led.get_by_role("button", name="Spara anteckning").click()
    expect(led.get_by_role("textbox", name="Anteckning")).to_have_value("Min egen text")
    assert not meeting.notes.exists()


def test_a_right_that_ends_midway_leaves_the_page_as_it_was(
    led: Page, window: Visit, work: Work
) -> None:
    window.expect_error("404")
    led.get_by_role("textbox", name="Anteckning").fill("Kvar")
    now = timezone.now()
    Appointment.objects.filter(person=work.scene.officer).update(
        starts_at=now - timedelta(days=2), ends_at=now - timedelta(minutes=1)
    )

    expect(
        led.get_by_text("Det finns inte längre, eller så har du inte behörighet.")
    ).to_be_visible()
    expect(led.locator("#meeting-live")).to_contain_text("Upprop")
    expect(led.get_by_role("textbox", name="Anteckning")).to_have_value("Kvar")


def test_a_note_whose_answer_was_lost_is_sent_again_and_stands_once(
    led: Page, window: Visit, meeting: Meeting
) -> None:
    for cut in ("ERR_", "htmx:sendError"):
        window.expect_error(cut)
    lose_answers(led, "**/genomfor/anteckning/**")
    led.get_by_role("textbox", name="Anteckning").fill("Strömlöst")
    led.get_by_role("button", name="Spara anteckning").click()
    expect(led.locator("#lost-contact")).to_be_visible()
    expect(led.get_by_role("textbox", name="Anteckning")).to_have_value("Strömlöst")
    assert meeting.notes.count() == 1

    led.get_by_role("button", name="Spara anteckning").click()

    expect(led.get_by_text("Det var redan sparat, och gäller en gång.")).to_be_visible()
    expect(led.get_by_role("textbox", name="Anteckning")).to_have_value("")
    assert meeting.notes.count() == 1


def test_keys_that_were_dropped_are_shown_to_those_who_see(led: Page, window: Visit) -> None:
    window.expect_error("ERR_")
    window.expect_error("htmx:sendError")
    held: list[Route] = []
    led.route("**/genomfor/narvaro/**", lambda route: held.append(route), times=1)
    led.locator("body").press("a")
    expect(led.get_by_role("button", name="Närvarande", exact=True)).to_be_disabled()
    led.locator("body").press("n")
    led.locator("body").press("f")

    held[0].abort()

    expect(led.locator("[data-keys-dropped]")).to_have_text("Svaret kom inte. Inte utfört: N, F.")
    led.locator("body").press("n")
    expect(led.locator("[data-keys-dropped]")).to_have_count(0)


# A form that the browser sends ------------------------------------------------------------------


def test_a_plain_form_is_held_until_somebody_has_signed_in_again(window: Visit, work: Work) -> None:
    scene = work.scene
    enter(window, scene.officer)
    need = requests.Need(
        event_type=scene.event_type, what="Strömlöst", callback_phone="+46701740605"
    )
    asked = requests.submit_request(
        region=scene.region, need=need, by=scene.asker, at=timezone.now()
    )
    page = window.go(asked.get_absolute_url())
    end_session()

    page.get_by_role("button", name="Jag tar den").first.dblclick()

    expect(page.get_by_text(OVER)).to_be_visible()
    check_width(page)
    assert page.url.endswith(asked.get_absolute_url())
    asked.refresh_from_db()
    assert asked.status == ActivationRequest.Status.SUBMITTED
    sign_in_beside(page, scene.officer)
    page.get_by_role("button", name="Jag tar den").first.dblclick()
    expect(page.get_by_role("button", name="Jag tar den")).to_have_count(0)
    asked.refresh_from_db()
    assert asked.status == ActivationRequest.Status.ACKNOWLEDGED


def test_a_form_is_sent_though_something_else_answers_for_the_session(
    window: Visit, work: Work
) -> None:
    """A sign-in page of a network stands between: it is no answer, and the form must not wait."""
    scene = work.scene
    enter(window, scene.officer)
    need = requests.Need(
        event_type=scene.event_type, what="Strömlöst", callback_phone="+46701740605"
    )
    asked = requests.submit_request(
        region=scene.region, need=need, by=scene.asker, at=timezone.now()
    )
    page = window.go(asked.get_absolute_url())
    elsewhere = "<html>Logga in på hotellets nät</html>"
    page.route(f"**{reverse('session_state')}", lambda route: route.fulfill(body=elsewhere))

    page.get_by_role("button", name="Jag tar den").first.click()

    expect(page.get_by_role("button", name="Jag tar den")).to_have_count(0)
    asked.refresh_from_db()
    assert asked.status == ActivationRequest.Status.ACKNOWLEDGED


def test_without_scripts_the_form_comes_back_and_is_sent_by_the_new_session(
    visit: Callable[..., Visit], server: Server, work: Work
) -> None:
    window = visit(width=PHONE, js=False)
    for told in ("401", "403"):
        window.expect_error(told)
    scene = work.scene
    enter(window, scene.officer)
    need = requests.Need(
        event_type=scene.event_type, what="Strömlöst", callback_phone="+46701740605"
    )
    asked = requests.submit_request(
        region=scene.region, need=need, by=scene.asker, at=timezone.now()
    )
    page = window.go(asked.get_absolute_url())
    end_session()

    page.get_by_role("button", name="Jag tar den").first.click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Logga in i ett nytt fönster").click()
    beside = opened.value
    beside.get_by_label("E-postadress").fill(scene.officer.email)
    beside.get_by_label("Lösenord").fill(PASSWORD)
    beside.get_by_role("button", name="Logga in", exact=True).click()
    expect(beside.get_by_role("heading", name="Du är inloggad")).to_be_visible()
    page.get_by_role("button", name="Skicka igen").click()
    expect(page.get_by_text("Du har loggat in på nytt")).to_be_visible()
    page.get_by_role("button", name="Skicka igen").click()

    page.wait_for_url(f"**{asked.get_absolute_url()}")
    assert "CSRF token from POST incorrect" in server.complaints()  # that of the earlier session
    asked.refresh_from_db()
    assert asked.status == ActivationRequest.Status.ACKNOWLEDGED


# What our own scripts send ----------------------------------------------------------------------


def test_a_file_waits_for_the_new_session_and_no_other_page_is_taken_for_its_receipt(
    window: Visit,
) -> None:
    world = new_world()
    enter(window, world.coordinator)
    address = reverse(
        "followup:document_hand_in", args=[world.municipality.scb_code, world.term.pk, RSA]
    )
    page = window.go(address)
    page.route(
        "**/filer/",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Logga in</h1>"),
        times=1,
    )
    given = {"name": "rsa.txt", "mimeType": "text/plain", "buffer": b"Risker"}
    page.locator("input[type=file]").set_input_files(given)
    expect(page.get_by_text("rsa.txt togs inte emot. Försök igen.")).to_be_visible()
    expect(page.locator("[data-upload-list] h1")).to_have_count(0)
    end_session()

    page.locator("input[type=file]").set_input_files(given)

    expect(page.get_by_text("rsa.txt är inte skickad än.")).to_be_visible()
    expect(page.get_by_text(OVER)).to_be_visible()
    sign_in_beside(page, world.coordinator)
    expect(page.get_by_text("Mottagna filer:")).to_be_visible()
    assert StagedUpload.objects.get().stored.name == "rsa.txt"


def test_a_field_is_saved_by_itself_when_somebody_has_signed_in_again(window: Visit) -> None:
    world = World()
    reports.rules_of_the_year()
    report = reports.begun(world)
    enter(window, world.coordinator)
    code = world.municipality.scb_code
    page = window.go(f"/uppfoljning/kommun/{code}/arlig-uppfoljning/2025/")
    end_session()

    page.locator("[data-autosave-field][value='yes']").first.check()

    told = page.locator(
        "[data-autosave-status]", has_text="Inte sparat än. Det sparas när du har loggat in igen."
    )
    expect(told).to_be_visible()
    sign_in_beside(page, world.coordinator)
    expect(page.locator("[data-autosave-status]", has_text="Sparat")).to_have_count(1)
    assert report.answers.filter(value="yes").count() == 1
