"""What several pages of the register need."""

from typing import TypeVar

from django.db import models
from django.shortcuts import get_object_or_404
from django.urls import reverse

from actors.models import Actor, Appointment, DutyShift, Function
from actors.rights.administration import administrator_of
from common.requests import UserRequest

Thing = TypeVar("Thing", bound=models.Model)


def visible_actor(request: UserRequest, slug: str) -> Actor:
    """Return the actor of the address."""
    return get_object_or_404(Actor.objects.visible_to(request.user), slug=slug)


def visible_function(request: UserRequest, pk: int) -> Function:
    """Return the function of the address, with its actor."""
    functions = Function.objects.visible_to(request.user).filter(is_active=True)
    return get_object_or_404(functions.select_related("actor"), pk=pk)


def visible_shift(request: UserRequest, pk: int) -> DutyShift:
    """Return the shift of the address, with its function."""
    shifts = DutyShift.objects.visible_to(request.user)
    return get_object_or_404(shifts.select_related("function__actor", "holder"), pk=pk)


def part_of_visible(request: UserRequest, things: "models.QuerySet[Thing]", pk: int) -> Thing:
    """Return something that belongs to a function the user may see."""
    visible = Function.objects.visible_to(request.user)
    return get_object_or_404(things.filter(function__in=visible), pk=pk)


def knows_people_of(request: UserRequest, actor: Actor) -> bool:
    """Return whether the user sees who holds what: colleagues and administrators only.

    Källa: Avsiktsförklaringen "Organisation och styrning".
    """
    serves = Appointment.objects.held_by(request.user).filter(function__actor=actor)
    return serves.exists() or administrator_of(request.user, actor) is not None


def crumbs_to(actor: Actor | None = None, *, administration: bool = False) -> list[tuple[str, str]]:
    """Return the way to the catalogue, to an actor, and to its administration."""
    crumbs = [("Katalog", reverse("actors:directory"))]
    if actor is not None:
        crumbs.append((actor.name, actor.get_absolute_url()))
        if administration:
            crumbs.append(("Administration", reverse("actors:administration", args=[actor.slug])))
    return crumbs
