"""A function put out of action: what the product would be without the rule that it holds.

How it is broken is said in the data, or follows from what it returns:

``opposite``      it says no for yes, of a verdict too
``empty``         it finds nothing
``nothing``       it does nothing
``silent``        it goes on instead of refusing
``answers: X``    it always says X, and does nothing
``with: {a: X}``  it answers as it should, but for what is named
``given: {a: X}`` it is told something else than it was asked

A constant is broken by ``empty`` or ``answers``.
"""

import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass, replace
from decimal import Decimal
from types import ModuleType
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from common.errors import RuleError
from followup.why import Verdict

Broken = str | dict[str, Any] | None
REST: Final = ("rest of the sentence",)


def find(path: str) -> tuple[Any, str, Any]:
    """Return what holds the thing of a dotted path (a module or class), its name, and the thing.

    :raises LookupError: if there is no such thing.
    """
    parts = path.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            owner: Any = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for name in parts[end:-1]:
            owner = getattr(owner, name, None)
        if owner is None or not hasattr(owner, parts[-1]):
            break
        return owner, parts[-1], inspect.getattr_static(owner, parts[-1])
    raise LookupError(f"there is no {path}")


def put_out_of_action(path: str, broken: Broken) -> None:
    """Break the thing of a dotted path wherever this process knows it by name."""
    owner, name, thing = find(path)
    mutant = mutant_of(thing, broken)
    for holder, attribute in [(owner, name), *_names_of(thing)]:
        setattr(holder, attribute, mutant)


def mutant_of(thing: Any, broken: Broken) -> Any:
    """Return the thing with its effect taken away.

    :raises ValueError: if it cannot be told how.
    """
    if isinstance(thing, property):
        return property(_mutated(thing.fget, broken or _default(thing.fget)))
    if inspect.isroutine(thing):
        return _mutated(thing, broken or _default(thing))
    if broken == "empty":
        return type(thing)()
    if isinstance(broken, dict) and set(broken) == {"answers"}:
        return _like(thing, broken["answers"])
    raise ValueError(f"a constant is broken by empty or answers, not by {broken!r}")


def _default(function: Any) -> str:
    """Return how a function is broken by what it says that it returns.

    :raises ValueError: if that does not tell.
    """
    kind = _returned(function)
    if kind in {bool, Verdict}:
        return "opposite"
    if kind is type(None):
        return "nothing"
    if isinstance(kind, type) and issubclass(kind, str | list | tuple | dict | set | QuerySet):
        return "empty"
    raise ValueError(f"say how {function.__qualname__} is broken: it returns {kind}")


def _returned(function: Any) -> Any:
    """Return the kind of thing that a function says it returns."""
    plain = inspect.unwrap(function)
    returns = plain.__annotations__.get("return")
    if isinstance(returns, str):
        returns = eval(returns, plain.__globals__)  # noqa: S307 - our own code's own words
    if returns is None:
        return type(None)
    return getattr(returns, "__origin__", returns)


def _mutated(function: Any, broken: Broken) -> Callable[..., Any]:
    way, value = broken, None
    if isinstance(broken, dict) and len(broken) == 1:
        ((way, value),) = broken.items()
    effects: dict[Any, Callable[[], Callable[..., Any]]] = {
        "nothing": lambda: functools.partial(_answer, None),
        "opposite": lambda: functools.partial(_changed, function, _opposite),
        "empty": lambda: functools.partial(_changed, function, _empty),
        "silent": lambda: functools.partial(_silent, function),
        "answers": lambda: functools.partial(_answer, _of_kind(_returned(function), value)),
        "with": lambda: functools.partial(_changed, function, lambda it: _with(it, value)),
        "given": lambda: functools.partial(_given, function, value),
    }
    if not isinstance(way, str) or way not in effects:
        raise ValueError(f"no such way to break a function: {broken!r}")
    effect = effects[way]()

    @functools.wraps(function)
    def mutant(*args: Any, **kwargs: Any) -> Any:
        return effect(*args, **kwargs)

    return mutant


def _answer(value: Any, *args: Any, **kwargs: Any) -> Any:
    return value


def _changed(
    function: Callable[..., Any], change: Callable[[Any], Any], *args: Any, **kwargs: Any
) -> Any:
    return change(function(*args, **kwargs))


def _silent(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return function(*args, **kwargs)
    except (RuleError, PermissionDenied):
        return None


def _given(function: Callable[..., Any], values: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
    bound = inspect.signature(function).bind(*args, **kwargs)
    bound.apply_defaults()
    for name, value in values.items():
        bound.arguments[name] = _like(bound.arguments[name], value)
    return function(*bound.args, **bound.kwargs)


def _opposite(result: Any) -> Any:
    if isinstance(result, bool):
        return not result
    if isinstance(result, Verdict):
        return replace(result, holds=not result.holds, missing=() if result.missing else REST)
    raise ValueError(f"{result!r} has no opposite")


def _empty(result: Any) -> Any:
    return result.none() if isinstance(result, QuerySet) else type(result)()


def _with(result: Any, values: dict[str, Any]) -> Any:
    changed = {name: _like(getattr(result, name), value) for name, value in values.items()}
    if is_dataclass(result) and not isinstance(result, type):
        return replace(result, **changed)
    for name, value in changed.items():
        setattr(result, name, value)
    return result


def _like(sample: Any, value: Any) -> Any:
    """Return a value of the data as the kind of thing that the product has there."""
    return _of_kind(type(sample), value)


def _of_kind(kind: Any, value: Any) -> Any:
    if isinstance(value, list) and kind in {tuple, set, frozenset}:
        return kind(value)
    return Decimal(value) if kind is Decimal else value


def _names_of(thing: Any) -> Iterator[tuple[ModuleType, str]]:
    """Return each module and name by which the thing is known, as after ``from x import f``.

    Constants are looked for too, but not those that Python shares between all who write them.
    """
    if isinstance(thing, int | str | bytes | None | property) or thing == ():
        return
    for module in list(sys.modules.values()):
        if not isinstance(module, ModuleType):
            continue
        for name, value in list(vars(module).items()):
            if value is thing:
                yield module, name
