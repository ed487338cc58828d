"""Five minutes before the session ends the page says so, and one tap extends it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import FunctionFactory, holder


@pytest.mark.parametrize("width", [390, 1280])
def test_the_end_is_told_in_time_and_one_tap_extends_it(
    visit: Callable,
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    width: int,
) -> None:
    person = holder(FunctionFactory())
    person.set_password("demo")
    person.save()
    window = visit(width=width)
    window.sign_in(person.email)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=5, seconds=40))
    window.page.clock.install()
    page = window.go("/min-sida/")
    box = page.locator("#session-end")
    expect(box).to_be_hidden()

    page.clock.fast_forward(60_000)
    expect(box).to_contain_text("Din inloggning går ut klockan")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Fortsätt vara inloggad").click()

    expect(box).to_be_hidden()
    expect(page.locator("#announcer")).to_contain_text("Du är fortfarande inloggad")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=11)
    # And when nobody extends it, the page says that too, for what is typed is still there.
    page.clock.fast_forward(13 * 60 * 60 * 1000)
    expect(box).to_contain_text("Din inloggning har gått ut")
    expect(page.get_by_role("button", name="Fortsätt vara inloggad")).to_be_hidden()
