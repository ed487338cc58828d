"""When reminders go out in a county, and how they come to somebody's functions."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from actors.models import County, Function, User
from actors.rights import functions_of
from followup import access
from followup.models import Deadline, ReminderChoice, ReminderLadder
from followup.reports.deadlines import offset_text
from followup.rules import ladder as rules

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
    own = list(ReminderLadder.objects.filter(county=county))
    return [_row(kind, own, day) for kind in Deadline.Kind]


def _row(kind: Deadline.Kind, own: list[ReminderLadder], day: date) -> LadderRow:
    mine = [one for one in own if one.kind == kind]
    now = next((one for one in mine if one.valid_from <= day), None)
    later = next((one for one in reversed(mine) if one.valid_from > day), None)
    if now is None:
        default = rules.default_for(kind, day)
        ladder, source = default.ladder, default.source
    else:
        ladder = rules.Ladder(tuple(now.offsets), now.leadership_from, now.handler_from)
        source = f"Länets val från {now.valid_from}: {now.reason} ({now.set_by})"
    return LadderRow(
        kind.label,
        ", ".join(offset_text(days) for days in ladder.offsets),
        _from(ladder.leadership_from),
        _from(ladder.handler_from),
        source,
        f"Ändras {later.valid_from}: {', '.join(offset_text(d) for d in later.offsets)}"
        if later
        else "",
    )


def _from(days: int | None) -> str:
    return "aldrig" if days is None else offset_text(days)


def reminded_functions(user: User) -> list[Function]:
    """Return those of one's functions that reminders of the follow-up go to."""
    held = [function.pk for function in functions_of(user)]
    codes = [permission.split(".", 1)[1] for permission in _REMINDED]
    is_reminded = Q(group__groupobjectpermission__permission__codename__in=codes)
    return list(
        Function.objects.filter(is_reminded, pk__in=held)
        .select_related("actor")
        .distinct()
        .order_by("pk")
    )


def choices_of(functions: list[Function]) -> dict[str, str]:
    """Return what has been chosen, as the form's values."""
    one = set(
        ReminderChoice.objects.filter(function__in=functions, one_by_one=True).values_list(
            "function_id", flat=True
        )
    )
    return {
        f"function_{function.pk}": "one" if function.pk in one else "digest"
        for function in functions
    }
