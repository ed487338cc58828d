"""What every page on one municipality shows: its name, its tabs, and what the reader may do."""

from dataclasses import dataclass
from typing import Any, Final

from django.urls import NoReverseMatch, reverse

from actors import rights
from actors.models import Actor, User
from common.requests import UserRequest
from followup import access


@dataclass(frozen=True)
class Tab:
    """One of a municipality's pages."""

    label: str
    url_name: str
    url: str = ""


TABS: Final = (
    Tab("Översikt", "followup:municipality"),
    Tab("Dokument", "followup:documents"),
    Tab("Dialog", "followup:dialogue"),
    Tab("Årlig redovisning", "followup:reports"),
    Tab("Ekonomi", "followup:economy"),
    Tab("Besök", "followup:visits"),
    Tab("Åtgärdsplan", "followup:measures"),
    Tab("Ärenden", "followup:municipality_cases"),
    Tab("Frister", "followup:deadlines"),
)


def base(request: UserRequest, municipality: Actor, current: str) -> dict[str, Any]:
    """Return the context of ``municipality_base.html``; ``current`` is a tab's URL name."""
    return {
        "municipality": municipality,
        "reach": access.reach_of(request.user, municipality),
        "tabs": _tabs(municipality),
        "current_tab": current,
        "is_own": access.own_municipality(request.user) == municipality,
    }


def _tabs(municipality: Actor) -> list[Tab]:
    found = []
    for tab in TABS:
        try:
            url = reverse(tab.url_name, args=[municipality.scb_code])
        except NoReverseMatch:
            continue
        found.append(Tab(tab.label, tab.url_name, url))
    return found


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the follow-up."""

    serves_board: bool
    serves_municipality: bool
    reviews: bool
    administers_method: bool


def place_of(user: User) -> Place:
    """Return where the user stands in the follow-up."""
    served = [function.actor for function in rights.functions_of(user)]
    codenames = rights.codenames_of(user)
    return Place(
        serves_board=any(
            actor.kind == Actor.Kind.COUNTY_BOARD and actor.county_id for actor in served
        ),
        serves_municipality=any(actor.kind == Actor.Kind.MUNICIPALITY for actor in served),
        reviews=access.REVIEW.split(".")[1] in codenames,
        administers_method=access.METHOD.split(".")[1] in codenames,
    )


def follows_up(user: User) -> bool:
    """Return whether the user works with the follow-up for a county or for MSB/MCF."""
    place = place_of(user)
    return place.serves_board or place.reviews


def serves_municipality(user: User) -> bool:
    """Return whether the user serves a municipality, and so sees "Vår kommun"."""
    place = place_of(user)
    return place.serves_municipality and not follows_up(user)
