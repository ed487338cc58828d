"""What is done to a request after it was sent: each act succeeds, is refused, is forbidden."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django_fsm import TransitionNotAllowed

from activations.models import ActivationRequest, ChairTerm
from activations.requests import requesters, services
from activations.requests.answers import RequestAnswers
from actors.models import ContactAddress
from actors.rights import rights
from common.errors import RuleError
from notices.answers import replies
from notices.models import Notice
from tests import factories as people
from tests.activations.factories import (
    AT,
    ActivationFactory,
    EventFactory,
    RequestFactory,
    Scene,
    make_scene,
)

pytestmark = pytest.mark.django_db
Status = ActivationRequest.Status
LATER = AT + timedelta(minutes=2)
REASON = "Ryms inom ordinarie strukturer."
ALLOWED = {
    ("submitted", "acknowledge"),
    *((s, t) for s in ("submitted", "acknowledged") for t in ("grant", "decline", "withdraw")),
    *((s, "meet_in_ordinary_mode") for s in ("submitted", "acknowledged")),
}


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def request_(scene) -> ActivationRequest:
    need = services.Need(
        event_type=scene.event_type, what="Strömlöst", callback_phone="+46701740605"
    )
    return services.submit_request(region=scene.region, need=need, by=scene.asker, at=AT)


def neighbour(scene: Scene) -> "people.User":
    actor = people.MemberFactory(region=scene.region, actor__name="Vallentuna kommun").actor
    return people.holder(people.FunctionFactory(actor=actor, addresses=["sms", "email"]))


def texts(template: str) -> list[str]:
    return list(
        Notice.objects.filter(template=template, channel="sms").values_list("body", flat=True)
    )


def acknowledge(request_, by):
    return services.acknowledge_request(request_id=request_.pk, by=by, at=LATER)


@pytest.mark.parametrize("old", list(Status))
@pytest.mark.parametrize(
    "move", ["acknowledge", "grant", "decline", "withdraw", "meet_in_ordinary_mode"]
)
def test_only_the_listed_transitions_are_allowed(old, move, scene):
    request = RequestFactory.build(
        region=scene.region,
        for_actor=scene.municipality,
        raised_by=scene.asker,
        raised_by_function=scene.tib,
        event_type=scene.event_type,
        status=old,
    )
    closing = {"by_label": "RSIB", "at": AT}
    arguments = {
        "acknowledge": {"function": scene.rsib, "at": AT},
        "grant": {"event": EventFactory.build(), **closing},
    }.get(move, {"reason": REASON, **closing})

    if (old, move) in ALLOWED:
        getattr(request, move)(**arguments)
        assert request.status != old
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(request, move)(**arguments)


# Acknowledge ----------------------------------------------------------------------------------


def test_taking_it_tells_the_requester_on_the_functions_addresses_and_the_phone_given(
    scene, request_
):
    acknowledge(request_, scene.officer)

    request_.refresh_from_db()
    assert (request_.status, request_.acknowledged_by) == (Status.ACKNOWLEDGED, scene.rsib)
    assert request_.acknowledged_at == LATER
    sent = Notice.objects.filter(template="request_acknowledged")
    own = ContactAddress.objects.filter(function=scene.tib).values_list("value", flat=True)
    assert {n.address for n in sent} == {*own, "+46701740605"}
    assert "03:06 av RSIB, som ringer dig på 070-174 06 05" in texts("request_acknowledged")[0]


def test_the_second_to_take_it_is_told_who_has_it(scene, request_):
    acknowledge(request_, scene.officer)

    with pytest.raises(RuleError, match=f"{scene.rsib} tog begäran A-2026-0001 03:06"):
        acknowledge(request_, scene.second_officer)


def test_taking_what_one_has_changes_nothing(scene, request_):
    acknowledge(request_, scene.officer)
    acknowledge(request_, scene.officer)

    assert len(texts("request_acknowledged")) == 2  # the function and the phone, once each


def test_others_may_not_take_it(scene, request_):
    with pytest.raises(PermissionDenied):
        acknowledge(request_, scene.asker)


def test_the_link_of_the_alarm_lets_its_function_take_it(scene, request_):
    step = request_.steps.get(position=1)

    told = RequestAnswers().answer(
        step.pk, choice="yes", via="link", by_label="", extra={}, as_of=LATER, at=LATER
    )

    request_.refresh_from_db()
    assert request_.acknowledged_by == scene.rsib
    what = f"A-2026-0001 ({request_.what})"
    assert told == f"Du har tagit begäran {what}. Ring 070-174 06 05, {scene.municipality}."


def test_the_page_of_the_link_shows_what_is_asked_and_who_has_taken_it(scene, request_):
    first, answers = request_.steps.get(position=1), RequestAnswers()
    second = request_.steps.get(position=2)

    assert answers.describe(first.pk, AT).closed == ""
    acknowledge(request_, scene.officer)

    assert answers.describe(first.pk, LATER).current == "Ni har tagit begäran."
    assert answers.describe(first.pk, LATER).closed == ""
    assert answers.describe(second.pk, LATER).closed == f"{scene.rsib} tog begäran 03:06."
    services.decline_request(request_id=request_.pk, reason=REASON, by=scene.officer, at=LATER)
    assert "redan avgjord: avböjd" in answers.describe(first.pk, LATER).closed


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        *(("JA", "yes"), ("Ja, jag tar den", "yes"), ("nej", "no"), ("Jag kan inte.", "no")),
        *(("hej", None), ("Jag är sjuk", None)),
    ],
)
def test_a_reply_by_sms_is_understood_or_not(text, meaning):
    assert RequestAnswers.words.get(replies.read(text).words) == meaning


def test_no_is_no_answer_to_an_alarm(request_):
    step = request_.steps.get(position=1)

    with pytest.raises(RuleError, match="Svara JA"):
        RequestAnswers().answer(
            step.pk, choice="no", via="sms", by_label="", extra={}, as_of=LATER, at=LATER
        )


# Hand over ------------------------------------------------------------------------------------


def hand_over(request_, function, by):
    services.hand_over_request(request_id=request_.pk, function_id=function.pk, by=by, at=LATER)


def test_another_convening_function_can_take_over_and_is_told(scene, request_):
    acknowledge(request_, scene.officer)

    hand_over(request_, scene.county_tib, scene.officer)

    request_.refresh_from_db()
    assert request_.acknowledged_by == scene.county_tib
    assert texts("request_handed_over")[0].startswith(
        "SSR: RSIB lämnar över begäran A-2026-0001 till dig."
    )


def test_what_nobody_has_taken_cannot_be_handed_over(scene, request_):
    with pytest.raises(RuleError, match="Ingen har tagit begäran"):
        hand_over(request_, scene.county_tib, scene.officer)


@pytest.mark.parametrize("to", ["tib", "rsib"])
def test_only_another_convening_function_can_take_over(scene, request_, to):
    acknowledge(request_, scene.officer)

    with pytest.raises(RuleError, match="Välj en annan funktion"):
        hand_over(request_, getattr(scene, to), scene.officer)


def test_requesters_may_not_hand_over(scene, request_):
    with pytest.raises(PermissionDenied):
        hand_over(request_, scene.county_tib, scene.asker)


# Join -----------------------------------------------------------------------------------------


def join(request_, by, **fields):
    return services.join_request(request_id=request_.pk, by=by, at=LATER, **fields)


def test_a_second_actor_joins_and_gets_the_same_answers(scene, request_):
    other = neighbour(scene)

    party = join(request_, other, what="Samma här", callback_phone="+46701740699")

    assert party.actor.name == "Vallentuna kommun"
    assert "kompletterades 03:06 av Vallentuna kommun" in texts("request_complemented")[0]
    acknowledge(request_, scene.officer)
    assert Notice.objects.filter(template="request_acknowledged", address="+46701740699").exists()
    assert Notice.objects.filter(template="request_acknowledged", address="+46701740605").exists()


def test_nobody_joins_twice_nor_ones_own_request(scene, request_):
    other = neighbour(scene)
    join(request_, other)

    for person in (other, scene.asker):
        with pytest.raises(RuleError, match="redan med"):
            join(request_, person)


def test_nobody_joins_what_is_closed(scene, request_):
    services.withdraw_request(request_id=request_.pk, by=scene.asker, at=LATER)

    with pytest.raises(RuleError, match="redan avgjord: återkallad"):
        join(request_, neighbour(scene))


def test_somebody_from_another_region_may_not_join(scene, request_):
    with pytest.raises(PermissionDenied):
        join(request_, scene.outsider)


# Complement -----------------------------------------------------------------------------------


def test_what_is_added_reaches_the_convener(scene, request_):
    services.complement_request(
        request_id=request_.pk, text=" Nu också Rimbo ", by=scene.asker, at=LATER
    )

    assert request_.notes.get().text == "Nu också Rimbo"
    mail = Notice.objects.get(template="request_complemented", channel="email")
    assert mail.recipient_label == str(scene.rsib)
    assert "Nu också Rimbo" in mail.body


def test_the_convener_may_add_too_and_is_not_told_of_it(scene, request_):
    acknowledge(request_, scene.officer)

    services.complement_request(
        request_id=request_.pk, text="Har ringt SMHI", by=scene.officer, at=LATER
    )

    assert request_.notes.get().by_label == str(scene.rsib)
    assert not texts("request_complemented")


def test_nothing_is_not_added(scene, request_):
    with pytest.raises(RuleError, match="Skriv vad"):
        services.complement_request(request_id=request_.pk, text="  ", by=scene.asker, at=LATER)


def test_others_may_not_add(scene, request_):
    with pytest.raises(PermissionDenied):
        services.complement_request(
            request_id=request_.pk, text="Hej", by=neighbour(scene), at=LATER
        )


# Withdraw -------------------------------------------------------------------------------------


def withdraw(request_, by, **fields):
    services.withdraw_request(request_id=request_.pk, by=by, at=LATER, **fields)


def test_a_colleague_of_the_same_actor_can_withdraw(scene, request_):
    colleague = people.holder(people.FunctionFactory(actor=scene.municipality))

    withdraw(request_, colleague, reason="Fel knapp")

    request_.refresh_from_db()
    assert (request_.status, request_.reason) == (Status.WITHDRAWN, "Fel knapp")
    assert "återkallades 03:06" in texts("request_withdrawn")[0]


def test_the_convener_may_not_withdraw_what_others_asked(scene, request_):
    with pytest.raises(PermissionDenied):
        withdraw(request_, scene.officer)


def test_a_request_stands_while_another_actor_is_in_it(scene, request_):
    other = neighbour(scene)
    join(request_, other, callback_phone="+46701740699")

    withdraw(request_, scene.asker)

    request_.refresh_from_db()
    assert request_.status == Status.SUBMITTED
    assert request_.asker == "Vallentuna kommun"
    assert (request_.raised_by, request_.callback_phone) == (other, "+46701740699")
    assert not request_.parties.exists()


def test_a_party_that_withdraws_leaves_the_request_to_the_first(scene, request_):
    other = neighbour(scene)
    join(request_, other)

    withdraw(request_, other)

    request_.refresh_from_db()
    assert (request_.status, request_.for_actor) == (Status.SUBMITTED, scene.municipality)
    assert not request_.parties.exists()


def test_the_reason_of_who_withdraws_is_kept_and_the_others_are_told(scene, request_):
    other = neighbour(scene)
    join(request_, other, what="Strömlöst även hos oss")

    withdraw(request_, scene.asker, reason="Strömmen är tillbaka")

    request_.refresh_from_db()
    assert request_.what == "Strömlöst även hos oss"
    assert "Skäl: Strömmen är tillbaka" in request_.log.first().text
    told = Notice.objects.filter(template="request_part_withdrawn", channel="email")
    assert str(scene.rsib) in {one.recipient_label for one in told}
    assert str(request_.raised_by_function) in {one.recipient_label for one in told}
    assert str(scene.tib) not in {one.recipient_label for one in told}
    assert all("Ta över den" in one.body and "Strömmen är tillbaka" in one.body for one in told)


def test_the_reason_of_a_party_that_withdraws_is_kept(scene, request_):
    other = neighbour(scene)
    join(request_, other)

    withdraw(request_, other, reason="Berörs inte längre")

    assert "Skäl: Berörs inte längre" in request_.log.first().text
    told = Notice.objects.filter(template="request_part_withdrawn", channel="email")
    assert str(scene.tib) in {one.recipient_label for one in told}


def test_the_chair_of_the_forum_at_work_can_withdraw_its_request(scene):
    activation = ActivationFactory(forum=scene.coordinating, event__region=scene.region)
    ChairTerm.objects.create(activation=activation, function=scene.tib, starts_at=AT)
    request = RequestFactory(
        region=scene.region,
        for_actor=None,
        for_forum=scene.coordinating,
        raised_by=scene.officer,
        raised_by_function=scene.rsib,
    )

    withdraw(request, scene.asker)

    request.refresh_from_db()
    assert request.status == Status.WITHDRAWN


# Answer without a forum -----------------------------------------------------------------------

ANSWERS = [
    (services.decline_request, Status.DECLINED, "request_declined"),
    (services.meet_in_ordinary_mode, Status.ORDINARY, "request_met_ordinarily"),
]


@pytest.mark.parametrize(("service", "status", "template"), ANSWERS)
def test_a_refusal_tells_every_requester_the_reason(scene, request_, service, status, template):
    join(request_, neighbour(scene))

    service(request_id=request_.pk, reason=f" {REASON} ", by=scene.officer, at=LATER)

    request_.refresh_from_db()
    assert (request_.status, request_.reason) == (status, REASON)
    assert (request_.closed_at, request_.closed_by_label) == (LATER, str(scene.rsib))
    mails = Notice.objects.filter(template=template, channel="email")
    assert mails.count() == 2
    assert all(REASON in mail.body for mail in mails)


@pytest.mark.parametrize(("service", "status", "template"), ANSWERS)
def test_a_refusal_needs_a_reason(scene, request_, service, status, template):
    with pytest.raises(RuleError, match="minst 10 tecken"):
        service(request_id=request_.pk, reason="  för kort  "[:9], by=scene.officer, at=LATER)


@pytest.mark.parametrize(("service", "status", "template"), ANSWERS)
def test_others_may_not_refuse(scene, request_, service, status, template):
    with pytest.raises(PermissionDenied):
        service(request_id=request_.pk, reason=REASON, by=scene.asker, at=LATER)


@pytest.mark.parametrize(("service", "status", "template"), ANSWERS)
def test_what_is_closed_stays_closed(scene, request_, service, status, template):
    withdraw(request_, scene.asker)

    with pytest.raises(RuleError, match="redan avgjord"):
        service(request_id=request_.pk, reason=REASON, by=scene.officer, at=LATER)


# Whom it concerns -----------------------------------------------------------------------------


def test_the_forums_one_leads_are_those_one_may_ask_for(scene):
    assert requesters.forums_led(scene.region, scene.asker, AT) == []
    rights.grant(scene.tib, "forums.lead_forum", scene.directing)

    assert requesters.forums_led(scene.region, scene.asker, AT) == [scene.directing]


def test_nobody_elses_side_is_ones_own(scene, request_):
    assert requesters.asking_side(request_, scene.outsider, AT) is None
    assert requesters.asking_side(request_, scene.asker, AT) == scene.tib
