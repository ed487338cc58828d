"""One event, many who see it: shown together, granted once, brought together with a trace."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from activations.joining.services import join_activation, merge_requests
from activations.models import (
    Activation,
    ActivationRequest,
    Event,
    LogEntry,
    Participant,
    RequestParty,
    Summons,
)
from activations.requests import siblings
from actors.models import Actor
from common.errors import RuleError
from notices.models import Notice
from records.models import AuditEntry
from tests import factories as people
from tests.activations.factories import AT, EventTypeFactory, RequestFactory
from tests.activations.requests.asking import sent_request
from tests.activations.running_scene import begin, end, first_meeting, make_work
from tests.clients import signed_in
from tests.racing import OK, together

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture
def work():
    return make_work(3)


@pytest.fixture
def activation(work):
    return work.convene()


def request_of(work, **values):
    return RequestFactory(**{"region": work.scene.region, "what": "Brand vid Brottby"} | values)


def join(work, request, activation, by=None):
    return join_activation(
        request_id=request.pk, activation_id=activation.pk, by=by or work.scene.officer, at=AT
    )


def merge(work, request, into, by=None):
    return merge_requests(
        request_id=request.pk, into_id=into.pk, by=by or work.scene.officer, at=AT
    )


# Who is a sibling -----------------------------------------------------------------------------


def found(work, request):
    account = siblings.account_of(request)
    return [(one.thing, one.reasons) for one in siblings.open_requests(account, but=request.pk)]


def test_requests_near_in_time_of_one_type_or_in_one_municipality_are_siblings(work):
    fire = EventTypeFactory(code="fire", name="Brand")
    first = request_of(work)
    same_type = request_of(work)
    same_place = request_of(work, event_type=fire, for_actor=first.for_actor)
    both = request_of(work, for_actor=first.for_actor)
    request_of(work, event_type=fire)
    request_of(work, exercise=True)
    request_of(work, submitted_at=AT - timedelta(hours=25))
    request_of(work, status="withdrawn", closed_at=AT)

    kin = found(work, first)

    assert kin[0] == (both, ["samma typ", "samma kommun"])
    assert {thing: tuple(reasons) for thing, reasons in kin[1:]} == {
        same_type: ("samma typ",),
        same_place: ("samma kommun",),
    }


def test_the_region_chooses_how_near_in_time(work):
    work.scene.region.sibling_hours = 1
    work.scene.region.save()
    request, _other = request_of(work), request_of(work, submitted_at=AT - timedelta(hours=2))

    assert found(work, request) == []


def test_who_joined_and_who_is_named_say_where_it_is(work):
    police = people.ActorFactory(kind=Actor.Kind.POLICE)
    first = request_of(work)
    fire = EventTypeFactory(code="fire", name="Brand")
    request = request_of(work, for_actor=police, event_type=fire)
    assert found(work, request) == []

    request.municipalities.add(first.for_actor)

    assert found(work, request) == [(first, ["samma kommun"])]


# Granted once ---------------------------------------------------------------------------------


def test_the_same_forum_is_not_activated_twice_for_one_event(work, activation):
    calls = Notice.objects.filter(template="summons").count()
    second = request_of(work)

    with pytest.raises(RuleError, match="redan aktiverat för 2026-001") as refused:
        work.convene(request_id=second.pk)

    second.refresh_from_db()
    assert (refused.value.code, second.status) == ("sibling_running", "submitted")
    assert Activation.objects.get() == activation
    assert Notice.objects.filter(template="summons").count() == calls


def test_another_event_is_another_when_somebody_says_so(work, activation):
    other = work.convene(request_id=request_of(work).pk, is_separate=True)

    assert other.event != activation.event


def test_convening_may_choose_the_event_at_hand(work, activation):
    request = request_of(work)

    other = work.convene(
        request_id=request.pk, event_id=activation.event_id, forum_id=work.scene.directing.pk
    )

    request.refresh_from_db()
    assert (other.event, request.event) == (activation.event, activation.event)
    assert Event.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_siblings_granted_at_once_give_one_activation():
    work = make_work(2)
    first, second = request_of(work), request_of(work)

    said = together(
        lambda: work.convene(request_id=first.pk), lambda: work.convene(request_id=second.pk)
    )

    assert said.count(OK) == 1
    assert any("redan aktiverat för" in one for one in said)
    assert Activation.objects.count() == 1


# Joined to what runs --------------------------------------------------------------------------


def test_a_request_joined_to_what_runs_calls_only_who_is_missing(work, activation):
    request = request_of(work)
    called = Summons.objects.count()

    join(work, request, activation)

    request.refresh_from_db()
    assert (request.status, request.event) == ("granted", activation.event)
    assert (request.acknowledged_at, request.acknowledged_by) == (AT, work.scene.rsib)
    newcomer = Participant.objects.get(activation=activation, actor=request.for_actor)
    assert newcomer.join_reason == f"Begärde i {request.number}"
    assert Summons.objects.count() == called + 1
    assert request.for_actor in activation.event.municipalities.all()
    told = Notice.objects.filter(template="request_joined", channel="sms").first()
    assert "Samordnande forum arbetar redan med Strömlöst i hela Norrtälje" in told.body
    assert "03:34" in told.body
    log = LogEntry.objects.get(request=request, activation=activation)
    assert "ansluts: Brand vid Brottby" in log.text
    assert AuditEntry.objects.filter(action="request.join_activation").count() == 1


def test_who_takes_part_already_is_not_called_again(work, activation):
    seat = work.seats[0]
    request = request_of(work, for_actor=seat.actor, raised_by_function=seat)
    called = Summons.objects.count()

    join(work, request, activation)

    assert Summons.objects.count() == called


def test_without_a_meeting_ahead_nothing_is_said_of_a_time(work, activation):
    meeting = first_meeting(activation)
    begin(meeting, by=work.scene.officer, at=AT)
    end(meeting, by=work.scene.officer, at=AT)

    join(work, request_of(work), activation)

    assert "samlas" not in Notice.objects.filter(template="request_joined").first().body


def test_what_cannot_be_joined_is_refused(work, activation):
    exercise = request_of(work, exercise=True)
    with pytest.raises(RuleError, match="Övning och skarpt"):
        join(work, exercise, activation)
    elsewhere = make_work(1)
    with pytest.raises(RuleError, match="annan region"):
        join(work, request_of(work), elsewhere.convene())
    with pytest.raises(PermissionDenied):
        join(work, request_of(work), activation, by=work.holders[0])
    settled = request_of(work)
    join(work, settled, activation)
    with pytest.raises(RuleError, match="redan avgjord"):
        join(work, settled, activation)


# Two requests become one ----------------------------------------------------------------------


def test_two_requests_become_one_and_nothing_is_lost(work):
    into = request_of(work)
    request = request_of(work, what="Rök över E18", details="Två körfält stängda")
    party = people.FunctionFactory(actor=people.MemberFactory(region=work.scene.region).actor)
    RequestParty.objects.create(
        request=request,
        actor=party.actor,
        function=party,
        what="Vi ser den också",
        joined_at=AT,
        joined_by=people.holder(party),
    )

    merge(work, request, into)

    request.refresh_from_db()
    into.refresh_from_db()
    assert (request.status, request.merged_into, request.closed_at) == ("merged", into, AT)
    assert (into.status, into.acknowledged_by) == ("acknowledged", work.scene.rsib)
    said = {row.actor: row.what for row in into.parties.all()}
    assert said == {request.for_actor: "Rök över E18", party.actor: "Vi ser den också"}
    assert "Två körfält stängda" in into.notes.get().text
    assert request.for_actor in into.municipalities.all()
    assert LogEntry.objects.filter(request=request, text__contains=into.number).exists()
    assert LogEntry.objects.filter(request=into, text__contains=request.number).exists()
    assert (
        f"tillsammans med {into.number}"
        in Notice.objects.filter(template="request_merged").first().body
    )


def test_an_alarm_of_a_merged_request_falls_silent(work):
    into, request = request_of(work), sent_request(work.scene)

    merge(work, request, into)

    assert not Notice.objects.filter(template="request", status="queued").exists()
    assert ActivationRequest.objects.open().get() == into


def test_who_asks_in_both_stands_once(work):
    into = request_of(work)
    request = request_of(work, for_actor=into.for_actor)

    merge(work, request, into)

    assert not into.parties.exists()


def test_what_was_noted_for_somebody_outside_follows_as_a_note(work):
    into = request_of(work)
    request = request_of(work, for_actor=None, for_outsider="Trafikledningen")

    merge(work, request, into)

    assert not into.parties.exists()
    assert "Trafikledningen" in into.notes.get().text


def test_what_cannot_be_merged_is_refused(work):
    request, into = request_of(work), request_of(work)
    with pytest.raises(RuleError, match="en annan"):
        merge(work, request, request)
    with pytest.raises(PermissionDenied):
        merge(work, request, into, by=work.holders[0])
    with pytest.raises(RuleError, match="Övning och skarpt"):
        merge(work, request, request_of(work, exercise=True))
    with pytest.raises(RuleError, match="redan avgjord"):
        merge(work, request, request_of(work, status="withdrawn", closed_at=AT))
    with pytest.raises(RuleError, match="redan avgjord"):
        merge(work, request_of(work, status="withdrawn", closed_at=AT), into)


# Pages and API --------------------------------------------------------------------------------


@pytest.fixture
def now_work():
    return make_work(2, at=timezone.now() - timedelta(hours=1))


def address(work, name, *args):
    return reverse(f"activations:{name}", args=[work.scene.region.slug, *args])


def convened_now(work):
    now = timezone.now()
    return work.convene(
        request_id=request_of(work, submitted_at=now).pk,
        at=now,
        starts_at=now + timedelta(minutes=30),
    )


def test_the_convener_sees_siblings_and_joins_or_merges_them(now_work):
    activation = convened_now(now_work)
    now = timezone.now()
    request, other = (request_of(now_work, submitted_at=now) for _ in range(2))
    client = signed_in(now_work.scene.officer)

    page = client.get(request.get_absolute_url()).content.decode()

    join_url = address(now_work, "request_join_activation", request.number, activation.pk)
    merge_url = address(now_work, "request_merge", request.number)
    assert "Kan gälla samma händelse" in page
    assert join_url in page
    assert f"{merge_url}?med={other.number}" in page
    form = client.get(f"{merge_url}?med={other.number}").context["form"]
    assert form.initial["into"] == other
    assert client.post(merge_url, {"into": other.pk}).status_code == 302
    assert "Hanteras tillsammans med" in client.get(request.get_absolute_url()).content.decode()
    shown = client.get(other.get_absolute_url()).content.decode()
    assert "Har förts hit" in shown
    joined = client.post(address(now_work, "request_join_activation", other.number, activation.pk))
    assert joined.status_code == 302
    other.refresh_from_db()
    assert other.event == activation.event


def test_a_requester_sees_what_runs_and_may_say_that_it_is_the_same(now_work):
    activation = convened_now(now_work)
    client = signed_in(now_work.scene.asker)
    typed = {
        "event_type": now_work.scene.event_type.pk,
        "what": "Brand",
        "urgency": "now",
        "callback_phone": "070-174 06 05",
        "on_behalf": f"actor:{now_work.scene.municipality.pk}",
        "form_key": "0f8b8f6e-55c4-4b7c-9d3e-6d7c9a3f2b11",
    }

    page = client.post(address(now_work, "request_new"), typed | {"action": "review"})

    assert "Gäller det något som redan pågår?" in page.content.decode()
    sent = typed | {"action": "send", "event": activation.event_id}
    client.post(address(now_work, "request_new"), sent)
    request = ActivationRequest.objects.open().get()
    assert request.event == activation.event


def convene_data(work, **values):
    return {
        "step": "review",
        "go": "send",
        "forum": work.scene.coordinating.pk,
        "functions": [one.pk for one in work.seats],
        "proposed_for": f"{work.scene.coordinating.pk}-{work.scene.event_type.pk}",
        "minutes": "30",
        "bridge_number": "08-465 004 10",
    } | values


def test_granting_asks_first_whether_it_is_what_runs(now_work):
    activation = convened_now(now_work)
    request = request_of(now_work, submitted_at=timezone.now())
    client = signed_in(now_work.scene.officer)
    url = address(now_work, "convene", request.number)

    page = client.get(url)
    unsaid = client.post(url, convene_data(now_work))
    same = client.post(url, convene_data(now_work, same_event=activation.event_id))

    assert list(page.context["form"].steps)[0] == "same"
    assert "Anslut begäran till det" in page.content.decode()
    assert unsaid.status_code == 422
    assert same.status_code == 409
    assert "Anslut begäran hit" in same.content.decode()
    other = client.post(url, convene_data(now_work, same_event="new"))
    assert other.status_code == 302
    assert Event.objects.count() == 2


def test_a_new_event_is_held_against_those_at_hand(now_work):
    activation = convened_now(now_work)
    client = signed_in(now_work.scene.officer)
    url = address(now_work, "event_new")
    told = {"type": now_work.scene.event_type.pk, "title": "Snö"}
    directing = {
        "forum": now_work.scene.directing.pk,
        "proposed_for": f"{now_work.scene.directing.pk}-{now_work.scene.event_type.pk}",
    }

    asked = client.post(url, told | {"step": "event", "go": "forum"})
    done = client.post(
        url, convene_data(now_work, **told, **directing, same_event=activation.event_id)
    )

    assert (asked.status_code, asked.context["step"]) == (200, "same")
    assert not asked.context["form"].errors
    assert done.status_code == 302
    assert Event.objects.count() == 1
    unread = client.post(url, told | {"step": "event", "go": "forum", "planned_for": "i morgon"})
    assert unread.status_code == 422


def test_the_api_joins_merges_and_refuses_a_second_activation(now_work):
    activation = convened_now(now_work)
    now = timezone.now()
    first, second = (request_of(now_work, submitted_at=now) for _ in range(2))
    client = signed_in(now_work.scene.officer)
    api = "/api/v1/activation-requests"

    refused = client.post(f"{api}/{first.pk}/grant/", {}, **JSON)
    merged = client.post(f"{api}/{first.pk}/merge/", {"into": second.pk}, **JSON)
    joined = client.post(
        f"{api}/{second.pk}/join-activation/", {"activation": activation.pk}, **JSON
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "sibling_running")
    assert (merged.status_code, merged.json()["number"]) == (200, second.number)
    assert (joined.status_code, joined.json()["event"]) == (200, activation.event.number)
    third = request_of(now_work, submitted_at=now)
    unknown = client.post(f"{api}/{third.pk}/grant/", {"event": "2020-999"}, **JSON)
    assert unknown.status_code == 400
    taken = client.post(f"{api}/{third.pk}/grant/", {"event": activation.event.number}, **JSON)
    assert taken.json()["code"] == "already_activated"
    separate = client.post(f"{api}/{third.pk}/grant/", {"is_separate": True}, **JSON)
    assert separate.status_code == 201
