"""What providers and phones say of a call: it arrived, never will, or the reply cannot be read."""

from datetime import datetime

from django.db import transaction

from activations.models import LogEntry, Summons
from activations.summons import services
from records import versions


@transaction.atomic
def note_delivery(*, summons_id: int, at: datetime) -> None:
    """Take the provider's word that the call arrived; later words change nothing.

    Källa: domain.md 5.3.
    """
    summons = services.lock(summons_id)
    if summons.status != Summons.Status.CALLED:
        return
    summons.deliver(at=at)
    summons.save()
    versions.bump(f"meeting:{summons.meeting_id}")


@transaction.atomic
def note_failure(*, summons_id: int, at: datetime) -> None:
    """Put a function whose address does not work straight on the call list.

    Källa: domain.md 5.3.
    """
    summons = services.lock(summons_id)
    if summons.status in services.FINAL or summons.answer or summons.listed_at:
        return
    summons.listed_at, summons.listed_because = at, services.WRONG_ADDRESS
    summons.call_deputy_at = min(summons.call_deputy_at, at)
    summons.save()
    versions.bump(f"meeting:{summons.meeting_id}")
    services.write(
        services.activation_of(summons.meeting),
        LogEntry.Kind.FAULT,
        f"Kallelsen till {summons.function} gick inte fram. Ring: funktionen står på ringlistan.",
        at=at,
    )


@transaction.atomic
def note_deputy_failure(*, summons_id: int, at: datetime) -> None:
    """Say that the call to a deputy did not arrive; the function's own call stands as it was.

    Källa: domain.md 5.3.
    """
    summons = services.lock(summons_id)
    if summons.status in services.FINAL or summons.answer:
        return
    versions.bump(f"meeting:{summons.meeting_id}")
    text = f"Kallelsen till ersättare för {summons.function} gick inte fram."
    services.write(services.activation_of(summons.meeting), LogEntry.Kind.FAULT, text, at=at)


@transaction.atomic
def note_unclear(*, summons_id: int, by_label: str, at: datetime) -> None:
    """Write down that a reply by SMS came which decides nothing; whoever sent it is still asked.

    Källa: domain.md 6.1.
    """
    summons = services.lock(summons_id)
    versions.bump(f"meeting:{summons.meeting_id}")
    text = f"{by_label} svarade med ett sms som inte gick att förstå. Ring funktionen."
    services.write(services.activation_of(summons.meeting), LogEntry.Kind.FAULT, text, at=at)
