"""Which functions somebody holds right now and what they carry: read once while a page is made.

A page asks for it a score of times: for its entries, its head, its buttons and its lists. Inside
``remembered()`` it is read from the register at the first question only, and anew as soon as
anything has been written or locked, so that an answer is never older than the request's own acts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, models
from django.utils import timezone
from guardian.models import GroupObjectPermission

from actors.models import DutyShift, Function, User


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
    grants: frozenset[Grant]


_memory: ContextVar[dict[int, Standing] | None] = ContextVar("standing", default=None)


def of(user: User) -> Standing:
    """Return how the user stands now."""
    memory = _memory.get()
    if memory is not None and user.pk in memory:
        return memory[user.pk]
    functions = tuple(functions_at(user, timezone.now()))
    found = Standing(functions, _grants_of(functions))
    if memory is not None:
        memory[user.pk] = found
    return found


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


@contextmanager
def remembered() -> Iterator[None]:
    """Read how somebody stands once, and again after every write."""
    memory: dict[int, Standing] = {}

    def forget_at_a_write(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if memory and not _only_reads(sql):
            memory.clear()
        return execute(sql, params, many, context)

    token = _memory.set(memory)
    try:
        with connection.execute_wrapper(forget_at_a_write):
            yield
    finally:
        _memory.reset(token)


def _only_reads(sql: str) -> bool:
    return sql.startswith("SELECT ") and "FOR UPDATE" not in sql


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
