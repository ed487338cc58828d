"""From where secrecy is worked: the frame and the addresses of a visit's pages, or a meeting's."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from common.requests import UserRequest
from followup import access, frame
from followup.models import Visit
from followup.reports.secret_matters import MeetingMatter, MunicipalityMatter
from forums.models import Meeting
from forums.views.finding import base as meeting_base
from forums.views.finding import get_meeting


@dataclass(frozen=True)
class Desk:
    """A thing that secrets belong to, as its pages show it."""

    matter: MunicipalityMatter | MeetingMatter
    template: str  # the frame that its pages extend
    frame: dict[str, Any]
    names: dict[str, str]  # what is done there: the name of its address
    args: tuple[object, ...]

    def url(self, what: str, *more: object) -> str:
        """Return the address where something is done, "" if it is not done with such a thing."""
        return reverse(self.names[what], args=[*self.args, *more]) if what in self.names else ""

    @property
    def context(self) -> dict[str, Any]:
        """Return what every page of the desk shows."""
        return {
            **self.frame,
            "desk": self,
            "matter": self.matter,
            "urls": {what: self.url(what) for what in self.names if what != "remove_reference"},
        }


_VISIT = {
    "page": "followup:visit_secrecy",
    "new_annex": "followup:secret_annex_new",
    "new_reference": "followup:secret_reference",
    "remove_reference": "followup:secret_reference_remove",
    "move": "followup:secret_move",
}
_MEETING = {
    "page": "followup:meeting_secrecy",
    "new_annex": "followup:meeting_annex_new",
    "new_reference": "followup:meeting_reference",
    "remove_reference": "followup:meeting_reference_remove",
    "move": "followup:meeting_secret_move",
    "point": "followup:meeting_secret_point",
}


def visit_desk(request: UserRequest, code: str, pk: int) -> Desk:
    """Return the desk of a visit, to somebody who takes part in it.

    :raises Http404: if there is none, or the user takes no part.
    """
    municipality = access.get_municipality(request, code)
    visit = Visit.objects.filter(pk=pk, municipality=municipality).first()
    matter = MunicipalityMatter(municipality, visit)
    if visit is None or matter.participant(request.user) is None:
        raise Http404
    shown = {**frame.base(request, municipality, "followup:visits"), "visit": visit}
    return Desk(matter, "followup/municipality_base.html", shown, _VISIT, (code, pk))


def meeting_desk(request: UserRequest, region: str, pk: int) -> Desk:
    """Return the desk of a meeting, to somebody who takes part in it.

    :raises Http404: if there is none, or the user takes no part.
    """
    meeting: Meeting = get_meeting(request, region, pk)
    matter = MeetingMatter(meeting)
    if matter.participant(request.user) is None:
        raise Http404
    shown = meeting_base(request, meeting)
    return Desk(matter, "followup/meeting_secrecy_base.html", shown, _MEETING, (region, pk))


def require_writer(request: UserRequest, desk: Desk) -> None:
    """Let only those on who write annexes on the thing.

    :raises PermissionDenied: to others who take part.
    """
    if desk.matter.writer(request.user) is None:
        raise PermissionDenied
