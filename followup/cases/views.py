"""Cases on compensation: the list, one case, and the opinion as it is written."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.acting import form_page
from common.counts import counted
from common.forms import posted
from common.requests import UserRequest
from followup import access, page_context
from followup.cases import documents, forms, queries, services, workbook
from followup.cases.models import Referral
from records.files import files, seals
from records.jobs import views as job_views
from records.models import Job

PER_PAGE = 25
Status = Referral.Status
STEPS = (
    ("Öppnat", "opened_at", "opened_by"),
    ("Kommunen underrättad", "told_at", ""),
    ("Till underskrift", "prepared_at", "prepared_by"),
    ("Undertecknat och skickat till MCF", "signed_at", "signed_by"),
    ("Registrerat hos MCF", "registered_at", "registered_by"),
    ("MCF har beslutat", "decided_date", "decided_by"),
    ("Laga kraft", "final_date", ""),
    ("Faktura skickad", "invoiced_date", ""),
    ("Nedlagt", "dropped_at", "dropped_by"),
)


@require_GET
def case_list(request: UserRequest) -> HttpResponse:
    """List the cases that the reader sees, those that wait for the reader first."""
    form = forms.CaseFilter(request.GET)
    found = form.narrowed(queries.with_next_steps(queries.visible_to(request.user)))
    if request.GET.get("format") == "xlsx":
        return workbook.of_cases(request, found)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    count = page.paginator.count
    context = {
        "page": page,
        "rows": _rows(request, page.object_list),
        "form": form,
        "count": counted(count, "ärende", "ärenden"),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "excel": f"?{request.GET.urlencode()}&format=xlsx".replace("?&", "?"),
    }
    return render(request, "followup/cases/cases.html", context)


@require_GET
def of_municipality(request: UserRequest, code: str) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    visible = queries.with_next_steps(queries.visible_to(request.user))
    found = visible.filter(municipality=municipality)
    context = page_context.base(request, municipality, "followup:municipality_cases")
    context |= {"rows": _rows(request, found)}
    return render(request, "followup/cases/municipality_cases.html", context)


@require_GET
def case(request: UserRequest, pk: int) -> HttpResponse:
    context = case_context(request, get_case(request, pk))
    return render(request, "followup/cases/case.html", context)


@require_http_methods(["GET", "POST"])
def opinion(request: UserRequest, pk: int) -> HttpResponse:
    """Write the opinion; if somebody else has, show both texts and lose neither."""
    found = get_case(request, pk)
    access.require_handler(request.user, found.municipality)
    names = ("registry_number", "text", "proposal", "exception_reason")
    stored = {name: getattr(found, name) for name in names}
    form = forms.OpinionForm(posted(request), initial={**stored, "version": found.text_version})
    context = {"case": found}

    def write(values: dict[str, Any]) -> None:
        try:
            services.write_opinion(
                referral_id=found.pk, by=request.user, at=timezone.now(), **values
            )
        except services.OpinionConflict as conflict:
            context["theirs"] = conflict.referral
            form.data = request.POST.copy()
            form.data["version"] = str(conflict.referral.text_version)
            raise

    to = reverse("followup:case", args=[found.pk])
    return form_page(request, "followup/cases/opinion.html", form, write, to=to, context=context)


@require_GET
def job(request: UserRequest, pk: int) -> HttpResponse:
    """Answer the poll: how far the opinion's documents have come."""
    found = get_case(request, pk)
    return job_views.state(
        request, documents.PDF, found, lambda: _job_context(found), "followup/cases/_job.html"
    )


@require_GET
def download(request: UserRequest, pk: int, what: str) -> HttpResponseBase:
    found = get_case(request, pk)
    stored = found.pdf if what == "yttrande" else found.bundle
    if stored is None:
        raise Http404
    return files.response(stored)


@require_GET
def case_file(request: UserRequest, pk: int, file: int) -> HttpResponseBase:
    found = get_case(request, pk)
    return files.response(get_object_or_404(found.files.select_related("stored"), pk=file).stored)


def get_case(request: UserRequest, pk: int) -> Referral:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def case_context(request: UserRequest, found: Referral) -> dict[str, Any]:
    """Return what the page of a case shows, with an empty form for the next message."""
    reach = access.reach_of(request.user, found.municipality)
    today = timezone.localdate()
    is_open = found.status not in queries.OVER
    acts = _acts(found, reach)
    sees_opinion = queries.sees_opinion(found, reach)
    takes_part = reach.for_county or reach.for_municipality or (reach.reviewer and found.signed_at)
    return {
        "case": found,
        "reach": reach,
        "steps": [
            {"name": name, "at": getattr(found, at), "by": getattr(found, by) if by else ""}
            for name, at, by in STEPS
            if getattr(found, at)
        ],
        "waits": queries.needs_action(found, reach),
        "gate": queries.gate_of(found, today) if found.signed_at is None and is_open else None,
        "cutoff": queries.cutoff_on(found.received_date or today),
        "sees_opinion": sees_opinion,
        "content": (found.content or queries.evidence(found, today)) if sees_opinion else None,
        "is_intact": seals.is_intact(found.content, found.content_sha256),
        "deficiencies": queries.shown_deficiencies(found, reach),
        "used_notes": queries.notes_used(found) if takes_part and not found.signed_at else [],
        "siblings": queries.siblings(found) if reach.for_county else [],
        "dialogue_forms": found.dialogue_forms.all(),
        "requests": found.requests.prefetch_related("files__stored"),
        "said": found.messages.all(),
        "message_form": forms.MessageForm(),
        "may_talk": is_open and bool(takes_part),
        "acts": [act for act in acts if act["kind"] != "quiet"],
        "last_acts": [act for act in acts if act["kind"] == "quiet"],
        **_job_context(found),
    }


def _acts(found: Referral, reach: access.Reach) -> list[dict[str, str]]:
    """Return the buttons: what the reader may do now, what waits for the reader first and filled.

    To drop the case is never what the page leads to.
    """
    written, reviewed = {Status.CONSIDERED, Status.TOLD}, {Status.SENT, Status.MATERIAL_REQUESTED}
    is_repaid = found.outcome == Referral.Outcome.REPAID
    drops = reach.signer if found.signed_at else reach.handler
    reviewing = reach.for_municipality or (found.signed_at and reach.reviewer)
    table = [
        ("case_day", "Svara om dagen", _may_answer(found, reach), {Status.TOLD}),
        ("case_tell", "Underrätta kommunen", reach.handler, {Status.CONSIDERED}),
        ("case_remedies", "Skriv vad kommunen kan göra", reach.handler, {Status.CONSIDERED}),
        ("case_propose_day", "Föreslå en annan dag", reach.handler, {Status.TOLD}),
        ("case_opinion", "Skriv yttrandet", reach.handler, written),
        ("case_prepare", "Lämna till underskrift", reach.handler, written),
        ("case_sign", "Läs och skriv under", reach.signer, {Status.PREPARED}),
        ("case_send_back", "Lämna tillbaka", reach.signer, {Status.PREPARED}),
        ("case_decide", "Anteckna beslut", reach.reviewer, reviewed),
        ("case_material", "Begär underlag", reach.reviewer, reviewed),
        ("case_register", "Registrera hos MCF", reach.reviewer, reviewed),
        ("case_forms", "Föreslå dialogens former", reviewing, reviewed),
        ("case_final", "Anteckna laga kraft", reach.reviewer, {Status.DECIDED}),
        ("case_invoice", "Anteckna faktura", is_repaid and reach.reviewer, {Status.FINAL}),
        ("case_drop", "Lägg ned ärendet", drops, {*written, Status.PREPARED, *reviewed}),
    ]
    waits = queries.next_step(found, reach)
    acts: list[dict[str, str]] = []
    for name, label, function, states in table:
        if function and found.status in states:
            is_next = waits is not None and waits.page == name
            kind = "quiet" if name == "case_drop" else "primary" if is_next else "secondary"
            url = reverse(f"followup:{name}", args=[found.pk])
            acts.append({"url": url, "label": label, "kind": kind})
    return sorted(acts, key=lambda act: act["kind"] != "primary")


def _may_answer(found: Referral, reach: access.Reach) -> bool:
    """Return whether the municipality has a day to answer on."""
    return bool(reach.for_municipality) and found.day_answer != Referral.DayAnswer.ACCEPTED


def _rows(request: UserRequest, cases: Any) -> list[dict[str, Any]]:
    reviewer = access.reviewing_function(request.user)
    known: dict[int, access.Reach] = {}
    rows = []
    for found in cases:
        if found.municipality_id not in known:
            known[found.municipality_id] = (
                access.Reach(reviewer=reviewer)
                if reviewer
                else access.reach_of(request.user, found.municipality)
            )
        reach = known[found.municipality_id]
        rows.append({"case": found, "waits": queries.needs_action(found, reach)})
    return rows


def _job_context(found: Referral) -> dict[str, Any]:
    latest = [one.latest(found) for one in (documents.PDF, documents.BUNDLE)]
    return {
        "case": found,
        "is_working": any(job.is_under_way for job in latest if job),
        "failed": any(job.status == Job.Status.FAILED for job in latest if job),
    }
