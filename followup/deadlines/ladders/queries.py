"""When reminders go out in a county, and how they come to somebody's functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from actors.models import County, Function, User
from actors.rights.rights import functions_of
from followup import access
from followup.deadlines.ladders import rules
from followup.deadlines.models import Deadline, ReminderChoice, ReminderLadder
from followup.deadlines.queries import offset_text

_REMINDED = (access.REPORT, access.LEAD, access.HANDLE, access.SIGN)


@dataclass(frozen=True)
class LadderRow:
    """The ladder of one kind of deadline, and whose choice it is."""

    kind: str
    days: str
    leadership: str
    handler: str
    source: str
    coming: str


def ladders_of(county: County, day: date) -> list[LadderRow]:
    """Return the ladder of each kind on a day, with a coming change if one is decided."""
    found = []
    own = list(ReminderLadder.objects.filter(county=county))
    for kind in Deadline.Kind:
        mine = [one for one in own if one.kind == kind]
        now = next((one for one in mine if one.valid_from <= day), None)
        later = next((one for one in reversed(mine) if one.valid_from > day), None)
        default = rules.default_for(kind, day)
        ladder, source = now or default.ladder, default.source
        if now is not None:
            source = f"Länets val från {now.valid_from}: {now.reason} ({now.set_by})"
        row = LadderRow(
            kind.label,
            _days(ladder.offsets),
            _from(ladder.leadership_from),
            _from(ladder.handler_from),
            source,
            f"Ändras {later.valid_from}: {_days(later.offsets)}" if later else "",
        )
        found.append(row)
    return found


def _days(offsets: Iterable[int]) -> str:
    return ", ".join(offset_text(days) for days in offsets)


def _from(days: int | None) -> str:
    return "aldrig" if days is None else offset_text(days)


def reminded_functions(user: User) -> list[Function]:
    """Return those of one's functions that reminders of the follow-up go to."""
    held = [function.pk for function in functions_of(user)]
    codes = [permission.split(".", 1)[1] for permission in _REMINDED]
    is_reminded = Q(group__groupobjectpermission__permission__codename__in=codes)
    found = Function.objects.filter(is_reminded, pk__in=held).select_related("actor")
    return list(found.distinct().order_by("pk"))


def wanting_each(functions: Iterable[Function] | Iterable[int]) -> set[int]:
    """Return which of the functions want each reminder by itself."""
    chosen = ReminderChoice.objects.filter(function__in=functions, one_by_one=True)
    return set(chosen.values_list("function_id", flat=True))


def choices_of(functions: list[Function]) -> dict[str, str]:
    """Return what has been chosen, as the form's values."""
    each = wanting_each(functions)
    return {f"function_{one.pk}": "one" if one.pk in each else "digest" for one in functions}
