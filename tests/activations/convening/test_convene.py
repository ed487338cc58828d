"""Convening: the answer to a request, and the start of a planned event."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from activations.convening.services import AlreadyActivated, EventData, convene
from activations.models import (
    Activation,
    ActivationRequest,
    ChairTerm,
    Event,
    LogEntry,
    Participant,
    Summons,
)
from actors.models import Level
from common.errors import RuleError
from forums.models import Meeting
from forums.places import place_of
from notices.models import Notice
from records.models import AuditEntry
from tests import factories as people
from tests.activations.factories import AT, EventFactory, RequestFactory
from tests.activations.running_scene import IN_HALF_AN_HOUR, first_meeting, make_work

pytestmark = pytest.mark.django_db


def event_data(work, **changes):
    values = {"type_id": work.scene.event_type.pk, "title": "Demonstration", "since": AT}
    return EventData(**(values | changes))


def test_granting_a_request_convenes_calls_and_tells():
    work = make_work(3)
    request = RequestFactory(region=work.scene.region, event_type=work.scene.event_type)

    activation = work.convene(request_id=request.pk)

    request.refresh_from_db()
    meeting = first_meeting(activation)
    assert activation.status == Activation.Status.CONVENED
    assert (request.status, request.event) == ("granted", activation.event)
    assert (meeting.status, meeting.starts_at, meeting.kind) == ("called", IN_HALF_AN_HOUR, "first")
    assert meeting.attendances.count() == 3
    assert Summons.objects.filter(meeting=meeting, status="called").count() == 3
    assert Participant.objects.filter(activation=activation, left_at=None).count() == 3
    assert ChairTerm.objects.get(activation=activation).function == work.scene.rsib
    assert Notice.objects.filter(template="summons").count() == 6
    assert Notice.objects.filter(template="request_granted").exists()
    assert LogEntry.objects.filter(activation=activation, kind="convene").exists()
    assert AuditEntry.objects.filter(action="activation.convene").count() == 1


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("", "inte ryms inom ordinarie strukturer."),
        (" Vägar och el samtidigt ", "strukturer: Vägar och el samtidigt."),
        ("Räcker inte!", "strukturer: Räcker inte!"),
    ],
)
def test_the_judgement_that_ordinary_structures_do_not_do_is_written_down(reason, told):
    """Målbilden 1.4."""
    activation = make_work(1).convene(need_reason=reason)

    assert activation.need_reason == reason.strip()
    text = LogEntry.objects.get(activation=activation, kind="convene").text
    assert "Bedömningen är att behovet" in text
    assert text.endswith(told)


@pytest.mark.parametrize("status", ["declined", "withdrawn", "granted"])
def test_a_request_that_is_settled_convenes_nothing(status):
    work = make_work(1)
    request = RequestFactory(
        region=work.scene.region, status=status, reason="Möts i ordinarie läge", closed_at=AT
    )

    with pytest.raises(RuleError, match="redan avgjord") as refused:
        work.convene(request_id=request.pk)

    assert refused.value.code == "request_closed"
    assert not Activation.objects.exists()


def test_the_event_of_a_request_is_where_the_asking_municipality_is():
    work = make_work(1)
    request = RequestFactory(region=work.scene.region, what="Strömlöst i hela kommunen")

    activation = work.convene(request_id=request.pk)

    assert activation.event.title == "Strömlöst i hela kommunen"
    assert list(activation.event.municipalities.all()) == [request.for_actor]
    assert activation.event.number == f"{AT.year}-001"


def test_a_call_has_the_very_text_with_a_link_and_how_to_ring_in():
    work = make_work(1)

    work.convene()

    text = Notice.objects.get(template="summons", channel="sms").body
    assert text.startswith(
        "SSR KALLELSE Samordnande forum 03:34, Strömlöst i hela Norrtälje."
        " Ring 08-46500410 kod 442211. Svara JA/NEJ."
    )
    assert "/k/" in text


def test_an_exercise_says_so_and_never_reaches_live_numbers_unless_opted_in():
    work = make_work(2)
    opted_in = work.seats[0].actor
    opted_in.accepts_live_exercise = True
    opted_in.save()

    activation = work.convene(event=event_data(work), exercise=True)

    notices = Notice.objects.filter(template="summons_exercise")
    assert activation.event.exercise
    assert first_meeting(activation).exercise
    assert {n.console_only for n in notices.filter(recipient_label=str(work.seats[0]))} == {False}
    assert {n.console_only for n in notices.filter(recipient_label=str(work.seats[1]))} == {True}
    assert all(n.body.startswith("ÖVNING") for n in notices.filter(channel="sms"))


def test_live_and_exercise_are_never_mixed():
    work = make_work(1)
    request = RequestFactory(region=work.scene.region, exercise=True)
    event = EventFactory(region=work.scene.region, exercise=True)

    with pytest.raises(RuleError, match="övning"):
        work.convene(request_id=request.pk, exercise=False)
    with pytest.raises(RuleError, match="övning"):
        work.convene(event_id=event.pk, exercise=False)


def test_without_the_right_nothing_happens():
    work = make_work(1)
    request = RequestFactory(region=work.scene.region)

    with pytest.raises(PermissionDenied):
        work.convene(request_id=request.pk, by=work.scene.asker)

    assert not Activation.objects.exists()
    request.refresh_from_db()
    assert request.status == "submitted"


def test_the_second_who_grants_is_shown_what_the_first_did():
    work = make_work(1)
    request = RequestFactory(region=work.scene.region)
    first = work.convene(request_id=request.pk)

    with pytest.raises(AlreadyActivated) as refused:
        work.convene(request_id=request.pk)

    assert refused.value.activation == first


def test_a_forum_is_activated_once_for_an_event():
    work = make_work(1)
    first = work.convene()

    with pytest.raises(AlreadyActivated) as refused:
        work.convene(event_id=first.event_id)

    assert refused.value.activation == first
    assert Event.objects.count() == 1


def test_both_levels_may_be_active_for_the_same_event_and_need_not():
    work = make_work(1)
    first = work.convene()

    second = work.convene(event_id=first.event_id, forum_id=work.scene.directing.pk)

    assert second.event == first.event
    assert Activation.objects.open().count() == 2


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_a_closed_request_cannot_be_granted(status):
    work = make_work(1)
    request = RequestFactory(region=work.scene.region)
    ActivationRequest.objects.filter(pk=request.pk).update(
        status=status, closed_at=AT, reason="Ryms i ordinarie läge"
    )

    with pytest.raises(RuleError, match="redan avgjord"):
        work.convene(request_id=request.pk)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"function_ids": []}, "minst en aktör"),
        ({"function_ids": [987654]}, "inte i bruk"),
        ({"starts_at": AT - timedelta(minutes=1)}, "passerat"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(changes, message):
    work = make_work(1)

    with pytest.raises(RuleError, match=message):
        work.convene(**changes)

    assert not Activation.objects.exists()


def test_one_function_of_an_actor_is_called_not_two():
    work = make_work(1)
    other = people.FunctionFactory(actor=work.seats[0].actor)

    with pytest.raises(RuleError, match="en funktion per aktör"):
        work.convene(function_ids=[work.seats[0].pk, other.pk])


def test_a_request_of_another_region_is_refused():
    work = make_work(1)
    request = RequestFactory()

    with pytest.raises(RuleError, match="annan region"):
        work.convene(request_id=request.pk)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": "  "}, "rubrik"),
        ({"type_id": 987654}, "typ av händelse"),
        ({"municipality_ids": [987654]}, "regionens kommuner"),
    ],
)
def test_a_new_event_needs_what_makes_it_one(changes, message):
    work = make_work(1)

    with pytest.raises(RuleError, match=message):
        work.convene(event=event_data(work, **changes))


def test_without_any_event_nothing_is_convened():
    work = make_work(1)

    with pytest.raises(RuleError, match="vad som har hänt"):
        work.convene(event=None)
    with pytest.raises(RuleError, match="finns inte i regionen"):
        work.convene(event_id=EventFactory().pk)


def test_mandate_gaps_are_told_not_refused():
    work = make_work(1)
    low = work.new_function(mandate_level=Level.EXECUTIVE)

    activation = work.convene(function_ids=[work.seats[0].pk, low.pk])

    text = LogEntry.objects.get(activation=activation, kind="convene").text
    assert f"Mandatet räcker inte för nivån: {low}" in text
    reasons = dict(activation.participants.values_list("function_id", "join_reason"))
    assert reasons == {
        work.seats[0].pk: "Stående plats i forumet",
        low.pk: "Kallad in för händelsen",
    }


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_make_one_activation():
    work = make_work(2)
    event = EventFactory(region=work.scene.region)
    won, told, faults = [], [], []
    gate = threading.Barrier(50)

    def press():
        gate.wait()
        try:
            won.append(
                convene(
                    forum_id=work.scene.coordinating.pk,
                    function_ids=[f.pk for f in work.seats],
                    starts_at=IN_HALF_AN_HOUR,
                    place=place_of(work.scene.coordinating),
                    exercise=False,
                    event_id=event.pk,
                    by=work.scene.officer,
                    at=AT,
                ).pk
            )
        except AlreadyActivated as refused:
            told.append(refused.activation.pk)
        except Exception as error:  # noqa: BLE001 - counted
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert Activation.objects.count() == 1
    assert (len(won), set(told)) == (1, set(won))
    assert Meeting.objects.count() == 1
    assert Summons.objects.count() == 2
