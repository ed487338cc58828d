"""The plan of measures: read, propose, answer, approve, report done, judge."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.models import Actor
from common import calendar_files
from common.counts import counted
from common.errors import RuleError
from common.forms import carried_out, posted
from common.requests import UserRequest
from followup import access, frame, measure_calendar
from followup.forms import measures as forms
from followup.models import Measure, MeasureProof
from followup.reports import measures as reports
from followup.services import measure_plan, measures, protocol_documents, protocol_notices
from records import files, polling
from records.forms import new_key, once
from records.models import Job

TAB = "followup:measures"


@login_required
@require_GET
def plan(request: UserRequest, code: str) -> HttpResponse:
    """Show the municipality's plan."""
    municipality = access.get_municipality(request, code)
    return show_plan(request, municipality)


def show_plan(
    request: UserRequest, municipality: Actor, *, error: str = "", status: int = 200
) -> HttpResponse:
    """Show the plan with what the reader may do in it."""
    form = forms.PlanFilter(request.GET)
    chosen = forms.chosen(form)
    today = timezone.localdate()
    groups = reports.plan(
        request.user,
        municipality,
        today,
        status=chosen.get("lage", ""),
        area=chosen.get("omrade", ""),
    )
    waiting = measure_plan.awaiting(municipality).count()
    context = frame.base(request, municipality, TAB)
    reach = context["reach"]
    context |= {
        **_job_context(municipality),
        "groups": groups,
        "filter_form": form,
        "is_narrowed": any(chosen.values()),
        "count": _count(sum(len(group.rows) for group in groups)),
        "waiting": waiting,
        "may_approve": bool(waiting and reach.leader),
        "may_ask": bool(waiting and (reach.handler or (reach.reporter and not reach.leader))),
        "error": error,
    }
    return render(request, "followup/measures.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def add(request: UserRequest, code: str) -> HttpResponse:
    """Propose a measure in the plan."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    initial = {"deficiency": request.GET.get("brist"), "follow_up": forms.FOLLOW_UP}
    form = forms.NewMeasureForm(posted(request), municipality=municipality, initial=initial)

    def act(values: dict[str, Any]) -> object:
        values["deficiency_id"] = values.pop("deficiency")
        return measures.add_measure(
            municipality_id=municipality.pk, by=request.user, at=timezone.now(), **values
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        messages.success(request, "Åtgärden är föreslagen. Kommunen har fått besked.")
        return redirect(TAB, code)
    context = frame.base(request, municipality, TAB)
    context |= {
        "form": form,
        "form_key": new_key(),
        "receivers": protocol_notices.municipal(municipality),
    }
    return render(request, "followup/measure_new.html", context, status=status)


@login_required
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
    context = frame.base(request, municipality, TAB)
    today = timezone.localdate()
    acts = _acts(found, context["reach"], today)
    context |= {
        "measure": found,
        "row": reports.row_of(found, today),
        "acts": [
            {
                **one,
                "form": form if one["name"] == act else one["form"](**one.get("with", {})),
                "is_open": one["name"] == act,
            }
            for one in acts
        ],
        "form": form,
        "proofs": list(found.proofs.select_related("stored")),
        "error": error,
        "form_key": new_key(),
    }
    return render(request, "followup/measure.html", context, status=status)


def _acts(found: Measure, reach: access.Reach, today: date) -> list[dict[str, Any]]:
    """Return the acts that the reader may do now, each with its form."""
    status = Measure.Status(found.status)
    proposed, agreed = Measure.Status.PROPOSED, Measure.Status.AGREED
    acts: list[dict[str, Any]] = []
    if reach.for_municipality and found.told_at:
        if status in {agreed, Measure.Status.NOT_DONE}:
            acts.append(_a("done", "Anmäl som klar", forms.DoneForm, multipart=True))
        if status in {proposed, agreed}:
            acts.append(_a("counter", "Föreslå en annan dag", forms.CounterForm))
    return [*acts, *_county_acts(found, today)] if reach.handler else acts


def _county_acts(found: Measure, today: date) -> list[dict[str, Any]]:
    status = Measure.Status(found.status)
    proposed, reported = Measure.Status.PROPOSED, Measure.Status.REPORTED_DONE
    is_past = today > found.due_date
    acts = []
    if found.counter_date is not None:
        acts.append(_a("answer", "Svara på kommunens förslag", forms.AnswerForm))
    if status == reported:
        ready: dict[str, Any] = {"initial": {"mends": found.deficiency_id is not None}}
        acts.append(_a("verify", "Bedöm som genomförd", forms.VerifyForm, ready))
    if is_past and status in {Measure.Status.AGREED, reported}:
        acts.append(_a("not-done", "Bedöm som inte genomförd", forms.JudgementForm))
    elif status == reported:
        acts.append(_a("not-done", "Inte klar ännu", forms.JudgementForm))
    if status == proposed:
        ready = {"initial": forms.initial_of(found)}
        acts.append(_a("edit", "Ändra", forms.MeasureForm, ready))
    if status in {proposed, Measure.Status.AGREED}:
        acts.append(_a("withdraw", "Stryk", forms.ReasonForm))
    return acts


def _a(
    name: str,
    label: str,
    form: type[Any],
    ready: dict[str, Any] | None = None,
    *,
    multipart: bool = False,
) -> dict[str, Any]:
    given = {"auto_id": f"id_{name}_%s", **(ready or {})}
    return {
        "name": name,
        "label": label,
        "form": form,
        "with": given,
        "multipart": multipart,
        "url_name": f"followup:measure_{name.replace('-', '_')}",
    }


@login_required
@require_http_methods(["GET", "POST"])
@once
def approve(request: UserRequest, code: str) -> HttpResponse:
    """Show the leadership every measure that waits, and approve them."""
    municipality = access.get_municipality(request, code)
    access.require_leader(request.user, municipality)
    if request.method == "POST":
        try:
            agreed = measure_plan.approve_plan(
                municipality_id=municipality.pk,
                measure_ids=_numbers(request.POST.getlist("measure")),
                seen=request.POST.getlist("seen"),
                by=request.user,
                at=timezone.now(),
            )
        except RuleError as refused:
            return show_plan(request, municipality, error=refused.message, status=409)
        messages.success(request, f"Godkänt: {_count(len(agreed))}. Länsstyrelsen har fått besked.")
        return redirect(TAB, code)
    today = timezone.localdate()
    waiting = list(
        measure_plan.awaiting(municipality).select_related("deficiency").order_by("due_date", "pk")
    )
    context = frame.base(request, municipality, TAB)
    context |= {
        "rows": [reports.row_of(one, today) for one in waiting],
        "marks": [measure_plan.mark_of_measure(one) for one in waiting],
        "receivers": protocol_notices.handlers(municipality),
        "form_key": new_key(),
    }
    return render(request, "followup/measures_approve.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def ask(request: UserRequest, code: str) -> HttpResponse:
    """Show who is asked, and ask the leadership to approve."""
    municipality = access.get_municipality(request, code)
    reach = access.reach_of(request.user, municipality)
    if reach.handler is None:
        access.require_reporter(request.user, municipality)
    if request.method == "POST":
        try:
            number = measure_plan.ask_approval(
                municipality_id=municipality.pk, by=request.user, at=timezone.now()
            )
        except RuleError as refused:
            return show_plan(request, municipality, error=refused.message, status=409)
        messages.success(request, f"Ledningen är tillfrågad om {_count(number)}.")
        return redirect(TAB, code)
    context = frame.base(request, municipality, TAB)
    context |= {
        "waiting": measure_plan.awaiting(municipality).count(),
        "receivers": protocol_notices.leaders(municipality),
        "form_key": new_key(),
    }
    return render(request, "followup/measures_ask.html", context)


@login_required
@require_GET
def calendar(request: UserRequest, code: str) -> HttpResponse:
    """Give the measures' days as a calendar file."""
    municipality = access.get_municipality(request, code)
    rows = reports.open_rows(request.user, municipality, timezone.localdate())
    content = measure_calendar.of(municipality, rows, timezone.now())
    return calendar_files.served(content, f"atgardsplan-{municipality.slug}")


@login_required
@require_http_methods(["GET", "POST"])
def pdf(request: UserRequest, code: str) -> HttpResponseBase:
    """Ask for the plan as PDF, or download the newest."""
    municipality = access.get_municipality(request, code)
    if request.method == "POST":
        protocol_documents.want_plan(
            municipality_id=municipality.pk, by=request.user, at=timezone.now()
        )
        return redirect(TAB, code)
    ready = protocol_documents.latest_plan(municipality)
    if ready is None or ready.result is None:
        raise Http404
    return files.response(ready.result)


@login_required
@require_GET
def job(request: UserRequest, code: str) -> HttpResponse:
    """Answer the poll: how far the plan's PDF has come."""
    municipality = access.get_municipality(request, code)
    return polling.fragment(
        request,
        scopes=[protocol_documents.plan_scope(municipality)],
        render=lambda: render(request, "followup/_measures_job.html", _job_context(municipality)),
    )


@login_required
@require_GET
def proof(request: UserRequest, code: str, pk: int, proof: int) -> HttpResponseBase:
    """Give a file that shows that a measure is done."""
    found = get_measure(request, code, pk)
    kept = get_object_or_404(MeasureProof.objects.select_related("stored"), measure=found, pk=proof)
    return files.response(kept.stored)


@login_required
@require_GET
def county(request: UserRequest, county: str) -> HttpResponse:
    """List the county's measures, those that need the county first."""
    area = access.get_county(request, county)
    form = forms.CountyFilter(request.GET, municipalities=reports.municipalities_of(area))
    rows = reports.county_rows(area, timezone.localdate(), forms.chosen(form))
    context = {
        "county": area,
        "rows": rows,
        "filter_form": form,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "count": _count(len(rows)),
    }
    return render(request, "followup/measures_county.html", context)


def get_measure(request: UserRequest, code: str, pk: int) -> Measure:
    """Return the measure of the address.

    :raises Http404: if there is none that the user sees.
    """
    municipality = access.get_municipality(request, code)
    return get_object_or_404(reports.visible_to(request.user, municipality), pk=pk)


def _numbers(typed: list[str]) -> list[int]:
    return [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 12]  # noqa: PLR2004 - what a number may hold


def _count(number: int) -> str:
    return counted(number, "åtgärd", "åtgärder")


def _job_context(municipality: Actor) -> dict[str, Any]:
    found = protocol_documents.latest_plan(municipality)
    return {
        "municipality": municipality,
        "job": found,
        "is_working": found is not None and found.status in {Job.Status.WANTED, Job.Status.RUNNING},
    }
