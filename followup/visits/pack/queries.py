"""What stands in the pack that the county's handlers prepare a visit with."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import Prefetch

from actors.models import Actor
from common.clock import local
from followup.annual.models import AnnualReport, ReportedItem
from followup.dialogue.models import DialogueNote
from followup.documents.models import DocumentVersion, Feedback, MunicipalDocument
from followup.economy import queries as economy
from followup.economy.queries import PartEconomy
from followup.terms import queries as method
from followup.terms.models import DocumentKind, Part
from followup.terms.settings import BY_KEY
from followup.visits import areas as visit_areas
from followup.visits import queries as visits
from followup.visits import rules
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.models import Visit, VisitCompletion

ITEMS_SHOWN = 20
SIGNALS_SHOWN = 10


@dataclass
class DocumentRow:
    """A demanded document with what was handed in and answered."""

    label: str
    status: str
    version: DocumentVersion | None = None
    feedback: Feedback | None = None

    @property
    def status_label(self) -> str:
        return MunicipalDocument.Status(self.status).label


@dataclass
class Pack:
    """Everything in the pack, gathered with a fixed number of queries."""

    visit: Visit
    municipality: Actor
    readiness: visits.Readiness
    feedback_owed: Any
    documents: list[DocumentRow]
    areas: list[visit_areas.AreaRow]
    economy: list[PartEconomy]
    report: AnnualReport | None
    items: list[ReportedItem]
    earlier: list[Visit]
    measures: list[Measure]
    deficiencies: list[Deficiency]
    signals: list[DialogueNote]
    dialogue: list[DialogueNote]
    completions: list[VisitCompletion]
    purpose: str = ""
    strategic: str = rules.STRATEGIC
    municipalitys_work: str = rules.MUNICIPALITYS_WORK
    participants: list[Any] = field(default_factory=list)


def near(at: datetime) -> list[Visit]:
    """Return the booked visits that are as near as their county has its packs made, nearest first.

    Källa: domain.md 7.7.
    """
    today = local(at).date()
    coming = Visit.objects.filter(
        status=Visit.Status.BOOKED,
        starts_at__gt=at,
        starts_at__lt=at + timedelta(days=BY_KEY["pack_days"].most + 1),
    )
    days: dict[str, int] = {}
    found = []
    for visit in coming.select_related("plan__county").order_by("starts_at", "pk"):
        county = visit.plan.county
        if county.pk not in days:
            days[county.pk] = cast(int, method.setting(county, "pack_days", today))
        if visit.starts_at and local(visit.starts_at).date() <= today + timedelta(days[county.pk]):
            found.append(visit)
    return found


def gather(visit: Visit, today: date) -> Pack:
    """Return the pack of a visit, as things stand. For the county's handlers alone.

    Both parts of the municipality's own economy are in it: its readers may see them.
    Källa: Vägledningen 2.7.3 "mer noggrant gå igenom underlagen"; SKR:s uppgifter; domain.md 7.7.
    """
    municipality = visit.municipality
    report = (
        AnnualReport.objects.filter(
            municipality=municipality, year__lt=today.year, sent_at__isnull=False
        )
        .order_by("-year")
        .first()
    )
    return Pack(
        visit=visit,
        municipality=municipality,
        readiness=visits.readiness(visit, today),
        feedback_owed=visits.feedback_owed(municipality, visit.plan.term),
        documents=_documents(visit),
        areas=visit_areas.rows_of(visit, visit_areas.day_of(visit, today)),
        economy=list(
            economy.economy_of(
                municipality,
                parts=[Part.CRISIS_PREPAREDNESS, Part.CIVIL_DEFENCE],
                day=today,
            ).values()
        ),
        report=report,
        items=list(report.items.all()[:ITEMS_SHOWN]) if report else [],
        earlier=list(
            Visit.objects.filter(
                municipality=municipality,
                status__in=[Visit.Status.HELD, Visit.Status.CLOSED],
            )
            .exclude(pk=visit.pk)
            .select_related("protocol")
            .order_by("-held_date")
        ),
        measures=list(
            Measure.objects.filter(
                municipality=municipality,
                status__in=[
                    Measure.Status.PROPOSED,
                    Measure.Status.AGREED,
                    Measure.Status.REPORTED_DONE,
                    Measure.Status.NOT_DONE,
                ],
            ).order_by("due_date")
        ),
        deficiencies=list(
            Deficiency.objects.filter(
                municipality=municipality, mended_at=None, withdrawn_at=None
            ).order_by("noted_at")
        ),
        signals=list(
            DialogueNote.objects.filter(municipalities=municipality, corrections=None)
            .exclude(signal=DialogueNote.Signal.NONE)
            .order_by("-held_date")[:SIGNALS_SHOWN]
        ),
        dialogue=list(
            DialogueNote.objects.filter(
                municipalities=municipality, corrections=None, signal=DialogueNote.Signal.NONE
            ).order_by("-held_date")[:SIGNALS_SHOWN]
        ),
        completions=list(visit.completions.all()),
        participants=list(visit.participants.all()),
    )


def _documents(visit: Visit) -> list[DocumentRow]:
    sent = Feedback.objects.filter(sent_at__isnull=False).order_by("-sent_at")
    versions = DocumentVersion.objects.filter(state=DocumentVersion.State.CURRENT)
    found = MunicipalDocument.objects.filter(
        municipality=visit.municipality, term=visit.plan.term
    ).prefetch_related(
        Prefetch(
            "versions",
            queryset=versions.prefetch_related(Prefetch("feedback", queryset=sent)),
        )
    )
    by_kind = {document.kind: document for document in found}
    rows = []
    for kind in DocumentKind:
        document = by_kind.get(kind)
        row = DocumentRow(kind.label, "missing")
        if document is not None:
            row.status = document.status
            row.version = next(iter(document.versions.all()), None)
            if row.version is not None:
                row.feedback = next(iter(row.version.feedback.all()), None)
        rows.append(row)
    return rows
