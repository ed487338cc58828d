"""One rule wherever two persons are promised."""

import pytest

from common import second_look
from common.errors import RuleError


def test_a_second_look_is_never_that_of_an_author() -> None:
    """domain.md 1.9: every author of any part, not the last one alone."""
    assert second_look.is_another(3, [1, 2, None])
    assert not second_look.is_another(1, [1, 2])
    second_look.require_another(3, [1, 2], "Någon annan behövs.")
    with pytest.raises(RuleError, match="Någon annan behövs"):
        second_look.require_another(1, [1, 2], "Någon annan behövs.")
