"""What a user may do: by the functions held right now, and by nothing else.

What one may *see* is membership (``visible_to`` on each QuerySet). What one may *do* is an object
permission granted to the group of a function. No superuser passes here.
"""

from datetime import datetime
from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from guardian.models import GroupObjectPermission
from guardian.shortcuts import assign_perm

from actors.models import Function, User
from actors.rights import held_authority

Thing = TypeVar("Thing", bound=models.Model)


def functions_of(user: User, at: datetime | None = None) -> list[Function]:
    """Return the functions that the user holds, those on duty first."""
    return list(
        held_authority.of(user).functions if at is None else held_authority.functions_at(user, at)
    )


def carrying(user: User, permission: str, thing: models.Model) -> Function | None:
    """Return the function held by the user that carries the right over the thing, if any.

    ``permission`` is written ``app.codename``.
    """
    if not user.is_active:
        return None
    stands = held_authority.of(user)
    kind = ContentType.objects.get_for_model(thing).pk
    for held in stands.functions:
        if (permission, kind, str(thing.pk), held.group_id) in stands.grants:
            return held
    return None


def may(user: User, permission: str, thing: models.Model) -> bool:
    """Return whether one of the user's functions carries the right over the thing."""
    return carrying(user, permission, thing) is not None


def require(user: User, permission: str, thing: models.Model) -> Function:
    """Return the function that carries the right."""
    function = carrying(user, permission, thing)
    if function is None:
        raise PermissionDenied("Behörighet saknas.")
    return function


def grant(function: Function, permission: str, thing: models.Model) -> None:
    """Let everybody who holds the function do this to the thing."""
    assign_perm(permission, function.group, thing)


def holders_of(permission: str, thing: models.Model) -> "models.QuerySet[Function]":
    """Return the functions that carry the right over the thing."""
    app_label, codename = permission.split(".", 1)
    grants = GroupObjectPermission.objects.filter(
        content_type=ContentType.objects.get_for_model(thing),
        permission__content_type__app_label=app_label,
        permission__codename=codename,
        object_pk=str(thing.pk),
    )
    return Function.objects.filter(group_id__in=grants.values("group_id"), is_active=True)


def things(user: User, permission: str, model: type[Thing]) -> "models.QuerySet[Thing]":
    """Return the things of a kind over which one of the user's functions carries the right."""
    kind = ContentType.objects.get_for_model(model).pk
    keys = [
        grant.key
        for grant in (held_authority.of(user).grants if user.is_active else ())
        if grant.permission == permission and grant.content_type == kind
    ]
    return model._default_manager.filter(pk__in=keys)


def codenames_of(user: User) -> set[str]:
    """Return which rights the user's functions carry, whatever they are over."""
    if not user.is_active:
        return set()
    return {grant.permission.split(".", 1)[1] for grant in held_authority.of(user).grants}


def acting_function(user: User, *, actor_id: int | None = None) -> Function | None:
    """Return the function that the user most likely acts in: on duty first, then by call order."""
    for function in functions_of(user):
        if actor_id is None or function.actor_id == actor_id:
            return function
    return None
