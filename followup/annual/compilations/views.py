"""The county's compilation of a year, and MSB/MCF's list of all of them."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.models import Actor, County
from actors.rights import rights
from common import autosave, workbooks
from common.acting import form_page, press, refusal_of
from common.clock import local
from common.counts import counted
from common.errors import RuleError
from common.forms import posted
from common.requests import UserRequest
from followup import access
from followup.annual.compilations import documents, queries, rules, services, workbook
from followup.annual.compilations.forms import (
    AssessmentForm,
    NationalFilter,
    NeedForm,
    SupplementForm,
)
from followup.annual.models import CountyCompilation
from followup.annual.reports.forms import FieldForm
from records.files import seals
from records.jobs import views as job_views
from records.pages import many_times

PAGE = "followup/annual/compilations/compilation.html"


@require_GET
def compilations(request: UserRequest, county: str) -> HttpResponse:
    area = access.get_county(request, county)
    context = {
        "county": area,
        "years": queries.years_of(area, local(timezone.now()).year),
        "may_write": rights.may(request.user, access.HANDLE, area),
    }
    return render(request, "followup/annual/compilations/compilations.html", context)


@require_GET
def national_compilations(request: UserRequest) -> HttpResponse:
    """List what every county has handed on, for MSB/MCF."""
    access.require_reviewer(request.user)
    narrow = NationalFilter(request.GET or None)
    shown = [
        {"compilation": one, "counts": queries.counts_of(queries.content_of(one))}
        for one in narrow.narrowed()
    ]
    context = {
        "filter": narrow,
        "rows": shown,
        "count": counted(len(shown), "sammanställning", "sammanställningar"),
    }
    return render(request, "followup/annual/compilations/national.html", context)


@require_GET
def national_compilations_xlsx(request: UserRequest) -> HttpResponse:
    """Take out what the counties have handed on, narrowed as on the page."""
    access.require_reviewer(request.user)
    narrow = NationalFilter(request.GET or None)
    content = workbook.excel_of_all(list(narrow.narrowed()))
    return workbooks.response(content, "lanens-sammanstallningar.xlsx")


@require_POST
def compilation_start(request: UserRequest, county: str, year: int) -> HttpResponse:
    area, now = access.get_county(request, county), timezone.now()
    act = services.start_compilation
    if refusal := refusal_of(act, county=area, year=year, by=request.user, at=now):
        messages.error(request, refusal)
        return redirect("followup:compilations", county)
    return redirect("followup:compilation", county, year)


@require_http_methods(["GET", "POST"])
def compilation(request: UserRequest, county: str, year: int) -> HttpResponse:
    """Show the year; save the assessment, where pages do not save themselves."""
    area, versions = get_versions(request, county, year)
    shown = _chosen(request, versions)
    if request.method == "GET":
        return render(request, PAGE, _page(request, versions, shown))
    rights.require(request.user, access.HANDLE, area)
    form = AssessmentForm(request.POST)

    def write(values: dict[str, str]) -> None:
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
            form.data = request.POST.copy()
            form.data["assessment__seen"] = autosave.mark_of(stored)
            told = f"{conflict.message} Sparad text: {stored}"
            raise RuleError(told, field="assessment") from conflict

    return form_page(
        request,
        PAGE,
        form,
        write,
        to=reverse("followup:compilation", args=[county, year]),
        done=f"Sparat {local(timezone.now()):%H:%M}.",
        context=lambda: _page(request, versions, shown) | {"form": form},
    )


@many_times
@require_POST
def compilation_field(request: UserRequest, county: str, year: int) -> JsonResponse:
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


@require_http_methods(["GET", "POST"])
def compilation_needs(request: UserRequest, county: str, year: int) -> HttpResponse:
    area, versions = get_versions(request, county, year)
    if request.method == "GET":
        return redirect("followup:compilation", county, year)
    rights.require(request.user, access.HANDLE, area)
    form, key = NeedForm(request.POST, county=area), versions[0].pk
    return form_page(
        request,
        PAGE,
        form,
        lambda values: services.note_support_need(
            compilation_id=key, by=request.user, at=timezone.now(), **values
        ),
        to=reverse("followup:compilation", args=[county, year]),
        done="Behovet är antecknat.",
        context=lambda: _page(request, versions, versions[0]) | {"need_form": form},
    )


@require_POST
def compilation_need_remove(request: UserRequest, county: str, year: int, pk: int) -> HttpResponse:
    _area, versions = get_versions(request, county, year)
    get_object_or_404(versions[0].needs, pk=pk)
    act, to = services.remove_support_need, reverse("followup:compilation", args=[county, year])
    return press(request, act, to=to, need_id=pk, by=request.user, at=timezone.now())


@require_http_methods(["GET", "POST"])
def compilation_hand_on(request: UserRequest, county: str, year: int) -> HttpResponse:
    """Show what handing on means, and hand on."""
    area, versions = get_versions(request, county, year)
    rights.require(request.user, access.HANDLE, area)
    shown, seen = versions[0], request.POST.get("seen", "")
    if request.method == "GET" and shown.handed_on_at is not None:
        return redirect("followup:compilation", county, year)
    content = queries.content_of(shown)
    return form_page(
        request,
        "followup/annual/compilations/hand_on.html",
        Form(posted(request)),
        lambda _values: services.hand_on(
            compilation_id=shown.pk, seen=seen, by=request.user, at=timezone.now()
        ),
        to=reverse("followup:compilation", args=[county, year]),
        done="Sammanställningen är överlämnad.",
        context={
            "county": area,
            "compilation": shown,
            "content": queries.readable(content),
            "seen": seals.digest(content),
            "receivers": [
                function
                for authority in Actor.objects.filter(slug="mcf")
                for function in access.functions_with(access.REVIEW, authority)
            ],
        },
    )


@require_http_methods(["GET", "POST"])
def compilation_supplement(request: UserRequest, county: str, year: int) -> HttpResponse:
    area, _versions = get_versions(request, county, year)
    rights.require(request.user, access.HANDLE, area)
    return form_page(
        request,
        "followup/annual/compilations/supplement.html",
        SupplementForm(posted(request)),
        lambda values: services.start_supplement(
            county=area, year=year, by=request.user, at=timezone.now(), **values
        ),
        to=reverse("followup:compilation", args=[county, year]),
        context={"county": area, "year": year},
    )


@require_GET
def compilation_xlsx(request: UserRequest, county: str, year: int) -> HttpResponse:
    _area, versions = get_versions(request, county, year)
    shown = _chosen(request, versions)
    name = f"sammanstallning-{county}-{year}-{shown.number}.xlsx"
    return workbooks.response(workbook.excel(queries.content_of(shown)), name)


@require_http_methods(["GET", "POST"])
def compilation_pdf(request: UserRequest, county: str, year: int) -> HttpResponseBase:
    """Download the PDF; or try again, if it could not be made."""
    _area, versions = get_versions(request, county, year)
    shown = _chosen(request, versions)

    def want() -> object:
        return services.retry_pdf(compilation_id=shown.pk, by=request.user, at=timezone.now())

    to = reverse("followup:compilation", args=[county, year])
    return job_views.ask_or_give(request, documents.PDF, shown, want, to=to)


@require_GET
def compilation_job(request: UserRequest, county: str, year: int) -> HttpResponse:
    """Answer the poll: how far the PDF has come."""
    _area, versions = get_versions(request, county, year)
    shown = _chosen(request, versions)
    return job_views.state(request, documents.PDF, shown, lambda: _pdf(shown))


def get_versions(
    request: UserRequest, county: str, year: int
) -> tuple[County, list[CountyCompilation]]:
    """Return the county and the year's versions that the reader may see, the latest first.

    The county's board sees its own; MSB/MCF sees what has been handed on.
    """
    versions = queries.versions_for(request.user, county, year)
    if not versions:
        raise Http404
    return versions[0].county, versions


def _chosen(request: UserRequest, versions: list[CountyCompilation]) -> CountyCompilation:
    """Return the version named in the address, else the latest."""
    wanted = request.GET.get("nummer", "")
    return next((one for one in versions if str(one.number) == wanted), versions[0])


def _page(
    request: UserRequest, versions: list[CountyCompilation], shown: CountyCompilation
) -> dict[str, Any]:
    area, is_handed_on = shown.county, shown.handed_on_at is not None
    may_handle = rights.may(request.user, access.HANDLE, area)
    seen = {"assessment__seen": autosave.mark_of(shown.assessment)}
    return {
        "county": area,
        "versions": versions,
        "content": queries.readable(queries.content_of(shown)),
        "is_handed_on": is_handed_on,
        "is_intact": is_handed_on and seals.is_intact(shown.content, shown.content_sha256),
        "may_write": may_handle and not is_handed_on,
        "may_supplement": may_handle and shown == versions[0] and is_handed_on,
        "serves_county": queries.visible_to(request.user, area),
        "needs": shown.needs.select_related("municipality").order_by("municipality__name"),
        "why_counts": rules.why_no_mean(),
        "why_total": rules.why_civil_defence_is_total(),
        "form": AssessmentForm(initial={"assessment": shown.assessment, **seen}),
        "need_form": NeedForm(county=area),
        "compilation": shown,
        **(_pdf(shown) if is_handed_on else {}),
    }


def _pdf(shown: CountyCompilation) -> dict[str, Any]:
    args, number = [shown.county_id, shown.year], f"?nummer={shown.number}"
    return job_views.shown(
        documents.PDF.standing(shown),
        url=reverse("followup:compilation_pdf", args=args) + number,
        poll=reverse("followup:compilation_job", args=args) + number,
        download="Ladda ner PDF",
    )
