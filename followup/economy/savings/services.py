"""Plans for saving: asked for, written, adopted, followed up; and savings that cannot be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_fsm import can_proceed

from actors import audit
from actors.models import Actor, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.acts import tell
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.economy.guards import (
    check_amount,
    check_past,
    filled,
    locked_behind,
    locked_municipality,
    log,
)
from followup.economy.models import (
    SavingActivity,
    SavingForecast,
    SavingPlan,
    SavingPlanCheck,
    UnusableSaving,
)
from followup.terms.models import Part
from records.refs import ref

Status = SavingPlan.Status


@dataclass(frozen=True)
class ForecastRow:
    year: int
    expected_compensation: Decimal
    closing_amount: Decimal


# The county asks ------------------------------------------------------------------------------


@transaction.atomic
def request_plan(
    *,
    municipality_id: int,
    reason: str,
    adopt_by: date,
    opening_year: int,
    opening_amount: Decimal,
    by: User,
    at: datetime,
) -> SavingPlan:
    """Ask a municipality for a plan by an agreed day; an adopted one holds until the new one is.

    Källa: Vägledningen 2.6 "länsstyrelsens uppgift att säkerställa"; Vägledningen 3.2 "i samverkan
    … en plan tas fram".
    """
    municipality = locked_municipality(municipality_id)
    function = access.require_handler(by, municipality)
    reason = filled(reason, "Skriv varför planen behövs.", field="reason")
    if adopt_by < local(at).date():
        raise RuleError("Välj en dag som inte har varit.", field="adopt_by")
    check_amount(opening_amount, least=Decimal(0))
    if municipality.saving_plans.filter(status__in=[Status.REQUESTED, Status.DRAFT]).exists():
        raise RuleError("En plan är redan begärd. Vänta tills kommunen har antagit den.")
    plan = SavingPlan.objects.create(
        municipality=municipality,
        reason=reason,
        requested_at=at,
        requested_by=audit.label_of(by, function),
        adopt_by=adopt_by,
        opening_year=opening_year,
        opening_amount=opening_amount,
    )
    deadlines.lay(
        municipality=municipality,
        kind=Deadline.Kind.SAVING_PLAN,
        key=f"saving-plan:{plan.pk}",
        about=plan,
        what="Plan för sparande ska vara antagen",
        due_date=adopt_by,
        at=at,
    )
    log(plan, "saving_plan.request", "begärde en plan för sparande", by, function, at)
    tell(
        "saving_plan_asked",
        asked_functions(municipality),
        plan,
        path=_path(municipality),
        at=at,
        key=f"T27:{ref(plan)}",
        due=adopt_by.isoformat(),
    )
    return plan


def asked_functions(municipality: Actor) -> list[Function]:
    """Return to whom the demand of a plan goes: the coordinator and the municipality's leadership.

    Källa: Vägledningen 2.6; domain.md 1.1.
    """
    found = {
        function.pk: function
        for right in (access.REPORT, access.LEAD)
        for function in access.functions_with(right, municipality)
    }
    return list(found.values())


# The municipality writes and adopts -----------------------------------------------------------


@transaction.atomic
def add_activity(
    *,
    plan_id: int,
    text: str,
    part: str,
    amount: Decimal,
    due_date: date,
    responsible: str,
    by: User,
    at: datetime,
) -> SavingActivity:
    """Add something that the saving shall pay, to a plan that is not adopted.

    Källa: Vägledningen 2.6 "stimulera genomförande av verksamhet för de sparade medlen".
    """
    plan = locked_behind(SavingPlan, plan_id)
    function = access.require_reporter(by, plan.municipality)
    _require_writable(plan)
    check_amount(amount, least=Decimal("0.01"))
    if part not in Part.values:
        raise RuleError("Välj krisberedskap eller civilt försvar.", field="part")
    text = filled(text, "Fyll i fältet.", field="text")
    responsible = filled(responsible, "Fyll i fältet.", field="responsible")
    if due_date.year < plan.opening_year:
        raise RuleError("Dagen ligger före planens första år.", field="due_date")
    _begin(plan)
    activity = SavingActivity.objects.create(
        plan=plan, text=text, part=part, amount=amount, due_date=due_date, responsible=responsible
    )
    log(activity, "saving_plan.activity", "lade till en aktivitet i planen", by, function, at)
    return activity


@transaction.atomic
def remove_activity(*, activity_id: int, by: User, at: datetime) -> SavingPlan:
    """Take an activity out of a plan that is not adopted.

    Källa: Vägledningen 2.6.
    """
    activity, plan = _locked_activity(activity_id)
    function = access.require_reporter(by, plan.municipality)
    _require_writable(plan)
    log(activity, "saving_plan.activity", "tog bort en aktivitet ur planen", by, function, at)
    activity.delete()
    return plan


@transaction.atomic
def write_forecast(
    *, plan_id: int, rows: Sequence[ForecastRow], by: User, at: datetime
) -> SavingPlan:
    """Write what is expected to be saved at the end of each year.

    Källa: Vägledningen 2.6 "hur dessa medel och kommande ersättningar ska användas".
    """
    plan = locked_behind(SavingPlan, plan_id)
    function = access.require_reporter(by, plan.municipality)
    _require_writable(plan)
    if len({row.year for row in rows}) != len(rows):
        raise RuleError("Samma år står två gånger.", field="year")
    for row in rows:
        check_amount(row.expected_compensation, least=Decimal(0))
        check_amount(row.closing_amount, least=Decimal(0))
    _begin(plan)
    plan.forecasts.all().delete()
    SavingForecast.objects.bulk_create(
        SavingForecast(
            plan=plan,
            year=row.year,
            expected_compensation=row.expected_compensation,
            closing_amount=row.closing_amount,
        )
        for row in rows
    )
    log(plan, "saving_plan.forecast", "skrev prognosen i planen", by, function, at)
    return plan


@transaction.atomic
def adopt_plan(
    *, plan_id: int, body: str, adopted_date: date, by: User, at: datetime
) -> SavingPlan:
    """Record that the municipality has adopted its plan, in place of one that it had.

    Each activity gets its deadline.
    Källa: Vägledningen 2.6 "ska ha en tydlig plan"; domain.md 1.2.
    """
    plan = locked_behind(SavingPlan, plan_id)
    function = access.require_reporter(by, plan.municipality)
    _require_writable(plan)
    if not plan.activities.exists():
        raise RuleError("Planen har inga aktiviteter. Lägg till minst en.")
    if not plan.forecasts.exists():
        raise RuleError("Planen har ingen prognos. Fyll i den först.")
    body = filled(body, "Ange vem som har antagit planen.", field="body")
    check_past(adopted_date, at, field="adopted_date")
    _replace_earlier(plan, at)
    plan.adopt(on=adopted_date, body=body, by_label=audit.label_of(by, function))
    plan.save()
    deadlines.meet(key=f"saving-plan:{plan.pk}", at=at)
    for activity in plan.activities.filter(status=SavingActivity.Status.PLANNED):
        deadlines.lay(
            municipality=plan.municipality,
            kind=Deadline.Kind.SAVING_ACTIVITY,
            key=f"saving-activity:{activity.pk}",
            about=plan,
            what="Aktivitet i plan för sparande",
            due_date=activity.due_date,
            at=at,
        )
    log(plan, "saving_plan.adopt", "antog planen för sparande", by, function, at)
    _tell_county(plan.municipality, "Plan för sparande är antagen", plan, at)
    return plan


@transaction.atomic
def report_activity(
    *,
    activity_id: int,
    done_date: date,
    outcome: str,
    by: User,
    at: datetime,
    cancelled: bool = False,
) -> SavingActivity:
    """Report that an activity of an adopted plan is done, or will not be.

    Källa: Vägledningen 2.6, 3.2 "kontinuerlig dialog och uppföljning av planerna".
    """
    activity, plan = _locked_activity(activity_id)
    function = access.require_reporter(by, plan.municipality)
    if plan.status != Status.ADOPTED:
        raise RuleError("Planen är inte antagen.")
    if activity.status != SavingActivity.Status.PLANNED:
        raise RuleError("Aktiviteten är redan rapporterad.")
    check_past(done_date, at, field="done_date")
    outcome = filled(outcome, "Skriv vad det blev, eller varför den utgår.", field="outcome")
    to = SavingActivity.Status
    activity.status = to.CANCELLED if cancelled else to.DONE
    activity.done_date, activity.outcome = done_date, outcome
    activity.save(update_fields=["status", "done_date", "outcome"])
    end = deadlines.withdraw if cancelled else deadlines.meet
    end(key=f"saving-activity:{activity.pk}", at=at)
    what = "meddelade att en aktivitet utgår" if cancelled else "rapporterade en aktivitet klar"
    log(activity, "saving_plan.report", what, by, function, at)
    return activity


# The county follows up ------------------------------------------------------------------------


@transaction.atomic
def check_plan(
    *, plan_id: int, checked_date: date, is_kept: bool, text: str, by: User, at: datetime
) -> SavingPlanCheck:
    """Follow up whether an adopted plan is kept.

    Källa: Vägledningen 2.6 "länsstyrelsens roll att följa upp att planen efterlevs".
    """
    plan = locked_behind(SavingPlan, plan_id)
    function = access.require_handler(by, plan.municipality)
    if plan.status != Status.ADOPTED:
        raise RuleError("Bara en antagen plan kan följas upp.")
    check_past(checked_date, at, field="checked_date")
    text = filled(text, "Skriv vad uppföljningen visade.", field="text")
    check = SavingPlanCheck.objects.create(
        plan=plan,
        checked_date=checked_date,
        is_kept=is_kept,
        text=text,
        noted_by=audit.label_of(by, function),
    )
    found = "följs" if is_kept else "inte följs"
    log(plan, "saving_plan.check", f"fann att planen för sparande {found}", by, function, at)
    return check


@transaction.atomic
def fulfil_plan(*, plan_id: int, by: User, at: datetime) -> SavingPlan:
    """Find that the saving has been used as planned.

    Källa: Vägledningen 2.6 "att planen efterlevs".
    """
    plan = locked_behind(SavingPlan, plan_id)
    function = access.require_handler(by, plan.municipality)
    if not can_proceed(plan.fulfil):
        raise RuleError("Bara en antagen plan kan avslutas.")
    if plan.activities.filter(status=SavingActivity.Status.PLANNED).exists():
        raise RuleError("Det finns aktiviteter som inte är rapporterade.")
    plan.fulfil()
    plan.ended_at = at
    plan.save()
    log(plan, "saving_plan.fulfil", "avslutade planen för sparande", by, function, at)
    return plan


# A saving that cannot be used -----------------------------------------------------------------


@transaction.atomic
def report_unusable(
    *, municipality_id: int, amount: Decimal, reason: str, by: User, at: datetime
) -> UnusableSaving:
    """Tell the county that a saving cannot be used; the county makes it a case with MSB/MCF.

    Källa: Vägledningen 3.3 "kan meddela det till sin länsstyrelse som i sin tur gör ett ärende till
    MSB".
    """
    municipality = locked_municipality(municipality_id)
    function = access.require_reporter(by, municipality)
    check_amount(amount, least=Decimal("0.01"))
    reason = filled(reason, "Skriv varför pengarna inte kan användas.", field="reason")
    if municipality.unusable_savings.filter(withdrawn_at=None).exists():
        raise RuleError("Kommunen har redan anmält ett sparande. Återta det först.")
    told = UnusableSaving.objects.create(
        municipality=municipality,
        amount=amount,
        reason=reason,
        reported_at=at,
        reported_by=audit.label_of(by, function),
    )
    what = "anmälde ett sparande som inte kan användas"
    log(told, "unusable_saving.report", what, by, function, at)
    _tell_county(municipality, "Ett sparande som inte kan användas är anmält", told, at)
    return told


@transaction.atomic
def withdraw_unusable(*, unusable_id: int, by: User, at: datetime) -> UnusableSaving:
    """Take back what was told of a saving.

    Källa: Vägledningen 3.3.
    """
    told = (
        UnusableSaving.objects.select_for_update(of=("self",))
        .select_related("municipality__county")
        .filter(pk=unusable_id)
        .first()
    )
    if told is None:
        raise Http404
    function = access.require_reporter(by, told.municipality)
    if told.withdrawn_at is not None:
        raise RuleError("Anmälan är redan återtagen.")
    if told.referrals.exclude(status="dropped").exists():
        raise RuleError("Länsstyrelsen har gjort ett ärende av anmälan. Tala med handläggaren.")
    told.withdrawn_at = at
    told.save(update_fields=["withdrawn_at"])
    what = "återtog anmälan om sparande som inte kan användas"
    log(told, "unusable_saving.withdraw", what, by, function, at)
    return told


# Shared ---------------------------------------------------------------------------------------


def _locked_activity(pk: int) -> tuple[SavingActivity, SavingPlan]:
    owner = SavingActivity.objects.filter(pk=pk).values_list("plan", flat=True).first()
    plan = locked_behind(SavingPlan, owner or 0)
    return get_object_or_404(plan.activities.select_for_update(), pk=pk), plan


def _require_writable(plan: SavingPlan) -> None:
    if plan.status not in {Status.REQUESTED, Status.DRAFT}:
        raise RuleError("Planen är antagen. Länsstyrelsen kan begära en ny.")


def _replace_earlier(plan: SavingPlan, at: datetime) -> None:
    earlier = plan.municipality.saving_plans.select_for_update().filter(status=Status.ADOPTED)
    for one in earlier:
        one.replace()
        one.ended_at = at
        one.save()
        for activity in one.activities.filter(status=SavingActivity.Status.PLANNED):
            deadlines.withdraw(key=f"saving-activity:{activity.pk}", at=at)


def _begin(plan: SavingPlan) -> None:
    if plan.status == Status.REQUESTED:
        plan.begin()
        plan.save()


def _tell_county(
    municipality: Actor, what: str, about: SavingPlan | UnusableSaving, at: datetime
) -> None:
    if municipality.county is None:
        return
    told = access.functions_with(access.HANDLE, municipality.county)
    key = f"dialogue:{ref(about)}"
    tell("dialogue", told, about, path=_path(municipality), at=at, key=key, what=what)


def _path(municipality: Actor) -> str:
    return reverse("followup:economy", args=[municipality.scb_code])
