"""Secrecy before and after a visit: who has signed, the annexes, references, what has leaked."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from actors.models import Actor
from common.errors import RuleError
from common.requests import UserRequest
from followup import frame
from followup.forms.secrets import AnnexForm, AskForm, MoveForm, ReferenceForm
from followup.models import Visit
from followup.reports import secrets as reports
from followup.rules import secrecy
from followup.services import secret_moves
from followup.services import secrets as services
from followup.views.secret_finding import get_visit, guarded
from followup.views.secret_uploads import in_memory
from records.forms import new_key, once
from records.models import ClassifiedReference
from records.secret_owners import owner_of
from records.secrets import marks_for
from records.services import annexes, references
from records.services.annexes import defence_is_stored

TAB = "followup:visits"


@login_required
@require_http_methods(["GET", "POST"])
@once
def visit(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show who is ready to be told what is secret, and ask a function to sign."""
    municipality, found, about_ref = get_visit(request, code, pk)
    now = timezone.now()
    may_ask = bool(_holder(request, about_ref) or _granter(request, about_ref)) or bool(
        frame.base(request, municipality, TAB)["reach"].reporter
    )
    form = AskForm(
        request.POST if request.method == "POST" else None,
        functions=reports.participants_of(municipality),
        today=timezone.localdate(),
    )
    status = 200
    if request.method == "POST":
        if not may_ask:
            raise PermissionDenied
        status = 422
        if form.is_valid():
            values = form.cleaned_data
            try:
                services.ask_to_sign(
                    about=found,
                    municipality=municipality,
                    function=values["function"],
                    legal_grounds=values["legal_grounds"],
                    what=str(found),
                    valid_to=values["valid_to"],
                    by=request.user,
                    at=now,
                )
            except RuleError as broken:
                form.add_error(broken.field or None, broken.message)
                status = 409
            else:
                return redirect("followup:visit_secrecy", code, pk)
    holder = _holder(request, about_ref)
    context = {
        **frame.base(request, municipality, TAB),
        "visit": found,
        "numbers": marks_for(about_ref, request.user),
        "rows": reports.readiness(about_ref, municipality, now),
        "may_ask": may_ask,
        "may_write": bool(holder),
        "annexes": _kept(request, about_ref),
        "references": ClassifiedReference.objects.filter(about_ref=about_ref, removed_at=None),
        "ask_form": form,
        "form": form if request.method == "POST" else None,
        "form_key": new_key(),
    }
    return render(request, "followup/secret_visit.html", context, status=status)


@login_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def new_annex(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask what it is before anything can be typed; then hold what is sent in memory alone."""
    in_memory(request)
    return _new_annex(request, code, pk)


@csrf_protect
@guarded
@once
def _new_annex(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality, found, about_ref = _written(request, code, pk)
    context: dict[str, Any] = {**frame.base(request, municipality, TAB), "visit": found}
    answer = request.GET.get("klass", "")
    if request.method == "GET" and answer not in list(secrecy.Answer):
        return render(request, "followup/secret_question.html", context)
    owner = owner_of(about_ref)
    ruling = secrecy.ruling(
        secrecy.Answer(answer) if request.method == "GET" else secrecy.Answer.SECRET,
        stores_here=owner is not None and owner.stores_here(about_ref),
    )
    context |= {"ruling": ruling, "form_key": new_key()}
    if ruling.place == secrecy.Place.REFERENCE:
        kind = "classified" if answer in {"klassificerad", "osaker"} else ""
        context |= {"steps": secrecy.INSTEAD, "form": ReferenceForm(initial={"kind": kind})}
        status = 200 if request.method == "GET" else 409
        return render(request, "followup/secret_reference.html", context, status=status)
    return _annex_form(request, municipality, found, context)


def _annex_form(
    request: UserRequest, municipality: Actor, found: Visit, context: dict[str, Any]
) -> HttpResponse:
    county_code = municipality.county_id or ""
    form = AnnexForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        defence_is_stored=defence_is_stored(county_code),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _create(request, found, form)
            except RuleError as broken:
                field = broken.field if broken.field in form.fields else None
                form.add_error(field, broken.message)
                status = 409
            else:
                return redirect("followup:visit_secrecy", municipality.scb_code, found.pk)
    return render(
        request, "followup/secret_annex_new.html", {**context, "form": form}, status=status
    )


def _create(request: UserRequest, found: Visit, form: AnnexForm) -> None:
    values = form.cleaned_data
    annexes.create_annex(
        about_ref=f"followup.visit:{found.pk}",
        legal_grounds=values["legal_grounds"],
        title=values["title"],
        body=values["body"],
        files=form.new_files,
        by=request.user,
        at=timezone.now(),
    )


@login_required
@require_http_methods(["GET", "POST"])
@guarded
@once
def new_reference(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Note that something is kept elsewhere: four facts, nothing of what it says."""
    municipality, found, about_ref = _written(request, code, pk)
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        references.note_reference(
            about_ref=about_ref, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        return redirect("followup:visit_secrecy", code, pk)
    context = {
        **frame.base(request, municipality, TAB),
        "visit": found,
        "form": form,
        "steps": secrecy.INSTEAD,
        "form_key": new_key(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "followup/secret_reference.html", context, status=status)


@login_required
@require_POST
@once
def remove_reference(request: UserRequest, code: str, pk: int, reference: int) -> HttpResponse:
    """Take away a reference that is wrong."""
    _municipality, _visit, about_ref = _written(request, code, pk)
    if not ClassifiedReference.objects.filter(pk=reference, about_ref=about_ref).exists():
        raise Http404
    references.remove_reference(reference_id=reference, by=request.user, at=timezone.now())
    return redirect("followup:visit_secrecy", code, pk)


@login_required
@require_http_methods(["GET", "POST"])
@guarded
@once
def move(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Move the words of an open field into a secret annex, and purge them elsewhere."""
    municipality, found, _about_ref = _written(request, code, pk)
    texts = secret_moves.open_texts(found)
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        fields=[(text.key, text.label) for text in texts],
        defence_is_stored=defence_is_stored(municipality.county_id or ""),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                secret_moves.move_to_annex(
                    visit=found,
                    key=form.cleaned_data["key"],
                    legal_grounds=form.cleaned_data["legal_grounds"],
                    by=request.user,
                    at=timezone.now(),
                )
            except RuleError as broken:
                field = broken.field if broken.field in form.fields else None
                form.add_error(field, broken.message)
                status = 409
            else:
                return redirect("followup:visit_secrecy", code, pk)
    context = {
        **frame.base(request, municipality, TAB),
        "visit": found,
        "form": form,
        "has_texts": bool(texts),
        "form_key": new_key(),
    }
    return render(request, "followup/secret_move.html", context, status=status)


def _written(request: UserRequest, code: str, pk: int) -> tuple[Actor, Visit, str]:
    """Return the visit to somebody who writes annexes on it.

    :raises PermissionDenied: to others who take part.
    """
    municipality, found, about_ref = get_visit(request, code, pk)
    if not _holder(request, about_ref):
        raise PermissionDenied
    return municipality, found, about_ref


def _holder(request: UserRequest, about_ref: str) -> str:
    owner = owner_of(about_ref)
    return owner.holder_label(request.user, about_ref) if owner else ""


def _granter(request: UserRequest, about_ref: str) -> str:
    owner = owner_of(about_ref)
    return owner.granter_label(request.user, about_ref) if owner else ""


def _kept(request: UserRequest, about_ref: str) -> list[Any]:
    """Return the annexes themselves to those who look after them, nothing to others."""
    if not (_holder(request, about_ref) or _granter(request, about_ref)):
        return []
    return reports.annexes_of(about_ref)
