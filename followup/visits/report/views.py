"""The protocol or opinion after a visit: write, propose, approve, send, receive, download."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import autosave
from common.acting import SHOWN, act_of, attempt, sent
from common.errors import RuleError
from common.forms import REFUSED, WRONG, add_refusal
from common.requests import UserRequest
from followup import access, page_context
from followup.visits.measures import deficiencies
from followup.visits.measures import queries as measure_queries
from followup.visits.measures import services as measures
from followup.visits.measures.forms import DeficiencyForm, NewMeasureForm
from followup.visits.models import Visit, VisitProtocol
from followup.visits.report import documents, notices, queries, rules, services
from followup.visits.report.forms import ProtocolForm, ReturnForm
from records.files import seals
from records.jobs import views as job_views
from records.pages import many_times
from records.refs import ref
from records.secrets import secrets

Status = VisitProtocol.Status
TAB = "followup:visits"


@require_http_methods(["GET", "POST"])
def protocol(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show the protocol with what may be done to it; take the draft's words."""
    visit = get_visit(request, code, pk)
    shown = queries.protocol_of(request.user, visit)
    if request.method == "GET":
        return page(request, visit, shown)
    access.require_handler(request.user, visit.municipality)
    if shown is None:
        raise Http404
    return _save_all(request, visit, shown)


@require_POST
def start(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Begin the draft from what was noted at the visit."""
    visit = get_visit(request, code, pk)
    return attempt(
        request,
        lambda: services.start_protocol(visit_id=visit.pk, by=request.user, at=timezone.now()),
        refused=lambda said: page(request, visit, None, REFUSED, error=said),
        to=_address(visit),
    )


@many_times
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
        return autosave.refused(refused.message, status=REFUSED)
    return autosave.saved(str(getattr(saved, name)), at=at)


@require_POST
def measure(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Add a measure to the draft."""
    visit = get_visit(request, code, pk)
    shown = _get(request, code, pk)
    access.require_handler(request.user, visit.municipality)
    form = NewMeasureForm(request.POST, municipality=visit.municipality)
    return sent(
        request,
        form,
        lambda values: measures.add_measure(
            municipality_id=visit.municipality_id,
            visit_id=visit.pk,
            deficiency_id=values.pop("deficiency"),
            by=request.user,
            at=timezone.now(),
            **values,
        ),
        again=lambda status: page(request, visit, shown, status, measure_form=form),
        to=_address(visit, "#brister"),
    )


@require_POST
def deficiency(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Name a deficiency in the draft."""
    visit = get_visit(request, code, pk)
    shown = _get(request, code, pk)
    access.require_handler(request.user, visit.municipality)
    form = DeficiencyForm(request.POST)
    return sent(
        request,
        form,
        act_of(
            request,
            deficiencies.name_deficiency,
            municipality_id=visit.municipality_id,
            origin="visit",
            visit_id=visit.pk,
        ),
        again=lambda status: page(request, visit, shown, status, deficiency_form=form),
        to=_address(visit, "#brister"),
    )


@require_POST
def propose(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Put the draft before somebody else."""
    done = "Protokollet väntar nu på att någon annan godkänner det."
    return _act(request, code, pk, services.propose_protocol, done)


@require_POST
def give_back(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Return it to its writer, with a reason."""
    shown = _get(request, code, pk)
    deficiencies.require_county(request.user, shown.visit.municipality)
    form = ReturnForm(request.POST)
    return sent(
        request,
        form,
        act_of(request, services.return_protocol, protocol_id=shown.pk),
        again=lambda status: page(
            request, shown.visit, _get(request, code, pk), status, return_form=form
        ),
        to=_address(shown.visit),
        done="Protokollet är återlämnat.",
    )


@require_http_methods(["GET", "POST"])
def approve(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show what approving means, and approve."""
    if request.method == "POST":
        done = "Protokollet är godkänt. Nästa steg är att skicka det."
        seen = request.POST.get("seen", "")[:64]
        return _act(request, code, pk, services.approve_protocol, done, seen=seen)
    return _review(request, code, pk, "may_approve", "followup/visits/report/approve.html")


@require_http_methods(["GET", "POST"])
def send(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show who gets it, and send it."""
    if request.method == "POST":
        done = "Protokollet är skickat till kommunen."
        return _act(request, code, pk, services.send_protocol, done)
    return _review(request, code, pk, "may_send", "followup/visits/report/send.html")


@require_POST
def receive(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Acknowledge, for the municipality, that it has come."""
    done = "Tack. Länsstyrelsen ser att ni har tagit emot protokollet."
    return _act(request, code, pk, services.receive_protocol, done)


@require_http_methods(["GET", "POST"])
def pdf(request: UserRequest, code: str, pk: int) -> HttpResponseBase:
    """Ask for the PDF, or download the newest."""
    shown = _get(request, code, pk)

    def want() -> object:
        return services.want_pdf(protocol_id=shown.pk, by=request.user, at=timezone.now())

    return job_views.ask_or_give(request, documents.PDF, shown, want, to=_address(shown.visit))


@require_GET
def job(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Answer the poll: how far the PDF has come."""
    shown = _get(request, code, pk)
    return job_views.state(request, documents.PDF, shown, lambda: _pdf(shown))


def get_visit(request: UserRequest, code: str, pk: int) -> Visit:
    """Return the visit of the address."""
    municipality = access.get_municipality(request, code)
    visit = get_object_or_404(Visit, municipality=municipality, pk=pk)
    visit.municipality = municipality
    return visit


def page(
    request: UserRequest,
    visit: Visit,
    shown: VisitProtocol | None,
    status: int = SHOWN,
    *,
    error: str = "",
    **given: Any,
) -> HttpResponse:
    """Show the page; ``given`` are forms with what was typed."""
    context = page_context.base(request, visit.municipality, TAB)
    context |= {"visit": visit, "protocol": shown, "error": error}
    if shown is None:
        may_start = context["reach"].handler and visit.status in {"held", "closed"}
        context["may_start"] = bool(may_start)
        return render(request, "followup/visits/report/none.html", context, status=status)
    context |= _context(request, visit, shown, context["reach"])
    context |= {"form": next((form for form in given.values() if form.errors), None), **given}
    return render(request, "followup/visits/report/protocol.html", context, status=status)


def _context(
    request: UserRequest, visit: Visit, shown: VisitProtocol, reach: access.Reach
) -> dict[str, Any]:
    is_draft = shown.status == Status.DRAFT
    wrote = not rules.may_approve(request.user.pk, queries.authors_of(shown))
    waits = shown.status == Status.PROPOSED and reach.for_county is not None
    may_edit = is_draft and reach.handler is not None
    rows: list[measure_queries.Row] = []
    if reach.leader is not None:  # the measures as they stand now, for the leadership to approve
        found = measure_queries.open_rows(request.user, visit.municipality, timezone.localdate())
        rows = [row for row in found if row.action == "awaits"]
    context: dict[str, Any] = {
        **_pdf(shown),
        "content": seals.readable(queries.content_of(shown)),
        "marks": secrets.marks_for(ref(visit), request.user),
        "two_persons": rules.why_two_persons(),
        "may_edit": may_edit,
        "may_approve": waits and not wrote,
        "wrote_it": waits and wrote,
        "may_return": waits,
        "may_send": shown.status == Status.APPROVED and reach.for_county is not None,
        "may_receive": shown.status == Status.SENT and reach.for_municipality is not None,
        "is_intact": shown.content is not None and queries.is_intact(shown),
        "return_form": ReturnForm(),
        "rows": rows,
    }
    if may_edit:
        context |= _writing(visit, shown)
    return context


def _writing(visit: Visit, shown: VisitProtocol) -> dict[str, Any]:
    municipality = visit.municipality
    drafts = []
    for found in queries.deficiencies_of(visit):
        initial = {"deficiency": found.pk, "area": found.area, "text": found.remedy}
        form = NewMeasureForm(
            municipality=municipality, initial=initial, auto_id=f"id_{found.pk}_%s"
        )
        drafts.append({"deficiency": found, "form": form})
    return {
        "protocol_form": ProtocolForm(protocol=shown),
        "verdict": queries.check(shown),
        "drafts": drafts,
        "others": queries.other_measures_of(visit),
        "measure_form": NewMeasureForm(municipality=municipality, auto_id="id_new_%s"),
        "deficiency_form": DeficiencyForm(auto_id="id_brist_%s"),
        "hint": rules.speaks_of_coordinator(shown.assessment),
    }


def _save_all(request: UserRequest, visit: Visit, shown: VisitProtocol) -> HttpResponse:
    form = ProtocolForm(request.POST, protocol=shown)
    if not form.is_valid():
        return page(request, visit, shown, WRONG, protocol_form=form)
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
            return page(request, visit, shown, REFUSED, protocol_form=form)
    if clashes:
        return _clash(request, visit, form, *clashes[0])
    messages.success(request, "Texten är sparad.")
    return redirect(_address(visit))


def _clash(
    request: UserRequest,
    visit: Visit,
    form: ProtocolForm,
    name: str,
    conflict: services.TextConflict,
) -> HttpResponse:
    """Show both texts of the first field that two have written; nothing is stored."""
    theirs = VisitProtocol.objects.get(pk=conflict.protocol.pk)
    mine = {one: value for one, value, _ in form.changes()}
    initial = {one: getattr(theirs, one) for one in ProtocolForm.base_fields} | mine
    context = page_context.base(request, visit.municipality, TAB)
    context |= {
        "visit": visit,
        "message": conflict.message,
        "field_label": ProtocolForm.base_fields[name].label,
        "theirs": getattr(theirs, name),
        "mine": mine[name],
        "form": ProtocolForm(protocol=theirs, initial=initial),
    }
    return render(request, "followup/visits/report/conflict.html", context, status=REFUSED)


def _review(request: UserRequest, code: str, pk: int, right: str, template: str) -> HttpResponse:
    shown = _get(request, code, pk)
    visit = shown.visit
    context = page_context.base(request, visit.municipality, TAB)
    context |= {"visit": visit, "protocol": shown}
    context |= _context(request, visit, shown, context["reach"])
    if not context[right]:
        return redirect("followup:visit_protocol", code, pk)
    context["receivers"] = notices.municipal(visit.municipality)
    context["seen"] = queries.mark_of(shown)
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

    def refused(said: str) -> HttpResponse:
        now = _get(request, code, pk)
        return page(request, now.visit, now, REFUSED, error=said)

    return attempt(
        request,
        lambda: act(protocol_id=shown.pk, by=request.user, at=timezone.now(), **values),
        refused=refused,
        to=_address(shown.visit),
        done=done,
    )


def _get(request: UserRequest, code: str, pk: int) -> VisitProtocol:
    visit = get_visit(request, code, pk)
    shown = queries.protocol_of(request.user, visit)
    if shown is None:
        raise Http404
    shown.visit = visit
    return shown


def _address(visit: Visit, anchor: str = "") -> str:
    page_of = reverse("followup:visit_protocol", args=[visit.municipality.scb_code, visit.pk])
    return page_of + anchor


def _pdf(shown: VisitProtocol) -> dict[str, Any]:
    standing = documents.PDF.standing(shown)
    args = [shown.visit.municipality.scb_code, shown.visit_id]
    return job_views.shown(
        standing,
        url=reverse("followup:visit_protocol_pdf", args=args),
        poll=reverse("followup:visit_protocol_job", args=args),
        download=f"Ladda ner {'protokollet' if standing.is_settled else 'utkastet'} (PDF)",
        ask="Skapa PDF" if standing.is_settled else "Skapa PDF av utkastet",
    )
