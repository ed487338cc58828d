"""Cases on compensation: the list, one case, and the opinion as it is written."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common import workbooks
from common.clock import local
from common.counts import counted
from common.errors import RuleError
from common.forms import add_refusal
from common.requests import UserRequest
from followup import access, frame
from followup.forms import cases as forms
from followup.models import Referral
from followup.reports import cases as reports
from followup.services import cases as services
from records import files, polling, seals
from records.forms import new_key, once
from records.models import Job
from records.refs import ref

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


@login_required
@require_GET
def case_list(request: UserRequest) -> HttpResponse:
    """List the cases that the reader sees, those that wait for the reader first."""
    form = forms.CaseFilter(request.GET)
    form.is_valid()
    found = _filtered(reports.visible_to(request.user), form.cleaned_data)
    if request.GET.get("format") == "xlsx":
        return _workbook(request, found)
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
    return render(request, "followup/cases.html", context)


@login_required
@require_GET
def of_municipality(request: UserRequest, code: str) -> HttpResponse:
    """List a municipality's cases."""
    municipality = access.get_municipality(request, code)
    found = reports.visible_to(request.user).filter(municipality=municipality)
    context = frame.base(request, municipality, "followup:municipality_cases")
    context |= {"rows": _rows(request, found)}
    return render(request, "followup/municipality_cases.html", context)


@login_required
@require_GET
def case(request: UserRequest, pk: int) -> HttpResponse:
    """Show one case with all that is known of it, and what the reader may do now."""
    return show(request, get_case(request, pk))


@login_required
@require_http_methods(["GET", "POST"])
@once
def opinion(request: UserRequest, pk: int) -> HttpResponse:
    """Write the opinion; if somebody else has, show both texts and lose neither."""
    found = get_case(request, pk)
    access.require_handler(request.user, found.municipality)
    if request.method == "GET":
        return _opinion_page(request, found, _opinion_form(found))
    form = forms.OpinionForm(request.POST)
    if not form.is_valid():
        return _opinion_page(request, found, form, status=422)
    try:
        services.write_opinion(
            referral_id=found.pk, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except services.OpinionConflict as conflict:
        theirs = conflict.referral
        kept = forms.OpinionForm(form.cleaned_data | {"version": theirs.text_version})
        return _opinion_page(request, theirs, kept, theirs=theirs, status=409)
    except RuleError as refused:
        add_refusal(form, refused)
        return _opinion_page(request, found, form, status=409)
    return redirect("followup:case", found.pk)


@login_required
@require_GET
def job(request: UserRequest, pk: int) -> HttpResponse:
    """Answer the poll: how far the opinion's documents have come."""
    found = get_case(request, pk)
    return polling.fragment(
        request,
        scopes=[f"referral:{found.pk}"],
        render=lambda: render(request, "followup/_case_job.html", _job_context(found)),
    )


@login_required
@require_GET
def download(request: UserRequest, pk: int, what: str) -> HttpResponseBase:
    """Download the opinion, the bundle of evidence, or a file of the case.

    :raises Http404: if it is not there yet.
    """
    found = get_case(request, pk)
    stored = found.pdf if what == "yttrande" else found.bundle
    if stored is None:
        raise Http404
    return files.response(stored)


@login_required
@require_GET
def case_file(request: UserRequest, pk: int, file: int) -> HttpResponseBase:
    """Download a file that was added to the case."""
    found = get_case(request, pk)
    return files.response(get_object_or_404(found.files.select_related("stored"), pk=file).stored)


def get_case(request: UserRequest, pk: int) -> Referral:
    """Return the case of the address.

    :raises Http404: if there is none that the user sees.
    """
    return get_object_or_404(reports.visible_to(request.user), pk=pk)


def show(
    request: UserRequest, found: Referral, *, message: Any = None, status: int = 200
) -> HttpResponse:
    """Answer with the page of a case; ``message`` is a form to show again with what was typed."""
    reach = access.reach_of(request.user, found.municipality)
    today = local(timezone.now()).date()
    is_open = found.status not in reports.OVER
    acts = _acts(found, reach)
    sees_opinion = reports.sees_opinion(found, reach)
    context = {
        "case": found,
        "reach": reach,
        "steps": [
            {"name": name, "at": getattr(found, at), "by": getattr(found, by) if by else ""}
            for name, at, by in STEPS
            if getattr(found, at)
        ],
        "waits": reports.needs_action(found, reach),
        "gate": reports.gate_of(found, today) if found.signed_at is None and is_open else None,
        "cutoff": reports.cutoff_on(found.received_date or today),
        "sees_opinion": sees_opinion,
        "content": (found.content or reports.evidence(found, today)) if sees_opinion else None,
        "is_intact": seals.is_intact(found.content, found.content_sha256),
        "deficiencies": reports.shown_deficiencies(found, reach),
        "requests": found.requests.prefetch_related("files__stored"),
        "said": found.messages.all(),
        "message_form": message or forms.MessageForm(),
        "form": message,
        "may_talk": is_open and _takes_part(reach, found),
        "acts": [act for act in acts if act["kind"] != "quiet"],
        "last_acts": [act for act in acts if act["kind"] == "quiet"],
        "form_key": new_key(),
        **_job_context(found),
    }
    return render(request, "followup/case.html", context, status=status)


def _takes_part(reach: access.Reach, found: Referral) -> bool:
    reviews = reach.reviewer and found.signed_at
    return bool(reach.for_county or reach.for_municipality or reviews)


def _acts(found: Referral, reach: access.Reach) -> list[dict[str, str]]:
    """Return the buttons: what the reader may do now, the main thing first."""
    status = found.status
    table = [
        ("case_tell", "Underrätta kommunen", reach.handler, {Status.CONSIDERED}),
        ("case_remedies", "Skriv vad kommunen kan göra", reach.handler, {Status.CONSIDERED}),
        ("case_opinion", "Skriv yttrandet", reach.handler, {Status.CONSIDERED, Status.TOLD}),
        ("case_prepare", "Lämna till underskrift", reach.handler, {Status.CONSIDERED, Status.TOLD}),
        ("case_sign", "Läs och skriv under", reach.signer, {Status.PREPARED}),
        ("case_send_back", "Lämna tillbaka", reach.signer, {Status.PREPARED}),
        ("case_decide", "Anteckna beslut", reach.reviewer, _UNDER_REVIEW),
        ("case_material", "Begär underlag", reach.reviewer, _UNDER_REVIEW),
        ("case_register", "Registrera hos MCF", reach.reviewer, _UNDER_REVIEW),
        ("case_final", "Anteckna laga kraft", reach.reviewer, {Status.DECIDED}),
        ("case_invoice", "Anteckna faktura", _invoices(found, reach), {Status.FINAL}),
        ("case_drop", "Lägg ned ärendet", _drops(found, reach), _MAY_DROP),
    ]
    open_now = [
        (name, label) for name, label, function, states in table if function and status in states
    ]
    return [
        {
            "url": reverse(f"followup:{name}", args=[found.pk]),
            "label": label,
            "kind": _kind(name, is_first=not place),
        }
        for place, (name, label) in enumerate(open_now)
    ]


def _kind(name: str, *, is_first: bool) -> str:
    """Return how prominent a button is: to drop the case is never what the page leads to."""
    if name == "case_drop":
        return "quiet"
    return "primary" if is_first else "secondary"


_UNDER_REVIEW = {Status.SENT, Status.MATERIAL_REQUESTED}
_MAY_DROP = {Status.CONSIDERED, Status.TOLD, Status.PREPARED, *_UNDER_REVIEW}


def _invoices(found: Referral, reach: access.Reach) -> object:
    return reach.reviewer if found.outcome == Referral.Outcome.REPAID else None


def _drops(found: Referral, reach: access.Reach) -> object:
    return reach.signer if found.signed_at else reach.handler


def _rows(request: UserRequest, cases: Any) -> list[dict[str, Any]]:
    """Return the cases with what waits for the reader."""
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
        rows.append({"case": found, "waits": reports.needs_action(found, reach)})
    return rows


def _filtered(cases: QuerySet[Referral], chosen: dict[str, Any]) -> QuerySet[Referral]:
    if chosen.get("q"):
        words = chosen["q"].strip()
        cases = cases.filter(
            Q(municipality__name__icontains=words)
            | Q(registry_number__icontains=words)
            | Q(national_number__icontains=words)
        )
    if chosen.get("status"):
        cases = cases.filter(status=chosen["status"])
    if chosen.get("year"):
        cases = cases.filter(opened_at__year=chosen["year"])
    if chosen.get("ground"):
        having = [pk for pk, held in cases.values_list("pk", "grounds") if chosen["ground"] in held]
        cases = cases.filter(pk__in=having)
    return cases.order_by("-opened_at")


def _workbook(request: UserRequest, cases: QuerySet[Referral]) -> HttpResponse:
    now = timezone.now()
    head = (
        "Län", "Kommun", "Länsstyrelsens dnr", "MCF:s dnr", "Läge", "Grunder", "Inkom",
        "Läsning av 30 april", "Beslut", "Belopp", "Gäller år", "Beslutat", "Laga kraft",
    )  # fmt: skip
    rows = (
        (
            str(found.municipality.county),
            found.municipality.name,
            found.registry_number,
            found.national_number,
            found.get_status_display(),
            "; ".join(found.ground_labels),
            found.received_date,
            found.get_cutoff_reading_display(),
            found.get_outcome_display(),
            found.amount,
            found.year,
            found.decided_date,
            found.final_date,
        )
        for found in cases
    )
    about = [
        "Ärenden om statlig ersättning",
        f"Uttaget {local(now):%Y-%m-%d %H:%M} ur SSR",
        f"Urval: {request.GET.urlencode() or 'alla som läsaren ser'}",
    ]
    content = workbooks.write("Ärenden", head, rows, about=about)
    return workbooks.response(content, "arenden.xlsx")


def _opinion_form(found: Referral) -> forms.OpinionForm:
    return forms.OpinionForm(
        initial={
            "registry_number": found.registry_number,
            "text": found.text,
            "proposal": found.proposal,
            "exception_reason": found.exception_reason,
            "version": found.text_version,
        }
    )


def _opinion_page(
    request: UserRequest,
    found: Referral,
    form: forms.OpinionForm,
    *,
    theirs: Referral | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"case": found, "form": form, "theirs": theirs, "form_key": new_key()}
    return render(request, "followup/case_opinion.html", context, status=status)


def _job_context(found: Referral) -> dict[str, Any]:
    wanted = Job.objects.filter(
        object_ref=ref(found), kind__in=(services.PDF, services.BUNDLE)
    ).order_by("kind")
    working = {Job.Status.WANTED, Job.Status.RUNNING}
    listed = list(wanted)
    return {
        "case": found,
        "jobs": listed,
        "is_working": any(job.status in working for job in listed),
        "failed": [job for job in listed if job.status == Job.Status.FAILED],
    }
