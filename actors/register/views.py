"""What an actor's administrator does: functions, addresses, people, the actor's own choices."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors import forms, page_context, queries
from actors.addresses import services as addresses
from actors.finding import crumbs_to, part_of_visible, visible_actor, visible_function
from actors.models import Actor, Appointment, ContactAddress, Function, Membership, Region
from actors.register import appointments, functions, settings
from actors.rights import rights
from actors.rights.administration import require_administrator
from common.acting import Question, act_of, ask, form_page
from common.forms import posted
from common.requests import UserRequest


@require_GET
def home(request: UserRequest) -> HttpResponse:
    """List what the user looks after: actors and regions."""
    actors = page_context.administered_actors(request.user).order_by("name")
    regions = page_context.administered_regions(request.user).order_by("name")
    if not actors and not regions:
        raise PermissionDenied("Behörighet saknas.")
    if len(actors) == 1 and not regions:
        return redirect("actors:administration", slug=actors[0].slug)
    members = Actor.objects.filter(
        pk__in=Membership.objects.current().filter(region__in=regions).values("actor")
    )
    context = {
        "actors": actors,
        "regions": regions,
        "failures": _failures_of(actors),
        "out_of_reach": queries.out_of_reach(_functions_of(actors) | _functions_of(members)),
    }
    return render(request, "actors/register/administration_home.html", context)


def _failures_of(actors: Any) -> list[queries.Failure]:
    return queries.failures(_functions_of(actors).select_related("actor"))


def _functions_of(actors: Any) -> QuerySet[Function]:
    return Function.objects.filter(actor__in=actors, is_active=True)


@require_http_methods(["GET", "POST"])
def overview(request: UserRequest, slug: str) -> HttpResponse:
    """Show an actor's functions, what does not arrive, and its own choices."""
    actor = _administered(request, slug)
    initial = {"phone": actor.phone, "accepts_live_exercise": actor.accepts_live_exercise}

    def context() -> dict[str, Any]:
        in_use = Function.objects.filter(actor=actor, is_active=True)
        listed = list(
            in_use.prefetch_related("addresses", "appointments").order_by("-mandate_level", "name")
        )
        states = queries.address_states(listed)
        rows = [_function_row(function, states) for function in listed]
        return {
            "actor": actor,
            "rows": rows,
            "failures": _failures_of([actor]),
            "out_of_reach": queries.out_of_reach(listed),
        }

    return form_page(
        request,
        "actors/register/administration.html",
        forms.ActorForm(posted(request), initial=initial),
        act_of(request, settings.change_actor, actor_id=actor.pk),
        to=request.path,
        done="Uppgifterna är sparade.",
        context=context,
    )


def _function_row(function: Function, states: dict[int, str]) -> dict[str, Any]:
    now = timezone.now()
    held = [
        a
        for a in function.appointments.all()
        if a.starts_at <= now and (a.ends_at is None or a.ends_at > now)
    ]
    mine = [states[address.pk] for address in function.addresses.all()]
    worst = next((s for s in ("no_sms", "failed", "unconfirmed", "confirmed") if s in mine), "")
    return {"function": function, "holders": len(held), "addresses": len(mine), "state": worst}


@require_http_methods(["GET", "POST"])
def function_new(request: UserRequest, slug: str) -> HttpResponse:
    """Give an actor one more function."""
    actor = _administered(request, slug)
    way = crumbs_to(actor, administration=True)
    return ask(
        request,
        Question(f"Ny funktion: {actor.name}", "", "Lägg till funktion", crumbs=way),
        forms.FunctionForm(posted(request), actor=actor),
        lambda typed: functions.add_function(
            actor_id=actor.pk, data=_data(typed), by=request.user, at=timezone.now()
        ),
        to=reverse("actors:administration", args=[slug]),
        done="Funktionen är tillagd. Ge den en kontaktuppgift.",
    )


@require_http_methods(["GET", "POST"])
def function(request: UserRequest, pk: int) -> HttpResponse:
    """Show and change one function: its facts, addresses, holders and invitations."""
    found = _administered_function(request, pk)
    return _function_page(
        request,
        found,
        "form",
        forms.FunctionForm(posted(request), actor=found.actor, instance=found),
        lambda typed: functions.change_function(
            function_id=pk, data=_data(typed), by=request.user, at=timezone.now()
        ),
        done="Funktionen är sparad.",
    )


@require_POST
def address_add(request: UserRequest, pk: int) -> HttpResponse:
    """Give a function one more address."""
    return _function_page(
        request,
        _administered_function(request, pk),
        "address_form",
        forms.AddressForm(request.POST, prefix="adress"),
        act_of(request, addresses.add_address, function_id=pk),
        done="Kontaktuppgiften är tillagd. Skicka ett testmeddelande.",
    )


@require_POST
def invite(request: UserRequest, pk: int) -> HttpResponse:
    """Invite somebody to hold a function."""
    return _function_page(
        request,
        _administered_function(request, pk),
        "invitation_form",
        forms.InvitationForm(request.POST, prefix="inbjudan"),
        act_of(request, appointments.invite, function_id=pk),
        done="Inbjudan är skickad. Länken gäller i 7 dagar.",
    )


@require_http_methods(["GET", "POST"])
def address_change(request: UserRequest, pk: int) -> HttpResponse:
    """Change an address; the new one is untested."""
    address = part_of_visible(request, ContactAddress.objects.select_related("function"), pk)
    require_administrator(request.user, address.function.actor)
    title = f"Ändra {address.get_channel_display().lower()}"
    text = f"{address.function}. Den nya adressen behöver testas."
    way = crumbs_to(address.function.actor, administration=True)
    return ask(
        request,
        Question(title, text, "Spara", crumbs=way),
        forms.AddressChangeForm(posted(request), initial={"value": address.value}),
        act_of(request, addresses.change_address, address_id=pk),
        to=reverse("actors:function", args=[address.function_id]),
        done="Kontaktuppgiften är ändrad och behöver testas.",
    )


@require_http_methods(["GET", "POST"])
def appointment_end(request: UserRequest, pk: int) -> HttpResponse:
    """End an appointment, now or at a date."""
    appointment = part_of_visible(
        request, Appointment.objects.select_related("function__actor", "person"), pk
    )
    require_administrator(request.user, appointment.function.actor)
    question = Question(
        "Avsluta förordnande",
        f"{appointment.person}, {appointment.function.name}. "
        "Behörigheten upphör vid nästa sidvisning och personen loggas ut överallt. "
        "Pass efter sluttiden blir luckor i schemat.",
        "Avsluta förordnandet",
        "danger",
        crumbs=crumbs_to(appointment.function.actor, administration=True),
    )
    return ask(
        request,
        question,
        forms.EndForm(posted(request)),
        act_of(request, appointments.end_appointment, appointment_id=pk),
        to=reverse("actors:function", args=[appointment.function_id]),
        done="Förordnandet är avslutat.",
    )


@require_http_methods(["GET", "POST"])
def region(request: UserRequest, slug: str) -> HttpResponse:
    """Show and change a region's number and limits."""
    found = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    rights.require(request.user, "actors.administer_region", found)
    initial = {name: getattr(found, name) for name in forms.RegionForm.Meta.fields}
    question = Question(
        f"Inställningar: {found.name}",
        f"Sammankallande: {found.convener.name}. Ändringen gäller nästa begäran och kallelse; "
        "det som redan pågår behåller sina tider.",
        "Spara",
        crumbs=crumbs_to(),
    )
    return form_page(
        request,
        "common/ask.html",
        forms.RegionForm(posted(request), initial=initial),
        lambda typed: settings.change_region(
            region_id=found.pk,
            limits=settings.RegionLimits(**typed),
            by=request.user,
            at=timezone.now(),
        ),
        to=request.path,
        done="Inställningarna är sparade.",
        context={"question": question, "back": reverse("actors:administration_home")},
    )


def _administered(request: UserRequest, slug: str) -> Actor:
    actor = visible_actor(request, slug)
    require_administrator(request.user, actor)
    return actor


def _administered_function(request: UserRequest, pk: int) -> Function:
    found = visible_function(request, pk)
    require_administrator(request.user, found.actor)
    return found


def _data(cleaned: dict[str, Any]) -> functions.FunctionData:
    deputy = cleaned["deputy"]
    plain = {name: value for name, value in cleaned.items() if name != "deputy"}
    return functions.FunctionData(**plain, deputy_id=deputy.pk if deputy else None)


def _function_page(
    request: UserRequest,
    found: Function,
    name: str,
    form: BaseForm,
    act: Callable[[dict[str, Any]], object],
    *,
    done: str,
) -> HttpResponse:
    """Show the function with its three forms, of which this one may have been sent."""
    lasting = found.appointments.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))

    def context() -> dict[str, Any]:
        states = queries.address_states([found])
        return {
            "function": found,
            "actor": found.actor,
            "addresses": [(a, states[a.pk]) for a in found.addresses.all()],
            "failures": queries.failures([found]),
            "appointments": lasting.select_related("person").order_by("kind", "starts_at"),
            "invitations": found.invitations.filter(accepted_at=None, withdrawn_at=None),
            "now": timezone.now(),
            "form": forms.FunctionForm(actor=found.actor, instance=found),
            "address_form": forms.AddressForm(prefix="adress"),
            "invitation_form": forms.InvitationForm(prefix="inbjudan"),
            "errors": form.errors,
            name: form,
        }

    return form_page(
        request,
        "actors/register/function.html",
        form,
        act,
        to=reverse("actors:function", args=[found.pk]),
        done=done,
        context=context,
    )
