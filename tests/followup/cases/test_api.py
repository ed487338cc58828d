"""Cases over the API."""

import pytest
from rest_framework.test import APIClient

from followup.cases.models import Referral
from tests.followup.cases import factories as make
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
HERE = "/api/v1/follow-up/referrals/"


@pytest.fixture
def world():
    make.cutoff()
    return World()


def api(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_each_lists_the_cases_that_concern_them(world):
    referral = make.sent(world)
    make.considered(World(code="03", municipality="Annan"))

    for who in (world.handler, world.director, world.reviewer):
        assert [row["id"] for row in api(who).get(HERE).json()["results"]] == [referral.pk]
    assert api(world.outsider).get(HERE).json()["results"] == []
    assert api(world.outsider).get(f"{HERE}{referral.pk}/").status_code == 404
    assert api(world.handler).get(f"{HERE}?status=final").json()["results"] == []
    assert len(api(world.handler).get(f"{HERE}?status={referral.status}").json()["results"]) == 1
    assert api(world.handler).get(f"{HERE}?status=okant").status_code == 400


def test_the_opinion_is_there_once_it_is_sent(world):
    before = make.written(world)
    assert api(world.director).get(f"{HERE}{before.pk}/").json()["opinion"] == ""

    sent = make.sent(World(code="03", municipality="Annan"))
    got = api(world.reviewer).get(f"{HERE}{sent.pk}/").json()
    assert got["opinion"] == make.TEXT
    assert got["cutoff_reading"] == "before"


def test_the_gate_tells_each_step_to_the_county_only(world):
    referral = make.considered(world)

    steps = api(world.handler).get(f"{HERE}{referral.pk}/gate/").json()

    assert [step["name"] for step in steps if not step["met"]] == [
        "Muntlig dialog om saken",
        "Skriftlig dialog om saken",
        "Brister namngivna, med vad kommunen kan göra",
        "Överenskommen tid",
        "Rimlig tid och möjlighet att rätta",
        "Åtgärdsplan för bristerna",
    ]
    assert {step["ground"] for step in steps} == {"no_risk_analysis"}
    assert {step["source"] for step in steps} == {"Vägledningen för uppföljning, avsnitt 3.2"}
    assert api(world.director).get(f"{HERE}{referral.pk}/gate/").status_code == 403


def test_mcf_asks_and_decides(world):
    referral = make.sent(world)
    client = api(world.reviewer)

    asked = client.post(
        f"{HERE}{referral.pk}/material-requests/",
        {"text": "Mer", "due_date": "2099-01-01"},
        format="json",
    )
    decided = client.post(
        f"{HERE}{referral.pk}/decision/",
        {
            "outcome": "kept",
            "text": "Skäl",
            "decided_date": "2026-06-01",
            "no_material_reason": "Yttrandet räcker.",
        },
        format="json",
    )

    assert asked.status_code == 201
    assert decided.json()["status"] == "decided"
    assert Referral.objects.get().outcome == "kept"


def test_a_rule_that_refuses_answers_409_and_a_missing_right_403(world):
    referral = make.sent(world)
    body = {"outcome": "reduced", "text": "Skäl", "decided_date": "2026-06-01"}
    there = f"{HERE}{referral.pk}/decision/"

    refused = api(world.reviewer).post(there, body, format="json")

    assert refused.status_code == 409
    assert "belopp" in refused.json()["detail"]
    assert api(world.handler).post(there, body, format="json").status_code == 403
    assert api(world.reviewer).post(there, body | {"x": 1}, format="json").status_code == 400


def test_the_municipality_answers_on_the_day(world):
    """Vägledningen 3.2 "I samförstånd"."""
    referral = make.considered(world)
    make.tell(world, referral)
    there = f"{HERE}{referral.pk}/day/"
    body = {"accepts": False, "objection": "Nämnden möts i maj.", "counter_date": "2099-05-20"}

    assert api(world.handler).post(there, {"accepts": True}, format="json").status_code == 403
    answered = api(world.coordinator).post(there, body, format="json")

    assert answered.status_code == 200
    assert (answered.json()["day_answer"], answered.json()["counter_date"]) == (
        "objected",
        "2099-05-20",
    )


def test_the_parties_write(world):
    referral = make.sent(world)

    answer = api(world.director).post(
        f"{HERE}{referral.pk}/messages/", {"text": "Hej"}, format="json"
    )

    assert answer.status_code == 201
    assert referral.messages.get().text == "Hej"
