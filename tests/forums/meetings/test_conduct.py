"""What is written down while a meeting runs, and who may write it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from actors.models import Level
from common.errors import RuleError
from forums import hooks
from forums.meetings import answering, attendance, conduct
from forums.meetings import services as meeting_services
from forums.minutes import content as minutes
from forums.minutes import services as minutes_services
from forums.models import Attendance, Meeting, MeetingDecision, MeetingNote, Protocol
from forums.places import Place
from tests.factories import MemberFactory, holder
from tests.forums.factories import AT, SOON, ForumFactory, Listener, World

LATER = SOON + timedelta(hours=3)


def mark(world: World, meeting: Meeting, row: Attendance, status: str, **more: Any) -> Attendance:
    values = {"by": world.officer, "at": SOON, **more}
    return attendance.mark_attendance(
        meeting_id=meeting.pk, attendance_id=row.pk, status=status, **values
    )


def decide(world: World, meeting: Meeting, kind: str, **more: Any) -> MeetingDecision:
    values = {"by": world.officer, "at": SOON, **more}
    return conduct.add_decision(meeting_id=meeting.pk, kind=kind, **values)


def test_beginning_twice_is_refused(world: World) -> None:
    meeting = world.running()

    with pytest.raises(RuleError, match="pågår"):
        meeting_services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)


def test_an_ordinary_meeting_expects_the_seats_when_it_begins(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.WEEKLY, chair_function=None)
    meeting.attendances.all().delete()

    meeting_services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)

    meeting.refresh_from_db()
    assert set(meeting.attendances.values_list("function", flat=True)) == {
        world.rsib.pk,
        *(function.pk for function in world.functions),
    }
    assert meeting.chair_function == world.rsib


@pytest.mark.parametrize("is_listed", [False, True])
def test_whoever_begins_the_meeting_is_there(
    world: World, listener: Listener, is_listed: bool
) -> None:
    meeting = world.meeting()
    if is_listed:
        meeting_services.expect(meeting, [world.rsib])

    meeting_services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)

    row = meeting.attendances.get(function=world.rsib)
    assert (row.status, row.came_at, row.was_called) == ("present", SOON, True)
    assert (("attendance", "present") in listener.heard) is is_listed


def test_nothing_is_written_once_the_protocol_is_adjusted(world: World) -> None:
    meeting = world.held()
    minutes_services.adjust_protocol(protocol_id=meeting.protocol.pk, by=world.users[0], at=LATER)

    with pytest.raises(RuleError, match="justerat"):
        mark(world, meeting, world.rows(meeting)[0], "absent")
    with pytest.raises(RuleError, match="justerat"):
        conduct.add_note(meeting_id=meeting.pk, text="Sent", by=world.officer, at=LATER)


def test_a_note_tells_who_said_what_at_which_point(world: World) -> None:
    meeting = world.running()
    point = meeting.agenda.all()[2]

    note = conduct.add_note(
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
    first = conduct.add_note(meeting_id=meeting.pk, text="Fel", by=world.officer, at=SOON)
    decision = decide(world, meeting, "agreement", text="Skolor stängs.")

    for named in ({"corrects_id": first.pk}, {"corrects_decision_id": decision.pk}):
        conduct.add_note(meeting_id=meeting.pk, text="Rätt", by=world.officer, at=LATER, **named)

    first.refresh_from_db()
    assert first.text == "Fel"
    assert MeetingNote.objects.filter(text="Rätt").count() == 2
    assert decision.corrections.count() == 1


@pytest.mark.parametrize("name", ["agenda_item_id", "corrects_id", "corrects_decision_id"])
def test_a_note_about_another_meetings_things_is_refused(world: World, name: str) -> None:
    meeting, other = world.running(), world.running()
    things = {
        "agenda_item_id": other.agenda.all()[0].pk,
        "corrects_id": conduct.add_note(
            meeting_id=other.pk, text="Hej", by=world.officer, at=SOON
        ).pk,
        "corrects_decision_id": decide(world, other, "agreement", text="Hej").pk,
    }

    with pytest.raises(RuleError, match="hör inte till mötet"):
        conduct.add_note(
            meeting_id=meeting.pk, text="Hej", by=world.officer, at=SOON, **{name: things[name]}
        )


def test_an_empty_note_or_an_unlisted_actor_is_refused(world: World) -> None:
    meeting = world.running()

    with pytest.raises(RuleError, match="Skriv anteckningen"):
        conduct.add_note(meeting_id=meeting.pk, text="  ", by=world.officer, at=SOON)
    with pytest.raises(RuleError, match="inte på mötets lista"):
        conduct.add_note(
            meeting_id=meeting.pk,
            text="Hej",
            actor_id=MemberFactory(region=world.region).actor_id,
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
def test_a_text_in_which_the_forum_decides_is_asked_about_and_may_have_a_reason(
    world: World, text: str
) -> None:
    meeting = world.running()
    note = {"meeting_id": meeting.pk, "text": text, "by": world.officer, "at": SOON}

    with pytest.raises(RuleError, match="inte åt någon aktör") as asked:
        decide(world, meeting, "agreement", text=text)
    with pytest.raises(RuleError, match="inte åt någon aktör"):
        conduct.add_note(**note)
    reason = "Kommunstyrelsens eget beslut"
    decided = decide(world, meeting, "agreement", text=text, wording_reason=reason)
    noted = conduct.add_note(**note, wording_reason=reason)

    assert asked.value.field == "wording_reason"
    assert (decided.text, decided.wording_reason) == (text, reason)
    assert (noted.text, noted.wording_reason) == (text, reason)


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
    ForumFactory(region=world.forum.region, level=Level.DIRECTING)

    asked = decide(world, world.running(), "direction", text="Skolorna")

    assert asked.text == "Länsstyrelsen ombeds att sammankalla inriktande forum. Skolorna"
    assert asked.own_words == "Skolorna"
    directing = World(level=Level.DIRECTING)
    with pytest.raises(RuleError, match="kan inte begära"):
        decide(directing, directing.running(), "direction", text="Skolorna")


def test_what_needs_direction_is_told(world: World) -> None:
    with pytest.raises(RuleError, match="vad som behöver inriktas"):
        decide(world, world.running(), "direction")


@pytest.mark.parametrize("kind", ["agreement", "composition"])
def test_a_decision_without_words_is_refused(world: World, kind: str) -> None:
    with pytest.raises(RuleError, match="lydelsen"):
        decide(world, world.running(), kind, text="  ")


def test_nothing_is_settled_after_the_meeting(world: World) -> None:
    with pytest.raises(RuleError, match="medan mötet pågår"):
        decide(world, world.held(), "agreement", text="Sent")


def test_those_never_ticked_off_were_absent(world: World) -> None:
    meeting = world.running()

    meeting_services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)

    assert [row.status for row in world.rows(meeting)] == ["absent", "absent", "present"]
    assert Protocol.objects.get().status == Protocol.Status.DRAFT
    with pytest.raises(RuleError, match="hållet"):
        meeting_services.end_meeting(meeting_id=meeting.pk, by=world.officer, at=LATER)


@pytest.mark.parametrize("act", ["mark", "left", "phone", "guest", "note", "decide"])
def test_nobody_writes_who_does_not_lead(world: World, act: str) -> None:
    meeting = world.running()
    row = world.rows(meeting)[0]
    by = {"by": holder(world.functions[0]), "at": SOON, "meeting_id": meeting.pk}
    acts = {
        "mark": lambda: attendance.mark_attendance(attendance_id=row.pk, status="present", **by),
        "left": lambda: attendance.mark_left(attendance_id=row.pk, **by),
        "phone": lambda: attendance.set_by_phone(attendance_id=row.pk, by_phone=True, **by),
        "guest": lambda: attendance.add_unexpected(function_id=world.rsib.pk, **by),
        "note": lambda: conduct.add_note(text="Hej", **by),
        "decide": lambda: conduct.add_decision(kind="agreement", text="Hej", **by),
    }

    with pytest.raises(PermissionDenied):
        acts[act]()
    row.refresh_from_db()
    assert row.status == "expected"
    assert minutes.gather(Protocol(meeting=meeting))["other_notes"] == []


def test_an_answer_to_the_call_holds_until_the_meeting_begins(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=AT)
    row = world.rows(meeting)[0]

    answer = {"attendance_id": row.pk, "by_label": "sms", "as_of": AT, "at": AT}
    answering.answer_call(answer="coming", **answer)
    answering.answer_call(answer="coming", **answer)
    row = answering.answer_call(answer="deputy", deputy_function="Vakthavande", **answer)
    assert (row.answer, row.deputy_function) == ("deputy", "Vakthavande")
    meeting_services.begin_meeting(meeting_id=meeting.pk, by=world.officer, at=SOON)

    with pytest.raises(RuleError, match="börjat"):
        answering.answer_call(answer="not_coming", **answer)


def test_a_cancelled_meeting_cannot_be_answered(world: World) -> None:
    meeting = world.meeting(Meeting.Kind.ORDINARY)
    meeting_services.cancel_meeting(meeting_id=meeting.pk, reason="Snö", by=world.officer, at=AT)

    with pytest.raises(RuleError, match="inställt"):
        answering.answer_call(
            attendance_id=world.rows(meeting)[0].pk,
            answer="coming",
            by_label="sms",
            as_of=AT,
            at=AT,
        )


def test_what_no_font_can_show_is_left_out_of_what_is_written(world: World) -> None:
    meeting = world.running()

    note = conduct.add_note(
        meeting_id=meeting.pk,
        text="Rad ett\r\nrad\x0b två\x00 \U0001f328",
        by=world.officer,
        at=SOON,
    )

    assert note.text == "Rad ett\nrad två \U0001f328"
