"""Fixtures of the notices: a registered question, and an operator of the system."""

import pytest

from notices import access, answers
from tests.notices.factories import Question


@pytest.fixture
def question(monkeypatch):
    """Register a kind of question for this test only."""
    handler = Question()
    monkeypatch.setitem(answers._handlers, handler.kind, handler)
    return handler


@pytest.fixture
def person(django_user_model):
    """Return somebody signed in with no right at all."""
    return django_user_model.objects.create_user(email="nagon@example.se", password="x")


@pytest.fixture
def operator(django_user_model, monkeypatch):
    """Return somebody who operates the region."""
    user = django_user_model.objects.create_user(email="drift@example.se", password="x")
    monkeypatch.setattr(access, "_may_see", [lambda who: who.pk == user.pk])
    monkeypatch.setattr(
        access,
        "_may_handle",
        [lambda who, notice: "Driftansvarig, Länsstyrelsen" if who.pk == user.pk else ""],
    )
    return user
