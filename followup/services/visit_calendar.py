"""The secret address where somebody's calendar fetches visits: made anew, or revoked."""

from datetime import datetime

from django.db import transaction

from actors import audit, rights, rules
from actors.models import User
from common.errors import RuleError
from followup.models import VisitCalendar


@transaction.atomic
def new_calendar_address(*, by: User, at: datetime) -> str:
    """Make a secret address for the user's calendar; a former one stops working.

    Källa: ux.md §8 "iCal".

    :raises RuleError: if the person holds no function.
    """
    if not rights.functions_of(by, at):
        raise RuleError("Du behöver ett förordnande för att prenumerera på besök.")
    secret, hashed = rules.new_secret()
    VisitCalendar.objects.update_or_create(
        person=by, defaults={"secret_hash": hashed, "made_at": at}
    )
    _record(by, at, "visit_calendar.create", "Kalenderadress för besök skapad.")
    return secret


@transaction.atomic
def revoke_calendar_address(*, by: User, at: datetime) -> None:
    """Let the address stop working.

    Källa: ux.md §8 "iCal".
    """
    VisitCalendar.objects.filter(person=by).delete()
    _record(by, at, "visit_calendar.revoke", "Kalenderadress för besök återkallad.")


def _record(by: User, at: datetime, action: str, text: str) -> None:
    function = rights.acting_function(by)
    audit.record(by=by, function=function, at=at, action=action, thing=by, text=text)
