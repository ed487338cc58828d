"""What several pages of the register need."""

from typing import TypeVar

from django.db import models
from django.shortcuts import get_object_or_404

from actors.administration import administrator_of
from actors.models import Actor, Appointment, DutyShift, Function
from common.requests import UserRequest

REFUSED = 422
Thing = TypeVar("Thing", bound=models.Model)


def visible_actor(request: UserRequest, slug: str) -> Actor:
    """Return the actor of the address.

    :raises Http404: if there is none, or the user may not see it.
    """
    return get_object_or_404(Actor.objects.visible_to(request.user), slug=slug)


def visible_function(request: UserRequest, pk: int) -> Function:
    """Return the function of the address, with its actor.

    :raises Http404: if there is none, it is out of use, or the user may not see it.
    """
    functions = Function.objects.visible_to(request.user).filter(is_active=True)
    return get_object_or_404(functions.select_related("actor"), pk=pk)


def visible_shift(request: UserRequest, pk: int) -> DutyShift:
    """Return the shift of the address, with its function.

    :raises Http404: if there is none, or the user may not see it.
    """
    shifts = DutyShift.objects.visible_to(request.user)
    return get_object_or_404(shifts.select_related("function__actor", "holder"), pk=pk)


def part_of_visible(request: UserRequest, things: "models.QuerySet[Thing]", pk: int) -> Thing:
    """Return something that belongs to a function the user may see.

    :raises Http404: if there is none, or the user may not see its function.
    """
    visible = Function.objects.visible_to(request.user)
    return get_object_or_404(things.filter(function__in=visible), pk=pk)


def knows_people_of(request: UserRequest, actor: Actor) -> bool:
    """Return whether the user sees who holds what: colleagues and administrators only.

    Källa: 001 "deltagarna kallas utifrån funktion och mandat snarare än person".
    """
    serves = Appointment.objects.held_by(request.user).filter(function__actor=actor)
    return serves.exists() or administrator_of(request.user, actor) is not None
