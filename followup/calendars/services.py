"""The secret addresses where somebody's calendar fetches deadlines or visits."""

from datetime import datetime

from django.db import transaction

from actors import audit, rules
from actors.models import User
from actors.rights import rights
from common.errors import RuleError
from followup.deadlines.models import DeadlineCalendar
from followup.visits.models import VisitCalendar

Addresses = type[DeadlineCalendar] | type[VisitCalendar]


@transaction.atomic
def make_address(of: Addresses, *, by: User, at: datetime) -> str:
    """Make a secret address; a former one stops working. It is shown once.

    Källa: domain.md 8, 8.4.
    """
    if not rights.functions_of(by, at):
        raise RuleError("Du behöver ett förordnande för att prenumerera.")
    secret, hashed = rules.new_secret()
    of.objects.update_or_create(person=by, defaults={"secret_hash": hashed, "made_at": at})
    _record(of, by, at, "create", "skapad")
    return secret


@transaction.atomic
def revoke_address(of: Addresses, *, by: User, at: datetime) -> None:
    """Let the address stop working.

    Källa: domain.md 8.4.
    """
    if of.objects.filter(person=by).delete()[0]:
        _record(of, by, at, "revoke", "återkallad")


def _record(of: Addresses, by: User, at: datetime, act: str, done: str) -> None:
    audit.record(
        by=by,
        function=rights.acting_function(by),
        at=at,
        action=f"{of._meta.model_name}.{act}",
        thing=by,
        text=f"{str(of._meta.verbose_name).capitalize()} {done}.",
    )
