"""A municipality's whole term in the browser: the demo's people, counted clicks, time that moves.

The clocks of the test and of the server move together; the browser keeps its own.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, hotp_value
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from actors.models import Actor, User
from common.clock import STOCKHOLM, local
from followup.annual.reports import steps
from followup.documents import services as documents
from notices.models import Notice
from records.jobs import jobs
from records.models import Job
from tests.browser.conftest import DESK, Visit, check_axe
from tests.browser.gate import Gate

SECRET = "JBSWY3DPEHPK3PXP"


class Hand:
    """Counts what a person has to click; what is typed with the keyboard is not counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, target: Locator) -> None:
        """Click a link, a button, a radio button or a tick box."""
        self.clicks += 1
        target.click()

    def choose(self, target: Locator, label: str) -> None:
        """Open a list and choose in it: one click."""
        self.clicks += 1
        target.select_option(label=label)

    def within(self, task: str, most: int) -> None:
        """Fail if a task of a persona takes more clicks than it may."""
        assert self.clicks <= most, f"{task} took {self.clicks} clicks of {most}"
        print(f"{task}: {self.clicks} of {most}")  # noqa: T201 - shown by pytest -s

    def give_file(self, target: Locator, path: Path) -> None:
        """Open the browser's own window for files and choose one there: one click of ours."""
        with self.page.expect_file_chooser() as chooser:
            self.click(target)
        chooser.value.set_files(path)


class Story:
    """The demo's people and rules on a moving clock, and windows that they are signed in to."""

    def __init__(self, open_window: Callable[..., Visit], folder: Path, travel: "Clock") -> None:
        self._open = open_window
        self._windows: dict[tuple[str, int], Visit] = {}
        self.travel = travel
        self.is_looked_at = True
        self.file = folder / "risk- och sårbarhetsanalys.pdf"
        _blank_pdf(self.file)

    def look(self, page: Page) -> None:
        """Let axe look at a page, the first time the story is told."""
        if self.is_looked_at:
            check_axe(page)

    def at(self, day: date, clock: str = "09:00") -> None:
        """Let it be that moment in Stockholm; never earlier than it has been."""
        moment = datetime.combine(day, clock_time.fromisoformat(clock), tzinfo=STOCKHOLM)
        assert moment > timezone.now(), f"{moment} is past"
        self.travel.move_to(moment)
        cache.clear()  # rate limits
        tick()

    def window(self, name: str, *, width: int = DESK) -> Visit:
        """Return the person's window, signed in for the day."""
        found = self._windows.get((name, width))
        if found is None:
            found = self._windows[name, width] = self._open(width=width)
            found.expect_error("401")  # time leaps past the end of its session while it stands open
        client = Client()
        client.force_login(user(name), backend="django.contrib.auth.backends.ModelBackend")
        found.context.clear_cookies()
        found.context.add_cookies(
            [
                {
                    "name": django_settings.SESSION_COOKIE_NAME,
                    "value": str(client.session.session_key),
                    "url": found.address,
                }
            ]
        )
        return found

    def window_of(self, name: str, *, width: int = DESK) -> Visit:
        """Return the window that a person has open."""
        return self._windows[name, width]

    def page(self, name: str, path: str, *, width: int = DESK, refused: bool = False) -> Page:
        """Return the person's page at an address; ``refused`` if it is not to be shown."""
        window = self.window(name, width=width)
        if refused:
            window.expect_error("404")
        return window.go(path)


def _blank_pdf(path: Path) -> None:
    import pikepdf

    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)


class Clock:
    """The time of the test and of its server."""

    def __init__(self, travel: Any, gate: Gate) -> None:
        self._travel, self._gate = travel, gate

    def move_to(self, moment: datetime) -> None:
        self._travel.move_to(moment)
        self._gate.tell_time(moment)


@contextmanager
def clock_from(day: date, gate: Gate) -> Iterator[Clock]:
    """Let test and server live from that day, ticking."""
    start = datetime.combine(day, clock_time(9), tzinfo=STOCKHOLM)
    with time_machine.travel(start, tick=True) as travel:
        gate.tell_time(start)
        yield Clock(travel, gate)


def tick() -> None:
    """Lay what the service lays by itself twice a day."""
    documents.lay_current(timezone.now())
    steps.lay_coming(timezone.now())


def user(name: str) -> User:
    """Return one of the demo's users."""
    return User.objects.get(email=f"{name}@demo.example")


def town(slug: str) -> Actor:
    """Return a municipality."""
    return Actor.objects.get(slug=slug)


def today() -> date:
    """Return the day it is now."""
    return local(timezone.now()).date()


def run_jobs() -> None:
    """Do what the worker does: every job that waits."""
    for job in Job.objects.filter(status=Job.Status.WANTED):
        jobs.run(job.pk)


def link_in_mail(template: str, receiver: str) -> str:
    """Return the path that the latest message to a function leads to."""
    found = (
        Notice.objects.filter(template=template, recipient_label__contains=receiver)
        .order_by("-created_at")
        .first()
    )
    assert found is not None, f"{receiver} got no {template}"
    address = re.search(r"https?://[^/\s]+(/\S*)", found.body)
    assert address is not None, found.body
    return address[1].rstrip(".")


def enrol(name: str) -> None:
    """Give a person an app for codes."""
    if not Authenticator.objects.filter(user=user(name), type="totp").exists():
        TOTP.activate(user(name), SECRET)


def code_now() -> str:
    """Return what the app shows."""
    return f"{hotp_value(SECRET, int(time.time()) // 30):06d}"


def heading(page: Page, text: str) -> None:
    """Wait for the page with that heading."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)
