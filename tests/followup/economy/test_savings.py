"""Plans for saving, savings that cannot be used, and reviews: done, refused, forbidden."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from actors.models import Actor
from common.errors import RuleError
from followup.cases.models import Referral
from followup.deadlines.models import Deadline
from followup.economy import queries as reports
from followup.economy import services as economy
from followup.economy.models import EconomicReview, SavingActivity, SavingPlan, UnusableSaving
from followup.economy.reviews import queries as review_reports
from followup.economy.reviews import services as reviews
from followup.economy.savings import queries as saving_plans
from followup.economy.savings import services as savings
from followup.terms.models import ElectoralTerm
from followup.visits.models import Visit, VisitPlan
from notices.models import Notice
from tests.clients import signed_in
from tests.followup.economy.factories import (
    AT,
    CRISIS,
    DEFENCE,
    Scene,
    activity_of,
    adopted_plan,
    granted,
    limit,
    requested_plan,
    written_plan,
)

pytestmark = pytest.mark.django_db


def state_of(key: str) -> str:
    return Deadline.objects.get(key=key).state


# The county asks ------------------------------------------------------------------------------


def test_a_plan_is_asked_for_with_a_day(stage: Scene) -> None:
    """Vägledningen 2.6: the county makes sure that there is a plan; Vägledningen 3.2: together."""
    plan = requested_plan(stage)

    deadline = Deadline.objects.get(key=f"saving-plan:{plan.pk}")
    assert (deadline.due_date, deadline.is_countys) == (date(2027, 3, 1), False)
    assert Notice.objects.filter(template="saving_plan_asked").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"adopt_by": date(2026, 11, 20)}, "adopt_by"),
        ({"opening_amount": Decimal(-1)}, "amount"),
    ],
)
def test_half_a_demand_is_refused(stage: Scene, values: dict, field: str) -> None:
    with pytest.raises(RuleError) as refused:
        requested_plan(stage, **values)
    assert refused.value.field == field


def test_only_the_handler_asks(stage: Scene) -> None:
    for user in (stage.coordinator, stage.officer, stage.reviewer):
        with pytest.raises(PermissionDenied):
            requested_plan(stage, by=user)


def test_an_adopted_plan_holds_until_the_new_one_is_adopted(stage: Scene) -> None:
    """Vägledningen 2.6: there shall be a clear plan, also while a new one is written."""
    first = adopted_plan(stage)
    key = f"saving-activity:{first.activities.get().pk}"

    second = requested_plan(stage)

    first.refresh_from_db()
    assert (first.status, first.ended_at, state_of(key)) == ("adopted", None, "open")
    assert reports.open_plan(stage.municipality) == second
    assert reports.plan_in_force(stage.municipality) == first
    assert saving_plans.open_plans([stage.municipality]) == {stage.municipality.pk: first}
    with pytest.raises(RuleError, match="redan begärd"):
        requested_plan(stage)
    written_plan(stage, second)
    savings.adopt_plan(
        plan_id=second.pk, body="KS", adopted_date=AT.date(), by=stage.coordinator, at=AT
    )
    first.refresh_from_db()
    assert (first.status, first.ended_at, state_of(key)) == ("replaced", AT, "cancelled")
    assert reports.plan_in_force(stage.municipality) == second


def test_the_page_shows_the_plan_that_holds_beside_the_one_asked_for(stage: Scene) -> None:
    first = adopted_plan(stage)
    second = requested_plan(stage)

    address = reverse("followup:economy", args=[stage.municipality.scb_code])
    page = signed_in(stage.handler).get(address).content.decode()

    for plan in (first, second):
        assert reverse("followup:saving_plan", args=[stage.municipality.scb_code, plan.pk]) in page
    assert "Den gäller tills kommunen har antagit den nya." in page


# The municipality writes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"part": "x"}, "part"),
        ({"text": ""}, "text"),
        ({"responsible": " "}, "responsible"),
        ({"due_date": date(2025, 12, 31)}, "due_date"),
    ],
)
def test_half_an_activity_is_refused(stage: Scene, values: dict, field: str) -> None:
    plan = requested_plan(stage)
    with pytest.raises(RuleError) as refused:
        activity_of(stage, plan, **values)
    assert refused.value.field == field


def test_writing_begins_the_plan(stage: Scene) -> None:
    plan = requested_plan(stage)
    activity_of(stage, plan)

    plan.refresh_from_db()
    assert plan.status == "draft"


def test_others_may_not_write_or_adopt(stage: Scene) -> None:
    plan = written_plan(stage)
    activity = plan.activities.get()
    for user in (stage.handler, stage.clerk, stage.neighbour):
        with pytest.raises(PermissionDenied):
            activity_of(stage, plan, by=user)
        with pytest.raises(PermissionDenied):
            savings.remove_activity(activity_id=activity.pk, by=user, at=AT)
        with pytest.raises(PermissionDenied):
            savings.write_forecast(plan_id=plan.pk, rows=[], by=user, at=AT)
        with pytest.raises(PermissionDenied):
            savings.adopt_plan(plan_id=plan.pk, body="KS", adopted_date=AT.date(), by=user, at=AT)


def test_a_year_stands_once_in_a_forecast(stage: Scene) -> None:
    plan = requested_plan(stage)
    row = savings.ForecastRow(2026, Decimal(1), Decimal(1))
    with pytest.raises(RuleError, match="två gånger"):
        savings.write_forecast(plan_id=plan.pk, rows=[row, row], by=stage.coordinator, at=AT)


def test_a_plan_is_adopted_when_it_is_whole(stage: Scene) -> None:
    """Vägledningen 2.6: a clear plan of how the money shall be used."""
    plan = requested_plan(stage)

    def adopt(**values) -> SavingPlan:
        typed = {"body": "Kommunstyrelsen", "adopted_date": date(2026, 11, 19)} | values
        return savings.adopt_plan(plan_id=plan.pk, by=stage.coordinator, at=AT, **typed)

    with pytest.raises(RuleError, match="inga aktiviteter"):
        adopt()
    activity = activity_of(stage, plan)
    with pytest.raises(RuleError, match="ingen prognos"):
        adopt()
    row = savings.ForecastRow(2026, Decimal(0), Decimal(0))
    savings.write_forecast(plan_id=plan.pk, rows=[row], by=stage.coordinator, at=AT)
    with pytest.raises(RuleError, match="vem som"):
        adopt(body=" ")
    with pytest.raises(RuleError, match="framtiden"):
        adopt(adopted_date=date(2026, 11, 22))

    assert adopt().status == "adopted"

    assert state_of(f"saving-plan:{plan.pk}") == "met"
    assert state_of(f"saving-activity:{activity.pk}") == "open"
    with pytest.raises(RuleError, match="antagen"):
        activity_of(stage, plan)


def test_activities_are_reported_done_or_dropped(stage: Scene) -> None:
    plan = requested_plan(stage)
    done, dropped = activity_of(stage, plan), activity_of(stage, plan, part=DEFENCE)
    row = savings.ForecastRow(2026, Decimal(0), Decimal(0))
    savings.write_forecast(plan_id=plan.pk, rows=[row], by=stage.coordinator, at=AT)

    def report(activity: SavingActivity, **values) -> SavingActivity:
        typed = {"done_date": AT.date(), "outcome": "Klart.", "by": stage.coordinator} | values
        return savings.report_activity(activity_id=activity.pk, at=AT, **typed)

    with pytest.raises(RuleError, match="inte antagen"):
        report(done)
    savings.adopt_plan(
        plan_id=plan.pk, body="KS", adopted_date=AT.date(), by=stage.coordinator, at=AT
    )
    with pytest.raises(PermissionDenied):
        report(done, by=stage.handler)
    with pytest.raises(RuleError, match="framtiden"):
        report(done, done_date=date(2027, 1, 1))
    with pytest.raises(RuleError, match="Skriv vad"):
        report(done, outcome=" ")
    with pytest.raises(RuleError, match="inte är rapporterade"):
        savings.fulfil_plan(plan_id=plan.pk, by=stage.handler, at=AT)
    report(done)
    report(dropped, cancelled=True)

    assert state_of(f"saving-activity:{done.pk}") == "met"
    assert state_of(f"saving-activity:{dropped.pk}") == "cancelled"
    with pytest.raises(RuleError, match="redan"):
        report(done)
    page = saving_plans.page_of(plan, AT.date(), [CRISIS, DEFENCE])
    assert (page.planned, page.used) == (100_000, 100_000)
    assert savings.fulfil_plan(plan_id=plan.pk, by=stage.handler, at=AT).status == "fulfilled"
    with pytest.raises(RuleError, match="antagen plan kan avslutas"):
        savings.fulfil_plan(plan_id=plan.pk, by=stage.handler, at=AT)


def test_what_does_not_exist_is_not_found(stage: Scene) -> None:
    with pytest.raises(Http404):
        savings.fulfil_plan(plan_id=0, by=stage.handler, at=AT)
    with pytest.raises(Http404):
        savings.remove_activity(activity_id=0, by=stage.coordinator, at=AT)
    with pytest.raises(Http404):
        savings.withdraw_unusable(unusable_id=0, by=stage.coordinator, at=AT)


# The county follows up ------------------------------------------------------------------------


def test_an_adopted_plan_is_followed_up(stage: Scene) -> None:
    """Vägledningen 2.6: the county follows up that the plan is kept; late activities count."""
    plan = adopted_plan(stage)

    def check(**values) -> None:
        typed = {"checked_date": AT.date(), "is_kept": True, "text": "Bra."} | values
        savings.check_plan(**{"plan_id": plan.pk, "by": stage.handler, "at": AT} | typed)

    with pytest.raises(PermissionDenied):
        check(by=stage.coordinator)
    with pytest.raises(RuleError, match="framtiden"):
        check(checked_date=date(2027, 1, 1))
    with pytest.raises(RuleError, match="Skriv vad"):
        check(text="")
    check()
    check(is_kept=False)

    page = saving_plans.page_of(plan, AT.date(), [CRISIS])
    assert page.kept.holds is False
    assert len(page.late) == 1
    with pytest.raises(PermissionDenied):
        savings.fulfil_plan(plan_id=plan.pk, by=stage.coordinator, at=AT)


def test_only_an_adopted_plan_is_followed_up(stage: Scene) -> None:
    plan = written_plan(stage)
    with pytest.raises(RuleError, match="antagen"):
        savings.check_plan(
            plan_id=plan.pk,
            checked_date=AT.date(),
            is_kept=True,
            text="x",
            by=stage.handler,
            at=AT,
        )


def test_the_forecast_is_kept_from_those_who_see_one_part(stage: Scene) -> None:
    """SKR:s uppgifter."""
    plan = requested_plan(stage)
    activity_of(stage, plan)
    activity_of(stage, plan, part=DEFENCE)
    row = savings.ForecastRow(2026, Decimal(0), Decimal(0))
    savings.write_forecast(plan_id=plan.pk, rows=[row], by=stage.coordinator, at=AT)

    assert saving_plans.page_of(plan, AT.date(), [CRISIS]).forecast == []
    assert len(saving_plans.page_of(plan, AT.date(), [CRISIS, DEFENCE]).forecast) == 1


def test_a_large_saving_without_a_plan_is_found(stage: Scene) -> None:
    """Vägledningen 2.6: the county finds municipalities with a large saving."""
    granted(stage, 2025, 1000)
    limit(stage.county, "large_saving_amount", 900)
    found = list(reports.economy_of(stage.municipality, parts=[CRISIS], day=AT.date()).values())

    assert saving_plans.demand(found, None).holds is False
    assert saving_plans.demand(found, adopted_plan(stage)).holds is True
    assert list(saving_plans.open_plans([stage.municipality])) == [stage.municipality.pk]


def brought_in(stage: Scene, amount: int) -> None:
    """Let the county enter a saving, and no year that came after it."""
    economy.set_opening(
        municipality_id=stage.municipality.pk,
        part=CRISIS,
        year=2026,
        amount=Decimal(amount),
        source="Bokslut 2025",
        by=stage.handler,
        at=AT,
    )


def test_a_saving_brought_in_without_a_later_year_is_a_saving(stage: Scene) -> None:
    """Vägledningen 2.6: the county finds municipalities with a large saving."""
    limit(stage.county, "large_saving_amount", 900)
    brought_in(stage, 1000)
    (found,) = reports.economy_of(stage.municipality, parts=[CRISIS], day=AT.date()).values()

    assert (found.saved, found.as_of, found.latest) == (1000, 2025, None)
    assert found.large.holds is True
    assert saving_plans.demand([found], None).holds is False

    page = signed_in(stage.handler).get(
        reverse("followup:economy", args=[stage.municipality.scb_code])
    )
    assert "vid slutet av 2025, som ingående sparande" in page.content.decode()
    asked = signed_in(stage.handler).get(
        reverse("followup:saving_plan_request", args=[stage.municipality.scb_code])
    )
    assert asked.context["form"].initial["opening_amount"] == 1000
    county = signed_in(stage.handler).get(reverse("followup:savings", args=[stage.county.pk]))
    assert "Inga belopp är införda än." not in county.content.decode()


# A saving that cannot be used -----------------------------------------------------------------


def unusable(stage: Scene, **values) -> UnusableSaving:
    typed = {"amount": Decimal(5000), "reason": "Ingen personal.", "by": stage.coordinator}
    return savings.report_unusable(municipality_id=stage.municipality.pk, at=AT, **typed | values)


def test_a_saving_that_cannot_be_used_is_told_to_the_county(stage: Scene) -> None:
    """Vägledningen 3.3, the last paragraph."""
    told = unusable(stage)

    assert Notice.objects.filter(template="dialogue", about_ref__contains="unusable").count() == 1
    with pytest.raises(RuleError, match="redan anmält"):
        unusable(stage)
    with pytest.raises(PermissionDenied):
        savings.withdraw_unusable(unusable_id=told.pk, by=stage.handler, at=AT)
    savings.withdraw_unusable(unusable_id=told.pk, by=stage.coordinator, at=AT)
    with pytest.raises(RuleError, match="redan återtagen"):
        savings.withdraw_unusable(unusable_id=told.pk, by=stage.coordinator, at=AT)


def test_a_municipality_in_no_county_tells_nobody_of_its_saving(stage: Scene) -> None:
    stage.municipality.county = None
    stage.municipality.save()

    assert unusable(stage).withdrawn_at is None

    assert not Notice.objects.exists()


@pytest.mark.parametrize("values", [{"amount": Decimal(0)}, {"reason": " "}])
def test_half_a_report_is_refused(stage: Scene, values: dict) -> None:
    with pytest.raises(RuleError):
        unusable(stage, **values)


def test_only_the_municipality_tells(stage: Scene) -> None:
    with pytest.raises(PermissionDenied):
        unusable(stage, by=stage.handler)


def test_what_has_become_a_case_is_not_taken_back(stage: Scene) -> None:
    told = unusable(stage)
    referral = Referral.objects.create(
        municipality=stage.municipality, unusable_saving=told, opened_at=AT, opened_by="Prov"
    )

    with pytest.raises(RuleError, match="gjort ett ärende"):
        savings.withdraw_unusable(unusable_id=told.pk, by=stage.coordinator, at=AT)
    referral.delete()
    assert savings.withdraw_unusable(unusable_id=told.pk, by=stage.coordinator, at=AT)


# Reviews --------------------------------------------------------------------------------------


def term() -> ElectoralTerm:
    return ElectoralTerm.objects.get(election_date="2022-09-11")


def review(stage: Scene, **values) -> EconomicReview:
    typed = {
        "municipality_id": stage.municipality.pk,
        "done_date": date(2026, 10, 1),
        "occasion": "between",
        "findings": "Stämmer.",
        "by": stage.handler,
        "at": AT,
    }
    return reviews.record_review(**typed | values)


def test_two_reviews_a_term_have_their_deadlines(stage: Scene) -> None:
    """Vägledningen 2.5: an economic follow-up at least twice a term."""
    assert reviews.lay_current(AT) == 2
    assert reviews.lay_current(AT) == 0
    keys = [f"review:{stage.municipality.scb_code}:{term().pk}:{n}" for n in (1, 2)]
    found = Deadline.objects.get(key=keys[0])
    assert (found.due_date, found.is_countys) == (date(2026, 12, 31), True)

    review(stage)
    assert [state_of(key) for key in keys] == ["met", "open"]
    review(stage, occasion="visit", used_audit=True, external_reason="Oklart.")
    assert [state_of(key) for key in keys] == ["met", "met"]
    assert review_reports.verdict_of(stage.municipality, term()).holds is True
    assert [due.is_done for due in review_reports.due_reviews(stage.municipality, term())] == [
        True,
        True,
    ]


def test_no_deadlines_without_a_term_or_a_county_at_work(stage: Scene) -> None:
    ElectoralTerm.objects.all().delete()
    assert reviews.lay_current(AT) == 0
    assert review(stage)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"done_date": date(2026, 11, 22)}, "done_date"),
        ({"occasion": "x"}, "occasion"),
        ({"findings": " "}, "findings"),
    ],
)
def test_half_a_review_is_refused(stage: Scene, values: dict, field: str) -> None:
    with pytest.raises(RuleError) as refused:
        review(stage, **values)
    assert refused.value.field == field


def test_a_review_is_not_made_at_another_municipalitys_visit(stage: Scene) -> None:
    """Vägledningen 2.5: the review is made at the municipality's own visit."""
    plan = VisitPlan.objects.create(county=stage.county, term=term())

    def visit(place: Actor) -> Visit:
        handler = stage.handler.appointments.get().function
        return Visit.objects.create(
            plan=plan, municipality=place, year=2026, quarter=4, handler=handler
        )

    with pytest.raises(RuleError) as refused:
        review(stage, visit=visit(stage.other))
    own = visit(stage.municipality)

    assert refused.value.field == "visit"
    assert review(stage, visit=own).visit == own


def test_only_the_handler_reviews(stage: Scene) -> None:
    for user in (stage.coordinator, stage.officer, stage.reviewer):
        with pytest.raises(PermissionDenied):
            review(stage, by=user)


def test_the_county_sets_its_own_day(stage: Scene) -> None:
    """Vägledningen 2.5 gives the number, no day."""
    reviews.lay_current(AT)

    def plan(**values) -> None:
        typed = {"number": 1, "day": date(2026, 12, 1), "by": stage.handler} | values
        reviews.plan_review(municipality_id=stage.municipality.pk, term=term(), at=AT, **typed)

    with pytest.raises(PermissionDenied):
        plan(by=stage.coordinator)
    with pytest.raises(RuleError):
        plan(number=3)
    with pytest.raises(RuleError):
        plan(day=date(2027, 1, 1))
    plan()
    plan(day=date(2026, 12, 2))

    deadline = Deadline.objects.get(key=f"review:{stage.municipality.scb_code}:{term().pk}:1")
    assert deadline.due_date == date(2026, 12, 2)
    assert deadline.changes.count() == 2
