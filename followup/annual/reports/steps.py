"""The steps of an annual report: due, begun, sent, completed, accepted."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django_fsm import can_proceed

from actors import audit
from actors.models import Actor, County, Function, User
from common.clock import local
from common.errors import RuleError
from followup import access, acts
from followup.annual.models import AnnualReport, ReportStep
from followup.annual.reports import queries, rules
from followup.annual.reports.services import locked_report
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.economy.guards import filled, locked_municipality
from followup.terms import queries as method
from followup.terms.models import KeyDate
from followup.terms.rules import ANNUAL_REPORT
from records.refs import ref

Kind = ReportStep.Kind


def deadline_key(municipality: Actor, year: int) -> str:
    """Return the key of the deadline for a municipality's report of a year.

    Källa: Vägledningen 2.4.
    """
    return f"report:{municipality.scb_code}:{year}"


def completion_key(report: AnnualReport) -> str:
    """Return the key of the deadline for completing a report.

    Källa: Vägledningen 2.5 "begära in ytterligare underlag".
    """
    return f"completion:report:{report.pk}"


@transaction.atomic
def lay_year(*, county: County, year: int, at: datetime) -> int:
    """Lay the deadline of a year's report for each municipality that lacks it; return how many.

    Källa: Vägledningen 2.4; key_dates.csv ARLIG_UPPFOLJNING.
    """
    municipalities = list(
        Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by("scb_code")
    )
    keys = {deadline_key(one, year): one for one in municipalities}
    laid = set(Deadline.objects.filter(key__in=keys).values_list("key", flat=True))
    due = method.annual_report_due(year).day
    for key, municipality in keys.items():
        if key not in laid:
            _lay(municipality, year, due, at)
    return len(set(keys) - laid)


def lay_coming(at: datetime) -> int:
    """Lay the deadlines of the report that falls due next, in each county that follows up.

    Without the reference data there is no day to lay, and nothing is laid.
    Källa: Vägledningen 2.4.
    """
    if not KeyDate.objects.filter(code=ANNUAL_REPORT).exists():
        return 0
    today = local(at).date()
    last_due = method.annual_report_due(today.year - 1).day
    year = rules.coming_year(today, last_due)
    return sum(
        lay_year(county=county, year=year, at=at)
        for county in County.objects.order_by("code")
        if access.functions_with(access.HANDLE, county)
    )


@transaction.atomic
def start_report(*, municipality_id: int, year: int, by: User, at: datetime) -> AnnualReport:
    """Begin the report of a year that is over; one that is begun already is the same report.

    Källa: Vägledningen 2.4.
    """
    municipality = locked_municipality(municipality_id)
    function = access.require_reporter(by, municipality)
    begun = queries.find(municipality, year)
    if begun is not None:
        return begun
    if not rules.is_open(year, local(at).date()):
        raise RuleError(f"Redovisningen för {year} öppnar {year + 1}-01-01.")
    indicators = queries.indicator_set_of(year)
    if indicators is None:
        raise RuleError(f"Ingen uppsättning av indikatorer gäller för {year}.")
    report = AnnualReport.objects.create(
        municipality=municipality, year=year, indicator_set=indicators, started_at=at
    )
    if not Deadline.objects.filter(key=deadline_key(municipality, year)).exists():
        _lay(municipality, year, method.annual_report_due(year).day, at)
    _note(report, Kind.STARTED, by, function, at)
    return report


@transaction.atomic
def send_report(*, report_id: int, by: User, at: datetime) -> AnnualReport:
    """Hand the report to the county; from now on nobody writes in it.

    Källa: Vägledningen 2.4 "Kommunen redovisar dessa uppgifter till länsstyrelsen".
    """
    report = locked_report(report_id)
    function = access.require_reporter(by, report.municipality)
    _must(report, report.send, "skickas in")
    progress = queries.progress_of(report)
    if not progress.is_complete:
        left = progress.of - progress.answered
        raise RuleError(f"Besvara alla indikatorer innan du skickar in. {left} är kvar.")
    report.send(by_label=audit.label_of(by, function), at=at)
    report.save()
    deadlines.meet(key=deadline_key(report.municipality, report.year), at=at)
    deadlines.meet(key=completion_key(report), at=at)
    _note(report, Kind.SENT, by, function, at)
    what = f"årlig redovisning {report.year}"
    _tell(
        report,
        access.functions_with(access.REPORT, report.municipality),
        "receipt",
        {"what": what},
        at,
    )
    if report.municipality.county:
        told = access.functions_with(access.HANDLE, report.municipality.county)
        _tell(report, told, "dialogue", {"what": f"{what} från {report.municipality}"}, at)
    return report


@transaction.atomic
def request_completion(
    *, report_id: int, text: str, complete_by: date, by: User, at: datetime
) -> AnnualReport:
    """Ask the municipality for more, by a day; the report opens again.

    Källa: Vägledningen 2.5 "begära in ytterligare underlag".
    """
    report = locked_report(report_id)
    function = access.require_handler(by, report.municipality)
    text = filled(text, "Skriv vad som behöver kompletteras.", field="text")
    if complete_by <= local(at).date():
        raise RuleError("Välj en dag framåt i tiden.", field="complete_by")
    _must(report, report.request_completion, "kompletteras")
    report.request_completion(text=text, complete_by=complete_by)
    report.save()
    deadlines.lay(
        municipality=report.municipality,
        kind=Deadline.Kind.COMPLETION,
        key=completion_key(report),
        about=report,
        what=f"Komplettering av årlig redovisning {report.year}",
        due_date=complete_by,
        at=at,
    )
    deadlines.change(
        key=completion_key(report), due_date=complete_by, reason="", by=by, function=function, at=at
    )
    _note(report, Kind.COMPLETION_REQUESTED, by, function, at, text=text, due=complete_by)
    told = access.functions_with(access.REPORT, report.municipality)
    context = {"what": f"årlig redovisning {report.year}", "due": complete_by.isoformat()}
    _tell(report, told, "completion_asked", context, at)
    return report


@transaction.atomic
def accept_report(*, report_id: int, by: User, at: datetime) -> AnnualReport:
    """Find the report complete; it is frozen for good.

    Källa: Vägledningen 2.4.
    """
    report = locked_report(report_id)
    function = access.require_handler(by, report.municipality)
    _must(report, report.accept, "godtas")
    report.accept(by_label=audit.label_of(by, function), at=at)
    report.save()
    _note(report, Kind.ACCEPTED, by, function, at)
    told = access.functions_with(access.REPORT, report.municipality)
    _tell(report, told, "accepted", {"what": f"årlig redovisning {report.year}"}, at)
    return report


def _lay(municipality: Actor, year: int, due: date, at: datetime) -> None:
    deadlines.lay(
        municipality=municipality,
        kind=Deadline.Kind.ANNUAL_REPORT,
        key=deadline_key(municipality, year),
        about=municipality,
        what=f"Årlig redovisning {year}",
        due_date=due,
        at=at,
    )


def _must(report: AnnualReport, move: object, cannot: str) -> None:
    if not can_proceed(move):
        status = AnnualReport.Status(report.status).label.lower()
        raise RuleError(f"Redovisningen kan inte {cannot}: läget är ”{status}”.")


def _note(
    report: AnnualReport,
    kind: ReportStep.Kind,
    by: User,
    function: Function,
    at: datetime,
    *,
    text: str = "",
    due: date | None = None,
) -> None:
    label = audit.label_of(by, function)
    ReportStep.objects.create(
        report=report, kind=kind, text=text, due_date=due, happened_at=at, by_label=label
    )
    audit.record(
        by=by,
        function=function,
        at=at,
        action=f"report.{kind}",
        thing=report,
        text=f"{report.municipality}, årlig redovisning {report.year}: {kind.label.lower()}.",
    )


def _tell(
    report: AnnualReport,
    functions: Iterable[Function],
    template: str,
    context: dict[str, str],
    at: datetime,
) -> None:
    path = reverse("followup:report", args=[report.municipality.scb_code, report.year])
    step = report.steps.count()  # each time it is sent is told anew
    key = f"{template}:{ref(report)}:{step}"
    acts.tell(template, functions, report, path=path, at=at, key=key, **context)
