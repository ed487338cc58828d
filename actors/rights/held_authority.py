"""Which functions somebody holds right now and what they carry: read once for each request."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.utils import timezone
from guardian.models import GroupObjectPermission

from actors import memory
from actors.models import Appointment, DutyShift, Function, User


class Grant(NamedTuple):
    """One right of one group over one thing; ``permission`` is written ``app.codename``."""

    permission: str
    content_type: int
    key: str
    group: int


@dataclass(frozen=True)
class Standing:
    """What somebody stands for at a moment: functions, those on duty first, and their rights."""

    functions: tuple[Function, ...]

    @cached_property
    def grants(self) -> frozenset[Grant]:
        """The rights of the functions; many who ask for the functions never ask for these."""
        return _grants_of(self.functions)


def of(user: User) -> Standing:
    """Return how the user stands now."""
    return memory.recall(("standing", user.pk), lambda: _read(user))


def _read(user: User) -> Standing:
    functions = tuple(functions_at(user, timezone.now()))
    Appointment.objects.note_served(user, {function.actor_id for function in functions})
    return Standing(functions)


def functions_at(user: User, moment: datetime) -> "models.QuerySet[Function]":
    """Return the functions that the user holds at the moment, those on duty first."""
    on_duty = DutyShift.objects.at(moment).filter(
        holder_id=user.pk, function_id=models.OuterRef("pk")
    )
    return (
        Function.objects.held_by(user, moment)
        .select_related("actor")
        .annotate(is_on_duty=models.Exists(on_duty))
        .order_by(
            "-is_on_duty", models.F("call_order").asc(nulls_last=True), "-mandate_level", "pk"
        )
    )


def _grants_of(functions: tuple[Function, ...]) -> frozenset[Grant]:
    if not functions:
        return frozenset()
    rows = GroupObjectPermission.objects.filter(
        group_id__in=[function.group_id for function in functions]
    ).values_list(
        "permission__content_type__app_label",
        "permission__codename",
        "content_type_id",
        "object_pk",
        "group_id",
    )
    return frozenset(
        Grant(f"{app}.{codename}", kind, key, group) for app, codename, kind, key, group in rows
    )
