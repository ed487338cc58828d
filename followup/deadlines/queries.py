"""Deadlines with their changes and ladders, and what became of each message."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import (
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)

from actors.models import Actor, County
from common.clock import local
from common.counts import counted
from followup.deadlines import rules
from followup.deadlines.models import Deadline, DeadlineChange, Reminder, ReminderSending
from followup.terms import queries as method
from followup.why import ExplainedDate
from notices.models import Notice

# Those of one sending, by their key and the reference of the function they went to.
Notices = dict[tuple[str, str], list[Notice]]
STATES: Final = (
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
    is_open, until = Q(state=Deadline.State.OPEN), today + timedelta(days=soon_days)
    matching = {
        "": Q(),
        rules.LATE: is_open & Q(due_date__lt=today),
        rules.SOON: is_open & Q(due_date__gte=today, due_date__lte=until),
        rules.AHEAD: is_open & Q(due_date__gt=until),
        rules.DONE: Q(state=Deadline.State.MET),
        rules.CANCELLED: Q(state=Deadline.State.CANCELLED),
    }
    return found.filter(matching[state])


def years_of(found: QuerySet[Deadline]) -> list[int]:
    """Return the years in which something is due, the latest first."""
    ends = found.order_by().aggregate(first=Min("due_date"), last=Max("due_date"))
    if ends["first"] is None:
        return []
    return list(range(ends["last"].year, ends["first"].year - 1, -1))


def soon_days_of(county: County | None, today: date) -> int:
    """Return within how many days a deadline counts as soon: the county's setting, else 30."""
    return method.limit(county, "soon_days", today) or rules.SOON_DAYS


def rows(found: Iterable[Deadline], *, at: datetime, soon_days: int) -> list[Row]:
    """Return deadlines with changes, ladders and what became of each message: five queries."""
    deadlines, today = list(found), local(at).date()
    ladder = Reminder.objects.prefetch_related("sendings").order_by("send_at", "audience", "pk")
    prefetch_related_objects(deadlines, "changes", Prefetch("reminders", queryset=ladder))
    reminders = [reminder for deadline in deadlines for reminder in deadline.reminders.all()]
    keys = {sending.dedupe_key for each in reminders for sending in each.sendings.all()}
    notices: Notices = {}
    for notice in Notice.objects.filter(dedupe_key__in=keys).defer("body"):
        notices.setdefault((notice.dedupe_key, notice.recipient_ref), []).append(notice)
    return [_row(each, notices, today, soon_days) for each in deadlines]


def _row(deadline: Deadline, notices: Notices, today: date, soon_days: int) -> Row:
    changes = list(deadline.changes.all())
    due = rules.explain(
        deadline.kind, deadline.due_date, moved_from=changes[0].old_date if changes else None
    )
    status = rules.status(deadline.state, deadline.due_date, today, soon_days=soon_days)
    days = abs((deadline.due_date - today).days)
    number = counted(days, "dag", "dagar")
    said = {rules.LATE: f"{number} sen", rules.SOON: f"{number} kvar"}.get(status, "")
    row = Row(deadline, due, status, "i dag" if said and not days else said, changes)
    for reminder in deadline.reminders.all():
        sendings = reminder.sendings.all()
        outcomes = [each for sending in sendings for each in _outcomes(sending, notices)]
        place = row.rungs if reminder.due_date == deadline.due_date else row.former
        place.append(Rung(reminder, offset_text(reminder.offset_days), outcomes))
    return row


def _outcomes(sending: ReminderSending, notices: Notices) -> list[Outcome]:
    found = notices.get((sending.dedupe_key, sending.function_ref))
    if not found:  # the notices were weeded out; the ledger stays
        return [Outcome(sending.function_label, "Utskicket är gallrat", None, is_failed=False)]
    return [
        Outcome(
            sending.function_label,
            Notice.Status(notice.status).label,
            notice.delivered_at or notice.failed_at or notice.sent_at or notice.due_at,
            is_failed=notice.status == Notice.Status.FAILED,
        )
        for notice in found
    ]


def offset_text(days: int) -> str:
    """Return when a rung comes, as people say it."""
    if days == 0:
        return "på dagen"
    return f"{counted(abs(days), 'dag', 'dagar')} {'före' if days < 0 else 'efter'}"


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
