"""Who is told of protocols and measures. Texts name functions and things, never what they say."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from actors.models import Actor, Function
from common.clock import local
from followup import access
from followup.acts import tell
from followup.visits.measures.models import Measure
from followup.visits.models import VisitProtocol


def to_approve(protocol: VisitProtocol, at: datetime) -> None:
    """Tell those who may approve that something waits for them."""
    tell(
        "approval_waits",
        approvers(protocol),
        protocol,
        path=_protocol_url(protocol),
        at=at,
        what=_name(protocol),
    )


def returned(protocol: VisitProtocol, at: datetime) -> None:
    """Tell the handlers that it came back."""
    what = f"Återlämnat: {_name(protocol).lower()}"
    receivers = handlers(protocol.visit.municipality)
    tell("dialogue", receivers, protocol, path=_protocol_url(protocol), at=at, what=what)


def sent(protocol: VisitProtocol, at: datetime) -> None:
    """Tell coordinator and leadership that it has come.

    Källa: Vägledningen 2.7.3 "skicka ett protokoll eller yttrande till kommunen".
    """
    receivers = municipal(protocol.visit.municipality)
    tell(
        "visit_report",
        receivers,
        protocol,
        path=_protocol_url(protocol),
        at=at,
        what=_name(protocol),
    )


def ask_approval(municipality: Actor, at: datetime) -> None:
    """Ask the municipality's leadership to approve the plan of measures."""
    url = reverse("followup:approve_measures", args=[municipality.scb_code])
    tell(
        "approval_waits", leaders(municipality), municipality, path=url, at=at, what="Åtgärdsplanen"
    )


def proposed(municipality: Actor, at: datetime) -> None:
    """Tell the coordinator that the county has proposed measures; once a day."""
    receivers = access.functions_with(access.REPORT, municipality)
    _plan(receivers, municipality, at, "Förslag i åtgärdsplanen", key="proposed")


def answered(municipality: Actor, at: datetime) -> None:
    """Tell the municipality that the county has answered or judged; once a day."""
    _plan(municipal(municipality), municipality, at, "Svar om åtgärder", key="answered")


def to_county(measure: Measure, what: str, at: datetime) -> None:
    """Tell the county's handlers what the municipality has done with a measure."""
    municipality = measure.municipality
    text = f"{what}, {municipality.name}"
    tell(
        "dialogue", handlers(municipality), measure, path=_plan_url(municipality), at=at, what=text
    )


def municipal(municipality: Actor) -> list[Function]:
    """Return the municipality's coordinator and leadership."""
    coordinators = access.functions_with(access.REPORT, municipality)
    return list(dict.fromkeys([*coordinators, *leaders(municipality)]))


def leaders(municipality: Actor) -> list[Function]:
    """Return the municipality's leadership."""
    return access.functions_with(access.LEAD, municipality)


def handlers(municipality: Actor) -> list[Function]:
    """Return the county's handlers."""
    county = municipality.county
    return access.functions_with(access.HANDLE, county) if county else []


def approvers(protocol: VisitProtocol) -> list[Function]:
    """Return the functions that may approve, but not the one who wrote it."""
    municipality = protocol.visit.municipality
    county = municipality.county
    signers = access.functions_with(access.SIGN, county) if county else []
    found = dict.fromkeys([*handlers(municipality), *signers])
    return [function for function in found if str(function) != protocol.proposed_by]


def _name(protocol: VisitProtocol) -> str:
    return f"{VisitProtocol.Kind(protocol.kind).label} efter uppföljningsbesök"


def _protocol_url(protocol: VisitProtocol) -> str:
    visit = protocol.visit
    return reverse("followup:visit_protocol", args=[visit.municipality.scb_code, visit.pk])


def _plan_url(municipality: Actor) -> str:
    return reverse("followup:measures", args=[municipality.scb_code])


def _plan(
    functions: Iterable[Function], municipality: Actor, at: datetime, what: str, *, key: str
) -> None:
    dedupe = f"measures:{municipality.pk}:{key}:{local(at):%Y-%m-%d}"
    url = _plan_url(municipality)
    tell("dialogue", functions, municipality, path=url, at=at, key=dedupe, what=what)
