"""What every page on one municipality shows: its name, its tabs, and what the reader may do."""

from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from actors.models import Actor, User
from actors.rights import rights
from common.requests import UserRequest
from followup import access

TABS: Final = (
    ("Översikt", "followup:municipality"),
    ("Dokument", "followup:documents"),
    ("Dialog", "followup:dialogue"),
    ("Årlig redovisning", "followup:reports"),
    ("Ekonomi", "followup:economy"),
    ("Besök", "followup:visits"),
    ("Åtgärdsplan", "followup:measures"),
    ("Ärenden", "followup:municipality_cases"),
    ("Frister", "followup:deadlines"),
)


def base(request: UserRequest, municipality: Actor, current: str) -> dict[str, Any]:
    """Return the context of ``municipality_base.html``; ``current`` is a tab's URL name."""
    is_own = access.own_municipality(request.user) == municipality
    return {
        "municipality": municipality,
        "municipality_label": "Vår kommun" if is_own else municipality.name,
        "reach": access.reach_of(request.user, municipality),
        "tabs": [
            (label, reverse(url_name, args=[municipality.scb_code]), url_name == current)
            for label, url_name in TABS
        ],
        "is_own": is_own,
    }


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
