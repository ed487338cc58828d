"""The rungs of a deadline, laid, revived and put away; and a county's own ladder."""

from datetime import date, datetime

from django.db import transaction

from actors import audit
from actors.models import County, User
from actors.rights import rights
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.deadlines.ladders import rules
from followup.deadlines.models import Deadline, Reminder, ReminderLadder

REVIVABLE = (Reminder.State.REPLANNED, Reminder.State.SKIPPED)
REASON_AT_LEAST = 5


def ladder_for(county: County | None, kind: str, day: date) -> rules.Ladder:
    """Return the ladder in force: the county's own, else the default.

    Källa: domain.md 8; Vägledningen 2.1.
    """
    own = ReminderLadder.objects.filter(county=county, kind=kind, valid_from__lte=day).first()
    if own is None:
        return rules.default_for(kind, day).ladder
    return rules.Ladder(tuple(own.offsets), own.leadership_from, own.handler_from)


def lay_rungs(deadline: Deadline, at: datetime) -> None:
    """Lay the whole ladder of a deadline that is open, in the caller's transaction.

    A rung that exists for the same day is taken up again if it was put away, and left alone if it
    has been sent: nobody is told the same thing twice.
    Källa: domain.md 8.1, 8.
    """
    county = deadline.municipality.county
    ladder = ladder_for(county, deadline.kind, local(at).date())
    existing = {
        (rung.offset_days, rung.audience): rung
        for rung in deadline.reminders.filter(due_date=deadline.due_date)
    }
    told = {rung.offset_days for rung in existing.values() if rung.state not in REVIVABLE}
    planned = rules.rungs(ladder, deadline.due_date, at, is_countys=deadline.is_countys, told=told)
    new = []
    for rung in planned:
        old = existing.get((rung.offset_days, rung.audience))
        if old is None:
            new.append(
                Reminder(
                    deadline=deadline,
                    due_date=deadline.due_date,
                    offset_days=rung.offset_days,
                    audience=rung.audience,
                    send_at=rung.send_at,
                )
            )
        elif old.state in REVIVABLE:
            old.state, old.send_at = Reminder.State.WAITING, rung.send_at
            old.handled_at, old.replaced_by = None, None
            old.save(update_fields=["state", "send_at", "handled_at", "replaced_by"])
    Reminder.objects.bulk_create(new)


def go_on(deadline: Deadline, at: datetime) -> int:
    """Lay the next reminder of a deadline that is open and has none waiting; return how many.

    Källa: Vägledningen 3.2 "kontinuerlig dialog och uppföljning"; domain.md 8.2.
    """
    waits = deadline.reminders.filter(due_date=deadline.due_date, state=Reminder.State.WAITING)
    if deadline.state != Deadline.State.OPEN or waits.exists():
        return 0
    county = deadline.municipality.county
    ladder = ladder_for(county, deadline.kind, local(at).date())
    found = rules.again(ladder, deadline.due_date, at, is_countys=deadline.is_countys)
    laid = Reminder.objects.bulk_create(
        Reminder(
            deadline=deadline,
            due_date=deadline.due_date,
            offset_days=rung.offset_days,
            audience=rung.audience,
            send_at=rung.send_at,
        )
        for rung in found
    )
    return len(laid)


def put_away(deadline: Deadline, state: Reminder.State, at: datetime) -> int:
    """Let no waiting rung of the deadline be sent; it stays to be seen, with why.

    Källa: domain.md 8.1.
    """
    waiting = deadline.reminders.filter(state=Reminder.State.WAITING)
    return waiting.update(state=state, handled_at=at)


@transaction.atomic
def set_ladder(
    *,
    county: County,
    kind: Deadline.Kind,
    ladder: rules.Ladder,
    valid_from: date,
    reason: str,
    by: User,
    at: datetime,
) -> ReminderLadder:
    """Set the county's own ladder for a kind of deadline, from a day on.

    It holds for deadlines that arise or move from then; those already laid keep their rungs.
    Källa: domain.md 8; Vägledningen 2.1 (länsstyrelsen lägger upp sin uppföljning).
    """
    function = rights.require(by, access.SET, county)
    County.objects.select_for_update().get(pk=county.pk)
    wrong = rules.faults(ladder.offsets, ladder.leadership_from, ladder.handler_from)
    if wrong:
        raise RuleError(" ".join(wrong), field="offsets")
    if len(reason.strip()) < REASON_AT_LEAST:
        raise RuleError("Ange varför trappan ändras.", field="reason")
    if valid_from < local(at).date():
        raise RuleError("Trappan kan gälla tidigast från i dag.", field="valid_from")
    saved = ReminderLadder.objects.create(
        county=county,
        kind=kind,
        offsets=sorted(ladder.offsets),
        leadership_from=ladder.leadership_from,
        handler_from=ladder.handler_from,
        valid_from=valid_from,
        reason=reason.strip(),
        set_by=audit.label_of(by, function),
        set_at=at,
    )
    audit.record(
        by=by,
        function=function,
        at=at,
        action="followup.ladder.set",
        thing=saved,
        text=f"ändrade påminnelserna för {Deadline.Kind(kind).label.lower()}",
        data={"offsets": sorted(ladder.offsets)},
    )
    return saved
