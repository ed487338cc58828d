"""Hand in a document. Files are taken in before the form is judged, so that none is sent twice."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import RuleError
from common.forms import add_refusal
from common.requests import UserRequest
from followup import access
from followup.documents import rules, services
from followup.documents.finding import Place, find, key_of
from followup.documents.forms import CLASSIFIED, UNDER_SECRECY, DeliveryForm
from followup.documents.views import base
from followup.terms.models import DecidingBody
from records.files import staging, uploads
from records.forms import once
from records.pages import many_times


@many_times
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
        with suppress(ValueError):
            staging.remove(form_key=key, user_id=user_id, stored_id=UUID(removed))
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


@many_times
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
    return render(request, "followup/documents/_files.html", context)


@once
def _hand_in(request: UserRequest, place: Place, key: UUID) -> HttpResponse:
    form = _form(place, request.POST)
    if not form.is_valid():
        return _page(request, place, form, key=key, status=422)
    values, user_id = form.cleaned_data, request.user.pk
    values.pop("files")  # they were taken in before
    try:
        version = services.hand_in(
            municipality_id=place.municipality.pk,
            term_id=place.term.pk,
            kind=place.kind,
            delivery=services.Delivery(**values),
            files=staging.waiting(form_key=key, user_id=user_id),
            by=request.user,
            at=timezone.now(),
        )
    except RuleError as broken:
        add_refusal(form, broken)
        return _page(request, place, form, key=key, status=409, asks=broken.code)
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
    body = DecidingBody(lowest).label.lower()
    return f"Beslutas lägst av: {body} (Vägledningen för uppföljning, tabell 2.2)."


def _page(
    request: UserRequest,
    place: Place,
    form: DeliveryForm,
    *,
    key: UUID | None = None,
    status: int = 200,
    asks: str = "",
) -> HttpResponse:
    key = key or key_of(request)
    context = base(request, place)
    context |= {
        "form": form,
        "form_key": key,
        "waiting": staging.waiting(form_key=key, user_id=request.user.pk),
        "asks_too_low": asks == "body_too_low" or "knows_too_low" in request.POST,
        "asks_term": asks == "before_election" or "knows_before_election" in request.POST,
        "is_before_election": timezone.localdate() < place.term.election_date,
        "too_low": rules.bodies_below(place.row.requirement.lowest_body),
        "too_low_rule": _lowest_text(place),
        "limit_bytes": uploads.limit_bytes(),
        "county_receivers": access.handlers_of(place.municipality),
    }
    return render(request, "followup/documents/hand_in.html", context, status=status)
