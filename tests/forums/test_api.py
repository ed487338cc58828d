"""Forums and meetings over the API."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums import modes
from forums.meetings import services
from forums.models import Protocol
from forums.modes import Mode
from records.files import files
from tests.forums.factories import ForumFactory, World


@pytest.fixture
def client(world: World) -> Client:
    client = Client()
    client.force_login(world.users[0])
    return client


def test_a_forum_tells_level_names_mode_and_since(world: World, client: Client) -> None:
    now = timezone.now()
    modes.register(lambda ids: {world.forum.pk: Mode(now, "/x/", exercise=True)})

    (forum,) = client.get("/api/v1/forums/").json()["results"]

    assert (forum["mode"], forum["since"], forum["exercise"]) == (
        "activated",
        now.isoformat(),
        True,
    )
    assert (forum["level"], forum["level_name"]) == (20, "Samordnande")
    assert forum["activated_name"] == "Samordnande forum"


def test_a_forum_in_ordinary_mode_shows_its_seats_with_gaps(world: World, client: Client) -> None:
    world.member(5, mandate=10)

    forum = client.get(f"/api/v1/forums/{world.forum.pk}/").json()

    assert (forum["mode"], forum["since"]) == ("ordinary", None)
    assert [seat["mandate_gap"] for seat in forum["seats"]] == [False, False, True]


def test_a_meeting_tells_attendance_and_what_was_agreed(world: World, client: Client) -> None:
    meeting = world.held()

    (listed,) = client.get("/api/v1/meetings/").json()["results"]
    shown = client.get(f"/api/v1/meetings/{meeting.pk}/").json()

    assert listed["status"] == "held"
    assert (listed["protocol_status"], listed["protocol"]) == ("draft", None)
    assert {row["status"] for row in shown["attendances"]} == {"present"}
    assert "bridge_code" not in shown


def test_the_adopted_protocol_is_downloaded(world: World, client: Client) -> None:
    meeting = world.held()
    url = f"/api/v1/meetings/{meeting.pk}/protocol/"
    assert client.get(url).status_code == 404
    stored = files.store(b"%PDF-", name="p.pdf", content_type="application/pdf", at=timezone.now())
    Protocol.objects.update(pdf=stored)

    response = client.get(url, headers={"Accept": "application/pdf"})

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"%PDF-"  # type: ignore[attr-defined]
    assert client.get(f"/api/v1/meetings/{meeting.pk}/").json()["protocol"].endswith(url)


def test_another_regions_forums_and_meetings_do_not_exist(world: World) -> None:
    meeting = world.meeting()
    stranger = Client()
    stranger.force_login(World().users[0])

    assert stranger.get(f"/api/v1/forums/{world.forum.pk}/").status_code == 404
    assert stranger.get(f"/api/v1/meetings/{meeting.pk}/").status_code == 404
    assert len(stranger.get("/api/v1/forums/").json()["results"]) == 1


@pytest.mark.parametrize("query", ["?status=fel", "?starts_after=nej", "?kind=<script>"])
def test_a_wrong_filter_is_told(client: Client, query: str) -> None:
    assert client.get(f"/api/v1/meetings/{query}").status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(world: World, client: Client, method: str) -> None:
    response = getattr(client, method)(f"/api/v1/forums/{world.forum.pk}/")

    assert response.status_code == 405


@pytest.mark.parametrize("name", ["forums", "meetings"])
def test_lists_cost_the_same_whatever_their_length(world: World, client: Client, name: str) -> None:
    world.meeting()
    url = f"/api/v1/{name}/"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        forum = ForumFactory(region=world.region)
        world.meeting(forum=forum, starts_at=timezone.now() + timedelta(days=number + 1))

    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)


def test_a_called_off_meeting_is_filtered_by_its_status(world: World, client: Client) -> None:
    meeting = world.meeting()
    services.cancel_meeting(
        meeting_id=meeting.pk, reason="Snö", by=world.officer, at=timezone.now()
    )

    assert len(client.get("/api/v1/meetings/?status=cancelled").json()["results"]) == 1
    assert client.get("/api/v1/meetings/?status=planned").json()["results"] == []
