"""A deputy answers for itself: its yes is that a deputy comes, and its no ends nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activations.models import LogEntry, Summons
from activations.summons import chasing, deliveries
from activations.summons import services as summonses
from activations.summons.answers import DeputyAnswers, SummonsAnswers, on_failure, on_receipt
from actors.models import Function
from common.errors import RuleError
from forums.meetings import services as forum_services
from forums.models import Meeting
from notices.answers import links
from notices.answers.sms_replies import take_sms
from notices.models import AnswerLink, Notice
from records.models import AuditEntry
from tests import factories as people
from tests.activations.factories import AT
from tests.activations.running_scene import (
    IN_HALF_AN_HOUR,
    Work,
    first_meeting,
    make_work,
    summons_of,
)
from tests.clients import signed_in

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PHONE = "+46701740694"


def chased(**region: int) -> tuple[Work, Meeting, Function]:
    """Return a meeting whose only function is silent, so that its deputy has been called."""
    work = make_work(1, summons_deputy_minutes=5, summons_phone_minutes=20, **region)
    seat = work.seats[0]
    deputy = people.FunctionFactory(actor=seat.actor, name="Säkerhetschef")
    people.ContactAddressFactory(function=deputy, channel="sms", value=PHONE)
    seat.deputy = deputy
    seat.save()
    meeting = first_meeting(work.convene())
    chasing.chase_due(AT + 5 * MINUTE)
    return work, meeting, deputy


def reply(text: str, at: int, sender: str = PHONE) -> str:
    moment = AT + at * MINUTE
    sms = take_sms(
        provider_id=f"{text}-{at}", sender=sender, text=text, received_at=moment, at=moment
    )
    return sms.result


def of(meeting: Meeting, work: Work) -> Summons:
    return summons_of(meeting, work.seats[0])


def test_a_deputys_yes_is_that_a_deputy_comes() -> None:
    work, meeting, deputy = chased()

    told = reply("JA", 6)

    summons = of(meeting, work)
    assert (summons.answer, summons.answered_via) == ("deputy", "sms")
    assert summons.answered_by_label == f"{deputy.name}, ersättare för {work.seats[0]}"
    assert "Du kommer som ersättare." in told


def test_the_functions_own_no_does_not_take_away_the_deputy_that_comes() -> None:
    work, meeting, deputy = chased()
    reply("JA", 6)
    own = {"summons_id": of(meeting, work).pk, "as_of": AT + 7 * MINUTE, "at": AT + 7 * MINUTE}
    said = {"answer": "not_coming", "via": "link", "by_label": str(work.seats[0])}

    summonses.answer_by_token(**own, **said)

    assert of(meeting, work).answer == "deputy"
    told = LogEntry.objects.filter(kind="answer").latest("pk").text
    assert told.startswith(f"{work.seats[0]}: kommer inte själv. {deputy.name}, ersättare")


def test_a_deputy_that_the_function_itself_announced_is_taken_back_by_its_no() -> None:
    work, meeting, _deputy = chased()
    own = {"summons_id": of(meeting, work).pk, "as_of": AT + 7 * MINUTE, "at": AT + 7 * MINUTE}
    said = {"via": "link", "by_label": str(work.seats[0])}

    summonses.answer_by_token(answer="deputy", **own, **said)
    summonses.answer_by_token(answer="not_coming", **own, **said)

    assert of(meeting, work).answer == "not_coming"


def test_who_leads_may_note_that_nobody_comes_after_all() -> None:
    work, meeting, _deputy = chased()
    reply("JA", 6)

    summonses.answer_on_behalf(
        summons_id=of(meeting, work).pk,
        answer="not_coming",
        by=work.scene.officer,
        at=AT + 8 * MINUTE,
    )

    assert of(meeting, work).answer == "not_coming"


def test_a_deputys_no_ends_nothing() -> None:
    work, meeting, deputy = chased()

    told = reply("NEJ", 6)

    summons = of(meeting, work)
    assert (summons.answer, summons.deputy_declined_at) == ("", AT + 6 * MINUTE)
    assert (summons.listed_at, summons.listed_because) == (AT + 6 * MINUTE, "ersättaren kan inte")
    assert summons in Summons.objects.silent()
    assert "Andra tillfrågas" in told
    entry = LogEntry.objects.filter(kind="answer").latest("pk")
    assert entry.text.startswith(f"{deputy.name}, ersättare för {work.seats[0]}: kan inte komma")
    assert "gäller" in entry.text
    assert AuditEntry.objects.filter(text__contains="kan inte komma som ersättare").exists()


def test_the_function_answers_after_its_deputys_no() -> None:
    work, meeting, _deputy = chased()
    reply("NEJ", 6)

    summonses.answer_own(
        summons_id=of(meeting, work).pk, answer="coming", by=work.holders[0], at=AT + 7 * MINUTE
    )

    assert of(meeting, work).answer == "coming"


def test_a_deputy_that_changes_its_mind_leaves_the_function_asked() -> None:
    work, meeting, _deputy = chased()
    reply("JA", 6)

    reply("NEJ", 8)

    summons = of(meeting, work)
    assert (summons.answer, summons.answered_by_label, summons.status) == ("", "", "called")
    assert summons.listed_because == "ersättaren kan inte"


def test_the_no_of_one_deputy_is_not_anothers() -> None:
    work = make_work(1, summons_deputy_minutes=5)
    phones = ["+46701740695", "+46701740696"]
    for phone in phones:
        people.AppointmentFactory(
            function=work.seats[0], kind="deputy", person=people.UserFactory(phone=phone)
        )
    meeting = first_meeting(work.convene())
    chasing.chase_due(AT + 5 * MINUTE)

    reply("JA", 6, phones[0])
    reply("NEJ", 7, phones[1])

    assert of(meeting, work).answer == "deputy"
    labels = {link.recipient_label for link in AnswerLink.objects.filter(kind="summons_deputy")}
    assert labels == {f"ersättare för {work.seats[0]}", f"ersättare 2 för {work.seats[0]}"}


def test_what_the_function_said_itself_is_not_changed_by_its_deputy() -> None:
    work, meeting, _deputy = chased()
    pk = of(meeting, work).pk
    summonses.answer_own(summons_id=pk, answer="coming", by=work.holders[0], at=AT + 6 * MINUTE)

    told = reply("JA", 7)

    assert "Ingen ersättare behövs" in told
    reply("NEJ", 8)
    summons = of(meeting, work)
    assert (summons.answer, summons.listed_at) == ("coming", None)


def test_the_functions_own_word_stands_and_the_board_says_what_the_deputy_said() -> None:
    work, meeting, _deputy = chased()
    pk = of(meeting, work).pk
    summonses.answer_own(summons_id=pk, answer="deputy", by=work.holders[0], at=AT + 6 * MINUTE)

    reply("NEJ", 7)

    assert of(meeting, work).answer == "deputy"
    address = reverse("activations:answers", args=[work.scene.region.slug, meeting.pk])
    page = signed_in(work.scene.officer).get(address).content.decode()
    assert "att den inte kan" in page


def test_signed_in_the_deputy_answers_for_itself_too() -> None:
    work, meeting, deputy = chased()
    pk, holder = of(meeting, work).pk, people.holder(deputy)

    summonses.answer_own(summons_id=pk, answer="not_coming", by=holder, at=AT + 6 * MINUTE)
    assert of(meeting, work).answer == ""

    summonses.answer_own(summons_id=pk, answer="coming", by=holder, at=AT + 7 * MINUTE)
    summons = of(meeting, work)
    assert (summons.answer, summons.answered_by_label) == ("deputy", str(deputy))


def test_who_holds_both_answers_as_the_function_that_is_called() -> None:
    work, meeting, deputy = chased()
    people.AppointmentFactory(function=deputy, person=work.holders[0])

    summonses.answer_own(
        summons_id=of(meeting, work).pk, answer="coming", by=work.holders[0], at=AT + 6 * MINUTE
    )

    assert of(meeting, work).answer == "coming"


def test_a_meeting_that_is_off_needs_no_deputy() -> None:
    work, meeting, _deputy = chased()
    forum_services.cancel_meeting(
        meeting_id=meeting.pk, reason="Snön kom aldrig.", by=work.scene.officer, at=AT + 6 * MINUTE
    )

    with pytest.raises(RuleError, match="inställt"):
        summonses.answer_as_deputy(
            summons_id=of(meeting, work).pk,
            comes=False,
            via="sms",
            by_label="X",
            as_of=IN_HALF_AN_HOUR,
            at=IN_HALF_AN_HOUR,
        )


def test_what_happens_to_the_deputys_call_is_not_told_of_the_function() -> None:
    work, meeting, _deputy = chased()
    notice = Notice.objects.filter(template="summons_deputy").first()
    assert notice is not None
    notice.delivered_at = notice.failed_at = AT + 6 * MINUTE

    on_receipt(notice)
    on_failure(notice)

    summons = of(meeting, work)
    assert (summons.status, summons.delivered_at, summons.listed_at) == ("called", None, None)
    entry = LogEntry.objects.filter(kind="fault").latest("pk")
    assert entry.text == f"Kallelsen till ersättare för {work.seats[0]} gick inte fram."


def test_a_failure_is_not_told_once_somebody_has_answered() -> None:
    work, meeting, _deputy = chased()
    summons = of(meeting, work)
    summonses.answer_own(
        summons_id=summons.pk, answer="coming", by=work.holders[0], at=AT + 6 * MINUTE
    )

    deliveries.note_deputy_failure(summons_id=summons.pk, at=AT + 7 * MINUTE)

    assert not LogEntry.objects.filter(text__contains="gick inte fram").exists()


def test_the_deputys_page_asks_the_deputy() -> None:
    work, meeting, _deputy = chased()
    pk = of(meeting, work).pk

    asked = DeputyAnswers().describe(pk, AT + 6 * MINUTE)
    assert asked.title.startswith("Kallelse som ersättare: ")
    assert [choice.value for choice in asked.choices] == ["deputy", "not_coming"]
    assert not asked.current
    said = DeputyAnswers().answer(
        pk,
        choice="not_coming",
        via="link",
        by_label="X",
        extra={},
        as_of=AT + 6 * MINUTE,
        at=AT + 6 * MINUTE,
    )

    assert "Du kan inte komma." in said
    assert "inte kan" in DeputyAnswers().describe(pk, AT + 7 * MINUTE).current
    assert not SummonsAnswers().describe(pk, AT + 7 * MINUTE).current


@pytest.mark.parametrize(("said", "answer"), [("not_coming", ""), ("coming", "deputy")])
def test_the_api_takes_a_deputys_answer_as_the_deputys(said: str, answer: str) -> None:
    work, meeting, _deputy = chased()
    pk = of(meeting, work).pk
    link = links.make(
        kind="summons_deputy",
        subject_id=pk,
        recipient_label="ersättare",
        at=AT,
        expires_at=timezone.now() + MINUTE,
    )
    token = link.url.rstrip("/").rsplit("/", 1)[1]

    answered = Client().post(
        f"/api/v1/summons/{token}/answer/", {"answer": said}, content_type="application/json"
    )

    assert answered.status_code == 200
    assert of(meeting, work).answer == answer


def test_deputies_who_were_called_are_called_anew_when_the_meeting_moves() -> None:
    work, meeting, _deputy = chased()
    reply("JA", 6)

    forum_services.move_meeting(
        meeting_id=meeting.pk,
        starts_at=IN_HALF_AN_HOUR + 60 * MINUTE,
        by=work.scene.officer,
        at=AT + 7 * MINUTE,
    )

    summons = of(meeting, work)
    assert (summons.answer, summons.deputy_called_at) == ("", AT + 7 * MINUTE)
    assert Notice.objects.filter(template="summons_deputy", channel="sms").count() == 2
    reply("JA", 8)
    assert of(meeting, work).answer == "deputy"


def test_deputies_who_were_called_are_told_that_the_meeting_is_off() -> None:
    work, meeting, _deputy = chased()

    forum_services.cancel_meeting(
        meeting_id=meeting.pk, reason="Snön kom aldrig.", by=work.scene.officer, at=AT + 6 * MINUTE
    )

    told = Notice.objects.filter(template="meeting_cancelled", address=PHONE)
    assert told.count() == 1


def test_an_unclear_reply_of_a_deputy_is_told_as_the_deputys() -> None:
    work, _meeting, deputy = chased()

    reply("Kanske", 6)

    entry = LogEntry.objects.filter(kind="fault").latest("pk")
    assert entry.text.startswith(f"{deputy.name}, ersättare för {work.seats[0]} svarade")
