"""Messages about what is secret: neutral, without number, title, name or ground.

They point at one's own page and carry no reference to an annex, which others could see in a list
of what has been sent. Källa: domain.md 6.3.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from actors.addresses.contacts import recipients_of
from actors.models import County, Function, User
from followup import access
from notices.outbox import outbox
from notices.outbox.recipients import Recipient
from records.models import NeedGrant, SecretAnnex, UndertakingRequest
from records.refs import ref

WAITS = "secret_waits"
MANY = "system_silent"


def tell_function_to_sign(asked: UndertakingRequest, function: Function, at: datetime) -> None:
    """Tell a function that something waits to be read and signed.

    Källa: Vägledningen 2.10; domain.md 6.3.
    """
    outbox.enqueue(
        template=WAITS,
        context={"url": _own_page()},
        recipient=recipients_of(function, at=at, exercise=False),
        about_ref="",
        at=at,
        dedupe_key=f"secret:sign:{asked.pk}",
    )


def tell_reader(given: NeedGrant, person: User, function: Function, at: datetime) -> None:
    """Tell the one person who has been granted a need that something waits to be read.

    Källa: domain.md 6.3.
    """
    outbox.enqueue(
        template=WAITS,
        context={"url": _own_page()},
        recipient=Recipient(label=str(function), ref=ref(function), email=(person.email,)),
        about_ref="",
        at=at,
        dedupe_key=f"secret:read:{given.pk}",
    )


def tell_of_many_readings(annex: SecretAnnex, count: int, at: datetime) -> None:
    """Tell those who sign for the county that somebody has opened unusually many annexes.

    Källa: domain.md 9.3.
    """
    county = County.objects.get(pk=annex.county_code)
    for function in access.functions_with(access.SIGN, county):
        outbox.enqueue(
            template=MANY,
            context={
                "text": "Ovanligt många hemliga handlingar har öppnats inom en timme.",
                "url": settings.PUBLIC_URL + reverse("secrecy:secret_county", args=[county.pk]),
            },
            recipient=recipients_of(function, at=at, exercise=False),
            about_ref="",
            at=at,
        )


def _own_page() -> str:
    return settings.PUBLIC_URL + reverse("secrecy:secrets")
