"""Cases on compensation: prepared, signed, dropped and decided once, whoever presses at once."""

from decimal import Decimal

import pytest

from actors.models import Actor
from followup.cases import services as cases
from followup.cases.models import Referral
from followup.documents.models import MunicipalDocument
from followup.economy.models import UnusableSaving
from followup.economy.savings import services as savings
from followup.visits.measures import deficiencies
from followup.visits.measures.models import Deficiency
from notices.models import Notice
from records.models import AuditEntry, Job
from tests.followup.cases import factories as make
from tests.followup.cases.factories import AT, MAY, READY
from tests.followup.documents import factories as papers
from tests.followup.worlds import World
from tests.racing import OK, in_line

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    make.cutoff()
    return World()


def of(referral):
    return Referral.objects.filter(pk=referral.pk)


def audited(action):
    return AuditEntry.objects.filter(action=action).count()


def preparing(world, referral, by=None):
    return lambda: cases.prepare(referral_id=referral.pk, by=by or world.handler, at=READY)


def dropping(world, referral, by=None):
    return lambda: cases.drop(
        referral_id=referral.pk, reason="Rättat.", by=by or world.other_handler, at=READY
    )


def signing(world, referral):
    return lambda: cases.sign_and_send(referral_id=referral.pk, by=world.signer, at=READY)


def sending_back(world, referral):
    return lambda: cases.send_back(
        referral_id=referral.pk, reason="Skriv om.", by=world.signer, at=READY
    )


def test_a_case_that_is_dropped_is_not_prepared(world):
    referral = make.written(world)

    outcome = in_line(of(referral), dropping(world, referral), preparing(world, referral))

    assert outcome[0] == OK
    assert outcome[1].startswith("Ärendet kan inte lämnas till underskrift")
    assert of(referral).get().prepared_at is None
    assert not Notice.objects.filter(template="approval_waits").exists()


def test_a_case_is_prepared_once(world):
    referral = make.written(world)
    acts = preparing(world, referral), preparing(world, referral, by=world.other_handler)

    outcome = in_line(of(referral), *acts)

    assert outcome[0] == OK
    assert outcome[1].startswith("Ärendet kan inte lämnas till underskrift")
    assert Notice.objects.filter(template="approval_waits").count() == 1


def test_an_opinion_is_signed_and_sent_once(world):
    referral = make.prepared(world)

    outcome = in_line(of(referral), signing(world, referral), signing(world, referral))

    assert outcome[0] == OK
    assert outcome[1].startswith("Ärendet kan inte skrivas under")
    assert audited("referral.send") == 1
    assert Job.objects.count() == 2  # the opinion, and the bundle of its evidence


def test_an_opinion_is_not_signed_while_the_document_it_says_is_missing_comes_in():
    """3.2: the ground "RSA har inte redovisats" does not hold once the RSA is in."""
    world = papers.new_world()
    referral = make.prepared(world)
    document = MunicipalDocument.objects.filter(
        municipality=world.municipality, kind=papers.RSA, term=world.term
    )

    outcome = in_line(document, lambda: papers.hand_in(world), signing(world, referral))

    assert outcome[0] == OK
    assert outcome[1].startswith("Yttrandet kan inte skrivas under. Det saknas:")
    assert of(referral).get().signed_at is None


def test_an_opinion_signed_is_not_sent_back(world):
    referral = make.prepared(world)

    outcome = in_line(of(referral), signing(world, referral), sending_back(world, referral))

    assert outcome[0] == OK
    assert outcome[1].startswith("Ärendet kan inte lämnas tillbaka")
    assert of(referral).get().status == "sent"


def test_an_opinion_sent_back_is_not_signed(world):
    referral = make.prepared(world)

    outcome = in_line(of(referral), sending_back(world, referral), signing(world, referral))

    assert outcome[0] == OK
    assert outcome[1].startswith("Ärendet kan inte skrivas under")
    kept = of(referral).get()
    assert (kept.status, kept.signed_at, kept.content) == ("told", None, None)
    assert not Job.objects.exists()


def test_who_drops_a_case_that_was_signed_meanwhile_may_no_longer(world):
    """Before it is sent the handler may drop it; afterwards only who signs."""
    referral = make.prepared(world)

    outcome = in_line(of(referral), signing(world, referral), dropping(world, referral))

    assert outcome == [OK, "Behörighet saknas."]
    assert of(referral).get().status == "sent"


def test_a_case_dropped_meanwhile_is_not_signed(world):
    referral = make.prepared(world)

    outcome = in_line(of(referral), dropping(world, referral), signing(world, referral))

    assert outcome[0] == OK
    assert outcome[1].startswith("Ärendet kan inte skrivas under")
    assert of(referral).get().signed_at is None


def test_two_write_the_opinion_and_one_is_shown_the_others(world):
    referral = make.told(world)

    def write(text):
        return lambda: cases.write_opinion(
            referral_id=referral.pk,
            text=text,
            proposal="Reduceras.",
            registry_number="",
            exception_reason="",
            version=referral.text_version,
            by=world.handler,
            at=READY,
        )

    outcome = in_line(of(referral), write("Den ena"), write("Den andra"))

    assert outcome == [OK, "Någon annan ändrade yttrandet medan du skrev."]
    assert of(referral).get().text == "Den ena"


def test_a_decision_is_registered_once(world):
    referral = make.sent(world)

    def decide(outcome):
        return lambda: make.decide(referral, world, outcome=outcome)

    outcome = in_line(of(referral), decide("reduced"), decide("kept"))

    assert outcome[0] == OK
    assert outcome[1].startswith("Ärendet kan inte avgöras")
    kept = of(referral).get()
    assert (kept.outcome, kept.amount) == ("reduced", Decimal(50000))
    assert audited("referral.decide") == 1


def test_a_case_dropped_while_it_is_decided_is_one_or_the_other(world):
    referral = make.sent(world)

    outcome = in_line(
        of(referral),
        lambda: cases.drop(referral_id=referral.pk, reason="Rättat.", by=world.signer, at=MAY),
        lambda: make.decide(referral, world),
    )

    assert outcome[0] == OK
    assert outcome[1].startswith("Ärendet kan inte avgöras")
    assert of(referral).get().outcome == ""


def test_no_case_is_opened_on_a_deficiency_mended_meanwhile(world):
    found = make.deficiency(world)

    outcome = in_line(
        Deficiency.objects.filter(pk=found.pk),
        lambda: deficiencies.mend_deficiency(deficiency_id=found.pk, by=world.handler, at=AT),
        lambda: cases.open_case(
            municipality_id=world.municipality.pk,
            grounds={found.pk: "no_risk_analysis"},
            by=world.other_handler,
            at=AT,
        ),
    )

    assert outcome == [OK, "Välj minst en brist som ärendet gäller."]
    assert not Referral.objects.exists()


def test_no_case_is_opened_on_a_saving_that_was_taken_back_meanwhile(world):
    told = savings.report_unusable(
        municipality_id=world.municipality.pk,
        amount=Decimal(1000),
        reason="Tjänsten är vakant.",
        by=world.coordinator,
        at=AT,
    )
    acts = (
        lambda: savings.withdraw_unusable(unusable_id=told.pk, by=world.coordinator, at=AT),
        lambda: cases.open_case(
            municipality_id=world.municipality.pk,
            grounds={},
            own_report=True,
            by=world.handler,
            at=AT,
        ),
    )

    outcome = in_line(UnusableSaving.objects.filter(pk=told.pk), *acts)

    assert outcome[0] == OK
    assert outcome[1].startswith("Kommunen har inte anmält något sparande")


def test_no_saving_is_taken_back_once_a_case_was_made_of_it(world):
    told = savings.report_unusable(
        municipality_id=world.municipality.pk,
        amount=Decimal(1000),
        reason="Tjänsten är vakant.",
        by=world.coordinator,
        at=AT,
    )
    acts = (
        lambda: cases.open_case(
            municipality_id=world.municipality.pk,
            grounds={},
            own_report=True,
            by=world.handler,
            at=AT,
        ),
        lambda: savings.withdraw_unusable(unusable_id=told.pk, by=world.coordinator, at=AT),
    )

    outcome = in_line(UnusableSaving.objects.filter(pk=told.pk), *acts)

    assert outcome[0] == OK
    assert outcome[1].startswith("Länsstyrelsen har gjort ett ärende av anmälan.")


def test_a_saving_is_reported_once(world):
    def report():
        return savings.report_unusable(
            municipality_id=world.municipality.pk,
            amount=Decimal(1000),
            reason="Tjänsten är vakant.",
            by=world.coordinator,
            at=AT,
        )

    outcome = in_line(Actor.objects.filter(pk=world.municipality.pk), report, report)

    assert outcome == [OK, "Kommunen har redan anmält ett sparande. Återta det först."]
    assert Notice.objects.count() == 2  # the county's two handlers


def test_nothing_is_signed_on_a_deficiency_mended_meanwhile(world):
    """The gate is computed at that moment, behind the rows it looks at."""
    referral = make.prepared(world)
    found = referral.deficiencies.get()

    outcome = in_line(
        Deficiency.objects.filter(pk=found.pk),
        lambda: deficiencies.mend_deficiency(deficiency_id=found.pk, by=world.handler, at=READY),
        signing(world, referral),
    )

    assert outcome[0] == OK
    assert outcome[1].startswith("Yttrandet kan inte skrivas under. Det saknas: bristerna består")
    assert of(referral).get().signed_at is None
