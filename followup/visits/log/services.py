"""The log kept on site, saved field by field: what is said, who is there, what falls short."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from actors import audit
from actors.models import User
from common.autosave import mark_of
from common.errors import RuleError
from common.numbers import whole
from followup.terms.models import Area
from followup.visits import areas as visit_areas
from followup.visits.guards import locked_for, log
from followup.visits.measures import deficiencies
from followup.visits.measures.models import Deficiency
from followup.visits.models import Visit, VisitArea, VisitCriterion, VisitParticipant, VisitProtocol

EXCEPTIONS: Final = ("participants_exception", "areas_exception")
TEXTS: Final = ("strengths", "reasons", "support_needs", "own_funded", *EXCEPTIONS)
LONGEST: Final = 8000
LONGEST_EXCEPTION: Final = 1000
LONGEST_NOTE: Final = 4000
# The fields that a visit that has been held rests on.
RESTS_ON: Final = ("present-", "touched-", *EXCEPTIONS)
PRESENT: Final = {"yes": True, "no": False, "": None}


class FieldConflict(RuleError):
    """Somebody else has written in the field meanwhile: ``value`` is theirs."""

    def __init__(self, value: str, by_label: str) -> None:
        who = by_label or "Någon annan"
        super().__init__(f"{who} ändrade texten medan du skrev.", code="conflict")
        self.value, self.by_label = value, by_label


@dataclass(frozen=True)
class Typed:
    """What somebody wrote, and the mark of what they had seen."""

    value: str
    seen: str


@transaction.atomic
def save_field(*, visit_id: int, field: str, typed: Typed, by: User, at: datetime) -> str:
    """Save one field of the log, if nobody has written in it since; return its value.

    Of a visit that has been held nothing is undone that it rested on, unless a reason is there.
    Källa: Vägledningen 2.7 "ska … delta"; Vägledningen 2.7.3; domain.md 1.10.

    :raises FieldConflict: if somebody else has written meanwhile.
    """
    visit, function = locked_for(visit_id, by)
    _require_writable(visit)
    value = typed.value.replace("\r\n", "\n").strip()
    before = read(visit, field)
    if before == value:
        return value
    if mark_of(before) != typed.seen:
        raise FieldConflict(before, visit.written_by.get(field, ""))
    _write(visit, field, value)
    visit.written_by = {**visit.written_by, field: audit.label_of(by, function)}
    visit.save(update_fields=["written_by", *([field] if field in TEXTS else [])])
    if visit.held_date is not None and field.startswith(RESTS_ON):
        visit_areas.require_demands(visit, visit.held_date)
    log(visit, "visit.log", "Skrev i besökets logg", by=by, function=function, at=at)
    return value


def save_log(
    *, visit_id: int, fields: Mapping[str, Typed], by: User, at: datetime
) -> dict[str, FieldConflict]:
    """Save every field; return those that somebody else had changed, which are left as they were.

    A field that its writer left as it was is left as it is now, whoever changed it meanwhile.
    Källa: Vägledningen 2.7.3; domain.md 1.10.
    """
    conflicts = {}
    # A reason first: what it excuses can then be saved.
    for field, typed in sorted(fields.items(), key=lambda one: one[0] not in EXCEPTIONS):
        if mark_of(typed.value) == typed.seen:
            continue
        try:
            save_field(visit_id=visit_id, field=field, typed=typed, by=by, at=at)
        except FieldConflict as conflict:
            conflicts[field] = conflict
    return conflicts


@transaction.atomic
def log_deficiency(
    *, visit_id: int, area: str, text: str, remedy: str, by: User, at: datetime
) -> Deficiency:
    """Name what falls short, on site; the municipality is told with the protocol.

    Källa: Vägledningen 2.9 "var tydlig med vad länsstyrelsen anser behöver förbättras".
    """
    visit, _ = locked_for(visit_id, by)
    _require_writable(visit)
    return deficiencies.name_deficiency(
        municipality_id=visit.municipality_id,
        origin=Deficiency.Origin.VISIT,
        area=Area(area),
        text=text,
        remedy=remedy,
        visit_id=visit.pk,
        by=by,
        at=at,
    )


def is_writable(visit: Visit) -> bool:
    """Return whether the log may still be written in: until the protocol leaves its draft.

    Källa: Vägledningen 2.7.3 "Efter mötet ska länsstyrelsen skicka ett protokoll".
    """
    if visit.status not in {Visit.Status.BOOKED, Visit.Status.HELD}:
        return False
    protocol = VisitProtocol.objects.filter(visit=visit).first()
    return protocol is None or protocol.status == VisitProtocol.Status.DRAFT


def read(visit: Visit, field: str) -> str:
    """Return the stored value of a field of the log.

    Källa: Vägledningen 2.7.3.
    """
    if field in TEXTS:
        return str(getattr(visit, field))
    kind, _, key = field.partition("-")
    if kind in {"area", "touched"} and key in Area.values:
        row = VisitArea.objects.filter(visit=visit, area=key).first()
        if kind == "area":
            return row.note if row else ""
        return "on" if row and row.is_touched else ""
    if kind == "criterion":
        return _choice(visit, key).note
    if kind == "present":
        is_present = _participant(visit, key).is_present
        return {True: "yes", False: "no", None: ""}[is_present]
    raise RuleError("Fältet finns inte.")


def _write(visit: Visit, field: str, value: str) -> None:
    if len(value) > _longest(field):
        raise RuleError("Texten är för lång.")
    kind, _, key = field.partition("-")
    if field in TEXTS:
        setattr(visit, field, value)
    elif kind == "area":
        VisitArea.objects.update_or_create(visit=visit, area=key, defaults={"note": value})
        _touch(visit, key, value)
    elif kind == "touched":
        is_touched = value == "on"
        VisitArea.objects.update_or_create(
            visit=visit, area=key, defaults={"is_touched": is_touched}
        )
    elif kind == "criterion":
        choice = _choice(visit, key)
        VisitCriterion.objects.filter(pk=choice.pk).update(note=value)
        _touch(visit, choice.criterion.area, value)
    else:
        if value not in PRESENT:
            raise RuleError("Välj ja eller nej.")
        found = _participant(visit, key)
        found.is_present = PRESENT[value]
        found.save(update_fields=["is_present"])


def _longest(field: str) -> int:
    if field in EXCEPTIONS:
        return LONGEST_EXCEPTION
    return LONGEST if field in TEXTS else LONGEST_NOTE


def _touch(visit: Visit, area: str, note: str) -> None:
    """Mark the area as touched when something is said on it."""
    if note:
        VisitArea.objects.update_or_create(visit=visit, area=area, defaults={"is_touched": True})


def _choice(visit: Visit, key: str) -> VisitCriterion:
    found = visit.criteria.filter(pk=whole(key) or 0).first()
    if found is None:
        raise RuleError("Kriteriet är inte längre valt.")
    return found


def _participant(visit: Visit, key: str) -> VisitParticipant:
    found = visit.participants.filter(pk=whole(key) or 0).first()
    if found is None:
        raise RuleError("Deltagaren finns inte längre på listan.")
    return found


def _require_writable(visit: Visit) -> None:
    if not is_writable(visit):
        raise RuleError("Loggen är stängd: besöket är inte bokat, eller protokollet inte utkast.")
