"""The tick: each reminder once, caught up after an outage, gathered, and never into the void."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from actors.models import ContactAddress, Function, User
from common.errors import RuleError
from followup.deadlines import queries
from followup.deadlines import services as deadlines
from followup.deadlines.ladders import reminders
from followup.deadlines.ladders import watch as reminder_watch
from followup.deadlines.models import Deadline, Reminder, ReminderSending
from notices.models import Heartbeat, Notice
from notices.sender import ticks
from tests.factories import FunctionFactory, RegionFactory
from tests.followup.deadlines.factories import DUE, before, ladder_of, lay, sent, stockholm
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def function_of(user: User) -> Function:
    return Function.objects.get(appointments__person=user)


def silence(user):
    ContactAddress.objects.filter(function=function_of(user)).delete()


def test_nothing_is_sent_before_its_time(world):
    lay(world.municipality)

    assert reminders.send_due(before(60, 7, 59)) == 0
    assert sent() == []


def test_each_rung_reaches_its_functions_once(world):
    """domain.md 8.3: each sent once in effect; the ladder 60/30/7/0/+1, escalating."""
    lay(world.municipality)

    for days in (60, 30, 7, 0, -1):
        for minute in (0, 1, 5):
            reminders.send_due(before(days, 8, minute))

    to_coordinator, to_leadership, to_handlers = (
        [name for _, name in sent("deadline_reminder")].count(who)
        for who in ("Beredskapssamordnare", "Kommundirektör", "Handläggare uppföljning")
    )
    assert (to_coordinator, to_leadership, to_handlers) == (5, 2, 1)
    laid = [state for day, _, state in ladder_of(Deadline.objects.get()) if day <= 1]
    assert set(laid) == {"sent"}


def test_the_ledger_tells_only_of_what_left(world):
    """domain.md 8.3: a rung whose notice the outbox has already is not told of a second time."""
    lay(world.municipality)
    reminders.send_due(before(60))
    told = ReminderSending.objects.count()
    Reminder.objects.filter(state="sent").update(state="waiting", handled_at=None, late_by=None)

    reminders.send_due(before(60))

    assert told > 0
    assert ReminderSending.objects.count() == told
    assert Notice.objects.count() == told


def test_the_mail_says_what_when_how_long_and_where(world):
    """domain.md 8.2."""
    lay(world.municipality)
    reminders.send_due(before(30))

    notice = Notice.objects.get()
    assert notice.subject == (
        "Risk- och sårbarhetsanalys (RSA) senast 31 oktober 2027 (30 dagar kvar)"
    )
    assert f"/uppfoljning/kommun/{world.municipality.scb_code}/frister/" in notice.body
    assert notice.about_ref == f"followup.deadline:{Deadline.objects.get().pk}"
    assert not Reminder.objects.exclude(state="sent").filter(late_by__isnull=False).exists()


def test_a_measure_has_a_text_of_its_own_that_names_nothing_in_its_subject(world):
    """domain.md 8.2."""
    lay(world.municipality, kind="measure", what="Åtgärd: Planering")
    reminders.send_due(before(30))

    notice = Notice.objects.get()
    assert notice.template == "measure_due"
    assert notice.subject == "Åtgärd i åtgärdsplanen ska vara klar 31 oktober 2027"
    assert "30 dagar kvar" in notice.body


def test_after_an_outage_one_message_says_what_all_would_have_said(world):
    """domain.md 8.3: two rungs missed; one message, marked late, the other replaced by it."""
    deadline = lay(world.municipality)
    reminders.send_due(before(5, 11))

    assert sent("deadline_reminder") == [("deadline_reminder", "Beredskapssamordnare")]
    assert "5 dagar kvar" in Notice.objects.get().subject
    newest = deadline.reminders.get(offset_days=-7)
    assert (newest.state, newest.late_by) == ("sent", timedelta(days=2, hours=3))
    older = deadline.reminders.filter(offset_days__lt=-7)
    assert {rung.state for rung in older} == {"skipped"}
    assert {rung.replaced_by_id for rung in older} == {newest.pk}


def test_what_is_caught_up_at_night_leaves_in_the_morning(world):
    """domain.md 6.2: quiet hours."""
    lay(world.municipality)
    reminders.send_due(before(30, 23))

    assert Notice.objects.get().due_at == before(29, 7)


def test_whats_done_meanwhile_is_not_reminded_of(world):
    """A rung that a killed service left waiting on a met deadline is put away, not sent."""
    deadline = lay(world.municipality)
    Deadline.objects.filter(pk=deadline.pk).update(state="met", ended_at=before(40))

    reminders.send_due(before(-2))

    assert sent() == []
    assert {state for _, _, state in ladder_of(deadline)} == {"skipped"}


def test_several_on_one_morning_come_as_one_letter(world):
    """domain.md 6.2: one mail, the nearest first, each told where it stands."""
    lay(world.municipality, 1)
    lay(world.municipality, 2, what="Styrdokument")
    reminders.send_due(before(30))

    notice = Notice.objects.get()
    assert (notice.template, notice.subject) == ("reminder_digest", "2 frister att se till")
    assert (
        "– Risk- och sårbarhetsanalys (RSA) senast 31 oktober 2027 (30 dagar kvar)" in notice.body
    )
    assert "– Styrdokument senast" in notice.body
    assert Reminder.objects.filter(in_digest=True, state="sent").count() == 2
    assert ReminderSending.objects.filter(dedupe_key=notice.dedupe_key).count() == 2


def test_a_handlers_letter_names_the_municipalities(world):
    lay(world.municipality)
    lay(world.another_municipality(), 2)
    reminders.send_due(before(-1))

    letter = Notice.objects.filter(
        template="reminder_digest", recipient_label__startswith="Handläggare uppföljning"
    ).get()
    assert "– Kommunen: Risk-" in letter.body
    assert "– Grannkommunen: Risk-" in letter.body
    assert f"/uppfoljning/lan/{world.county.pk}/frister/" in letter.body


def test_a_function_may_choose_one_at_a_time(world):
    coordinator = function_of(world.coordinator)
    reminders.choose(function=coordinator, one_by_one=True, by=world.coordinator, at=timezone.now())
    lay(world.municipality, 1)
    lay(world.municipality, 2)
    reminders.send_due(before(30))

    assert [template for template, _ in sent()] == ["deadline_reminder", "deadline_reminder"]

    reminders.choose(
        function=coordinator, one_by_one=False, by=world.coordinator, at=timezone.now()
    )
    reminders.send_due(before(7))
    assert [template for template, _ in sent()] == [
        "deadline_reminder",
        "deadline_reminder",
        "reminder_digest",
    ]


def test_nobody_chooses_for_a_function_of_others(world):
    with pytest.raises(RuleError):
        reminders.choose(
            function=function_of(world.coordinator),
            one_by_one=True,
            by=world.director,
            at=timezone.now(),
        )


def test_a_reminder_that_reaches_nobody_becomes_the_countys_task(world):
    """domain.md 6.4: nobody without a way to be reached passes unseen."""
    silence(world.coordinator)
    deadline = lay(world.municipality)
    reminders.send_due(before(30))

    assert deadline.reminders.get(offset_days=-30).state == "unreachable"
    assert {template for template, _ in sent()} == {"notice_failed"}
    assert "Beredskapssamordnaren, Kommunen" in Notice.objects.first().body
    assert [rung.offset_days for rung in queries.unreached(world.county)] == [-30]
    assert queries.unreached(World(code="03").county) == []


def test_an_unreachable_reminder_is_sent_again_once_there_is_an_address(world):
    silence(world.coordinator)
    deadline = lay(world.municipality)
    reminders.send_due(before(30))
    lost = deadline.reminders.get(offset_days=-30)
    with pytest.raises(RuleError, match="fortfarande ingen adress"):
        reminders.send_again(reminder=lost, by=world.handler, at=before(30, 9))

    ContactAddress.objects.create(
        function=function_of(world.coordinator), channel="email", value="ny@kommunen.example"
    )
    reminders.send_again(reminder=lost, by=world.handler, at=before(30, 10))
    reminders.send_due(before(30, 10, 1))

    lost.refresh_from_db()
    assert lost.state == "sent"
    assert sent("deadline_reminder") == [("deadline_reminder", "Beredskapssamordnare")]
    with pytest.raises(RuleError, match="redan en mottagare"):
        reminders.send_again(reminder=lost, by=world.handler, at=before(30, 11))


def test_only_the_handler_sends_again_and_only_what_is_open(world):
    silence(world.coordinator)
    deadline = lay(world.municipality)
    reminders.send_due(before(30))
    lost = deadline.reminders.get(offset_days=-30)

    with pytest.raises(PermissionDenied):
        reminders.send_again(reminder=lost, by=world.director, at=before(30, 9))
    deadlines.meet(key=deadline.key, at=before(29))
    with pytest.raises(RuleError, match="inte längre öppen"):
        reminders.send_again(reminder=lost, by=world.handler, at=before(29, 9))


def test_a_municipality_outside_every_county_reaches_no_handler(world):
    alone = World(code="03").municipality
    type(alone).objects.filter(pk=alone.pk).update(county=None)
    deadline = lay(alone, is_countys=True)
    reminders.send_due(before(0))

    assert {state for _, _, state in ladder_of(deadline) if state != "waiting"} >= {"unreachable"}


def test_a_moved_deadline_is_reminded_of_on_its_new_days_only(world):
    deadline = lay(world.municipality)
    deadlines.change(
        key=deadline.key,
        due_date=DUE + timedelta(days=30),
        reason="",
        by=None,
        function=None,
        at=before(40),
    )
    reminders.send_due(before(30))
    reminders.send_due(before(7))
    reminders.send_due(before(0))

    days = list(deadline.reminders.filter(state="sent").values_list("due_date", "offset_days"))
    assert days == [(DUE + timedelta(days=30), -60), (DUE + timedelta(days=30), -30)]


def test_more_than_one_batch_is_sent_in_one_tick(world, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 2)
    for number in range(5):
        lay(world.municipality, number)

    assert reminders.send_due(before(30)) == 5
    assert not Reminder.objects.filter(state="waiting", send_at__lte=before(30)).exists()


def test_a_tick_leaves_the_rest_to_the_next(world, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 1)
    monkeypatch.setattr(reminders, "MOST_BATCHES", 2)
    for number in range(3):
        lay(world.municipality, number)

    assert reminders.send_due(before(30)) == 2
    assert reminders.send_due(before(30)) == 1


# The watch


def test_the_tick_is_registered_and_beats(world):
    names = [tick.name for tick in ticks.ticks]
    assert names.index(reminders.TICK) < names.index(reminder_watch.TICK)

    ticks.run_due(before(90))

    assert Heartbeat.objects.filter(name=f"tick:{reminders.TICK}").exists()
    assert not ticks.has_failed(reminders.TICK)


def test_those_who_run_the_system_are_told_once_a_day_that_reminders_wait(world):
    """domain.md 6.4: watchdog when tick or sender is silent."""
    region = RegionFactory()
    administrator = FunctionFactory(name="Systemförvaltare drift", addresses=["email"])
    from actors.rights import rights

    rights.grant(administrator, reminder_watch.OPERATES, region)
    lay(world.municipality)

    assert reminder_watch.tell_of_silence(before(60, 7, 59)) == 0
    assert reminder_watch.tell_of_silence(before(60, 8, 29)) == 0
    assert reminder_watch.tell_of_silence(before(60, 8, 31)) == 1
    assert reminder_watch.tell_of_silence(before(60, 12)) == 0
    assert reminder_watch.tell_of_silence(before(59, 12)) == 1
    assert sent() == [("system_silent", "Systemförvaltare drift")] * 2


def test_a_failing_tick_and_a_silent_one_show_in_operations(world, monkeypatch):
    """domain.md 6.4: /drift/ and /halsa/djup show it."""
    from ssr import operations

    now = timezone.now()
    lay(world.municipality, due_date=now.date() + timedelta(days=300), at=now)

    def figures(at):
        return {figure.key: figure.state for figure in operations.figures(at)}

    assert figures(now)["reminders"] == "silent", "never started"
    Heartbeat.objects.create(name=f"tick:{reminders.TICK}", beat_at=now)
    assert figures(now)["reminders"] == "ok"
    assert figures(now)["oldest_unsent_reminder"] == "ok"
    assert figures(now + timedelta(minutes=4))["reminders"] == "late"
    assert figures(now + timedelta(minutes=11))["reminders"] == "silent"
    assert figures(now + timedelta(days=290))["oldest_unsent_reminder"] == "silent"
    Heartbeat.objects.update(detail="fel: ZeroDivisionError")
    assert figures(now)["reminders"] == "late"


def test_a_fault_in_one_tick_sends_nothing_half(world, monkeypatch):
    """All of a batch or nothing: the rungs and their notices are one transaction."""
    lay(world.municipality, 1)

    def broken(**given):
        raise RuntimeError("the outbox is gone")

    monkeypatch.setattr("followup.deadlines.ladders.reminders.outbox.enqueue", broken)
    with pytest.raises(RuntimeError):
        reminders.send_due(before(30))

    assert Reminder.objects.filter(state="sent").count() == 0
    assert ReminderSending.objects.count() == 0


def test_the_clock_set_back_sends_nothing_twice(world):
    """domain.md 8.3."""
    lay(world.municipality)
    for at in (before(30), before(30, 7), before(31), before(30), before(29), before(30, 9)):
        reminders.send_due(at)

    assert sent("deadline_reminder") == [("deadline_reminder", "Beredskapssamordnare")]


def test_a_clock_that_leaps_ahead_sends_one_and_keeps_the_rest_for_their_day(world):
    """domain.md 8.3: forward over two rungs, back again: one message, no more."""
    lay(world.municipality)
    reminders.send_due(stockholm(DUE - timedelta(days=6)))
    reminders.send_due(before(30))

    assert len(sent("deadline_reminder")) == 1
    assert Reminder.objects.filter(state="waiting").count() == 5


def test_reminders_go_on_while_a_deadline_stands_open_and_end_when_it_is_met():
    """Vägledningen 3.2: the ladder does not end the day after; what is late is followed up."""
    world = World()
    deadline = lay(world.municipality)
    for day in (-1, -31, -61):
        reminders.send_due(before(day))

    late = deadline.reminders.filter(offset_days__gt=0, audience="coordinator")
    states = dict(late.values_list("offset_days", "state"))
    assert states == {1: "sent", 31: "sent", 61: "sent", 91: "waiting"}

    deadlines.meet(key=deadline.key, at=before(-62))
    reminders.send_due(before(-200))

    assert not deadline.reminders.filter(state="waiting").exists()
    assert late.filter(state="sent").count() == 3
