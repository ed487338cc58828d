"""Who is told what in a case. Texts name functions and steps, never what the case says."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from actors.models import Actor, Function
from followup import access
from followup.acts import tell
from followup.cases.models import CaseMessage, MaterialRequest, Referral


def told(referral: Referral, at: datetime) -> None:
    """Tell the municipality what falls short, what it can do and by when.

    It is the municipality's work that is followed up, never a person.
    Källa: Vägledningen 3.2; domain.md 7.10.
    """
    lines = [
        f"– {found.text}\n  Ni kan: {found.remedy}"
        for found in referral.deficiencies.order_by("pk")
    ]
    details = "\n".join(
        [
            "Det är kommunens arbete som följs upp, inte hur en enskild person sköter sitt.",
            *lines,
            referral.told_text,
        ]
    )
    _send(
        "case_told",
        municipal(referral),
        referral,
        at,
        due=str(referral.agreed_date),
        details=details,
    )


def to_handlers(referral: Referral, what: str, at: datetime) -> None:
    _send("dialogue", handlers(referral), referral, at, what=what)


def to_municipality(referral: Referral, what: str, at: datetime) -> None:
    _send("dialogue", municipal(referral), referral, at, what=what)


def to_reviewers(referral: Referral, what: str, at: datetime) -> None:
    _send("dialogue", reviewers(), referral, at, what=what)


def to_sign(referral: Referral, at: datetime) -> None:
    _send("approval_waits", signers(referral), referral, at, what="Ett yttrande")


def sent_back(referral: Referral, at: datetime) -> None:
    _send("dialogue", handlers(referral), referral, at, what="Ett återlämnat yttrande")


def sent(referral: Referral, at: datetime) -> None:
    """Tell MSB/MCF and the municipality that the opinion is sent."""
    step(referral, "Länsstyrelsen har skickat sitt yttrande till MCF", at)
    _send("dialogue", reviewers(), referral, at, what="Ett nytt yttrande")


def step(referral: Referral, text: str, at: datetime) -> None:
    """Tell municipality and county of a step in the case."""
    receivers = [*municipal(referral), *handlers(referral)]
    _send("case_step", receivers, referral, at, number=number_of(referral), step=text)


def material(asked: MaterialRequest, at: datetime) -> None:
    """Tell the municipality that MSB/MCF asks for material, and the county that it has."""
    step(asked.referral, f"MCF begär underlag senast {asked.due_date}", at)


def answered(asked: MaterialRequest, at: datetime) -> None:
    _send("dialogue", reviewers(), asked.referral, at, what="Underlag")


def message(referral: Referral, said: CaseMessage, at: datetime) -> None:
    parties = [*municipal(referral), *handlers(referral)]
    if referral.signed_at:
        parties += reviewers()
    others = [function for function in parties if str(function) != said.sent_by]
    _send("dialogue", others, referral, at, what="Ett meddelande i ett ärende")


def municipal(referral: Referral) -> list[Function]:
    municipality = referral.municipality
    return [
        *access.functions_with(access.REPORT, municipality),
        *access.functions_with(access.LEAD, municipality),
    ]


def handlers(referral: Referral) -> list[Function]:
    county = referral.municipality.county
    return access.functions_with(access.HANDLE, county) if county else []


def signers(referral: Referral) -> list[Function]:
    county = referral.municipality.county
    return access.functions_with(access.SIGN, county) if county else []


def reviewers() -> list[Function]:
    authorities = Actor.objects.filter(kind=Actor.Kind.NATIONAL_AUTHORITY)
    return [
        function
        for authority in authorities
        for function in access.functions_with(access.REVIEW, authority)
    ]


def number_of(referral: Referral) -> str:
    """Return what the case is called: MSB/MCF's number, the county's, or ours."""
    return referral.national_number or referral.registry_number or str(referral.pk)


def _send(
    template: str, functions: Iterable[Function], referral: Referral, at: datetime, **words: str
) -> None:
    path = reverse("followup:case", args=[referral.pk])
    tell(template, functions, referral, path=path, at=at, **words)
