"""Two at once: exactly one wins, and nothing is done twice."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from common.errors import RuleError
from forums import hooks
from forums.directions import services as directions
from forums.meetings import attendance, conduct
from forums.meetings import services as meeting_services
from forums.minutes import corrections
from forums.minutes import services as minutes_services
from forums.models import ActorDecision, Attendance, MeetingDecision, MeetingNote, Protocol
from notices.models import Notice
from records.forms import new_key
from records.jobs import jobs
from records.models import AuditEntry
from tests.forums.directions.scene import agree, agreed, decide, draft, note
from tests.forums.factories import SOON, World

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AFTER = SOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commit for real, but knock on no worker's door."""
    monkeypatch.setattr(jobs, "publish", lambda job_id: True)


def together(*acts: Callable[[], object]) -> list[str]:
    """Run the acts at the same moment; return ``ok`` or what each was refused with."""
    gate = threading.Barrier(len(acts))
    outcome = [""] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            act()
            outcome[number] = "ok"
        except RuleError as refused:
            outcome[number] = refused.message
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcome


def test_two_mark_the_same_actor_present_and_it_happens_once() -> None:
    world = World()
    meeting = world.running()
    row = world.rows(meeting)[0]
    heard = []

    class Listener(hooks.MeetingHooks):
        def on_attendance(self, attendance: Attendance, by_label: str, at: object) -> None:
            heard.append(attendance.pk)

    hooks.register(Listener())

    def mark() -> object:
        return attendance.mark_attendance(
            meeting_id=meeting.pk,
            attendance_id=row.pk,
            status="present",
            by=world.officer,
            at=SOON,
        )

    assert together(mark, mark) == ["ok", "ok"]
    assert heard == [row.pk]
    assert AuditEntry.objects.filter(action="meeting.attendance").count() == 1


def test_a_protocol_is_adopted_once() -> None:
    world = World()
    protocol = world.held().protocol
    minutes_services.adjust_protocol(protocol_id=protocol.pk, by=world.users[0], at=AFTER)

    def adopt() -> object:
        return minutes_services.adopt_protocol(protocol_id=protocol.pk, by=world.officer, at=AFTER)

    outcome = together(adopt, adopt, adopt)

    assert sorted(word == "ok" for word in outcome) == [False, False, True]
    # To the two that were called and to RSIB, who began it: a letter and an SMS each.
    assert Notice.objects.filter(template="minutes_adopted").count() == 6


def test_a_note_during_the_end_is_kept_or_refused_never_lost() -> None:
    world = World()
    meeting = world.running()

    outcome = together(
        lambda: conduct.add_note(meeting_id=meeting.pk, text="Sist", by=world.officer, at=AFTER),
        lambda: meeting_services.end_meeting(meeting_id=meeting.pk, by=world.secretary, at=AFTER),
    )

    assert outcome == ["ok", "ok"]  # the protocol is still a draft, so a late note is taken
    assert MeetingNote.objects.get().text == "Sist"


def test_two_write_decisions_and_both_get_a_number() -> None:
    world = World()
    meeting = world.running()

    def decide() -> object:
        return conduct.add_decision(
            meeting_id=meeting.pk, kind="agreement", text="Enig", by=world.officer, at=AFTER
        )

    assert together(decide, decide, decide) == ["ok"] * 3
    numbers = MeetingDecision.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]


def test_two_write_the_summary_and_one_is_shown_the_others() -> None:
    world = World()
    protocol = world.held().protocol

    def write(text: str) -> Callable[[], object]:
        return lambda: minutes_services.edit_summary(
            protocol_id=protocol.pk, text=text, version=1, by=world.officer, at=AFTER
        )

    outcome = together(write("Den ena"), write("Den andra"))

    assert outcome.count("ok") == 1
    assert Protocol.objects.get().summary_version == 2


def test_a_meeting_is_called_once() -> None:
    world = World()
    meeting = world.meeting("ordinary")

    def call() -> object:
        return meeting_services.send_call(meeting_id=meeting.pk, by=world.officer, at=SOON)

    outcome = together(call, call)

    assert outcome.count("ok") == 1
    assert Notice.objects.filter(template="summons").count() == 4


@pytest.mark.parametrize(
    ("name", "typed", "made"),
    [
        ("note", {"text": "Strömlöst"}, MeetingNote),
        ("decide", {"kind": "agreement", "text": "Skolor hålls stängda"}, MeetingDecision),
    ],
)
def test_the_same_form_twice_at_the_same_moment_is_written_once(
    name: str, typed: dict[str, str], made: type[Model]
) -> None:
    world = World()
    meeting = world.running()
    sent = typed | {"form_key": new_key()}
    url = reverse(f"forums:{name}", args=[meeting.forum.region.slug, meeting.pk])
    answers = []

    def send() -> None:
        client = Client()
        client.force_login(world.officer)
        answers.append(client.post(url, sent, headers={"HX-Request": "true"}).status_code)

    assert together(send, send) == ["ok", "ok"]
    assert answers == [200, 200]
    assert made.objects.count() == 1  # type: ignore[attr-defined]


def test_two_who_note_the_agreement_at_once_ask_each_actor_once() -> None:
    world = World()
    found = draft(world)

    outcome = together(lambda: agree(world, found), lambda: agree(world, found))

    assert sorted(outcome) == ["Inriktningen är redan överenskommen.", "ok"]
    assert ActorDecision.objects.count() == 3
    assert MeetingDecision.objects.filter(kind="agreement").count() == 1
    assert Notice.objects.filter(template="direction_agreed", channel="sms").count() == 3


def test_a_draft_changed_while_others_agree_is_agreed_on_by_nobody_unseen() -> None:
    world = World()
    found = draft(world)

    outcome = together(
        lambda: agree(world, found),
        lambda: directions.edit_draft(
            direction_id=found.pk,
            words=directions.Words("Helt andra ord"),
            version=1,
            by=world.officer,
            at=SOON,
        ),
    )

    found.refresh_from_db()
    assert outcome.count("ok") == 1
    assert (found.status, found.aim == "Helt andra ord") in {("agreed", False), ("draft", True)}


def test_an_actors_own_word_is_not_written_over_by_a_note_at_the_same_moment() -> None:
    world = World()
    found = agreed(world)
    declines = directions.Position("declines", "Direktören", "", "", "Resurser saknas")

    together(lambda: decide(world, found), lambda: note(world, found, position=declines))

    decided = ActorDecision.objects.get(actor=world.functions[0].actor)
    assert (decided.status, decided.is_noted) == ("adopts", False)


def test_two_senders_remind_an_actor_once() -> None:
    world = World()
    agreed(world, reply_by=SOON + timedelta(hours=2))
    late = SOON + timedelta(hours=1)

    together(lambda: directions.remind_due(late), lambda: directions.remind_due(late))

    assert Notice.objects.filter(template="direction_awaited", channel="sms").count() == 3


def test_two_who_settle_a_correction_at_once_settle_it_once() -> None:
    world = World()
    protocol = world.held().protocol
    minutes_services.adjust_protocol(protocol_id=protocol.pk, by=world.users[0], at=AFTER)
    minutes_services.adopt_protocol(protocol_id=protocol.pk, by=world.officer, at=AFTER)
    found = corrections.propose_correction(
        protocol_id=protocol.pk,
        about="§ 1",
        says="Mötet började 03:35.",
        reason="Fel klockslag",
        by=world.users[0],
        at=AFTER,
    )
    by = {"correction_id": found.pk, "at": AFTER}

    outcome = together(
        lambda: corrections.adjust_correction(by=world.users[1], **by),
        lambda: corrections.decline_correction(reason="Det stämmer", by=world.officer, **by),
    )

    found.refresh_from_db()
    assert outcome.count("ok") == 1
    told = Notice.objects.filter(template="minutes_corrected").exists()
    assert told == (found.status == "adjusted")
