"""The conduct view: each act as a form, with and without JavaScript."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.meetings import conduct
from forums.minutes import services as minutes_services
from forums.models import Meeting, MeetingNote
from records import forms
from records.models import AuditEntry
from tests.forums.factories import World


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


def test_marks_and_notes_swap_only_the_part_and_tell_the_rest(world: World, leader: Client) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    htmx = {"HX-Request": "true", "HX-Target": "current"}

    marked = leader.post(
        address("mark", meeting), {"attendance": row.pk, "mark": "present"}, headers=htmx
    )
    noted = leader.post(
        address("note", meeting),
        {"text": "Strömlöst", "actor": row.actor_id, "attendance": row.pk},
        headers=htmx,
    )

    assert (marked.status_code, noted.status_code) == (200, 200)
    assert marked.headers["HX-Trigger"] == "meeting-changed"
    assert "<h1" not in marked.content.decode()
    assert "Närvarande" in marked.content.decode()
    row.refresh_from_db()
    assert row.status == "present"
    assert MeetingNote.objects.get().text == "Strömlöst"


@pytest.mark.parametrize(
    ("name", "typed", "part", "told"),
    [
        ("mark", {"mark": "present"}, "current", "Närvarande"),
        ("note", {"text": "Strömlöst"}, "current", forms.ALREADY),
        ("decide", {"kind": "agreement", "text": "Skolor hålls stängda"}, "decide", forms.ALREADY),
    ],
)
def test_what_is_sent_again_is_stored_once_and_its_part_says_so(
    world: World, leader: Client, name: str, typed: dict[str, str], part: str, told: str
) -> None:
    """The answer was lost on the way: the same form comes again, by htmx, then without it."""
    meeting = world.running()
    sent = typed | {"attendance": str(world.rows(meeting)[0].pk), "form_key": forms.new_key()}
    page = f"http://testserver{address('conduct', meeting)}"
    htmx = {"HX-Request": "true", "HX-Target": part, "HX-Current-URL": page}

    first = leader.post(address(name, meeting), sent, headers=htmx)
    logged = AuditEntry.objects.count()
    second = leader.post(address(name, meeting), sent, headers=htmx)
    plain = leader.post(address(name, meeting), sent, follow=True)

    assert (first.status_code, second.status_code) == (200, 200)
    assert told in second.content.decode()
    assert "<html" not in second.content.decode()
    assert "HX-Redirect" not in second.headers
    assert plain.redirect_chain == [(address("conduct", meeting), 302)]
    assert forms.ALREADY in plain.content.decode()
    assert meeting.notes.count() + meeting.decisions.count() == (name != "mark")
    assert AuditEntry.objects.count() == logged


@pytest.mark.parametrize(
    ("name", "form"), [("mark", "narvaro"), ("note", "anteckning"), ("decide", "beslut")]
)
def test_each_part_gives_its_next_form_a_key_of_its_own(
    world: World, leader: Client, name: str, form: str
) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    typed = {"attendance": row.pk, "mark": "present", "text": "Hej", "kind": "agreement"}
    shown = leader.get(address("conduct", meeting)).content.decode()

    part = leader.post(
        address(name, meeting), typed, headers={"HX-Request": "true"}
    ).content.decode()

    before, after = (
        re.findall(rf'<form[^>]*{form}/.*?name="form_key" value="([^"]+)"', page, re.S)
        for page in (shown, part)
    )
    assert len(before) == len(after) == 1
    assert before != after


def test_marks_and_notes_work_without_javascript(world: World, leader: Client) -> None:
    meeting = world.running()
    row = world.rows(meeting)[1]

    response = leader.post(address("mark", meeting), {"attendance": row.pk, "mark": "absent"})

    assert response.status_code == 302
    assert f"actor={row.pk}" in response.headers["Location"]


@pytest.mark.parametrize(
    ("name", "typed", "status"),
    [
        ("mark", {"attendance": "x", "mark": "present"}, 422),
        ("mark", {"attendance": "999999", "mark": "present"}, 409),
        ("mark", {"attendance": "1", "mark": "gone"}, 422),
        ("note", {"text": ""}, 422),
        ("note", {"text": "å" * 5000}, 422),
        ("note", {"text": "Hej", "actor": "999999"}, 409),
        ("note", {"text": "Hej", "agenda_item": "999999"}, 409),
        ("note", {"text": "Hej", "agenda_item": "nej"}, 422),
        ("decide", {"kind": "agreement", "text": ""}, 409),
        ("decide", {"kind": "chair"}, 409),
        ("decide", {"kind": "chair", "chair_function": "999999"}, 422),
        ("decide", {"kind": "next_meeting"}, 409),
        ("decide", {"kind": "next_meeting", "day": "2027-03-28", "time": "02:30"}, 422),
        ("decide", {"kind": "rule"}, 422),
        ("unexpected", {"function": "x"}, 422),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_wrong_input_while_conducting_is_told_and_never_breaks(
    world: World, leader: Client, name: str, typed: dict[str, str], status: int, htmx: bool
) -> None:
    meeting = world.running()
    headers = {"HX-Request": "true"} if htmx else {}

    response = leader.post(address(name, meeting), typed, headers=headers)

    assert response.status_code == status
    assert "error-summary" in response.content.decode()


def test_a_typed_decision_is_kept_when_it_is_refused(world: World, leader: Client) -> None:
    meeting = world.running()

    response = leader.post(
        address("decide", meeting),
        {"kind": "agreement", "text": "Forumet beslutar att Polisen stänger vägen"},
    )

    assert response.status_code == 409
    page = response.content.decode()
    assert "beslutar inte åt någon aktör" in page
    assert "Polisen stänger vägen" in page


def test_the_poll_costs_nothing_until_something_happens(world: World, leader: Client) -> None:
    meeting = world.running()
    url = address("conduct_live", meeting)
    mark = leader.get(url).headers["ETag"]
    unchanged = leader.get(url, headers={"If-None-Match": mark})
    conduct.add_note(meeting_id=meeting.pk, text="Nytt", by=world.officer, at=timezone.now())

    changed = leader.get(url, headers={"If-None-Match": mark})

    assert unchanged.status_code == 304
    assert changed.status_code == 200
    assert "Nytt" in changed.content.decode()


def test_a_meeting_that_has_ended_has_no_conduct_view_once_adjusted(
    world: World, leader: Client
) -> None:
    meeting = world.held()
    assert leader.get(address("conduct", meeting)).status_code == 200
    minutes_services.adjust_protocol(
        protocol_id=meeting.protocol.pk, by=world.users[0], at=timezone.now()
    )

    assert leader.get(address("conduct", meeting)).status_code == 302


def test_ending_tells_who_is_missing_and_that_no_chair_is_settled(
    world: World, leader: Client
) -> None:
    meeting = world.running()

    page = leader.get(address("end", meeting)).content.decode()

    assert "2 saknas" in page
    assert "Inget beslut om ordförande än" in page
    assert leader.post(address("end", meeting)).status_code == 302
    assert leader.post(address("end", meeting)).status_code == 409


def test_somebody_uncalled_is_added_by_page(world: World, leader: Client) -> None:
    meeting = world.running()
    guest = world.member(9)

    assert leader.get(address("unexpected", meeting)).status_code == 200
    response = leader.post(address("unexpected", meeting), {"function": guest.pk})

    assert response.status_code == 302
    assert meeting.attendances.get(function=guest).was_called is False
    page = leader.get(address("conduct", meeting)).content.decode()
    assert guest.actor.name in page


def test_calling_and_beginning_twice_is_told(world: World, leader: Client) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    leader.post(address("call", meeting))

    assert leader.post(address("call", meeting)).status_code == 409
    leader.post(address("begin", meeting))
    assert leader.post(address("begin", meeting)).status_code == 409
    assert "pågår" in leader.post(address("begin", meeting)).content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_decision_is_saved_and_corrected_by_a_later_note(
    world: World, leader: Client, htmx: bool
) -> None:
    meeting = world.running()
    headers = {"HX-Request": "true"} if htmx else {}
    saved = leader.post(
        address("decide", meeting),
        {"kind": "agreement", "text": "Skolor hålls stängda"},
        headers=headers,
    )
    assert saved.status_code == (200 if htmx else 302)
    decision = meeting.decisions.get()
    asked = leader.get(f"{address('conduct', meeting)}?ratta_beslut=1").content.decode()
    assert "Rättelse till § 1" in asked

    leader.post(address("note", meeting), {"text": "I två dygn", "corrects_decision": decision.pk})

    assert decision.corrections.get().text == "I två dygn"
    page = leader.get(f"{address('conduct', meeting)}?ratta={decision.corrections.get().pk}")
    assert "Rättelse till ”I två dygn”" in page.content.decode()
    nothing = leader.get(f"{address('conduct', meeting)}?ratta=999999&ratta_beslut=x")
    assert "Rättelse till ”" not in nothing.content.decode().split("data-live")[0]


def test_telephone_and_leaving_are_marked_by_page(world: World, leader: Client) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    for wanted in ("by_phone", "present", "left", "not_by_phone"):
        leader.post(address("mark", meeting), {"attendance": row.pk, "mark": wanted})

    row.refresh_from_db()
    assert (row.status, row.by_phone) == ("present", False)
    assert row.left_at is not None


def test_the_next_actor_comes_alone_to_htmx(world: World, leader: Client) -> None:
    meeting = world.running()
    row = world.rows(meeting)[1]

    part = leader.get(
        f"{address('conduct', meeting)}?actor={row.pk}",
        headers={"HX-Request": "true", "HX-Target": "current"},
    ).content.decode()

    assert row.actor.name in part
    assert "<html" not in part
    assert 'data-key="p"' in part
    assert 'data-key="n"' not in part


def test_a_meeting_without_anybody_called_can_still_be_conducted(
    world: World, leader: Client
) -> None:
    meeting = world.running()
    meeting.attendances.all().delete()

    page = leader.get(address("conduct", meeting))
    marked = leader.post(address("mark", meeting), {"attendance": "1", "mark": "present"})

    assert "Ingen är kallad" in page.content.decode()
    assert marked.status_code == 409


def test_a_sentence_in_which_a_body_decides_is_asked_about_where_it_is_written(
    world: World, leader: Client
) -> None:
    meeting = world.running()
    text = "Mötet beslutade att kommunerna stänger skolor"

    asked = leader.post(address("note", meeting), {"text": text})
    decided = leader.post(address("decide", meeting), {"kind": "agreement", "text": text})
    told = leader.post(address("note", meeting), {"text": text, "wording_reason": "Citat"})

    for page in (asked, decided):
        assert page.status_code == 409
        assert "Varför stämmer det?" in page.content.decode()
    assert told.status_code == 302
    assert meeting.notes.get().wording_reason == "Citat"
