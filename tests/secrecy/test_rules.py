"""Where something may be kept, and what a participant lacks: pure rules."""

import pytest

from secrecy import rules as secrecy
from secrecy.rules import Answer, Place


@pytest.mark.parametrize(
    ("answer", "stores_here", "place"),
    [
        (Answer.SECRET, True, Place.ANNEX),
        (Answer.SECRET, False, Place.REFERENCE),
        (Answer.CLASSIFIED, True, Place.REFERENCE),
        (Answer.UNSURE, True, Place.REFERENCE),
    ],
)
def test_only_secrecy_by_the_act_is_kept_and_only_where_chosen(answer, stores_here, place) -> None:
    """Vägledningen 2.10: hemlig bilaga; klassificerat aldrig."""
    ruling = secrecy.ruling(answer, stores_here=stores_here)

    assert ruling.place == place
    assert ruling.why.source
    assert ruling.why.facts


def test_defence_can_be_chosen_only_where_it_is_stored() -> None:
    assert "15:2" not in dict(secrecy.grounds_to_choose(defence_is_stored=False))
    assert "15:2" in dict(secrecy.grounds_to_choose(defence_is_stored=True))


@pytest.mark.parametrize(
    ("has_signed", "numbers", "granted", "words"),
    [
        (False, [], [], "Sekretessförbindelse saknas"),
        (True, [], [], ""),
        (True, [1, 2], [1, 2], ""),
        (True, [3, 1, 2], [2], "Behörighet saknas till hemlig bilaga 1, 3"),
    ],
)
def test_what_is_lacking_is_said(has_signed, numbers, granted, words) -> None:
    """Vägledningen 2.10: behörighet att ta del av informationen."""
    assert secrecy.lacks(has_signed=has_signed, numbers=numbers, granted=granted) == words


def test_the_grounds_of_the_rules_are_those_that_are_kept() -> None:
    from records.models import LegalGround

    assert dict(secrecy.GROUNDS) == dict(LegalGround.choices)
