"""What contradicts itself is asked about before the meeting ends, and explained in its protocol."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from common.errors import RuleError
from forums.meetings import attendance, conduct, services
from forums.meetings.contradictions import contradictions_of
from forums.minutes import content as minutes
from forums.models import Meeting, Presence, Protocol
from tests.forums.factories import SOON, World

LATER = SOON + timedelta(hours=1)


def said(world: World, meeting: Meeting, minute: int) -> None:
    conduct.add_note(
        meeting_id=meeting.pk,
        text="Hej",
        actor_id=world.functions[0].actor_id,
        by=world.officer,
        at=SOON + timedelta(minutes=minute),
    )


def present(world: World, meeting: Meeting, minute: int) -> None:
    attendance.mark_attendance(
        meeting_id=meeting.pk,
        attendance_id=world.rows(meeting)[0].pk,
        status="present",
        by=world.officer,
        at=SOON + timedelta(minutes=minute),
    )


def test_a_meeting_that_holds_together_is_not_asked_about(world: World) -> None:
    meeting = world.running()
    said(world, meeting, 3)  # heard before the roll was taken
    present(world, meeting, 5)

    assert contradictions_of(meeting) == []
    services.end_meeting(meeting_id=meeting.pk, explanation="Ja", by=world.officer, at=LATER)
    assert Protocol.objects.get().explanation == ""


def test_a_note_from_an_absent_actor_or_one_who_had_left_is_asked_about(world: World) -> None:
    meeting = world.running()
    said(world, meeting, 3)
    assert contradictions_of(meeting) == [
        "Kommun 00 har en anteckning 03:33, men är markerad som frånvarande."
    ]
    present(world, meeting, 5)
    attendance.mark_left(
        meeting_id=meeting.pk,
        attendance_id=world.rows(meeting)[0].pk,
        by=world.officer,
        at=SOON + timedelta(minutes=10),
    )
    said(world, meeting, 15)

    assert contradictions_of(meeting) == [
        "Kommun 00 har en anteckning 03:45, men var inte kvar då."
    ]


def test_an_absent_leader_an_absent_chair_and_nobody_at_all_are_asked_about(world: World) -> None:
    meeting = world.meeting(chair_function=world.functions[0])
    meeting = services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)
    conduct.add_decision(
        meeting_id=meeting.pk,
        kind="chair",
        chair_function_id=world.functions[1].pk,
        by=world.officer,
        at=SOON,
    )

    leader, chair = contradictions_of(meeting)
    assert "står som den som leder" in leader
    assert "§ 1" in chair
    Presence.objects.all().delete()
    assert contradictions_of(meeting) == ["Ingen är markerad som närvarande."]


def test_a_contradiction_is_explained_in_the_protocol(world: World, client: Client) -> None:
    meeting = world.running()
    said(world, meeting, 3)
    client.force_login(world.officer)
    address = reverse("forums:end", args=[world.region.slug, meeting.pk])

    with pytest.raises(RuleError, match="frånvarande") as refused:
        services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)
    asked = client.get(address).content.decode()
    again = client.post(address, {"explanation": " "})
    done = client.post(address, {"explanation": "Lämnades skriftligt."})

    assert refused.value.code == "contradictions"
    assert "Det här säger emot sig självt" in asked
    assert (again.status_code, done.status_code) == (409, 302)
    assert minutes.gather(Protocol.objects.get())["explanation"] == "Lämnades skriftligt."
