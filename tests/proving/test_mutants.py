"""What proves the rules: a broken function has lost its effect wherever it is known by name."""

from decimal import Decimal
from types import ModuleType
from unittest.mock import patch

import pytest

from common.errors import RuleError
from followup.documents import rules as documents
from followup.economy import rules as economy
from followup.visits import rules as visits
from followup.why import Explanation, Verdict
from tests.proving.mutants import find, mutant_of, put_out_of_action


def verdict(holds: bool) -> Verdict:
    return Verdict(holds, Explanation("Regel", "003"), () if holds else ("Något saknas.",))


def refuse(reason: str) -> bool:
    raise RuleError(reason)


def names(count: int) -> list[str]:
    return ["x"] * count


@pytest.mark.parametrize(
    ("function", "broken", "given", "answer"),
    [
        (documents.body_is_high_enough, None, ("council", "board"), True),
        (documents.bodies_below, None, ("council",), ()),
        (verdict, None, (True,), False),
        (names, None, (2,), []),
        (names, {"answers": ["y"]}, (2,), ["y"]),
        (names, {"given": {"count": 1}}, (2,), ["x"]),
        (documents.bodies_below, {"answers": ["board"]}, ("director",), ("board",)),
        (refuse, "silent", ("Nej.",), None),
        (refuse, "nothing", ("Nej.",), None),
        (visits.LEADERSHIP, "empty", None, frozenset()),
        (economy.ZERO, {"answers": Decimal(1)}, None, 1),
    ],
)
def test_each_way_of_breaking_takes_the_effect_away(function, broken, given, answer) -> None:
    mutant = mutant_of(function, broken)

    result = mutant(*given) if given is not None else mutant

    assert (result.holds if isinstance(result, Verdict) else result) == answer


def test_a_part_of_an_answer_is_replaced_and_the_rest_is_kept() -> None:
    mutant = mutant_of(verdict, {"with": {"holds": True, "missing": []}})

    result = mutant(False)

    assert (result.holds, result.missing, result.why.rule) == (True, (), "Regel")


def test_a_broken_function_is_broken_wherever_it_is_known_by_name() -> None:
    home, guest = ModuleType("the_home_of_it"), ModuleType("a_guest_of_it")
    home.holds = guest.known_as = lambda: True
    with patch.dict("sys.modules", {home.__name__: home, guest.__name__: guest}):
        put_out_of_action("the_home_of_it.holds", "opposite")

    assert (home.holds(), guest.known_as()) == (False, False)


@pytest.mark.parametrize("path", ["followup.documents.rules.gone", "followup.gone.x", "x"])
def test_what_is_not_there_cannot_be_broken(path) -> None:
    with pytest.raises(LookupError):
        find(path)


@pytest.mark.parametrize(
    ("thing", "broken"),
    [(documents.on_time, "wildly"), (documents.feedback_due, None), (visits.LEADERSHIP, None)],
)
def test_a_way_that_is_none_is_refused(thing, broken) -> None:
    with pytest.raises(ValueError, match="broken|no such way"):
        mutant_of(thing, broken)
