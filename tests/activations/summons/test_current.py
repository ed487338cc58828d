"""An answer counts for the question as it stood: by any phone of the function, never for a move."""

from datetime import timedelta

import pytest
from django.test import Client

from activations.models import LogEntry
from activations.summons import services as summonses
from activations.summons.board import board_of
from actors.models import ContactAddress
from common.errors import RuleError
from forums.meetings import services as forum_services
from notices import services as notice_services
from notices.answers.sms_replies import take_sms
from notices.models import AnswerLink
from tests.activations.factories import AT
from tests.activations.running_scene import begin, first_meeting, make_work, summons_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
OTHER_PHONE = "+46701112244"


def test_a_reply_by_the_second_phone_of_a_function_counts():
    work = make_work(1)
    seat = work.seats[0]
    ContactAddress.objects.create(function=seat, channel="sms", value=OTHER_PHONE)
    meeting = first_meeting(work.convene())

    said = take_sms(
        provider_id="1",
        sender=OTHER_PHONE,
        text="Ja",
        received_at=AT + MINUTE,
        at=AT + MINUTE,
    )

    summons = summons_of(meeting, seat)
    assert (summons.answer, summons.answered_via) == ("coming", "sms")
    assert summons.answered_by_label == str(seat)
    assert str(seat) in said.result
    phones = set(AnswerLink.objects.filter(kind="summons").values_list("phone", flat=True))
    assert {
        OTHER_PHONE,
        seat.addresses.exclude(value=OTHER_PHONE).get(channel="sms").value,
    } <= phones
    # The first phone may still change what the second said, until the meeting begins.
    first = seat.addresses.exclude(value=OTHER_PHONE).get(channel="sms").value
    take_sms(
        provider_id="2", sender=first, text="NEJ", received_at=AT + 2 * MINUTE, at=AT + 2 * MINUTE
    )
    assert summons_of(meeting, seat).answer == "not_coming"


def move(work, meeting, minutes):
    forum_services.move_meeting(
        meeting_id=meeting.pk,
        starts_at=meeting.starts_at + timedelta(hours=1),
        by=work.scene.officer,
        at=AT + minutes * MINUTE,
    )


def test_a_form_read_before_the_meeting_moved_is_asked_about_and_not_counted():
    work = make_work(1)
    meeting = first_meeting(work.convene())
    summons = summons_of(meeting, work.seats[0])
    client = Client()
    client.force_login(work.holders[0])
    address = f"/{meeting.forum.region.slug}/svar/{meeting.pk}/{summons.pk}/"
    read = client.get(address).context["form"].initial["asked"]
    move(work, meeting, 2)

    late = client.post(address, {"answer": "coming", "asked": read})

    assert late.status_code == 409
    assert "har ändrats" in late.content.decode()
    summons.refresh_from_db()
    assert summons.answer == ""
    assert client.post(address, {"answer": "coming", "asked": "banan"}).status_code == 422
    assert client.post(address, {"answer": "coming", "asked": "2026-99-99"}).status_code == 422
    again = client.get(address).context["form"].initial["asked"]
    assert client.post(address, {"answer": "coming", "asked": again}).status_code == 302


def test_the_age_of_an_answer_is_compared_with_the_row_as_it_is_locked():
    work = make_work(1)
    meeting = first_meeting(work.convene())
    summons = summons_of(meeting, work.seats[0])
    move(work, meeting, 2)

    with pytest.raises(RuleError, match="har ändrats"):
        summonses.answer_by_token(
            summons_id=summons.pk,
            answer="coming",
            via="link",
            by_label="TiB",
            as_of=AT + MINUTE,
            at=AT + 3 * MINUTE,
        )
    with pytest.raises(RuleError, match="har ändrats"):
        summonses.answer_as_deputy(
            summons_id=summons.pk,
            comes=False,
            via="link",
            by_label="Säkerhetschef",
            as_of=AT + MINUTE,
            at=AT + 3 * MINUTE,
        )
    with pytest.raises(RuleError, match="har ändrats"):
        summonses.answer_on_behalf(
            summons_id=summons.pk,
            answer="coming",
            asked=AT,
            by=work.scene.officer,
            at=AT + 3 * MINUTE,
        )


@pytest.mark.parametrize(
    "asked", ["banan", "2026-99-99", "2026-01-01T10:00", "2999-01-01T10:00+00:00"]
)
def test_a_moment_that_never_stood_on_the_page_is_read_again(asked):
    work = make_work(1)
    first_meeting(work.convene())
    link = AnswerLink.objects.filter(kind="summons").first()

    with pytest.raises(RuleError, match="har ändrats"):
        notice_services.answer_link(
            link=link, choice="coming", extra={}, asked=asked, at=AT + MINUTE
        )


def test_half_have_never_answered_before_half_were_reached():
    work = make_work(2)
    activation = work.convene()
    meeting = first_meeting(activation)
    for seat, holder in zip(work.seats, work.holders, strict=True):
        summonses.answer_own(
            summons_id=summons_of(meeting, seat).pk, answer="coming", by=holder, at=AT + MINUTE
        )

    steps = {step.name: step.at for step in board_of(meeting, activation).steps}

    # No provider has told of a delivery: whoever answered was reached all the same.
    assert steps["Hälften nådda"] == steps["Hälften har svarat"] == AT + MINUTE


@pytest.mark.parametrize(
    ("answer", "shown"),
    [("", "Väntas"), ("coming", "Kommer"), ("deputy", "Ersättare kommer")],
)
def test_only_who_has_not_answered_is_waited_for_in_the_conduct_view(answer, shown):
    work = make_work(1)
    meeting = first_meeting(work.convene())
    if answer:
        summonses.answer_own(
            summons_id=summons_of(meeting, work.seats[0]).pk,
            answer=answer,
            by=work.holders[0],
            at=AT + MINUTE,
        )
    begin(meeting, by=work.scene.officer, at=AT + 30 * MINUTE)
    client = Client()
    client.force_login(work.scene.officer)
    row = meeting.attendances.get(function=work.seats[0])

    page = client.get(
        f"/{meeting.forum.region.slug}/moten/{meeting.pk}/genomfor/?actor={row.pk}"
    ).content.decode()

    assert shown in page
    assert ("Väntas" in page) == (not answer)


def test_only_who_was_reached_is_told_to_be_asked_again():
    work = make_work(2)
    meeting = first_meeting(work.convene())
    ContactAddress.objects.filter(function=work.seats[0]).delete()

    move(work, meeting, 2)

    told = LogEntry.objects.filter(written_at=AT + 2 * MINUTE)
    texts = list(told.values_list("text", flat=True))
    assert any("1 aktör tillfrågas på nytt." in text for text in texts)
    name = work.seats[0].actor.name
    assert f"Ingen adress för den nya tiden, ring: {name}." in texts
