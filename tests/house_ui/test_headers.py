"""The headers of domain.md 9.7 stand on every answer: each address, signed in and not."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from actors.models import User

pytestmark = pytest.mark.django_db

PRINT_SETTINGS = """
from ssr import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
      s.SESSION_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS >= 31536000, s.SSR_REQUIRE_MFA, s.DEMO)
"""
POLICY = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
SAMPLES = {
    "int": "1",
    "slug": "stockholm",
    "uuid": str(UUID(int=1)),
    "path": "x",
    "str": "x",
    "document_kind": "styrdokument",
    "document_old": "risk_analysis/",
}


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Yield an address for each pattern, its parameters filled with something of their kind."""
    for pattern in resolver.url_patterns:
        route = str(pattern.pattern)
        if route.startswith("^") or "(?P<" in route:
            route = re.sub(r"\(\?P<\w+>.*\)", "x", route).strip("^$")
        route = re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES.get(m[1] or "str", "x"), route)
        if isinstance(pattern, URLPattern):
            yield before + route
        else:
            yield from addresses(pattern, before + route)


def check(client: Client, path: str, *, signed_in: bool) -> list[str]:
    """Return what is wrong with the answer of an address."""
    response = client.get(path)
    held = response.headers
    policy = held.get("Content-Security-Policy", "")
    demands = {
        "CSP": all(part in policy for part in POLICY) and "unsafe-" not in policy,
        "nosniff": held.get("X-Content-Type-Options") == "nosniff",
        "Referrer-Policy": held.get("Referrer-Policy") in {"same-origin", "no-referrer"},
        "COOP": held.get("Cross-Origin-Opener-Policy") == "same-origin",
        "frames": held.get("X-Frame-Options") == "DENY",
        "Permissions-Policy": bool(held.get("Permissions-Policy")),
        "request id": bool(held.get("X-Request-ID")),
        "kept by nobody": not signed_in
        or "no-store" in held.get("Cache-Control", "")
        or (bool(held.get("ETag")) and held["Cache-Control"] == "private, no-cache"),
        # Nothing has run in a test, so the deep health answers 503.
        "no fault": response.status_code < 500 or path == "/halsa/djup",
    }
    return [f"{path}: {name} ({response.status_code})" for name, met in demands.items() if not met]


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_address_answers_with_the_headers(signed_in: bool) -> None:
    client = Client(raise_request_exception=False)
    user = User.objects.create_user("rsib@example.se", "demo", name="RSIB")
    wrong = []

    for path in sorted(set(addresses(get_resolver()))):
        if signed_in:
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        wrong += check(client, path, signed_in=signed_in)

    assert wrong == []


def test_pages_hold_no_inline_script_or_style() -> None:
    client = Client()
    for path in ("/logga-in/", "/hjalp/", "/hjalp/ordlista/", "/tillganglighet/"):
        page = client.get(path).content.decode()
        inline = [
            tag
            for tag in re.findall(r"<script\b[^>]*>", page)
            if "src=" not in tag and 'type="application/json"' not in tag
        ]

        assert inline == []
        assert not re.search(r"<style\b|\sstyle=|\son\w+=", page)


def test_production_uses_host_cookies_and_hsts() -> None:
    found = subprocess.run(  # noqa: S603 - our own interpreter and words
        [
            sys.executable,
            "-c",
            PRINT_SETTINGS,
        ],
        env={
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "x" * 60,
            "SSR_PUBLIC_URL": "https://ssr.example.se",
            "ALLOWED_HOSTS": "ssr.example.se",
            "SSR_DEMO": "1",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.stdout.split() == [
        "__Host-session",
        "__Host-csrf",
        *["True"] * 5,
        "False",
    ], found.stderr
