"""The economy over the API."""

import pytest
import time_machine
from rest_framework.test import APIClient

from followup.economy.models import Cost
from tests.followup.economy.factories import AT, DEFENCE, Scene, granted, limit, used

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


def test_savings_are_told_year_by_year(stage: Scene) -> None:
    granted(stage, 2025, 1000)
    granted(stage, 2025, 777, part=DEFENCE)
    used(stage, 2025, 400)
    limit(stage.county, "large_saving_share", 50)

    found = api(stage.coordinator).get(here(stage, "savings")).json()

    assert found["municipality"] == stage.municipality.scb_code
    assert [part["part"] for part in found["parts"]] == ["crisis_preparedness", "civil_defence"]
    crisis = found["parts"][0]
    assert (crisis["is_large"], crisis["is_growing"]) == (True, None)
    assert crisis["months_of_compensation"] == "7.2"
    assert crisis["years"][0]["closing"] == "600.00"


@pytest.mark.parametrize("what", ["savings", "compensation", "costs"])
def test_civil_defence_is_told_to_those_who_may_see_it(stage: Scene, what) -> None:
    """SKR:s uppgifter."""
    granted(stage, 2025, 777, part=DEFENCE)
    used(stage, 2025, 777, part=DEFENCE)

    assert "777" in api(stage.handler).get(here(stage, what)).content.decode()
    for user in (stage.clerk, stage.officer):
        assert "777" not in api(user).get(here(stage, what)).content.decode()
    assert api(stage.neighbour).get(here(stage, what)).status_code == 404


def test_a_cost_is_entered(stage: Scene) -> None:
    typed = {
        "year": 2025,
        "part": DEFENCE,
        "text": "Övning",
        "amount": "500.00",
        "eligibility": "yes",
    }
    client = api(stage.coordinator)

    assert client.post(here(stage, "costs"), typed | {"x": 1}, format="json").status_code == 400
    assert (
        client.post(here(stage, "costs"), typed | {"other_work": True}, format="json").status_code
        == 409
    )
    sent = client.post(here(stage, "costs"), typed, format="json")
    assert (sent.status_code, sent.json()["amount"]) == (201, "500.00")
    assert Cost.objects.count() == 1
    assert api(stage.handler).post(here(stage, "costs"), typed, format="json").status_code == 403
    assert api(stage.neighbour).post(here(stage, "costs"), typed, format="json").status_code == 404


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def here(stage: Scene, what: str) -> str:
    return f"/api/v1/follow-up/municipalities/{stage.municipality.scb_code}/{what}/"
