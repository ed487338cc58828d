"""What people are told about the rota: that a shift is theirs, that a gap lies ahead."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from actors import reports, rules
from actors.administration import administrators_of, regions_of
from actors.contacts import recipients_of
from actors.models import DutyShift, Function
from actors.rights import holders_of
from actors.services.addresses import recipient_of_person
from common.clock import local
from common.errors import RuleError
from notices import links, outbox
from records.refs import ref

SHIFT_KIND = "duty_shift"


def tell_holder(shift: DutyShift, *, at: datetime) -> None:
    """Tell somebody that the shift is theirs now, with a link or a "JA" to confirm it."""
    label = str(shift.function)
    url = links.make(
        kind=SHIFT_KIND,
        subject_id=shift.pk,
        recipient_label=label,
        phone=shift.holder.phone,
        at=at,
        expires_at=shift.ends_at,
    )
    outbox.enqueue(
        template="N15",
        context={
            "function": shift.function.label,
            "start": _moment(shift.starts_at),
            "end": _moment(shift.ends_at),
            "url": url,
        },
        recipient=recipient_of_person(shift.holder, label=label),
        about_ref=ref(shift),
        at=at,
    )


@transaction.atomic
def confirm_shift(*, shift_id: int, at: datetime) -> str:
    """Note that whoever has the shift knows of it; done again it changes nothing.

    :raises RuleError: if the shift is gone or over.
    """
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

    Run by a tick. Källa: model.md §1 DutyShift "gaps shown 14 days ahead".
    """
    lines = reports.duty_lines(Function.objects.all(), at=at)
    return sum(_warn(line.function, gap, at) for line in lines for gap in line.gaps)


def _warn(function: Function, gap: rules.Span, at: datetime) -> int:
    told = administrators_of(function.actor)
    for region in regions_of(function.actor):
        told = told | holders_of("actors.administer_region", region)
    sent = 0
    for administrator in told.select_related("actor"):
        sent += len(
            outbox.enqueue(
                template="T18",
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
        )
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
