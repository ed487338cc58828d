"""Two events that are the same: one carries on, the other is closed with a trace."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from activations.events.corrections import EventFacts, correct_event
from activations.events.services import Note, add_note
from activations.joining.events import merge_events
from activations.models import Activation, ChairTerm, Event, LogEntry, Participant, Summons
from activations.running.services import end_activation
from actors.models import Actor
from actors.rights import rights
from common.errors import RuleError
from forums.models import Meeting
from notices.models import Notice
from records.models import AuditEntry
from tests import factories as people
from tests.activations.factories import AT, RequestFactory
from tests.activations.running_scene import IN_HALF_AN_HOUR, begin, first_meeting, make_work
from tests.clients import signed_in
from tests.racing import OK, together

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
WHY = "Båda gäller branden vid Brottby."


@pytest.fixture
def work():
    return make_work(3)


@pytest.fixture
def stands(work):
    """The event that carries on: two of the three seats are called."""
    return work.convene(function_ids=[one.pk for one in work.seats[:2]])


@pytest.fixture
def other(work, stands):
    """The same thing a second time: the last two seats, an hour later."""
    request = RequestFactory(region=work.scene.region, what="Rök över E18")
    return work.convene(
        request_id=request.pk,
        is_separate=True,
        function_ids=[one.pk for one in work.seats[1:]],
        starts_at=IN_HALF_AN_HOUR + timedelta(hours=1),
    )


def merge(work, other, stands, by=None, reason=WHY):
    return merge_events(
        event_id=other.event_id,
        into_id=stands.event_id,
        reason=reason,
        by=by or work.scene.officer,
        at=AT,
    )


def test_one_event_goes_on_and_the_other_is_closed_with_a_trace(work, stands, other):
    merge(work, other, stands)

    other.refresh_from_db()
    event = Event.objects.get(pk=other.event_id)
    assert (other.status, other.merged_into, other.ended_at) == ("merged", stands, AT)
    assert other.ended_by_label == str(work.scene.rsib)
    assert (event.merged_into, event.merged_at, event.merge_reason) == (stands.event, AT, WHY)
    assert event.survivor == stands.event
    assert not event.exercise
    assert LogEntry.objects.filter(event=event, kind="merge", text__contains="2026-001").exists()
    mine = LogEntry.objects.get(event=stands.event, kind="merge")
    assert "2026-002 Rök över E18" in mine.text
    assert AuditEntry.objects.filter(action="event.merge").count() == 1
    assert set(event.municipalities.all()) <= set(stands.event.municipalities.all())
    assert not ChairTerm.objects.filter(activation=other, ends_at=None).exists()
    stands.refresh_from_db()
    assert stands.status == "convened"


def test_what_was_called_twice_is_called_off_once_and_each_is_told_once(work, stands, other):
    calls = Notice.objects.filter(template="summons").count()

    merge(work, other, stands)

    assert first_meeting(other).status == Meeting.Status.CANCELLED
    assert first_meeting(stands).status == Meeting.Status.CALLED
    assert not Notice.objects.filter(template="meeting_cancelled").exists()
    told = Notice.objects.filter(template="events_merged", channel="sms")
    assert sorted(one.recipient_label for one in told) == sorted(map(str, work.seats[1:]))
    assert "Rök över E18 hanteras i Strömlöst" in told[0].body
    assert "möte 03:34" in told[0].body
    # Only who was in the other alone is called anew.
    own = Summons.objects.filter(meeting=first_meeting(stands))
    assert {one.function for one in own} == set(work.seats)
    assert Notice.objects.filter(template="summons").count() == calls + 2
    newcomer = Participant.objects.get(activation=stands, actor=work.seats[2].actor)
    assert newcomer.join_reason == "Var med i 2026-002, samma händelse"
    gone = Participant.objects.filter(activation=other)
    assert {one.leave_reason for one in gone} == {"Samma händelse som 2026-001"}
    open_ones = Summons.objects.filter(meeting=first_meeting(other))
    assert {one.status for one in open_ones} == {"cancelled"}


def test_where_nobody_is_missing_nobody_is_said_to_be_called_in(work, stands):
    request = RequestFactory(region=work.scene.region)
    both = [one.pk for one in work.seats[:2]]
    other = work.convene(request_id=request.pk, is_separate=True, function_ids=both)

    merge(work, other, stands)

    assert not LogEntry.objects.filter(activation=stands, text__contains="kallas in från").exists()


def test_a_forum_at_work_only_for_the_other_goes_on_as_it_is(work, stands, other):
    directing = work.convene(
        forum_id=work.scene.directing.pk,
        event_id=other.event_id,
        request_id=None,
        function_ids=[work.seats[2].pk],
    )

    merge(work, other, stands)

    directing.refresh_from_db()
    assert (directing.status, directing.event) == ("convened", stands.event)
    assert first_meeting(directing).status == Meeting.Status.CALLED
    assert Participant.objects.filter(activation=directing, left_at=None).count() == 1
    # In two forums of the other event, and told once.
    told = Notice.objects.filter(template="events_merged", channel="sms")
    assert [one.recipient_label for one in told].count(str(work.seats[2])) == 1
    # An address sent before the merge still leads there.
    client = signed_in(work.scene.officer)
    old = [work.scene.region.slug, other.event.number, directing.pk]
    assert client.get(reverse("activations:activation", args=old)).status_code == 200
    wrong = [work.scene.region.slug, "2026-001", other.pk]
    assert client.get(reverse("activations:activation", args=wrong)).status_code == 404


def test_what_is_still_asked_for_the_other_is_answered_for_the_one_that_stands(work, stands, other):
    waiting = RequestFactory(region=work.scene.region, event=other.event)
    settled = other.request

    merge(work, other, stands)

    waiting.refresh_from_db()
    settled.refresh_from_db()
    assert waiting.event == stands.event
    assert settled.event == other.event


def test_nothing_more_is_done_with_an_event_that_is_carried_on(work, stands, other):
    merge(work, other, stands)
    acting = {"by": work.scene.officer, "at": AT}

    with pytest.raises(RuleError, match="sammanförd med 2026-001"):
        correct_event(
            event_id=other.event_id, facts=EventFacts(title="Annat"), reason="Nytt", **acting
        )
    with pytest.raises(RuleError, match="sammanförd med 2026-001"):
        add_note(event_id=other.event_id, note=Note("Rök"), **acting)
    with pytest.raises(RuleError, match="sammanförd med 2026-001"):
        work.convene(event_id=other.event_id, request_id=None)
    with pytest.raises(RuleError, match="sammanförd med 2026-001"):
        merge(work, other, stands)
    with pytest.raises(RuleError, match="sammanförd med 2026-001"):
        merge(work, stands, other)


def test_a_second_merge_leads_to_the_last_event(work, stands, other):
    third = work.convene(is_separate=True)
    merge(work, other, stands)
    merge(work, stands, third)

    assert Event.objects.get(pk=other.event_id).survivor == third.event


def test_what_cannot_be_merged_is_refused(work, stands, other):
    with pytest.raises(RuleError, match="en annan"):
        merge(work, stands, stands)
    with pytest.raises(PermissionDenied):
        merge(work, other, stands, by=work.holders[0])
    with pytest.raises(RuleError, match="minst 10 tecken"):
        merge(work, other, stands, reason="Samma")
    exercise = work.convene(
        request_id=RequestFactory(region=work.scene.region, exercise=True).pk, exercise=True
    )
    with pytest.raises(RuleError, match="Övning och skarpt"):
        merge(work, exercise, stands)
    elsewhere = make_work(1).convene()
    with pytest.raises(RuleError, match="annan region"):
        merge(work, other, elsewhere)
    begin(first_meeting(other), by=work.scene.officer, at=AT)
    with pytest.raises(RuleError, match="möte pågår"):
        merge(work, other, stands)
    assert not Event.objects.exclude(merged_into=None).exists()


def test_an_ended_event_is_not_merged(work, stands, other):
    end_activation(activation_id=other.pk, by=work.scene.officer, at=AT)

    with pytest.raises(RuleError, match="är avslutad"):
        merge(work, other, stands)
    with pytest.raises(RuleError, match="är avslutad"):
        merge(work, stands, other)


def test_granting_for_an_event_at_hand_puts_its_municipalities_on_the_map(work, stands):
    request = RequestFactory(region=work.scene.region)

    work.convene(request_id=request.pk, event_id=stands.event_id, forum_id=work.scene.directing.pk)

    assert request.for_actor in stands.event.municipalities.all()
    assert stands.event.changes.filter(reason=f"Begäran {request.number} beviljas").exists()


def test_a_forum_that_came_to_while_one_waited_is_not_overlooked(work, stands, other, monkeypatch):
    """What the race below does now and then, done every time."""
    real = rights.require

    def late(*args):
        if not Activation.objects.filter(forum=work.scene.directing).exists():
            monkeypatch.setattr(rights, "require", real)
            work.convene(event_id=other.event_id, request_id=None, forum_id=work.scene.directing.pk)
        return real(*args)

    monkeypatch.setattr(rights, "require", late)

    with pytest.raises(RuleError, match="kom till just nu"):
        merge(work, other, stands)


# At once --------------------------------------------------------------------------------------


def racing():
    work = make_work(2)
    stands = work.convene()
    request = RequestFactory(region=work.scene.region)
    return work, stands, work.convene(request_id=request.pk, is_separate=True)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_merge_in_both_directions_at_once_close_one():
    work, stands, other = racing()

    said = together(lambda: merge(work, other, stands), lambda: merge(work, stands, other))

    assert said.count(OK) == 1
    assert any("sammanförd med" in one for one in said)
    assert Activation.objects.open().count() == 1
    assert Event.objects.filter(merged_into=None).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_forum_convened_while_events_merge_never_works_for_the_closed_one():
    work, stands, other = racing()

    said = together(
        lambda: merge(work, other, stands),
        lambda: work.convene(
            event_id=other.event_id, request_id=None, forum_id=work.scene.directing.pk
        ),
    )

    assert OK in said
    closed = Event.objects.exclude(merged_into=None)
    assert not Activation.objects.open().filter(event__in=closed).exists()


# Pages and API --------------------------------------------------------------------------------


@pytest.fixture
def now_work():
    return make_work(2, at=timezone.now() - timedelta(hours=1))


def convened_now(work, **changes):
    now = timezone.now()
    request = RequestFactory(region=work.scene.region, submitted_at=now)
    values = {"at": now, "starts_at": now + timedelta(minutes=30), "is_separate": True} | changes
    return work.convene(request_id=request.pk, **values)


def test_the_page_shows_what_happens_before_it_does(now_work):
    seats = [one.pk for one in now_work.seats]
    stands = convened_now(now_work, function_ids=seats[:1])
    other = convened_now(now_work, function_ids=seats)
    client = signed_in(now_work.scene.officer)
    region = now_work.scene.region.slug

    hub = client.get(other.event.get_absolute_url()).content.decode()
    choose = reverse("activations:event_merge_choose", args=[region, other.event.number])
    act = reverse("activations:event_merge", args=[region, other.event.number, "2026-001"])
    assert choose in hub
    assert act in client.get(choose).content.decode()
    page = client.get(act).content.decode()
    assert "ställs in" in page
    assert str(now_work.seats[1]) in page
    assert "Det går inte att ångra" in page
    assert not Event.objects.exclude(merged_into=None).exists()

    assert client.post(act, {"reason": ""}).status_code == 422
    assert client.post(act, {"reason": WHY}).status_code == 302

    closed = client.get(other.event.get_absolute_url()).content.decode()
    assert "Arbetet fortsätter där" in closed
    assert choose not in closed
    kept = client.get(stands.event.get_absolute_url()).content.decode()
    assert "Har förts hit" in kept
    assert reverse("activations:timeline", args=[region, other.event.number]) in kept
    assert other.request.number in kept
    forum = client.get(other.get_absolute_url()).content.decode()
    assert stands.get_absolute_url() in forum
    assert "Sammanfört" in client.get(reverse("activations:events", args=[region])).content.decode()
    assert client.post(act, {"reason": WHY}).status_code == 409


def test_with_no_other_event_the_page_says_so(now_work):
    only = convened_now(now_work)
    region = now_work.scene.region.slug
    client = signed_in(now_work.scene.officer)

    page = client.get(reverse("activations:event_merge_choose", args=[region, only.event.number]))

    assert "Inget forum arbetar med någon annan händelse" in page.content.decode()


def test_the_api_merges_and_shows_where_it_goes_on(now_work):
    stands, other = convened_now(now_work), convened_now(now_work)
    place = people.MemberFactory(
        region=now_work.scene.region, actor__kind=Actor.Kind.MUNICIPALITY, actor__scb_code="0188"
    ).actor
    other.event.municipalities.add(place)
    client = signed_in(now_work.scene.officer)
    url = f"/api/v1/events/{other.event_id}/merge/"

    done = client.post(url, {"into": stands.event_id, "reason": WHY}, **JSON)
    again = client.post(url, {"into": stands.event_id, "reason": WHY}, **JSON)

    assert (done.status_code, done.json()["number"]) == (200, "2026-001")
    assert again.status_code == 409
    shown = client.get(f"/api/v1/events/{other.event_id}/").json()
    assert shown["merged_into"] == "2026-001"
    on_map = client.get("/api/v1/events.geojson").json()["features"]
    assert {one["properties"]["event"] for one in on_map} == {"2026-001"}
