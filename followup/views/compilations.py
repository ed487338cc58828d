"""The county's compilation of a year, and MSB/MCF's list of all of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors import rights
from actors.models import Actor, County
from common import autosave, workbooks
from common.clock import local
from common.counts import counted
from common.errors import RuleError
from common.forms import add_refusal, carried_out, posted
from common.requests import UserRequest
from followup import access
from followup.forms.compilations import AssessmentForm, NationalFilter, NeedForm, SupplementForm
from followup.forms.reports import FieldForm
from followup.models import CountyCompilation
from followup.reports import compilations as reads
from followup.rules import compilations as rules
from followup.services import compilations as services
from records import files, polling, seals
from records.forms import new_key, once
from records.models import Job


@login_required
@require_GET
def compilations(request: UserRequest, county: str) -> HttpResponse:
    """List the county's years."""
    area = access.get_county(request, county)
    context = {
        "county": area,
        "years": reads.years_of(area, local(timezone.now()).year),
        "may_write": rights.may(request.user, access.HANDLE, area),
        "form_key": new_key(),
    }
    return render(request, "followup/compilations.html", context)


@login_required
@require_GET
def national_compilations(request: UserRequest) -> HttpResponse:
    """List what every county has handed on, for MSB/MCF."""
    access.require_reviewer(request.user)
    found = reads.handed_on()
    years = sorted(set(found.order_by().values_list("year", flat=True)), reverse=True)
    narrow = NationalFilter(request.GET or None, years=years)
    shown = [
        {"compilation": one, "counts": reads.counts_of(reads.content_of(one))}
        for one in narrow.narrowed(found)
    ]
    context = {
        "filter": narrow,
        "rows": shown,
        "count": counted(len(shown), "sammanställning", "sammanställningar"),
    }
    return render(request, "followup/compilations_national.html", context)


@login_required
@require_GET
def national_compilations_xlsx(request: UserRequest) -> HttpResponse:
    """Take out what the counties have handed on, narrowed as on the page."""
    access.require_reviewer(request.user)
    found = reads.handed_on()
    years = list(set(found.order_by().values_list("year", flat=True)))
    narrow = NationalFilter(request.GET or None, years=years)
    content = reads.excel_of_all(list(narrow.narrowed(found)))
    return workbooks.response(content, "lanens-sammanstallningar.xlsx")


@login_required
@require_POST
@once
def compilation_start(request: UserRequest, county: str, year: int) -> HttpResponse:
    """Begin the compilation of a year."""
    area = access.get_county(request, county)
    try:
        services.start_compilation(county=area, year=year, by=request.user, at=timezone.now())
    except RuleError as refused:
        messages.error(request, refused.message)
        return redirect("followup:compilations", county)
    return redirect("followup:compilation", county, year)


@login_required
@require_http_methods(["GET", "POST"])
@once
def compilation(request: UserRequest, county: str, year: int) -> HttpResponse:
    """Show the year; save the assessment, where pages do not save themselves."""
    area, versions = get_versions(request, county, year)
    shown = _chosen(request, versions)
    if request.method == "GET":
        return _page(request, area, versions, shown)
    rights.require(request.user, access.HANDLE, area)
    form = AssessmentForm(request.POST)
    if not form.is_valid():
        return _page(request, area, versions, shown, form=form, status=422)
    values = form.cleaned_data
    try:
        services.write_assessment(
            compilation_id=shown.pk,
            text=values["assessment"],
            seen=values["assessment__seen"],
            by=request.user,
            at=timezone.now(),
        )
    except services.AssessmentConflict as conflict:
        stored = conflict.compilation.assessment
        data = request.POST.copy()
        data["assessment__seen"] = autosave.mark_of(stored)
        form = AssessmentForm(data)
        form.add_error("assessment", f"{conflict.message} Sparad text: {stored}")
        return _page(request, area, versions, shown, form=form, status=409)
    except RuleError as refused:
        add_refusal(form, refused)
        return _page(request, area, versions, shown, form=form, status=409)
    messages.success(request, f"Sparat {local(timezone.now()):%H:%M}.")
    return redirect("followup:compilation", county, year)


@login_required
@require_POST
def compilation_field(request: UserRequest, county: str, year: int) -> JsonResponse:
    """Save the assessment as it is written."""
    _area, versions = get_versions(request, county, year)
    form = FieldForm(request.POST)
    if not form.is_valid() or form.cleaned_data["field"] != "assessment":
        return autosave.refused("Texten är för lång eller går inte att spara.")
    at = timezone.now()
    try:
        stored = services.write_assessment(
            compilation_id=versions[0].pk,
            text=form.cleaned_data["value"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=at,
        )
    except services.AssessmentConflict as conflict:
        theirs = conflict.compilation
        return autosave.conflict(conflict.message, value=theirs.assessment, by=theirs.assessment_by)
    except RuleError as refused:
        return autosave.refused(refused.message, status=409)
    return autosave.saved(stored.assessment, at=at)


@login_required
@require_http_methods(["GET", "POST"])
@once
def compilation_needs(request: UserRequest, county: str, year: int) -> HttpResponse:
    """Note that a municipality needs more support."""
    area, versions = get_versions(request, county, year)
    if request.method == "GET":
        return redirect("followup:compilation", county, year)
    rights.require(request.user, access.HANDLE, area)
    form = NeedForm(request.POST, municipalities=_municipalities(area))
    if not form.is_valid():
        return _page(request, area, versions, versions[0], need_form=form, status=422)
    try:
        services.note_support_need(
            compilation_id=versions[0].pk, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except RuleError as refused:
        add_refusal(form, refused)
        return _page(request, area, versions, versions[0], need_form=form, status=409)
    messages.success(request, "Behovet är antecknat.")
    return redirect("followup:compilation", county, year)


@login_required
@require_POST
@once
def compilation_need_remove(request: UserRequest, county: str, year: int, pk: int) -> HttpResponse:
    """Take back a note of need."""
    _area, versions = get_versions(request, county, year)
    if not versions[0].needs.filter(pk=pk).exists():
        raise Http404
    try:
        services.remove_support_need(need_id=pk, by=request.user, at=timezone.now())
    except RuleError as refused:
        messages.error(request, refused.message)
    return redirect("followup:compilation", county, year)


@login_required
@require_http_methods(["GET", "POST"])
@once
def compilation_hand_on(request: UserRequest, county: str, year: int) -> HttpResponse:
    """Show what handing on means, and hand on."""
    area, versions = get_versions(request, county, year)
    rights.require(request.user, access.HANDLE, area)
    shown, error, status = versions[0], "", 200
    if request.method == "POST":
        try:
            services.hand_on(
                compilation_id=shown.pk,
                seen=request.POST.get("seen", ""),
                by=request.user,
                at=timezone.now(),
            )
        except RuleError as refused:
            error, status = refused.message, 409
        else:
            messages.success(request, "Sammanställningen är överlämnad.")
            return redirect("followup:compilation", county, year)
    elif shown.handed_on_at is not None:
        return redirect("followup:compilation", county, year)
    content = reads.content_of(shown)
    context = {
        "county": area,
        "compilation": shown,
        "content": reads.readable(content),
        "seen": seals.digest(content),
        "receivers": _reviewers(),
        "error": error,
        "form_key": new_key(),
    }
    return render(request, "followup/compilation_hand_on.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def compilation_supplement(request: UserRequest, county: str, year: int) -> HttpResponse:
    """Begin a supplement after a late report."""
    area, versions = get_versions(request, county, year)
    rights.require(request.user, access.HANDLE, area)
    form = SupplementForm(posted(request))

    def act(values: dict[str, Any]) -> object:
        return services.start_supplement(
            county=area, year=year, by=request.user, at=timezone.now(), **values
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        return redirect("followup:compilation", county, year)
    context = {"county": area, "year": year, "form": form, "form_key": new_key()}
    return render(request, "followup/compilation_supplement.html", context, status=status)


@login_required
@require_GET
def compilation_xlsx(request: UserRequest, county: str, year: int) -> HttpResponse:
    """Take out the compilation as Excel."""
    _area, versions = get_versions(request, county, year)
    shown = _chosen(request, versions)
    name = f"sammanstallning-{county}-{year}-{shown.number}.xlsx"
    return workbooks.response(reads.excel(reads.content_of(shown)), name)


@login_required
@require_http_methods(["GET", "POST"])
def compilation_pdf(request: UserRequest, county: str, year: int) -> HttpResponseBase:
    """Download the PDF; or try again, if it could not be made."""
    _area, versions = get_versions(request, county, year)
    shown = _chosen(request, versions)
    if request.method == "POST":
        services.retry_pdf(compilation_id=shown.pk, by=request.user, at=timezone.now())
        return redirect("followup:compilation", county, year)
    if shown.pdf is None:
        raise Http404
    return files.response(shown.pdf)


@login_required
@require_GET
def compilation_job(request: UserRequest, county: str, year: int) -> HttpResponse:
    """Answer the poll: how far the PDF has come."""
    area, versions = get_versions(request, county, year)
    shown = _chosen(request, versions)
    return polling.fragment(
        request,
        scopes=[f"compilation:{shown.pk}"],
        render=lambda: render(
            request, "followup/_compilation_job.html", {"county": area, **_job(shown)}
        ),
    )


def get_versions(
    request: UserRequest, county: str, year: int
) -> tuple[County, list[CountyCompilation]]:
    """Return the county and the year's versions that the reader may see, the latest first.

    The county's board sees its own; MSB/MCF sees what has been handed on.

    :raises Http404: if there are none.
    """
    versions = reads.versions_for(request.user, county, year)
    if not versions:
        raise Http404
    return versions[0].county, versions


def _chosen(request: UserRequest, versions: list[CountyCompilation]) -> CountyCompilation:
    """Return the version named in the address, else the latest."""
    wanted = request.GET.get("nummer", "")
    return next((one for one in versions if str(one.number) == wanted), versions[0])


def _page(
    request: UserRequest,
    area: County,
    versions: list[CountyCompilation],
    shown: CountyCompilation,
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    is_handed_on = shown.handed_on_at is not None
    may_handle = rights.may(request.user, access.HANDLE, area)
    context = {
        "county": area,
        "versions": versions,
        "content": reads.readable(reads.content_of(shown)),
        "is_handed_on": is_handed_on,
        "is_intact": is_handed_on and seals.is_intact(shown.content, shown.content_sha256),
        "may_write": may_handle and not is_handed_on,
        "may_supplement": may_handle and shown == versions[0] and is_handed_on,
        "serves_county": reads.visible_to(request.user, area),
        "needs": shown.needs.select_related("municipality").order_by("municipality__name"),
        "why_counts": rules.why_no_mean(),
        "why_total": rules.why_civil_defence_is_total(),
        "form": forms.get("form")
        or AssessmentForm(
            initial={
                "assessment": shown.assessment,
                "assessment__seen": autosave.mark_of(shown.assessment),
            }
        ),
        "need_form": forms.get("need_form") or NeedForm(municipalities=_municipalities(area)),
        "need_key": new_key(),
        **_job(shown),
    }
    return render(request, "followup/compilation.html", context, status=status)


def _job(shown: CountyCompilation) -> dict[str, Any]:
    found = services.latest_job(shown)
    working = {Job.Status.WANTED, Job.Status.RUNNING}
    return {
        "compilation": shown,
        "job": found,
        "is_working": found is not None and found.status in working,
    }


def _municipalities(county: County) -> Any:
    return Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by("name")


def _reviewers() -> list[Any]:
    """Return the functions that review for MSB/MCF, who will see what is handed on."""
    actors = Actor.objects.filter(slug="mcf")
    return [one for actor in actors for one in access.functions_with(access.REVIEW, actor)]
