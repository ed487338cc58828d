"""What the scripts promise: news never takes away focus or text, and silence is told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from ssr.gallery import LIVE_KEY
from tests.browser.conftest import LOOKS, check_axe, check_width

GALLERY = "/hjalp/komponenter/"


@pytest.fixture(scope="module")
def served_with() -> dict[str, Any]:
    """Show the gallery, which only those who build can open."""
    return {"DEBUG": True, "SSR_CONTACT_PHONE": "+46812345678"}


@pytest.fixture
def page(visit: Callable) -> Page:
    return open_gallery(visit)


@pytest.fixture
def timed_page(visit: Callable) -> Page:
    """Open the gallery in a browser whose clock the test can move."""
    return open_gallery(visit, is_timed=True)


def open_gallery(visit: Callable, *, is_timed: bool = False) -> Page:
    window = visit(width=1280)
    if is_timed:
        window.page.clock.install()
    for cut in ("ERR_", "htmx:sendError", "htmx:timeout"):  # the tests cut the line
        window.expect_error(cut)
    page = window.go(GALLERY)
    expect(page.locator("#live")).to_contain_text("Svar: 0")
    page.evaluate("document.activeElement.blur()")
    return page


def news(number: int) -> None:
    cache.set(LIVE_KEY, number)


def test_a_region_updates_itself_and_tells_it_politely(page: Page) -> None:
    news(1)

    expect(page.locator("#live")).to_contain_text("Svar: 1")
    expect(page.locator("#announcer")).to_contain_text("Svar nummer 1 har kommit")


def test_an_unchanged_region_is_not_sent_again(page: Page) -> None:
    with page.expect_response(lambda r: r.url.endswith("/levande/") and r.status == 304):
        pass


def test_a_field_somebody_writes_in_is_never_swapped_away(page: Page) -> None:
    page.get_by_label("Anteckning").fill("ring Norrtälje")
    page.get_by_label("Anteckning").blur()
    news(2)

    offer = page.get_by_role("button", name="Nya uppgifter – Visa")
    offer.wait_for()

    assert page.get_by_label("Anteckning").input_value() == "ring Norrtälje"
    offer.click()
    expect(page.locator("#live")).to_contain_text("Svar: 2")
    expect(page.locator("#live")).to_be_focused()


def test_focus_is_never_swapped_away(page: Page) -> None:
    page.get_by_label("Anteckning").focus()
    news(3)

    page.get_by_role("button", name="Nya uppgifter – Visa").wait_for()

    expect(page.get_by_label("Anteckning")).to_be_focused()


def times_asked(page: Page, *, seconds: int) -> int:
    """Let the page live so long, and return how often it asked the server meanwhile."""
    page.evaluate(
        """() => {
        window.asked = 0;
        document.addEventListener("htmx:beforeSend", () => { window.asked += 1; });
        }"""
    )
    page.clock.run_for(seconds * 1000)
    return int(page.evaluate("window.asked"))


def test_updates_can_be_paused_and_taken_up_again(timed_page: Page) -> None:
    page = timed_page
    page.get_by_role("button", name="Pausa uppdateringar").click()
    news(4)

    assert times_asked(page, seconds=60) == 0
    expect(page.locator("#live")).to_contain_text("Svar: 0")
    page.get_by_role("button", name="Fortsätt uppdatera").click()
    expect(page.locator("#live")).to_contain_text("Svar: 4")


def test_a_hidden_tab_rests(timed_page: Page) -> None:
    page = timed_page
    assert times_asked(page, seconds=60) > 0
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")

    assert times_asked(page, seconds=60) == 0


def test_lost_contact_is_told_with_the_number_to_ring_and_taken_back(page: Page) -> None:
    page.context.set_offline(True)

    banner = page.locator("#lost-contact")
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("Ingen kontakt med servern sedan")
    expect(banner.get_by_role("link")).to_have_attribute("href", "tel:+46812345678")
    page.context.set_offline(False)

    expect(banner).to_be_hidden()


def test_a_double_click_sends_once(timed_page: Page) -> None:
    page = timed_page
    page.evaluate(
        """() => {
        const form = document.querySelector("form.form[method=post]");
        form.addEventListener("submit", event => event.preventDefault());
        window.sent = 0;
        form.addEventListener("submit", () => { window.sent += 1; });
        const button = form.querySelector("button");
        button.click(); button.click(); button.click();
        }"""
    )

    assert page.evaluate("window.sent") == 1
    button = page.locator("form.form[method=post] button").first
    expect(button).to_have_attribute("aria-disabled", "true")
    page.clock.fast_forward(10_000)
    expect(button).not_to_have_attribute("aria-disabled", "true")


def test_counters_count_characters_and_sms(page: Page) -> None:
    sms = page.locator('[data-counter="sms"]')
    sms.locator("textarea").fill("ö" * 160)
    expect(sms.locator(".field__count")).to_have_text("160 tecken, 1 sms")

    sms.locator("textarea").fill("ö" * 161)
    expect(sms.locator(".field__count--over")).to_have_text("161 tecken, 2 sms")

    sms.locator("textarea").fill("“" * 71)
    expect(sms.locator(".field__count")).to_have_text("71 tecken, 2 sms")
    chars = page.locator('[data-counter="chars"]')
    chars.locator("input").fill("Strömlöst")
    expect(chars.locator(".field__count")).to_have_text("131 tecken kvar")


def test_a_dialog_takes_focus_and_gives_it_back(page: Page) -> None:
    opener = page.get_by_role("link", name="Återkalla")
    opener.click()
    dialog = page.get_by_role("dialog", name="Återkalla begäran?")
    dialog.wait_for()
    dialog.get_by_role("button", name="Avbryt").click()

    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_paper_has_mode_title_and_time_and_no_navigation(page: Page) -> None:
    page.emulate_media(media="print")

    expect(page.locator(".print-head")).to_be_visible()
    expect(page.locator(".print-head")).to_contain_text("Utskrivet")
    expect(page.locator(".print-head__exercise")).to_be_visible()  # the gallery shows an exercise
    expect(page.locator(".print-head__live")).to_be_hidden()
    for part in (".header", ".footer", ".breadcrumb", ".filter", ".button >> nth=0"):
        expect(page.locator(part)).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_gallery_is_accessible_and_fits(visit: Callable, width: int, scheme: str) -> None:
    page = visit(width=width, scheme=scheme).go(GALLERY)

    check_axe(page)
    check_width(page)
    assert page.locator("h1").count() == 1


def test_focus_is_seen_in_forced_colours(visit: Callable) -> None:
    window = visit(width=1280, forced_colors="active")
    page = window.go("/hjalp/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert outline == "solid"


def test_nothing_moves_where_motion_is_unwanted(visit: Callable) -> None:
    page = visit(width=1280, reduced_motion="reduce").go(GALLERY)

    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(e => {
            const style = getComputedStyle(e);
            return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0;
        }).length"""
    )

    assert moving == 0
