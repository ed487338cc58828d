"""Corrections beside adopted minutes: proposed, adjusted, declined, withdrawn."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.acting import Question, act_of, ask, press
from common.form_fields import TextField
from common.forms import posted
from common.requests import UserRequest
from forums.finding import about, get_protocol
from forums.meetings.conduct_forms import WordingForm
from forums.meetings.forms import ReasonForm
from forums.minutes import corrections
from forums.models import MinutesCorrection, Protocol


class CorrectionForm(WordingForm):
    """What is wrong, what it should say, and why."""

    about = forms.CharField(
        label="Vad är fel?",
        max_length=200,
        help_text="Till exempel: § 3, eller närvaron för Nacka kommun.",
        error_messages={"required": "Skriv vilken punkt eller paragraf som är fel."},
    )
    says = TextField(
        label="Så ska det stå",
        max_length=2000,
        rows=4,
        required_text="Skriv hur det ska stå.",
    )
    reason = forms.CharField(
        label="Varför?", max_length=300, error_messages={"required": "Skriv varför."}
    )


@require_http_methods(["GET", "POST"])
def propose(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Propose a correction; another who was there adjusts it."""
    shown = get_protocol(request, region, pk)
    corrections.require_taking_part(request.user, shown)
    text = (
        "Det fastställda protokollet ändras inte. Rättelsen ställs bredvid när någon annan som "
        "var med har justerat den, och alla som fick protokollet får besked."
    )
    return ask(
        request,
        Question("Rätta protokollet", text, "Föreslå rättelsen", **_about(shown)),
        CorrectionForm(posted(request)),
        act_of(request, corrections.propose_correction, protocol_id=shown.pk),
        to=_protocol_page(region, pk),
        done="Rättelsen är föreslagen. Någon annan som var med justerar den.",
    )


@require_POST
def adjust(request: UserRequest, region: str, pk: int, correction: int) -> HttpResponse:
    """Confirm a correction that somebody else has proposed."""
    found = _correction(request, region, pk, correction)
    return press(
        request,
        corrections.adjust_correction,
        to=_protocol_page(region, pk),
        done="Rättelsen är justerad och står bredvid protokollet.",
        correction_id=found.pk,
        by=request.user,
        at=timezone.now(),
    )


@require_http_methods(["GET", "POST"])
def decline(request: UserRequest, region: str, pk: int, correction: int) -> HttpResponse:
    """Say that the minutes are right as they stand."""
    found = _correction(request, region, pk, correction)
    corrections.require_taking_part(request.user, found.protocol)
    text = f"{found.about}: {found.says}"
    return ask(
        request,
        Question(f"Avvisa {found}?", text, "Avvisa rättelsen", "danger", **_about(found.protocol)),
        ReasonForm(posted(request)),
        act_of(request, corrections.decline_correction, correction_id=found.pk),
        to=_protocol_page(region, pk),
        done="Rättelsen är avvisad.",
    )


@require_POST
def withdraw(request: UserRequest, region: str, pk: int, correction: int) -> HttpResponse:
    """Take one's own proposal back."""
    found = _correction(request, region, pk, correction)
    return press(
        request,
        corrections.withdraw_correction,
        to=_protocol_page(region, pk),
        done="Förslaget är återtaget.",
        correction_id=found.pk,
        by=request.user,
        at=timezone.now(),
    )


def _correction(request: UserRequest, region: str, pk: int, correction: int) -> MinutesCorrection:
    protocol = get_protocol(request, region, pk)
    found = get_object_or_404(protocol.corrections, pk=correction)
    found.protocol = protocol
    return found


def _about(protocol: Protocol) -> dict[str, Any]:
    words = about(protocol.meeting)
    page = _protocol_page(protocol.meeting.forum.region.slug, protocol.meeting_id)
    return words | {"crumbs": [*words["crumbs"], ("Protokoll", page)]}


def _protocol_page(region: str, pk: int) -> str:
    return reverse("forums:protocol", args=[region, pk])
