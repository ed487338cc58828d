"""Deadlines laid through the service, and moments on Swedish clocks."""

from datetime import date, datetime, time, timedelta

from common.clock import STOCKHOLM
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline, Reminder
from notices.models import Notice

DUE = date(2027, 10, 31)  # a Sunday, and the night when the clocks change
LAID = datetime(2027, 3, 1, 9, 0, tzinfo=STOCKHOLM)


def stockholm(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """Return a moment on Swedish clocks."""
    return datetime.combine(day, time(hour, minute), tzinfo=STOCKHOLM)


def before(days: int, hour: int = 8, minute: int = 0, due: date = DUE) -> datetime:
    """Return a moment some days before the deadline."""
    return stockholm(due - timedelta(days=days), hour, minute)


def lay(municipality, number=1, **given):
    """Lay a deadline for a document."""
    values = {
        "kind": Deadline.Kind.DOCUMENT,
        "key": f"document:{municipality.pk}:{number}",
        "about": municipality,
        "what": "Risk- och sårbarhetsanalys (RSA)",
        "due_date": DUE,
        "at": LAID,
    } | given
    return deadlines.lay(municipality=municipality, **values)


def ladder_of(deadline, **given):
    """Return the rungs: (days, audience, state)."""
    found = Reminder.objects.filter(deadline=deadline, **given).order_by("send_at", "pk")
    return [(rung.offset_days, rung.audience, rung.state) for rung in found]


def sent(template=""):
    """Return the notices so far: (template, recipient)."""
    found = Notice.objects.order_by("created_at", "recipient_label")
    found = found.filter(template=template) if template else found
    return [(notice.template, notice.recipient_label.split(",")[0]) for notice in found]
