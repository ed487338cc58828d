"""Make the pictures of README.md anew, from a demo this script starts and ends itself."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "img"
START_TIMEOUT_SECONDS = 120
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, from where, by which links."""

    name: str
    user: str
    size: dict[str, int]
    start: str
    # Each a CSS selector; the first link it finds is followed.
    follow: tuple[str, ...] = ()
    # What is to stand at the top of the picture.
    top: str = ""


SHOTS = [
    Shot("begaran", "tib.norrtalje", PHONE, "/begar-aktivering/"),
    Shot("handelse", "rsib", DESK, "/handelser/", ("a[href*='/handelser/20']",)),
    Shot(
        "svar",
        "rsib",
        DESK,
        "/handelser/",
        ("a[href*='/handelser/20']", "main a[href*='/aktivering/']", "a[href*='/svar/']"),
    ),
    Shot("mote", "rsib", DESK, "/", ("main a[href$='/protokoll/']", "a[href$='/genomfor/']")),
    Shot("lanet", "handlaggare", DESK, "/uppfoljning/", top=".overview"),
    Shot("karta", "handlaggare", DESK, "/uppfoljning/", top="#karta"),
    Shot("dokument", "samordnare.vallentuna", DESK, "/var-kommun/", ("a[href$='/dokument/']",)),
    Shot(
        "arende",
        "handlaggare",
        DESK,
        "/arenden/",
        ("tr:has-text('Nykvarn') a",),
        "h2:text('Innan')",
    ),
]


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        for shot in SHOTS:
            take(browser, address, shot)
            print(f"docs/img/{shot.name}.png")
        browser.close()
    return 0


def take(browser: Browser, address: str, shot: Shot) -> None:
    context = browser.new_context(
        base_url=address,
        viewport=shot.size,  # type: ignore[arg-type]  # a TypedDict of the same form
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
    )
    page = context.new_page()
    sign_in(page, shot.user)
    page.goto(shot.start)
    for selector in shot.follow:
        page.locator(selector).first.click()
        page.wait_for_load_state()
    page.evaluate("document.fonts.ready")
    if shot.top:
        page.locator(shot.top).evaluate("element => element.scrollIntoView()")
    page.screenshot(path=PICTURES / f"{shot.name}.png")
    context.close()


def sign_in(page: Page, user: str) -> None:
    page.goto("/logga-in/")
    page.locator("#id_login").fill(f"{user}@demo.example")
    page.locator("#id_password").fill("demo")
    page.locator("#id_password").press("Enter")
    page.wait_for_url(lambda url: "/logga-in/" not in url)


@contextmanager
def demo() -> Iterator[str]:
    """Run a demo of its own on a free port, in a folder that is removed afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="ssr-pictures-") as folder:
        log = Path(folder) / "log"
        process = subprocess.Popen(
            [sys.executable, ROOT / "bin" / "run.py", "--port", port],
            env=os.environ | {"SSR_VAR_DIR": folder},
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + START_TIMEOUT_SECONDS
            while "SSR är igång" not in log.read_text():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(log.read_text())
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
