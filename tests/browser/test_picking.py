"""Whom to call, in Chromium: a long list is searched, ticked and counted without being sent."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activations.models import Summons
from tests.activations.factories import RequestFactory
from tests.activations.running_scene import Work, make_work
from tests.browser.conftest import PHONE, check_axe


@pytest.fixture
def work() -> Work:
    return make_work(4)


def test_the_list_is_searched_and_ticked_and_another_function_is_called(visit, work):
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)
    wanted = work.seats[0].actor.name
    other = work.new_function(name="Kommunikatör")
    other.actor = work.seats[0].actor
    other.save()
    window = visit(width=PHONE)
    window.sign_in(work.scene.officer.email)
    page = window.go(reverse("activations:convene", args=[work.scene.region.slug, request.number]))
    page.get_by_role("button", name="Nästa").click()
    count = page.locator("[data-pick-count] strong")
    expect(count).to_have_text("4")
    check_axe(page)

    page.get_by_role("button", name="Välj ingen").click()
    expect(count).to_have_text("0")
    page.get_by_label("Sök i listan").fill(wanted.upper())
    expect(page.locator("#group_rows li:visible")).to_have_count(1)
    page.keyboard.press("Enter")  # narrows; sends nothing
    page.get_by_text("Annan funktion").first.click()
    page.get_by_label("Kalla", exact=True).first.select_option("Kommunikatör")
    expect(count).to_have_text("1")
    for _step in ("time", "review"):
        page.get_by_role("button", name="Nästa").click()
    page.get_by_role("button", name="Skicka till 1 aktör").click()
    expect(page.get_by_role("heading", name="Svar på kallelsen")).to_be_visible()

    assert [one.function for one in Summons.objects.all()] == [other]
