"""After a meeting each actor that was there says that its own organisation is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from common import todo
from common.errors import RuleError
from forums import tallies
from forums.briefings import services
from forums.models import Attendance, HomeBriefing, Meeting
from records.models import AuditEntry
from tests import factories as people
from tests.clients import read_form, signed_in
from tests.forums.factories import SOON, World

AFTER = SOON + timedelta(hours=2)


def confirm(world: World, meeting: Meeting, number: int = 0, **changes) -> HomeBriefing:
    values = {"actor_id": world.functions[number].actor_id, "by": world.users[number], "at": AFTER}
    return services.confirm_briefing(meeting_id=meeting.pk, **(values | changes))


def waiting(user, at=AFTER) -> list[str]:
    return [one.whom for one in todo.tasks_of(user, at) if one.action.startswith("Återför")]


def test_who_has_told_its_own_and_who_has_not_is_seen(world: World) -> None:
    meeting = world.held()
    assert waiting(world.users[0]) == [world.functions[0].actor.name]

    confirm(world, meeting, how="På krisledningens möte")
    confirm(world, meeting, how="Igen")  # changes nothing

    told = {row.actor: row.briefing for row in tallies.briefings_of(meeting)}
    assert told[world.functions[0].actor].how == "På krisledningens möte"
    assert told[world.functions[1].actor] is None
    assert waiting(world.users[0]) == []
    assert waiting(world.users[1]) == [world.functions[1].actor.name]
    assert AuditEntry.objects.filter(action="meeting.briefing").count() == 1


def test_nobody_answers_for_another_actor(world: World) -> None:
    meeting = world.held()

    for by in (world.users[1], world.officer, people.UserFactory()):
        with pytest.raises(PermissionDenied):
            confirm(world, meeting, by=by)


def test_only_who_was_there_and_only_when_it_is_over(world: World) -> None:
    with pytest.raises(RuleError, match="inte slut"):
        confirm(world, world.running())

    meeting = world.held()
    meeting.attendances.filter(function=world.functions[0]).update(status="absent")
    with pytest.raises(RuleError, match="inte med"):
        confirm(world, meeting)
    assert waiting(world.users[0]) == []


def test_it_waits_for_two_weeks_and_only_after_meetings_in_activated_mode(world: World) -> None:
    meeting = world.held()

    assert waiting(world.users[0], meeting.ended_at + timedelta(days=13))
    assert not waiting(world.users[0], meeting.ended_at + timedelta(days=15))
    Meeting.objects.update(kind=Meeting.Kind.WEEKLY)
    assert not waiting(world.users[0])


def test_in_the_browser_and_the_api(world: World) -> None:
    meeting = world.held()
    Meeting.objects.filter(pk=meeting.pk).update(ended_at=timezone.now())
    member = signed_in(world.users[0])
    address = reverse("forums:briefing", args=[world.region.slug, meeting.pk])
    assert address in member.get(meeting.get_absolute_url()).content.decode()
    shown = " ".join(member.get(address).content.decode().split())
    assert "Vilka som har återfört (0 av 3)" in shown

    member.post(address, read_form(member.get(address)) | {"how": "På intranätet"})

    shown = " ".join(member.get(address).content.decode().split())
    assert "Vilka som har återfört (1 av 3)" in shown
    assert f"Inte än: {world.region.convener}, {world.functions[1].actor}." in shown
    assert "Är er organisation informerad?" not in shown
    rows = member.get(f"/api/v1/meetings/{meeting.pk}/").json()["briefings"]
    told = {row["actor"]: row["confirmed_at"] is not None for row in rows}
    assert told[world.functions[0].actor.slug]
    assert not told[world.functions[1].actor.slug]
    stranger = signed_in(people.holder(world.member(9)))
    assert stranger.get(address).status_code == 200
    assert stranger.post(address).status_code == 403


def test_before_the_end_the_page_says_so_and_an_empty_meeting_too(world: World) -> None:
    meeting = world.running()
    address = reverse("forums:briefing", args=[world.region.slug, meeting.pk])
    assert "Mötet är inte slut" in signed_in(world.users[0]).get(address).content.decode()

    over = world.held()
    Attendance.objects.filter(meeting=over).update(status="absent")
    address = reverse("forums:briefing", args=[world.region.slug, over.pk])
    shown = signed_in(world.users[0]).get(address).content.decode()
    assert "Ingen aktör är antecknad som närvarande" in shown
