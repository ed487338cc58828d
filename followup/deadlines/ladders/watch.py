"""The watch over the reminders: those who run the system are told when these do not leave."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from actors.addresses.contacts import recipients_of
from actors.models import Region
from actors.rights.rights import holders_of
from common.clock import local
from followup.deadlines import queries
from notices.outbox import outbox

TICK: Final = "followup.reminder_watch"
EVERY: Final = timedelta(minutes=5)
SILENT_AFTER: Final = timedelta(minutes=30)
OPERATES: Final = "actors.administer_region"
PAGE: Final = "/drift/"


def tell_of_silence(at: datetime) -> int:
    """Tell each region's administrators, once a day, that reminders wait unsent; return how many.

    A sender that is dead cannot say so: ``/halsa/djup`` answers 503 then.
    Källa: domain.md 6.4.
    """
    waited = queries.oldest_unsent(at)
    if waited is None or waited < SILENT_AFTER:
        return 0
    minutes = int(waited.total_seconds()) // 60
    operators = {
        function.pk: function
        for region in Region.objects.order_by("pk")
        for function in holders_of(OPERATES, region).select_related("actor")
    }
    told = 0
    for key, function in sorted(operators.items()):
        told += len(
            outbox.enqueue(
                template="system_silent",
                context={
                    "text": f"Påminnelser om frister har inte skickats på {minutes} min.",
                    "url": settings.PUBLIC_URL + PAGE,
                },
                recipient=recipients_of(function, at=at, exercise=False),
                about_ref="",
                at=at,
                dedupe_key=f"reminders-silent:{local(at).date()}:{key}",
            )
        )
    return told
