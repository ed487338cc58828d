"""Those who run the system are told when alarms do not leave."""

from datetime import datetime

from django.conf import settings

from actors.addresses.contacts import recipients_of
from actors.models import Region
from actors.rights import rights
from common.clock import local
from notices.outbox import outbox
from notices.sender import watch


def tell_operators(count: int, at: datetime) -> int:
    """Tell each region's operators, once an hour, how many alarms are late; return how many were.

    A channel that is down cannot carry it, so it goes to every address that they have.
    Källa: domain.md 6.4.
    """
    told = 0
    for region in Region.objects.order_by("pk"):
        for function in rights.holders_of("actors.operate_region", region).select_related("actor"):
            told += len(
                outbox.enqueue(
                    template="alarm_failed",
                    context={
                        "count": str(count),
                        "minutes": str(int(watch.LATE_AFTER.total_seconds()) // 60),
                        "url": f"{settings.PUBLIC_URL}/drift/",
                    },
                    recipient=recipients_of(function, at=at, exercise=False),
                    about_ref="",
                    at=at,
                    dedupe_key=f"alarms-late:{local(at):%Y-%m-%d-%H}:{function.pk}",
                )
            )
    return told
