"""The plan of measures: read, propose, answer, approve, report done, judge."""

from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.models import Actor
from common import calendar_files
from common.acting import attempt, form_page
from common.counts import counted
from common.forms import REFUSED, posted
from common.numbers import whole
from common.requests import UserRequest
from common.templatetags.ui import when
from followup import access, page_context
from followup.visits.measures import calendar as measure_calendar
from followup.visits.measures import documents, forms, queries, services
from followup.visits.measures import plan as measure_plan
from followup.visits.measures.models import Measure, MeasureProof
from followup.visits.report import notices as report_notices
from records.files import files
from records.jobs import views as job_views

TAB = "followup:measures"
ACTS: Final[dict[str, tuple[str, type[Any]]]] = {
    "done": ("Anmäl som klar", forms.DoneForm),
    "counter": ("Föreslå en annan dag", forms.CounterForm),
    "answer": ("Svara på kommunens förslag", forms.AnswerForm),
    "verify": ("Bedöm som genomförd", forms.VerifyForm),
    "not-done": ("Bedöm som inte genomförd", forms.JudgementForm),
    "edit": ("Ändra", forms.MeasureForm),
    "withdraw": ("Stryk", forms.ReasonForm),
}


@require_GET
def plan(request: UserRequest, code: str) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    return show_plan(request, municipality)


def show_plan(
    request: UserRequest, municipality: Actor, *, error: str = "", status: int = 200
) -> HttpResponse:
    form = forms.PlanFilter(request.GET)
    chosen = forms.chosen(form)
    today = timezone.localdate()
    groups = queries.plan(
        request.user,
        municipality,
        today,
        status=chosen.get("lage", ""),
        area=chosen.get("omrade", ""),
    )
    waiting = measure_plan.awaiting(municipality).count()
    context = page_context.base(request, municipality, TAB)
    reach = context["reach"]
    context |= {
        **_pdf(municipality),
        "groups": groups,
        "filter_form": form,
        "is_narrowed": any(chosen.values()),
        "count": _count(sum(len(group.rows) for group in groups)),
        "waiting": waiting,
        "may_approve": bool(waiting and reach.leader),
        "may_ask": bool(waiting and (reach.handler or (reach.reporter and not reach.leader))),
        "error": error,
    }
    return render(request, "followup/visits/measures/measures.html", context, status=status)


@require_http_methods(["GET", "POST"])
def add(request: UserRequest, code: str) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    initial = {"deficiency": request.GET.get("brist"), "follow_up": forms.FOLLOW_UP}
    form = forms.NewMeasureForm(posted(request), municipality=municipality, initial=initial)
    return form_page(
        request,
        "followup/visits/measures/new.html",
        form,
        lambda values: services.add_measure(
            municipality_id=municipality.pk,
            deficiency_id=values.pop("deficiency"),
            by=request.user,
            at=timezone.now(),
            **values,
        ),
        to=reverse(TAB, args=[code]),
        done="Åtgärden är föreslagen. Kommunen har fått besked.",
        context=lambda: {
            **page_context.base(request, municipality, TAB),
            "receivers": report_notices.municipal(municipality),
        },
    )


@require_GET
def measure(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show one measure with its history and what may be done to it."""
    return show_measure(request, get_measure(request, code, pk))


def show_measure(
    request: UserRequest,
    found: Measure,
    *,
    act: str = "",
    form: Any = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the page of a measure; ``act`` is the fold whose form was sent."""
    municipality = found.municipality
    context = page_context.base(request, municipality, TAB)
    today = timezone.localdate()
    acts = _acts(found, context["reach"], today)
    context |= {
        "measure": found,
        "row": queries.row_of(found, today),
        "acts": [
            {
                **one,
                "form": form
                if one["name"] == act
                else one["form"](auto_id=f"id_{one['name']}_%s", initial=one["initial"]),
                "is_open": one["name"] == act,
            }
            for one in acts
        ],
        "form": form,
        "proofs": list(found.proofs.select_related("stored")),
        "error": error,
    }
    return render(request, "followup/visits/measures/measure.html", context, status=status)


def _acts(found: Measure, reach: access.Reach, today: date) -> list[dict[str, Any]]:
    """Return the acts that the reader may do now, each with its form."""
    status, is_past = Measure.Status(found.status), today > found.due_date
    is_proposed, is_agreed = status == Measure.Status.PROPOSED, status == Measure.Status.AGREED
    is_reported, is_county = status == Measure.Status.REPORTED_DONE, reach.handler is not None
    is_told = bool(reach.for_municipality and found.told_at)
    may = {
        "done": is_told and (is_agreed or status == Measure.Status.NOT_DONE),
        "counter": is_told and (is_proposed or is_agreed),
        "answer": is_county and found.counter_date is not None,
        "verify": is_county and is_reported,
        "not-done": is_county and (is_reported or (is_past and is_agreed)),
        "edit": is_county and is_proposed,
        "withdraw": is_county and (is_proposed or is_agreed),
    }
    initial = {
        "verify": {"mends": found.deficiency_id is not None},
        "edit": forms.initial_of(found),
    }
    return [
        {
            "name": name,
            "label": label if name != "not-done" or is_past else "Inte klar ännu",
            "form": form,
            "initial": initial.get(name),
            "multipart": form is forms.DoneForm,
            "url_name": f"followup:measure_{name.replace('-', '_')}",
        }
        for name, (label, form) in ACTS.items()
        if may[name]
    ]


@require_http_methods(["GET", "POST"])
def approve(request: UserRequest, code: str) -> HttpResponse:
    """Show the leadership every measure that waits, and approve them."""
    municipality = access.get_municipality(request, code)
    access.require_leader(request.user, municipality)
    if request.method == "POST":
        typed = request.POST.getlist("measure")
        return attempt(
            request,
            lambda: measure_plan.approve_plan(
                municipality_id=municipality.pk,
                measure_ids=[number for one in typed if (number := whole(one)) is not None],
                seen=request.POST.getlist("seen"),
                by=request.user,
                at=timezone.now(),
            ),
            refused=lambda said: show_plan(request, municipality, error=said, status=REFUSED),
            to=reverse(TAB, args=[code]),
            done=lambda agreed: f"Godkänt: {_count(len(agreed))}. Länsstyrelsen har fått besked.",
        )
    today = timezone.localdate()
    waiting = list(
        measure_plan.awaiting(municipality).select_related("deficiency").order_by("due_date", "pk")
    )
    context = page_context.base(request, municipality, TAB)
    context |= {
        "rows": [queries.row_of(one, today) for one in waiting],
        "marks": [measure_plan.mark_of_measure(one) for one in waiting],
        "receivers": report_notices.handlers(municipality),
    }
    return render(request, "followup/visits/measures/approve.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: UserRequest, code: str) -> HttpResponse:
    """Show who is asked, and ask the leadership to approve."""
    municipality = access.get_municipality(request, code)
    reach = access.reach_of(request.user, municipality)
    if reach.handler is None:
        access.require_reporter(request.user, municipality)
    if request.method == "POST":
        return attempt(
            request,
            lambda: measure_plan.ask_approval(
                municipality_id=municipality.pk, by=request.user, at=timezone.now()
            ),
            refused=lambda said: show_plan(request, municipality, error=said, status=REFUSED),
            to=reverse(TAB, args=[code]),
            done=lambda number: f"Ledningen är tillfrågad om {_count(number)}.",
        )
    context = page_context.base(request, municipality, TAB)
    context |= {
        "waiting": measure_plan.awaiting(municipality).count(),
        "receivers": report_notices.leaders(municipality),
    }
    return render(request, "followup/visits/measures/ask.html", context)


@require_GET
def calendar(request: UserRequest, code: str) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    rows = queries.open_rows(request.user, municipality, timezone.localdate())
    content = measure_calendar.of(municipality, rows, timezone.now())
    return calendar_files.served(content, f"atgardsplan-{municipality.slug}")


@require_http_methods(["GET", "POST"])
def pdf(request: UserRequest, code: str) -> HttpResponseBase:
    """Ask for the plan as PDF, or download the newest."""
    municipality = access.get_municipality(request, code)

    def want() -> object:
        return documents.want_plan(
            municipality_id=municipality.pk, by=request.user, at=timezone.now()
        )

    to = reverse(TAB, args=[code])
    return job_views.ask_or_give(request, documents.PDF, municipality, want, to=to)


@require_GET
def job(request: UserRequest, code: str) -> HttpResponse:
    """Answer the poll: how far the plan's PDF has come."""
    municipality = access.get_municipality(request, code)
    return job_views.state(request, documents.PDF, municipality, lambda: _pdf(municipality))


@require_GET
def proof(request: UserRequest, code: str, pk: int, proof: int) -> HttpResponseBase:
    """Give a file that shows that a measure is done."""
    found = get_measure(request, code, pk)
    kept = get_object_or_404(MeasureProof.objects.select_related("stored"), measure=found, pk=proof)
    return files.response(kept.stored)


@require_GET
def county(request: UserRequest, county: str) -> HttpResponse:
    """List the county's measures, those that need the county first."""
    area = access.get_county(request, county)
    form = forms.CountyFilter(request.GET, municipalities=queries.municipalities_of(area))
    rows = queries.county_rows(area, timezone.localdate(), forms.chosen(form))
    context = {
        "county": area,
        "rows": rows,
        "filter_form": form,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "count": _count(len(rows)),
    }
    return render(request, "followup/visits/measures/county.html", context)


def get_measure(request: UserRequest, code: str, pk: int) -> Measure:
    municipality = access.get_municipality(request, code)
    return get_object_or_404(queries.visible_to(request.user, municipality), pk=pk)


def _count(number: int) -> str:
    return counted(number, "åtgärd", "åtgärder")


def _pdf(municipality: Actor) -> dict[str, Any]:
    standing = documents.PDF.standing(municipality)
    made_at = when(standing.job.wanted_at) if standing.job else ""
    return job_views.shown(
        standing,
        url=reverse("followup:measures_pdf", args=[municipality.scb_code]),
        poll=reverse("followup:measures_job", args=[municipality.scb_code]),
        download=f"Ladda ner åtgärdsplanen (PDF, {made_at})",
        ask="Skapa PDF",
        again="Skapa en ny PDF",
    )
