"""What people are told about the rota: that a shift is theirs, that a gap lies ahead."""

from datetime import datetime
from itertools import product

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from actors import queries, rules
from actors.addresses.contacts import recipients_of
from actors.addresses.services import recipient_of_person
from actors.models import DutyShift, Function
from actors.rights.administration import administrators_of, regions_of
from actors.rights.rights import holders_of
from common.clock import local
from common.errors import RuleError
from notices.answers import asking
from notices.outbox import outbox
from records.refs import ref

SHIFT_KIND = "duty_shift"


def tell_holder(shift: DutyShift, *, at: datetime) -> None:
    """Tell somebody that the shift is theirs now, with a link or a "JA" to confirm it."""
    asking.ask(
        asking.Asked(SHIFT_KIND, shift.pk, shift.ends_at),
        template="shift_begins",
        context={
            "function": shift.function.label,
            "start": _moment(shift.starts_at),
            "end": _moment(shift.ends_at),
        },
        recipient=recipient_of_person(shift.holder, label=str(shift.function)),
        about_ref=ref(shift),
        at=at,
    )


@transaction.atomic
def confirm_shift(*, shift_id: int, at: datetime) -> str:
    """Note that whoever has the shift knows of it; done again it changes nothing."""
    shift = (
        DutyShift.objects.select_for_update(of=("self",))
        .select_related("function__actor")
        .filter(pk=shift_id, ends_at__gt=at)
        .first()
    )
    if shift is None:
        raise RuleError("Passet finns inte längre.")
    if shift.confirmed_at is None:
        shift.confirmed_at = at
        shift.save(update_fields=["confirmed_at"])
    return f"Tack. Du har bekräftat passet som {shift.function.label}."


def warn_of_gaps(at: datetime) -> int:
    """Tell those who lay the rota, and the region's administrator, of each gap, once.

    Run by a tick. Källa: domain.md 2.3.
    """
    sent = 0
    for line in queries.duty_lines(Function.objects.all(), at=at):
        if not line.gaps:
            continue
        function = line.function
        told = administrators_of(function.actor)
        for region in regions_of(function.actor):
            told = told | holders_of("actors.administer_region", region)
        for gap, administrator in product(line.gaps, told.select_related("actor")):
            notices = outbox.enqueue(
                template="duty_gap",
                context={
                    "function": str(function),
                    "start": _moment(gap.starts_at),
                    "end": _moment(gap.ends_at),
                    "url": settings.PUBLIC_URL + reverse("actors:rota", args=[function.pk]),
                },
                recipient=recipients_of(administrator, at=at, exercise=False),
                about_ref=ref(function),
                at=at,
                dedupe_key=f"gap:{function.pk}:{_sign(gap, at)}:{administrator.pk}",
            )
            sent += len(notices)
    return sent


def _sign(gap: rules.Span, at: datetime) -> str:
    """Return what a gap is known by tomorrow too: an end that does not move with the clock."""
    if gap.starts_at > at:
        return f"from{gap.starts_at:%Y%m%dT%H%M}"
    if gap.ends_at < at + rules.GAP_HORIZON:
        return f"to{gap.ends_at:%Y%m%dT%H%M}"
    return f"week{local(at):%G%V}"


def _moment(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"
