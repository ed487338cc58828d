"""Scene 3 of the model from the call for help to ordinary mode: browser, sender, worker, PDF.

Nothing here is replaced: ``make run``'s own processes on a database of their own.
Källa: Avsiktsförklaringen scen 3.
"""

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Visit

START_SECONDS = 600  # it finds a start that hangs, however busy the machine is
WHAT = "Snö stoppar trafiken"


class Stack:
    """Every process of the Procfile, started as ``make run`` starts them."""

    def __init__(self, var: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = var / "run.log"
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SSR_", "DATABASE", "REDIS", "DJANGO", "DEBUG", "COV_", "MAKE"))
        }
        self.output = self.log.open("w")
        self.process = subprocess.Popen(
            [sys.executable, "bin/run.py", "--port", str(self.port)],
            cwd=django_settings.BASE_DIR,
            env=kept | {"SSR_VAR_DIR": str(var), "WEB_WORKERS": "1"},
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait(self) -> str:
        """Return the key that the demo prints, once everything is up."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            printed = re.search(r"Authorization: Token (\w+)", self.log.read_text())
            if printed and "SSR är igång" in self.log.read_text():
                return printed[1]
            time.sleep(0.3)
        raise AssertionError(self.log.read_text()[-4000:])

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)
        self.output.close()


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("var"))
    yield running
    running.stop()


@pytest.fixture
def sign_in(browser: Browser, stack: Stack) -> Iterator[Callable[..., Page]]:
    """Open a window signed in as a demo user; without a name as nobody."""
    opened: list[Visit] = []

    def enter(name: str = "", width: int = DESK) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844}, locale="sv-SE", accept_downloads=True
        )
        context.set_default_timeout(30_000)
        window = Visit(context, stack.address)
        opened.append(window)
        if name:
            window.sign_in(f"{name}@demo.example")
        return window.page

    yield enter
    found = [error for window in opened for error in window.unexpected()]
    for window in opened:
        window.context.close()
    assert found == []


def test_a_snowstorm_from_the_call_for_help_to_ordinary_mode(
    stack: Stack, sign_in: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    key = stack.wait()
    norrtalje = sign_in("tib.norrtalje", PHONE)
    rsib = sign_in("rsib")

    request_url = ask(norrtalje, axe)
    take(rsib, request_url)
    expect(norrtalje.get_by_text("har tagit begäran")).to_be_visible()  # updates itself

    convene(rsib, request_url, is_another_event=True)
    board = rsib.url
    answer_by_link(rsib, sign_in(width=PHONE), stack.address, board)
    answer_by_sms(rsib, stack.address, board)

    event = conduct_first_meeting(rsib, board)
    asked = ask_of_the_forum(rsib, stack.address)
    convene(rsib, asked)
    directing = conduct_directing_meeting(rsib)

    protocol = f"{directing}protokoll/"
    adopt(sign_in, protocol)
    check_pdf(rsib, protocol)

    rsib.goto(event)
    return_to_ordinary_mode(rsib, event, "Inriktande forum")
    return_to_ordinary_mode(rsib, event, "Samordnande forum")
    norrtalje.goto(f"{stack.address}/stockholm/aktiverade-lagen/")
    expect(norrtalje.get_by_text(WHAT).first).to_be_visible()
    assert WHAT not in json.dumps(status(stack.address, key))


def ask(page: Page, axe: Callable[[Page], None]) -> str:
    page.get_by_role("link", name="Begär aktivering").first.click()
    page.get_by_text("Oväder", exact=True).click()
    page.get_by_label("Kort beskrivning").fill(WHAT)
    page.get_by_role("button", name="Granska och skicka").click()
    page.get_by_role("button", name="Skicka begäran").click()
    expect(page.get_by_text("Sms framme hos RSIB")).to_be_visible()  # the sender has been there
    axe(page)
    return page.url


def take(page: Page, request_url: str) -> None:
    page.goto(request_url)
    page.get_by_role("button", name="Jag tar den").click()
    expect(page.get_by_text("Mottagen").first).to_be_visible()


def convene(page: Page, request_url: str, *, is_another_event: bool = False) -> None:
    page.goto(request_url)
    page.get_by_role("link", name="Sammankalla forum").first.click()
    if is_another_event:  # the demo has a storm already
        page.get_by_text("Nej, det är en annan händelse").click()
        page.get_by_role("button", name="Nästa").click()
    for _step in ("group", "time", "review"):
        page.get_by_role("button", name="Nästa").click()
    page.get_by_role("button", name=re.compile(r"Skicka till 3\d aktörer")).click()
    expect(page.get_by_role("heading", name="Svar på kallelsen")).to_be_visible()


def newest_call(page: Page, address: str, recipient: str) -> tuple[str, str]:
    """Return the link and the number of the newest text message that calls the function."""
    page.goto(f"{address}/utskick/?template=summons&channel=sms&q={recipient}")
    card = page.locator("article, li").filter(has_text=f"Sms till {recipient}").first
    number = re.search(r"\b07[\d\s-]{8,}\d", card.inner_text())  # as Swedes write it
    link = card.locator("a[href*='/k/']").get_attribute("href")
    assert number is not None
    assert link is not None
    return link, "+46" + re.sub(r"\D", "", number[0])[1:]


def answer_by_link(page: Page, phone: Page, address: str, board: str) -> None:
    link, _number = newest_call(page, address, "TiB, Norrtälje kommun")
    phone.goto(link)
    page.goto(board)
    expect(page.get_by_text("37 har inte svarat").first).to_be_visible()  # opening answers nothing
    phone.get_by_role("button", name="Vi kommer", exact=True).click()
    expect(page.get_by_text("36 har inte svarat").first).to_be_visible()  # the board by itself


def answer_by_sms(page: Page, address: str, board: str) -> None:
    _link, number = newest_call(page, address, "TiB, Nacka kommun")
    page.get_by_text("Svara på sms (demo)").click()
    page.get_by_label("Från nummer").fill(number)
    page.get_by_label("Svar", exact=True).fill("JA")
    page.get_by_role("button", name="Skicka svar").click()
    expect(page.get_by_text("Svaret togs emot.")).to_be_visible()
    page.goto(board)
    expect(page.get_by_text("35 har inte svarat").first).to_be_visible()


def decide(page: Page, number: int, kind: str, text: str = "", chair: str = "") -> None:
    summary = page.locator("summary", has_text="Ny överenskommelse")
    if not page.get_by_label("Slag").is_visible():
        summary.click()
    page.get_by_label("Slag").select_option(label=kind)
    if text:
        page.get_by_label("Lydelse").fill(text)
    if chair:
        page.get_by_label("Ordförande fortsatt").select_option(label=chair)
    page.locator("#decide").get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#decide [role=status]")).to_contain_text(f"§ {number} är sparad")


def begin(page: Page) -> str:
    page.get_by_role("link", name="Till mötet").first.click()
    page.wait_for_url(re.compile(r"/moten/\d+/$"))
    meeting = page.url
    page.get_by_role("link", name="Börja mötet").click()
    page.get_by_role("button", name="Börja mötet nu").click()
    page.wait_for_url("**/genomfor/")
    return meeting


def end(page: Page, meeting: str) -> None:
    page.goto(f"{meeting}avsluta/")
    if page.get_by_role("heading", name="Det här säger emot sig självt").is_visible():
        page.get_by_label("Så hänger det ihop").fill("Den nya ordföranden tackade ja per telefon.")
    page.get_by_role("button", name="Avsluta mötet").click()
    page.wait_for_url("**/protokoll/")


def conduct_first_meeting(page: Page, board: str) -> str:
    meeting = begin(page)
    page.get_by_role("button", name="Närvarande", exact=True).click()
    expect(page.get_by_text("1 av 37").first).to_be_visible()
    decide(page, 1, "Ordförandeskap", chair="Nacka kommun: TiB (samordnande)")
    decide(page, 2, "Begäran om inriktande forum", "Snöröjning och bandvagnar behöver prioriteras.")
    end(page, meeting)
    page.goto(board)
    page.get_by_role("link", name=WHAT).first.click()
    page.wait_for_url(re.compile(r"/handelser/[\d-]+/$"))
    return page.url


def ask_of_the_forum(page: Page, address: str) -> str:
    page.goto(f"{address}/stockholm/begaran/")
    rows = page.locator("main tbody tr").filter(has_text="Snöröjning och bandvagnar behöver")
    rows.get_by_role("link").first.click()
    expect(page.get_by_text("Snöröjning och bandvagnar").first).to_be_visible()
    return page.url


def conduct_directing_meeting(page: Page) -> str:
    meeting = begin(page)
    page.get_by_role("button", name="Närvarande", exact=True).click()
    expect(page.get_by_text(re.compile(r"1 av 3\d")).first).to_be_visible()
    for number, text in enumerate(
        (
            "Skolor och förskolor hålls stängda kommande dygn.",
            "Spårbunden trafik och huvudgator för stombussar röjs först.",
            "Bandvagnar stöder i första hand akut sjukvård och räddningsinsatser.",
        ),
        start=1,
    ):
        decide(page, number, "Överenskommelse", text)
    end(page, meeting)
    return meeting


def adopt(sign_in: Callable[..., Page], protocol: str) -> None:
    # RSIB led the meeting and so wrote in its protocol: another one adjusts it.
    writer, adjuster, adopter = (
        sign_in(name) for name in ("lagesbild", "tib.lansstyrelsen", "rsib")
    )
    writer.goto(protocol)
    writer.get_by_label("Sammanfattning").fill("Läget gicks igenom. Varje aktör beslutar själv.")
    writer.get_by_role("button", name="Spara sammanfattningen").click()
    expect(writer.get_by_text("Du har skrivit i protokollet")).to_be_visible()
    adjuster.goto(protocol)
    adjuster.get_by_role("button", name="Justera", exact=True).click()
    expect(adjuster.get_by_text("Justerat").first).to_be_visible()
    adopter.goto(protocol)
    adopter.get_by_role("link", name="Fastställ").click()
    adopter.get_by_role("button", name="Fastställ protokollet").click()
    expect(adopter.get_by_text("Fastställt").first).to_be_visible()


def check_pdf(page: Page, protocol: str) -> None:
    """Wait for the worker, take the file home and read it."""
    page.goto(protocol)
    link = page.get_by_role("link", name="Ladda ner protokollet (PDF)")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        link.click()
    content = Path(waiting.value.path()).read_bytes()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).startswith("sv")


def return_to_ordinary_mode(page: Page, event: str, forum: str) -> None:
    page.goto(event)
    page.locator("main h2").get_by_role("link", name=forum, exact=True).click()
    page.get_by_role("link", name="Åter till ordinarie läge").click()
    page.get_by_role("button", name="Avsluta och meddela alla").click()
    expect(page.get_by_text("Åter i ordinarie läge").first).to_be_visible()


def status(address: str, key: str) -> object:
    request = urllib.request.Request(
        f"{address}/api/v1/status/", headers={"Authorization": f"Token {key}"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)
