"""The running dialogue: a municipality's notes, the county's list, write and correct."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import rights
from actors.models import Actor, County
from common.clock import local
from common.counts import counted
from common.forms import carried_out, posted
from common.requests import UserRequest
from followup import access, frame
from followup.forms.dialogue import CorrectionForm, DialogueFilter, NoteForm, WriteForm
from followup.models import DialogueNote
from followup.reports import dialogue as reports
from followup.services import dialogue as services
from records.forms import new_key, once

PER_PAGE = 20
TAB = "followup:dialogue"


@login_required
@require_GET
def dialogue(request: UserRequest, code: str) -> HttpResponse:
    """Show the notes on one municipality that the reader may see."""
    municipality = access.get_municipality(request, code)
    context = frame.base(request, municipality, TAB)
    notes = reports.notes_of(municipality, request.user, context["reach"])
    narrow = DialogueFilter(request.GET or None, years=reports.years_of(notes))
    chosen = narrow.values()
    serves_board = access.counties_visible_to(request.user).filter(pk=municipality.county_id)
    shows_signals = serves_board.exists()
    if not shows_signals:  # the county's own marks are not the municipality's to sift by
        chosen.pop("signal", None)
        del narrow.fields["signal"]
    shown = reports.filtered(notes, **chosen)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("sida"))
    context |= {
        "filter": narrow,
        "page": page,
        "count": _count(page.paginator.count),
        "shows_signals": shows_signals,
    }
    return render(request, "followup/dialogue.html", context)


@login_required
@require_GET
def county_dialogue(request: UserRequest, county: str) -> HttpResponse:
    """Show the county's dialogue: early signals, last contacts, every note."""
    area = access.get_county(request, county)
    narrow_too = any(
        rights.may(request.user, right, area) for right in (access.HANDLE, access.SIGN)
    )
    notes = reports.notes_in(area, narrow=narrow_too)
    narrow = DialogueFilter(request.GET or None, years=reports.years_of(notes))
    page = Paginator(reports.filtered(notes, **narrow.values()), PER_PAGE).get_page(
        request.GET.get("sida")
    )
    today = local(timezone.now()).date()
    context = {
        "county": area,
        "shows_signals": True,
        "may_note": rights.may(request.user, access.HANDLE, area),
        "signals": reports.early_signals(area, since=date(today.year - 1, 1, 1), narrow=narrow_too),
        "contacts": reports.last_contacts(area),
        "filter": narrow,
        "page": page,
        "count": _count(page.paginator.count),
        "is_filtered": bool(request.GET),
    }
    return render(request, "followup/dialogue_county.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def dialogue_new(request: UserRequest, code: str) -> HttpResponse:
    """Note a contact that began with one municipality."""
    municipality = access.get_municipality(request, code)
    if municipality.county is None:
        raise Http404
    access.require_handler(request.user, municipality)
    return _note(request, municipality.county, municipality)


@login_required
@require_http_methods(["GET", "POST"])
@once
def county_dialogue_new(request: UserRequest, county: str) -> HttpResponse:
    """Note a contact with any of the county's municipalities."""
    area = access.get_county(request, county)
    rights.require(request.user, access.HANDLE, area)
    return _note(request, area, None)


@login_required
@require_http_methods(["GET", "POST"])
@once
def dialogue_correct(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Correct a note by a new one."""
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    reach = access.reach_of(request.user, municipality)
    wrong = reports.notes_of(municipality, request.user, reach).filter(pk=pk).first()
    if wrong is None:
        raise Http404
    form = CorrectionForm(posted(request), initial=_initial(wrong))

    def act(_: object) -> object:
        return services.correct_note(
            note_id=wrong.pk, note=form.note(), by=request.user, at=timezone.now()
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        messages.success(request, "Rättelsen är antecknad. Den tidigare anteckningen finns kvar.")
        return redirect(TAB, code)
    context = frame.base(request, municipality, TAB)
    context |= {"form": form, "form_key": new_key(), "wrong": wrong}
    return render(request, "followup/dialogue_correct.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def dialogue_write(request: UserRequest, code: str) -> HttpResponse:
    """Write to the county from the municipality."""
    municipality = access.get_municipality(request, code)
    access.require_reporter(request.user, municipality)
    form = WriteForm(posted(request))

    def act(values: dict[str, Any]) -> object:
        return services.write_back(
            municipality=municipality, by=request.user, at=timezone.now(), **values
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        messages.success(request, "Meddelandet är skickat till Länsstyrelsens handläggare.")
        return redirect(TAB, code)
    context = frame.base(request, municipality, TAB)
    context |= {
        "form": form,
        "form_key": new_key(),
        "receivers": access.functions_with(access.HANDLE, municipality.county)
        if municipality.county
        else [],
    }
    return render(request, "followup/dialogue_write.html", context, status=status)


def _note(request: UserRequest, county: County, municipality: Actor | None) -> HttpResponse:
    offered = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by("name")
    initial = {
        "municipalities": [municipality.pk] if municipality else [],
        "held_date": local(timezone.now()).date(),
    }
    form = NoteForm(posted(request), municipalities=offered, initial=initial)

    def act(values: dict[str, Any]) -> object:
        return services.note_contact(
            county=county,
            municipality_ids=[one.pk for one in values["municipalities"]],
            note=form.note(),
            by=request.user,
            at=timezone.now(),
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        messages.success(request, "Anteckningen är sparad.")
        if municipality:
            return redirect(TAB, municipality.scb_code)
        return redirect("followup:county_dialogue", county.pk)
    context: dict[str, Any] = {"form": form, "form_key": new_key(), "county": county}
    if municipality:
        context |= frame.base(request, municipality, TAB)
        return render(request, "followup/dialogue_new.html", context, status=status)
    return render(request, "followup/dialogue_county_new.html", context, status=status)


def _initial(note: DialogueNote) -> dict[str, Any]:
    return {name: getattr(note, name) for name in services.Note.__dataclass_fields__}


def _count(number: int) -> str:
    return counted(number, "anteckning", "anteckningar")
