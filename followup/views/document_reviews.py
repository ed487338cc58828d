"""The county's side: what came in, one document checked, answered, accepted, or planned for."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.models import User
from common import autosave
from common.errors import RuleError
from common.forms import add_refusal, carried_out, posted
from common.numbers import whole
from common.requests import UserRequest
from followup import access
from followup.forms.document_review import FieldForm, ReviewForm, save
from followup.forms.documents import CountyTableForm, IncomingForm, PlanForm
from followup.models import DocumentVersion
from followup.reports import documents as reads
from followup.reports import method
from followup.services import document_reviews as services
from followup.services.documents import require_seen
from followup.views.document_finding import Place, chosen_term, find, today
from followup.views.documents import base
from records.forms import new_key, once

PER_PAGE = 50
OVERWRITTEN = "Någon annan har skrivit här: ”{}”. Spara igen om din text ska gälla."


@login_required
@require_GET
def incoming(request: UserRequest, county: str) -> HttpResponse:
    """List what came in, those that wait longest first."""
    area = access.get_county(request, county)
    form = IncomingForm(request.GET)
    found = reads.incoming(area)
    values = form.cleaned_data if form.is_valid() else {}
    if values.get("kind"):
        found = found.filter(document__kind=values["kind"])
    status = values.get("status")
    if status != "all":
        wanted = [status] if status else list(reads.WAITING)
        found = found.filter(document__status__in=wanted)
    if values.get("days"):
        found = found.filter(received_date__lte=today() - timedelta(days=values["days"]))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    context = {"county": area, "page": page, "filter": form, "today": today()}
    return render(request, "followup/documents_incoming.html", context)


@login_required
@require_GET
def county_documents(request: UserRequest, county: str) -> HttpResponse:
    """Show who is late: every municipality and its five documents."""
    area = access.get_county(request, county)
    term = chosen_term(request)
    data = {"period": str(term.pk), "show": request.GET.get("show", "")}
    form = CountyTableForm(data, terms=method.terms())
    visible = access.municipalities_visible_to(request.user).filter(county=area).order_by("name")
    rows = reads.county_table(area, visible, term, today())
    shown = [row for row in rows if row.late] if data["show"] == "late" else rows
    context = {
        "county": area,
        "term": term,
        "rows": shown,
        "head": rows[0].cells if rows else [],
        "filter": form,
        "late": sum(bool(row.late) for row in rows),
        "all": len(rows),
        "check": method.year_two_check(term),
    }
    return render(request, "followup/documents_county.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def document_review(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Check the version in force side by side; save what was written."""
    place, version = _version(request, code, term, kind)
    if request.method == "GET":
        return _sheet(request, place, ReviewForm(version=version))
    form = ReviewForm(request.POST, version=version)
    if not form.is_valid():
        return _sheet(request, place, form, status=422)
    try:
        require_seen(version, whole(request.POST.get("version", "")))
        _save_sheet(form, is_sent="send" in request.POST, by=request.user)
    except RuleError as refused:
        add_refusal(form, refused)
    if form.errors:
        return _sheet(request, place, form, status=409)
    if "send" in request.POST:
        return redirect("followup:document_feedback", code, term, kind)
    messages.success(request, "Granskningen är sparad.")
    return redirect("followup:document_review", code, term, kind)


@login_required
@require_POST
def document_field(request: UserRequest, code: str, term: int, kind: str) -> JsonResponse:
    """Save one field as it is written."""
    _place, version = _version(request, code, term, kind)
    form = FieldForm(request.POST)
    if not form.is_valid():
        return autosave.refused("Texten är för lång eller går inte att spara.")
    try:
        require_seen(version, whole(request.GET.get("version", "")))
    except RuleError as refused:
        return autosave.refused(refused.message, status=409)
    values = form.cleaned_data
    name, value = values["field"], values["value"].strip()
    sheet = ReviewForm({name: value}, version=version)
    if name not in sheet.stored:
        raise Http404
    sheet.is_valid()
    if name in sheet.errors:
        return autosave.refused(str(sheet.errors[name][0]))
    stored = sheet.stored[name]
    if values["seen"] and values["seen"] != autosave.mark_of(stored) and stored != value:
        return autosave.conflict("Någon annan har skrivit i fältet.", value=stored)
    try:
        save(sheet, name, value, by=request.user, at=timezone.now())
    except RuleError as refused:
        return autosave.refused(refused.message, status=409)
    return autosave.saved(value, at=timezone.now())


@login_required
@require_http_methods(["GET", "POST"])
@once
def document_feedback(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Read the answer through, and send it."""
    place, version = _version(request, code, term, kind)
    draft = version.feedback.filter(sent_at=None).first()
    if draft is None:
        if request.method == "POST":
            messages.warning(request, "Återkopplingen skickades inte: en ny version har kommit.")
        return redirect("followup:document", code, term, kind)
    error, status = "", 200
    if request.method == "POST":
        try:
            services.send_feedback(
                feedback_id=draft.pk,
                seen=request.POST.get("seen", ""),
                by=request.user,
                at=timezone.now(),
            )
        except RuleError as refused:
            error, status = refused.message, 409
        else:
            messages.success(request, "Återkopplingen är skickad. Kommunen får besked.")
            return redirect("followup:document", code, term, kind)
    context = base(request, place)
    context |= {
        "draft": draft,
        "seen": autosave.mark_of(draft.text),
        "error": error,
        "form_key": new_key(),
        "receivers": access.functions_with(access.REPORT, place.municipality),
    }
    return render(request, "followup/document_feedback.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def document_accept(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Accept the document: it exists, is decided high enough, and meets the basics."""
    place, version = _version(request, code, term, kind)
    error, status = "", 200
    if request.method == "POST":
        try:
            services.accept_document(
                document_id=version.document_id,
                seen=whole(request.POST.get("seen", "")),
                by=request.user,
                at=timezone.now(),
            )
        except RuleError as refused:
            error, status = refused.message, 409
        else:
            messages.success(request, "Dokumentet är godtaget. Kommunen får besked.")
            return redirect("followup:document", code, term, kind)
    context = base(request, place)
    context |= {
        "error": error,
        "verdict": reads.fulfilled(version),
        "version": version,
        "form_key": new_key(),
        "receivers": access.functions_with(access.REPORT, place.municipality),
    }
    return render(request, "followup/document_accept.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def document_plan(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Note why the document is missing and by when it will be there."""
    place = find(request, code, term, kind)
    access.require_handler(request.user, place.municipality)
    found = place.document
    initial = {"reason": found.missing_reason, "planned_date": found.planned_date}
    form = PlanForm(posted(request), initial=initial)

    def act(values: dict[str, Any]) -> object:
        return services.plan_missing(
            document_id=found.pk, by=request.user, at=timezone.now(), **values
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        messages.success(request, "Planen är antecknad. Kommunen ser den.")
        return redirect("followup:document", code, term, kind)
    context = base(request, place)
    context |= {"form": form, "form_key": new_key(), "check": method.year_two_check(place.term)}
    return render(request, "followup/document_plan.html", context, status=status)


def _save_sheet(form: ReviewForm, *, is_sent: bool, by: User) -> None:
    """Save what was typed on the sheet, unless somebody else wrote in the same field meanwhile.

    :raises RuleError: if a rule refuses a field, or nothing is written that could be sent.
    """
    clashes = form.clashes()
    for name in clashes:
        form.add_error(name, OVERWRITTEN.format(form.stored[name]))
    if clashes:
        return
    at, values, changed = timezone.now(), form.cleaned_data, form.changed_fields()
    for name, value in changed.items():
        if name != "text":
            save(form, name, value, by=by, at=at)
    text = changed.get("text", form.stored["text"])
    if is_sent and not text:
        raise RuleError("Skriv återkopplingen först.", field="text")
    if "text" in changed or {"asks_completion", "complete_by"} & set(form.changed_data):
        services.draft_feedback(
            version_id=form.version.pk,
            text=text,
            asks_completion=values["asks_completion"],
            complete_by=values["complete_by"],
            by=by,
            at=at,
        )


def _version(
    request: UserRequest, code: str, term: int, kind: str
) -> tuple[Place, DocumentVersion]:
    """Return the version to check.

    :raises Http404: if none is in force.
    """
    place = find(request, code, term, kind)
    access.require_handler(request.user, place.municipality)
    if place.row.version is None:
        raise Http404
    return place, place.row.version


def _sheet(
    request: UserRequest, place: Place, form: ReviewForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = base(request, place)
    due, why = reads.feedback_why(form.version)
    context |= {
        "form": form,
        "version": form.version,
        "form_key": new_key(),
        "feedback_due": due,
        "feedback_why": why,
        "is_closed": place.row.status == "accepted",
        "sent": form.version.feedback.exclude(sent_at=None),
    }
    return render(request, "followup/document_review.html", context, status=status)
