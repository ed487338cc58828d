"""Whose calendar a secret address is."""

from actors.models import User
from actors.rights import rights
from actors.rules import hash_of
from followup.deadlines.models import DeadlineCalendar
from followup.visits.models import VisitCalendar


def owner_of(of: type[DeadlineCalendar] | type[VisitCalendar], secret: str) -> User | None:
    """Return whose the address is; whoever has lost every function has none."""
    found = of.objects.filter(secret_hash=hash_of(secret), person__is_active=True)
    row = found.select_related("person").first()
    return row.person if row and rights.functions_of(row.person) else None
