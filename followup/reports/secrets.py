"""What the pages on secrecy read, and who takes part in what annexes belong to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from actors import rights
from actors.models import Actor, Appointment, County, Function, User
from common.clock import local
from followup import access
from followup.models import Visit
from followup.reports import method
from followup.rules import secrecy
from records.models import (
    NeedGrant,
    SecretAnnex,
    SecretRead,
    Undertaking,
    UndertakingRequest,
)
from records.refs import ref, split
from records.secrets import REASONS, may_read

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from records.secret_owners import Person

STORE: Final = "store_secret_annexes"


# Who takes part --------------------------------------------------------------------------------


def municipality_of(about_ref: str) -> Actor | None:
    """Return the municipality that a thing of the follow-up concerns."""
    kind, number = split(about_ref)
    if not number.isdigit():
        return None
    municipalities = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY).select_related("county")
    if kind == "actors.actor":
        return municipalities.filter(pk=int(number)).first()
    if kind == "followup.visit":
        return municipalities.filter(visits=int(number)).first()
    return None


def stores_secrets(county: County | None, at: datetime) -> bool:
    """Return whether the county keeps secret annexes here; unset means no."""
    if county is None:
        return False
    return method.setting(county, STORE, local(at).date()) is True


class FollowUpOwner:
    """Answers for visits and municipalities to the app that keeps the annexes."""

    def county_of(self, about_ref: str) -> str:
        """Return the county's code, "" if the thing is gone."""
        municipality = municipality_of(about_ref)
        return (municipality.county_id or "") if municipality else ""

    def is_exercise(self, about_ref: str) -> bool:
        """Return no: nothing of the follow-up is an exercise."""
        return False

    def stores_here(self, about_ref: str) -> bool:
        """Return whether the county keeps secret annexes here at all."""
        municipality = municipality_of(about_ref)
        return municipality is not None and stores_secrets(municipality.county, timezone.now())

    def holder_label(self, user: "Person", about_ref: str) -> str:
        """Return in which function the user handles the municipality."""
        return _label(user, about_ref, (access.HANDLE,), ())

    def granter_label(self, user: "Person", about_ref: str) -> str:
        """Return in which function the user signs for the county."""
        return _label(user, about_ref, (access.SIGN,), ())

    def participant_label(self, user: "Person", about_ref: str) -> str:
        """Return in which function the user works with it, for the county or the municipality."""
        return _label(user, about_ref, (access.HANDLE, access.SIGN), (access.REPORT, access.LEAD))


def _label(
    user: "User | AnonymousUser | Person",
    about_ref: str,
    over_county: tuple[str, ...],
    over_municipality: tuple[str, ...],
) -> str:
    municipality = municipality_of(about_ref)
    if municipality is None or municipality.county is None or not isinstance(user, User):
        return ""
    wanted: list[tuple[str, Actor | County]] = [
        *((right, municipality.county) for right in over_county),
        *((right, municipality) for right in over_municipality),
    ]
    for right, thing in wanted:
        function = rights.carrying(user, right, thing)
        if function is not None:
            return str(function)
    return ""


def participants_of(municipality: Actor) -> list[Function]:
    """Return the functions that may be told something secret: the municipality's, the county's."""
    found = [
        *access.functions_with(access.LEAD, municipality),
        *access.functions_with(access.REPORT, municipality),
    ]
    if municipality.county is not None:
        found += access.functions_with(access.HANDLE, municipality.county)
        found += access.functions_with(access.SIGN, municipality.county)
    return list({function.pk: function for function in found}.values())


def holders_of(function: Function, at: datetime) -> list[User]:
    """Return the persons who hold the function now."""
    held = Appointment.objects.current(at).filter(function=function, person__is_active=True)
    return list(User.objects.filter(appointments__in=held).distinct().order_by("pk"))


def possible_readers(municipality: Actor, at: datetime) -> list[tuple[User, Function]]:
    """Return who may be granted a need: each holder of a participating function."""
    return [
        (person, function)
        for function in participants_of(municipality)
        for person in holders_of(function, at)
    ]


# Before a visit --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Readiness:
    """Whether a function can be told what is secret: has somebody signed, what is lacking."""

    function: Function
    asked: UndertakingRequest | None
    signed_at: datetime | None
    valid_to: object
    lacking: str

    @property
    def is_ready(self) -> bool:
        """Return whether nothing is lacking."""
        return not self.lacking


def readiness(about_ref: str, municipality: Actor, at: datetime) -> list[Readiness]:
    """Return each participating function with what it lacks, those that lack something first.

    Källa: 003 §2.10 "i god tid före besöket"; reliability.md K19.
    """
    annexes = list(SecretAnnex.objects.filter(about_ref=about_ref, erased_at=None))
    county_code = municipality.county_id or ""
    asked = _requests_by_function(county_code, about_ref)
    rows = [
        _readiness(function, asked.get(ref(function)), annexes, county_code, about_ref, at)
        for function in participants_of(municipality)
    ]
    return sorted(rows, key=lambda row: (row.is_ready, str(row.function)))


def _requests_by_function(county_code: str, about_ref: str) -> dict[str, UndertakingRequest]:
    requests = UndertakingRequest.objects.filter(
        county_code=county_code, about_ref__in=["", about_ref], withdrawn_at=None
    )
    return {found.asked_of_ref: found for found in requests.order_by("asked_at", "pk")}


def _readiness(
    function: Function,
    asked: UndertakingRequest | None,
    annexes: Iterable[SecretAnnex],
    county_code: str,
    about_ref: str,
    at: datetime,
) -> Readiness:
    persons = holders_of(function, at)
    signed = [
        found
        for found in Undertaking.objects.filter(person__in=persons, county_code=county_code)
        if found.is_valid(at, local(at).date()) and found.about_ref in {"", about_ref}
    ]
    granted = {
        given.annex.number
        for given in NeedGrant.objects.filter(
            person__in=persons, annex__in=list(annexes), starts_at__lte=at, ends_at__gt=at
        )
        .exclude(revoked_at__lte=at)
        .select_related("annex")
    }
    return Readiness(
        function=function,
        asked=asked,
        signed_at=signed[0].signed_at if signed else None,
        valid_to=signed[0].valid_to if signed else None,
        lacking=secrecy.lacks(
            has_signed=bool(signed),
            numbers=[annex.number for annex in annexes],
            granted=granted,
        ),
    )


# One's own page --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mine:
    """What a person's own page on secrecy shows."""

    to_sign: list[UndertakingRequest]
    undertakings: list[Undertaking]
    annexes: list[tuple[SecretAnnex, str]]  # with the label of what it belongs to
    given: list[NeedGrant]
    reads: list[SecretRead]
    counties: list[County] = field(default_factory=list)  # whose page on secrecy one may open


def mine(user: User, at: datetime) -> Mine:
    """Return everything on secrecy that is the user's own."""
    return Mine(
        to_sign=to_sign(user, at),
        undertakings=list(
            Undertaking.objects.filter(person_id=user.pk).select_related("request")[:50]
        ),
        annexes=readable(user, at),
        given=list(
            NeedGrant.objects.filter(granted_by_id=user.pk).select_related("annex", "person")[:50]
        ),
        # Never the denied ones: they would tell that what was asked for exists.
        reads=list(SecretRead.objects.filter(user_id_was=user.pk, allowed=True)[:50]),
        counties=[c for c in access.counties_visible_to(user) if keeper_function(user, c)],
    )


def to_sign(user: User, at: datetime) -> list[UndertakingRequest]:
    """Return what the user's functions have been asked to sign and the user has not."""
    held = [ref(function) for function in rights.functions_of(user, at)]
    return list(
        UndertakingRequest.objects.filter(
            asked_of_ref__in=held, withdrawn_at=None, valid_to__gte=local(at).date()
        ).exclude(undertakings__in=Undertaking.objects.filter(person_id=user.pk, revoked_at=None))
    )


def readable(user: User, at: datetime) -> list[tuple[SecretAnnex, str]]:
    """Return the annexes that the user may read once a second factor is shown."""
    annexes = SecretAnnex.objects.filter(
        grants__person_id=user.pk, grants__starts_at__lte=at, grants__ends_at__gt=at
    ).distinct()
    return [
        (annex, label_of(annex.about_ref))
        for annex in annexes
        if may_read(user, annex, at, factor_at=at).allowed
    ]


def label_of(about_ref: str) -> str:
    """Return what a participant calls the thing."""
    kind, number = split(about_ref)
    if kind == "followup.visit":
        visit = Visit.objects.filter(pk=int(number)).select_related("municipality").first()
        return str(visit) if visit else ""
    return str(municipality_of(about_ref) or "")


# The county's pages ----------------------------------------------------------------------------


def keeper_function(user: User, county: County) -> Function | None:
    """Return the function in which the user looks after the county's secrets."""
    return rights.carrying(user, access.SIGN, county) or rights.carrying(
        user, access.HANDLE, county
    )


def county_annexes(county: County) -> list[tuple[SecretAnnex, str]]:
    """Return the county's annexes with what they belong to; nothing of what they say."""
    annexes = SecretAnnex.objects.filter(county_code=county.pk).order_by("-created_at")
    return [(annex, label_of(annex.about_ref)) for annex in annexes[:100]]


def county_undertakings(county: County) -> list[UndertakingRequest]:
    """Return what has been asked and signed in the county, the newest first."""
    requests = UndertakingRequest.objects.filter(county_code=county.pk)
    return list(requests.prefetch_related("undertakings").order_by("-asked_at")[:100])


def reads_of(annex: SecretAnnex) -> list[tuple[SecretRead, str]]:
    """Return the attempts to read the annex with the words of their reasons."""
    entries = SecretRead.objects.filter(annex_id_was=annex.pk)[:200]
    return [(entry, REASONS.get(entry.reason, entry.reason)) for entry in entries]


def annexes_of(about_ref: str) -> list[SecretAnnex]:
    """Return the annexes of a thing, for those who look after them."""
    return list(SecretAnnex.objects.filter(about_ref=about_ref).order_by("number"))
