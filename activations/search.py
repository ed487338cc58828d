"""Activated forums, events and requests, found by name and number."""

from collections.abc import Iterator

from activations.models import Activation, ActivationRequest, Event
from actors.models import User
from common.clock import local
from common.search import NEWEST, Hit, Kind, Words, register
from common.templatetags.ui import when


def activations(user: User, words: Words) -> Iterator[Hit]:
    """Yield the activations that are open, by forum and event."""
    rows = Activation.objects.visible_to(user).open().order_by("-convened_at", "-pk")
    for found in rows.select_related("forum__region", "event"):
        forum = found.forum
        if words.are_in(forum.name, forum.activated_name, str(found.event), found.event.number):
            at = found.became_active_at or found.convened_at
            detail = f"{found.get_status_display()}, {when(at)}"
            yield Hit(str(found), found.get_absolute_url(), detail)


def events(user: User, words: Words) -> Iterator[Hit]:
    """Yield the events, the latest first, by heading and number."""
    rows = Event.objects.visible_to(user).select_related("region", "type")
    for event in rows.order_by("-since", "-pk")[:NEWEST]:
        day = f"{local(event.since):%Y-%m-%d}"
        if words.are_in(str(event), event.number, event.type.name, day):
            yield Hit(str(event), event.get_absolute_url(), f"{event.number}, {day}")


def requests(user: User, words: Words) -> Iterator[Hit]:
    """Yield the requests for an activation, the latest first, by number and who asks."""
    rows = ActivationRequest.objects.visible_to(user).select_related(
        "region", "for_actor", "for_forum"
    )
    for request in rows.order_by("-submitted_at", "-pk")[:NEWEST]:
        mark = "ÖVNING " if request.exercise else ""
        day = f"{local(request.submitted_at):%Y-%m-%d}"
        if words.are_in(mark, request.number, request.asker, request.what, day):
            label = f"{mark}{request.number} {request.what}"
            detail = f"{request.asker}, {request.get_status_display().lower()}, {day}"
            yield Hit(label, request.get_absolute_url(), detail)


def register_kinds() -> None:
    """Let activations, events and requests be found."""
    register(Kind("aktiveringar", "Pågående aktiveringar", activations, order=10))
    register(Kind("handelser", "Händelser", events, order=60))
    register(Kind("begaran", "Begäran om aktivering", requests, order=70))
