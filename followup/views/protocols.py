"""The protocol or opinion after a visit: write, propose, approve, send, receive, download."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import autosave
from common.errors import RuleError
from common.forms import add_refusal
from common.requests import UserRequest
from followup import access, frame
from followup.forms.measures import DeficiencyForm, NewMeasureForm
from followup.forms.protocols import ProtocolForm, ReturnForm
from followup.models import Visit, VisitProtocol
from followup.reports import measures as measure_reports
from followup.reports import protocols as reports
from followup.rules import protocols as rules
from followup.services import deficiencies, measures, protocol_documents, protocol_notices
from followup.services import protocols as services
from records import files, polling, secrets
from records.forms import new_key, once
from records.models import Job
from records.refs import ref

Status = VisitProtocol.Status
TAB = "followup:visits"


@login_required
@require_http_methods(["GET", "POST"])
@once
def protocol(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show the protocol with what may be done to it; take the draft's words."""
    visit = get_visit(request, code, pk)
    shown = reports.protocol_of(request.user, visit)
    if request.method == "GET":
        return page(request, visit, shown)
    access.require_handler(request.user, visit.municipality)
    if shown is None:
        raise Http404
    return _save_all(request, visit, shown)


@login_required
@require_POST
@once
def start(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Begin the draft from what was noted at the visit."""
    visit = get_visit(request, code, pk)
    try:
        services.start_protocol(visit_id=visit.pk, by=request.user, at=timezone.now())
    except RuleError as refused:
        return page(request, visit, None, error=refused.message, status=409)
    return redirect("followup:visit_protocol", code, pk)


@login_required
@require_POST
def field(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Take one field of the draft, sent by itself."""
    shown = _get(request, code, pk)
    name = request.POST.get("field", "")
    at = timezone.now()
    try:
        saved = services.save_field(
            protocol_id=shown.pk,
            field=name,
            value=request.POST.get("value", ""),
            seen=request.POST.get("seen", ""),
            by=request.user,
            at=at,
        )
    except services.TextConflict as conflict:
        theirs = str(getattr(conflict.protocol, name))
        return autosave.conflict(conflict.message, value=theirs, by=conflict.protocol.written_by)
    except RuleError as refused:
        return autosave.refused(refused.message, status=409)
    return autosave.saved(str(getattr(saved, name)), at=at)


@login_required
@require_POST
@once
def measure(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Add a measure to the draft."""
    visit = get_visit(request, code, pk)
    shown = _get(request, code, pk)
    access.require_handler(request.user, visit.municipality)
    form = NewMeasureForm(request.POST, municipality=visit.municipality)
    if not form.is_valid():
        return page(request, visit, shown, measure_form=form, status=422)
    values = form.cleaned_data
    values["deficiency_id"] = values.pop("deficiency")
    try:
        measures.add_measure(
            municipality_id=visit.municipality_id,
            visit_id=visit.pk,
            by=request.user,
            at=timezone.now(),
            **values,
        )
    except RuleError as refused:
        add_refusal(form, refused)
        return page(request, visit, shown, measure_form=form, status=409)
    return _back(visit, "#brister")


@login_required
@require_POST
@once
def deficiency(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Name a deficiency in the draft."""
    visit = get_visit(request, code, pk)
    shown = _get(request, code, pk)
    access.require_handler(request.user, visit.municipality)
    form = DeficiencyForm(request.POST)
    if not form.is_valid():
        return page(request, visit, shown, deficiency_form=form, status=422)
    try:
        deficiencies.name_deficiency(
            municipality_id=visit.municipality_id,
            origin="visit",
            visit_id=visit.pk,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except RuleError as refused:
        add_refusal(form, refused)
        return page(request, visit, shown, deficiency_form=form, status=409)
    return _back(visit, "#brister")


@login_required
@require_POST
@once
def propose(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Put the draft before somebody else."""
    done = "Protokollet väntar nu på att någon annan godkänner det."
    return _act(request, code, pk, services.propose_protocol, done)


@login_required
@require_POST
@once
def give_back(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Return it to its writer, with a reason."""
    shown = _get(request, code, pk)
    deficiencies.require_county(request.user, shown.visit.municipality)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return page(request, shown.visit, shown, return_form=form, status=422)
    done = "Protokollet är återlämnat."
    return _act(request, code, pk, services.return_protocol, done, **form.cleaned_data)


@login_required
@require_http_methods(["GET", "POST"])
@once
def approve(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show what approving means, and approve."""
    if request.method == "POST":
        done = "Protokollet är godkänt. Nästa steg är att skicka det."
        seen = request.POST.get("seen", "")[:64]
        return _act(request, code, pk, services.approve_protocol, done, seen=seen)
    return _review(request, code, pk, "may_approve", "followup/protocol_approve.html")


@login_required
@require_http_methods(["GET", "POST"])
@once
def send(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show who gets it, and send it."""
    if request.method == "POST":
        done = "Protokollet är skickat till kommunen."
        return _act(request, code, pk, services.send_protocol, done)
    return _review(request, code, pk, "may_send", "followup/protocol_send.html")


@login_required
@require_POST
@once
def receive(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Acknowledge, for the municipality, that it has come."""
    done = "Tack. Länsstyrelsen ser att ni har tagit emot protokollet."
    return _act(request, code, pk, services.receive_protocol, done)


@login_required
@require_http_methods(["GET", "POST"])
def pdf(request: UserRequest, code: str, pk: int) -> HttpResponseBase:
    """Ask for the PDF, or download the newest."""
    shown = _get(request, code, pk)
    if request.method == "POST":
        services.want_pdf(protocol_id=shown.pk, by=request.user, at=timezone.now())
        return redirect("followup:visit_protocol", code, pk)
    stored = protocol_documents.ready_pdf(shown)
    if stored is None:
        raise Http404
    return files.response(stored)


@login_required
@require_GET
def job(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Answer the poll: how far the PDF has come."""
    shown = _get(request, code, pk)
    return polling.fragment(
        request,
        scopes=[services.scope(shown)],
        render=lambda: render(request, "followup/_protocol_job.html", _job_context(shown)),
    )


def get_visit(request: UserRequest, code: str, pk: int) -> Visit:
    """Return the visit of the address.

    :raises Http404: if there is none that the user sees.
    """
    municipality = access.get_municipality(request, code)
    visit = get_object_or_404(Visit, municipality=municipality, pk=pk)
    visit.municipality = municipality
    return visit


def page(
    request: UserRequest,
    visit: Visit,
    shown: VisitProtocol | None,
    *,
    error: str = "",
    status: int = 200,
    **given: Any,
) -> HttpResponse:
    """Show the page; ``given`` are forms with what was typed."""
    context = frame.base(request, visit.municipality, TAB)
    context |= {"visit": visit, "protocol": shown, "error": error, "form_key": new_key()}
    if shown is None:
        may_start = context["reach"].handler and visit.status in {"held", "closed"}
        context["may_start"] = bool(may_start)
        return render(request, "followup/protocol_none.html", context, status=status)
    context |= _context(request, visit, shown, context["reach"])
    context |= {"form": next((form for form in given.values() if form.errors), None), **given}
    return render(request, "followup/protocol.html", context, status=status)


def _context(
    request: UserRequest, visit: Visit, shown: VisitProtocol, reach: access.Reach
) -> dict[str, Any]:
    is_draft = shown.status == Status.DRAFT
    wrote = not rules.may_approve(
        request.user.pk, shown.written_by_user_id, shown.proposed_by_user_id
    )
    waits = shown.status == Status.PROPOSED and reach.for_county is not None
    may_edit = is_draft and reach.handler is not None
    context: dict[str, Any] = {
        **_job_context(shown),
        "content": reports.readable(reports.content_of(shown)),
        "marks": secrets.marks_for(ref(visit), request.user),
        "two_persons": rules.why_two_persons(),
        "may_edit": may_edit,
        "may_approve": waits and not wrote,
        "wrote_it": waits and wrote,
        "may_return": waits,
        "may_send": shown.status == Status.APPROVED and reach.for_county is not None,
        "may_receive": shown.status == Status.SENT and reach.for_municipality is not None,
        "is_intact": shown.content is not None and reports.is_intact(shown),
        "return_form": ReturnForm(),
        "rows": _rows(request, visit, reach),
    }
    if may_edit:
        context |= _writing(visit, shown)
    return context


def _writing(visit: Visit, shown: VisitProtocol) -> dict[str, Any]:
    municipality = visit.municipality
    drafts = []
    for found in reports.deficiencies_of(visit):
        initial = {"deficiency": found.pk, "area": found.area, "text": found.remedy}
        form = NewMeasureForm(
            municipality=municipality, initial=initial, auto_id=f"id_{found.pk}_%s"
        )
        drafts.append({"deficiency": found, "form": form})
    return {
        "protocol_form": ProtocolForm(protocol=shown),
        "verdict": reports.check(shown),
        "drafts": drafts,
        "others": reports.other_measures_of(visit),
        "measure_form": NewMeasureForm(municipality=municipality, auto_id="id_new_%s"),
        "deficiency_form": DeficiencyForm(auto_id="id_brist_%s"),
        "hint": rules.speaks_of_coordinator(shown.assessment),
    }


def _rows(request: UserRequest, visit: Visit, reach: access.Reach) -> list[measure_reports.Row]:
    """Return the measures as they stand now, for the municipality's leadership."""
    if reach.leader is None:
        return []
    today = timezone.localdate()
    found = measure_reports.open_rows(request.user, visit.municipality, today)
    return [row for row in found if row.action == "awaits"]


def _save_all(request: UserRequest, visit: Visit, shown: VisitProtocol) -> HttpResponse:
    form = ProtocolForm(request.POST, protocol=shown)
    if not form.is_valid():
        return page(request, visit, shown, protocol_form=form, status=422)
    at = timezone.now()
    clashes: list[tuple[str, services.TextConflict]] = []
    for name, value, seen in form.changes():
        try:
            services.save_field(
                protocol_id=shown.pk, field=name, value=value, seen=seen, by=request.user, at=at
            )
        except services.TextConflict as conflict:
            clashes.append((name, conflict))
        except RuleError as refused:
            add_refusal(form, refused)
            return page(request, visit, shown, protocol_form=form, status=409)
    if clashes:
        return _clash(request, visit, form, clashes[0])
    messages.success(request, "Texten är sparad.")
    return _back(visit, "")


def _clash(
    request: UserRequest,
    visit: Visit,
    form: ProtocolForm,
    clash: tuple[str, services.TextConflict],
) -> HttpResponse:
    """Show both texts of the first field that two have written; nothing is stored."""
    name, conflict = clash
    theirs = VisitProtocol.objects.get(pk=conflict.protocol.pk)
    mine = {one: value for one, value, _ in form.changes()}
    initial = {one: getattr(theirs, one) for one in ProtocolForm.base_fields} | mine
    context = frame.base(request, visit.municipality, TAB)
    context |= {
        "visit": visit,
        "message": conflict.message,
        "field_label": ProtocolForm.base_fields[name].label,
        "theirs": getattr(theirs, name),
        "mine": mine[name],
        "form": ProtocolForm(protocol=theirs, initial=initial),
    }
    return render(request, "followup/protocol_conflict.html", context, status=409)


def _review(request: UserRequest, code: str, pk: int, right: str, template: str) -> HttpResponse:
    shown = _get(request, code, pk)
    visit = shown.visit
    context = frame.base(request, visit.municipality, TAB)
    context |= {"visit": visit, "protocol": shown, "form_key": new_key()}
    context |= _context(request, visit, shown, context["reach"])
    if not context[right]:
        return redirect("followup:visit_protocol", code, pk)
    context["receivers"] = protocol_notices.municipal(visit.municipality)
    context["seen"] = reports.mark_of(shown)
    return render(request, template, context)


def _act(
    request: UserRequest,
    code: str,
    pk: int,
    act: Callable[..., VisitProtocol],
    done: str,
    **values: Any,
) -> HttpResponse:
    shown = _get(request, code, pk)
    try:
        act(protocol_id=shown.pk, by=request.user, at=timezone.now(), **values)
    except RuleError as refused:
        shown = _get(request, code, pk)
        return page(request, shown.visit, shown, error=refused.message, status=409)
    messages.success(request, done)
    return redirect("followup:visit_protocol", code, pk)


def _get(request: UserRequest, code: str, pk: int) -> VisitProtocol:
    visit = get_visit(request, code, pk)
    shown = reports.protocol_of(request.user, visit)
    if shown is None:
        raise Http404
    shown.visit = visit
    return shown


def _back(visit: Visit, anchor: str) -> HttpResponse:
    there = redirect("followup:visit_protocol", visit.municipality.scb_code, visit.pk)
    there["Location"] += anchor
    return there


def _job_context(shown: VisitProtocol) -> dict[str, Any]:
    found = services.latest_job(shown)
    return {
        "protocol": shown,
        "visit": shown.visit,
        "municipality": shown.visit.municipality,
        "job": found,
        "is_working": found is not None and found.status in {Job.Status.WANTED, Job.Status.RUNNING},
        "is_draft_pdf": shown.approved_at is None,
    }
