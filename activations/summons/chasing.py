"""Chase the silent: remind, call their deputies, put them on the call list."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from activations import who_leads
from activations.models import LogEntry, Summons
from activations.models.summons import SummonsQuerySet
from activations.summons import messages, services
from actors import audit
from actors.models import User
from common.errors import RuleError
from forums.models import Meeting
from records import versions

REMINDED = "påminda"
DEPUTY_CALLED = "ersättare kallas"
NO_DEPUTY = "ingen ersättare att kalla"
LISTED = "på ringlistan"


@transaction.atomic
def remind_silent(*, meeting_id: int, by: User, at: datetime) -> int:
    """Remind everybody who has not answered, now; return how many were reminded.

    Källa: domain.md 5.3.
    """
    meeting = services.lock_meeting(meeting_id)
    activation = services.activation_of(meeting)
    leader = who_leads.require_leading(by, activation)
    if meeting.status not in services.NOT_BEGUN:
        raise RuleError("Mötet har redan börjat eller är inställt.", code="meeting_begun")
    silent = services.locked(meeting.summonses.silent().filter(has_address=True))
    versions.bump(f"meeting:{meeting.pk}")
    reminded = [summons for summons in silent if _remind(summons, at)]
    Summons.objects.bulk_update(silent, ["reminded_at", "has_address"])
    if reminded:
        text = f"Påminnelse till {len(reminded)} som inte svarat."
        services.write(activation, LogEntry.Kind.SUMMONS, text, by_label=str(leader), at=at)
        audit.record(
            by=by,
            function=leader,
            at=at,
            action="summons.remind",
            thing=meeting,
            text=text,
            exercise=meeting.exercise,
        )
    return len(reminded)


def _remind(summons: Summons, at: datetime) -> bool:
    """Send a reminder; return whether one left, for only then has anybody been reminded."""
    if not messages.send_reminder(summons, at=at):
        summons.has_address = False  # taken away since the call
        return False
    summons.reminded_at = at
    return True


def chase_due(at: datetime) -> int:
    """Take every step that is due with the silent ones: remind, call deputies, list for the phone.

    Each step is taken once, at or after its time, also after an outage; it stops when the function
    has answered, the meeting has begun or it is off. Returns the number of steps taken.
    Källa: domain.md 5.3.
    """
    meetings = set(
        _due(at).filter(meeting__status=Meeting.Status.CALLED).values_list("meeting_id", flat=True)
    )
    return sum(_chase_meeting(meeting_id, at) for meeting_id in sorted(meetings))


def _due(at: datetime) -> SummonsQuerySet:
    remind = Q(reminded_at=None, remind_at__lte=at, has_address=True)
    deputy = Q(deputy_tried_at=None, deputy_called_at=None, call_deputy_at__lte=at)
    phone = Q(listed_at=None, phone_at__lte=at)
    return Summons.objects.silent().filter(remind | deputy | phone)


@transaction.atomic
def _chase_meeting(meeting_id: int, at: datetime) -> int:
    services.lock_meeting(meeting_id)
    due = services.locked(
        _due(at).filter(meeting_id=meeting_id, meeting__status=Meeting.Status.CALLED)
    )
    steps: dict[str, list[str]] = {}
    for summons in due:
        for step in _take_steps(summons, at):
            steps.setdefault(step, []).append(summons.function.actor.name)
        summons.save()
    if steps:
        versions.bump(f"meeting:{meeting_id}")
        activation = services.activation_of(due[0].meeting)
        for step in (REMINDED, DEPUTY_CALLED, NO_DEPUTY, LISTED):
            if step in steps:
                text = f"Inget svar, {step}: {', '.join(steps[step])}."
                services.write(activation, LogEntry.Kind.SUMMONS, text, at=at)
    return sum(len(names) for names in steps.values())


def _take_steps(summons: Summons, at: datetime) -> Iterable[str]:
    """Take the steps that are due with one silent function; return what came of them."""
    remind = summons.reminded_at is None and summons.has_address and summons.remind_at <= at
    if remind and _remind(summons, at):
        yield REMINDED
    is_tried = summons.deputy_tried_at or summons.deputy_called_at
    if not is_tried and summons.call_deputy_at <= at:
        summons.deputy_tried_at = at
        if messages.send_to_deputies(summons, at=at):
            summons.deputy_called_at = at
            yield DEPUTY_CALLED
        else:
            yield NO_DEPUTY
    if summons.listed_at is None and summons.phone_at <= at:
        summons.listed_at, summons.listed_because = at, services.NO_ANSWER
        yield LISTED
