"""The pages and the API of directions, without JavaScript and for those without the right."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.directions import services
from forums.directions.services import Words
from forums.models import ActorDecision, JointDirection
from tests.clients import read_form, signed_in
from tests.forums.directions.scene import AIM, actor, agree, agreed, decide, draft
from tests.forums.factories import SOON, World


def page(world: World, name: str, *args: object) -> str:
    return reverse(f"forums:{name}", args=[world.region.slug, *args])


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_direction_is_written_agreed_on_and_decided_on_in_the_browser(world: World) -> None:
    meeting = world.running()
    leader, member = signed_in(world.officer), signed_in(world.users[0])
    assert "Skriv en inriktning" in text(leader.get(meeting.get_absolute_url()))
    assert "Skriv en inriktning" not in text(member.get(meeting.get_absolute_url()))
    new = page(world, "direction_new", meeting.pk)
    typed = {"aim": AIM, "priorities": "Spår\nBussgator"}
    leader.post(new, read_form(leader.get(new)) | typed)
    found = JointDirection.objects.get()
    here = found.get_absolute_url()
    assert "Aktörerna är överens" in text(leader.get(here))
    assert "Aktörerna är överens" not in text(member.get(here))

    agree = page(world, "direction_agree", found.pk)
    assert "Frågan går till 3 aktörer" in text(leader.get(agree))
    leader.post(agree, read_form(leader.get(agree)))
    assert "0 av 3 aktörer antar · 3 inväntas" in text(member.get(here))
    assert f"Vad beslutar {actor(world)}?" in text(member.get(here))
    other = text(signed_in(world.users[1]).get(here))
    assert f"Vad beslutar {actor(world, 1)}?" in other
    assert f"Vad beslutar {actor(world)}?" not in other

    member.post(page(world, "direction_confirm", found.pk, actor(world).slug))

    assert not ActorDecision.objects.get(actor=actor(world)).is_noted
    again = member.post(page(world, "direction_confirm", found.pk, actor(world).slug), follow=True)
    assert "inget antecknat att bekräfta" in text(again)


def test_the_leader_sees_whom_to_ring_and_notes_what_they_say(world: World) -> None:
    found = agreed(world)
    leader = signed_in(world.officer)
    shown = text(leader.get(found.get_absolute_url()))
    assert 'href="tel:' in shown
    address = page(world, "direction_decide", found.pk, actor(world).slug)
    assert "Anteckna bara det aktören själv säger" in text(leader.get(address))

    leader.post(address, read_form(leader.get(address)) | {"status": "adopts", "body": "KD"})

    assert "antecknat av ledningen, inte bekräftat" in text(leader.get(found.get_absolute_url()))
    other = page(world, "direction_decide", found.pk, actor(world, 1).slug)
    assert signed_in(world.users[0]).get(other).status_code == 403


def test_two_who_write_see_both_texts_and_the_second_may_save_again(world: World) -> None:
    found = draft(world)
    leader = signed_in(world.officer)
    address = page(world, "direction_edit", found.pk)
    mine = read_form(leader.get(address)) | {"aim": "Min text"}
    services.edit_draft(
        direction_id=found.pk, words=Words("Deras text"), version=1, by=world.officer, at=SOON
    )

    conflict = leader.post(address, mine)

    assert conflict.status_code == 409
    assert "Deras text" in text(conflict)
    assert read_form(conflict)["aim"] == ["Min text"]
    leader.post(address, read_form(conflict))
    found.refresh_from_db()
    assert found.aim == "Min text"


def test_a_body_that_decides_is_asked_about_and_nothing_typed_is_lost(world: World) -> None:
    leader = signed_in(world.officer)
    new = page(world, "direction_new", world.running().pk)

    asked = leader.post(new, read_form(leader.get(new)) | {"aim": "Forumet beslutar att sanda"})

    assert "Forumet beslutar inte åt någon aktör" in text(asked)
    assert read_form(asked)["aim"] == ["Forumet beslutar att sanda"]


def test_the_list_tells_what_holds_what_waits_and_what_held(world: World) -> None:
    ended = agreed(world)
    services.end_direction(direction_id=ended.pk, reason="Över", by=world.officer, at=SOON)
    draft(world, ended.meeting, aim="Ett utkast")
    shown = text(signed_in(world.users[0]).get(page(world, "directions")))

    assert "Ingen inriktning gäller nu" in shown
    assert "<h2>Utkast</h2>" in shown
    assert "<h2>Tidigare</h2>" in shown


def test_an_exercise_says_so_in_the_list_and_on_its_page(world: World) -> None:
    found = agree(world, draft(world, world.running(exercise=True)))
    client = signed_in(world.users[0])

    assert found.exercise
    assert "<b>ÖVNING</b>" in text(client.get(page(world, "directions")))
    assert "ÖVNING" in text(client.get(found.get_absolute_url()))


def test_the_leader_throws_a_draft_away_and_ends_what_holds(world: World) -> None:
    one = draft(world)
    leader = signed_in(world.officer)
    address = page(world, "direction_discard", one.pk)
    leader.post(address, read_form(leader.get(address)))
    assert not JointDirection.objects.exists()

    other = agreed(world)
    assert leader.get(page(world, "direction_edit", other.pk)).status_code == 404
    address = page(world, "direction_end", other.pk)
    leader.post(address, read_form(leader.get(address)) | {"reason": "Snön är röjd"})
    assert "Slutade gälla" in text(leader.get(other.get_absolute_url()))


def test_the_pdf_is_asked_for_by_who_may_read(world: World) -> None:
    found = agreed(world)
    member = signed_in(world.users[0])

    assert member.post(page(world, "direction_pdf", found.pk)).status_code == 302
    state = member.get(page(world, "direction_job", found.pk), HTTP_HX_REQUEST="true")
    assert "PDF:en skapas" in text(state)


def test_a_stranger_finds_nothing(world: World) -> None:
    found = agreed(world)
    stranger = signed_in(World().officer)

    for name in ("direction", "direction_edit", "direction_agree", "direction_pdf"):
        assert stranger.get(page(world, name, found.pk)).status_code == 404
    assert stranger.get(f"/api/v1/directions/{found.pk}/").status_code == 404


def test_the_api_shows_the_numbers_of_the_page_and_takes_ones_own_decision(world: World) -> None:
    found = agreed(world, reply_by=timezone.now() + timedelta(hours=1))
    decide(world, found)
    member = signed_in(world.users[1])

    shown = member.get(f"/api/v1/directions/{found.pk}/").json()
    assert shown["counts"] == {"adopts": 1, "deviates": 0, "declines": 0, "awaited": 2}
    body = {"actor": actor(world, 1).slug, "status": "declines", "body": "KD", "reason": "Resurs"}
    address = f"/api/v1/directions/{found.pk}/decide/"
    said = member.post(address, body, content_type="application/json")
    assert said.json()["status"] == "declines"
    rows = member.get(f"/api/v1/directions/{found.pk}/decisions/").json()["results"]
    assert {row["actor"]: row["status"] for row in rows}[actor(world, 1).slug] == "declines"
    foreign = body | {"actor": actor(world).slug}
    assert member.post(address, foreign, content_type="application/json").status_code == 403
    unknown = body | {"actor": "finns-inte"}
    assert member.post(address, unknown, content_type="application/json").status_code == 404


@pytest.mark.parametrize(("query", "found"), [("in_force=true", 1), ("in_force=false", 1)])
def test_the_api_tells_what_holds_from_what_does_not(world: World, query, found) -> None:
    ended = agreed(world)
    services.end_direction(direction_id=ended.pk, reason="Över", by=world.officer, at=SOON)
    agreed(World())  # of another region
    services.agree(
        direction_id=draft(world, ended.meeting).pk, version=1, by=world.officer, at=SOON
    )

    rows = signed_in(world.users[0]).get(f"/api/v1/directions/?{query}").json()["results"]

    assert len(rows) == found
