"""What cannot be undone is asked for once and done once: by pointer, by keys, without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from followup.annual.compilations import services as compilations
from followup.annual.models import CountyCompilation
from followup.visits.models import Visit
from tests.browser.conftest import check_axe, check_width
from tests.followup.annual import factories as make
from tests.followup.visits.factories import booked, build_scene
from tests.followup.worlds import World


def needing_support(world: World) -> CountyCompilation:
    """Begin the county's compilation and note that the municipality needs support."""
    make.rules_of_the_year()
    make.sent(world)
    begun = compilations.start_compilation(
        county=world.county, year=make.YEAR, by=world.handler, at=make.AT
    )
    compilations.note_support_need(
        compilation_id=begun.pk,
        municipality=world.municipality,
        reason="Vakans",
        by=world.handler,
        at=make.AT,
    )
    return begun


def signed_in(window: Any, user: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    window.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": window.address}])


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def window(request: Any, visit: Callable[..., Any]) -> Any:
    return visit(width=390, js=request.param)


def test_a_participant_is_taken_away_at_the_second_press(window: Any) -> None:
    scene = build_scene()
    found: Visit = booked(scene)
    row = found.participants.create(function="Säkerhetschef", role="other")
    others = found.participants.count() - 1
    signed_in(window, scene.handler)
    page: Page = window.go(
        reverse("followup:visit_participants", args=[found.municipality.scb_code, found.pk])
    )

    mark = page.locator("summary", has_text="Ta bort Säkerhetschef")
    mark.focus()
    page.keyboard.press("Enter")

    button = page.get_by_role("button", name="Ta bort deltagaren").and_(page.locator(":visible"))
    expect(button).to_have_count(1)
    assert found.participants.filter(pk=row.pk).exists()
    button.click()
    expect(page.locator("main")).not_to_contain_text("Säkerhetschef")
    assert found.participants.count() == others


def test_a_need_of_support_is_taken_away_at_the_second_press(window: Any) -> None:
    world = World()
    compilation = needing_support(world)
    signed_in(window, world.handler)
    page: Page = window.go(
        reverse("followup:compilation", args=[compilation.county_id, compilation.year])
    )

    page.locator("summary", has_text=f"Ta bort {world.municipality.name}").click()

    button = page.get_by_role("button", name="Ta bort kommunen")
    expect(button).to_be_visible()
    assert compilation.needs.count() == 1
    button.click()
    expect(page.get_by_text("Ingen kommun är antecknad.")).to_be_visible()
    assert compilation.needs.count() == 0


def test_escape_closes_the_question_and_nothing_is_done(visit: Callable[..., Any]) -> None:
    scene = build_scene()
    found: Visit = booked(scene)
    found.participants.create(function="Säkerhetschef", role="other")
    before = found.participants.count()
    window = visit(width=390)
    signed_in(window, scene.handler)
    page: Page = window.go(
        reverse("followup:visit_participants", args=[found.municipality.scb_code, found.pk])
    )
    mark = page.locator("summary", has_text="Ta bort Säkerhetschef")

    mark.click()
    check_axe(page)
    check_width(page)
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Ta bort deltagaren")).to_have_count(0)
    expect(mark).to_be_focused()
    assert found.participants.count() == before
