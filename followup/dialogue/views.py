"""The running dialogue: a municipality's notes, the county's list, write and correct."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.models import Actor, County
from actors.rights import rights
from common import acting
from common.counts import counted
from common.forms import posted
from common.numbers import whole
from common.requests import UserRequest
from followup import access, page_context
from followup.dialogue import queries, services
from followup.dialogue.forms import (
    CorrectionForm,
    DialogueFilter,
    NoteForm,
    ObjectionForm,
    WriteForm,
)
from followup.dialogue.models import DialogueNote
from followup.form_page import Page, form_page

PER_PAGE = 20
TAB = "followup:dialogue"
FORM = "followup/form.html"
NO_MINUTES = (
    "Samtal och enklare möten behöver inget protokoll. Var flera kommuner med? Kryssa i alla."
)


@require_GET
def dialogue(request: UserRequest, code: str) -> HttpResponse:
    """Show the notes on one municipality that the reader may see."""
    municipality = access.get_municipality(request, code)
    context = page_context.base(request, municipality, TAB)
    notes = queries.notes_of(municipality, request.user, context["reach"])
    serves_board = access.counties_visible_to(request.user).filter(pk=municipality.county_id)
    context |= _list(request, notes, shows_signals=serves_board.exists())
    return render(request, "followup/dialogue/dialogue.html", context)


@require_GET
def county_dialogue(request: UserRequest, county: str) -> HttpResponse:
    """Show the county's dialogue: early signals, last contacts, every note."""
    area = access.get_county(request, county)
    narrow_too = any(
        rights.may(request.user, right, area) for right in (access.HANDLE, access.SIGN)
    )
    last_year = date(timezone.localdate().year - 1, 1, 1)
    context = {
        "county": area,
        "may_note": rights.may(request.user, access.HANDLE, area),
        "signals": queries.early_signals(area, since=last_year, narrow=narrow_too),
        "contacts": queries.last_contacts(area),
        **_list(request, queries.notes_in(area, narrow=narrow_too), shows_signals=True),
    }
    return render(request, "followup/dialogue/county.html", context)


def _list(
    request: UserRequest, notes: QuerySet[DialogueNote], *, shows_signals: bool
) -> dict[str, Any]:
    narrow = DialogueFilter(request.GET or None, years=queries.years_of(notes))
    if not shows_signals:  # the county's own marks are not the municipality's to sift by
        del narrow.fields["signal"]
    shown = queries.filtered(notes, **narrow.values())
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("sida"))
    return {
        "filter": narrow,
        "page": page,
        "count": counted(page.paginator.count, "anteckning", "anteckningar"),
        "shows_signals": shows_signals,
    }


@require_http_methods(["GET", "POST"])
def dialogue_new(request: UserRequest, code: str) -> HttpResponse:
    """Note a contact that began with one municipality."""
    municipality = access.get_municipality(request, code)
    if municipality.county is None:
        raise Http404
    access.require_handler(request.user, municipality)
    form, act = _note(request, municipality.county, municipality)
    page = Page(
        "Ny anteckning i dialogen",
        "Spara anteckningen",
        reverse(TAB, args=[code]),
        title="Ny anteckning",
        done="Anteckningen är sparad.",
        notes=[NO_MINUTES],
    )
    return form_page(request, municipality, form, page, act, tab=TAB, template=FORM)


@require_http_methods(["GET", "POST"])
def county_dialogue_new(request: UserRequest, county: str) -> HttpResponse:
    """Note a contact with any of the county's municipalities."""
    area = access.get_county(request, county)
    rights.require(request.user, access.HANDLE, area)
    form, act = _note(request, area)
    return acting.form_page(
        request,
        "followup/dialogue/county_new.html",
        form,
        act,
        to=reverse("followup:county_dialogue", args=[area.pk]),
        done="Anteckningen är sparad.",
        context={"county": area},
    )


def _note(request: UserRequest, county: County, *about: Actor) -> tuple[NoteForm, Any]:
    """Return the form of a new note, and the act that keeps it."""
    form = NoteForm(
        posted(request),
        municipalities=Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by(
            "name"
        ),
        initial={
            "municipalities": [one.pk for one in about],
            "held_date": timezone.localdate(),
            "deficiencies": [pk for pk in map(whole, request.GET.getlist("brist")) if pk],
            "is_shared": "brist" in request.GET,
        },
    )
    return form, lambda values: services.note_contact(
        county=county,
        municipality_ids=[one.pk for one in values["municipalities"]],
        note=form.note(),
        by=request.user,
        at=timezone.now(),
    )


@require_http_methods(["GET", "POST"])
def dialogue_correct(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality = access.get_municipality(request, code)
    access.require_handler(request.user, municipality)
    reach = access.reach_of(request.user, municipality)
    wrong = get_object_or_404(queries.notes_of(municipality, request.user, reach), pk=pk)
    names = set(services.Note.__dataclass_fields__) - {"deficiency_ids"}
    stands = {name: getattr(wrong, name) for name in names}
    form = CorrectionForm(
        posted(request),
        about=wrong.municipalities.all(),
        wrong=wrong,
        initial=stands | {"deficiencies": list(wrong.deficiencies.values_list("pk", flat=True))},
    )
    page = Page(
        "Rätta anteckning",
        "Spara rättelsen",
        reverse(TAB, args=[code]),
        done="Rättelsen är antecknad. Den tidigare anteckningen finns kvar.",
    )
    return form_page(
        request,
        municipality,
        form,
        page,
        lambda values: services.correct_note(
            note_id=wrong.pk, note=form.note(), by=request.user, at=timezone.now()
        ),
        tab=TAB,
        template="followup/dialogue/correct.html",
        extra={"wrong": wrong},
    )


@require_http_methods(["GET", "POST"])
def dialogue_object(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Object to a note of the county's, for the municipality."""
    municipality = access.get_municipality(request, code)
    access.require_reporter(request.user, municipality)
    shared = municipality.dialogue_notes.filter(is_shared=True, by_municipality=False)
    wrong = get_object_or_404(shared, pk=pk)
    page = Page(
        "Invänd mot anteckningen",
        "Skicka invändningen",
        reverse(TAB, args=[code]),
        done="Invändningen är skickad. Den står i dialogen bredvid anteckningen.",
        notes=[
            f"{wrong.subject}, {wrong.held_date}: {wrong.text}",
            "Anteckningen ändras inte, men räknas inte längre före ett yttrande till MCF.",
        ],
    )
    return form_page(
        request,
        municipality,
        ObjectionForm(posted(request)),
        page,
        lambda values: services.object_to_note(
            note_id=wrong.pk, by=request.user, at=timezone.now(), **values
        ),
        tab=TAB,
        template=FORM,
    )


@require_http_methods(["GET", "POST"])
def dialogue_write(request: UserRequest, code: str) -> HttpResponse:
    """Write to the county from the municipality."""
    municipality = access.get_municipality(request, code)
    access.require_reporter(request.user, municipality)
    receivers = ", ".join(map(str, access.handlers_of(municipality))) or "ingen funktion är utpekad"
    page = Page(
        "Skriv till Länsstyrelsen",
        "Skicka",
        reverse(TAB, args=[code]),
        done="Meddelandet är skickat till Länsstyrelsens handläggare.",
        notes=[f"Meddelandet står i dialogen och kan inte ändras. Besked går till: {receivers}."],
    )
    return form_page(
        request,
        municipality,
        WriteForm(posted(request)),
        page,
        lambda values: services.write_back(
            municipality=municipality, by=request.user, at=timezone.now(), **values
        ),
        tab=TAB,
        template=FORM,
    )
