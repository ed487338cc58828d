"""Chromium on a telephone (390 px) and a desk (1280 px), axe, and no error let pass unseen."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker, Settings

from tests import databases
from tests.browser.database import EMPTY, Shared
from tests.browser.server import Server

# Playwright's own event loop runs in the test's thread; the tests use the ORM between its calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE, DESK = 390, 1280
LOOKS = [(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark"), (320, "light")]
# It finds what never comes, on a machine that has much else to do.
PATIENCE = 30_000  # ms
expect.set_options(timeout=PATIENCE)
AXE = Path(django_settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here as browser tests."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def shared(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shared]:
    """Share the worker's database and files with its servers."""
    found = Shared(tmp_path_factory.mktemp("shared"))
    with django_db_blocker.unblock():
        found.keep(EMPTY)
    yield found
    with django_db_blocker.unblock():
        found.forget()


@pytest.fixture(scope="session")
def start_server(
    shared: Shared, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[..., Server]]:
    """Return the worker's server with these settings, started when it is first asked for."""
    running: dict[str, Server] = {}

    def get(**given: Any) -> Server:
        key = json.dumps(given, sort_keys=True)
        if key not in running:
            with django_db_blocker.unblock():
                running[key] = Server(shared.folder, databases.address(), **given)
            running[key].wait()
        return running[key]

    yield get
    for server in running.values():
        server.stop()


@pytest.fixture(scope="module")
def served_with() -> dict[str, Any]:
    """Return the settings that the module's server has otherwise than in use."""
    return {}


@pytest.fixture(scope="module")
def stage() -> str:
    """Return what the database holds when a test of the module begins."""
    return EMPTY


@pytest.fixture
def db(shared: Shared, stage: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give the test a database that it shares with the server: what it writes is committed."""
    with django_db_blocker.unblock():
        shared.put_back(stage)
        yield
        connection.close()


@pytest.fixture(autouse=True)
def _own_media_folder(settings: Settings, shared: Shared, db: None) -> None:
    """Lay files where the server looks for them."""
    settings.MEDIA_ROOT = shared.media


@pytest.fixture
def server(
    start_server: Callable[..., Server], served_with: dict[str, Any], shared: Shared, db: None
) -> Iterator[Server]:
    """Serve the test's database; whatever the server complains of fails the test."""
    found = start_server(**served_with)
    yield found
    with shared.gate.closed():
        assert not (logged := found.complaints()), logged


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        yield chromium
        chromium.close()


class Visit:
    """A window on the running site that remembers everything that went wrong in it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.errors: list[str] = []
        self.expected: list[str] = []
        self.page = context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(f"{message.text} ({self.page.url})")

    def expect_error(self, part: str) -> None:
        """Let errors pass that contain ``part``: the browser logs each 4xx it is answered."""
        self.expected.append(part)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, email: str, password: str = "demo") -> None:  # noqa: S107
        """Sign in as a person does."""
        page = self.go("/logga-in/")
        page.get_by_label("E-postadress").fill(email)
        page.get_by_label("Lösenord").fill(password)
        page.get_by_role("button", name="Logga in", exact=True).click()
        page.wait_for_url(lambda url: "/logga-in/" not in url)

    def unexpected(self) -> list[str]:
        return [e for e in self.errors if not any(part in e for part in self.expected)]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Visit]]:
    """Open windows by ``visit(width=390, scheme="dark", js=False)``; errors fail the test."""
    opened: list[Visit] = []

    def open_window(
        *, width: int = PHONE, scheme: str = "light", js: bool = True, **options: Any
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            java_script_enabled=js,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(Visit(context, server.address))
        return opened[-1]

    yield open_window
    found = [error for one in opened for error in one.unexpected()]
    for one in opened:
        one.context.close()
    assert found == []


def check_axe(page: Page) -> None:
    """Fail on any breach that axe finds in the page as it stands now."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    run = "rules => axe.run({runOnly: rules, resultTypes: ['violations']})"
    result = page.evaluate(run, AXE_RULES)
    found = [
        f"{breach['id']}: {breach['help']}: {node['target']} {node['failureSummary']}"
        for breach in result["violations"]
        for node in breach["nodes"]
    ]
    assert found == [], f"{page.url}\n" + "\n".join(found)


def check_width(page: Page) -> None:
    """Fail if the page has to be scrolled sideways."""
    page.wait_for_load_state()
    wide, fits = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= fits, f"{page.url} is {wide} px wide in a window of {fits}"


@pytest.fixture
def axe() -> Callable[[Page], None]:
    return check_axe


@pytest.fixture
def fits() -> Callable[[Page], None]:
    return check_width
