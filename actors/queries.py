"""Reads of the register: the directory, who is on duty, gaps ahead, addresses that fail."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from actors import rules
from actors.models import (
    Actor,
    Appointment,
    ContactAddress,
    DutyShift,
    Function,
    Membership,
    Region,
    User,
)
from actors.wording import moment_text
from common.search import Words
from notices.models import Notice
from records.refs import ref

# Directory -------------------------------------------------------------------------------------


def reachable_functions(at: datetime) -> QuerySet[Function]:
    """Return the functions that a message reaches at that moment.

    They have an address, and are round the clock or have somebody on duty.
    """
    deaf = [address.pk for address in out_of_reach(Function.objects.all())]
    return Function.objects.filter(
        Q(round_the_clock=True) | Exists(DutyShift.objects.at(at).filter(function=OuterRef("pk"))),
        Exists(
            ContactAddress.objects.filter(
                function=OuterRef("pk"),
                channel__in=[ContactAddress.Channel.SMS, ContactAddress.Channel.EMAIL],
            ).exclude(pk__in=deaf)
        ),
        is_active=True,
    )


def with_reach(actors: QuerySet[Actor], at: datetime) -> QuerySet[Actor]:
    """Tell of each actor whether it is reached at that moment (``is_reachable``)."""
    reachable = reachable_functions(at).filter(actor=OuterRef("pk"))
    return actors.annotate(is_reachable=Exists(reachable))


def directory(
    user: User,
    *,
    at: datetime,
    text: str = "",
    kind: str = "",
    membership: str = "",
    region: Region | None = None,
    reachable: bool = False,
) -> QuerySet[Actor]:
    """Return the actors that the user may see, narrowed by what was asked for."""
    actors = with_reach(Actor.objects.visible_to(user), at).select_related("county")
    if kind:
        actors = actors.filter(kind=kind)
    if membership or region is not None:
        members = Membership.objects.current()
        if membership:
            members = members.filter(kind=membership)
        if region is not None:
            members = members.filter(region=region)
        actors = actors.filter(pk__in=members.values("actor_id"))
    if reachable:
        actors = actors.filter(Exists(reachable_functions(at).filter(actor=OuterRef("pk"))))
    if text.strip():
        # In Python: SQLite folds only a to z, and no region has more than some hundred actors.
        texts: dict[int, list[str]] = defaultdict(list)
        named = actors.order_by().values_list("pk", "name", "functions__name", "scb_code")
        for pk, *names in named:
            texts[pk].extend(name or "" for name in names)
        words = Words(text)
        actors = actors.filter(pk__in=[pk for pk, names in texts.items() if words.are_in(*names)])
    current = Membership.objects.current().select_related("region")
    return actors.prefetch_related(
        Prefetch("memberships", queryset=current, to_attr="current_memberships")
    ).order_by("name", "pk")


# Duty ------------------------------------------------------------------------------------------


@dataclass
class DutyLine:
    """A duty function with who has it now, who has it next, and the gaps ahead."""

    function: Function
    now: DutyShift | None = None
    following: DutyShift | None = None
    gaps: list[rules.Span] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        """Sentences such as ``Ingen RSIB från 3 dec 08:00 till 4 dec 08:00``."""
        return [gap_text(self.function, gap) for gap in self.gaps]


def gap_text(function: Function, gap: rules.Span) -> str:
    """Return what a gap means, in words."""
    return (
        f"Ingen {function.label} från {moment_text(gap.starts_at)} till {moment_text(gap.ends_at)}"
    )


def duty_lines(functions: QuerySet[Function], *, at: datetime) -> list[DutyLine]:
    """Return the rota of each duty function: now, next, and gaps within 14 days.

    A municipality need not keep a rota: its gaps count from the day it has laid a first shift.
    """
    until = at + rules.GAP_HORIZON
    ahead = DutyShift.objects.filter(ends_at__gt=at).select_related("holder").order_by("starts_at")
    convenes = Region.objects.filter(convener=OuterRef("actor_id"))
    rows = (
        functions.exclude(duty_kind="")
        .filter(is_active=True)
        .select_related("actor")
        .annotate(
            keeps_rota=Exists(DutyShift.objects.filter(function=OuterRef("pk"))) | Exists(convenes)
        )
        .prefetch_related(Prefetch("shifts", queryset=ahead, to_attr="coming"))
        .order_by("-keeps_rota", "call_order", "duty_kind", "actor__name", "name")
    )
    lines = []
    for function in rows:
        coming: list[DutyShift] = function.coming
        line = DutyLine(
            function=function,
            now=next((shift for shift in coming if shift.starts_at <= at), None),
            following=next((shift for shift in coming if shift.starts_at > at), None),
        )
        if function.keeps_rota:
            spans = [rules.Span(shift.starts_at, shift.ends_at) for shift in coming]
            line.gaps = rules.gaps(spans, starts_at=at, ends_at=until)
        lines.append(line)
    return lines


def gaps_of(function: Function, *, at: datetime) -> list[rules.Span]:
    """Return the gaps of one function within 14 days."""
    lines = duty_lines(Function.objects.filter(pk=function.pk), at=at)
    return lines[0].gaps if lines else []


@dataclass(frozen=True)
class RotaRow:
    """One row of a rota: a shift, or a gap where ``shift`` is None."""

    starts_at: datetime
    ends_at: datetime
    shift: DutyShift | None = None
    warning: str = ""


def rota(function: Function, *, first: datetime, last: datetime, at: datetime) -> list[RotaRow]:
    """Return the shifts of the span in order of time, with the gaps of the 14 days ahead."""
    shifts = list(function.shifts.overlapping(first, last).select_related("holder"))
    rows = [RotaRow(shift.starts_at, shift.ends_at, shift) for shift in shifts]
    for gap in gaps_of(function, at=at):
        if gap.starts_at < last and gap.ends_at > first:
            rows.append(RotaRow(gap.starts_at, gap.ends_at, None, gap_text(function, gap)))
    return sorted(rows, key=lambda row: row.starts_at)


def notes_to_read(user: User, at: datetime) -> QuerySet[DutyShift]:
    """Return the shifts whose note waits for this person: who has the next one, until it ends.

    Källa: domain.md 2.3.
    """
    following = DutyShift.objects.filter(
        function=OuterRef("function"), starts_at__gte=OuterRef("ends_at")
    ).order_by("starts_at")
    return (
        DutyShift.objects.exclude(handover_note="")
        .filter(note_read_at=None)
        .annotate(
            next_holder=Subquery(following.values("holder_id")[:1]),
            next_ends_at=Subquery(following.values("ends_at")[:1]),
        )
        .filter(next_holder=user.pk, next_ends_at__gt=at)
        .select_related("function__actor")
        .order_by("ends_at")
    )


def holders(function: Function, *, at: datetime) -> QuerySet[User]:
    """Return who may be put on duty: those who hold the function now or will."""
    held = Appointment.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), function=function)
    people = User.objects.filter(appointments__in=held, is_active=True)
    return people.distinct().order_by("name", "email")


# Addresses -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Failure:
    """A message that did not arrive, and the function whose address it was."""

    function: Function
    notice: Notice


def failures(functions: Iterable[Function], *, limit: int = 50) -> list[Failure]:
    """Return the failed messages to these functions that nobody has taken care of."""
    by_ref = {ref(function): function for function in functions}
    failed = Notice.objects.filter(
        recipient_ref__in=by_ref, status=Notice.Status.FAILED, handled_at=None
    ).order_by("-failed_at")[:limit]
    return [Failure(by_ref[notice.recipient_ref], notice) for notice in failed]


def out_of_reach(functions: Iterable[Function]) -> list[ContactAddress]:
    """Return the addresses that no message can ever reach: a landline entered for SMS."""
    kept = ContactAddress.objects.filter(
        function__in=functions, channel=ContactAddress.Channel.SMS
    ).select_related("function__actor")
    return [address for address in kept if not address.can_receive]


def address_states(functions: Iterable[Function]) -> dict[int, str]:
    """Return each address's state by its key, of those that the pill ``address`` knows."""
    functions = list(functions)
    failed = {(f.function.pk, f.notice.address) for f in failures(functions, limit=1000)}
    states = {}
    for function in functions:
        for address in function.addresses.all():
            if not address.can_receive:
                states[address.pk] = "no_sms"
            elif (function.pk, address.value) in failed:
                states[address.pk] = "failed"
            else:
                states[address.pk] = "confirmed" if address.confirmed_at else "unconfirmed"
    return states


def shifts_of(user: User, *, since: datetime) -> QuerySet[DutyShift]:
    """Return somebody's own shifts that have not ended before then."""
    return (
        DutyShift.objects.filter(holder=user, ends_at__gt=since)
        .select_related("function__actor")
        .order_by("starts_at")
    )


CALENDAR_PAST = timedelta(days=90)
