"""The accessibility statement, in the parts that Digg's list asks for."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings

MAX_AGE: Final = timedelta(days=365)

GAPS: Final = [
    (
        "Uppladdade dokument",
        "Filer från aktörerna kan sakna rubriker och taggar. Be avsändaren om en tillgänglig fil.",
    ),
    (
        "Nycklar (passkeys)",
        "Webbläsarens egen ruta styr vi inte över. Du kan alltid logga in med lösenord och kod.",
    ),
    (
        "Hjälpmedel",
        "Vi har provat med tangentbord och automatiska verktyg men ännu inte med alla skärmläsare.",
    ),
]


@dataclass(frozen=True)
class Statement:
    """What the operator of this installation states."""

    operator: str
    email: str
    assessed_on: date | None
    updated_on: date | None
    status: str = "delvis förenlig"
    method: str = "Självskattning (intern testning)"

    def is_old(self, today: date) -> bool:
        """Return whether the assessment is missing or more than twelve months old."""
        return self.assessed_on is None or today - self.assessed_on > MAX_AGE


def current() -> Statement:
    """Return the statement of the settings."""
    return Statement(
        operator=settings.SSR_OPERATOR,
        email=settings.SSR_ACCESSIBILITY_EMAIL,
        assessed_on=_date(settings.SSR_ACCESSIBILITY_ASSESSED),
        updated_on=_date(settings.SSR_ACCESSIBILITY_UPDATED),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
