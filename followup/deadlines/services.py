"""Lay, move, meet and withdraw deadlines; each keeps its own ladder of reminders."""

from datetime import date, datetime

from django.db import models, transaction

from actors import audit
from actors.models import Actor, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.deadlines.ladders import services as ladders
from followup.deadlines.models import Deadline, DeadlineChange, Reminder
from followup.deadlines.rules import MOVABLE
from records.refs import ref


@transaction.atomic
def lay(
    *,
    municipality: Actor,
    kind: Deadline.Kind,
    key: str,
    about: models.Model | str,
    what: str,
    due_date: date,
    at: datetime,
    is_countys: bool = False,
) -> Deadline:
    """Lay a deadline and its whole ladder; a ``key`` that exists is the same deadline.

    ``what`` is shown to municipality and county, and stands in reminders: no secrets, no persons.
    A deadline that exists with another day is moved, without a reason of its own; one that was
    withdrawn runs again; one that was met for the same day stays met.
    Källa: domain.md 8.1.
    """
    deadline, is_new = Deadline.objects.get_or_create(
        key=key,
        defaults={
            "municipality": municipality,
            "kind": kind,
            "about_ref": about if isinstance(about, str) else ref(about),
            "what": what[:200],
            "due_date": due_date,
            "is_countys": is_countys,
            "laid_at": at,
        },
    )
    is_back = deadline.state == Deadline.State.CANCELLED
    if not is_new and (is_back or deadline.due_date != due_date):
        return change(key=key, due_date=due_date, reason="", by=None, function=None, at=at)
    if is_new:
        ladders.lay_rungs(deadline, at)
    return deadline


@transaction.atomic
def change(
    *,
    key: str,
    due_date: date,
    reason: str,
    by: User | None,
    function: Function | None,
    at: datetime,
) -> Deadline:
    """Move a deadline and plan its ladder anew, visibly. One that was met or withdrawn reopens.

    Källa: domain.md 8.1.
    """
    deadline = Deadline.objects.select_for_update().get(key=key)
    was_open = deadline.state == Deadline.State.OPEN
    if deadline.due_date == due_date and was_open:
        return deadline
    if deadline.due_date != due_date:
        ladders.put_away(deadline, Reminder.State.REPLANNED, at)
        DeadlineChange.objects.create(
            deadline=deadline,
            old_date=deadline.due_date,
            new_date=due_date,
            reason=reason[:300],
            changed_at=at,
            changed_by=audit.label_of(by, function),
        )
    deadline.due_date = due_date
    deadline.state, deadline.ended_at = Deadline.State.OPEN, None
    deadline.save(update_fields=["due_date", "state", "ended_at"])
    ladders.lay_rungs(deadline, at)
    return deadline


@transaction.atomic
def move(  # noqa: PLR0913 - what, from when, to when, why, by whom
    *,
    deadline: Deadline,
    due_date: date,
    reason: str,
    seen: date | None = None,
    by: User,
    at: datetime,
) -> Deadline:
    """Let the handler move a deadline that the county sets, with a reason.

    ``seen`` is the day that held when the handler began. A day that the agreements or a plan made
    together give is moved there, not here (``MOVABLE``).
    Källa: Vägledningen 3.2 "rimlig tid"; domain.md 8.
    """
    function = access.require_handler(by, deadline.municipality)
    locked = Deadline.objects.select_for_update().get(pk=deadline.pk)
    if locked.kind not in MOVABLE:
        raise RuleError("Den här fristen flyttas inte här.", field="due_date")
    if locked.state != Deadline.State.OPEN:
        raise RuleError("Fristen är inte längre öppen.", field="due_date")
    if seen not in {None, locked.due_date}:
        raise RuleError(
            f"Någon annan har flyttat fristen till {locked.due_date}. Ladda om sidan och se efter.",
            code="conflict",
        )
    if due_date == locked.due_date:
        raise RuleError("Välj en annan dag än den som gäller.", field="due_date")
    if due_date < local(at).date():
        raise RuleError("Fristen kan inte flyttas till en dag som har varit.", field="due_date")
    if len(reason.strip()) < ladders.REASON_AT_LEAST:
        raise RuleError("Ange skälet.", field="reason")
    audit.record(
        by=by,
        function=function,
        at=at,
        action="followup.deadline.move",
        thing=locked,
        text="flyttade en frist",
        data={"from": str(locked.due_date), "to": str(due_date)},
    )
    return change(
        key=locked.key, due_date=due_date, reason=reason.strip(), by=by, function=function, at=at
    )


def meet(*, key: str, at: datetime) -> None:
    """Note that what was due has been done; what waits of the ladder is not sent.

    A key that has no open deadline is no error.
    Källa: domain.md 7.
    """
    _end(key, Deadline.State.MET, at)


def withdraw(*, key: str, at: datetime) -> None:
    """Take back a deadline that no longer holds.

    Källa: domain.md 7.
    """
    _end(key, Deadline.State.CANCELLED, at)


@transaction.atomic
def _end(key: str, state: Deadline.State, at: datetime) -> None:
    found = Deadline.objects.select_for_update().filter(key=key, state=Deadline.State.OPEN)
    if deadline := found.first():
        deadline.state, deadline.ended_at = state, at
        deadline.save(update_fields=["state", "ended_at"])
        ladders.put_away(deadline, Reminder.State.SKIPPED, at)
