"""What is written down while a meeting runs, and who may write it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from actors.models import Level
from common.errors import RuleError
from forums import hooks, minutes, services
from forums.models import Attendance, Meeting, MeetingDecision, MeetingNote, Protocol
from forums.places import Place
from tests.factories import FunctionFactory, holder
from tests.forums.factories import AT, SOON, Listener, World

LATER = SOON + timedelta(hours=3)


def mark(world: World, meeting: Meeting, row: Attendance, status: str, **more: Any) -> Attendance:
    values = {"by": world.officer, "at": SOON, **more}
    return services.mark_attendance(
        meeting_id=meeting.pk, attendance_id=row.pk, status=status, **values
    )


def decide(world: World, meeting: Meeting, kind: str, **more: Any) -> MeetingDecision:
    values = {"by": world.officer, "at": SOON, **more}
    return services.add_decision(meeting_id=meeting.pk, kind=kind, **values)


def test_beginning_twice_is_refused(world: World) -> None:
    meeting = world.running()

    with pytest.raises(RuleError, match="pågår"):
        services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)


def test_an_ordinary_meeting_expects_the_seats_when_it_begins(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.WEEKLY, chair_function=None)
    meeting.attendances.all().delete()

    services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)

    meeting.refresh_from_db()
    assert meeting.attendances.count() == 2
    assert meeting.chair_function == world.rsib


def test_marking_somebody_present_says_when_they_came(world: World, listener: Listener) -> None:
    meeting = world.running()
    row = mark(world, meeting, world.rows(meeting)[0], "present")

    assert (row.status, row.came_at, row.left_at) == ("present", SOON, None)


def test_the_same_mark_twice_changes_nothing(world: World, listener: Listener) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    mark(world, meeting, row, "present")
    again = mark(world, meeting, row, "present", at=LATER)

    assert again.came_at == SOON
    assert [what for what in listener.heard if what[0] == "attendance"] == [
        ("attendance", "present")
    ]


def test_a_deputy_is_noted_by_function_and_forgotten_when_absent(world: World) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    deputy = mark(world, meeting, row, "deputy", deputy_function=" Vakthavande ")
    absent = mark(world, meeting, row, "absent", deputy_function="Vakthavande")

    assert (deputy.status, deputy.deputy_function) == ("deputy", "Vakthavande")
    assert (absent.status, absent.deputy_function, absent.came_at) == ("absent", "", None)


def test_somebody_who_left_may_come_back(world: World) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    mark(world, meeting, row, "present")
    left = services.mark_left(
        meeting_id=meeting.pk, attendance_id=row.pk, by=world.officer, at=LATER
    )
    twice = services.mark_left(
        meeting_id=meeting.pk, attendance_id=row.pk, by=world.officer, at=LATER + timedelta(hours=1)
    )
    back = mark(world, meeting, row, "present", at=LATER)

    assert (left.left_at, twice.left_at) == (LATER, LATER)
    assert (back.left_at, back.came_at) == (None, SOON)


def test_somebody_who_never_came_cannot_leave(world: World) -> None:
    meeting = world.running()

    with pytest.raises(RuleError, match="inte markerad"):
        services.mark_left(
            meeting_id=meeting.pk,
            attendance_id=world.rows(meeting)[0].pk,
            by=world.officer,
            at=LATER,
        )


def test_the_chair_records_who_is_on_the_telephone_only(world: World) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    for wanted in (True, True, False):
        row = services.set_by_phone(
            meeting_id=meeting.pk,
            attendance_id=row.pk,
            by_phone=wanted,
            by=world.secretary,
            at=SOON,
        )
        assert row.by_phone is wanted


def test_a_row_of_another_meeting_is_refused(world: World) -> None:
    meeting, other = world.running(), world.meeting()

    with pytest.raises(RuleError, match="inte på mötets lista"):
        mark(world, meeting, world.rows(other)[0], "present")


def test_nothing_is_marked_before_the_meeting(world: World) -> None:
    meeting = world.meeting()

    with pytest.raises(RuleError, match="pågår"):
        mark(world, meeting, world.rows(meeting)[0], "present")


def test_attendance_is_put_right_afterwards_from_the_beginning(world: World) -> None:
    meeting = world.running()
    services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)
    row = world.rows(meeting)[0]
    assert row.status == Attendance.Status.ABSENT

    row = mark(world, meeting, row, "present", at=LATER)

    assert row.came_at == SOON


def test_nothing_is_written_once_the_protocol_is_adjusted(world: World) -> None:
    meeting = world.held()
    services.adjust_protocol(protocol_id=meeting.protocol.pk, by=world.users[0], at=LATER)

    with pytest.raises(RuleError, match="justerat"):
        mark(world, meeting, world.rows(meeting)[0], "absent")
    with pytest.raises(RuleError, match="justerat"):
        services.add_note(meeting_id=meeting.pk, text="Sent", by=world.officer, at=LATER)


def test_somebody_uncalled_is_present_with_mandate_and_gap(
    world: World, listener: Listener
) -> None:
    meeting = world.running()
    guest = world.member(8, mandate=Level.EXECUTIVE)

    row = services.add_unexpected(
        meeting_id=meeting.pk, function_id=guest.pk, by=world.officer, at=LATER
    )

    assert (row.status, row.was_called, row.came_at) == ("present", False, LATER)
    assert row.has_mandate_gap
    assert ("attendance", "present") in listener.heard
    with pytest.raises(RuleError, match="redan"):
        services.add_unexpected(
            meeting_id=meeting.pk, function_id=guest.pk, by=world.officer, at=LATER
        )


def test_somebody_of_an_invisible_actor_cannot_be_added(world: World) -> None:
    meeting = world.running()

    with pytest.raises(RuleError, match="Välj en funktion"):
        services.add_unexpected(
            meeting_id=meeting.pk, function_id=FunctionFactory().pk, by=world.officer, at=LATER
        )


def test_a_note_tells_who_said_what_at_which_point(world: World) -> None:
    meeting = world.running()
    point = meeting.agenda.all()[2]

    note = services.add_note(
        meeting_id=meeting.pk,
        text="  Strömlöst i norr  ",
        agenda_item_id=point.pk,
        actor_id=world.functions[0].actor_id,
        by=world.secretary,
        at=SOON,
    )

    assert (note.text, note.agenda_item, note.written_by) == (
        "Strömlöst i norr",
        point,
        str(world.writer),
    )


def test_a_correction_is_a_later_note_and_the_first_stands(world: World) -> None:
    meeting = world.running()
    first = services.add_note(meeting_id=meeting.pk, text="Fel", by=world.officer, at=SOON)
    decision = decide(world, meeting, "agreement", text="Skolor stängs.")

    for named in ({"corrects_id": first.pk}, {"corrects_decision_id": decision.pk}):
        services.add_note(meeting_id=meeting.pk, text="Rätt", by=world.officer, at=LATER, **named)

    first.refresh_from_db()
    assert first.text == "Fel"
    assert MeetingNote.objects.filter(text="Rätt").count() == 2
    assert decision.corrections.count() == 1


@pytest.mark.parametrize("name", ["agenda_item_id", "corrects_id", "corrects_decision_id"])
def test_a_note_about_another_meetings_things_is_refused(world: World, name: str) -> None:
    meeting, other = world.running(), world.running()
    things = {
        "agenda_item_id": other.agenda.all()[0].pk,
        "corrects_id": services.add_note(
            meeting_id=other.pk, text="Hej", by=world.officer, at=SOON
        ).pk,
        "corrects_decision_id": decide(world, other, "agreement", text="Hej").pk,
    }

    with pytest.raises(RuleError, match="hör inte till mötet"):
        services.add_note(
            meeting_id=meeting.pk, text="Hej", by=world.officer, at=SOON, **{name: things[name]}
        )


def test_an_empty_note_or_an_unlisted_actor_is_refused(world: World) -> None:
    meeting = world.running()

    with pytest.raises(RuleError, match="Skriv anteckningen"):
        services.add_note(meeting_id=meeting.pk, text="  ", by=world.officer, at=SOON)
    with pytest.raises(RuleError, match="inte på mötets lista"):
        services.add_note(
            meeting_id=meeting.pk,
            text="Hej",
            actor_id=world.region.convener_id,
            by=world.officer,
            at=SOON,
        )


@pytest.mark.parametrize(
    "text",
    [
        "Forumet beslutar att Polisen spärrar av",
        "Inriktande forum har beslutat att skolorna stängs",
        "Samordnande forum fattade beslut om bandvagnarna",
        "Forumet ålägger kommunerna att ploga",
    ],
)
def test_no_text_may_say_that_the_forum_decides_for_an_actor(world: World, text: str) -> None:
    meeting = world.running()

    with pytest.raises(RuleError, match="inte åt någon aktör"):
        decide(world, meeting, "agreement", text=text)


@pytest.mark.parametrize(
    "text", ["Aktörerna är överens om att hålla skolor stängda", "Kommunen beslutar själv"]
)
def test_what_actors_agree_on_is_written_and_numbered(world: World, text: str) -> None:
    meeting = world.running()

    first, second = (decide(world, meeting, "agreement", text=text) for _ in range(2))

    assert (first.number, second.number) == (1, 2)


def test_the_first_meeting_settles_who_chairs_on(world: World) -> None:
    meeting = world.running()
    chair = world.functions[1]

    decision = decide(world, meeting, "chair", chair_function_id=chair.pk)

    assert decision.chair_function == chair
    assert str(chair) in decision.text


def test_a_chair_may_come_from_those_who_take_part_by_a_higher_app(world: World) -> None:
    meeting = world.running()
    guest = world.member(5)

    class Composition(hooks.MeetingHooks):
        def participants_of(self, meeting: Meeting) -> list[Any]:
            return [guest]

    hooks.register(Composition())

    assert decide(world, meeting, "chair", chair_function_id=guest.pk).chair_function == guest


@pytest.mark.parametrize("chosen", [None, 999_999])
def test_a_chair_from_outside_is_refused(world: World, chosen: int | None) -> None:
    with pytest.raises(RuleError, match="bland dem som deltar"):
        decide(world, world.running(), "chair", chair_function_id=chosen)


def test_the_next_meeting_has_time_and_place(world: World) -> None:
    meeting = world.running()

    here = decide(world, meeting, "next_meeting", next_starts_at=LATER)
    there = decide(
        world, meeting, "next_meeting", next_starts_at=LATER, next_place=Place(room="Sal 3")
    )

    meeting.refresh_from_db()
    assert here.next_place["bridge_code"] == "442211"
    assert there.next_place == {"room": "Sal 3"}
    assert meeting.next_meeting_note == "2026-11-21 06:30"


@pytest.mark.parametrize(
    ("when", "words"), [(None, "Ange dag"), (SOON - timedelta(days=1), "redan varit")]
)
def test_a_next_meeting_without_a_time_to_come_is_refused(
    world: World, when: Any, words: str
) -> None:
    with pytest.raises(RuleError, match=words):
        decide(world, world.running(), "next_meeting", next_starts_at=when)


def test_direction_is_asked_for_from_below_only(world: World) -> None:
    assert "inriktande forum" in decide(world, world.running(), "direction").text
    directing = World(level=Level.DIRECTING)

    with pytest.raises(RuleError, match="kan inte begära"):
        decide(directing, directing.running(), "direction")


@pytest.mark.parametrize("kind", ["agreement", "composition"])
def test_a_decision_without_words_is_refused(world: World, kind: str) -> None:
    with pytest.raises(RuleError, match="lydelsen"):
        decide(world, world.running(), kind, text="  ")


def test_nothing_is_settled_after_the_meeting(world: World) -> None:
    with pytest.raises(RuleError, match="medan mötet pågår"):
        decide(world, world.held(), "agreement", text="Sent")


def test_those_never_ticked_off_were_absent(world: World) -> None:
    meeting = world.running()

    services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)

    assert {row.status for row in world.rows(meeting)} == {"absent"}
    assert Protocol.objects.get().status == Protocol.Status.DRAFT
    with pytest.raises(RuleError, match="hållet"):
        services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)


@pytest.mark.parametrize("act", ["mark", "left", "phone", "guest", "note", "decide"])
def test_nobody_writes_who_does_not_lead(world: World, act: str) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    by = {"by": holder(world.functions[0]), "at": SOON, "meeting_id": meeting.pk}
    acts = {
        "mark": lambda: services.mark_attendance(attendance_id=row.pk, status="present", **by),
        "left": lambda: services.mark_left(attendance_id=row.pk, **by),
        "phone": lambda: services.set_by_phone(attendance_id=row.pk, by_phone=True, **by),
        "guest": lambda: services.add_unexpected(function_id=world.rsib.pk, **by),
        "note": lambda: services.add_note(text="Hej", **by),
        "decide": lambda: services.add_decision(kind="agreement", text="Hej", **by),
    }

    with pytest.raises(PermissionDenied):
        acts[act]()
    row.refresh_from_db()
    assert row.status == "expected"
    assert minutes.gather(Protocol(meeting=meeting))["other_notes"] == []


def test_an_answer_to_the_call_holds_until_the_meeting_begins(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)
    row = world.rows(meeting)[0]

    answer = {"attendance_id": row.pk, "by_label": "sms", "at": AT}
    services.answer_call(answer="coming", **answer)
    services.answer_call(answer="coming", **answer)
    row = services.answer_call(answer="deputy", deputy_function="Vakthavande", **answer)
    assert (row.answer, row.deputy_function) == ("deputy", "Vakthavande")
    services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)

    with pytest.raises(RuleError, match="börjat"):
        services.answer_call(answer="not_coming", **answer)


def test_a_cancelled_meeting_cannot_be_answered(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    services.cancel_meeting(meeting_id=meeting.pk, reason="Snö", by=world.officer, at=AT)

    with pytest.raises(RuleError, match="inställt"):
        services.answer_call(
            attendance_id=world.rows(meeting)[0].pk, answer="coming", by_label="sms", at=AT
        )


def test_what_no_font_can_show_is_left_out_of_what_is_written(world: World) -> None:
    meeting = world.running()

    note = services.add_note(
        meeting_id=meeting.pk,
        text="Rad ett\r\nrad\x0b två\x00 \U0001f328",
        by=world.officer,
        at=SOON,
    )

    assert note.text == "Rad ett\nrad två \U0001f328"
