"""Sessions that know when they end, so that the page can say so before it happens.

Källa: domain.md 1.11.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends import db
from django.http import HttpRequest

WARN_BEFORE = timedelta(minutes=5)
SESSION_OVER = "Din inloggning har gått ut. Logga in i ett nytt fönster och försök igen."


class SessionStore(db.SessionStore):
    """A session in the database; ``ends_at`` is when it ends, None until it is read or saved."""

    ends_at: datetime | None = None

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]  # unknown to the stubs
        self.ends_at = row.expire_date if row else None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row to save, with the end that it gets."""
        row = super().create_model_instance(data)
        self.ends_at = row.expire_date
        return row


@dataclass(frozen=True)
class EndNotice:
    """When the session ends, and whether that is so soon that it is said."""

    at: datetime | None
    is_soon: bool = False
    warn_seconds: int = int(WARN_BEFORE.total_seconds())  # how long before the end it is said


def notice_for(request: HttpRequest, now: datetime) -> EndNotice:
    """Return what the page says of the end of the session; of no end if nobody is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return EndNotice(None)
    ends_at: datetime | None = getattr(request.session, "ends_at", None)
    return EndNotice(ends_at, is_soon=ends_at is not None and ends_at - now <= WARN_BEFORE)


def extend(request: HttpRequest) -> datetime:
    """Let the session last its whole length from now; return when it ends."""
    request.session.modified = True
    request.session.save()
    return request.session.get_expiry_date()
