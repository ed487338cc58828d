"""When somebody last showed a second factor in this session."""

from datetime import UTC, datetime, timedelta
from typing import Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

FRESH_FOR: Final = timedelta(minutes=15)
# A reserve code on paper is for getting in, not for this.
COUNTED: Final = (Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value)


def shown_at(request: HttpRequest) -> datetime | None:
    """Return when a second factor that the person still has was last shown, None if never.

    A request by API key has no session and never has one.
    Källa: domain.md 9.2.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not hasattr(request, "session"):
        return None
    shown = [
        record
        for record in get_authentication_records(request, user)
        if record.get("method") == "mfa" and record.get("type") in COUNTED
    ]
    if not shown:
        return None
    last = shown[-1]
    if not Authenticator.objects.filter(pk=last.get("id"), user=user, type__in=COUNTED).exists():
        return None
    return datetime.fromtimestamp(last["at"], tz=UTC)


def is_fresh(shown: datetime | None, at: datetime) -> bool:
    """Return whether the second factor was shown at most a quarter of an hour ago.

    Källa: domain.md 9.2.
    """
    return shown is not None and timedelta() <= at - shown <= FRESH_FOR


def has_any(user_id: int) -> bool:
    """Return whether the person has a second factor that can be asked for."""
    return Authenticator.objects.filter(user_id=user_id, type__in=COUNTED).exists()
