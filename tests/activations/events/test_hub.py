"""The page of an event: agreements first, answers in a row on one line, no correction hidden."""

from datetime import timedelta

import pytest
from django.urls import reverse

from activations.events import queries
from activations.models import LogEntry
from forums.models import MeetingDecision
from tests import factories as people
from tests.activations.running_scene import IN_HALF_AN_HOUR, make_work
from tests.clients import signed_in

pytestmark = pytest.mark.django_db
AT = IN_HALF_AN_HOUR


@pytest.fixture
def work():
    return make_work(2)


@pytest.fixture
def activation(work):
    return work.convene(at=AT - timedelta(minutes=30), starts_at=AT)


def write(activation, kind, minutes, **more):
    at = AT + timedelta(minutes=minutes)
    return LogEntry.objects.create(
        region=activation.event.region,
        event=activation.event,
        kind=kind,
        happened_at=at,
        written_at=at,
        by_label="TiB",
        text=f"Post {minutes}",
        **more,
    )


def agree(work, activation, text):
    first = activation.meetings.get().meeting
    return MeetingDecision.objects.create(
        meeting=first, number=first.decisions.count() + 1, text=text, made_at=AT
    )


def test_the_event_tells_first_what_the_actors_have_agreed_on(work, activation):
    for number in range(7):
        agree(work, activation, f"Aktörerna är överens om sak {number}.")
    event = activation.event

    page = signed_in(work.holders[0]).get(event.get_absolute_url()).content.decode()

    assert page.index("Överenskommelser</h2>") < page.index(activation.forum.called_name + "</a>")
    assert page.index("sak 6.") < page.index("sak 2.") < page.index("Äldre överenskommelser")
    assert page.index("Äldre överenskommelser") < page.index("sak 1.")
    assert "Varje aktör fattar själv sina beslut." in page


def test_an_agreement_is_shown_only_to_those_who_may_see_the_meeting(work, activation):
    agree(work, activation, "Hemligt utåt.")

    assert queries.agreements_of(activation.event, work.holders[0]).count() == 1
    assert not queries.agreements_of(activation.event, people.UserFactory()).exists()


def test_answers_in_a_row_are_one_line_and_each_is_in_it(work, activation):
    event = activation.event
    event.log.all().delete()
    kinds = LogEntry.Kind
    rows = [(kinds.NOTE, 9), *((kinds.ANSWER, n) for n in (8, 7, 6)), (kinds.NOTE, 5)]
    for kind, minutes in reversed([*rows, (kinds.ANSWER, 4)]):
        write(activation, kind, minutes)

    parts = queries.folded(event.log.all(), is_chosen=False)
    page = signed_in(work.holders[0]).get(
        reverse("activations:timeline", args=[event.region.slug, event.number])
    )

    assert [len(part.entries) for part in parts] == [1, 3, 1, 1]
    assert "3 svar på kallelsen" in page.content.decode()
    assert all(f"Post {n}" in page.content.decode() for n in (9, 8, 7, 6, 5, 4))
    assert len(queries.folded(event.log.all(), is_chosen=True)) == 6


def test_a_corrected_answer_stands_by_itself(work, activation):
    event = activation.event
    event.log.all().delete()
    first, second, third = (write(activation, LogEntry.Kind.ANSWER, n) for n in (1, 2, 3))
    write(activation, LogEntry.Kind.CORRECTION, 4, corrects=second)

    parts = queries.folded(event.log.all(), is_chosen=False)

    assert [len(part.entries) for part in parts] == [1, 1, 1, 1]


def test_the_event_lists_no_single_answers_among_the_latest(work, activation):
    write(activation, LogEntry.Kind.ANSWER, 1)

    page = signed_in(work.holders[0]).get(activation.event.get_absolute_url()).content.decode()

    assert "Post 1" not in page
