"""The secret address where somebody's calendar fetches deadlines: made, and taken back."""

from datetime import datetime

from django.db import transaction

from actors import audit, rights, rules
from actors.models import User
from common.errors import RuleError
from followup.models import DeadlineCalendar


@transaction.atomic
def make_address(*, by: User, at: datetime) -> str:
    """Make a secret address for one's deadlines; a former one stops working. It is shown once.

    Källa: issue 3 §3; ux.md §8 "iCal".

    :raises RuleError: if the person holds no function.
    """
    if not rights.functions_of(by, at):
        raise RuleError("Du behöver ett förordnande för att prenumerera på frister.")
    secret, hashed = rules.new_secret()
    DeadlineCalendar.objects.update_or_create(
        person=by, defaults={"secret_hash": hashed, "made_at": at}
    )
    _record(by, at, "calendar.create", "Kalenderadress för frister skapad.")
    return secret


@transaction.atomic
def revoke_address(*, by: User, at: datetime) -> None:
    """Let the address stop working.

    Källa: ux.md §8 "iCal".
    """
    if DeadlineCalendar.objects.filter(person=by).delete()[0]:
        _record(by, at, "calendar.revoke", "Kalenderadress för frister återkallad.")


def _record(by: User, at: datetime, action: str, text: str) -> None:
    audit.record(by=by, function=None, at=at, action=f"followup.{action}", thing=by, text=text)
