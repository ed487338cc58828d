"""The palette finds what the server knows: by keys, told to screen readers, never a stale hit."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import check_axe, check_width
from tests.followup.visits.factories import Scene, booked, build_scene

FIELD = "#palette-input"


@pytest.fixture
def scene() -> Scene:
    made = build_scene()
    made.municipality.name = "Vallentuna kommun"
    made.municipality.save()
    booked(made)
    return made


@pytest.fixture
def window(visit: Callable[..., Any], scene: Scene) -> Any:
    opened = visit(width=1280)
    client = Client()
    client.force_login(scene.handler)
    cookie = client.cookies["sessionid"]
    opened.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": opened.address}])
    opened.go("/min-sida/")
    return opened


@pytest.fixture
def page(window: Any) -> Page:
    return window.page


def chosen(page: Page) -> str:
    """Return the text of the option that the field points at, as a screen reader would read it."""
    return page.evaluate(
        """() => {
        const id = document.getElementById("palette-input").getAttribute("aria-activedescendant");
        const option = id && document.getElementById(id);
        return option && option.getAttribute("aria-selected") === "true" ? option.innerText : "";
        }"""
    )


def test_a_municipality_is_found_and_opened_by_keys_alone(
    window: Any, page: Page, scene: Scene
) -> None:
    window.expect_error("409")  # this small world has no rules for the page itself
    page.keyboard.press("Control+k")
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type("vallentuna")

    expect(page.locator("#palette-status")).to_contain_text("träffar")
    assert chosen(page).startswith("Vallentuna kommun")
    check_axe(page)
    page.keyboard.press("Enter")

    page.wait_for_url("**" + reverse("followup:municipality", args=[scene.municipality.scb_code]))


def test_arrows_go_round_the_list_and_focus_stays_in_the_field(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("vallentuna")
    expect(page.locator("#palette-hits [role=option]").first).to_be_visible()
    labels = page.locator("#palette-list [role=option]:not([hidden])").all_inner_texts()

    seen = []
    for _ in labels:
        seen.append(chosen(page))
        page.keyboard.press("ArrowDown")

    assert seen == labels
    assert chosen(page) == labels[0]
    page.keyboard.press("ArrowUp")
    assert chosen(page) == labels[-1]
    expect(page.locator(FIELD)).to_be_focused()
    assert page.locator("#palette-list [aria-selected=true]").count() == 1


def test_pages_are_chosen_before_the_server_answers(page: Page) -> None:
    page.route("**/sok/?*", lambda route: None)  # never answered
    page.keyboard.press("Control+k")
    page.keyboard.type("ordlis")

    assert chosen(page) == "Ordlista"
    page.keyboard.press("Enter")

    page.wait_for_url("**/hjalp/ordlista/")


def test_enter_before_the_answer_asks_the_page_and_not_an_older_hit(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("vallentuna")
    expect(page.locator("#palette-hits [role=option]").first).to_be_visible()
    page.route("**/sok/?*", hold_htmx)

    page.keyboard.type(" kommun finnsinte")
    page.keyboard.press("Enter")

    page.wait_for_url("**/sok/?q=vallentuna+kommun+finnsinte")
    expect(page.locator("main")).to_contain_text("Inga träffar på ”vallentuna kommun finnsinte”.")


def hold_htmx(route: Route) -> None:
    if "hx-request" not in route.request.headers:
        route.continue_()


def test_nothing_found_is_told_and_closing_forgets(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("finnsinte")

    expect(page.locator("#palette-status")).to_have_text("Inga träffar på ”finnsinte”.")
    check_axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator(FIELD)).to_have_value("")
    expect(page.locator("#palette-hits [role=option]")).to_have_count(0)
    expect(page.get_by_role("option", name="Min sida")).to_be_visible()


def test_a_server_that_does_not_answer_is_told(window: Any, page: Page) -> None:
    window.expect_error("ERR_")
    window.expect_error("htmx:sendError")
    window.expect_error("htmx:afterRequest")
    page.route("**/sok/?*", lambda route: route.abort())
    page.keyboard.press("Control+k")
    page.keyboard.type("vallentuna")

    expect(page.locator("#palette-status")).to_contain_text("Sökningen svarar inte.")


def test_a_session_that_has_ended_is_told_and_never_comes_into_the_list(
    window: Any, page: Page
) -> None:
    for told in ("401", "htmx:responseError", "htmx:afterRequest", "Response Status Error"):
        window.expect_error(told)
    page.keyboard.press("Control+k")
    window.context.clear_cookies()
    page.keyboard.type("vallentuna")

    expect(page.locator("#palette-status")).to_contain_text("Din inloggning har gått ut.")
    expect(page.locator("#palette-hits")).to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator("#session-end")).to_contain_text("Logga in i ett nytt fönster")


def test_the_link_opens_the_palette_and_fits_a_telephone(window: Any, page: Page) -> None:
    page.get_by_role("link", name="Sök", exact=True).first.click()

    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type("vallentuna")
    expect(page.locator("#palette-hits [role=option]").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    check_axe(page)
    check_width(page)


def test_without_scripts_the_link_leads_to_the_search_page(
    visit: Callable[..., Any], scene: Scene
) -> None:
    opened = visit(width=390, js=False)
    client = Client()
    client.force_login(scene.coordinator)
    cookie = client.cookies["sessionid"]
    opened.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": opened.address}])
    page = opened.go("/min-sida/")
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("link", name="Sök", exact=True).click()

    page.get_by_label("Sök", exact=True).fill("besök vallentuna")
    page.get_by_role("button", name="Visa").click()

    expect(page.get_by_role("heading", name="Uppföljningsbesök")).to_be_visible()
    page.get_by_role("link", name="Besök i Vallentuna kommun").click()
    page.wait_for_url("**/besok/*/")
