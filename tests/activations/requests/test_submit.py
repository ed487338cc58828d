"""Sending a request: who may, what is written down, and what is sent."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from activations.models import ActivationRequest, ChairTerm, LogEntry
from activations.requests import services
from activations.requests.services import Need
from actors.models import Level
from actors.rights import rights
from common.errors import RuleError
from notices.models import Notice
from records.models import AuditEntry
from tests import factories as people
from tests.activations.factories import (
    AT,
    ActivationFactory,
    EventFactory,
    ForumFactory,
    Scene,
    make_scene,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def need_of(scene: Scene, **fields) -> Need:
    plain = Need(
        event_type=scene.event_type,
        what="Strömlöst i hela Norrtälje",
        callback_phone="+46701740605",
        forum=scene.coordinating,
    )
    return replace(plain, **fields)


def submit(scene: Scene, by=None, **fields) -> ActivationRequest:
    return services.submit_request(
        region=scene.region, need=need_of(scene, **fields), by=by or scene.asker, at=AT
    )


def test_a_request_is_numbered_saved_and_sent_to_the_first_of_the_chain(scene):
    request = submit(scene)

    assert request.number == "A-2026-0001"
    assert request.status == ActivationRequest.Status.SUBMITTED
    assert (request.for_actor, request.raised_by_function) == (scene.municipality, scene.tib)
    sent = Notice.objects.filter(template="request")
    assert {n.recipient_label for n in sent} == {str(scene.rsib)}
    assert {n.channel for n in sent} == {"sms", "email"}
    assert all(n.priority == Notice.Priority.ALARM for n in sent)
    assert request.steps.get(position=1).called_at == AT
    second = request.steps.get(position=2)
    assert (second.called_at, second.due_at) == (None, AT + timedelta(minutes=5))


def test_what_is_planned_for_has_not_been(scene):
    planned = {"urgency": ActivationRequest.Urgency.PLANNED}

    with pytest.raises(RuleError, match="Tiden har redan varit") as refused:
        submit(scene, planned_for=AT, **planned)
    request = submit(scene, planned_for=AT + timedelta(days=1), **planned)

    assert refused.value.field == "planned_for"
    assert request.planned_for == AT + timedelta(days=1)


def test_a_request_is_written_to_the_timeline_and_the_audit_log(scene):
    request = submit(scene)

    texts = list(request.log.order_by("id").values_list("text", flat=True))
    assert texts[0].endswith("begär Samordnande forum: Strömlöst i hela Norrtälje")
    assert "larmas genom sms och e-post" in texts[1]
    entry = AuditEntry.objects.get(action="request.submit")
    assert entry.by_label == str(scene.tib)
    assert entry.on_behalf_of == scene.municipality.name
    assert "Strömlöst" not in entry.text


def test_the_same_form_sent_again_gives_the_same_request(scene):
    key = uuid.uuid4()

    first, second = submit(scene, form_key=key), submit(scene, form_key=key)

    assert first == second
    assert Notice.objects.filter(template="request").count() == 2


def test_a_form_sent_three_times_leaves_no_hole_in_the_series(scene):
    key = uuid.uuid4()
    for _ in range(3):
        submit(scene, form_key=key)

    assert submit(scene).number == "A-2026-0002"


def test_a_form_of_somebody_else_is_refused(scene):
    key = uuid.uuid4()
    submit(scene, form_key=key)
    colleague = people.holder(scene.tib)

    with pytest.raises(RuleError, match="redan använt"):
        submit(scene, by=colleague, form_key=key)


def test_not_knowing_which_forum_is_allowed(scene):
    assert submit(scene, forum=None).forum is None


def test_another_actor_than_ones_own_is_forbidden(scene):
    other = people.MemberFactory(region=scene.region).actor

    with pytest.raises(PermissionDenied):
        submit(scene, for_actor=other)

    assert not ActivationRequest.objects.exists()
    assert not Notice.objects.exists()


def test_somebody_without_an_actor_in_the_region_is_forbidden(scene):
    with pytest.raises(PermissionDenied):
        submit(scene, by=scene.outsider)


def test_an_actor_that_is_no_member_is_refused(scene):
    stranger = people.FunctionFactory()
    people.AppointmentFactory(person=scene.asker, function=stranger)

    with pytest.raises(RuleError, match="inte medlem"):
        submit(scene, for_actor=stranger.actor)


def test_a_forum_of_another_region_is_refused(scene):
    with pytest.raises(RuleError, match="annan region"):
        submit(scene, forum=ForumFactory())


def test_the_owners_council_is_refused_since_it_has_no_activated_mode(scene):
    council = ForumFactory(region=scene.region, level=Level.OWNER)

    with pytest.raises(RuleError, match="kan inte aktiveras"):
        submit(scene, forum=council)


def test_whoever_leads_a_forum_may_ask_for_it(scene):
    rights.grant(scene.tib, "forums.lead_forum", scene.coordinating)

    request = submit(scene, for_forum=scene.coordinating, forum=scene.directing)

    assert request.asker == "Samordnande forum"
    assert request.for_actor is None


def test_the_chair_of_a_forum_at_work_may_ask_for_it(scene):
    activation = ActivationFactory(forum=scene.coordinating, event__region=scene.region)
    ChairTerm.objects.create(activation=activation, function=scene.tib, starts_at=AT)

    request = submit(
        scene, for_forum=scene.coordinating, forum=scene.directing, event=activation.event
    )

    assert request.event == activation.event


def test_others_may_not_ask_for_a_forum(scene):
    with pytest.raises(PermissionDenied):
        submit(scene, for_forum=scene.coordinating)


def test_what_the_duty_officer_records_for_an_outsider_is_taken_at_once(scene):
    request = submit(scene, by=scene.officer, for_outsider="Svenska kraftnät")

    assert request.status == ActivationRequest.Status.ACKNOWLEDGED
    assert request.acknowledged_by == scene.rsib
    assert request.asker == "Svenska kraftnät"
    assert not Notice.objects.exists()


def test_only_the_convener_records_for_an_outsider(scene):
    with pytest.raises(PermissionDenied):
        submit(scene, for_outsider="Svenska kraftnät")


def test_an_exercise_stays_on_the_console_and_is_marked(scene):
    request = submit(scene, exercise=True)

    sent = Notice.objects.filter(template="request")
    assert all(n.console_only and n.exercise for n in sent)
    assert all("ÖVNING" in n.body for n in sent)
    assert request.exercise


def test_the_event_decides_whether_it_is_an_exercise(scene):
    event = EventFactory(region=scene.region, exercise=True)

    with pytest.raises(RuleError, match="övning eller skarp"):
        submit(scene, event=event, exercise=False)


def test_an_event_of_another_region_is_refused(scene):
    with pytest.raises(RuleError, match="annan region"):
        submit(scene, event=EventFactory())


def test_every_text_of_the_alarm_fits_one_sms(scene):
    scene.municipality.name = "Försvarsmakten Mellersta Militärregionen"
    scene.municipality.save()

    submit(scene, forum=None)

    for notice in Notice.objects.filter(channel="sms"):
        assert len(notice.body) <= 160


def test_log_entries_of_a_request_are_of_its_region(scene):
    submit(scene)

    assert set(LogEntry.objects.values_list("region", flat=True)) == {scene.region.pk}
