"""The county's side: what came in, one document checked, answered, accepted, or planned for."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.models import User
from common import autosave
from common.acting import question_page, refusal_of
from common.errors import RuleError
from common.forms import add_refusal, posted
from common.numbers import whole
from common.requests import UserRequest
from followup import access
from followup.documents import queries
from followup.documents.finding import Place, chosen_term, find
from followup.documents.forms import CountyTableForm, IncomingForm, PlanForm
from followup.documents.models import DocumentVersion
from followup.documents.reviews import services
from followup.documents.reviews.forms import FieldForm, ReviewForm, save
from followup.documents.services import require_seen
from followup.documents.views import base, document_form
from followup.terms import queries as method
from records.pages import many_times

PER_PAGE = 50
OVERWRITTEN = "Någon annan har skrivit här: ”{}”. Spara igen om din text ska gälla."


@require_GET
def incoming(request: UserRequest, county: str) -> HttpResponse:
    """List what came in, those that wait longest first."""
    area = access.get_county(request, county)
    form = IncomingForm(request.GET)
    found = queries.incoming(area)
    values = form.cleaned_data if form.is_valid() else {}
    if values.get("kind"):
        found = found.filter(document__kind=values["kind"])
    status = values.get("status")
    if status != "all":
        wanted = [status] if status else list(queries.WAITING)
        found = found.filter(document__status__in=wanted)
    if values.get("days"):
        found = found.filter(
            received_date__lte=timezone.localdate() - timedelta(days=values["days"])
        )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    context = {"county": area, "page": page, "filter": form}
    return render(request, "followup/documents/reviews/incoming.html", context)


@require_GET
def county_documents(request: UserRequest, county: str) -> HttpResponse:
    """Show who is late: every municipality and its five documents."""
    area = access.get_county(request, county)
    term = chosen_term(request)
    data = {"period": str(term.pk), "show": request.GET.get("show", "")}
    form = CountyTableForm(data, terms=method.terms())
    visible = access.municipalities_visible_to(request.user).filter(county=area).order_by("name")
    rows = queries.county_table(area, visible, term, timezone.localdate())
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
    return render(request, "followup/documents/reviews/county.html", context)


@require_http_methods(["GET", "POST"])
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


@many_times
@require_POST
def document_field(request: UserRequest, code: str, term: int, kind: str) -> JsonResponse:
    """Save one field as it is written."""
    _place, version = _version(request, code, term, kind)
    form = FieldForm(request.POST)
    if not form.is_valid():
        return autosave.refused("Texten är för lång eller går inte att spara.")
    seen = whole(request.GET.get("version", ""))
    if refusal := refusal_of(require_seen, version=version, seen=seen):
        return autosave.refused(refusal, status=409)
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
    given = {"sheet": sheet, "name": name, "value": value}
    if refusal := refusal_of(save, **given, by=request.user, at=timezone.now()):
        return autosave.refused(refusal, status=409)
    return autosave.saved(value, at=timezone.now())


@require_http_methods(["GET", "POST"])
def document_feedback(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Read the answer through, and send it."""
    place, version = _version(request, code, term, kind)
    draft = version.feedback.filter(sent_at=None).first()
    if draft is None:
        if request.method == "POST":
            messages.warning(request, "Återkopplingen skickades inte: en ny version har kommit.")
        return redirect("followup:document", code, term, kind)
    return question_page(
        request,
        "followup/documents/reviews/feedback.html",
        lambda: services.send_feedback(
            feedback_id=draft.pk,
            seen=request.POST.get("seen", ""),
            by=request.user,
            at=timezone.now(),
        ),
        to=place.url,
        done="Återkopplingen är skickad. Kommunen får besked.",
        context=lambda: (
            base(request, place)
            | {
                "draft": draft,
                "seen": autosave.mark_of(draft.text),
                "receivers": access.functions_with(access.REPORT, place.municipality),
            }
        ),
    )


@require_http_methods(["GET", "POST"])
def document_accept(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Accept the document: it exists, is decided high enough, and meets the basics."""
    place, version = _version(request, code, term, kind)
    return question_page(
        request,
        "followup/documents/reviews/accept.html",
        lambda: services.accept_document(
            document_id=version.document_id,
            seen=whole(request.POST.get("seen", "")),
            by=request.user,
            at=timezone.now(),
        ),
        to=place.url,
        done="Dokumentet är godtaget. Kommunen får besked.",
        context=lambda: (
            base(request, place)
            | {
                "verdict": queries.fulfilled(version),
                "version": version,
                "receivers": access.functions_with(access.REPORT, place.municipality),
            }
        ),
    )


@require_http_methods(["GET", "POST"])
def document_plan(request: UserRequest, code: str, term: int, kind: str) -> HttpResponse:
    """Note why the document is missing and by when it will be there."""
    place = find(request, code, term, kind)
    access.require_handler(request.user, place.municipality)
    found = place.document
    initial = {"reason": found.missing_reason, "planned_date": found.planned_date}
    return document_form(
        request,
        place,
        PlanForm(posted(request), initial=initial),
        lambda values: services.plan_missing(
            document_id=found.pk, by=request.user, at=timezone.now(), **values
        ),
        "followup/documents/reviews/plan.html",
        {"check": method.year_two_check(place.term)},
        heading=f"Saknas: {place.label}",
        submit="Anteckna plan",
        title=f"Plan för {place.label}",
        done="Planen är antecknad. Kommunen ser den.",
    )


def _save_sheet(form: ReviewForm, *, is_sent: bool, by: User) -> None:
    """Save what was typed on the sheet, unless somebody else wrote in the same field meanwhile."""
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
    """Return the version to check, if one is in force."""
    place = find(request, code, term, kind)
    access.require_handler(request.user, place.municipality)
    if place.row.version is None:
        raise Http404
    return place, place.row.version


def _sheet(
    request: UserRequest, place: Place, form: ReviewForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = base(request, place)
    due, why = queries.feedback_why(form.version)
    context |= {
        "form": form,
        "version": form.version,
        "feedback_due": due,
        "feedback_why": why,
        "is_closed": place.row.status == "accepted",
    }
    return render(request, "followup/documents/reviews/review.html", context, status=status)
