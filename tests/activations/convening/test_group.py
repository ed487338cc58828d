"""Whom a forum is convened with: another function, somebody from outside, a forum of its own."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from activations.convening.queries import propose
from activations.models import Activation, LogEntry, Participant, Summons
from activations.running import composition, services
from actors.models import Actor, ContactAddress, Function, Level, Membership
from actors.register.outside import Outsider
from common.errors import RuleError
from forums.models import Forum
from forums.places import Place
from forums.seats.temporary import TemporaryForum
from notices.models import Notice
from records.models import AuditEntry
from tests import factories as people
from tests.activations.factories import AT, ForumFactory, RequestFactory
from tests.activations.running_scene import first_meeting, make_work
from tests.clients import signed_in

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=3)
FORECASTER = Outsider("SMHI", "Vakthavande meteorolog", "070-174 06 05", "vakt@smhi.example")
BRIDGE = Place(bridge_number="+46846500411")


@pytest.fixture
def work():
    return make_work(2)


def plan(work, **changes):
    values = {"region": work.scene.region, "name": "Planeringsforum Nationaldagen"}
    return TemporaryForum(**(values | changes))


def end(work, activation, **changes):
    by = work.scene.officer
    services.end_activation(activation_id=activation.pk, by=by, at=LATER, **changes)


# Somebody from outside --------------------------------------------------------------------------


def test_somebody_from_outside_is_called_answers_and_is_in_the_register(work):
    activation = work.convene(outsiders=[FORECASTER])

    function = Function.objects.get(name="Vakthavande meteorolog")
    assert Summons.objects.filter(meeting=first_meeting(activation)).count() == 3
    assert Notice.objects.filter(template="summons", recipient_label=str(function)).count() == 2
    participant = activation.participants.get(function=function)
    assert participant.join_reason == "Kallad utifrån för händelsen"
    told = LogEntry.objects.get(activation=activation, kind="convene").text
    assert "3 aktörer kallas" in told
    assert f"Kallade utifrån: {function}." in told
    assert "Mandatet räcker inte" not in told  # nobody has said how far it reaches
    membership = Membership.objects.get(actor=function.actor)
    assert (membership.kind, membership.valid_to) == ("called_in", None)
    assert AuditEntry.objects.filter(action="actor.take_in").count() == 1


def test_a_landline_stands_on_the_call_list_and_takes_no_sms(work):
    work.convene(outsiders=[Outsider("SMHI", "Vakt", phone="08-465 00 400")])

    summons = Summons.objects.get(function__name="Vakt")
    assert (summons.has_address, summons.listed_because) == (False, "ingen adress")
    assert list(summons.function.addresses.values_list("channel", flat=True)) == ["phone"]
    told = LogEntry.objects.get(kind="convene").text
    assert "3 aktörer kallas, varav 1 utan adress som måste ringas." in told


@pytest.mark.parametrize(
    ("outsider", "message"),
    [
        (Outsider("", "Vakt", "070-174 06 05"), "både aktör och funktion"),
        (Outsider("SMHI", " ", "070-174 06 05"), "både aktör och funktion"),
        (Outsider("SMHI", "Vakt"), "telefon eller e-post"),
        (Outsider("SMHI", "Vakt", "ring mig"), "telefonnummer|siffror"),
        (Outsider("SMHI", "Vakt", email="vakt"), "e-postadress"),
    ],
)
def test_an_outsider_that_cannot_be_called_is_refused_whole(work, outsider, message):
    with pytest.raises(RuleError, match=message) as refused:
        work.convene(outsiders=[outsider])

    assert refused.value.field == "outside"
    assert not Activation.objects.exists()
    assert not Actor.objects.filter(name="SMHI").exists()


def test_whoever_is_in_the_region_is_chosen_in_the_list(work):
    own = Outsider(work.seats[0].actor.name.upper(), "Vakt", "070-174 06 05")

    with pytest.raises(RuleError, match="Välj bland aktörerna"):
        work.convene(outsiders=[own])


def test_outsiders_alone_may_be_called_but_not_nobody(work):
    assert work.convene(function_ids=[], outsiders=[FORECASTER]).participants.count() == 1

    with pytest.raises(RuleError, match="minst en aktör"):
        work.convene(function_ids=[])


def test_what_the_register_knows_is_used_and_nobodys_addresses_are_changed(work):
    neighbour = people.MemberFactory().actor  # of another region
    known = people.FunctionFactory(actor=neighbour, name="TiB", addresses=["sms"])
    before = list(known.addresses.values_list("channel", "value"))

    work.convene(outsiders=[Outsider(neighbour.name, "tib")])

    assert Summons.objects.filter(function=known).count() == 1
    with pytest.raises(RuleError, match="sina egna adresser"):
        make_work(1).convene(outsiders=[Outsider(neighbour.name, "TiB", "070-174 06 05")])
    assert list(known.addresses.values_list("channel", "value")) == before


def test_another_function_of_a_known_actor_needs_an_address(work):
    neighbour = people.MemberFactory().actor

    with pytest.raises(RuleError, match="telefon eller e-post"):
        work.convene(outsiders=[Outsider(neighbour.name, "Ny funktion")])


def test_a_function_that_an_actor_holds_itself_is_known_though_it_is_no_member(work):
    actor = people.ActorFactory()
    known = people.FunctionFactory(actor=actor, name="Vakt", addresses=["email"])
    people.holder(known)

    with pytest.raises(RuleError, match="sina egna adresser"):
        work.convene(outsiders=[Outsider(actor.name, "Vakt", "070-174 06 05")])


def test_whom_another_region_has_called_in_keeps_its_addresses_for_that_region(work):
    make_work(1).convene(outsiders=[FORECASTER])
    function = Function.objects.get(name=FORECASTER.function)
    before = list(function.addresses.values_list("value", flat=True))

    with pytest.raises(RuleError, match="sina egna adresser"):
        work.convene(outsiders=[Outsider(FORECASTER.actor, FORECASTER.function, "070-174 06 97")])

    assert list(function.addresses.values_list("value", flat=True)) == before
    work.convene(outsiders=[Outsider(FORECASTER.actor, FORECASTER.function)])
    assert Summons.objects.filter(function=function).count() == 2


def test_they_go_when_the_forum_returns_and_may_come_again_with_a_new_number(work):
    end(work, work.convene(outsiders=[FORECASTER]))

    membership = Membership.objects.get(actor__name="SMHI")
    assert membership.valid_to == LATER.date()
    assert AuditEntry.objects.filter(action="actor.let_go").count() == 1

    work.convene(outsiders=[Outsider("SMHI", "Vakthavande meteorolog", "070-174 06 91")])

    assert Function.objects.filter(actor__name="SMHI").count() == 1
    assert ContactAddress.objects.filter(function__actor__name="SMHI").count() == 3


def test_they_stay_while_another_forum_works_with_them(work):
    first = work.convene(outsiders=[FORECASTER])
    actor = Actor.objects.get(name="SMHI")
    function = actor.functions.get()
    work.convene(function_ids=[function.pk], is_separate=True)

    end(work, first)

    assert Membership.objects.get(actor=actor).valid_to is None


# Called in while it runs ------------------------------------------------------------------------


def test_somebody_from_outside_is_called_in_while_it_runs(work):
    activation = work.convene()

    added = composition.add_participant(
        activation_id=activation.pk,
        outsider=FORECASTER,
        reason="Prognosen behövs",
        by=work.scene.officer,
        at=AT,
    )

    assert added.function.name == "Vakthavande meteorolog"
    assert Summons.objects.filter(function=added.function).exists()
    told = LogEntry.objects.get(activation=activation, kind="composition").text
    assert told == f"{added.function} kallas in utifrån: Prognosen behövs."


def test_who_does_not_lead_calls_nobody_in(work):
    activation = work.convene()

    with pytest.raises(PermissionDenied):
        composition.add_participant(
            activation_id=activation.pk,
            outsider=FORECASTER,
            reason="Prognos",
            by=work.holders[0],
            at=AT,
        )
    assert not Actor.objects.filter(name="SMHI").exists()


# Affected ---------------------------------------------------------------------------------------


def test_where_it_happens_is_directly_affected_and_of_others_the_leader_says(work):
    asking = work.seats[0].actor
    request = RequestFactory(region=work.scene.region, for_actor=asking)
    activation = work.convene(request_id=request.pk)
    rows = {row.actor_id: row for row in activation.participants.all()}
    other = rows[work.seats[1].actor_id]
    assert [rows[asking.pk].affected, other.affected] == ["directly", ""]

    changed = composition.say_affected(
        activation_id=activation.pk,
        affected={other.pk: "indirectly", rows[asking.pk].pk: "directly"},
        by=work.scene.officer,
        at=AT,
    )

    assert changed == [other]
    told = LogEntry.objects.get(activation=activation, kind="composition").text
    assert told == f"{other.actor}: indirekt berörd."


def test_nothing_changed_writes_nothing_and_who_has_left_is_refused(work):
    activation = work.convene()
    one = activation.participants.first()

    say = {"activation_id": activation.pk, "by": work.scene.officer, "at": AT}
    assert composition.say_affected(affected={one.pk: one.affected}, **say) == []
    assert not LogEntry.objects.filter(activation=activation, kind="composition").exists()
    composition.remove_participant(
        participant_id=one.pk, reason="Behövs inte", by=work.scene.officer, at=AT
    )
    with pytest.raises(RuleError, match="deltar inte längre"):
        composition.say_affected(affected={one.pk: "directly"}, **say)


# A forum of its own -----------------------------------------------------------------------------


def test_a_forum_is_formed_for_the_event_by_convening_it(work):
    activation = work.convene(
        forum_id=None, new_forum=plan(work, scope="Stockholms stad"), place=BRIDGE
    )

    forum = activation.forum
    assert (forum.name, forum.level, forum.is_standing) == (
        "Planeringsforum Nationaldagen",
        Level.EXECUTIVE,
        False,
    )
    assert (forum.scope, forum.slug) == ("Stockholms stad", "planeringsforum-nationaldagen")
    assert forum.bridge_number == BRIDGE.bridge_number
    told = LogEntry.objects.get(activation=activation, kind="convene").text
    assert "Planeringsforum Nationaldagen är bildat för händelsen." in told
    assert AuditEntry.objects.filter(action="forum.form").count() == 1


@pytest.mark.parametrize(
    ("changes", "message", "field"),
    [
        ({"name": " "}, "vad forumet ska heta", "new_name"),
        ({"name": "samordnande FORUM"}, "finns redan ett forum", "new_name"),
        ({"level": Level.OWNER}, "forumets nivå", "new_level"),
    ],
)
def test_a_forum_that_cannot_be_formed_is_refused(work, changes, message, field):
    with pytest.raises(RuleError, match=message) as refused:
        work.convene(forum_id=None, new_forum=plan(work, **changes), place=BRIDGE)

    assert refused.value.field == field
    assert Forum.objects.filter(is_standing=False).count() == 0


def test_forming_a_forum_is_the_conveners_alone(work):
    with pytest.raises(PermissionDenied):
        work.convene(forum_id=None, new_forum=plan(work), place=BRIDGE, by=work.holders[0])


def test_a_forum_formed_for_an_event_may_cease_with_it_and_its_name_is_free_again(work):
    activation = work.convene(forum_id=None, new_forum=plan(work), place=BRIDGE)

    end(work, activation, close_forum=True)

    activation.forum.refresh_from_db()
    assert not activation.forum.is_active
    assert "Forumet upphör." in LogEntry.objects.filter(kind="mode").latest("pk").text
    again = work.convene(
        forum_id=None, new_forum=plan(work), place=BRIDGE, at=LATER, starts_at=LATER
    )
    assert again.forum.slug == "planeringsforum-nationaldagen-2"


def test_a_standing_forum_never_ceases_and_one_at_work_not_yet(work):
    with pytest.raises(RuleError, match="stående forum"):
        end(work, work.convene(), close_forum=True)

    one = work.convene(forum_id=None, new_forum=plan(work), place=BRIDGE, is_separate=True)
    work.convene(forum_id=one.forum_id, is_separate=True)
    with pytest.raises(RuleError, match="kan inte upphöra än"):
        end(work, one, close_forum=True)


def test_a_formed_forum_proposes_those_whom_the_event_concerns(work):
    forum = Forum(region=work.scene.region, level=Level.EXECUTIVE, is_standing=False)
    actor = work.seats[0].actor

    found = propose(forum, None, concerned={actor.pk: "Berörd kommun"})

    assert [(one.actor, one.reason) for one in found if one.is_chosen] == [(actor, "Berörd kommun")]
    assert not any(one.is_chosen for one in propose(forum, None))


# Another function of an actor -------------------------------------------------------------------


def test_another_function_of_an_actor_may_be_wanted(work):
    other = people.FunctionFactory(actor=work.seats[0].actor, addresses=["sms"])

    usual = {one.actor: one for one in propose(work.scene.coordinating, None)}[other.actor]
    wanted = propose(work.scene.coordinating, None, wanted={other.pk})
    chosen = {one.actor: one for one in wanted}[other.actor]

    assert (usual.function, usual.others) == (work.seats[0], (other,))
    assert (chosen.function, chosen.others) == (other, (work.seats[0],))
    assert chosen.reason == "Stående plats"


# Over the API -----------------------------------------------------------------------------------


def grant(client: Client, request, **body):
    address = f"/api/v1/activation-requests/{request.pk}/grant/"
    return client.post(address, body, content_type="application/json")


def test_the_api_forms_a_forum_and_calls_from_outside(work):
    request = RequestFactory(region=work.scene.region, for_actor=work.seats[0].actor)
    client = signed_in(work.scene.officer)

    answer = grant(
        client,
        request,
        new_forum={"name": "Lokalt forum Norrtälje", "level": 10},
        outsiders=[{"actor": "SMHI", "function": "Vakt", "email": "vakt@smhi.example"}],
        place={"bridge_number": "+46846500411"},
    )

    assert answer.status_code == 201, answer.content
    activation = Activation.objects.get(pk=answer.json()["id"])
    assert activation.forum.name == "Lokalt forum Norrtälje"
    called = {row.actor.name for row in activation.participants.select_related("actor")}
    assert called == {"SMHI", work.seats[0].actor.name}
    one = Participant.objects.get(activation=activation, actor__name="SMHI")
    body = {"participant": one.pk, "affected": "indirectly"}
    said = client.post(
        f"/api/v1/activations/{activation.pk}/affected/", body, content_type="application/json"
    )
    assert {row["affected"] for row in said.json()["results"]} == {"directly", "indirectly"}


def test_the_api_takes_either_a_forum_or_a_new_one(work):
    ForumFactory(region=work.scene.region, slug="lokalt")
    request = RequestFactory(region=work.scene.region)

    answer = grant(
        signed_in(work.scene.officer), request, forum="lokalt", new_forum={"name": "Nytt forum"}
    )

    assert answer.status_code == 400
    assert "inte båda" in answer.content.decode()
