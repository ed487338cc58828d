"""Every page that can be opened: axe, width, one heading, a title of its own, a quiet console.

The demo is built once, and put back before each test. A page is opened on a phone
and then widened to a desk: the same document, measured twice.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import override_settings
from django.urls import URLPattern, URLResolver, converters, get_resolver, reverse
from playwright.sync_api import Browser, Page
from pytest_django.plugin import DjangoDbBlocker

from tests.access import matrix
from tests.access.world import World, build_world
from tests.browser.conftest import DESK, PATIENCE, PHONE, Visit, check_axe, check_width
from tests.browser.database import EMPTY, Shared
from tests.browser.extras import add_what_pages_need
from tests.browser.server import Server
from tests.browser.walk import NO_PAGE, STOPS, Stop

POSTS_ONLY = 405
SAMPLE = {
    converters.IntConverter: 1,
    converters.SlugConverter: "a",
    converters.StringConverter: "a",
    converters.UUIDConverter: UUID(int=1),
}


@dataclass
class Walk:
    """The demo served, and a window per role that stays signed in."""

    world: World
    address: str
    browser: Browser

    def path(self, stop: Stop) -> str:
        return reverse(stop.name, kwargs=self.world.arguments(stop.args)) + stop.query

    def window(self, role: str, *, scheme: str = "light", js: bool = True) -> Visit:
        context = self.browser.new_context(
            viewport={"width": PHONE, "height": 844},
            color_scheme=scheme,
            java_script_enabled=js,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
        )
        context.set_default_timeout(PATIENCE)
        cookies = self.world.client(role).cookies
        if "sessionid" in cookies:
            value = cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": self.address}])
        return Visit(context, self.address)


@pytest.fixture(scope="module")
def served_with() -> dict[str, Any]:
    return {"DEMO": True}


@pytest.fixture(scope="module")
def world(shared: Shared, django_db_blocker: DjangoDbBlocker) -> World:
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, MEDIA_ROOT=shared.media),
    ):
        shared.put_back(EMPTY)
        world = build_world()
        add_what_pages_need(world)
        shared.keep("walk")
    return world


@pytest.fixture(scope="module")
def stage(world: World) -> str:
    return "walk"


@pytest.fixture
def walk(world: World, server: Server, browser: Browser) -> Walk:
    return Walk(world, server.address, browser)


COVERED = """() => {
  const bar = document.querySelector(".bottom-bar");
  if (!bar) return [];
  const found = [];
  for (const one of document.querySelectorAll("main button:not(:disabled), main a[href]")) {
    if (!one.checkVisibility()) continue;  // also what a closed fold holds
    one.scrollIntoView({ block: "nearest" });
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (top && bar.contains(top)) found.push(one.textContent.trim());
  }
  scrollTo(0, 0);
  const large = "main form > .button--large, main form > .actions > .button--large";
  for (const one of document.querySelectorAll(large)) {
    const box = one.getBoundingClientRect();
    if (box.top < innerHeight && box.bottom > bar.getBoundingClientRect().top)
      found.push("at first: " + one.textContent.trim());
  }
  return found;
}"""


def check_bottom_bar(page: Page) -> None:
    """Fail if a button or link on a phone lies under the bar at its foot."""
    covered = page.evaluate(COVERED)
    assert covered == [], f"{page.url}: under the bar: {covered}"


def check(page: Page, problems: list[str], where: str) -> None:
    """Note every breach of the page as it stands, on a phone and on a desk."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        for look in (check_axe, check_width, *([check_bottom_bar] if width == PHONE else [])):
            try:
                look(page)
            except AssertionError as breach:
                problems.append(f"{where} {width}: {str(breach)[:600]}")
    if page.locator("h1").count() != 1:
        problems.append(f"{where}: {page.locator('h1').count()} h1")


def visit_stop(walk: Walk, window: Visit, stop: Stop, problems: list[str]) -> str:
    """Open one page and note its breaches; return its title."""
    page = window.page
    page.set_viewport_size({"width": PHONE, "height": 844})
    path = walk.path(stop)
    answer = page.goto(walk.address + path)
    if answer is None or answer.status != stop.status:
        problems.append(f"{stop}: answered {answer and answer.status}")
    if not page.url.endswith(path):
        problems.append(f"{stop}: sent on to {page.url}")
    check(page, problems, str(stop))
    return page.title()


def addresses(
    resolver: URLResolver | None = None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the project with its name, namespaces first."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)
        elif not hasattr(pattern.callback, "cls"):  # the API is not for people
            yield f"{namespace}{pattern.name}", pattern


def test_every_address_is_walked_or_left_out_with_a_reason(walk: Walk) -> None:
    known = {stop.name for stop in STOPS} | set(NO_PAGE)
    client = walk.world.client("rsib")
    forgotten = set()
    for name, pattern in addresses():
        if name not in known:
            samples = {key: SAMPLE[type(one)] for key, one in pattern.pattern.converters.items()}
            if client.get(reverse(name, kwargs=samples)).status_code != POSTS_ONLY:
                forgotten.add(name)

    assert forgotten == set()
    assert known - matrix.address_names() == set()


ROLES = sorted({stop.role for stop in STOPS})


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_role_is_sound(walk: Walk, role: str) -> None:
    window = walk.window(role)
    window.expect_error("401")  # of a sign-in that failed; each status is checked
    problems: list[str] = []
    # One page in several states keeps its title; two pages never share one.
    titles: dict[str, set[str]] = defaultdict(set)
    for stop in STOPS:
        if stop.role == role:
            titles[visit_stop(walk, window, stop, problems)].add(walk.path(stop).split("?")[0])
    window.context.close()
    problems += [f"console: {error}" for error in window.unexpected()]
    problems += [f"title used twice: {title}" for title, paths in titles.items() if len(paths) > 1]

    assert not problems, "\n".join(problems)
