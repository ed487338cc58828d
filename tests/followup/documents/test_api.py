"""Accepting a document over the API: the one that was read, by those who follow up."""

import pytest

from actors.models import ApiToken
from tests.clients import with_key
from tests.followup.documents.factories import delivery, hand_in, judge_all, new_world

pytestmark = pytest.mark.django_db
READ, WRITE = ApiToken.Scope.FOLLOW_UP_READ, ApiToken.Scope.FOLLOW_UP_WRITE
JSON = "application/json"
STALE = "Version 2 har lämnats in under tiden. Ladda om sidan och läs den."


@pytest.fixture
def world():
    return new_world()


def documents_of(world):
    return f"/api/v1/follow-up/municipalities/{world.municipality.scb_code}/documents/"


def accept(world, client, version, **body):
    here = f"{documents_of(world)}{version.document_id}/accept/"
    return client.post(here, body, content_type=JSON)


def seen_of(world, client, version):
    rows = client.get(documents_of(world)).json()
    return next(row["seen"] for row in rows if row["id"] == version.document_id)


def test_the_version_that_was_read_is_accepted(world):
    version = hand_in(world)
    judge_all(world, version)
    client = with_key(world.handler, READ, WRITE)

    answer = accept(world, client, version, seen=seen_of(world, client, version))

    assert answer.status_code == 200
    assert answer.json()["accepted_at"]
    assert answer.json()["seen"] == 1


def test_another_version_handed_in_meanwhile_is_not_accepted_unread(world):
    version = hand_in(world)
    client = with_key(world.handler, READ, WRITE)
    seen = seen_of(world, client, version)
    judge_all(world, hand_in(world, given=delivery(reason="Rättelse")))

    answer = accept(world, client, version, seen=seen)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["detail"] == STALE
    assert accept(world, client, version).status_code == 200


def test_what_is_not_handed_in_has_nothing_to_have_seen(world):
    rows = with_key(world.handler, READ).get(documents_of(world)).json()

    assert {row["seen"] for row in rows} == {None}


def test_only_those_who_follow_up_accept(world):
    version = hand_in(world)
    judge_all(world, version)

    assert accept(world, with_key(world.coordinator, READ, WRITE), version).status_code == 403
    assert accept(world, with_key(world.outsider, READ, WRITE), version).status_code == 404
    assert accept(world, with_key(world.handler, READ), version).status_code == 403


def test_nobody_accepts_a_document_of_another_municipality_by_its_number(world):
    version = hand_in(world)
    elsewhere = documents_of(world).replace(world.municipality.scb_code, "9999")
    client = with_key(world.handler, READ, WRITE)

    here = f"{elsewhere}{version.document_id}/accept/"
    assert client.post(here, {}, content_type=JSON).status_code == 404
