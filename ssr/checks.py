"""Refuse to start unsafe: what must hold of the settings before anything is served."""

from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.utils import timezone

from actors.models import County
from secrecy.matters import stores_secrets

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@register(Tags.security)
def demo_stays_at_home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse demo users, whose password everybody knows, on any address but this machine's own."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    if settings.DEMO and host not in LOOPBACK:
        return [
            Error(
                "SSR_DEMO får bara användas på den egna datorn (127.0.0.1).",
                hint="Ta bort SSR_DEMO, eller sätt SSR_PUBLIC_URL till http://127.0.0.1:8000.",
                id="ssr.E001",
            )
        ]
    return []


@register(Tags.security)
def production_is_complete(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse production on SQLite or without a broker; warn where alarms could not leave."""
    if settings.DEBUG or settings.DEMO:
        return []
    found: list[CheckMessage] = []
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(
            Error("DATABASE_URL saknas: drift kräver PostgreSQL.", id="ssr.E002"),
        )
    if not settings.REDIS_URL:
        found.append(Error("REDIS_URL saknas: drift kräver Redis.", id="ssr.E003"))
    if not settings.PUBLIC_URL.startswith("https://"):
        found.append(Error("SSR_PUBLIC_URL ska börja med https://.", id="ssr.E004"))
    if not settings.NOTICES_SMS_URL:
        found.append(
            Warning(
                "SSR_SMS_URL saknas: varje sms misslyckas och blir ett fel att ta hand om.",
                id="ssr.W001",
            )
        )
    elif not settings.NOTICES_SMS_WEBHOOK_SECRET:
        found.append(
            Warning("SSR_SMS_WEBHOOK_SECRET saknas: svar med sms tas inte emot.", id="ssr.W002")
        )
    if settings.NOTICES_EMAIL_CHANNEL != "email":
        found.append(
            Warning("SSR_EMAIL_CHANNEL är inte email: e-post lämnar inte SSR.", id="ssr.W003")
        )
    return found


@register(Tags.security)
def secrets_have_a_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse keys that are none, and production without one where a county stores secrets."""
    try:
        for key in settings.SECRETS_KEYS:
            Fernet(key)
    except ValueError:
        return [
            Error(
                "SSR_SECRETS_KEY är ingen Fernet-nyckel (32 byte som base64).",
                hint="Skapa en: openssl rand -base64 32 | tr '+/' '-_'",
                id="ssr.E005",
            )
        ]
    if settings.DEBUG or settings.DEMO or settings.SECRETS_KEYS:
        return []
    if _somebody_stores_secrets():
        return [
            Error(
                "SSR_SECRETS_KEY saknas, men ett län lagrar hemliga bilagor.",
                hint="Sätt nyckeln som bilagorna förseglades med.",
                id="ssr.E006",
            )
        ]
    return [Warning("SSR_SECRETS_KEY saknas: hemliga bilagor kan inte lagras.", id="ssr.W004")]


def _somebody_stores_secrets() -> bool:
    """Ask the database, which before the first migration has nothing to say."""
    try:
        now = timezone.now()
        return any(stores_secrets(county, now) for county in County.objects.all())
    except DatabaseError:
        return False
