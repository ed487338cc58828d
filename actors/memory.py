"""What has been read from the register while a request is answered, so that it is read once.

A page asks for the same things a score of times: for its entries, its head, its buttons and its
lists. Inside ``kept()`` each is read at the first question only, and anew as soon as the register
has been written or anything locked, so that an answer is never older than the request's own acts.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, models

Found = TypeVar("Found")
# The tables of people, functions, memberships and rights.
_REGISTER = ('"actors_', '"auth_', '"guardian_')

_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("register", default=None)


def recall(key: Hashable, read: Callable[[], Found]) -> Found:
    """Return what has been read under the key, else read it."""
    memory = _memory.get()
    if memory is None:
        return read()
    if key not in memory:
        memory[key] = read()
    found: Found = memory[key]
    return found


def keys(key: Hashable, query: "models.QuerySet[Any, Any]") -> Any:
    """Return a query for keys, for use within others; from the second question on what it finds.

    One query within another takes one question less, but is dearer to write each time.
    """
    memory = _memory.get()
    if memory is None:
        return query
    if key not in memory:
        if ("asked", key) not in memory:
            memory["asked", key] = True
            return query
        memory[key] = set(query)
    return memory[key]


def note(key: Hashable, found: object) -> None:
    """Remember something that was read together with something else."""
    memory = _memory.get()
    if memory is not None:
        memory[key] = found


@contextmanager
def kept() -> Iterator[dict[Hashable, Any]]:
    """Read each thing once, and again after every write to the register; yield what was read."""
    memory: dict[Hashable, Any] = {}

    def forget(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if memory and _may_make_old(sql):
            memory.clear()
        return execute(sql, params, many, context)

    token = _memory.set(memory)
    try:
        with connection.execute_wrapper(forget):
            yield memory
    finally:
        _memory.reset(token)


def _may_make_old(sql: str) -> bool:
    """Return whether what was read may be old after this: a write, an undone one, or a wait."""
    if sql.startswith("SELECT "):
        return "FOR UPDATE" in sql
    if sql.startswith(("SAVEPOINT ", "RELEASE ")):
        return False
    return sql.startswith("ROLLBACK") or any(table in sql for table in _REGISTER)
