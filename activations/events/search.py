"""Activated forums, events and requests, found by name and number."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Q

from activations.models import Activation, ActivationRequest, Event
from actors.models import User
from common.clock import local
from common.search import Hit, Kind, Words
from common.templatetags.ui import when

EXERCISE: Final = "ÖVNING"


def activations(user: User, words: Words) -> Iterator[Hit]:
    """Yield the activations that are open, by forum and event."""
    rows = Activation.objects.visible_to(user).open().select_related("forum__region", "event")
    fits = words.anywhere(
        "forum__name",
        "forum__activated_name",
        "event__title",
        "event__number",
        flags={EXERCISE: Q(event__exercise=True)},
    )
    for found in words.best(rows.filter(fits), "event__title", "-convened_at", "-pk"):
        at = found.became_active_at or found.convened_at
        detail = f"{found.get_status_display()}, {when(at)}"
        yield Hit(str(found), found.get_absolute_url(), detail)


def events(user: User, words: Words) -> Iterator[Hit]:
    """Yield the events, the latest first, by heading, number, type and day."""
    rows = Event.objects.visible_to(user).select_related("region")
    fits = words.anywhere(
        "title", "number", "type__name", day="since", flags={EXERCISE: Q(exercise=True)}
    )
    for event in words.best(rows.filter(fits), "title", "-since", "-pk"):
        yield Hit(
            str(event), event.get_absolute_url(), f"{event.number}, {local(event.since):%Y-%m-%d}"
        )


def requests(user: User, words: Words) -> Iterator[Hit]:
    """Yield the requests for an activation, the latest first, by number, day and who asks."""
    rows = ActivationRequest.objects.visible_to(user).select_related(
        "region", "for_actor", "for_forum"
    )
    fits = words.anywhere(
        "number",
        "what",
        "for_actor__name",
        "for_forum__name",
        "for_forum__activated_name",
        "for_outsider",
        day="submitted_at",
        flags={EXERCISE: Q(exercise=True)},
    )
    for request in words.best(rows.filter(fits), "number", "-submitted_at", "-pk"):
        mark = f"{EXERCISE} " if request.exercise else ""
        day = f"{local(request.submitted_at):%Y-%m-%d}"
        label = f"{mark}{request.number} {request.what}"
        detail = f"{request.asker}, {request.get_status_display().lower()}, {day}"
        yield Hit(label, request.get_absolute_url(), detail)


KINDS: Final = (
    Kind("aktiveringar", "Pågående aktiveringar", activations, order=10),
    Kind("handelser", "Händelser", events, order=60),
    Kind("begaran", "Begäran om aktivering", requests, order=70),
)
