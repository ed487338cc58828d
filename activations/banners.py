"""What the frame of every page shows of activations: the banner of the mode."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from activations.models import Activation
from activations.summons import messages as summons_messages
from actors.models import User
from common.banners import Banner, Kind

NAMED_AT_MOST = 3


def mode_banners(request: HttpRequest) -> Iterable[Banner]:
    """Return a line for each forum at work, exercises and live apart; beyond three, how many more.

    Källa: domain.md 5.2.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return
    open_ones = Activation.objects.visible_to(user).open().select_related("forum__region", "event")
    rows = list(open_ones.order_by("-forum__level", "convened_at"))
    exercises = [row for row in rows if row.event.exercise]
    live = [row for row in rows if not row.event.exercise]
    yield from _lines("exercise", exercises)
    yield from _lines("activated", live)


def _lines(kind: Kind, rows: list[Activation]) -> Iterable[Banner]:
    named = rows[:NAMED_AT_MOST]
    for row in named:
        # Two forums may bear the same name in different events: then the event tells them apart.
        text = row.forum.called_name
        if len(rows) == 1:
            word = "sedan" if row.became_active_at else "sammankallat"
            moment = row.became_active_at or row.convened_at
            text = f"{text}, {word} {summons_messages.when(moment, timezone.now())}"
        if len(rows) > 1 or row.event.exercise:
            text = f"{row.event.title}: {text}"
        yield Banner(kind=kind, text=text, url=row.get_absolute_url())
    more = len(rows) - len(named)
    if more:
        address = reverse("activations:events", args=[rows[0].forum.region.slug])
        yield Banner(kind=kind, text=f"{more} till", url=address)
