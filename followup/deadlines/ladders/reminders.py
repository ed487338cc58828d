"""The tick of the ledger: each reminder that is due is claimed once and laid in the outbox.

Whatever is done to one deadline's reminders happens in one transaction with its row locked, the
notices included: killed at any moment, either nothing happened or all of it did. Several senders,
late ticks and a clock that jumps can therefore neither lose a reminder nor send it twice.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from actors import audit
from actors.addresses import contacts
from actors.models import Actor, Function, User
from common.errors import RuleError
from followup import access
from followup.deadlines.ladders import queries, rules
from followup.deadlines.ladders import services as ladders
from followup.deadlines.models import Deadline, Reminder, ReminderChoice, ReminderSending
from followup.terms import dates
from notices.outbox import outbox
from notices.outbox.recipients import Recipient
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
OF_COUNTY: Final = frozenset({Audience.HANDLER, Audience.CHIEF})


Letter = tuple[Function, Recipient, Reminder]


@dataclass
class _Batch:
    """What one transaction sends at a moment. Whom each audience is, is asked once."""

    at: datetime
    found: dict[tuple[str, str], list[tuple[Function, Recipient]]] = field(default_factory=dict)

    def receivers(self, audience: str, municipality: Actor) -> list[tuple[Function, Recipient]]:
        """Return the functions of the audience that can be reached, with their addresses."""
        thing = municipality.county if audience in OF_COUNTY else municipality
        if thing is None:
            return []
        key = (audience, ref(thing))
        if key not in self.found:
            everyone = [
                (function, contacts.recipients_of(function, at=self.at, exercise=False))
                for function in access.functions_with(_BY_AUDIENCE[audience], thing)
            ]
            self.found[key] = [(f, r) for f, r in everyone if not r.is_empty]
        return self.found[key]

    def newest(self, rungs: Iterable[Reminder], deadlines: Iterable[Deadline]) -> list[Reminder]:
        """Return the newest rung of each deadline and audience; put the others away.

        After an outage several may have been missed: one message says what they all would have.
        """
        found, by_key = [], {deadline.pk: deadline for deadline in deadlines}
        for (key, _), group in groupby(rungs, lambda rung: (rung.deadline_id, rung.audience)):
            *older, newest = list(group)
            newest.deadline = by_key[key]
            is_open = newest.deadline.state == Deadline.State.OPEN
            missed = older if is_open else [*older, newest]
            Reminder.objects.filter(pk__in=[rung.pk for rung in missed]).update(
                state=Reminder.State.SKIPPED,
                handled_at=self.at,
                replaced_by=newest if is_open else None,
            )
            if is_open:
                found.append(newest)
        return found

    def claim(self, rung: Reminder) -> list[Letter]:
        """Mark a rung sent and return its letters; one that reaches nobody is the county's task."""
        municipality = rung.deadline.municipality
        found = self.receivers(rung.audience, municipality)
        rung.state = Reminder.State.SENT if found else Reminder.State.UNREACHABLE
        rung.handled_at, rung.late_by = self.at, rules.lateness(rung.send_at, self.at)
        rung.save(update_fields=["state", "handled_at", "late_by"])
        for function, recipient in () if found else self.receivers(Audience.HANDLER, municipality):
            outbox.enqueue(
                template="notice_failed",
                context={
                    "recipient": f"{Audience(rung.audience).label}, {municipality.name}",
                    "error": "ingen adress är registrerad",
                    "url": _page(municipality, of_county=True),
                },
                recipient=recipient,
                about_ref=ref(rung.deadline),
                at=self.at,
                dedupe_key=f"unreachable:{rung.pk}:{function.pk}",
            )
        return [(function, recipient, rung) for function, recipient in found]

    def send_one(self, letter: Letter) -> None:
        function, _, rung = letter
        deadline, left = rung.deadline, rules.days_left(rung.deadline.due_date, self.at)
        is_measure = deadline.kind == Deadline.Kind.MEASURE
        self._lay(
            "measure_due" if is_measure else "deadline_reminder",
            f"reminder:{rung.pk}:{function.pk}",
            [letter],
            what=_what(rung),
            due=dates.in_words(deadline.due_date),
            days=left,
            details=left.capitalize() if is_measure else "",
            url=_page(deadline.municipality, of_county=False),
        )

    def send_digest(self, letters: list[Letter]) -> None:
        """Send a function several reminders in one notice."""
        function, _, first = letters[0]
        rungs = sorted((rung for _, _, rung in letters), key=lambda rung: (rung.due_date, rung.pk))
        lines = []
        for rung in rungs:
            due = rung.deadline.due_date
            left = rules.days_left(due, self.at)
            lines.append(f"– {_what(rung)} senast {dates.in_words(due)} ({left})")
        Reminder.objects.filter(pk__in=[rung.pk for rung in rungs]).update(in_digest=True)
        self._lay(
            "reminder_digest",
            f"digest:{function.pk}:{first.pk}",
            letters,
            count=str(len(letters)),
            details="\n".join(lines),
            url=_page(first.deadline.municipality, of_county=first.audience in OF_COUNTY),
        )

    def _lay(self, template: str, key: str, letters: list[Letter], **words: str) -> None:
        """Lay a notice in the outbox, and note in the ledger which rungs it holds.

        The moment that the first was planned for tells one sending of a rung from a later one.
        """
        function, recipient, first = letters[0]
        key = f"{key}:{int(first.send_at.timestamp())}"
        laid = outbox.enqueue(
            template=template,
            context=words,
            recipient=recipient,
            about_ref=ref(first.deadline),
            at=self.at,
            dedupe_key=key,
        )
        if not laid:
            return  # nothing left now: the ledger tells only of what did
        for _, _, rung in letters:
            ReminderSending.objects.create(
                reminder=rung,
                function_ref=ref(function),
                function_label=str(function)[:200],
                dedupe_key=key,
            )


def send_due(at: datetime) -> int:
    """Lay every reminder that is due in the outbox; return how many deadlines were handled.

    Källa: domain.md 8, 8.1, 8.3.
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
    batch = _Batch(at)
    letters: dict[int, list[Letter]] = defaultdict(list)
    for rung in batch.newest(rungs, locked):
        for letter in batch.claim(rung):
            letters[letter[0].pk].append(letter)
    for deadline in locked:
        ladders.go_on(deadline, at)
    one_by_one = queries.wanting_each(letters)
    for key, group in sorted(letters.items()):
        if len(group) > 1 and key not in one_by_one:
            batch.send_digest(group)
        else:
            for letter in group:
                batch.send_one(letter)
    return len(locked)


def _what(rung: Reminder) -> str:
    deadline = rung.deadline
    is_of_county = rung.audience in OF_COUNTY
    return f"{deadline.municipality.name}: {deadline.what}" if is_of_county else deadline.what


def _page(municipality: Actor, *, of_county: bool) -> str:
    if of_county and municipality.county_id:
        path = reverse("followup:county_deadlines", args=[municipality.county_id])
    else:
        path = reverse("followup:deadlines", args=[municipality.scb_code])
    return f"{settings.PUBLIC_URL}{path}"


@transaction.atomic
def send_again(*, reminder: Reminder, by: User, at: datetime) -> Reminder:
    """Try a reminder again that reached nobody, once an address has been added.

    Källa: domain.md 8, 6.4.
    """
    function = access.require_handler(by, reminder.deadline.municipality)
    deadline = Deadline.objects.select_for_update().get(pk=reminder.deadline_id)
    locked = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if locked.state != Reminder.State.UNREACHABLE:
        raise RuleError("Påminnelsen har redan en mottagare.")
    if deadline.state != Deadline.State.OPEN:
        raise RuleError("Fristen är inte längre öppen.")
    if not _Batch(at).receivers(locked.audience, deadline.municipality):
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

    Källa: domain.md 6.2.
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
