"""What the pages on secrecy read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from actors.models import Appointment, County, Function, User
from actors.rights import rights
from common.clock import local
from followup import access
from records.models import (
    NeedGrant,
    SecretAnnex,
    SecretRead,
    Undertaking,
    UndertakingRequest,
)
from records.refs import ref
from records.secrets.secrets import REASONS, may_read
from secrecy import rules
from secrecy.matters import Matter, matter_of


def holders_of(functions: Iterable[Function], at: datetime) -> dict[int, list[User]]:
    """Return the persons who hold each function now, by the function's key, in one query."""
    held = Appointment.objects.current(at).filter(
        function__in=[function.pk for function in functions], person__is_active=True
    )
    found: dict[int, list[User]] = defaultdict(list)
    for appointment in held.select_related("person").order_by("person_id"):
        if appointment.person not in found[appointment.function_id]:
            found[appointment.function_id].append(appointment.person)
    return found


def possible_readers(matter: Matter, at: datetime) -> list[tuple[User, Function]]:
    """Return who may be granted a need: each holder of a participating function."""
    functions = matter.participants()
    holders = holders_of(functions, at)
    return [(person, function) for function in functions for person in holders[function.pk]]


# Before it is told ----------------------------------------------------------------------------


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
        return not self.lacking

    @property
    def is_unasked(self) -> bool:
        """Return whether nobody who holds the function has signed or been asked to."""
        return self.signed_at is None and self.asked is None


def readiness(matter: Matter, at: datetime) -> list[Readiness]:
    """Return each participating function with what it lacks, those that lack something first.

    Källa: Vägledningen 2.10 "i god tid före besöket"; domain.md 3.5.
    """
    functions = matter.participants()
    holders = holders_of(functions, at)
    persons = [person for found in holders.values() for person in found]
    annexes = list(SecretAnnex.objects.filter(about_ref=matter.about_ref, erased_at=None))
    county_code = matter.county.pk if matter.county else ""
    requests = UndertakingRequest.objects.filter(
        county_code=county_code, about_ref__in=["", matter.about_ref], withdrawn_at=None
    )
    asked = {found.asked_of_ref: found for found in requests.order_by("asked_at", "pk")}
    signed = _signed_by_person(persons, county_code, matter.about_ref, at)
    granted = _granted_by_person(persons, annexes, at)
    numbers = [annex.number for annex in annexes]
    rows = []
    for function in functions:
        theirs = [person.pk for person in holders[function.pk]]
        undertaking = next((signed[pk] for pk in theirs if pk in signed), None)
        rows.append(
            Readiness(
                function=function,
                asked=asked.get(ref(function)),
                signed_at=undertaking.signed_at if undertaking else None,
                valid_to=undertaking.valid_to if undertaking else None,
                lacking=rules.lacks(
                    has_signed=undertaking is not None,
                    numbers=numbers,
                    granted={number for pk in theirs for number in granted[pk]},
                ),
            )
        )
    return sorted(rows, key=lambda row: (row.is_ready, str(row.function)))


def _signed_by_person(
    persons: Sequence[User], county_code: str, about_ref: str, at: datetime
) -> dict[int, Undertaking]:
    """Return each person's first signature that holds now and covers the thing."""
    today = local(at).date()
    signed = Undertaking.objects.filter(
        person__in=persons, county_code=county_code, about_ref__in=["", about_ref]
    )
    found: dict[int, Undertaking] = {}
    for undertaking in signed:
        if undertaking.is_valid(at, today):
            found.setdefault(undertaking.person_id, undertaking)
    return found


def _granted_by_person(
    persons: Sequence[User], annexes: Sequence[SecretAnnex], at: datetime
) -> dict[int, set[int]]:
    """Return the numbers of the annexes that each person may read now."""
    grants = NeedGrant.objects.filter(
        person__in=persons, annex__in=annexes, starts_at__lte=at, ends_at__gt=at
    ).exclude(revoked_at__lte=at)
    found: dict[int, set[int]] = defaultdict(set)
    for person_id, number in grants.values_list("person_id", "annex__number"):
        found[person_id].add(number)
    return found


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
    matter = matter_of(about_ref)
    return matter.label if matter else ""


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
    return list(SecretAnnex.objects.filter(about_ref=about_ref).order_by("number"))
