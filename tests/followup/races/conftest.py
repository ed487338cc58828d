"""Commit for real, with a broker that is away: nothing in the follow-up may wait for it."""

import pytest

from ssr.celery import app


@pytest.fixture(autouse=True)
def _dead_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise ConnectionError("the broker is away")

    monkeypatch.setattr(app, "send_task", away)
