"""The tick of the ledger: each reminder that is due is claimed once and laid in the outbox.

Whatever is done to one deadline's reminders happens in one transaction with its row locked, the
notices included: killed at any moment, either nothing happened or all of it did. Several senders,
late ticks and a clock that jumps can therefore neither lose a reminder nor send it twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from actors import audit, contacts
from actors.models import Actor, Function, User
from common.errors import RuleError
from followup import access
from followup.models import (
    Deadline,
    Reminder,
    ReminderChoice,
    ReminderSending,
)
from followup.rules import dates
from followup.rules import ladder as rules
from notices import outbox
from notices.recipients import Recipient
from records.refs import ref

TICK: Final = "followup.reminders"
EVERY: Final = timedelta(minutes=1)
# Deadlines per transaction: short enough that nobody who moves one waits for long.
BATCH: Final = 50
# Beyond this a tick leaves the rest to the next one.
MOST_BATCHES: Final = 200

Audience = Reminder.Audience
_BY_AUDIENCE: Final[dict[str, str]] = {
    Audience.COORDINATOR: access.REPORT,
    Audience.LEADERSHIP: access.LEAD,
    Audience.HANDLER: access.HANDLE,
    Audience.CHIEF: access.SIGN,
}


@dataclass
class _Receivers:
    """Whom each audience of each municipality or county is; asked once per batch."""

    at: datetime
    found: dict[tuple[str, str], list[tuple[Function, Recipient]]] = field(default_factory=dict)

    def of(self, audience: str, municipality: Actor) -> list[tuple[Function, Recipient]]:
        """Return the functions of the audience that can be reached, with their addresses."""
        of_county = audience in {Audience.HANDLER, Audience.CHIEF}
        thing = municipality.county if of_county else municipality
        if thing is None:
            return []
        key = (audience, ref(thing))
        if key not in self.found:
            functions = access.functions_with(_BY_AUDIENCE[audience], thing)
            everyone = [
                (function, contacts.recipients_of(function, at=self.at, exercise=False))
                for function in functions
            ]
            self.found[key] = [(f, r) for f, r in everyone if not r.is_empty]
        return self.found[key]


def send_due(at: datetime) -> int:
    """Lay every reminder that is due in the outbox; return how many deadlines were handled.

    Källa: issue 3 §3; architecture.md §2 "Deadlines"; reliability.md F21, F22.
    """
    total = 0
    for _ in range(MOST_BATCHES):
        handled = send_batch(at)
        total += handled
        if handled < BATCH:
            break
    return total


@transaction.atomic
def send_batch(at: datetime) -> int:
    """Claim some deadlines with reminders that are due, and send these; return how many.

    The deadline's row is the lock, as it is for whoever moves or meets it; what another sender
    holds is left to that one.
    """
    due = Reminder.objects.filter(state=Reminder.State.WAITING, send_at__lte=at)
    oldest = due.order_by("send_at").values_list("deadline_id", flat=True)[: BATCH * 4]
    wanted = list(dict.fromkeys(oldest))[:BATCH]
    if not wanted:
        return 0
    locked = list(
        Deadline.objects.filter(pk__in=wanted)
        .select_related("municipality__county")
        .order_by("municipality_id", "pk")
        .select_for_update(skip_locked=True, of=("self",))
    )
    rungs = due.filter(deadline__in=locked).order_by("deadline_id", "audience", "send_at", "pk")
    by_key = {deadline.pk: deadline for deadline in locked}
    receivers = _Receivers(at)
    letters: dict[int, list[tuple[Function, Recipient, Reminder]]] = defaultdict(list)
    for rung in _to_send(rungs, by_key, at):
        for function, recipient in _claim(rung, receivers, at):
            letters[function.pk].append((function, recipient, rung))
    _post(letters, at)
    return len(locked)


def _to_send(
    rungs: Iterable[Reminder], deadlines: dict[int, Deadline], at: datetime
) -> Iterator[Reminder]:
    """Yield the newest rung of each deadline and audience; put the others away.

    After an outage several may have been missed: one message says what they all would have said.
    """
    for (deadline_id, _), group in groupby(rungs, lambda rung: (rung.deadline_id, rung.audience)):
        *older, newest = list(group)
        newest.deadline = deadlines[deadline_id]
        is_open = newest.deadline.state == Deadline.State.OPEN
        missed = older if is_open else [*older, newest]
        Reminder.objects.filter(pk__in=[rung.pk for rung in missed]).update(
            state=Reminder.State.SKIPPED,
            handled_at=at,
            replaced_by=newest if is_open else None,
        )
        if is_open:
            yield newest


def _claim(rung: Reminder, receivers: _Receivers, at: datetime) -> list[tuple[Function, Recipient]]:
    """Mark a rung sent, or unreachable and somebody's task; return whom it goes to."""
    deadline = rung.deadline
    found = receivers.of(rung.audience, deadline.municipality)
    rung.state = Reminder.State.SENT if found else Reminder.State.UNREACHABLE
    rung.handled_at, rung.late_by = at, rules.lateness(rung.send_at, at)
    rung.save(update_fields=["state", "handled_at", "late_by"])
    if not found:
        _tell_county(rung, receivers, at)
    return found


def _tell_county(rung: Reminder, receivers: _Receivers, at: datetime) -> None:
    """Tell the county's handlers that an audience has no address: a function missing is a task."""
    municipality = rung.deadline.municipality
    for function, recipient in receivers.of(Audience.HANDLER, municipality):
        outbox.enqueue(
            template="T07",
            context={
                "recipient": f"{Audience(rung.audience).label}, {municipality.name}",
                "error": "ingen adress är registrerad",
                "url": _page(municipality, of_county=True),
            },
            recipient=recipient,
            about_ref=ref(rung.deadline),
            at=at,
            dedupe_key=f"unreachable:{rung.pk}:{function.pk}",
        )


def _post(letters: dict[int, list[tuple[Function, Recipient, Reminder]]], at: datetime) -> None:
    """Send each function its reminders: several at once as one digest, unless it chose not."""
    one_by_one = set(
        ReminderChoice.objects.filter(function__in=letters, one_by_one=True).values_list(
            "function_id", flat=True
        )
    )
    for number, group in sorted(letters.items()):
        if len(group) == 1 or number in one_by_one:
            for function, recipient, rung in group:
                _send_one(rung, function, recipient, at)
        else:
            _send_digest(group, at)


def _send_one(rung: Reminder, function: Function, recipient: Recipient, at: datetime) -> None:
    deadline = rung.deadline
    is_measure = deadline.kind == Deadline.Kind.MEASURE
    key = f"reminder:{rung.pk}:{function.pk}:{_round(rung)}"
    _note(rung, function, key)
    outbox.enqueue(
        template="N21" if is_measure else "N18",
        context={
            "what": _what(deadline, of_county=_is_of_county(rung)),
            "due": dates.in_words(deadline.due_date),
            "days": rules.days_left(deadline.due_date, at),
            "details": rules.days_left(deadline.due_date, at).capitalize() if is_measure else "",
            "url": _page(deadline.municipality, of_county=False),
        },
        recipient=recipient,
        about_ref=ref(deadline),
        at=at,
        dedupe_key=key,
    )


def _send_digest(group: list[tuple[Function, Recipient, Reminder]], at: datetime) -> None:
    function, recipient, first = group[0]
    group = sorted(group, key=lambda letter: (letter[2].due_date, letter[2].pk))
    of_county = _is_of_county(first)
    key = f"digest:{function.pk}:{first.pk}:{_round(first)}"
    lines = []
    for _, _, rung in group:
        _note(rung, function, key)
        deadline = rung.deadline
        left = rules.days_left(deadline.due_date, at)
        due = dates.in_words(deadline.due_date)
        lines.append(f"– {_what(deadline, of_county=of_county)} senast {due} ({left})")
    Reminder.objects.filter(pk__in=[rung.pk for _, _, rung in group]).update(in_digest=True)
    outbox.enqueue(
        template="T23",
        context={
            "count": str(len(group)),
            "details": "\n".join(lines),
            "url": _page(first.deadline.municipality, of_county=of_county),
        },
        recipient=recipient,
        about_ref=ref(first.deadline),
        at=at,
        dedupe_key=key,
    )


def _note(rung: Reminder, function: Function, key: str) -> None:
    ReminderSending.objects.create(
        reminder=rung,
        function_ref=ref(function),
        function_label=str(function)[:200],
        dedupe_key=key,
    )


def _round(rung: Reminder) -> str:
    """Return what tells one sending of a rung from a later one: the moment it was planned for."""
    return f"{int(rung.send_at.timestamp())}"


def _is_of_county(rung: Reminder) -> bool:
    return rung.audience in {Audience.HANDLER, Audience.CHIEF}


def _what(deadline: Deadline, *, of_county: bool) -> str:
    return f"{deadline.municipality.name}: {deadline.what}" if of_county else deadline.what


def _page(municipality: Actor, *, of_county: bool) -> str:
    if of_county and municipality.county_id:
        path = reverse("followup:county_deadlines", args=[municipality.county_id])
    else:
        path = reverse("followup:deadlines", args=[municipality.scb_code])
    return f"{settings.PUBLIC_URL}{path}"


@transaction.atomic
def send_again(*, reminder: Reminder, by: User, at: datetime) -> Reminder:
    """Try a reminder again that reached nobody, once an address has been added.

    Källa: issue 3 §3; what-users-say.md 6 (ingen funktion utan väg att nås).

    :raises PermissionDenied: if the user does not follow up the municipality.
    :raises RuleError: if it was not unreachable, is over, or there is still no address.
    """
    function = access.require_handler(by, reminder.deadline.municipality)
    deadline = Deadline.objects.select_for_update().get(pk=reminder.deadline_id)
    locked = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if locked.state != Reminder.State.UNREACHABLE:
        raise RuleError("Påminnelsen har redan en mottagare.")
    if deadline.state != Deadline.State.OPEN:
        raise RuleError("Fristen är inte längre öppen.")
    if not _Receivers(at).of(locked.audience, deadline.municipality):
        raise RuleError("Det finns fortfarande ingen adress. Lägg in en i registret först.")
    locked.state, locked.send_at, locked.handled_at = Reminder.State.WAITING, at, None
    locked.save(update_fields=["state", "send_at", "handled_at"])
    audit.record(
        by=by,
        function=function,
        at=at,
        action="followup.reminder.again",
        thing=deadline,
        text="lät skicka en påminnelse igen",
    )
    return locked


@transaction.atomic
def choose(*, function: Function, one_by_one: bool, by: User, at: datetime) -> None:
    """Choose for one's function whether reminders come as one digest or one by one.

    Källa: ux.md §4 "Digest mode for non-alarms".

    :raises RuleError: if the user does not hold the function.
    """
    if function.pk not in access.held_now(by, at):
        raise RuleError("Du har inte den funktionen.")
    ReminderChoice.objects.update_or_create(
        function=function, defaults={"one_by_one": one_by_one, "set_at": at}
    )
    audit.record(
        by=by,
        function=function,
        at=at,
        action="followup.reminder.choose",
        thing=function,
        text="valde hur påminnelser kommer",
        data={"one_by_one": one_by_one},
    )
