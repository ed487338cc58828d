"""A joint direction: written, agreed on at a meeting, frozen; each actor decides for itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from actors.models import Actor, Level
from common import todo
from common.errors import RuleError
from forums import hooks, tallies
from forums.directions import queries, rules, services
from forums.directions.documents import PDF
from forums.directions.services import Position, Words
from forums.models import ActorDecision, JointDirection, MeetingDecision
from notices.models import Notice
from records.jobs import jobs
from records.models import AuditEntry
from tests import factories as people
from tests.forums.directions.scene import (
    ADOPTS,
    AIM,
    LATER,
    actor,
    agree,
    agreed,
    decide,
    draft,
    note,
)
from tests.forums.factories import SOON, ForumFactory, World

DEVIATES = Position("deviates", "Krisledningsnämnden", "Två skolor hålls öppna", "", "Barn i nöd")


def counts(direction: JointDirection) -> tallies.Tally:
    found = tallies.with_counts(JointDirection.objects.filter(pk=direction.pk)).get()
    return tallies.tally_of(found)


# Written ----------------------------------------------------------------------------------------


def test_a_draft_asks_nobody_and_holds_nothing(world: World) -> None:
    found = draft(world, priorities=["Spår", "Bussgator"])

    assert (found.number, found.level, found.status) == (1, Level.COORDINATING, "draft")
    assert not found.is_in_force(LATER)
    assert not ActorDecision.objects.exists()
    assert not Notice.objects.filter(template="direction_agreed").exists()
    assert AuditEntry.objects.filter(action="direction.draft").count() == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"aim": " "}, "aim"),
        ({"priorities": ["x"] * 21}, "priorities"),
        ({"priorities": ["x" * 201]}, "priorities"),
        ({"reply_by": SOON}, "reply_by"),
        ({"valid_until": SOON}, "valid_until"),
        ({"outside": "Skolorna"}, "outside"),
        ({"aim": "Forumet beslutar att alla kommuner stänger skolorna"}, "wording_reason"),
        ({"measures": "Mötet beslutade att kommunerna sandar"}, "wording_reason"),
        ({"replaces_id": 999}, "replaces"),
    ],
)
def test_a_draft_that_cannot_be_is_refused_at_its_field(world, words, field) -> None:
    meeting = world.running()

    with pytest.raises(RuleError) as refused:
        draft(world, meeting, **words)

    assert refused.value.field == field
    assert not JointDirection.objects.exists()


def test_words_that_name_who_decides_may_stand_with_the_reason(world: World) -> None:
    words = {"aim": "Mötet beslutar om sitt arbete", "wording_reason": "Det är mötets egen sak"}

    assert draft(world, **words).wording_reason == "Det är mötets egen sak"


def test_who_does_not_lead_writes_and_agrees_nothing(world: World) -> None:
    found = draft(world)
    stranger = world.users[0]

    for act in (
        lambda: services.draft_direction(
            meeting_id=found.meeting_id, words=Words(AIM), by=stranger, at=SOON
        ),
        lambda: services.edit_draft(
            direction_id=found.pk, words=Words(AIM), version=1, by=stranger, at=SOON
        ),
        lambda: services.agree(direction_id=found.pk, version=1, by=stranger, at=SOON),
        lambda: services.discard_draft(direction_id=found.pk, by=stranger, at=SOON),
        lambda: services.end_direction(direction_id=found.pk, reason="x", by=stranger, at=SOON),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_meeting_that_is_over_has_no_new_direction(world: World) -> None:
    with pytest.raises(RuleError, match="slut eller inställt"):
        draft(world, world.held())


def test_two_who_write_at_once_lose_nothing(world: World) -> None:
    found = draft(world)
    mine = {"direction_id": found.pk, "version": 1, "by": world.officer, "at": SOON}

    services.edit_draft(words=Words("Deras text"), **mine)
    with pytest.raises(services.DraftConflict) as conflict:
        services.edit_draft(words=Words("Min text"), **mine)

    assert conflict.value.direction.aim == "Deras text"
    with pytest.raises(services.DraftConflict):  # nor are words agreed on that nobody has seen
        agree(world, found)


def test_a_draft_is_thrown_away_and_what_is_agreed_is_not(world: World) -> None:
    one = draft(world)
    services.discard_draft(direction_id=one.pk, by=world.officer, at=SOON)
    assert AuditEntry.objects.filter(action="direction.discard").count() == 1

    other = agreed(world)
    with pytest.raises(RuleError, match="kan inte kastas"):
        services.discard_draft(direction_id=other.pk, by=world.officer, at=SOON)


def test_priorities_are_written_a_line_each_in_order() -> None:
    assert rules.priorities_of("1. Spår\n\n 2) Bussgator\n- Cykel ") == [
        "Spår",
        "Bussgator",
        "Cykel",
    ]


# Agreed on --------------------------------------------------------------------------------------


def test_agreeing_freezes_the_words_stands_in_the_minutes_and_asks_each_actor(world) -> None:
    found = agreed(world, reply_by=SOON + timedelta(hours=2))

    assert found.is_in_force(LATER)
    asked = {row.actor for row in found.decisions.all()}
    assert {actor(world, 0), actor(world, 1), world.region.convener} == asked
    assert set(found.decisions.values_list("status", flat=True)) == {"awaited"}
    agreement = MeetingDecision.objects.get(meeting=found.meeting)
    assert agreement.text == f"Aktörerna är överens om inriktning 1: {AIM}"
    sms = Notice.objects.filter(template="direction_agreed", channel="sms").first()
    assert "Ni beslutar själva, senast" in sms.body
    with pytest.raises(RuleError, match="ändras inte"):
        services.edit_draft(
            direction_id=found.pk, words=Words("Annat"), version=1, by=world.officer, at=SOON
        )
    with pytest.raises(RuleError, match="redan överenskommen"):
        agree(world, found)


def test_actors_agree_only_while_the_meeting_runs(world: World) -> None:
    found = draft(world, world.meeting())

    with pytest.raises(RuleError, match="medan mötet pågår"):
        agree(world, found)
    assert not ActorDecision.objects.exists()


def test_a_day_that_has_passed_since_is_told_before_anybody_is_asked(world: World) -> None:
    found = draft(world, reply_by=LATER)

    with pytest.raises(RuleError, match="har redan passerat"):
        agree(world, found, at=LATER)


def test_a_later_direction_takes_the_place_of_the_earlier(world: World) -> None:
    first = agreed(world)
    second = agree(world, draft(world, first.meeting, replaces_id=first.pk))

    first.refresh_from_db()
    assert (first.status, first.closed_because) == ("replaced", "Ersatt av inriktning 2")
    assert list(JointDirection.objects.in_force(LATER)) == [second]


def test_what_has_ceased_meanwhile_is_not_replaced(world: World) -> None:
    first = agreed(world)
    second = draft(world, first.meeting, replaces_id=first.pk)
    services.end_direction(direction_id=first.pk, reason="Över", by=world.officer, at=SOON)

    with pytest.raises(RuleError, match="gäller inte längre"):
        agree(world, second)


def test_a_direction_ends_with_a_reason_and_tells_those_asked(world: World) -> None:
    found = agreed(world)
    end = {"direction_id": found.pk, "by": world.officer, "at": LATER}

    with pytest.raises(RuleError, match="Skriv varför"):
        services.end_direction(reason=" ", **end)
    services.end_direction(reason="Snön är röjd", **end)

    found.refresh_from_db()
    assert (found.status, found.closed_because) == ("ended", "Snön är röjd")
    assert Notice.objects.filter(template="direction_ended", channel="sms").count() == 3
    with pytest.raises(RuleError, match="gäller inte"):
        services.end_direction(reason="Igen", **end)
    with pytest.raises(RuleError, match="gäller inte längre"):
        decide(world, found)


def test_a_direction_past_its_last_day_holds_no_longer(world: World) -> None:
    found = agreed(world, valid_until=SOON + timedelta(minutes=10))

    assert not JointDirection.objects.in_force(LATER).exists()
    with pytest.raises(RuleError, match="gäller inte längre"):
        decide(world, found)


def test_a_forum_works_inside_the_direction_of_the_one_above(world: World) -> None:
    """Målbilden 1.4: inom given inriktning."""
    above = World(level=Level.DIRECTING)
    frame = agreed(above, limits="Inga skolor stängs")
    above.forum.region = world.region
    above.forum.save()

    found = draft(world, outside="Två skolor stängs")

    assert found.within == frame
    with pytest.raises(RuleError, match="utanför den inriktning") as refused:
        agree(world, found)
    assert refused.value.code == "outside"
    assert queries.frame_of(above.forum, LATER, exercise=False) == []
    assert queries.frame_of(world.forum, LATER, exercise=True) == []  # never mixed


# Each actor decides -----------------------------------------------------------------------------


def test_what_others_must_act_on_stands_first_and_names_in_swedish_order(world) -> None:
    for number, name in enumerate(("Örebro", "Ängelholm")):  # the other way round by their code
        Actor.objects.filter(pk=actor(world, number).pk).update(name=name)
    Actor.objects.filter(pk=world.region.convener_id).update(name="Årjäng")
    found = agreed(world)

    def names() -> list[str]:
        return [row.actor.name for row in queries.decisions_of(found)]

    assert names() == ["Årjäng", "Ängelholm", "Örebro"]
    decide(world, found, 0, DEVIATES)
    assert names() == ["Örebro", "Årjäng", "Ängelholm"]


def test_an_actor_decides_for_itself_and_may_change_its_mind(world: World, listener) -> None:
    found = agreed(world)

    decide(world, found)
    decided = decide(world, found, position=DEVIATES)

    assert (decided.status, decided.deviation) == ("deviates", "Två skolor hålls öppna")
    assert decided.told_by_label == str(world.functions[0])
    assert decided.history.count() == 2
    assert counts(found) == tallies.Tally(adopts=0, deviates=1, declines=0, awaited=2)
    assert AuditEntry.objects.filter(action="decision.own").count() == 2


def test_a_deviation_is_forgotten_when_the_actor_adopts_after_all(world: World) -> None:
    found = agreed(world)
    decide(world, found, position=DEVIATES)

    assert decide(world, found).deviation == ""


@pytest.mark.parametrize(
    ("position", "field"),
    [
        (Position("awaited", "Direktören"), "status"),
        (Position("adopts", " "), "body"),
        (Position("deviates", "Direktören", "", "", "Skäl"), "deviation"),
        (Position("deviates", "Direktören", "Två skolor"), "reason"),
        (Position("declines", "Direktören"), "reason"),
    ],
)
def test_a_decision_says_who_what_and_why(world: World, position, field) -> None:
    found = agreed(world)

    with pytest.raises(RuleError) as refused:
        decide(world, found, position=position)

    assert refused.value.field == field
    assert not ActorDecision.objects.exclude(status="awaited").exists()


def test_nobody_decides_for_another_actor(world: World) -> None:
    found = agreed(world)

    with pytest.raises(PermissionDenied):
        services.decide(
            direction_id=found.pk,
            actor_id=actor(world, 1).pk,
            position=ADOPTS,
            by=world.users[0],
            at=LATER,
        )
    with pytest.raises(PermissionDenied):  # not even who leads
        services.decide(
            direction_id=found.pk,
            actor_id=actor(world, 1).pk,
            position=ADOPTS,
            by=world.officer,
            at=LATER,
        )
    with pytest.raises(RuleError, match="inte tillfrågad"):
        services.decide(
            direction_id=found.pk,
            actor_id=people.ActorFactory().pk,
            position=ADOPTS,
            by=world.users[0],
            at=LATER,
        )


def test_a_mandate_too_low_is_shown_not_refused(world: World) -> None:
    low = world.function_of(actor(world), "Handläggare", mandate=Level.EXECUTIVE)
    found = agreed(world)

    decided = services.decide(
        direction_id=found.pk,
        actor_id=actor(world).pk,
        position=ADOPTS,
        by=people.holder(low),
        at=LATER,
    )

    assert decided.has_mandate_gap
    assert not decide(world, found, 1).has_mandate_gap


def test_what_is_noted_says_so_until_the_actor_confirms(world: World) -> None:
    found = agreed(world)

    noted = note(world, found, position=DEVIATES)
    assert noted.is_noted
    assert not noted.has_mandate_gap  # the mandate of who noted says nothing of the actor's
    tasks = [task.action for task in todo.tasks_of(world.users[0], LATER)]
    assert "Bekräfta det egna beslutet" in tasks
    confirm = {"direction_id": found.pk, "actor_id": actor(world).pk, "at": LATER}
    with pytest.raises(PermissionDenied):
        services.confirm(by=world.officer, **confirm)

    confirmed = services.confirm(by=world.users[0], **confirm)

    assert not confirmed.is_noted
    assert confirmed.told_by_label == str(world.functions[0])
    assert confirmed.deviation == "Två skolor hålls öppna"
    with pytest.raises(RuleError, match="inget antecknat"):
        services.confirm(by=world.users[0], **confirm)


def test_what_an_actor_has_said_itself_is_not_noted_over(world: World) -> None:
    found = agreed(world)
    note(world, found)
    note(world, found, position=DEVIATES)  # the leader may correct its own note
    decide(world, found)

    with pytest.raises(RuleError, match="själv meddelat"):
        note(world, found, position=DEVIATES)
    with pytest.raises(PermissionDenied):
        services.note_decision(
            direction_id=found.pk,
            actor_id=actor(world, 1).pk,
            position=ADOPTS,
            by=world.users[0],
            at=LATER,
        )


def test_higher_apps_hear_of_each_decision(world: World, monkeypatch) -> None:
    heard = []

    class Ears(hooks.MeetingHooks):
        def on_own_decision(self, decision, text, by_label, at) -> None:
            heard.append(text)

    hooks.register(Ears())
    found = agreed(world)
    note(world, found, position=DEVIATES)

    (told,) = heard
    assert told.startswith("Eget beslut om Inriktning 1, Samordnande forum.")
    assert f"{actor(world)}: antar med avvikelse (Två skolor hålls öppna)" in told
    assert told.endswith(f"antecknat av {world.rsib} på aktörens ord.")


def test_the_database_holds_what_a_decision_must_say(world: World) -> None:
    found = agreed(world)
    rows = found.decisions.all()

    for wrong in ({"status": "adopts"}, {"body": "Direktören"}, {"is_noted": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


# Reminders, tasks, PDF --------------------------------------------------------------------------


def test_who_has_not_decided_is_reminded_once_half_way(world: World) -> None:
    found = agreed(world, reply_by=SOON + timedelta(hours=2))
    decide(world, found)

    assert services.remind_due(SOON + timedelta(minutes=59)) == 0
    assert services.remind_due(SOON + timedelta(minutes=60)) == 2
    assert services.remind_due(SOON + timedelta(minutes=61)) == 0
    assert Notice.objects.filter(template="direction_awaited", channel="sms").count() == 2


def test_an_actor_without_an_address_is_not_said_to_be_reminded(world: World) -> None:
    agreed(world, reply_by=SOON + timedelta(hours=2))
    for function in (*world.functions, world.rsib):
        function.addresses.all().delete()

    assert services.remind_due(SOON + timedelta(hours=1)) == 0
    assert not ActorDecision.objects.filter(reminded_at__isnull=False).exists()


def test_without_a_day_nobody_is_reminded_and_nor_when_another_sender_was_first(world) -> None:
    found = agreed(world)

    assert services.remind_due(LATER) == 0
    assert found.decisions.first().remind_at is None
    decided = decide(world, found)
    assert services._remind(decided.pk, LATER) is False


def test_what_waits_for_an_actor_stands_in_att_gora(world: World) -> None:
    found = agreed(world, reply_by=LATER + timedelta(hours=1))

    (task,) = [one for one in todo.tasks_of(world.users[0], LATER) if "eget beslut" in one.action]
    assert (task.whom, task.due_at) == (actor(world).name, found.reply_by)
    decide(world, found)
    assert not [one for one in todo.tasks_of(world.users[0], LATER) if "beslut" in one.action]
    assert not [one for one in todo.tasks_of(people.UserFactory(), LATER) if "beslut" in one.action]


def test_the_pdf_says_the_same_as_the_page(world: World) -> None:
    found = agreed(world, priorities=["Spår"], limits="Inga skolor stängs")
    decide(world, found, position=DEVIATES)
    job = services.want_pdf(direction_id=found.pk, by=world.users[0], at=LATER)

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.status == "done", job.error
    assert PDF.ready(found) == job.result
    with pytest.raises(PermissionDenied):
        services.want_pdf(direction_id=found.pk, by=people.UserFactory(), at=LATER)


def test_nobody_on_the_list_means_nobody_to_ask(world: World) -> None:
    found = draft(world)
    found.meeting.attendances.all().delete()

    with pytest.raises(RuleError, match="Ingen aktör"):
        agree(world, found)


def test_participants_that_a_higher_app_knows_are_asked_too(world: World) -> None:
    extra = world.member(7)

    class Known(hooks.MeetingHooks):
        def participants_of(self, meeting):
            return [extra, world.functions[0]]

    hooks.register(Known())

    assert extra.actor in {row.actor for row in agreed(world).decisions.all()}


def test_the_number_is_the_forums_own(world: World) -> None:
    other = ForumFactory(region=world.region)
    first = agreed(world)
    JointDirection.objects.filter(pk=first.pk).update(forum=other)

    assert draft(world, first.meeting).number == 1
