"""Fixtures of the notices: a registered question, and an operator of the system."""

import pytest
from django.db.models import Q

from notices.answers import answers
from notices.outbox import access
from tests.notices.factories import Question


@pytest.fixture
def question(monkeypatch):
    """Register a kind of question for this test only."""
    handler = Question()
    monkeypatch.setitem(answers.handlers.items, handler.kind, handler)
    return handler


@pytest.fixture
def person(django_user_model):
    """Return somebody signed in with no right at all."""
    return django_user_model.objects.create_user(email="nagon@example.se", password="x")


@pytest.fixture
def operator(django_user_model, monkeypatch):
    """Return somebody who operates the region."""
    user = django_user_model.objects.create_user(email="drift@example.se", password="x")
    monkeypatch.setattr(access.seers, "items", {1: lambda who: Q() if who.pk == user.pk else None})
    monkeypatch.setattr(
        access.handlers,
        "items",
        {1: lambda who, notice: "Driftansvarig, Länsstyrelsen" if who.pk == user.pk else ""},
    )
    return user
