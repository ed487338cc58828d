"""What holds on a day: terms, requirements, recurring dates, criteria, settings; with the why."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from actors.models import County
from common.errors import RuleError
from common.form_fields import FIRST_YEAR, LAST_YEAR
from followup.terms import rules, settings
from followup.terms.models import (
    AgreementTask,
    Area,
    AssessmentCriterion,
    CompensationComponent,
    CountySetting,
    CriteriaSet,
    DecidingBody,
    DocumentRequirement,
    ElectoralTerm,
    GrantAgreement,
    IndicatorSet,
    KeyDate,
)
from followup.terms.settings import JsonValue
from followup.why import ExplainedDate, Fact


def terms() -> list[ElectoralTerm]:
    """Return all known terms, the earliest first."""
    return list(ElectoralTerm.objects.all())


def current_term(day: date) -> ElectoralTerm | None:
    """Return the term that the day is in, if it is known."""
    return term_of_year(day.year)


def term_of_year(year: int) -> ElectoralTerm | None:
    """Return the term that the year is in, if it is known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    found = ElectoralTerm.objects.filter(
        election_date__year__lt=year, election_date__year__gte=year - rules.YEARS
    )
    return found.order_by("-election_date").first()


def requirements(term: ElectoralTerm) -> list[DocumentRequirement]:
    """Return what the term demands: the versions in force when it began.

    A version that begins later holds from the next term, so no day of a begun term moves.
    Källa: Vägledningen tabell 2.2.
    """
    first_day = rules.first_day(term.election_date)
    return list(DocumentRequirement.objects.valid_on(first_day).prefetch_related("headings"))


def requirement(kind: str, term: ElectoralTerm) -> DocumentRequirement | None:
    """Return what the term demands of one document, if anything."""
    return next((each for each in requirements(term) if each.kind == kind), None)


def document_due(requirement: DocumentRequirement, term: ElectoralTerm) -> ExplainedDate:
    """Return when the document is due in the term, and why."""
    body = requirement.lowest_body
    return rules.document_due(
        document=requirement.get_kind_display(),
        election=term.election_date,
        year=requirement.year_of_term,
        month=requirement.month,
        day=requirement.day,
        is_reported=requirement.is_reported,
        lowest_body=DecidingBody(body).label if body else "",
        source=requirement.source,
        validity=rules.validity(requirement.valid_from, requirement.valid_to),
    )


def year_two_check(term: ElectoralTerm) -> ExplainedDate:
    """Return when the county begins to check that the documents exist, and why."""
    year = date(term.first_year + 1, 1, 1)
    held = key_date(rules.DOCUMENT_REVIEW, year)
    return rules.year_two_check(
        election=term.election_date,
        source=held.source if held else "Vägledningen 2.2",
        validity=rules.validity(held.valid_from, held.valid_to) if held else "okänt",
    )


def annual_report_due(year: int) -> ExplainedDate:
    """Return when the annual report on the year is due, early the year after, and why.

    The version of the rule is that in force on 1 January of the year in which the day falls.
    Källa: Vägledningen 2.4.

    :raises RuleError: if the reference data has not been loaded.
    """
    held = key_date_of_year(rules.ANNUAL_REPORT, year + 1)
    if held is None:
        raise RuleError("Referensdata saknas: dagen för årlig redovisning.")
    return yearly(held, year + 1, facts=(Fact("Avser år", str(year)),))


def yearly(held: KeyDate, year: int, *, facts: tuple[Fact, ...] = ()) -> ExplainedDate:
    """Return the recurring day in one year, and why.

    :raises ValueError: if it is a count, which has no day.
    """
    if held.month is None or held.day is None:
        raise ValueError(f"{held.code} has no day")
    return rules.yearly_day(
        what=held.what,
        year=year,
        month=held.month,
        day=held.day,
        source=held.source,
        validity=rules.validity(held.valid_from, held.valid_to),
        note=held.note,
        facts=facts,
    )


def key_date(code: str, day: date) -> KeyDate | None:
    """Return the recurring day or count that is in force on the day (codes: ``rules.terms``)."""
    return KeyDate.objects.valid_on(day).filter(code=code).first()


def key_date_of_year(code: str, year: int) -> KeyDate | None:
    """Return the version in force at the start of the year; before the first version, that one."""
    return version_of_year(KeyDate.objects.filter(code=code), year)


def version_of_year(versions: Iterable[KeyDate], year: int) -> KeyDate | None:
    """Return which of one rule's versions holds for a year: that in force on 1 January.

    A year before the first version is read by that one, as its source may not say from when.
    """
    ordered = sorted(versions, key=lambda each: each.valid_from)
    started = [each for each in ordered if each.valid_from <= date(year, 1, 1)]
    if started:
        return started[-1]
    return ordered[0] if ordered else None


def criteria_set(day: date) -> CriteriaSet | None:
    """Return the set of criteria in force; the newest, and a real one before an example."""
    held = CriteriaSet.objects.valid_on(day).order_by("is_demo", "-valid_from", "-pk")
    return held.first()


def criteria(day: date, *, document: str = "", area: str = "") -> QuerySet[AssessmentCriterion]:
    """Return the criteria in force, for one document or in one area if that is given."""
    found = AssessmentCriterion.objects.filter(criteria_set=criteria_set(day))
    if document:
        found = found.filter(document=document)
    if area:
        found = found.filter(area=area)
    return found.select_related("criteria_set")


def indicator_set(day: date) -> IndicatorSet | None:
    """Return the set of indicators in force; the newest, and a real one before an example."""
    held = IndicatorSet.objects.valid_on(day).order_by("is_demo", "-valid_from", "-pk")
    return held.first()


def agreements(day: date) -> QuerySet[GrantAgreement]:
    """Return the agreements in force; none after the last known has ended."""
    return GrantAgreement.objects.valid_on(day).prefetch_related("tasks")


def latest_agreements(day: date) -> QuerySet[GrantAgreement]:
    """Return the agreements in force or, if none is known for the day, those that ended last."""
    held = agreements(day)
    if held.exists():
        return held
    ended = GrantAgreement.objects.filter(valid_to__lt=day).order_by("-valid_to").first()
    if ended is None:
        return held
    return GrantAgreement.objects.filter(valid_to=ended.valid_to).prefetch_related("tasks")


def areas(day: date) -> list[Area]:
    """Return the areas that the municipalities are to work in.

    Where the successor of an agreement is not known, the areas of the last are kept.
    Källa: Vägledningen 2.7.3 (samtliga områden berörs).
    """
    found = set(
        AgreementTask.objects.filter(agreement__in=latest_agreements(day)).values_list(
            "area", flat=True
        )
    )
    return [area for area in Area if area.value in found]


def components(day: date) -> QuerySet[CompensationComponent]:
    """Return the components of compensation that exist on the day."""
    return CompensationComponent.objects.valid_on(day)


def setting_row(county: County, key: str, day: date) -> CountySetting | None:
    """Return the county's choice that holds on the day, if it has made any."""
    made = CountySetting.objects.filter(county=county, key=key, valid_from__lte=day)
    return made.order_by("-valid_from", "-pk").first()


def setting(county: County, key: str, day: date) -> JsonValue:
    """Return the county's value that holds on the day; nothing if it is unset.

    :raises KeyError: if there is no such setting.
    """
    known = settings.BY_KEY[key]
    row = setting_row(county, key, day)
    value: JsonValue = row.value if row else None
    return known.default if value is None else value


def limit(county: County | None, key: str, day: date) -> int | None:
    """Return the number that the county has set; nothing if it is unset, or there is no county."""
    value = setting(county, key, day) if county else None
    return value if isinstance(value, int) else None
