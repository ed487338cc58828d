"""What the frame of every page shows of activations: the banner of the mode."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from activations import calls
from activations.models import Activation
from actors.models import User
from common.banners import Banner

NAMED_AT_MOST = 3


def mode_banners(request: HttpRequest) -> Iterable[Banner]:
    """Return at most two lines: the forums at work live, and those in exercises.

    Källa: ux.md §3.1 mode banner.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return
    open_ones = Activation.objects.visible_to(user).open().select_related("forum__region", "event")
    rows = list(open_ones.order_by("-forum__level", "convened_at"))
    exercises = [row for row in rows if row.event.exercise]
    live = [row for row in rows if not row.event.exercise]
    if exercises:
        yield Banner(kind="exercise", text=_text(exercises), url=_address(exercises))
    if live:
        yield Banner(kind="activated", text=_text(live), url=_address(live))


def _text(rows: list[Activation]) -> str:
    named = [_since(row) for row in rows[:NAMED_AT_MOST]]
    more = len(rows) - len(named)
    return " · ".join(named) + (f" · {more} till" if more else "")


def _since(row: Activation) -> str:
    word = "sedan" if row.became_active_at else "sammankallat"
    moment = calls.when(row.became_active_at or row.convened_at, timezone.now())
    since = f"{row.forum.called_name}, {word} {moment}"
    return f"{row.event.title}: {since}" if row.event.exercise else since


def _address(rows: list[Activation]) -> str:
    if len(rows) == 1:
        return rows[0].get_absolute_url()
    return reverse("activations:events", args=[rows[0].forum.region.slug])
