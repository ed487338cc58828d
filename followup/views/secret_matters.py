"""Secrecy before and after a visit or a meeting: who has signed, annexes, references, leaks."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import RuleError
from common.forms import add_refusal
from common.requests import UserRequest
from followup.forms.secrets import AnnexForm, AskForm, MoveForm, ReferenceForm
from followup.reports import secrets as reports
from followup.reports.secret_matters import stores_secrets
from followup.rules import secrecy
from followup.services import secret_meeting_moves, secret_moves
from followup.services import secrets as services
from followup.services.secret_proofs import OpenFile
from followup.services.secret_texts import OpenText
from followup.views.secret_desks import Desk, meeting_desk, require_writer, visit_desk
from followup.views.secret_finding import guarded
from followup.views.secret_uploads import in_memory
from forums.services import add_secret_point, remove_secret_point
from records.forms import new_key, once
from records.models import ClassifiedReference
from records.secrets import marks_for
from records.services import annexes, references
from records.services.annexes import defence_is_stored

FindDesk = Callable[[UserRequest, str, int], Desk]


@login_required
@require_http_methods(["GET", "POST"])
@once
def visit(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show who is ready to be told what is secret at a visit, and ask a function to sign."""
    return _secrecy(request, visit_desk(request, code, pk))


@login_required
@require_http_methods(["GET", "POST"])
@once
def meeting(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show the same for a meeting, and whether it has a secret point."""
    return _secrecy(request, meeting_desk(request, region, pk))


@login_required
@require_POST
@once
def meeting_point(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Put a secret point on the meeting's agenda, or take it away."""
    desk = meeting_desk(request, region, pk)
    act = remove_secret_point if request.POST.get("act") == "remove" else add_secret_point
    try:
        act(meeting_id=pk, by=request.user, at=timezone.now())
    except RuleError as broken:
        return _secrecy_page(request, desk, error=broken.message, status=409)
    return redirect(desk.url("page"))


@login_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def new_annex(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask what it is before anything can be typed; then hold what is sent in memory alone."""
    in_memory(request)
    return _new_annex(request, visit_desk, code, pk)


@login_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def new_meeting_annex(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Do the same for a meeting."""
    in_memory(request)
    return _new_annex(request, meeting_desk, region, pk)


@login_required
@require_http_methods(["GET", "POST"])
@guarded
@once
def new_reference(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Note that something is kept elsewhere: four facts, nothing of what it says."""
    return _new_reference(request, visit_desk(request, code, pk))


@login_required
@require_http_methods(["GET", "POST"])
@guarded
@once
def new_meeting_reference(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Do the same for a meeting."""
    return _new_reference(request, meeting_desk(request, region, pk))


@login_required
@require_POST
@once
def remove_reference(request: UserRequest, code: str, pk: int, reference: int) -> HttpResponse:
    """Take away a reference that is wrong."""
    return _remove_reference(request, visit_desk(request, code, pk), reference)


@login_required
@require_POST
@once
def remove_meeting_reference(
    request: UserRequest, region: str, pk: int, reference: int
) -> HttpResponse:
    """Do the same for a meeting."""
    return _remove_reference(request, meeting_desk(request, region, pk), reference)


@login_required
@require_http_methods(["GET", "POST"])
@guarded
@once
def move(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Move the words of an open field into a secret annex, and purge them elsewhere."""
    desk = visit_desk(request, code, pk)
    found = desk.frame["visit"]
    return _move(
        request,
        desk,
        lambda: secret_moves.open_texts(found),
        partial(secret_moves.move_to_annex, visit=found),
    )


@login_required
@require_http_methods(["GET", "POST"])
@guarded
@once
def move_from_meeting(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Do the same with what was noted at a meeting."""
    desk = meeting_desk(request, region, pk)
    found = desk.frame["meeting"]
    return _move(
        request,
        desk,
        lambda: secret_meeting_moves.open_texts(found),
        partial(secret_meeting_moves.move_to_annex, meeting_id=found.pk),
    )


# The same for whatever secrets belong to --------------------------------------------------------


def _secrecy(request: UserRequest, desk: Desk) -> HttpResponse:
    if request.method == "GET":
        return _secrecy_page(request, desk)
    if desk.matter.asker(request.user) is None:
        raise PermissionDenied
    form = _ask_form(desk, request.POST)
    if not form.is_valid():
        return _secrecy_page(request, desk, form=form, status=422)
    values = form.cleaned_data
    asked = {
        "matter": desk.matter,
        "legal_grounds": values["legal_grounds"],
        "valid_to": values["valid_to"],
        "by": request.user,
        "at": timezone.now(),
    }
    try:
        if form.asks_all:
            services.ask_the_rest_to_sign(**asked)
        else:
            services.ask_to_sign(function=values["function"], **asked)
    except RuleError as broken:
        add_refusal(form, broken)
        return _secrecy_page(request, desk, form=form, status=409)
    return redirect(desk.url("page"))


def _secrecy_page(
    request: UserRequest,
    desk: Desk,
    *,
    form: AskForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    matter, user, now = desk.matter, request.user, timezone.now()
    is_writer = matter.writer(user) is not None
    is_keeper = is_writer or matter.granter(user) is not None
    agenda = desk.frame["meeting"].agenda if "meeting" in desk.frame else None
    rows = reports.readiness(matter, now)
    unasked = sum(row.is_unasked for row in rows)
    noted = ClassifiedReference.objects.filter(about_ref=matter.about_ref, removed_at=None)
    context = {
        **desk.context,
        "numbers": marks_for(matter.about_ref, user),
        "rows": rows,
        "lacking": sum(not row.is_ready for row in rows),
        "unasked": unasked,
        "ask_all_label": f"Be alla {unasked} som inte är frågade",
        "may_ask": matter.asker(user) is not None,
        "may_write": is_writer,
        "annexes": reports.annexes_of(matter.about_ref) if is_keeper else [],
        "references": [(each, desk.url("remove_reference", each.pk)) for each in noted],
        "stores": stores_secrets(matter.county, now),
        "has_secret_point": agenda is not None and agenda.filter(is_secret=True).exists(),
        "ask_form": form or _ask_form(desk, None),
        "form": form,
        "error": error,
        "form_key": new_key(),
    }
    return render(request, "followup/secrecy.html", context, status=status)


def _ask_form(desk: Desk, data: Any) -> AskForm:
    return AskForm(data, functions=desk.matter.participants(), today=timezone.localdate())


@csrf_protect
@guarded
@once
def _new_annex(request: UserRequest, find: FindDesk, place: str, pk: int) -> HttpResponse:
    desk = find(request, place, pk)
    require_writer(request, desk)
    context = desk.context
    answer = request.GET.get("klass", "")
    if request.method == "GET" and answer not in list(secrecy.Answer):
        return render(request, "followup/secret_question.html", context)
    ruling = secrecy.ruling(
        secrecy.Answer(answer) if request.method == "GET" else secrecy.Answer.SECRET,
        stores_here=stores_secrets(desk.matter.county, timezone.now()),
    )
    context |= {"ruling": ruling, "form_key": new_key()}
    if ruling.place == secrecy.Place.REFERENCE:
        kind = "classified" if answer in {"klassificerad", "osaker"} else ""
        context |= {"steps": secrecy.INSTEAD, "form": ReferenceForm(initial={"kind": kind})}
        status = 200 if request.method == "GET" else 409
        return render(request, "followup/secret_reference.html", context, status=status)
    return _annex_form(request, desk, context)


def _annex_form(request: UserRequest, desk: Desk, context: dict[str, Any]) -> HttpResponse:
    form = AnnexForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        defence_is_stored=_defence_is_stored(desk),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _create(request, desk, form)
            except RuleError as broken:
                add_refusal(form, broken)
                status = 409
            else:
                return redirect(desk.url("page"))
    return render(
        request, "followup/secret_annex_new.html", {**context, "form": form}, status=status
    )


def _create(request: UserRequest, desk: Desk, form: AnnexForm) -> None:
    values = form.cleaned_data
    annexes.create_annex(
        about_ref=desk.matter.about_ref,
        legal_grounds=values["legal_grounds"],
        title=values["title"],
        body=values["body"],
        files=form.new_files,
        by=request.user,
        at=timezone.now(),
    )


def _new_reference(request: UserRequest, desk: Desk) -> HttpResponse:
    require_writer(request, desk)
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        references.note_reference(
            about_ref=desk.matter.about_ref,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
        return redirect(desk.url("page"))
    context = {**desk.context, "form": form, "steps": secrecy.INSTEAD, "form_key": new_key()}
    status = 422 if request.method == "POST" else 200
    return render(request, "followup/secret_reference.html", context, status=status)


def _remove_reference(request: UserRequest, desk: Desk, pk: int) -> HttpResponse:
    require_writer(request, desk)
    if not ClassifiedReference.objects.filter(pk=pk, about_ref=desk.matter.about_ref).exists():
        raise Http404
    references.remove_reference(reference_id=pk, by=request.user, at=timezone.now())
    return redirect(desk.url("page"))


def _move(
    request: UserRequest,
    desk: Desk,
    open_texts: Callable[[], Sequence[OpenText | OpenFile]],
    mover: Callable[..., object],
) -> HttpResponse:
    require_writer(request, desk)
    texts = open_texts()
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        fields=[(text.key, text.label) for text in texts],
        defence_is_stored=_defence_is_stored(desk),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                mover(
                    key=form.cleaned_data["key"],
                    legal_grounds=form.cleaned_data["legal_grounds"],
                    by=request.user,
                    at=timezone.now(),
                )
            except RuleError as broken:
                add_refusal(form, broken)
                status = 409
            else:
                return redirect(desk.url("page"))
    context = {**desk.context, "form": form, "has_texts": bool(texts), "form_key": new_key()}
    return render(request, "followup/secret_move.html", context, status=status)


def _defence_is_stored(desk: Desk) -> bool:
    return defence_is_stored(desk.matter.county.pk if desk.matter.county else "")
