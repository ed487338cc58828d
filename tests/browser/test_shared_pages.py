"""Pages that everybody meets: no breach of accessibility, none that scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from actors.models import User
from tests.browser.conftest import LOOKS

OPEN_PAGES = [
    "/logga-in/",
    "/logga-in/glomt-losenord/",
    "/logga-in/inget-konto/",
    "/hjalp/",
    "/hjalp/begar-aktivering/",
    "/hjalp/ordlista/",
    "/kallor/",
    "/hjalp/tangenter/",
    "/tillganglighet/",
]
OWN_PAGES = [
    "/min-sida/",
    "/min-sida/sakerhet/",
    "/min-sida/sakerhet/losenord/",
    "/min-sida/sakerhet/sessioner/",
    "/min-sida/sakerhet/nycklar/",
    "/min-sida/sakerhet/nycklar/ny/",
    "/min-sida/sakerhet/app/",
    "/min-sida/e-post/",
    "/logga-ut/",
]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_open_pages_are_accessible_and_fit(
    visit: Callable,
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    width: int,
    scheme: str,
) -> None:
    window = visit(width=width, scheme=scheme)

    for path in OPEN_PAGES:
        page = window.go(path)
        axe(page)
        fits(page)
        assert page.locator("h1").count() == 1, path


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_own_pages_are_accessible_and_fit(
    visit: Callable,
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    width: int,
    scheme: str,
) -> None:
    User.objects.create_user("rsib@demo.example", "demo", name="RSIB")
    window = visit(width=width, scheme=scheme)
    window.sign_in("rsib@demo.example")

    for path in OWN_PAGES:
        page = window.go(path)
        axe(page)
        fits(page)
        assert page.locator("h1").count() == 1, path


def test_wrong_password_puts_focus_on_the_summary_and_keeps_the_address(
    visit: Callable, axe: Callable[[Page], None]
) -> None:
    page = visit().go("/logga-in/")
    page.get_by_label("E-postadress").fill("rsib@demo.example")
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in", exact=True).click()

    page.locator(".error-summary:focus").wait_for()

    assert page.title().startswith("Fel: ")
    assert page.get_by_label("E-postadress").input_value() == "rsib@demo.example"
    axe(page)


def test_a_missing_page_says_what_to_do(visit: Callable, axe: Callable[[Page], None]) -> None:
    window = visit()
    window.expect_error("404")

    page = window.go("/finns/inte/alls/")

    assert page.locator("h1").count() == 1


def test_signing_in_needs_no_javascript(visit: Callable) -> None:
    User.objects.create_user("rsib@demo.example", "demo", name="RSIB")
    window = visit(js=False)

    window.sign_in("rsib@demo.example")

    assert window.go("/min-sida/").locator("h1").inner_text() == "Min sida"


def test_question_mark_shows_the_keys_and_escape_closes_them(
    visit: Callable, axe: Callable[[Page], None]
) -> None:
    page = visit(width=1280).go("/hjalp/")
    page.keyboard.press("?")

    dialog = page.get_by_role("dialog", name="Tangenter")
    dialog.wait_for()
    axe(page)
    page.keyboard.press("Escape")

    dialog.wait_for(state="hidden")


def test_control_k_goes_to_a_page_by_its_name(visit: Callable) -> None:
    User.objects.create_user("rsib@demo.example", "demo", name="RSIB")
    window = visit(width=1280)
    window.sign_in("rsib@demo.example")
    page = window.go("/min-sida/")

    page.keyboard.press("Control+k")
    page.get_by_label("Namn, nummer eller datum").fill("ordl")
    page.keyboard.press("Enter")

    page.wait_for_url("**/hjalp/ordlista/")


def test_more_opens_upward_on_a_phone_and_closes_with_escape(
    visit: Callable, axe: Callable
) -> None:
    User.objects.create_user("rsib@demo.example", "demo", name="RSIB")
    window = visit()
    window.sign_in("rsib@demo.example")
    page = window.go("/min-sida/")

    page.locator(".bottom-bar summary").click()
    sheet = page.locator(".bottom-bar__sheet")
    sheet.wait_for()
    axe(page)
    page.keyboard.press("Escape")

    sheet.wait_for(state="hidden")
