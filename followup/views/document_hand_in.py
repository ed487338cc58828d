"""Hand in a document. Files are taken in before the form is judged, so that none is sent twice."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import RuleError
from common.forms import add_refusal
from common.requests import UserRequest
from followup import access
from followup.forms.documents import CLASSIFIED, UNDER_SECRECY, DeliveryForm
from followup.models import DecidingBody
from followup.rules import documents as rules
from followup.services import documents as services
from followup.views.document_finding import Place, find, key_of
from followup.views.documents import base
from records import staging, uploads
from records.forms import once


@login_required
@require_http_methods(["GET", "POST"])
def document_hand_in(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Show the form; take in its files; then hand in, once."""
    place = find(request, code, term, kind)
    access.require_reporter(request.user, place.municipality)
    if request.method == "GET":
        return _page(request, place, _form(place, None))
    key, user_id = key_of(request), request.user.pk
    if request.POST.get("confidentiality") in {UNDER_SECRECY, CLASSIFIED}:
        for stored in staging.waiting(form_key=key, user_id=user_id):
            staging.remove(form_key=key, user_id=user_id, stored_id=stored.pk)
        return redirect("followup:document_reference", code, term, kind)
    if removed := request.POST.get("remove_file"):
        _remove(key, user_id, removed)
        return _page(request, place, _form(place, request.POST), key=key)
    refused = staging.add(
        request.FILES.getlist("files"), form_key=key, user_id=user_id, at=timezone.now()
    )
    if refused:
        form = _form(place, request.POST)
        for refusal in refused:
            form.add_error("files", refusal.message)
        return _page(request, place, form, key=key, status=422)
    return _hand_in(request, place, key)


@login_required
@require_POST
def document_files(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Take in files as they are chosen, and answer with the list of those that wait."""
    place = find(request, code, term, kind)
    access.require_reporter(request.user, place.municipality)
    key, user_id = key_of(request), request.user.pk
    sent = request.FILES.getlist("files")
    refused = staging.add(sent, form_key=key, user_id=user_id, at=timezone.now())
    context = {
        "waiting": staging.waiting(form_key=key, user_id=user_id),
        "refused": [refusal.message for refusal in refused],
    }
    return render(request, "followup/_document_files.html", context)


@once
def _hand_in(request: UserRequest, place: Place, key: UUID) -> HttpResponse:
    form = _form(place, request.POST)
    if not form.is_valid():
        return _page(request, place, form, key=key, status=422)
    values, user_id = form.cleaned_data, request.user.pk
    try:
        version = services.hand_in(
            municipality_id=place.municipality.pk,
            term_id=place.term.pk,
            kind=place.kind,
            delivery=services.Delivery(
                deciding_body=values["deciding_body"],
                decided_date=values["decided_date"],
                registry_number=values["registry_number"],
                confidentiality=values["confidentiality"],
                note=values["note"],
                knows_too_low=values.get("knows_too_low", False),
                reason=values.get("reason", ""),
            ),
            files=staging.waiting(form_key=key, user_id=user_id),
            by=request.user,
            at=timezone.now(),
        )
    except RuleError as broken:
        add_refusal(form, broken)
        asks = broken.code == "body_too_low"
        return _page(request, place, form, key=key, status=409, asks_too_low=asks)
    staging.take(form_key=key, user_id=user_id)
    return redirect(
        "followup:document_receipt",
        place.municipality.scb_code,
        place.term.pk,
        place.kind,
        version.number,
    )


def _form(place: Place, data: Any) -> DeliveryForm:
    return DeliveryForm(
        data,
        replaces=place.row.version is not None,
        lowest_text=_lowest_text(place),
        initial={"confidentiality": "internal"},
    )


def _lowest_text(place: Place) -> str:
    lowest = place.row.requirement.lowest_body
    if not lowest:
        return "Kommunen bestämmer själv nivå."
    return f"Beslutas lägst av: {DecidingBody(lowest).label.lower()} (003 tabell 2.2)."


def _remove(key: UUID, user_id: int, stored: str) -> None:
    try:
        stored_id = UUID(stored)
    except ValueError:
        return
    staging.remove(form_key=key, user_id=user_id, stored_id=stored_id)


def _page(
    request: UserRequest,
    place: Place,
    form: DeliveryForm,
    *,
    key: UUID | None = None,
    status: int = 200,
    asks_too_low: bool = False,
) -> HttpResponse:
    key = key or key_of(request)
    context = base(request, place)
    context |= {
        "form": form,
        "form_key": key,
        "waiting": staging.waiting(form_key=key, user_id=request.user.pk),
        "asks_too_low": asks_too_low or "knows_too_low" in request.POST,
        "too_low": rules.bodies_below(place.row.requirement.lowest_body),
        "too_low_rule": _lowest_text(place),
        "limit_bytes": uploads.limit_bytes(),
        "county_receivers": access.functions_with(access.HANDLE, place.municipality.county)
        if place.municipality.county
        else [],
    }
    return render(request, "followup/document_hand_in.html", context, status=status)
