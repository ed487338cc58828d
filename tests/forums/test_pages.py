"""The pages of forums and meetings, as people with different rights see them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forums import modes
from forums.meetings import services
from forums.models import Meeting, Seat
from forums.modes import Mode
from notices.models import Notice
from tests.factories import UserFactory
from tests.forums.factories import ForumFactory, World

NASTY = ["<script>alert(1)</script>", "å" * 10_000, "🌨️❄️", "' OR 1=1 --", "{{ 7*7 }}", "\x00"]


def address(name: str, thing: Meeting) -> str:
    return reverse(f"forums:{name}", args=[thing.forum.region.slug, thing.pk])


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.fixture
def leader(world: World) -> Client:
    return signed_in(world.officer)


@pytest.fixture
def member(world: World) -> Client:
    return signed_in(world.users[0])


def test_the_list_groups_forums_by_level_with_both_names_and_mode(
    world: World, member: Client
) -> None:
    modes.register(lambda ids: {world.forum.pk: Mode(timezone.now(), "/x/", exercise=True)})

    page = member.get(reverse("forums:forums", args=[world.region.slug])).content.decode()

    assert "Regional samordningsgrupp" in page
    assert "I aktiverat läge: Samordnande forum" in page
    assert "ÖVNING" in page
    assert "Samordnande nivå" in page


def test_the_forums_page_flags_exactly_those_whose_mandate_falls_short(world: World) -> None:
    short = world.member(7, mandate=10)

    page = signed_in(world.users[0]).get(world.forum.get_absolute_url()).content.decode()

    assert page.count("Mandatbrist</span>") == 1
    assert f"{short.actor.name} ({short.label})" in page
    assert "mandatet når inte forumets nivå" in page


def test_an_activated_forum_says_since_when_and_fetches_its_chairs(
    world: World, member: Client
) -> None:
    modes.register(lambda ids: {world.forum.pk: Mode(timezone.now(), "/a/", chair_url="/a/o/")})

    page = member.get(world.forum.get_absolute_url()).content.decode()

    assert 'hx-get="/a/o/"' in page
    assert "Aktiverat läge" in page


@pytest.mark.parametrize("name", ["forums", "meetings"])
def test_another_regions_pages_do_not_exist(world: World, name: str) -> None:
    stranger = signed_in(World().users[0])

    assert stranger.get(reverse(f"forums:{name}", args=[world.region.slug])).status_code == 404


PAGES = ["meeting", "call", "move", "cancel", "begin", "conduct", "end", "unexpected", "protocol"]


@pytest.mark.parametrize("name", [*PAGES, "calendar", "conduct_live", "protocol_pdf"])
def test_another_regions_meeting_does_not_exist(world: World, name: str) -> None:
    meeting = world.held()

    assert signed_in(World().users[0]).get(address(name, meeting)).status_code == 404


@pytest.mark.parametrize("name", ["call", "move", "cancel", "begin", "conduct", "end", "mark"])
def test_a_member_who_does_not_lead_is_forbidden(world: World, member: Client, name: str) -> None:
    meeting = world.running()
    client_act = member.post if name == "mark" else member.get

    assert (
        client_act(address(name, meeting), {"attendance": 1, "mark": "present"}).status_code == 403
    )


def test_everybody_in_the_region_may_read_a_meeting(world: World, member: Client) -> None:
    meeting = world.meeting(Meeting.Kind.WEEKLY)

    response = member.get(address("meeting", meeting))

    assert response.status_code == 200
    page = response.content.decode()
    assert 'href="tel:+46846500410"' in page
    assert "Aktörsrapportering" in page
    assert "Börja mötet" not in page


def test_a_meeting_is_planned_called_and_begun_without_javascript(
    world: World, leader: Client
) -> None:
    plan = reverse("forums:plan", args=[world.region.slug])
    day = timezone.localdate() + timedelta(days=3)
    typed = {
        "forum": world.forum.pk,
        "kind": "weekly",
        "day": day.isoformat(),
        "time": "09:00",
        "weeks": "1",
        "bridge_number": "08-465 004 10",
        "bridge_code": "4422",
    }

    assert leader.get(plan).status_code == 200
    response = leader.post(plan, typed)
    meeting = Meeting.objects.get()
    assert response.headers["Location"] == meeting.get_absolute_url()
    assert meeting.bridge_number == "+46846500410"
    preview = leader.get(address("call", meeting)).content.decode()
    assert "Skicka till 2 aktörer" in preview
    assert "SSR KALLELSE" in preview
    leader.post(address("call", meeting))
    assert Notice.objects.filter(template="summons").count() == 4
    assert leader.get(address("begin", meeting)).status_code == 200
    response = leader.post(address("begin", meeting))
    assert response.headers["Location"] == address("conduct", meeting)
    assert leader.get(address("conduct", meeting)).status_code == 200


def test_the_same_plan_sent_twice_is_one_meeting(world: World, leader: Client) -> None:
    plan = reverse("forums:plan", args=[world.region.slug])
    typed = {
        "forum": world.forum.pk,
        "kind": "extra",
        "day": (timezone.localdate() + timedelta(days=3)).isoformat(),
        "time": "09:00",
        "weeks": "1",
        "room": "Sal",
        "form_key": "6f0f4d0e-9a57-4f0e-a3f5-0d4f3c1c2b11",
    }

    first, second = leader.post(plan, typed), leader.post(plan, typed)

    assert first.headers["Location"] == second.headers["Location"]
    assert Meeting.objects.count() == 1


def test_a_time_in_the_spring_gap_is_refused_with_what_was_typed(
    world: World, leader: Client
) -> None:
    response = leader.post(
        reverse("forums:plan", args=[world.region.slug]),
        {
            "forum": world.forum.pk,
            "kind": "extra",
            "day": "2027-03-28",
            "time": "02:30",
            "weeks": "1",
            "room": "Sal",
        },
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "tiden finns inte" in page
    assert "2027-03-28" in page


@pytest.mark.parametrize("text", NASTY)
def test_a_plan_with_nasty_input_is_answered_in_swedish_and_never_breaks(
    world: World, leader: Client, text: str
) -> None:
    fields = ["forum", "kind", "title", "day", "time", "weeks", "bridge_number", "link", "agenda"]

    response = leader.post(
        reverse("forums:plan", args=[world.region.slug]), dict.fromkeys(fields, text)
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "Det finns" in page
    assert "<script>alert(1)" not in page


def test_moving_and_cancelling_by_page(world: World, leader: Client) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY, starts_at=timezone.now() + timedelta(days=2))
    day = timezone.localdate() + timedelta(days=4)

    assert leader.get(address("move", meeting)).status_code == 200
    assert leader.post(address("move", meeting), {}).status_code == 422
    moved = leader.post(
        address("move", meeting), {"day": day.isoformat(), "time": "10:15", "room": "Sal 2"}
    )
    refused = leader.post(address("cancel", meeting), {"reason": "x"})
    empty = leader.post(address("cancel", meeting), {"reason": ""})
    cancelled = leader.post(address("cancel", meeting), {"reason": "Snö"})

    meeting.refresh_from_db()
    assert (moved.status_code, refused.status_code, empty.status_code) == (302, 409, 422)
    assert cancelled.status_code == 302
    assert (meeting.room, meeting.cancel_reason) == ("Sal 2", "Snö")
    again = leader.post(address("cancel", meeting), {"reason": "Snö igen"})
    assert again.status_code == 409
    assert "inställt" in again.content.decode()


def test_the_calendar_file_keeps_its_number_and_raises_its_sequence(
    world: World, member: Client
) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY, title="Hemligt ämne")
    first = member.get(address("calendar", meeting)).content.decode()
    services.cancel_meeting(
        meeting_id=meeting.pk, reason="Snö", by=world.officer, at=timezone.now()
    )

    second = member.get(address("calendar", meeting)).content.decode()

    uid = next(line for line in first.splitlines() if line.startswith("UID:"))
    assert uid in second
    assert "SEQUENCE:0" in first
    assert "SEQUENCE:1" in second
    assert "LOCATION:Telefon +46846500410\r\n" in first
    assert "STATUS:CANCELLED" in second
    assert "BEGIN:VTIMEZONE" in first
    assert "Hemligt" not in first
    assert "442211" not in first


def test_seats_and_places_are_changed_by_page(world: World, leader: Client) -> None:
    slug = world.region.slug
    seats = reverse("forums:seats", args=[slug, world.forum.slug])
    places = reverse("forums:places", args=[slug, world.forum.slug])
    seat = Seat.objects.filter(forum=world.forum).first()
    assert seat is not None

    assert leader.get(seats).status_code == 200
    assert leader.post(seats, {"function": world.rsib.pk}).status_code == 302
    assert leader.post(seats, {"function": "x"}).status_code == 422
    clear = reverse("forums:clear_seat", args=[slug, world.forum.slug, seat.pk])
    assert leader.get(clear).status_code == 200
    assert leader.post(clear).status_code == 302
    assert leader.get(clear).status_code == 302
    assert leader.post(clear).status_code == 409
    assert leader.get(places).status_code == 200
    assert leader.post(places, {"link": "javascript:alert(1)"}).status_code == 422
    assert leader.post(places, {"link": "http://x.example"}).status_code == 422
    assert leader.post(places, {"bridge_number": "hej"}).status_code == 422
    assert leader.post(places, {}).status_code == 409
    assert leader.post(places, {"room": "Sal 4"}).status_code == 302
    world.forum.refresh_from_db()
    assert world.forum.room == "Sal 4"


def test_a_member_may_not_change_seats_or_plan(world: World, member: Client) -> None:
    slug = world.region.slug
    seats = reverse("forums:seats", args=[slug, world.forum.slug])

    assert member.get(seats).status_code == 200
    assert member.post(seats, {"function": world.rsib.pk}).status_code == 403
    assert member.get(reverse("forums:plan", args=[slug])).status_code == 403


def test_the_list_of_meetings_is_filtered_and_tells_when_it_is_empty(
    world: World, leader: Client
) -> None:
    url = reverse("forums:meetings", args=[world.region.slug])
    assert "Inga möten" in leader.get(url).content.decode()
    world.meeting(Meeting.Kind.WEEKLY, title="Veckan", starts_at=timezone.now() + timedelta(days=1))
    world.held(Meeting.Kind.EXTRA, title="Extran")

    coming = leader.get(url).content.decode()
    past = leader.get(f"{url}?visa=tidigare").content.decode()
    none = leader.get(f"{url}?slag=first").content.decode()
    nasty = leader.get(f"{url}?slag=<script>&forum=x&sida=zzz")

    assert "Veckan" in coming
    assert "Extran" not in coming
    assert "Extran" in past
    assert "Veckan" not in none
    assert nasty.status_code == 200


@pytest.mark.parametrize("name", ["forums", "meetings"])
def test_lists_cost_the_same_whatever_their_length(world: World, member: Client, name: str) -> None:
    url = reverse(f"forums:{name}", args=[world.region.slug])
    member.get(url)
    with CaptureQueriesContext(connection) as few:
        member.get(url)
    for number in range(5):
        forum = ForumFactory(region=world.region)
        world.meeting(forum=forum, starts_at=timezone.now() + timedelta(days=number + 1))

    with CaptureQueriesContext(connection) as many:
        member.get(url)

    assert len(many) <= len(few) + 1  # one more: the next meetings of forums that have any


def test_nobody_gets_in_without_signing_in(world: World) -> None:
    meeting = world.meeting()

    response = Client().get(address("meeting", meeting))

    assert response.status_code == 302
    assert "/logga-in/" in response.headers["Location"]


def test_a_person_without_functions_sees_no_region(world: World) -> None:
    url = reverse("forums:forums", args=[world.region.slug])

    assert signed_in(UserFactory()).get(url).status_code == 404


def test_a_weekly_series_is_planned_by_page(world: World, leader: Client) -> None:
    typed = {
        "forum": world.forum.pk,
        "kind": "weekly",
        "day": (timezone.localdate() + timedelta(days=3)).isoformat(),
        "time": "09:00",
        "weeks": "4",
        "room": "Sal",
        "agenda": "Punkt ett\n\nPunkt två",
    }

    response = leader.post(reverse("forums:plan", args=[world.region.slug]), typed)

    assert response.headers["Location"] == reverse("forums:meetings", args=[world.region.slug])
    assert Meeting.objects.count() == 4
    assert [item.title for item in Meeting.objects.all()[0].agenda.all()] == [
        "Punkt ett",
        "Punkt två",
    ]


@pytest.mark.parametrize("agenda", ["x" * 121, "\n".join(["punkt"] * 31)])
def test_an_agenda_too_long_is_told(world: World, leader: Client, agenda: str) -> None:
    typed = {"forum": world.forum.pk, "kind": "weekly", "agenda": agenda}

    response = leader.post(reverse("forums:plan", args=[world.region.slug]), typed)

    assert response.status_code == 422
    assert "Högst 30 punkter" in response.content.decode() or "120 tecken" in (
        response.content.decode()
    )


def test_what_the_service_refuses_is_told_at_the_field(world: World, leader: Client) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY, starts_at=timezone.now() + timedelta(days=2))
    past = {"day": "2020-01-01", "time": "09:00"}
    plan = {"forum": world.forum.pk, "kind": "weekly", "weeks": "1", **past}

    planned = leader.post(reverse("forums:plan", args=[world.region.slug]), plan)
    moved = leader.post(address("move", meeting), {**past, "room": "Sal"})

    for response in (planned, moved):
        assert response.status_code == 409
        assert "redan varit" in response.content.decode()
