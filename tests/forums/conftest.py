"""Fixtures of the tests of forums."""

import pytest

from forums import hooks, leading, modes
from tests.forums.factories import Listener, World


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture(autouse=True)
def _own_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no higher app take part: these tests are about forums alone."""
    monkeypatch.setattr(hooks, "_hooks", [])
    monkeypatch.setattr(leading, "_leaders", [])
    monkeypatch.setattr(modes, "_sources", [])


@pytest.fixture
def listener() -> Listener:
    mine = Listener()
    hooks.register(mine)
    return mine
