"""The call for help in Chromium: taps and characters counted, axe clean, and without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activations.models import ActivationRequest
from activations.requests import services
from tests.activations.factories import EventTypeFactory, Scene, make_scene
from tests.browser.conftest import DESK, PHONE, check_axe

MOST_TAPS, MOST_CHARACTERS = 5, 30


@pytest.fixture
def scene() -> Scene:
    scene = make_scene(timezone.now())
    EventTypeFactory(code="power", name="El", icon="event", position=2)
    return scene


class Thumb:
    """Counts what a person has to do."""

    def __init__(self, page) -> None:
        self.page = page
        self.taps = 0
        self.characters = 0

    def tap(self, target) -> None:
        target.click()
        self.taps += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.characters += len(text)


def test_five_taps_and_thirty_characters_are_enough_at_night(visit, scene):
    window = visit(width=PHONE)
    window.sign_in(scene.asker.email)
    page = window.go("/")
    check_axe(page)
    button = page.get_by_role("link", name="Begär aktivering").first
    assert button.bounding_box()["height"] >= 64
    assert button.bounding_box()["y"] < 844 / 3
    thumb = Thumb(page)

    thumb.tap(button)
    expect(page.get_by_label("Kort beskrivning")).to_be_visible()
    check_axe(page)
    thumb.tap(page.get_by_text("El", exact=True))
    thumb.tap(page.get_by_label("Kort beskrivning"))
    thumb.write("Strömlöst i hela Norrtälje")
    thumb.tap(page.get_by_role("button", name="Granska och skicka"))
    expect(page.get_by_role("heading", level=1, name="Granska begäran")).to_be_visible()
    check_axe(page)
    thumb.tap(page.get_by_role("button", name="Skicka begäran"))

    expect(page.get_by_role("heading", level=1)).to_contain_text("Begäran A-")
    check_axe(page)
    assert thumb.taps <= MOST_TAPS
    assert thumb.characters <= MOST_CHARACTERS
    assert ActivationRequest.objects.get().what == "Strömlöst i hela Norrtälje"


def test_the_requester_sees_that_somebody_took_it_without_doing_anything(visit, scene):
    need = services.Need(
        event_type=scene.event_type, what="Strömlöst", callback_phone="+46701740605"
    )
    request = services.submit_request(
        region=scene.region, need=need, by=scene.asker, at=timezone.now()
    )
    window = visit(width=PHONE)
    window.sign_in(scene.asker.email)
    page = window.go(request.get_absolute_url())
    expect(page.get_by_text("larmas TiB")).to_be_visible()

    services.acknowledge_request(request_id=request.pk, by=scene.officer, at=timezone.now())

    expect(page.get_by_text("har tagit begäran").first).to_be_visible()


def test_the_convener_takes_it_with_one_click_and_refuses_with_a_reason(visit, scene):
    need = services.Need(
        event_type=scene.event_type, what="Strömlöst", callback_phone="+46701740605"
    )
    request = services.submit_request(
        region=scene.region, need=need, by=scene.asker, at=timezone.now()
    )
    window = visit(width=DESK, scheme="dark")
    window.sign_in(scene.officer.email)
    page = window.go(request.get_absolute_url())
    check_axe(page)

    page.get_by_role("button", name="Jag tar den").click()
    expect(page.get_by_text("har tagit begäran").first).to_be_visible()
    page.get_by_role("link", name="Avböj").click()
    page.get_by_label("Skäl").fill("Ryms inom ordinarie strukturer.")
    check_axe(page)
    page.get_by_role("button", name="Avböj och skicka skälet").click()

    expect(page.get_by_text("Ryms inom ordinarie strukturer.").first).to_be_visible()


def test_without_scripts_the_same_three_screens_send_a_request(visit, scene):
    window = visit(width=PHONE, js=False)
    window.sign_in(scene.asker.email)
    page = window.go(f"/{scene.region.slug}/begar-aktivering/")

    page.get_by_text("Oväder", exact=True).click()
    page.get_by_label("Kort beskrivning").fill("Snö")
    page.get_by_role("button", name="Granska och skicka").click()
    page.get_by_role("button", name="Ändra").click()
    expect(page.get_by_label("Kort beskrivning")).to_have_value("Snö")
    page.get_by_role("button", name="Granska och skicka").click()
    page.get_by_role("button", name="Skicka begäran").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Begäran A-")
