"""A municipality's visits and one of them: booked, prepared, held."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.models import Actor
from common.clock import local
from common.errors import RuleError
from common.forms import REFUSED, carried_out, posted
from common.numbers import whole
from common.requests import UserRequest
from followup import access, frame
from followup.forms import visits as visit_forms
from followup.models import Visit
from followup.reports import method, visit_areas, visit_plan
from followup.reports import visits as reports
from followup.rules import visits as rules
from followup.services import visit_log as log_services
from followup.services import visit_packs, visit_shared
from followup.services import visit_plan as plan_services
from followup.services import visits as services
from followup.views.acting import Page, form_page
from records.forms import new_key, once
from records.models import Job

TAB = "followup:visits"
FORM = "followup/visit_form.html"


@login_required
@require_GET
def visits(request: UserRequest, code: str) -> HttpResponse:
    """Show the municipality's visits, term by term, and whether they are enough."""
    municipality = access.get_municipality(request, code)
    context = frame.base(request, municipality, TAB)
    today = _today()
    term = method.current_term(today)
    sees_plan = access.counties_visible_to(request.user).filter(pk=municipality.county_id).exists()
    found = list(reports.of_municipality(municipality, request.user))
    for visit in found:
        visit_plan.mark_late(visit, today)
        if not sees_plan and visit.status == Visit.Status.PLANNED and visit.told_quarter:
            visit.year, visit.quarter = visit.told_year or visit.year, visit.told_quarter
    found.sort(key=lambda one: (one.year, one.quarter), reverse=True)
    context |= {"visits": found, "term": term, "sees_plan": sees_plan}
    if term and municipality.county:
        context |= {
            "plan": visit_plan.plan_for(municipality.county, term),
            "enough": reports.enough(municipality, term),
            "feedback": reports.feedback_owed(municipality, term),
            "late": reports.late_first_visit(municipality, term, today),
        }
    return render(request, "followup/visits.html", context)


@login_required
@require_GET
def visit(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show one visit with what may be done to it now."""
    municipality, shown = find(request, code, pk)
    return render(request, "followup/visit.html", context_of(request, municipality, shown))


@login_required
@require_http_methods(["GET", "POST"])
@once
def book(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Book the day; say who is told before it is sent."""
    municipality, shown = handled(request, code, pk)
    form = visit_forms.BookForm(
        request.POST or None, initial=visit_forms.BookForm.initial_of(shown)
    )
    is_booked = shown.status == Visit.Status.BOOKED
    page = Page(
        heading="Boka om besöket" if is_booked else "Boka besöket",
        submit="Boka och meddela kommunen",
        to=_page(shown),
        done="Besöket är bokat och kommunen meddelad.",
        lead=services.purpose_of(shown),
        notes=(rules.STRATEGIC, rules.MUNICIPALITYS_WORK),
        receivers=[str(found) for found in visit_shared.municipal(municipality)],
    )
    return _form(
        request,
        municipality,
        form,
        page,
        lambda values: services.book_visit(
            visit_id=pk,
            booking=form.booking(),
            seen=values["seen"],
            by=request.user,
            at=timezone.now(),
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def cancel(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Call it off with a reason."""
    municipality, shown = handled(request, code, pk)
    is_known = shown.status == Visit.Status.BOOKED or shown.told_year is not None
    told = [str(found) for found in visit_shared.municipal(municipality)] if is_known else []
    page = Page(
        heading="Ställ in besöket",
        submit="Ställ in besöket",
        to=_page(shown),
        done="Besöket är inställt.",
        kind="danger",
        receivers=told,
    )
    form = visit_forms.CancelForm(request.POST or None)
    return _form(request, municipality, form, page, _act(request, pk, plan_services.cancel_visit))


@login_required
@require_http_methods(["GET", "POST"])
@once
def details(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Change focus, handler, LSO."""
    municipality, shown = handled(request, code, pk)
    handlers = access.functions_with(access.HANDLE, shown.plan.county)
    initial = {
        "focus": shown.focus,
        "handler": shown.handler_id,
        "joined_with_lso": shown.joined_with_lso,
    }
    form = visit_forms.DetailsForm(request.POST or None, initial=initial, handlers=handlers)
    page = Page(heading="Inriktning och handläggare", submit="Spara", to=_page(shown))

    def act(values: dict[str, Any]) -> object:
        given = {key: value for key, value in values.items() if key != "handler"}
        return services.set_details(
            visit_id=pk, handler_id=values["handler"], by=request.user, at=timezone.now(), **given
        )

    return _form(request, municipality, form, page, act)


@login_required
@require_http_methods(["GET", "POST"])
@once
def pre_meeting(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Note the pre-meeting."""
    municipality, shown = handled(request, code, pk)
    initial = {"day": shown.pre_meeting_date, "notes": shown.pre_meeting_notes}
    form = visit_forms.PreMeetingForm(request.POST or None, initial=initial)
    page = Page(heading="Förmöte med beredskapssamordnaren", submit="Spara", to=_page(shown))
    return _form(request, municipality, form, page, _act(request, pk, services.note_pre_meeting))


@login_required
@require_http_methods(["GET", "POST"])
@once
def preparations(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Settle what the visit demands of secrecy."""
    municipality, shown = handled(request, code, pk)
    words = {True: "yes", False: "no", None: ""}
    initial = {
        "needs_undertaking": words[shown.needs_undertaking],
        "room_is_suitable": words[shown.room_is_suitable],
        "note": shown.secrecy_note,
    }
    form = visit_forms.SecrecyForm(request.POST or None, initial=initial)
    page = Page(
        heading="Förbered sekretess",
        submit="Spara",
        to=_page(shown),
        lead="Avgör i god tid före besöket, i dialog med beredskapssamordnaren.",
    )
    return _form(
        request,
        municipality,
        form,
        page,
        lambda values: services.settle_secrecy(
            visit_id=pk, by=request.user, at=timezone.now(), **form.answers()
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def participants(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Add a function, or take one off the list."""
    municipality, shown = handled(request, code, pk)
    removed = whole(request.POST.get("remove", ""))
    if request.method == "POST" and removed is not None:
        try:
            services.remove_participant(
                visit_id=pk, participant_id=removed, by=request.user, at=timezone.now()
            )
        except RuleError as refused:
            context = context_of(request, municipality, shown) | {"error": refused.message}
            return render(request, "followup/visit.html", context, status=REFUSED)
        return redirect("followup:visit_participants", code, pk)
    form = visit_forms.ParticipantForm(request.POST or None)
    page = Page(
        heading="Deltagare",
        submit="Lägg till",
        to=reverse("followup:visit_participants", args=[code, pk]),
        done="Deltagaren är tillagd.",
    )
    extra = {
        "visit": shown,
        "back": _page(shown),
        "readiness": reports.readiness(shown, _today()),
    }
    return form_page(
        request,
        municipality,
        form,
        page,
        _act(request, pk, services.add_participant),
        tab=TAB,
        template="followup/visit_participants.html",
        extra=extra,
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def criteria(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Choose criteria, area by area."""
    municipality, shown = handled(request, code, pk)
    day = visit_areas.day_of(shown, _today())
    rows = visit_areas.rows_of(shown, day, with_offered=True)
    offered = {found.pk: str(found) for row in rows for found in row.offered}
    offered |= {one.criterion_id: str(one.criterion) for row in rows for one in row.chosen}
    form = visit_forms.CriteriaForm(posted(request), offered=offered.items())

    def act(values: dict[str, Any]) -> object:
        return services.choose_criteria(
            visit_id=pk, criterion_ids=values["criteria"], by=request.user, at=timezone.now()
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        return redirect(f"{_page(shown)}#kriterier")
    chosen = {one.criterion_id for row in rows for one in row.chosen}
    if form.is_bound and not form.errors.get("criteria"):
        chosen = set(form.cleaned_data.get("criteria", []))
    context = frame.base(request, municipality, TAB) | {
        "visit": shown,
        "rows": rows,
        "chosen": chosen,
        "form": form,
        "form_key": new_key(),
        "readiness": reports.readiness(shown, _today()),
    }
    return render(request, "followup/visit_criteria.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def ask(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask for something before the visit."""
    municipality, shown = handled(request, code, pk)
    form = visit_forms.CompletionForm(request.POST or None)
    page = Page(
        heading="Be om komplettering",
        submit="Skicka till kommunen",
        to=_page(shown),
        done="Kommunen är ombedd att komplettera.",
        receivers=[str(found) for found in visit_shared.coordinators(municipality)],
    )
    return _form(request, municipality, form, page, _act(request, pk, services.ask_completion))


@login_required
@require_http_methods(["GET", "POST"])
@once
def answer(request: UserRequest, code: str, pk: int, asked: int) -> HttpResponse:
    """Answer what the county asked for."""
    municipality, shown = find(request, code, pk)
    access.require_reporter(request.user, municipality)
    question = shown.completions.filter(pk=asked).first()
    if question is None:
        raise Http404
    form = visit_forms.CompletionAnswerForm(request.POST or None)
    page = Page(
        heading="Lämna komplettering",
        submit="Skicka till Länsstyrelsen",
        to=_page(shown),
        done="Kompletteringen är lämnad. Handläggaren har fått besked.",
        lead=question.text,
    )
    return _form(
        request,
        municipality,
        form,
        page,
        lambda values: services.answer_completion(
            completion_id=asked, by=request.user, at=timezone.now(), **values
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def hold(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Note that it has taken place; ask why where the rules are not met."""
    municipality, shown = handled(request, code, pk)
    if shown.status != Visit.Status.BOOKED:
        return redirect(_page(shown))
    readiness = reports.readiness(shown, _today())
    rows = list(shown.participants.all())
    present = {row.role for row in rows if row.is_present}
    initial = {"held_date": local(shown.starts_at).date() if shown.starts_at else None}
    form = visit_forms.HoldForm(request.POST or None, initial=initial)
    page = Page(
        heading="Besöket är genomfört",
        submit="Notera som genomfört",
        to=_page(shown),
        done="Besöket är noterat som genomfört.",
    )
    return form_page(
        request,
        municipality,
        form,
        page,
        _act(request, pk, services.hold_visit),
        tab=TAB,
        template="followup/visit_hold.html",
        extra={
            "visit": shown,
            "attendance": rules.attendance(present),
            "readiness": readiness,
            "unmarked": [row for row in rows if row.is_present is None],
        },
    )


def find(request: UserRequest, code: str, pk: int) -> tuple[Actor, Visit]:
    """Return the municipality and its visit.

    :raises Http404: if the user does not see it.
    """
    municipality = access.get_municipality(request, code)
    found = reports.of_municipality(municipality, request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return municipality, found


def handled(request: UserRequest, code: str, pk: int) -> tuple[Actor, Visit]:
    """Return the municipality and its visit, to somebody who handles it.

    :raises Http404: if the user does not see it.
    :raises PermissionDenied: if the user does not follow up the municipality.
    """
    municipality, found = find(request, code, pk)
    access.require_handler(request.user, municipality)
    return municipality, found


def context_of(request: UserRequest, municipality: Actor, shown: Visit) -> dict[str, Any]:
    """Return what the visit's page shows; the log and the notes to the county alone."""
    base = frame.base(request, municipality, TAB)
    today = _today()
    visit_plan.mark_late(shown, today)
    sees_all = base["reach"].for_county is not None
    rows = visit_areas.rows_of(shown, visit_areas.day_of(shown, today))
    return base | {
        "visit": shown,
        "sees_all": sees_all,
        "readiness": reports.readiness(shown, today),
        "purpose": services.purpose_of(shown),
        "strategic": rules.STRATEGIC,
        "municipalitys_work": rules.MUNICIPALITYS_WORK,
        "rows": rows,
        "deficiencies": reports.deficiencies_of(shown) if sees_all else [],
        "may_log": base["reach"].handler is not None and log_services.is_writable(shown),
        "form_key": new_key(),
        **(pack_context(shown) if base["reach"].handler else {}),
    }


def pack_context(shown: Visit) -> dict[str, Any]:
    """Return the newest pack, whether it was looked through again later, and what is under way."""
    job, made = visit_packs.latest_job(shown), visit_packs.newest(shown)
    pack = made.result if made else None
    working = {Job.Status.WANTED, Job.Status.RUNNING}
    return {
        "job": job,
        "is_working": job is not None and job.status in working,
        "pack": pack,
        "looked_through_at": made.done_at
        if made and pack and pack.stored_at < made.wanted_at
        else None,
    }


def _form(
    request: UserRequest,
    municipality: Actor,
    form: forms.Form,
    page: Page,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    return form_page(request, municipality, form, page, act, tab=TAB, template=FORM)


def _act(
    request: UserRequest, pk: int, service: Callable[..., object]
) -> Callable[[dict[str, Any]], object]:
    return lambda values: service(visit_id=pk, by=request.user, at=timezone.now(), **values)


def _page(shown: Visit) -> str:
    return reverse("followup:visit", args=[shown.municipality.scb_code, shown.pk])


def _today() -> date:
    return local(timezone.now()).date()
