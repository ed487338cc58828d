"""The demonstration's economy: round amounts, the stories, and nothing twice."""

from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from demo import actors
from demo.followup import economy, method
from followup.economy.models import CompensationDecision, Cost, CostQuestion, SavingPlan

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def built(settings: Settings) -> None:
    settings.DEMO = True
    actors.build(AT)
    method.build(AT)
    economy.build(AT)


def test_the_demo_is_built_once(built: None) -> None:
    before = CompensationDecision.objects.count(), Cost.objects.count()

    economy.build(AT)

    assert before == (CompensationDecision.objects.count(), Cost.objects.count())
    assert not CompensationDecision.objects.filter(is_demo=False).exists()
    assert not Cost.objects.filter(is_demo=False).exists()
    assert SavingPlan.objects.filter(status="adopted").count() == 1
    assert CostQuestion.objects.exclude(precedent="").count() == 1
