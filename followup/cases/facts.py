"""What the system knows that speaks against a ground, looked up anew each time.

The names are those of ``gate_rules.CONTRADICTED_BY``.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from actors.models import Actor
from followup.annual.models import AnnualReport
from followup.cases.models import Referral
from followup.documents.models import MunicipalDocument
from followup.economy import queries as economy
from followup.economy.models import Cost, SavingPlan, UnusableSaving
from followup.terms.models import DocumentKind, Part
from followup.visits.measures.models import Deficiency, Measure

Ground = Referral.Ground
Found = dict[str, bool]


def against(
    ground: str, municipality: Actor, deficiencies: Sequence[Deficiency], today: date
) -> frozenset[str]:
    """Return the names of the facts that speak against a ground of the municipality.

    Källa: Vägledningen 3.2 (exemplen på missförhållanden).
    """
    found = _LOOKUPS[ground](municipality, deficiencies, today)
    return frozenset(name for name, holds in found.items() if holds)


def against_own_report(
    municipality: Actor, report: UnusableSaving | None, today: date
) -> frozenset[str]:
    """Return what speaks against a case on a saving that the municipality reported itself.

    Källa: Vägledningen 3.3 (sista stycket).
    """
    parts = _parts(municipality, today)
    found = {
        "report_withdrawn": report is None or report.withdrawn_at is not None,
        "no_saving": bool(parts) and not any(part.saved for part in parts),
    }
    return frozenset(name for name, holds in found.items() if holds)


def _risk_analysis(municipality: Actor, _named: Sequence[Deficiency], today: date) -> Found:
    kept = MunicipalDocument.objects.filter(
        municipality=municipality,
        kind=DocumentKind.RISK_ANALYSIS,
        term__election_date__lte=today,
    ).order_by("-term__election_date")
    latest = kept.first()
    status = latest.status if latest else MunicipalDocument.Status.MISSING
    return {
        "rsa_accepted": status == MunicipalDocument.Status.ACCEPTED,
        "rsa_in": status
        in {MunicipalDocument.Status.SUBMITTED, MunicipalDocument.Status.UNDER_REVIEW},
    }


def _account(municipality: Actor, _named: Sequence[Deficiency], today: date) -> Found:
    due = AnnualReport.objects.filter(year__gte=economy.last_full_year(today))
    latest = due.filter(municipality=municipality).order_by("-year").first()
    status = latest.status if latest else AnnualReport.Status.DRAFT
    return {
        "report_accepted": status == AnnualReport.Status.ACCEPTED,
        "report_in": status == AnnualReport.Status.SENT,
    }


def _wrong_use(municipality: Actor, named: Sequence[Deficiency], _today: date) -> Found:
    refused = Cost.objects.filter(
        municipality=municipality, eligibility=Cost.Eligibility.NO, judged_at__isnull=False
    )
    is_marked = any(one.is_misuse for one in named)
    return {"nothing_misused": not is_marked and not refused.exists()}


def _saving(municipality: Actor, _named: Sequence[Deficiency], today: date) -> Found:
    plan = SavingPlan.objects.filter(
        municipality=municipality, status=SavingPlan.Status.ADOPTED
    ).first()
    checked = plan.checks.order_by("-checked_date", "-pk").first() if plan else None
    grew = [part.growing.holds for part in _parts(municipality, today)]
    return {
        "plan_kept": bool(checked and checked.is_kept),
        "saving_not_growing": bool(grew) and not any(holds is not False for holds in grew),
    }


def _tasks(municipality: Actor, named: Sequence[Deficiency], today: date) -> Found:
    measures = Measure.objects.filter(deficiency__in=named).exclude(status="withdrawn")
    is_done = measures.exists() and not measures.exclude(status="verified").exists()
    return {
        "measures_done": is_done,
        "tasks_done": municipality.tasks_done.filter(year=today.year).exists(),
    }


def _parts(municipality: Actor, today: date) -> list[economy.PartEconomy]:
    """Return the parts of the municipality's economy of which a saving is known, be it none."""
    found = economy.economy_of(municipality, parts=list(Part.values), day=today)
    return [part for part in found.values() if part.saved is not None]


_LOOKUPS: Final[dict[str, Callable[[Actor, Sequence[Deficiency], date], Found]]] = {
    Ground.NO_RISK_ANALYSIS: _risk_analysis,
    Ground.NO_ACCOUNT: _account,
    Ground.WRONG_USE: _wrong_use,
    Ground.SAVING: _saving,
    Ground.TASKS_NOT_DONE: _tasks,
}
