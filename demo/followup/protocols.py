"""The demonstration: protocols at every stage, and measures from proposed to not done."""

from collections.abc import Callable
from datetime import datetime, timedelta

from actors.models import Actor
from common.autosave import mark_of
from common.clock import local
from demo.followup import people
from followup.terms.models import Area
from followup.visits.measures import deficiencies
from followup.visits.measures import plan as measure_plan
from followup.visits.measures import services as measures
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.models import Visit, VisitProtocol
from followup.visits.report import documents as report_documents
from followup.visits.report import services as protocols
from records.models import Job
from records.refs import ref

MARK = "DEMO: "
FOLLOW_UP = "Kommunen redovisar i SSR. Länsstyrelsen bedömer redovisningen."
NAMED = ("vallentuna", "nykvarn", "sigtuna")
STAGES = ("draft", "proposed", "approved", "sent")  # of the latest; those before are received
DAY = timedelta(days=1)
OLD = 200 * DAY


def build(at: datetime) -> None:
    """Build what is missing; safe to repeat."""
    if Measure.objects.filter(text__startswith=MARK).exists():
        return
    _protocols(at)
    _vallentuna(at)
    _nykvarn(at)
    _sigtuna(at)
    _varied(at)


def _protocols(at: datetime) -> None:
    """Write the protocols of the visits that have been held, as far as each has come."""
    held = Visit.objects.filter(status=Visit.Status.HELD, protocol=None).select_related(
        "municipality"
    )
    stages = iter(STAGES)
    for visit in held.order_by("-held_date", "pk"):
        is_named = visit.municipality.slug in NAMED
        stage = "received" if is_named else next(stages, "received")
        protocol = _protocol(visit, stage, at)
        if stage == "received" and not is_named:  # its PDF is made when somebody asks for it
            Job.objects.filter(kind=report_documents.PDF.kind, object_ref=ref(protocol)).delete()


def _protocol(visit: Visit, stage: str, at: datetime) -> VisitProtocol:
    """Take one protocol as far as ``stage``."""
    begun = min(visit.starts_at + 2 * DAY if visit.starts_at else at, at)
    handler, chief = people.handler(), people.chief()  # either handler may have noted the visit
    municipality = visit.municipality
    protocol = protocols.start_protocol(visit_id=visit.pk, by=handler, at=begun)
    if not protocol.assessment.strip():
        _write(protocol, "assessment", f"{MARK}Arbetet bedrivs enligt överenskommelserna.", begun)
    if stage != "received":
        _write(protocol, "registry_number", f"DEMO 457-{visit.pk}", begun)
    if stage != "received" and not visit.deficiencies.exists():
        _name(municipality, Area.TRAINING, "Planen för övning följs inte.", begun, visit)
    for one in visit.deficiencies.filter(withdrawn_at=None, measures=None):
        _propose(municipality, "Åtgärda bristen.", begun, days=300, deficiency=one, visit=visit)
    steps: list[Callable[[], object]] = [
        lambda: protocols.propose_protocol(protocol_id=protocol.pk, by=handler, at=begun),
        lambda: protocols.approve_protocol(protocol_id=protocol.pk, by=chief, at=begun),
        lambda: protocols.send_protocol(protocol_id=protocol.pk, by=handler, at=begun),
        lambda: protocols.receive_protocol(
            protocol_id=protocol.pk, by=people.coordinator(municipality.slug, begun), at=begun
        ),
    ]
    for step in steps[: list(VisitProtocol.Status.values).index(stage)]:
        step()
    if begun + OLD < at:
        _settle(visit, begun + 30 * DAY)
    return protocol


def _settle(visit: Visit, at: datetime) -> None:
    """Have what came of an old visit agreed, done and mended."""
    waiting = list(measure_plan.awaiting(visit.municipality).filter(visit=visit))
    if not waiting:
        return
    _approve(visit.municipality, waiting, at)
    for measure in waiting:
        _report(visit.municipality, measure, "Det är gjort.", at + 100 * DAY)
        measures.verify_measure(
            measure_id=measure.pk, mends=True, by=people.handler(), at=at + 120 * DAY
        )


def _write(protocol: VisitProtocol, field: str, value: str, at: datetime) -> None:
    protocols.save_field(
        protocol_id=protocol.pk,
        field=field,
        value=value,
        seen=mark_of(str(getattr(protocol, field))),
        by=people.handler(),
        at=at,
    )


def _vallentuna(at: datetime) -> None:
    """Everything is agreed; one measure is under way and one is reported done."""
    municipality = _municipality("vallentuna")
    begun = at - 120 * DAY
    found = _name(municipality, Area.TRAINING, "Krisledningsnämnden har inte övat i år.", begun)
    practice = _propose(municipality, "Öva krisledningsnämnden.", begun, days=200, deficiency=found)
    plan = _propose(
        municipality, "Lägg in nästa års övningar i planen.", begun, days=150, deficiency=found
    )
    _approve(municipality, [practice, plan], begun + 5 * DAY)
    _report(municipality, plan, "Planen är ändrad och beslutad.", begun + 90 * DAY)


def _nykvarn(at: datetime) -> None:
    """The risk analysis did not come though it was agreed: the ground for an opinion."""
    municipality = _municipality("nykvarn")
    begun = at - 200 * DAY
    known = Deficiency.objects.filter(
        municipality=municipality, area=Area.RISK_ANALYSIS, withdrawn_at=None, mended_at=None
    ).first()
    found = known or _name(
        municipality, Area.RISK_ANALYSIS, "Risk- och sårbarhetsanalysen är inte redovisad.", begun
    )
    late = _propose(
        municipality, "Besluta och redovisa analysen.", begun, days=120, deficiency=found
    )
    _approve(municipality, [late], begun + 10 * DAY)
    measures.find_not_done(
        measure_id=late.pk,
        reason=f"{MARK}Ingen analys har kommit in.",
        by=people.handler(),
        at=begun + 130 * DAY,
    )


def _sigtuna(at: datetime) -> None:
    """The municipality asks for another day; the county has not answered."""
    municipality = _municipality("sigtuna")
    begun = at - 40 * DAY
    found = _name(
        municipality,
        Area.PLANNING,
        "Det saknas en rutin för vad ersättningen får användas till.",
        begun,
    )
    routine = _propose(municipality, "Besluta en rutin.", begun, days=80, deficiency=found)
    measure_plan.counter_date(
        measure_id=routine.pk,
        due_date=local(at + 90 * DAY).date(),
        reason=f"{MARK}Nämnden sammanträder först efter årsskiftet.",
        by=people.coordinator("sigtuna", begun),
        at=begun + 12 * DAY,
    )


def _varied(at: datetime) -> None:
    """One that is late, one done and mended, one proposed, one struck out."""
    begun = at - 150 * DAY
    late = _one("taby", "Öva samband med grannkommunerna.", begun, days=140)
    _approve(late.municipality, [late], begun + 5 * DAY)
    done = _one("sollentuna", "Uppdatera larmlistan.", begun, days=90)
    _approve(done.municipality, [done], begun + 5 * DAY)
    _report(done.municipality, done, "Listan är uppdaterad.", begun + 60 * DAY)
    measures.verify_measure(
        measure_id=done.pk,
        text=f"{MARK}Listan är bra.",
        mends=True,
        by=people.handler(),
        at=begun + 65 * DAY,
    )
    _one("nacka", "Utse ersättare för samordningen.", at - 10 * DAY, days=100)
    struck = _one("tyreso", "Skaffa lokal för krisledning.", begun, days=200)
    measures.withdraw_measure(
        measure_id=struck.pk,
        reason=f"{MARK}Lokalen fanns redan.",
        by=people.handler(),
        at=begun + 20 * DAY,
    )


def _one(slug: str, text: str, at: datetime, *, days: int) -> Measure:
    municipality = _municipality(slug)
    found = _name(municipality, Area.AREA_RESPONSIBILITY, "Samverkan är inte övad.", at)
    return _propose(municipality, text, at, days=days, deficiency=found)


def _municipality(slug: str) -> Actor:
    return Actor.objects.get(slug=slug, kind=Actor.Kind.MUNICIPALITY)


def _name(
    municipality: Actor, area: Area, text: str, at: datetime, visit: Visit | None = None
) -> Deficiency:
    return deficiencies.name_deficiency(
        municipality_id=municipality.pk,
        origin=Deficiency.Origin.VISIT if visit else Deficiency.Origin.OTHER,
        area=area,
        text=f"{MARK}{text}",
        remedy=f"{MARK}Kommunen kan ta hjälp av Länsstyrelsen.",
        visit_id=visit.pk if visit else None,
        by=people.handler(),
        at=at,
    )


def _propose(
    municipality: Actor,
    text: str,
    at: datetime,
    *,
    days: int,
    deficiency: Deficiency,
    visit: Visit | None = None,
) -> Measure:
    return measures.add_measure(
        municipality_id=municipality.pk,
        area=deficiency.area,
        text=f"{MARK}{text}",
        due_date=local(at + days * DAY).date(),
        follow_up=FOLLOW_UP,
        deficiency_id=deficiency.pk,
        visit_id=visit.pk if visit else None,
        by=people.handler(),
        at=at,
    )


def _approve(municipality: Actor, found: list[Measure], at: datetime) -> None:
    measure_plan.approve_plan(
        municipality_id=municipality.pk,
        measure_ids=[one.pk for one in found],
        by=people.director(municipality.slug, at),
        at=at,
    )


def _report(municipality: Actor, measure: Measure, text: str, at: datetime) -> None:
    measure_plan.report_done(
        measure_id=measure.pk,
        text=f"{MARK}{text}",
        by=people.coordinator(municipality.slug, at),
        at=at,
    )
