"""The day agreed in a case, the reasons given, and the forms of the dialogue."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from common.errors import RuleError
from followup import access
from followup.cases import agreeing, review
from followup.cases import queries as reports
from followup.cases import services as cases
from followup.cases.models import Referral
from followup.deadlines.models import Deadline
from followup.dialogue import services as dialogue
from followup.dialogue.models import DialogueNote
from followup.economy.models import UnusableSaving
from followup.visits.measures import deficiencies
from notices.models import Notice
from tests.followup.cases import factories as make
from tests.followup.cases.factories import AGREED, AT, MAY, READY, decide
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
LATER = date(2026, 5, 20)


@pytest.fixture
def world():
    make.cutoff()
    return World()


def told(world):
    return make.tell(world, make.considered(world))


def object_to(referral, world, **given):
    values = {"objection": "Nämnden möts i maj.", "counter_date": LATER, "by": world.coordinator}
    return agreeing.answer_day(referral_id=referral.pk, accepts=False, at=AT, **values | given)


def missing(referral, at=READY):
    return [step.key for step in reports.gate_of(referral, at.date()).missing]


def test_the_countys_day_is_agreed_when_the_municipality_says_yes(world):
    """Vägledningen 3.2: "I samförstånd ska sedan kommunen och länsstyrelsen komma överens"."""
    referral = told(world)
    assert "agreed" in missing(referral)

    answered = agreeing.answer_day(referral_id=referral.pk, accepts=True, by=world.director, at=AT)

    assert "agreed" not in missing(answered)
    assert answered.day_answered_by.startswith("Kommundirektör")
    with pytest.raises(RuleError, match="redan godtagen"):
        agreeing.answer_day(referral_id=referral.pk, accepts=True, by=world.director, at=AT)


def test_nobody_but_the_municipality_says_yes_to_the_day(world):
    referral = told(world)

    for who in (world.handler, world.signer, world.reviewer, world.outsider):
        with pytest.raises(PermissionDenied):
            agreeing.answer_day(referral_id=referral.pk, accepts=True, by=who, at=AT)


def test_the_municipality_may_object_and_its_own_day_is_agreed_at_once(world):
    """Vägledningen 3.2."""
    referral = object_to(told(world), world)
    assert "agreed" in missing(referral)
    assert Notice.objects.filter(recipient_label__startswith="Handläggare").exists()

    agreed = agreeing.propose_day(referral_id=referral.pk, day=LATER, by=world.handler, at=AT)

    assert (agreed.agreed_date, agreed.day_answer, agreed.counter_date) == (LATER, "accepted", None)
    assert Deadline.objects.get(key=f"referral:{referral.pk}").due_date == LATER


def test_another_day_is_answered_on_anew(world):
    referral = object_to(told(world), world)

    asked = agreeing.propose_day(
        referral_id=referral.pk, day=LATER - timedelta(days=5), by=world.handler, at=AT
    )

    assert asked.day_answer == ""
    assert "agreed" in missing(asked)


def test_days_that_make_no_sense_are_refused(world):
    referral = make.considered(world)
    with pytest.raises(RuleError, match="läget är"):
        object_to(referral, world)
    make.tell(world, referral)
    with pytest.raises(RuleError, match="varför dagen inte går"):
        object_to(referral, world, objection=" ")
    with pytest.raises(RuleError, match="framåt"):
        object_to(referral, world, counter_date=AT.date())
    with pytest.raises(RuleError, match="framåt"):
        agreeing.propose_day(referral_id=referral.pk, day=AT.date(), by=world.handler, at=AT)
    with pytest.raises(RuleError, match="samma dag"):
        agreeing.propose_day(referral_id=referral.pk, day=AGREED, by=world.handler, at=AT)
    assert object_to(referral, world, counter_date=None).counter_date is None


def reason(referral, world, step="agreed", by=None, **given):
    values = {"ground": "no_risk_analysis", "text": "Kommunen har påmints två gånger."} | given
    return agreeing.give_reason(
        referral_id=referral.pk, step=step, by=by or world.handler, at=READY, **values
    )


def test_silence_is_no_yes_but_may_be_reasoned(world):
    """Vägledningen 3.2: källan säger inte vad som gäller när kommunen inte svarar."""
    referral = told(world)

    given = reason(referral, world)

    assert given.given_by.startswith("Handläggare")
    assert "agreed" not in missing(referral)
    step = reports.gate_of(referral, READY.date()).step("no_risk_analysis", "agreed")
    assert step.reason == "Kommunen har påmints två gånger."
    object_to(referral, world)
    referral.refresh_from_db()
    assert "agreed" in missing(referral), "the reason was for silence, not for an objection"


def test_reasons_are_given_by_the_handler_for_what_is_missing(world):
    referral = make.told(world)

    with pytest.raises(PermissionDenied):
        reason(referral, world, by=world.director)
    for step in ("agreed", "plan", "nonsense"):
        with pytest.raises(RuleError, match="behöver inget skäl"):
            reason(referral, world, step)
    deficiencies.mend_deficiency(
        deficiency_id=referral.deficiencies.get().pk, by=world.handler, at=READY
    )
    with pytest.raises(RuleError, match="Skriv skälet"):
        reason(referral, world, "stands", text=" ")
    assert reason(referral, world, "stands").step == "stands"


def test_no_reason_is_given_behind_the_signers_back(world):
    referral = make.prepared(world)

    with pytest.raises(RuleError, match="innan yttrandet lämnas"):
        reason(referral, world, "stands")


def test_what_is_mended_is_no_ground_without_a_reason(world):
    """Vägledningen 3.2: yttrandet gäller den som inte genomför åtgärderna."""
    referral = make.prepared(world)
    deficiencies.mend_deficiency(
        deficiency_id=referral.deficiencies.get().pk, by=world.handler, at=READY
    )

    with pytest.raises(RuleError, match="kan inte skrivas under. Det saknas: bristerna består"):
        cases.sign_and_send(referral_id=referral.pk, by=world.signer, at=READY)


def test_what_is_mended_is_asked_about_before_the_decision(world):
    """Vägledningen 3.2, 3.3."""
    referral = make.sent(world)
    deficiencies.mend_deficiency(
        deficiency_id=referral.deficiencies.get().pk, by=world.handler, at=READY
    )

    with pytest.raises(RuleError, match="åtgärd"):
        decide(referral, world)
    decided = decide(referral, world, mended_reason="Åtgärden kom efter året.")
    assert decided.mended_reason == "Åtgärden kom efter året."


def test_msb_does_not_decide_without_material_or_a_reason(world):
    """Vägledningen 3.3: "kommer MSB att begära in underlag från kommunen"."""
    referral = make.sent(world)
    with pytest.raises(RuleError, match="underlag"):
        decide(referral, world, no_material_reason="")
    review.request_material(
        referral_id=referral.pk, text="Mer", due_date=date(2026, 4, 1), by=world.reviewer, at=READY
    )

    assert not review.is_material_settled(referral, date(2026, 4, 1))
    assert review.is_material_settled(referral, date(2026, 4, 2))
    assert decide(referral, world, no_material_reason="").status == "decided"


def test_an_amount_says_how_it_stands_to_the_work(world):
    """Vägledningen 3.1: "i proportion till hur stor del av arbetet … som kommunen utfört"."""
    referral = make.sent(world)

    with pytest.raises(RuleError, match="arbete som kommunen har utfört"):
        decide(referral, world, proportion=" ")
    assert decide(referral, world, outcome="kept", proportion="").proportion == ""


def test_a_second_case_on_the_same_deficiency_is_asked_about(world):
    """domain.md 7.10: samma brist ska inte leda till flera ärenden obemärkt."""
    first = make.considered(world)
    found = first.deficiencies.get()
    opening = {
        "municipality_id": world.municipality.pk,
        "grounds": {found.pk: "tasks_not_done"},
        "by": world.handler,
        "at": AT,
    }

    with pytest.raises(RuleError, match="redan i ett öppet ärende"):
        cases.open_case(**opening)
    second = cases.open_case(**opening, siblings_reason="Gäller en annan uppgift.")

    assert list(reports.siblings(first)) == [second]
    cases.drop(referral_id=first.pk, reason="Fel.", by=world.handler, at=AT)
    assert not reports.siblings(second).exists()


def test_a_talk_about_something_else_does_not_count(world):
    """Vägledningen 3.2: dialogen gäller just de brister som ärendet gäller."""
    referral = make.told(world)
    other = make.deficiency(world, text="Annat.")
    DialogueNote.objects.get().deficiencies.set([other])

    assert missing(referral) == ["oral"]
    DialogueNote.objects.update(is_about_saving=True)
    assert missing(referral) == ["oral"]


def test_the_municipality_sees_the_notes_used_and_its_objection_counts(world, client):
    """Vägledningen 3.2: "rätta till eventuella felaktigheter eller missförstånd"."""
    referral = make.told(world)
    (note,) = reports.notes_used(referral)
    client.force_login(world.coordinator)
    shown = client.get(reverse("followup:case", args=[referral.pk])).content.decode()
    assert note.subject in shown
    assert reverse("followup:dialogue_object", args=[world.municipality.scb_code, note.pk]) in shown

    dialogue.object_to_note(note_id=note.pk, text="Det sades aldrig.", by=world.coordinator, at=AT)

    assert missing(referral) == ["oral"]
    reason(referral, world, "oral")
    assert missing(referral) == []


def test_the_own_report_turns_nothing_off_for_other_grounds(world):
    """Vägledningen 3.3: anmälan gäller det egna sparandet."""
    UnusableSaving.objects.create(
        municipality=world.municipality, amount=250_000, reason="Kan inte användas.",
        reported_at=AT, reported_by="Beredskapssamordnare",
    )  # fmt: skip
    found = make.deficiency(world)
    referral = cases.open_case(
        municipality_id=world.municipality.pk, grounds={found.pk: "no_risk_analysis"},
        own_report=True, by=world.handler, at=AT,
    )  # fmt: skip

    left = {(step.ground, step.key) for step in reports.gate_of(referral, READY.date()).missing}

    assert referral.grounds == ["no_risk_analysis", "own_report"]
    assert {("no_risk_analysis", key) for key in ("named", "agreed", "time", "plan")} <= left


def test_the_forms_of_the_dialogue_are_agreed_between_msb_and_the_municipality(world, client):
    """Vägledningen 3.3: "Formerna för den här dialogen bestäms i samverkan"."""
    referral = make.sent(world)
    given = {"referral_id": referral.pk, "at": MAY}
    first = agreeing.propose_forms(text="Möte varje månad.", by=world.reviewer, **given)
    with pytest.raises(RuleError, match="eget förslag"):
        agreeing.agree_forms(form_id=first.pk, by=world.reviewer, **given)
    with pytest.raises(PermissionDenied):
        agreeing.agree_forms(form_id=first.pk, by=world.handler, **given)
    second = agreeing.propose_forms(text="Telefon vid behov.", by=world.coordinator, **given)
    with pytest.raises(RuleError, match="senare förslag"):
        agreeing.agree_forms(form_id=first.pk, by=world.director, **given)
    client.force_login(world.reviewer)
    shown = client.get(reverse("followup:case", args=[referral.pk])).content.decode()
    assert "Godta formerna" in shown

    address = reverse("followup:case_agree_forms", args=[referral.pk, second.pk])
    assert client.post(address, {"x": "1"}).status_code == 302

    second.refresh_from_db()
    assert second.agreed_by.startswith("Granskare")
    with pytest.raises(RuleError, match="redan överenskomna"):
        agreeing.agree_forms(form_id=second.pk, by=world.reviewer, **given)


def test_the_forms_are_settled_while_msb_looks_into_the_case(world):
    referral = make.told(world)

    with pytest.raises(RuleError, match="medan MCF utreder"):
        agreeing.propose_forms(referral_id=referral.pk, text="x", by=world.director, at=AT)
    sent = make.sent(World(code="03", municipality="Annan"))
    with pytest.raises(RuleError, match="hur dialogen"):
        agreeing.propose_forms(referral_id=sent.pk, text=" ", by=world.reviewer, at=MAY)


def test_the_filled_button_is_the_step_that_waits(world, client):
    """What the page says waits for the reader is what its one filled button does."""

    def filled(user, referral):
        client.force_login(user)
        page = client.get(reverse("followup:case", args=[referral.pk]))
        waits = page.context["waits"]
        shown = [act["label"] for act in page.context["acts"] if act["kind"] == "primary"]
        return waits, shown

    referral = make.considered(world)
    assert filled(world.handler, referral) == ("Underrätta kommunen", ["Underrätta kommunen"])
    make.tell(world, referral)
    assert filled(world.director, referral) == ("Svara om dagen", ["Svara om dagen"])
    object_to(referral, world)
    assert filled(world.handler, referral)[1] == ["Föreslå en annan dag"]
    sent = make.sent(World(code="03", municipality="Annan"))
    assert filled(world.reviewer, sent)[1] == ["Registrera hos MCF"]
    Referral.objects.filter(pk=sent.pk).update(registered_at=MAY)
    assert filled(world.reviewer, sent)[1] == ["Begär underlag"]


def waits(referral, user, world):
    fresh = Referral.objects.get(pk=referral.pk)
    return reports.needs_action(fresh, access.reach_of(user, world.municipality))


def test_each_is_told_what_waits_all_the_way(world):
    referral = make.considered(world, remedy="")
    assert waits(referral, world.handler, world) == "Skriv vad kommunen kan göra"
    referral.deficiencies.update(remedy="Besluta RSA.")
    make.tell(world, referral)
    assert waits(referral, world.handler, world) == "Skriv yttrandet"
    assert waits(referral, world.signer, world) == ""
    sent = make.sent(other := World(code="03", municipality="Annan"), at=MAY)
    assert waits(sent, other.handler, other) == ""
    Referral.objects.filter(pk=sent.pk).update(registered_at=MAY)
    asked = review.request_material(
        referral_id=sent.pk, text="Mer", due_date=date(2026, 6, 1), by=other.reviewer, at=MAY
    )
    assert waits(sent, other.director, other) == "Svara på MCF:s begäran"
    review.answer_material(request_id=asked.pk, text="Svar", files=[], by=other.director, at=MAY)
    assert waits(sent, other.director, other) == ""
    agreeing.propose_forms(referral_id=sent.pk, text="Möte.", by=other.reviewer, at=MAY)
    assert waits(sent, other.director, other) == "Svara om dialogens former"
    assert waits(sent, other.reviewer, other) == "Anteckna beslut"
    decide(sent, other, outcome="repaid")
    assert waits(sent, other.reviewer, other) == "Anteckna när beslutet vunnit laga kraft"
    review.make_final(referral_id=sent.pk, final_date=MAY.date(), by=other.reviewer, at=MAY)
    assert waits(sent, other.reviewer, other) == "Anteckna faktura"


def test_the_reason_is_given_on_a_page_of_its_own(world, client):
    referral = told(world)
    client.force_login(world.handler)
    address = reverse(
        "followup:case_ground_reason", args=[referral.pk, "no_risk_analysis", "agreed"]
    )

    assert address in client.get(reverse("followup:case", args=[referral.pk])).content.decode()
    assert "har inte svarat" in client.get(address).content.decode()
    assert client.post(address, {"text": "Tyst i två månader."}).status_code == 302
    assert referral.reasons.get().text == "Tyst i två månader."
    unknown = reverse("followup:case_reason", args=[referral.pk, "nonsense"])
    assert client.get(unknown).status_code == 404
