"""Answers to a call, and the chase of those who are silent."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django_fsm import can_proceed
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from activations.models import LogEntry, Summons
from activations.running import composition
from activations.summons import chasing
from activations.summons import services as summonses
from activations.summons.answers import SummonsAnswers, on_failure, on_receipt
from activations.summons.board import board_of
from actors.models import ContactAddress
from common.errors import RuleError
from forums.meetings import services as forum_services
from notices.answers import replies
from notices.answers.sms_replies import take_sms
from notices.models import AnswerLink, Notice
from tests import factories as people
from tests.activations.factories import AT
from tests.activations.running_scene import (
    IN_HALF_AN_HOUR,
    begin,
    first_meeting,
    make_work,
    summons_of,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def called(seats=1):
    work = make_work(seats)
    meeting = first_meeting(work.convene())
    return work, meeting


def notices_to(function, template):
    return Notice.objects.filter(recipient_label=str(function), template=template)


@pytest.mark.parametrize("answer", Summons.Answer.values)
def test_a_link_answers_without_log_in(answer):
    work, meeting = called()
    summons = summons_of(meeting, work.seats[0])

    told = SummonsAnswers().answer(
        summons.pk,
        choice=answer,
        via="link",
        by_label="TiB",
        extra={"text": "säkerhetschef"},
        as_of=AT + MINUTE,
        at=AT + MINUTE,
    )

    summons.refresh_from_db()
    assert (summons.status, summons.answer, summons.answered_via) == (
        "acknowledged",
        answer,
        "link",
    )
    assert summons.deputy_note == ("säkerhetschef" if answer == "deputy" else "")
    assert str(work.seats[0]) in told
    assert LogEntry.objects.filter(kind="answer").count() == 1


def test_a_later_answer_replaces_the_first_until_the_meeting_begins():
    work, meeting = called()
    summons = summons_of(meeting, work.seats[0])

    for answer in ("coming", "not_coming"):
        summonses.answer_own(
            summons_id=summons.pk, answer=answer, by=work.holders[0], at=AT + MINUTE
        )

    summons.refresh_from_db()
    assert summons.answer == "not_coming"
    begin(meeting, by=work.scene.officer, at=IN_HALF_AN_HOUR)
    with pytest.raises(RuleError, match="redan börjat"):
        summonses.answer_own(
            summons_id=summons.pk, answer="coming", by=work.holders[0], at=IN_HALF_AN_HOUR
        )


def test_a_cancelled_meeting_needs_no_answer():
    work, meeting = called()
    forum_services.cancel_meeting(
        meeting_id=meeting.pk, reason="Faran är över", by=work.scene.officer, at=AT + MINUTE
    )
    summons = summons_of(meeting, work.seats[0])

    assert summons.status == "cancelled"
    with pytest.raises(RuleError, match="inställt"):
        summonses.answer_own(
            summons_id=summons.pk, answer="coming", by=work.holders[0], at=AT + MINUTE
        )


def test_only_the_called_function_or_its_deputy_answers_signed_in():
    work, meeting = called(2)
    summons = summons_of(meeting, work.seats[0])
    deputy = people.FunctionFactory(actor=work.seats[0].actor)
    work.seats[0].deputy = deputy
    work.seats[0].save()

    with pytest.raises(PermissionDenied):
        summonses.answer_own(
            summons_id=summons.pk, answer="coming", by=work.holders[1], at=AT + MINUTE
        )
    summonses.answer_own(
        summons_id=summons.pk, answer="coming", by=people.holder(deputy), at=AT + MINUTE
    )

    summons.refresh_from_db()
    assert (summons.answer, summons.answered_by_label) == ("deputy", str(deputy))


def test_who_leads_notes_what_somebody_said_on_the_phone():
    work, meeting = called()
    summons = summons_of(meeting, work.seats[0])

    summonses.answer_on_behalf(
        summons_id=summons.pk,
        answer="coming",
        said_by="säkerhetschef",
        by=work.scene.officer,
        at=AT + MINUTE,
    )

    summons.refresh_from_db()
    assert summons.answered_by_label == f"{work.scene.rsib}, enligt säkerhetschef"
    with pytest.raises(PermissionDenied):
        summonses.answer_on_behalf(
            summons_id=summons.pk, answer="coming", by=work.holders[0], at=AT + MINUTE
        )


@pytest.mark.parametrize(("answer", "note"), [("kanske", ""), ("", ""), ("deputy", "x" * 121)])
def test_nonsense_is_refused(answer, note):
    work, meeting = called()
    summons = summons_of(meeting, work.seats[0])

    with pytest.raises(RuleError):
        summonses.answer_own(
            summons_id=summons.pk,
            answer=answer,
            deputy_note=note,
            by=work.holders[0],
            at=AT + MINUTE,
        )


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("JA", "coming"),
        (" ja. ", "coming"),
        ("Nej", "not_coming"),
        ("ersättare", "deputy"),
        ("Jag kommer", "coming"),
        ("Jag kommer inte!", "not_coming"),
        ("Kommer ej", "not_coming"),
        ("Jag är sjuk", None),
        ("Ja, men jag kan inte förrän 19", None),
        ("vad?", None),
        ("", None),
    ],
)
def test_an_sms_is_understood_or_not(text, meaning):
    assert SummonsAnswers.words.get(replies.read(text).words) == meaning


def test_the_answer_page_tells_what_is_asked_and_answered():
    work, meeting = called()
    summons = summons_of(meeting, work.seats[0])

    page = SummonsAnswers().describe(summons.pk, AT)

    number = '<a class="tel" href="tel:+46846500410">08-465\xa0004\xa010</a>'
    assert ("Telefonbrygga", number) in page.facts  # one presses it to ring
    assert [choice.value for choice in page.choices] == ["coming", "deputy", "not_coming"]
    assert (page.closed, page.current, page.exercise) == ("", "", False)


def test_each_phone_has_a_link_of_its_own():
    work, meeting = called()

    links = AnswerLink.objects.filter(kind="summons")
    sms = ContactAddress.objects.get(function=work.seats[0], channel="sms").value
    assert sorted(links.values_list("phone", flat=True)) == ["", sms]


def test_the_silent_are_reminded_then_their_deputy_is_called_then_they_are_rung():
    work, meeting = called(2)
    silent, answering = work.seats
    deputy = people.FunctionFactory(actor=silent.actor, addresses=["sms"])
    silent.deputy = deputy
    silent.save()
    summonses.answer_own(
        summons_id=summons_of(meeting, answering).pk,
        answer="coming",
        by=work.holders[1],
        at=AT + MINUTE,
    )

    taken = [chasing.chase_due(AT + minutes * MINUTE) for minutes in (4, 5, 10, 15, 16)]

    assert taken == [0, 1, 1, 1, 0]
    assert notices_to(silent, "summons_reminder").count() == 2
    assert Notice.objects.filter(template="summons_deputy").count() == 1
    summons = summons_of(meeting, silent)
    assert (summons.listed_at, summons.listed_because) == (AT + 15 * MINUTE, "inget svar")
    assert not notices_to(answering, "summons_reminder").exists()


def test_after_an_outage_every_step_is_taken_once():
    work, meeting = called()

    assert chasing.chase_due(AT + 20 * MINUTE) == 3
    assert chasing.chase_due(AT + 21 * MINUTE) == 0


def test_the_chase_ends_when_the_meeting_begins():
    work, meeting = called()
    begin(meeting, by=work.scene.officer, at=AT + MINUTE)

    assert chasing.chase_due(AT + 20 * MINUTE) == 0


def test_a_function_without_address_is_on_the_call_list_from_the_start():
    work = make_work(0)
    mute = work.new_function(addresses=[])

    meeting = first_meeting(work.convene(function_ids=[mute.pk]))

    summons = summons_of(meeting, mute)
    assert (summons.has_address, summons.listed_because) == (False, "ingen adress")
    assert LogEntry.objects.filter(kind="fault", text__contains=mute.actor.name).exists()
    assert chasing.chase_due(AT) == 1  # its deputies, at once


def test_a_failed_call_puts_the_function_on_the_call_list_at_once():
    work, meeting = called()
    notice = notices_to(work.seats[0], "summons").first()
    notice.failed_at = AT + MINUTE

    on_failure(notice)
    on_failure(notice)

    summons = summons_of(meeting, work.seats[0])
    assert (summons.listed_at, summons.listed_because) == (AT + MINUTE, "fel adress")
    assert LogEntry.objects.filter(kind="fault").count() == 1


def test_a_receipt_marks_the_call_as_arrived_and_an_answer_stands():
    work, meeting = called()
    notice = notices_to(work.seats[0], "summons").first()
    notice.delivered_at = AT + MINUTE

    on_receipt(notice)
    summons = summons_of(meeting, work.seats[0])
    assert (summons.status, summons.delivered_at) == ("delivered", AT + MINUTE)

    summonses.answer_own(summons_id=summons.pk, answer="coming", by=work.holders[0], at=AT)
    on_receipt(notice)
    summons.refresh_from_db()
    assert summons.status == "acknowledged"


def test_receipts_of_other_things_are_let_pass():
    on_receipt(Notice(about_ref="activations.activationrequest:1", delivered_at=AT))
    on_failure(Notice(about_ref="", failed_at=AT))


def test_reminding_the_silent_by_hand():
    work, meeting = called(3)
    summonses.answer_own(
        summons_id=summons_of(meeting, work.seats[0]).pk,
        answer="coming",
        by=work.holders[0],
        at=AT,
    )

    count = chasing.remind_silent(meeting_id=meeting.pk, by=work.scene.officer, at=AT + MINUTE)

    assert count == 2
    assert Notice.objects.filter(template="summons_reminder", channel="sms").count() == 2
    with pytest.raises(PermissionDenied):
        chasing.remind_silent(meeting_id=meeting.pk, by=work.holders[0], at=AT + MINUTE)
    begin(meeting, by=work.scene.officer, at=AT + 2 * MINUTE)
    with pytest.raises(RuleError):
        chasing.remind_silent(meeting_id=meeting.pk, by=work.scene.officer, at=AT + 3 * MINUTE)


ALLOWED = {
    ("called", "deliver"),
    *((old, "record_answer") for old in ("called", "delivered", "acknowledged")),
    *((old, "call_again") for old in ("called", "delivered", "acknowledged", "cancelled")),
    *((old, "meet") for old in ("called", "delivered", "acknowledged")),
    *((old, "cancel") for old in ("called", "delivered", "acknowledged")),
}


@pytest.mark.parametrize("old", Summons.Status.values)
@pytest.mark.parametrize("act", ["deliver", "record_answer", "call_again", "meet", "cancel"])
def test_only_the_listed_transitions_of_a_summons_are_allowed(old, act):
    assert can_proceed(getattr(Summons(status=old), act)) == ((old, act) in ALLOWED)


class ChaseProperty(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(
        ticks=st.lists(st.integers(0, 40), min_size=1, max_size=8),
        limits=st.tuples(*[st.integers(1, 12)] * 3),
    )
    def test_each_step_is_taken_once_and_never_before_its_time(self, ticks, limits):
        reminder, deputy, phone = limits
        work = make_work(
            1,
            summons_reminder_minutes=reminder,
            summons_deputy_minutes=deputy,
            summons_phone_minutes=phone,
        )
        meeting = first_meeting(work.convene())

        total = sum(chasing.chase_due(AT + minute * MINUTE) for minute in sorted(ticks))

        summons = summons_of(meeting, work.seats[0])
        steps = [
            (summons.reminded_at, summons.remind_at),
            (summons.deputy_tried_at, summons.call_deputy_at),
            (summons.listed_at, summons.phone_at),
        ]
        last = AT + max(ticks) * MINUTE
        for taken_at, due_at in steps:
            assert (taken_at is not None) == (due_at <= last)
            assert taken_at is None or taken_at >= due_at
        assert total == sum(taken_at is not None for taken_at, _ in steps)


def test_the_link_of_a_cancelled_meeting_says_so():
    work, meeting = called()
    summons = summons_of(meeting, work.seats[0])
    forum_services.cancel_meeting(
        meeting_id=meeting.pk, reason="Faran är över", by=work.scene.officer, at=AT + MINUTE
    )

    page = SummonsAnswers().describe(summons.pk, AT + 2 * MINUTE)

    assert page.closed == "Mötet är inställt. Du behöver inte svara."


def test_a_function_that_is_called_already_is_not_called_twice():
    work, meeting = called()
    activation = meeting.in_activation.activation
    before = Notice.objects.count()

    summonses.call_back_in(
        activation=activation, meeting=meeting, function=work.seats[0], at=AT + MINUTE
    )

    assert Notice.objects.count() == before
    assert Summons.objects.filter(meeting=meeting, function=work.seats[0]).count() == 1


def test_reminding_nobody_writes_nothing():
    work, meeting = called()
    for summons in meeting.summonses.all():
        summonses.answer_on_behalf(
            summons_id=summons.pk, answer="coming", by=work.scene.officer, at=AT + MINUTE
        )
    entries = LogEntry.objects.count()

    assert chasing.remind_silent(meeting_id=meeting.pk, by=work.scene.officer, at=AT) == 0
    assert LogEntry.objects.count() == entries


def test_a_meeting_that_another_sender_has_just_chased_is_left_alone():
    _work, meeting = called()

    assert chasing._chase_meeting(meeting.pk, AT) == 0


def test_the_link_of_an_actor_that_has_left_says_so():
    work, meeting = called()
    activation = meeting.in_activation.activation
    summons = summons_of(meeting, work.seats[0])
    leaver = activation.participants.get(function=work.seats[0])
    composition.remove_participant(
        participant_id=leaver.pk, reason="Berörs inte", by=work.scene.officer, at=AT + MINUTE
    )

    page = SummonsAnswers().describe(summons.pk, AT + 2 * MINUTE)

    assert page.closed == "Kallelsen är återkallad. Du behöver inte svara."


def test_the_timeline_says_deputy_called_only_where_one_was():
    work, meeting = called(2)
    deputy = people.FunctionFactory(actor=work.seats[0].actor)
    ContactAddress.objects.create(function=deputy, channel="email", value="ers@example.se")
    work.seats[0].deputy = deputy
    work.seats[0].save()

    chasing.chase_due(AT + 20 * MINUTE)

    with_deputy, without = (summons_of(meeting, seat) for seat in work.seats[:2])
    assert with_deputy.deputy_called_at is not None
    assert without.deputy_called_at is None
    written = list(LogEntry.objects.filter(kind="summons").values_list("text", flat=True))
    assert f"Inget svar, ersättare kallas: {work.seats[0].actor.name}." in written
    assert f"Inget svar, ingen ersättare att kalla: {work.seats[1].actor.name}." in written
    assert chasing.chase_due(AT + 30 * MINUTE) == 0


def test_an_unclear_reply_is_seen_on_the_board_and_in_the_timeline_without_its_words():
    work, meeting = called()
    summons = summons_of(meeting, work.seats[0])
    number = work.seats[0].addresses.get(channel="sms").value

    take_sms(provider_id="1", sender=number, text="Jag är sjuk", received_at=AT, at=AT)

    summons.refresh_from_db()
    row = board_of(meeting, summons.meeting.in_activation.activation).groups[0].rows[0]
    assert (summons.answer, row.unclear_at) == ("", AT)
    entry = LogEntry.objects.get(text__contains="inte gick att förstå")
    assert "sjuk" not in entry.text


def test_a_yes_sent_before_the_move_does_not_count_for_the_new_time():
    work, meeting = called()
    number = work.seats[0].addresses.get(channel="sms").value
    forum_services.move_meeting(
        meeting_id=meeting.pk,
        starts_at=meeting.starts_at + timedelta(hours=1),
        by=work.scene.officer,
        at=AT + 2 * MINUTE,
    )

    late = take_sms(
        provider_id="1", sender=number, text="Ja", received_at=AT + MINUTE, at=AT + 3 * MINUTE
    )

    summons = summons_of(meeting, work.seats[0])
    assert (summons.answer, "äldre än frågan" in late.result) == ("", True)
    now = take_sms(
        provider_id="2", sender=number, text="Ja", received_at=AT + 3 * MINUTE, at=AT + 3 * MINUTE
    )
    summons.refresh_from_db()
    event = summons.meeting.in_activation.activation.event.title
    assert summons.answer == "coming"
    assert meeting.forum.called_name in now.result
    assert event in now.result


def test_every_call_names_its_event():
    work, meeting = called()

    event = meeting.in_activation.activation.event.title
    bodies = [notice.body for notice in Notice.objects.filter(template="summons")]
    assert bodies
    assert all(event[:12] in body for body in bodies)


def test_a_reminder_without_an_address_left_is_none() -> None:
    work, meeting = called()
    summons = meeting.summonses.first()
    ContactAddress.objects.all().delete()

    assert chasing._remind(summons, AT + MINUTE) is False

    assert (summons.reminded_at, summons.has_address) == (None, False)
