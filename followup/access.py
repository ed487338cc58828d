"""Who sees whose follow-up, and who may act in it.

Seeing is membership: those who serve the municipality see their own; those who serve the county's
board see their county. Doing is a right that one of one's functions carries: the handler's and the
signer's over the county, the coordinator's and the director's over the municipality, the
reviewer's at MSB/MCF over the cases sent there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from actors import memory
from actors.models import Actor, Appointment, County, Function, User
from actors.rights import rights
from common.requests import UserRequest

HANDLE: Final = "actors.follow_up_county"
SIGN: Final = "actors.sign_for_county"
SET: Final = "actors.administer_follow_up"
REPORT: Final = "actors.report_for_municipality"
LEAD: Final = "actors.lead_municipality"
REVIEW: Final = "actors.review_referrals"
METHOD: Final = "actors.administer_method"


@dataclass(frozen=True)
class Reach:
    """In which function somebody may act in the follow-up of one municipality, if at all."""

    handler: Function | None = None
    signer: Function | None = None
    reporter: Function | None = None
    leader: Function | None = None
    reviewer: Function | None = None

    @property
    def for_county(self) -> Function | None:
        """Return the function in which the person acts for the county."""
        return self.handler or self.signer

    @property
    def for_municipality(self) -> Function | None:
        """Return the function in which the person acts for the municipality."""
        return self.reporter or self.leader

    @property
    def sees_civil_defence(self) -> bool:
        """Return whether amounts for civil defence may be shown.

        Källa: SKR:s uppgifter.
        """
        return bool(self.for_county or self.for_municipality or self.reviewer)


def reach_of(user: User, municipality: Actor) -> Reach:
    """Return what the user may do in the follow-up of the municipality. Ask once per request."""
    county = municipality.county
    return Reach(
        handler=rights.carrying(user, HANDLE, county) if county else None,
        signer=rights.carrying(user, SIGN, county) if county else None,
        reporter=rights.carrying(user, REPORT, municipality),
        leader=rights.carrying(user, LEAD, municipality),
        reviewer=reviewing_function(user),
    )


def municipalities_visible_to(user: User) -> QuerySet[Actor]:
    """Return the municipalities whose follow-up the user sees: one's own, or one's county's.

    Källa: domain.md 2.2; Vägledningen 1.2 (länsstyrelsen följer upp länets kommuner).
    """
    served = Appointment.objects.actors_of(user)
    return Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY).filter(
        Q(pk__in=served) | Q(county__in=_counties_of(user))
    )


def counties_visible_to(user: User) -> QuerySet[County]:
    """Return the counties whose board the user serves."""
    return County.objects.filter(pk__in=_counties_of(user))


def _counties_of(user: User) -> Any:
    """Return the codes of those counties, or a query for them."""
    boards = Actor.objects.filter(
        kind=Actor.Kind.COUNTY_BOARD, pk__in=Appointment.objects.actors_of(user)
    )
    return memory.keys(("counties", user.pk), boards.values_list("county_id", flat=True))


def own_municipality(user: User) -> Actor | None:
    """Return the municipality that the user serves, if any."""
    served = Appointment.objects.actors_of(user)
    found = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, pk__in=served)
    return found.order_by("pk").first()


def reviewing_function(user: User) -> Function | None:
    """Return the function in which the user reviews cases for MSB/MCF, if any."""
    return _carrying_anywhere(user, REVIEW)


def method_function(user: User) -> Function | None:
    """Return the function in which the user looks after the rules common to all counties."""
    return _carrying_anywhere(user, METHOD)


def municipality_for(user: User, code: str) -> Actor:
    """Return the municipality with this code at Statistics Sweden, if the user sees it."""
    visible = municipalities_visible_to(user).select_related("county")
    return get_object_or_404(visible, scb_code=code)


def get_municipality(request: UserRequest, code: str) -> Actor:
    """Return the municipality of a page's address, if the user sees it."""
    return municipality_for(request.user, code)


def get_county(request: UserRequest, code: str) -> County:
    """Return the county of a page's address, if the user serves its board."""
    return get_object_or_404(counties_visible_to(request.user), code=code)


def home_county(user: User) -> County | None:
    """Return the county that the user follows up, the first if several."""
    return counties_visible_to(user).order_by("code").first()


def require_handler(user: User, municipality: Actor) -> Function:
    """Return the function in which the user follows up the municipality."""
    return _require_over_county(user, HANDLE, municipality)


def require_signer(user: User, municipality: Actor) -> Function:
    """Return the function in which the user signs for the county."""
    return _require_over_county(user, SIGN, municipality)


def require_reporter(user: User, municipality: Actor) -> Function:
    """Return the function in which the user hands in for the municipality.

    Whoever leads it may too. Källa: domain.md 1.1.
    """
    found = rights.carrying(user, REPORT, municipality)
    return found or rights.require(user, LEAD, municipality)


def require_leader(user: User, municipality: Actor) -> Function:
    """Return the function in which the user speaks for the municipality's leadership."""
    return rights.require(user, LEAD, municipality)


def require_reviewer(user: User) -> Function:
    """Return the function in which the user reviews cases for MSB/MCF."""
    return _held(reviewing_function(user))


def require_method(user: User) -> Function:
    """Return the function in which the user looks after the rules common to all counties."""
    return _held(method_function(user))


def require_visible(user: User, municipality: Actor) -> None:
    """Refuse to tell that the municipality's follow-up exists."""
    if not municipalities_visible_to(user).filter(pk=municipality.pk).exists():
        raise Http404


def board_of(county: County) -> Actor | None:
    return Actor.objects.filter(kind=Actor.Kind.COUNTY_BOARD, county=county).order_by("pk").first()


def functions_with(permission: str, thing: Actor | County) -> list[Function]:
    """Return the functions that carry a right, those to whom its notices go."""
    return list(rights.holders_of(permission, thing).select_related("actor").order_by("pk"))


def handlers_of(municipality: Actor) -> list[Function]:
    """Return the functions that follow up the municipality, those whom it is told to."""
    return functions_with(HANDLE, municipality.county) if municipality.county else []


def held_now(user: User, at: datetime) -> set[int]:
    """Return the functions that the user holds."""
    return {function.pk for function in rights.functions_of(user, at)}


def _carrying_anywhere(user: User, permission: str) -> Function | None:
    thing = rights.things(user, permission, Actor).first()
    return rights.carrying(user, permission, thing) if thing else None


def _require_over_county(user: User, permission: str, municipality: Actor) -> Function:
    if municipality.county is None:
        raise PermissionDenied("Kommunen hör inte till något län.")
    return rights.require(user, permission, municipality.county)


def _held(function: Function | None) -> Function:
    if function is None:
        raise PermissionDenied("Behörighet saknas.")
    return function
