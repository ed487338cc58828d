"""Compile the county's year and hand it on; what was handed on is never changed."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.http import Http404

from actors import audit
from actors.models import Actor, County, Function, User
from actors.rights import rights
from common.autosave import mark_of
from common.clock import local
from common.errors import RuleError
from followup import access
from followup.annual.compilations import documents, queries, rules
from followup.annual.models import CountyCompilation, SupportNeed
from followup.annual.reports import rules as report_rules
from followup.economy.guards import filled
from records import versions
from records.files import seals
from records.models import Job

LONGEST: Final = 8000


class AssessmentConflict(RuleError):
    """Somebody else changed the assessment meanwhile; ``compilation`` is as it stands now."""

    def __init__(self, compilation: CountyCompilation) -> None:
        who = compilation.assessment_by or "Någon annan"
        super().__init__(f"{who} ändrade bedömningen medan du skrev.", code="conflict")
        self.compilation = compilation


@transaction.atomic
def start_compilation(*, county: County, year: int, by: User, at: datetime) -> CountyCompilation:
    """Begin the compilation of a year that is over; one that exists is the same.

    Källa: Vägledningen 2.4 "sammanställer länets underlag".
    """
    function = rights.require(by, access.HANDLE, county)
    County.objects.select_for_update().get(pk=county.pk)
    found = queries.of_year(county, year)
    if found:
        return found[0]
    if not report_rules.is_open(year, local(at).date()):
        raise RuleError(f"{year} kan inte sammanställas: året ska vara slut.")
    compilation = CountyCompilation.objects.create(county=county, year=year, started_at=at)
    _log(compilation, "compilation.start", "påbörjade", by, function, at)
    return compilation


@transaction.atomic
def write_assessment(
    *, compilation_id: int, text: str, seen: str, by: User, at: datetime
) -> CountyCompilation:
    """Write the county's own assessment of the effect, if nobody has changed it since ``seen``.

    Källa: Vägledningen 1.3 "redovisa en bedömning av effekten av de vidtagna förberedelserna".

    :raises AssessmentConflict: if somebody else has written meanwhile.
    """
    compilation, function = _open(compilation_id, by)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise RuleError(f"Högst {LONGEST} tecken.", field="assessment")
    stored = compilation.assessment
    if text == stored or mark_of(text) == seen:
        return compilation
    if mark_of(stored) != seen and (stored or seen):
        raise AssessmentConflict(compilation)
    compilation.assessment, compilation.assessment_by = text, audit.label_of(by, function)
    compilation.save(update_fields=["assessment", "assessment_by"])
    _log(compilation, "compilation.assess", "skrev bedömningen i", by, function, at)
    return compilation


@transaction.atomic
def note_support_need(
    *, compilation_id: int, municipality: Actor, reason: str, by: User, at: datetime
) -> SupportNeed:
    """Note in words that a municipality needs more support; no figure decides it.

    Källa: Vägledningen 2.4 "någon kommun som behöver ytterligare stöd och uppföljning".
    """
    compilation, function = _open(compilation_id, by)
    if municipality.county_id != compilation.county_id:
        raise RuleError("Välj en kommun i länet.", field="municipality")
    reason = filled(reason, "Skriv varför kommunen behöver mer stöd.", field="reason")
    need, _is_new = SupportNeed.objects.update_or_create(
        compilation=compilation,
        municipality=municipality,
        defaults={
            "reason": reason,
            "noted_at": at,
            "noted_by": audit.label_of(by, function),
        },
    )
    _log(compilation, "compilation.support", "antecknade behov av stöd i", by, function, at)
    return need


@transaction.atomic
def remove_support_need(*, need_id: int, by: User, at: datetime) -> CountyCompilation:
    """Take back a note of need before it is handed on.

    Källa: Vägledningen 2.4.
    """
    owner = SupportNeed.objects.filter(pk=need_id).values_list("compilation", flat=True).first()
    if owner is None:
        raise Http404
    compilation, function = _open(owner, by)
    SupportNeed.objects.filter(pk=need_id).delete()
    _log(compilation, "compilation.support", "tog bort ett behov av stöd i", by, function, at)
    return compilation


@transaction.atomic
def hand_on(*, compilation_id: int, seen: str = "", by: User, at: datetime) -> CountyCompilation:
    """Freeze the compilation, seal it by its hash, ask for the PDF; MSB/MCF sees it from now on.

    ``seen`` is the hash of the contents as they were read.
    Källa: Vägledningen 2.4 "distribuerar till MSB"; Förordning (2017:870) 4 §; Vägledningen 1.3;
    domain.md 1.10.
    """
    compilation, function = _open(compilation_id, by)
    if not compilation.assessment.strip():
        raise RuleError("Skriv länets bedömning av effekten innan du lämnar över.")
    content = queries.gather(compilation)
    digest = seals.digest(content)
    if seen not in {"", digest}:
        raise RuleError(
            "Sammanställningen har ändrats sedan du öppnade sidan. Läs den innan du lämnar över.",
            code="conflict",
        )
    compilation.content, compilation.content_sha256 = content, digest
    compilation.handed_on_at, compilation.handed_on_by = at, audit.label_of(by, function)
    compilation.save()
    documents.PDF.want_next(compilation, at)
    _log(compilation, "compilation.hand_on", "lämnade över", by, function, at)
    return compilation


@transaction.atomic
def start_supplement(
    *, county: County, year: int, reason: str, by: User, at: datetime
) -> CountyCompilation:
    """Begin a supplement after a late report; the earlier version is kept as it was handed on.

    The assessment and the needs are carried over, to be gone through.
    Källa: Vägledningen 2.4; Målbilden 2.2 "spårbarhet".
    """
    function = rights.require(by, access.HANDLE, county)
    County.objects.select_for_update().get(pk=county.pk)
    found = queries.of_year(county, year)
    if not found:
        raise Http404
    latest = found[0]
    problem = rules.may_supplement(is_handed_on=latest.handed_on_at is not None, reason=reason)
    if problem:
        raise RuleError(problem, field="reason")
    supplement = CountyCompilation.objects.create(
        county=county,
        year=year,
        number=latest.number + 1,
        reason=reason.strip(),
        assessment=latest.assessment,
        assessment_by=latest.assessment_by,
        started_at=at,
    )
    SupportNeed.objects.bulk_create(
        SupportNeed(
            compilation=supplement,
            municipality_id=need.municipality_id,
            reason=need.reason,
            noted_at=need.noted_at,
            noted_by=need.noted_by,
        )
        for need in latest.needs.all()
    )
    _log(supplement, "compilation.supplement", "påbörjade", by, function, at)
    return supplement


@transaction.atomic
def retry_pdf(*, compilation_id: int, by: User, at: datetime) -> Job:
    """Try again a PDF that could not be made.

    Källa: Vägledningen 2.4.
    """
    compilation = CountyCompilation.objects.filter(pk=compilation_id).first()
    if compilation is None or compilation.handed_on_at is None:
        raise Http404
    rights.require(by, access.HANDLE, compilation.county)
    return documents.PDF.want(compilation, at)


def _open(compilation_id: int, by: User) -> tuple[CountyCompilation, Function]:
    compilation = (
        CountyCompilation.objects.select_for_update(of=("self",))
        .select_related("county")
        .filter(pk=compilation_id)
        .first()
    )
    if compilation is None:
        raise Http404
    function = rights.require(by, access.HANDLE, compilation.county)
    if compilation.handed_on_at is not None:
        raise RuleError(
            "Sammanställningen är överlämnad och kan inte ändras. Gör ett tillägg.",
            code="handed_on",
        )
    return compilation, function


def _log(
    compilation: CountyCompilation,
    action: str,
    what: str,
    by: User,
    function: Function,
    at: datetime,
) -> None:
    versions.bump(documents.PDF.scope(compilation))
    audit.record(
        by=by,
        function=function,
        at=at,
        action=action,
        thing=compilation,
        text=f"{function} {what} {compilation}.",
    )
