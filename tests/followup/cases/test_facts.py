"""What the system knows is held against a ground, and said aloud."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from common.errors import RuleError
from followup.annual.models import AnnualReport
from followup.cases import facts
from followup.cases import queries as reports
from followup.cases import services as cases
from followup.cases.models import Referral
from followup.documents.models import MunicipalDocument
from followup.economy.models import (
    Cost,
    OpeningSaving,
    SavingPlan,
    TasksJudgedDone,
    UnusableSaving,
)
from followup.terms.models import IndicatorSet
from followup.visits.measures.models import Measure
from tests.followup.cases import factories as make
from tests.followup.cases.factories import AT, READY
from tests.followup.cases.terms import term
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
TODAY = READY.date()


@pytest.fixture
def world():
    make.cutoff()
    return World()


def known(world, ground, *named):
    return set(facts.against(ground, world.municipality, named, TODAY))


def saved(world, year, amount):
    """Let the municipality have an amount left at the end of a year."""
    part = {"municipality": world.municipality, "part": "crisis_preparedness"}
    OpeningSaving.objects.filter(**part).delete()
    OpeningSaving.objects.create(**part, year=year, amount=Decimal(amount), source="Bokslut")
    Cost.objects.create(
        **part, year=year, text="Annat", amount=1, eligibility="no", entered_at=AT, entered_by="x"
    )


@pytest.mark.parametrize(
    ("status", "against"),
    [
        ("accepted", {"rsa_accepted"}),
        ("submitted", {"rsa_in"}),
        ("under_review", {"rsa_in"}),
        ("completion_requested", set()),
        ("missing", set()),
    ],
)
def test_an_analysis_that_is_in_speaks_against_its_absence(world, status, against):
    """Vägledningen 3.2: grunden är att RSA inte har redovisats som föreskrivet."""
    document = MunicipalDocument.objects.create(
        municipality=world.municipality, term=term(), kind="risk_analysis"
    )
    when = {"accepted_at": AT, "accepted_by": "Handläggare"} if status == "accepted" else {}
    MunicipalDocument.objects.filter(pk=document.pk).update(status=status, **when)

    assert known(world, "no_risk_analysis") == against


@pytest.mark.parametrize(("amount", "asked"), [(1, True), (0, False)])
def test_a_saving_brought_in_asks_for_a_plan_whatever_its_size(world, amount, asked):
    """Vägledningen 3.2: har kommunen ett sparande ska en plan tas fram, stort eller litet."""
    referral = make.considered(world)
    OpeningSaving.objects.filter(municipality=world.municipality).delete()
    part = {"municipality": world.municipality, "part": "crisis_preparedness"}
    OpeningSaving.objects.create(**part, year=TODAY.year, amount=amount, source="Bokslut")

    missing = {step.key for step in reports.gate_of(referral, TODAY).missing}

    assert ("saving_plan" in missing) is asked


def test_an_accepted_analysis_is_said_aloud_and_closes_the_gate(world):
    """Vägledningen 3.2: RSA ”Godtaget” bredvid grunden ”RSA har inte redovisats”."""
    referral = make.prepared(world)
    MunicipalDocument.objects.create(
        municipality=world.municipality, term=term(), kind="risk_analysis",
        status="accepted", accepted_at=AT, accepted_by="Handläggare",
    )  # fmt: skip

    step = reports.gate_of(referral, TODAY).step("no_risk_analysis", "facts")

    assert step.found == "Kommunens RSA är godtagen av Länsstyrelsen."
    with pytest.raises(RuleError, match="det systemet vet stämmer med grunden"):
        cases.sign_and_send(referral_id=referral.pk, by=world.signer, at=READY)


@pytest.mark.parametrize(
    ("status", "against"),
    [("accepted", {"report_accepted"}), ("sent", {"report_in"}), ("draft", set())],
)
def test_an_account_that_is_in_speaks_against_its_absence(world, status, against):
    """Vägledningen 3.2: grunden är att kommunen inte kan redovisa."""
    indicators = IndicatorSet.objects.create(
        name="Indikatorer", valid_from=date(2019, 1, 1), source="Vägledningen 2.4"
    )
    assert known(world, "no_account") == set()
    AnnualReport.objects.create(
        municipality=world.municipality, year=2025, indicator_set=indicators, started_at=AT,
        status=status, sent_at=AT, sent_by="Beredskapssamordnare",
    )  # fmt: skip

    assert known(world, "no_account") == against


def test_wrong_use_asks_for_a_cost_or_a_deficiency_that_shows_it(world):
    """Vägledningen 3.2: grunden är felaktig användning."""
    marked = make.deficiency(world, is_misuse=True)
    assert known(world, "wrong_use") == {"nothing_misused"}
    assert known(world, "wrong_use", marked) == set()
    Cost.objects.create(
        municipality=world.municipality, year=2025, part="crisis_preparedness", text="Rakel",
        amount=1, eligibility="no", entered_at=AT, entered_by="x", judged_at=AT, judged_by="y",
    )  # fmt: skip
    assert known(world, "wrong_use") == set()


def test_a_plan_that_is_kept_and_a_saving_that_shrinks_speak_against_the_ground(world):
    """Vägledningen 3.2: planen följs inte eller saknas, och sparandet fortsätter att öka."""
    assert known(world, "saving") == set()
    plan = SavingPlan.objects.create(
        municipality=world.municipality, requested_at=AT, requested_by="Handläggare",
        adopt_by=TODAY, opening_year=2025, opening_amount=1, status="adopted",
        adopted_date=date(2026, 1, 1), adopted_body="KS",
    )  # fmt: skip
    assert known(world, "saving") == set()
    plan.checks.create(checked_date=TODAY, is_kept=True, text="Följs.", noted_by="Handläggare")
    assert known(world, "saving") == {"plan_kept"}
    saved(world, 2024, 1000)
    Cost.objects.create(
        municipality=world.municipality, year=2025, part="crisis_preparedness", text="Övning",
        amount=400, eligibility="yes", entered_at=AT, entered_by="x",
    )  # fmt: skip
    assert known(world, "saving") == {"plan_kept", "saving_not_growing"}


def test_measures_found_done_speak_against_the_ground(world):
    """Vägledningen 3.2: kommuner som inte genomför åtgärderna."""
    found = make.deficiency(world)
    assert known(world, "tasks_not_done", found) == set()
    Measure.objects.create(
        municipality=world.municipality, deficiency=found, area="risk_analysis", text="Besluta",
        due_date=TODAY, follow_up="Läses", created_at=AT, created_by="x", status="verified",
        agreed_at=AT, agreed_by="y", judged_at=AT, judged_by="z",
    )  # fmt: skip
    assert known(world, "tasks_not_done", found) == {"measures_done"}
    TasksJudgedDone.objects.create(
        municipality=world.municipality, year=TODAY.year, reason="Allt.", noted_at=AT, noted_by="x"
    )
    assert known(world, "tasks_not_done", found) == {"measures_done", "tasks_done"}


def test_an_own_report_taken_back_or_without_a_saving_is_told(world):
    """Vägledningen 3.3: kommunen har ett sparande och anmäler att det inte kan användas."""
    told = UnusableSaving.objects.create(
        municipality=world.municipality, amount=100, reason="Vakant.",
        reported_at=AT, reported_by="Beredskapssamordnare",
    )  # fmt: skip

    def against(report):
        return set(facts.against_own_report(world.municipality, report, TODAY))

    assert against(told) == set()
    assert against(None) == {"report_withdrawn"}
    told.withdrawn_at = AT
    assert against(told) == {"report_withdrawn"}
    saved(world, 2025, 0)
    assert against(told) == {"report_withdrawn", "no_saving"}
    saved(world, 2025, 5)
    assert against(told) == {"report_withdrawn"}


def test_any_saving_asks_for_a_plan(world):
    """Vägledningen 3.2: "Om kommunen har ett sparande"."""
    referral = make.told(world)
    assert reports.gate_of(referral, TODAY).is_open
    saved(world, 2025, 12)

    assert [step.key for step in reports.gate_of(referral, TODAY).missing] == ["saving_plan"]


def test_a_visit_counts_when_its_protocol_was_sent(world):
    """Vägledningen 3.2: samtalet räknas när kommunen har fått läsa vad som sades."""
    from tests.followup.visits.report.factories import sent

    protocol = sent(world)
    found = make.deficiency(world, visit=protocol.visit, told_at=protocol.sent_at)
    referral = cases.open_case(
        municipality_id=world.municipality.pk, grounds={found.pk: "tasks_not_done"},
        by=world.handler, at=protocol.sent_at,
    )  # fmt: skip

    (ground,) = reports.record_of(Referral.objects.get(pk=referral.pk), TODAY).grounds

    assert ground.named[0].oral == (protocol.visit.held_date,)
    assert isinstance(protocol.sent_at, datetime)
