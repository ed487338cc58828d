"""Deadlines with their changes and ladders, and what became of each message."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet

from actors.models import Actor, County
from common.clock import local
from followup.models import Deadline, DeadlineChange, Reminder, ReminderSending
from followup.reports import method
from followup.rules import dates
from followup.rules import deadlines as rules
from followup.rules.why import ExplainedDate
from notices.models import Notice

Choice = tuple[str, str]
STATES: Final[tuple[Choice, ...]] = (
    (rules.LATE, "Försenat"),
    (rules.SOON, "Snart"),
    (rules.AHEAD, "I god tid"),
    (rules.DONE, "Klart"),
    (rules.CANCELLED, "Utgår"),
)


@dataclass(frozen=True)
class Outcome:
    """A message to one function, and what became of it."""

    function: str
    text: str
    at: datetime | None
    is_failed: bool


@dataclass(frozen=True)
class Rung:
    """One reminder with the messages it became."""

    reminder: Reminder
    when: str
    outcomes: list[Outcome]


@dataclass
class Row:
    """One deadline as the page shows it."""

    deadline: Deadline
    due: ExplainedDate
    status: str
    days: str
    changes: list[DeadlineChange]
    rungs: list[Rung] = field(default_factory=list)
    former: list[Rung] = field(default_factory=list)

    @property
    def sent(self) -> int:
        """Return how many reminders have left."""
        return sum(rung.reminder.state == Reminder.State.SENT for rung in self.rungs)

    @property
    def planned(self) -> int:
        """Return how many are still to come."""
        return sum(rung.reminder.state == Reminder.State.WAITING for rung in self.rungs)

    @property
    def has_trouble(self) -> bool:
        """Return whether somebody could not be reached."""
        return any(
            rung.reminder.state == Reminder.State.UNREACHABLE
            or any(outcome.is_failed for outcome in rung.outcomes)
            for rung in self.rungs
        )


def of_municipality(municipality: Actor) -> QuerySet[Deadline]:
    """Return the deadlines of a municipality, those that need action first."""
    return _in_order(Deadline.objects.filter(municipality=municipality))


def of_county(county: County) -> QuerySet[Deadline]:
    """Return the deadlines of all the county's municipalities, the longest overdue first."""
    return _in_order(Deadline.objects.filter(municipality__county=county))


def _in_order(found: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return found.annotate(is_over=~Q(state=Deadline.State.OPEN)).order_by(
        "is_over", "due_date", "pk"
    )


def filtered(
    found: QuerySet[Deadline],
    *,
    kind: str = "",
    state: str = "",
    year: str = "",
    code: str = "",
    today: date,
    soon_days: int = rules.SOON_DAYS,
) -> QuerySet[Deadline]:
    """Return those that match; an empty value narrows nothing."""
    if kind:
        found = found.filter(kind=kind)
    if year:
        found = found.filter(due_date__year=int(year))
    if code:
        found = found.filter(municipality__scb_code=code)
    return found.filter(_matching(state, today, soon_days)) if state else found


def _matching(state: str, today: date, soon_days: int) -> Q:
    is_open = Q(state=Deadline.State.OPEN)
    until = today + timedelta(days=soon_days)
    return {
        rules.LATE: is_open & Q(due_date__lt=today),
        rules.SOON: is_open & Q(due_date__gte=today, due_date__lte=until),
        rules.AHEAD: is_open & Q(due_date__gt=until),
        rules.DONE: Q(state=Deadline.State.MET),
        rules.CANCELLED: Q(state=Deadline.State.CANCELLED),
    }[state]


def years_of(found: QuerySet[Deadline]) -> list[int]:
    """Return the years in which something is due, the latest first."""
    ends = found.order_by().aggregate(first=Min("due_date"), last=Max("due_date"))
    if ends["first"] is None:
        return []
    return list(range(ends["last"].year, ends["first"].year - 1, -1))


def soon_days_of(county: County | None, today: date) -> int:
    """Return within how many days a deadline counts as soon: the county's setting, else 30."""
    value = method.setting(county, "soon_days", today) if county else None
    return int(value) if value else rules.SOON_DAYS


def rows(found: Iterable[Deadline], *, at: datetime, soon_days: int) -> list[Row]:
    """Return deadlines with changes, ladders and what became of each message: five queries."""
    today = local(at).date()
    deadlines = list(found)
    changes: dict[int, list[DeadlineChange]] = {}
    for change in DeadlineChange.objects.filter(deadline__in=deadlines):
        changes.setdefault(change.deadline_id, []).append(change)
    made = {
        deadline.pk: _row(deadline, changes.get(deadline.pk, []), today, soon_days)
        for deadline in deadlines
    }
    reminders = list(
        Reminder.objects.filter(deadline__in=deadlines)
        .prefetch_related("sendings")
        .order_by("send_at", "audience", "pk")
    )
    notices = _notices(reminders)
    for reminder in reminders:
        row = made[reminder.deadline_id]
        place = row.rungs if reminder.due_date == row.deadline.due_date else row.former
        place.append(_rung(reminder, notices))
    return list(made.values())


def _row(deadline: Deadline, changes: list[DeadlineChange], today: date, soon_days: int) -> Row:
    due = rules.explain(
        deadline.kind,
        deadline.due_date,
        moved_from=changes[0].old_date if changes else None,
    )
    status = rules.status(deadline.state, deadline.due_date, today, soon_days=soon_days)
    days = abs((deadline.due_date - today).days)
    unit = "dag" if days == 1 else "dagar"
    said = {rules.LATE: f"{days} {unit} sen", rules.SOON: f"{days} {unit} kvar"}.get(status, "")
    return Row(deadline, due, status, "i dag" if said and not days else said, changes)


def _notices(reminders: list[Reminder]) -> dict[tuple[str, str], list[Notice]]:
    keys = {sending.dedupe_key for rung in reminders for sending in rung.sendings.all()}
    found: dict[tuple[str, str], list[Notice]] = {}
    for notice in Notice.objects.filter(dedupe_key__in=keys).defer("body"):
        found.setdefault((notice.dedupe_key, notice.recipient_ref), []).append(notice)
    return found


def _rung(reminder: Reminder, notices: dict[tuple[str, str], list[Notice]]) -> Rung:
    outcomes = [
        outcome
        for sending in reminder.sendings.all()
        for outcome in _outcomes(
            sending, notices.get((sending.dedupe_key, sending.function_ref), [])
        )
    ]
    return Rung(reminder, offset_text(reminder.offset_days), outcomes)


def _outcomes(sending: ReminderSending, notices: list[Notice]) -> list[Outcome]:
    if not notices:  # the notices were weeded out; the ledger stays
        return [Outcome(sending.function_label, "Utskicket är gallrat", None, is_failed=False)]
    return [
        Outcome(
            sending.function_label,
            Notice.Status(notice.status).label,
            notice.delivered_at or notice.failed_at or notice.sent_at or notice.due_at,
            is_failed=notice.status == Notice.Status.FAILED,
        )
        for notice in notices
    ]


def offset_text(days: int) -> str:
    """Return when a rung comes, as people say it."""
    if days == 0:
        return "på dagen"
    unit = "dag" if abs(days) == 1 else "dagar"
    return f"{abs(days)} {unit} {'före' if days < 0 else 'efter'}"


def unreached(county: County) -> list[Reminder]:
    """Return reminders of open deadlines that reached nobody, the longest waiting first."""
    return list(
        Reminder.objects.filter(
            state=Reminder.State.UNREACHABLE,
            deadline__state=Deadline.State.OPEN,
            deadline__municipality__county=county,
            due_date=F("deadline__due_date"),
        )
        .select_related("deadline__municipality")
        .order_by("handled_at", "pk")
    )


def failed(county: County) -> QuerySet[ReminderSending]:
    """Return reminders whose message was given up and that nobody has taken care of."""
    lost = Notice.objects.filter(
        dedupe_key=OuterRef("dedupe_key"),
        recipient_ref=OuterRef("function_ref"),
        status=Notice.Status.FAILED,
        handled_at=None,
    )
    return (
        ReminderSending.objects.filter(
            Exists(lost),
            reminder__deadline__state=Deadline.State.OPEN,
            reminder__deadline__municipality__county=county,
        )
        .select_related("reminder__deadline__municipality")
        .order_by("reminder__handled_at", "pk")
    )


def with_ladders(found: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Return deadlines with how many reminders were sent and the next one, for lists and API."""
    sent = Count("reminders", filter=Q(reminders__state=Reminder.State.SENT), distinct=True)
    coming = Min("reminders__send_at", filter=Q(reminders__state=Reminder.State.WAITING))
    return found.select_related("municipality").annotate(sent_count=sent, next_at=coming)


def other_reading(day: date) -> date | None:
    """Return the next weekday if the day is a day off."""
    return dates.other_reading(day)


def for_api(municipality: Actor) -> QuerySet[Deadline]:
    """Return a municipality's deadlines with changes and ladders for the API."""
    ladder = Reminder.objects.order_by("send_at", "pk").prefetch_related("sendings")
    return (
        of_municipality(municipality)
        .select_related("municipality")
        .prefetch_related("changes", Prefetch("reminders", queryset=ladder))
    )


def oldest_unsent(at: datetime) -> timedelta | None:
    """Return how long the oldest reminder that should have been sent has waited, None if none."""
    first = (
        Reminder.objects.filter(state=Reminder.State.WAITING, send_at__lte=at)
        .order_by("send_at")
        .values_list("send_at", flat=True)
        .first()
    )
    return at - first if first else None
