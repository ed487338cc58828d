"""A municipality's visits and one of them: booked, prepared, held."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.models import Actor
from common import acting
from common.acting import act_of, attempt
from common.clock import local
from common.forms import REFUSED, posted
from common.numbers import whole
from common.requests import UserRequest
from common.templatetags.ui import when
from followup import access, page_context
from followup.form_page import Page, form_page
from followup.terms import queries as method
from followup.visits import areas, guards, queries, rules, services
from followup.visits import forms as visit_forms
from followup.visits.log import services as log_services
from followup.visits.models import Visit
from followup.visits.pack import services as visit_packs
from followup.visits.plan import queries as visit_plan
from followup.visits.plan import services as plan_services
from records.jobs import views as job_views

TAB = "followup:visits"
FORM = "followup/visits/form.html"


@require_GET
def visits(request: UserRequest, code: str) -> HttpResponse:
    """Show the municipality's visits, term by term, and whether they are enough."""
    municipality = access.get_municipality(request, code)
    context = page_context.base(request, municipality, TAB)
    today = _today()
    term = method.current_term(today)
    sees_plan = access.counties_visible_to(request.user).filter(pk=municipality.county_id).exists()
    found = list(queries.of_municipality(municipality, request.user))
    for visit in found:
        visit_plan.mark_late(visit, today)
        if not sees_plan:
            visit_plan.show_where_told(visit)
    found.sort(key=lambda one: (one.year, one.quarter), reverse=True)
    context |= {"visits": found, "term": term, "sees_plan": sees_plan}
    if term and municipality.county:
        context |= {
            "plan": visit_plan.plan_for(municipality.county, term),
            "enough": queries.enough(municipality, term),
            "feedback": queries.feedback_owed(municipality, term),
            "late": queries.late_first_visit(municipality, term, today),
        }
    return render(request, "followup/visits/visits.html", context)


@require_GET
def visit(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show one visit with what may be done to it now."""
    municipality, shown = find(request, code, pk)
    return render(request, "followup/visits/visit.html", context_of(request, municipality, shown))


@require_http_methods(["GET", "POST"])
def book(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Book the day; say who is told before it is sent."""
    municipality, shown = handled(request, code, pk)
    form = visit_forms.BookForm(posted(request), initial=visit_forms.BookForm.initial_of(shown))
    is_booked = shown.status == Visit.Status.BOOKED
    page = Page(
        heading="Boka om besöket" if is_booked else "Boka besöket",
        submit="Boka och meddela kommunen",
        to=_page(shown),
        done="Besöket är bokat och kommunen meddelad.",
        lead=services.purpose_of(shown),
        notes=(rules.STRATEGIC, rules.MUNICIPALITYS_WORK),
        receivers=[str(found) for found in guards.municipal(municipality)],
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


@require_http_methods(["GET", "POST"])
def cancel(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Call it off with a reason."""
    municipality, shown = handled(request, code, pk)
    is_known = shown.status == Visit.Status.BOOKED or shown.told_year is not None
    told = [str(found) for found in guards.municipal(municipality)] if is_known else []
    page = Page(
        heading="Ställ in besöket",
        submit="Ställ in besöket",
        to=_page(shown),
        done="Besöket är inställt.",
        kind="danger",
        receivers=told,
    )
    form = visit_forms.CancelForm(posted(request))
    return _form(
        request, municipality, form, page, act_of(request, plan_services.cancel_visit, visit_id=pk)
    )


@require_http_methods(["GET", "POST"])
def details(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Change focus, handler, LSO."""
    municipality, shown = handled(request, code, pk)
    handlers = access.functions_with(access.HANDLE, shown.plan.county)
    initial = {
        "focus": shown.focus,
        "handler": shown.handler_id,
        "joined_with_lso": shown.joined_with_lso,
    }
    form = visit_forms.DetailsForm(posted(request), initial=initial, handlers=handlers)
    page = Page(heading="Inriktning och handläggare", submit="Spara", to=_page(shown))
    return _form(
        request,
        municipality,
        form,
        page,
        lambda values: services.set_details(
            visit_id=pk,
            handler_id=values.pop("handler"),
            by=request.user,
            at=timezone.now(),
            **values,
        ),
    )


@require_http_methods(["GET", "POST"])
def pre_meeting(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Note the pre-meeting."""
    municipality, shown = handled(request, code, pk)
    initial = {"day": shown.pre_meeting_date, "notes": shown.pre_meeting_notes}
    form = visit_forms.PreMeetingForm(posted(request), initial=initial)
    page = Page(heading="Förmöte med beredskapssamordnaren", submit="Spara", to=_page(shown))
    return _form(
        request, municipality, form, page, act_of(request, services.note_pre_meeting, visit_id=pk)
    )


@require_http_methods(["GET", "POST"])
def preparations(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Settle what the visit demands of secrecy."""
    municipality, shown = handled(request, code, pk)
    words = {True: "yes", False: "no", None: ""}
    initial = {
        "needs_undertaking": words[shown.needs_undertaking],
        "room_is_suitable": words[shown.room_is_suitable],
        "note": shown.secrecy_note,
    }
    form = visit_forms.SecrecyForm(posted(request), initial=initial)
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


@require_http_methods(["GET", "POST"])
def participants(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Add a function, or take one off the list."""
    municipality, shown = handled(request, code, pk)
    here = reverse("followup:visit_participants", args=[code, pk])
    removed = whole(request.POST.get("remove", ""))
    if request.method == "POST" and removed is not None:
        context = context_of(request, municipality, shown)
        return attempt(
            request,
            lambda: services.remove_participant(
                visit_id=pk, participant_id=removed, by=request.user, at=timezone.now()
            ),
            refused=lambda said: render(
                request, "followup/visits/visit.html", context | {"error": said}, status=REFUSED
            ),
            to=here,
        )
    form = visit_forms.ParticipantForm(posted(request))
    return _form(
        request,
        municipality,
        form,
        Page(heading="Deltagare", submit="Lägg till", to=here, done="Deltagaren är tillagd."),
        act_of(request, services.add_participant, visit_id=pk),
        template="followup/visits/participants.html",
        visit=shown,
        back=_page(shown),
        readiness=queries.readiness(shown, _today()),
    )


@require_http_methods(["GET", "POST"])
def criteria(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Choose criteria, area by area."""
    municipality, shown = handled(request, code, pk)
    day = areas.day_of(shown, _today())
    rows = areas.rows_of(shown, day, with_offered=True)
    offered = {found.pk: str(found) for row in rows for found in row.offered}
    offered |= {one.criterion_id: str(one.criterion) for row in rows for one in row.chosen}
    form = visit_forms.CriteriaForm(posted(request), offered=offered.items())

    chosen = {one.criterion_id for row in rows for one in row.chosen}
    if form.is_bound and form.is_valid():
        chosen = set(form.cleaned_data["criteria"])
    return acting.form_page(
        request,
        "followup/visits/criteria.html",
        form,
        lambda values: services.choose_criteria(
            visit_id=pk, criterion_ids=values["criteria"], by=request.user, at=timezone.now()
        ),
        to=f"{_page(shown)}#kriterier",
        context=lambda: {
            **page_context.base(request, municipality, TAB),
            "visit": shown,
            "rows": rows,
            "chosen": chosen,
            "readiness": queries.readiness(shown, _today()),
        },
    )


@require_http_methods(["GET", "POST"])
def ask(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Ask for something before the visit."""
    municipality, shown = handled(request, code, pk)
    form = visit_forms.CompletionForm(posted(request))
    page = Page(
        heading="Be om komplettering",
        submit="Skicka till kommunen",
        to=_page(shown),
        done="Kommunen är ombedd att komplettera.",
        receivers=[str(found) for found in guards.coordinators(municipality)],
    )
    return _form(
        request, municipality, form, page, act_of(request, services.ask_completion, visit_id=pk)
    )


@require_http_methods(["GET", "POST"])
def answer(request: UserRequest, code: str, pk: int, asked: int) -> HttpResponse:
    """Answer what the county asked for."""
    municipality, shown = find(request, code, pk)
    access.require_reporter(request.user, municipality)
    question = shown.completions.filter(pk=asked).first()
    if question is None:
        raise Http404
    form = visit_forms.CompletionAnswerForm(posted(request))
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
        act_of(request, services.answer_completion, completion_id=asked),
    )


@require_http_methods(["GET", "POST"])
def hold(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Note that it has taken place; ask why where the rules are not met."""
    municipality, shown = handled(request, code, pk)
    if shown.status != Visit.Status.BOOKED:
        return redirect(_page(shown))
    rows = list(shown.participants.all())
    present = {row.role for row in rows if row.is_present}
    initial = {"held_date": local(shown.starts_at).date() if shown.starts_at else None}
    form = visit_forms.HoldForm(posted(request), initial=initial)
    page = Page(
        heading="Besöket är genomfört",
        submit="Notera som genomfört",
        to=_page(shown),
        done="Besöket är noterat som genomfört.",
    )
    return _form(
        request,
        municipality,
        form,
        page,
        act_of(request, services.hold_visit, visit_id=pk),
        template="followup/visits/hold.html",
        visit=shown,
        attendance=rules.attendance(present),
        readiness=queries.readiness(shown, _today()),
        unmarked=[row for row in rows if row.is_present is None],
    )


def find(request: UserRequest, code: str, pk: int) -> tuple[Actor, Visit]:
    """Return the municipality and its visit."""
    municipality = access.get_municipality(request, code)
    found = queries.of_municipality(municipality, request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return municipality, found


def handled(request: UserRequest, code: str, pk: int) -> tuple[Actor, Visit]:
    """Return the municipality and its visit, to somebody who handles it."""
    municipality, found = find(request, code, pk)
    access.require_handler(request.user, municipality)
    return municipality, found


def context_of(request: UserRequest, municipality: Actor, shown: Visit) -> dict[str, Any]:
    """Return what the visit's page shows; the log and the notes to the county alone."""
    base = page_context.base(request, municipality, TAB)
    today = _today()
    visit_plan.mark_late(shown, today)
    sees_all = base["reach"].for_county is not None
    rows = areas.rows_of(shown, areas.day_of(shown, today))
    return base | {
        "visit": shown,
        "sees_all": sees_all,
        "readiness": queries.readiness(shown, today),
        "purpose": services.purpose_of(shown),
        "strategic": rules.STRATEGIC,
        "municipalitys_work": rules.MUNICIPALITYS_WORK,
        "rows": rows,
        "deficiencies": queries.deficiencies_of(shown) if sees_all else [],
        "may_log": base["reach"].handler is not None and log_services.is_writable(shown),
        **(pack_context(shown) if base["reach"].handler else {}),
    }


def pack_context(shown: Visit) -> dict[str, Any]:
    """Return the newest pack, whether it was looked through again later, and what is under way."""
    standing = visit_packs.PACK.standing(shown)
    note, made, stored = "", standing.made, standing.stored
    if made and stored:
        note = f"Skapat {when(stored.stored_at)}."
        if made.done_at and stored.stored_at < made.wanted_at:
            note += f" Inget hade ändrats {when(made.done_at)}."
    args = [shown.municipality.scb_code, shown.pk]
    return job_views.shown(
        standing,
        url=reverse("followup:visit_pack", args=args),
        poll=reverse("followup:visit_pack_job", args=args),
        download="Ladda ner underlaget (PDF)",
        ask="Skapa underlag (PDF)",
        again="Skapa nytt underlag",
        name="Underlaget",
        definite="Underlaget",
        note=note,
        is_main=True,
    )


def _form(
    request: UserRequest,
    municipality: Actor,
    form: forms.Form,
    page: Page,
    act: Callable[[dict[str, Any]], object],
    template: str = FORM,
    **extra: Any,
) -> HttpResponse:
    return form_page(
        request, municipality, form, page, act, tab=TAB, template=template, extra=extra
    )


def _page(shown: Visit) -> str:
    return reverse("followup:visit", args=[shown.municipality.scb_code, shown.pk])


def _today() -> date:
    return local(timezone.now()).date()
