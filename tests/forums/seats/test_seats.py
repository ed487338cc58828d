"""Seats, places, reference data, and the answers to an ordinary call."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from actors.models import Actor, Level, Region
from actors.rights import rights
from common.errors import RuleError
from forums import data, rules
from forums import queries as reports
from forums.meetings import services as meeting_services
from forums.meetings.answers import MeetingAnswers
from forums.models import Forum, Meeting, Seat
from forums.places import Place
from forums.seats import services as seat_services
from notices.answers import replies
from tests.factories import FunctionFactory, MemberFactory, RegionFactory, holder
from tests.forums.factories import AT, SOON, World


def test_a_seat_is_filled_changed_and_cleared(world: World) -> None:
    function = world.functions[0]
    other = world.function_of(function.actor, "Säkerhetschef")
    act = {"forum_id": world.forum.pk, "by": world.officer, "at": AT}

    seat = seat_services.fill_seat(function_id=other.pk, **act)

    assert Seat.objects.filter(forum=world.forum, actor=function.actor).count() == 1
    assert seat.function == other
    seat_services.clear_seat(seat_id=seat.pk, **act)
    with pytest.raises(RuleError, match="redan borttagen"):
        seat_services.clear_seat(seat_id=seat.pk, **act)


def test_a_seat_goes_to_members_only(world: World) -> None:
    act = {"forum_id": world.forum.pk, "by": world.officer, "at": AT}

    for function in (FunctionFactory(), world.function_of(world.region.convener, "X", is_active=0)):
        with pytest.raises(RuleError, match="medlem"):
            seat_services.fill_seat(function_id=function.pk, **act)


def test_the_regions_administrator_changes_seats_and_places(world: World) -> None:
    function = world.function_of(world.region.convener, "Systemförvaltare")
    rights.grant(function, "actors.administer_region", world.region)
    admin = holder(function)

    seat_services.set_places(forum_id=world.forum.pk, place=Place(room="Sal 1"), by=admin, at=AT)

    world.forum.refresh_from_db()
    assert (world.forum.room, world.forum.bridge_number) == ("Sal 1", "")
    with pytest.raises(RuleError, match="minst ett sätt"):
        seat_services.set_places(forum_id=world.forum.pk, place=Place(), by=admin, at=AT)


@pytest.mark.parametrize("act", ["fill", "clear", "places"])
def test_others_change_nothing(world: World, act: str) -> None:
    by = {"forum_id": world.forum.pk, "by": world.users[0], "at": AT}
    acts = {
        "fill": lambda: seat_services.fill_seat(function_id=world.functions[0].pk, **by),
        "clear": lambda: seat_services.clear_seat(seat_id=1, **by),
        "places": lambda: seat_services.set_places(place=Place(room="Sal"), **by),
    }

    with pytest.raises(PermissionDenied):
        acts[act]()


def test_the_list_of_mandate_gaps_is_exact(world: World) -> None:
    low = world.member(2, mandate=Level.EXECUTIVE)
    world.member(3, mandate=Level.DIRECTING)

    gaps = reports.mandate_gaps(reports.seats_of(world.forum), world.forum.level)

    assert [seat.function for seat in gaps] == [low]
    assert not rules.has_mandate_gap(Level.COORDINATING, Level.COORDINATING)


def test_the_forums_of_the_region_are_loaded_once_and_left_alone(db: None) -> None:
    region = RegionFactory(slug="stockholm")
    world_functions = [("RSIB", 20), ("TiB", 20), ("Lägesbildsfunktion", 20), ("Landshövding", 40)]
    made = [
        FunctionFactory(actor=region.convener, name=name, mandate_level=level)
        for name, level in world_functions
    ]
    member = MemberFactory(region=region).actor
    chief = FunctionFactory(actor=member, name="Kommundirektör", mandate_level=30)
    tib = FunctionFactory(actor=member, name="TiB", mandate_level=20, round_the_clock=True)
    police = MemberFactory(region=region, actor__kind=Actor.Kind.POLICE, actor__scb_code="").actor
    officer = FunctionFactory(actor=police, name="Vakthavande", mandate_level=10)

    call_command("load_forums")
    Forum.objects.filter(slug="samordnande").update(mission="Vår egen text")
    call_command("load_forums")

    seats = {(seat.forum.slug, seat.actor_id): seat.function for seat in Seat.objects.all()}
    assert Forum.objects.count() == len(data.FORUMS)
    assert seats["inriktande", member.pk] == chief
    assert seats["samordnande", member.pk] == tib
    assert seats["regionala-radet", member.pk] == chief  # the highest there is: a mandate gap
    assert seats["verkstallande", police.pk] == officer
    assert ("verkstallande", member.pk) not in seats
    assert Forum.objects.get(slug="samordnande").mission == "Vår egen text"
    assert Forum.objects.get(slug="regionala-radet").chair_function == made[3]
    assert Forum.objects.get(slug="regionala-radet").activated_name == ""
    leaders = rights.holders_of("forums.lead_forum", Forum.objects.get(slug="inriktande"))
    assert set(leaders) == set(made[:3])


def test_loading_forums_without_the_region_says_what_to_do(db: None) -> None:
    assert not Region.objects.exists()

    with pytest.raises(CommandError, match="load_reference_data"):
        call_command("load_forums")


def test_the_answer_page_asks_and_changes_nothing(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)
    row = world.rows(meeting)[0]
    answers = MeetingAnswers()

    page = answers.describe(row.pk, AT)
    said = answers.answer(
        row.pk, choice="deputy", via="link", by_label="TiB", extra={"text": "VB"}, as_of=AT, at=AT
    )

    assert [choice.value for choice in page.choices] == ["coming", "deputy", "not_coming"]
    assert page.current == ""
    assert dict(page.facts)["Telefonbrygga"] == "+46846500410, kod 442211"
    assert said.endswith(": Ni har svarat att en ersättare kommer.")
    assert str(meeting) in said
    assert answers.describe(row.pk, AT).current == "Ni har svarat att en ersättare kommer."
    meeting_services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)
    assert "börjat" in answers.describe(row.pk, SOON).closed


@pytest.mark.parametrize("choice", ["", "maybe"])
def test_another_answer_is_refused(world: World, choice: str) -> None:
    row = world.rows(world.meeting(Meeting.Kind.ORDINARY))[0]

    with pytest.raises(RuleError, match="Välj ett av svaren"):
        MeetingAnswers().answer(
            row.pk, choice=choice, via="sms", by_label="x", extra={}, as_of=AT, at=AT
        )


@pytest.mark.parametrize(
    ("text", "choice"), [("JA", "coming"), ("nej tack", "not_coming"), ("vad?", None)]
)
def test_a_reply_by_sms_is_understood_or_not(text: str, choice: str | None) -> None:
    assert MeetingAnswers.words.get(replies.read(text).words) == choice
