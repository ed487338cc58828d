"""The demonstration: reminders that went in time, went late, found nobody, were replanned."""

from datetime import datetime, timedelta
from typing import Final

from actors.models import Actor, ContactAddress, Function
from common.clock import local
from demo.followup import people
from followup.deadlines import services as deadlines
from followup.deadlines.ladders import reminders
from followup.deadlines.ladders import rules as ladder
from followup.deadlines.models import Deadline

MARK: Final = "DEMO: "
KEY: Final = "demo-deadline"


def build(at: datetime) -> None:
    """Build what is missing; safe to repeat."""
    if Deadline.objects.filter(key__startswith=KEY).exists():
        return
    _on_time(at)
    _late(at)
    _unreachable(at)
    _moved(at)


def _on_time(at: datetime) -> None:
    """Vallentuna: reminded thirty days before, on the minute."""
    laid = _lay("vallentuna", "Plan för övningen som sköts upp", at, days_left=20)
    reminders.send_due(ladder.send_at(laid.due_date, -30))


def _late(at: datetime) -> None:
    """Upplands-Bro: the service stood still for two days; the reminder was caught up."""
    laid = _lay("upplands-bro", "Plan för reglementet", at, days_left=18)
    reminders.send_due(ladder.send_at(laid.due_date, -30) + timedelta(days=2, hours=3))


def _unreachable(at: datetime) -> None:
    """Salem: the coordinator's address was missing that morning and was entered afterwards."""
    laid = _lay("salem", "Plan för utbildning", at, days_left=16)
    functions = Function.objects.filter(actor__slug="salem", name__startswith="Beredskap")
    addresses = list(ContactAddress.objects.filter(function__in=functions))
    ContactAddress.objects.filter(pk__in=[address.pk for address in addresses]).delete()
    reminders.send_due(ladder.send_at(laid.due_date, -30))
    ContactAddress.objects.bulk_create(addresses)


def _moved(at: datetime) -> None:
    """Vallentuna: a completion whose day was moved in dialogue."""
    laid = _lay(
        "vallentuna",
        "Komplettering av övningsplanen",
        at,
        days_left=5,
        kind=Deadline.Kind.COMPLETION,
    )
    reminders.send_due(ladder.send_at(laid.due_date, -7))
    deadlines.move(
        deadline=laid,
        due_date=laid.due_date + timedelta(days=21),
        reason=f"{MARK}Kommunen och länsstyrelsen kom överens om mer tid.",
        by=people.handler(),
        at=at - timedelta(days=1),
    )


def _lay(
    slug: str,
    what: str,
    at: datetime,
    *,
    days_left: int,
    kind: Deadline.Kind = Deadline.Kind.MISSING_DOCUMENT_PLAN,
) -> Deadline:
    municipality = Actor.objects.get(slug=slug)
    due = local(at).date() + timedelta(days=days_left)
    return deadlines.lay(
        municipality=municipality,
        kind=kind,
        key=f"{KEY}:{slug}:{kind}",
        about=municipality,
        what=f"{MARK}{what}",
        due_date=due,
        at=at - timedelta(days=50),
    )
