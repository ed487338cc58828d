"""What an actor's administrator does: functions, addresses, people, the actor's own choices."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors import forms, frame, reports, rights
from actors.administration import require_administrator
from actors.forms import carry_out
from actors.models import Actor, Appointment, ContactAddress, Function, Region
from actors.services import addresses, appointments, functions, settings
from actors.views.common import REFUSED, part_of_visible, visible_actor, visible_function
from common.forms import posted
from common.requests import UserRequest
from records.forms import new_key, once


@require_GET
@login_required
def home(request: UserRequest) -> HttpResponse:
    """List what the user looks after: actors and regions.

    :raises PermissionDenied: if there is nothing.
    """
    actors = frame.administered_actors(request.user).order_by("name")
    regions = frame.administered_regions(request.user).order_by("name")
    if not actors and not regions:
        raise PermissionDenied("Behörighet saknas.")
    if len(actors) == 1 and not regions:
        return redirect("actors:administration", slug=actors[0].slug)
    failures = _failures_of(actors)
    context = {"actors": actors, "regions": regions, "failures": failures}
    return render(request, "actors/administration_home.html", context)


def _failures_of(actors: Any) -> list[reports.Failure]:
    functions_of = Function.objects.filter(actor__in=actors, is_active=True)
    return reports.failures(functions_of.select_related("actor"))


@require_http_methods(["GET", "POST"])
@login_required
@once
def overview(request: UserRequest, slug: str) -> HttpResponse:
    """Show an actor's functions, what does not arrive, and its own choices."""
    actor = _administered(request, slug)
    initial = {"phone": actor.phone, "accepts_live_exercise": actor.accepts_live_exercise}
    form = forms.ActorForm(posted(request), initial=initial)

    def act(data: dict[str, Any]) -> None:
        settings.change_actor(actor_id=actor.pk, by=request.user, at=timezone.now(), **data)

    if form.is_bound and carry_out(form, act):
        messages.success(request, "Uppgifterna är sparade.")
        return redirect("actors:administration", slug=slug)
    in_use = Function.objects.filter(actor=actor, is_active=True)
    listed = list(
        in_use.prefetch_related("addresses", "appointments").order_by("-mandate_level", "name")
    )
    states = reports.address_states(listed)
    context = {
        "actor": actor,
        "rows": [_function_row(function, states) for function in listed],
        "failures": _failures_of([actor]),
        "form": form,
        "form_key": new_key(),
    }
    return render(
        request, "actors/administration.html", context, status=REFUSED if form.errors else 200
    )


def _function_row(function: Function, states: dict[int, str]) -> dict[str, Any]:
    now = timezone.now()
    held = [
        a
        for a in function.appointments.all()
        if a.starts_at <= now and (a.ends_at is None or a.ends_at > now)
    ]
    mine = [states[address.pk] for address in function.addresses.all()]
    worst = next((s for s in ("failed", "unconfirmed", "confirmed") if s in mine), "")
    return {"function": function, "holders": len(held), "addresses": len(mine), "state": worst}


@require_http_methods(["GET", "POST"])
@login_required
@once
def function_new(request: UserRequest, slug: str) -> HttpResponse:
    """Give an actor one more function."""
    actor = _administered(request, slug)
    form = forms.FunctionForm(request.POST or None, actor=actor)

    def act(data: dict[str, Any]) -> None:
        functions.add_function(
            actor_id=actor.pk, data=_data(data), by=request.user, at=timezone.now()
        )

    if request.method == "POST" and carry_out(form, act):
        messages.success(request, "Funktionen är tillagd. Ge den en kontaktuppgift.")
        return redirect("actors:administration", slug=slug)
    context = {"actor": actor, "form": form, "form_key": new_key()}
    return render(
        request, "actors/function_new.html", context, status=REFUSED if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@login_required
@once
def function(request: UserRequest, pk: int) -> HttpResponse:
    """Show and change one function: its facts, addresses, holders and invitations."""
    found = _administered_function(request, pk)
    form = forms.FunctionForm(posted(request), actor=found.actor, instance=found)

    def act(data: dict[str, Any]) -> None:
        functions.change_function(
            function_id=pk, data=_data(data), by=request.user, at=timezone.now()
        )

    if form.is_bound and carry_out(form, act):
        messages.success(request, "Funktionen är sparad.")
        return redirect("actors:function", pk=pk)
    return _function_page(request, found, form=form)


@require_POST
@login_required
@once
def address_add(request: UserRequest, pk: int) -> HttpResponse:
    """Give a function one more address."""
    found = _administered_function(request, pk)
    form = forms.AddressForm(request.POST, prefix="adress")

    def act(data: dict[str, Any]) -> None:
        addresses.add_address(function_id=pk, by=request.user, at=timezone.now(), **data)

    if carry_out(form, act):
        messages.success(request, "Kontaktuppgiften är tillagd. Skicka ett testmeddelande.")
        return redirect("actors:function", pk=pk)
    return _function_page(request, found, address_form=form)


@require_POST
@login_required
@once
def invite(request: UserRequest, pk: int) -> HttpResponse:
    """Invite somebody to hold a function."""
    found = _administered_function(request, pk)
    form = forms.InvitationForm(request.POST, prefix="inbjudan")

    def act(data: dict[str, Any]) -> None:
        appointments.invite(function_id=pk, by=request.user, at=timezone.now(), **data)

    if carry_out(form, act):
        messages.success(request, "Inbjudan är skickad. Länken gäller i 7 dagar.")
        return redirect("actors:function", pk=pk)
    return _function_page(request, found, invitation_form=form)


@require_http_methods(["GET", "POST"])
@login_required
def address_change(request: UserRequest, pk: int) -> HttpResponse:
    """Change an address; the new one is untested."""
    address = part_of_visible(request, ContactAddress.objects.select_related("function"), pk)
    require_administrator(request.user, address.function.actor)
    form = forms.AddressChangeForm(request.POST or None, initial={"value": address.value})

    def act(data: dict[str, Any]) -> None:
        addresses.change_address(
            address_id=pk, value=data["value"], by=request.user, at=timezone.now()
        )

    if request.method == "POST" and carry_out(form, act):
        messages.success(request, "Kontaktuppgiften är ändrad och behöver testas.")
        return redirect("actors:function", pk=address.function_id)
    context = {"address": address, "form": form}
    return render(
        request, "actors/address_change.html", context, status=REFUSED if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@login_required
def appointment_end(request: UserRequest, pk: int) -> HttpResponse:
    """End an appointment, now or at a date."""
    appointment = part_of_visible(
        request, Appointment.objects.select_related("function__actor", "person"), pk
    )
    require_administrator(request.user, appointment.function.actor)
    form = forms.EndForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        appointments.end_appointment(
            appointment_id=pk, ends_at=data["ends_at"], by=request.user, at=timezone.now()
        )

    if request.method == "POST":
        form = forms.EndForm(request.POST)
        if carry_out(form, act):
            messages.success(request, "Förordnandet är avslutat.")
            return redirect("actors:function", pk=appointment.function_id)
    context = {"appointment": appointment, "form": form}
    return render(
        request, "actors/appointment_end.html", context, status=REFUSED if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@login_required
@once
def region(request: UserRequest, slug: str) -> HttpResponse:
    """Show and change a region's number and limits."""
    found = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    rights.require(request.user, "actors.administer_region", found)
    initial = {name: getattr(found, name) for name in forms.RegionForm.Meta.fields}
    form = forms.RegionForm(posted(request), initial=initial)

    def act(data: dict[str, Any]) -> None:
        settings.change_region(
            region_id=found.pk,
            limits=settings.RegionLimits(**data),
            by=request.user,
            at=timezone.now(),
        )

    if form.is_bound and carry_out(form, act):
        messages.success(request, "Inställningarna är sparade.")
        return redirect("actors:region_settings", slug=slug)
    context = {"region": found, "form": form, "form_key": new_key()}
    return render(request, "actors/region.html", context, status=REFUSED if form.errors else 200)


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
    *,
    form: Any = None,
    address_form: Any = None,
    invitation_form: Any = None,
) -> HttpResponse:
    now = timezone.now()
    states = reports.address_states([found])
    bound = [shown for shown in (form, address_form, invitation_form) if shown is not None]
    wrong = next((shown for shown in bound if shown.errors), None)
    context = {
        "function": found,
        "actor": found.actor,
        "addresses": [(a, states[a.pk]) for a in found.addresses.all()],
        "failures": reports.failures([found]),
        "appointments": _appointments(found, now),
        "invitations": found.invitations.filter(accepted_at=None, withdrawn_at=None),
        "now": now,
        "form": form or forms.FunctionForm(actor=found.actor, instance=found),
        "address_form": address_form or forms.AddressForm(prefix="adress"),
        "invitation_form": invitation_form or forms.InvitationForm(prefix="inbjudan"),
        "wrong_form": wrong,
        "errors": wrong.errors if wrong else None,
        "form_key": new_key(),
    }
    return render(request, "actors/function.html", context, status=REFUSED if wrong else 200)


def _appointments(found: Function, now: datetime) -> Any:
    lasting = found.appointments.filter(Q(ends_at=None) | Q(ends_at__gt=now))
    return lasting.select_related("person").order_by("kind", "starts_at")
