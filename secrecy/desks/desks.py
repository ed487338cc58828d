"""From where secrecy is worked: the frame and the addresses of a visit's pages, or a meeting's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse

from common.requests import UserRequest
from followup import access, page_context
from followup.visits.models import Visit
from forums.finding import base as meeting_base
from forums.finding import get_meeting
from forums.models import Meeting
from secrecy.matters import MeetingMatter, MunicipalityMatter
from secrecy.moves import meetings as meeting_moves
from secrecy.moves import services as moves
from secrecy.moves.proofs import OpenFile
from secrecy.moves.texts import OpenText


@dataclass(frozen=True)
class Desk:
    """A thing that secrets belong to, as its pages show it."""

    matter: MunicipalityMatter | MeetingMatter
    template: str  # the frame that its pages extend
    frame: dict[str, Any]
    names: dict[str, str]  # what is done there: the name of its address
    args: tuple[object, ...]
    open_texts: Callable[[], Sequence[OpenText | OpenFile]]  # what may be moved into an annex
    move: Callable[..., object]

    def url(self, what: str, *more: object) -> str:
        """Return the address where something is done, "" if it is not done with such a thing."""
        return reverse(self.names[what], args=[*self.args, *more]) if what in self.names else ""

    @property
    def context(self) -> dict[str, Any]:
        return {
            **self.frame,
            "desk": self,
            "matter": self.matter,
            "urls": {what: self.url(what) for what in self.names if what != "remove_reference"},
        }


_VISIT = {
    "page": "secrecy:visit_secrecy",
    "new_annex": "secrecy:secret_annex_new",
    "new_reference": "secrecy:secret_reference",
    "remove_reference": "secrecy:secret_reference_remove",
    "move": "secrecy:secret_move",
}
_MEETING = {
    "page": "secrecy:meeting_secrecy",
    "new_annex": "secrecy:meeting_annex_new",
    "new_reference": "secrecy:meeting_reference",
    "remove_reference": "secrecy:meeting_reference_remove",
    "move": "secrecy:meeting_secret_move",
    "point": "secrecy:meeting_secret_point",
}


def visit_desk(request: UserRequest, code: str, pk: int) -> Desk:
    """Return the desk of a visit, to somebody who takes part in it."""
    municipality = access.get_municipality(request, code)
    visit = Visit.objects.filter(pk=pk, municipality=municipality).first()
    matter = MunicipalityMatter(municipality, visit)
    if visit is None or matter.participant(request.user) is None:
        raise Http404
    return Desk(
        matter,
        "followup/municipality_base.html",
        {**page_context.base(request, municipality, "followup:visits"), "visit": visit},
        _VISIT,
        (code, pk),
        partial(moves.open_texts, visit),
        partial(moves.move_to_annex, visit=visit),
    )


def meeting_desk(request: UserRequest, region: str, pk: int) -> Desk:
    """Return the desk of a meeting, to somebody who takes part in it."""
    meeting: Meeting = get_meeting(request, region, pk)
    matter = MeetingMatter(meeting)
    if matter.participant(request.user) is None:
        raise Http404
    return Desk(
        matter,
        "secrecy/matters/meeting_secrecy_base.html",
        meeting_base(request, meeting),
        _MEETING,
        (region, pk),
        partial(meeting_moves.open_texts, meeting),
        partial(meeting_moves.move_to_annex, meeting_id=meeting.pk),
    )


def at_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the desk of its address: that of a visit, or of a meeting."""

    @wraps(view)
    def wrapper(
        request: UserRequest, pk: int, code: str = "", region: str = "", **more: Any
    ) -> HttpResponse:
        desk = visit_desk(request, code, pk) if code else meeting_desk(request, region, pk)
        return view(request, desk, **more)

    return wrapper


def at_writers_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Do so for those alone who write annexes on the thing, of all who take part."""

    @wraps(view)
    def for_writers(request: UserRequest, desk: Desk, **more: Any) -> HttpResponse:
        if desk.matter.writer(request.user) is None:
            raise PermissionDenied
        return view(request, desk, **more)

    return at_desk(for_writers)
