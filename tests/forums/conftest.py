"""Fixtures of the tests of forums."""

import pytest

from forums import hooks, modes, who_leads
from tests.forums.factories import Listener, World


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture(autouse=True)
def _own_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no higher app take part: these tests are about forums alone."""
    monkeypatch.setattr(hooks.listeners, "items", {})
    monkeypatch.setattr(who_leads.leaders, "items", {})
    monkeypatch.setattr(modes.sources, "items", {})


@pytest.fixture
def listener() -> Listener:
    mine = Listener()
    hooks.register(mine)
    return mine
