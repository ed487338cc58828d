"""Each message of a running forum: once, to those concerned, and for which event."""

from datetime import timedelta

import pytest

from activations.models import LogEntry
from activations.running.composition import remove_participant
from activations.running.meetings import call_next_meeting
from activations.running.services import change_chair, end_activation, wind_down
from common.errors import RuleError
from forums.places import place_of
from notices.models import Notice
from tests.activations.running_scene import IN_HALF_AN_HOUR, first_meeting, make_work

pytestmark = pytest.mark.django_db
LATER = IN_HALF_AN_HOUR + timedelta(minutes=30)
EVENT = "Strömlöst i hela Norrtälje"


@pytest.fixture
def work():
    return make_work(3)


@pytest.fixture
def activation(work):
    return work.active()


def told(template, channel="email"):
    return list(Notice.objects.filter(template=template, channel=channel))


def take_chair(work, activation):
    return change_chair(
        activation_id=activation.pk,
        function=work.seats[0],
        meeting=first_meeting(activation),
        by_label="Mötet",
        at=LATER,
    )


def test_who_leaves_is_told_once_for_which_event(work, activation):
    row = activation.participants.get(function=work.seats[1])

    remove_participant(
        participant_id=row.pk, reason="Berörs inte längre", by=work.scene.officer, at=LATER
    )

    (notice,) = told("actor_leaves")
    assert notice.recipient_label == str(work.seats[1])
    assert f"för {EVENT}" in notice.body
    assert "Berörs inte längre" in told("actor_leaves")[0].body


def test_who_takes_part_is_told_of_a_new_chair_once(work, activation):
    take_chair(work, activation)
    take_chair(work, activation)

    notices = told("chair_changed")
    assert {one.recipient_label for one in notices} == {str(seat) for seat in work.seats}
    assert len(notices) == 3
    assert all(EVENT in one.body for one in notices)


def test_who_takes_part_is_told_that_the_forum_winds_down(work, activation):
    wind_down(activation_id=activation.pk, by=work.scene.officer, at=LATER)

    notices = told("winding_down")
    assert {one.recipient_label for one in notices} == {str(seat) for seat in work.seats}
    assert all(f"avvecklas för {EVENT}" in one.body for one in notices)


def test_the_end_says_which_event_and_what_goes_on(work):
    activation, fire = work.convene(), work.convene(is_separate=True)
    fire.event.title = "Brand vid Brottby"
    fire.event.save()

    end_activation(activation_id=activation.pk, by=work.scene.officer, at=LATER)

    (body, *rest) = [one.body for one in told("back_to_ordinary")]
    assert f"Samordnande forum återgår till ordinarie läge för {EVENT}" in body
    assert "fortsatt aktiverat för Brand vid Brottby" in body
    assert len(rest) == 2
    log = LogEntry.objects.filter(activation=activation, kind="mode").first()
    assert "fortsatt aktiverat för Brand vid Brottby" in log.text


def test_the_end_of_the_only_one_says_nothing_of_others(work):
    activation = work.convene()
    end_activation(activation_id=activation.pk, by=work.scene.officer, at=LATER)

    assert "fortsatt" not in told("back_to_ordinary")[0].body


def test_the_chair_leaves_only_when_a_meeting_has_chosen_another(work, activation):
    take_chair(work, activation)
    row = activation.participants.get(function=work.seats[0])

    with pytest.raises(RuleError, match="avgöra vem som leder") as refused:
        remove_participant(
            participant_id=row.pk, reason="Berörs inte", by=work.scene.officer, at=LATER
        )

    row.refresh_from_db()
    assert (refused.value.code, row.left_at) == ("chair_first", None)
    assert not told("actor_leaves")


def test_the_next_meeting_has_the_new_chair(work, activation):
    meeting = call_next_meeting(
        activation_id=activation.pk,
        starts_at=LATER + timedelta(hours=2),
        place=place_of(work.scene.coordinating),
        by=work.scene.officer,
        at=LATER,
    )

    take_chair(work, activation)

    meeting.refresh_from_db()
    assert meeting.chair_function == work.seats[0]
    assert first_meeting(activation).chair_function == work.scene.rsib
