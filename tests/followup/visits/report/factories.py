"""A visit that has been held, and its protocol at different stages."""

from datetime import UTC, date, datetime
from typing import Any

from followup.terms.models import Area, ElectoralTerm
from followup.visits.measures import deficiencies
from followup.visits.measures import services as measures
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.models import Visit, VisitArea, VisitParticipant, VisitPlan, VisitProtocol
from followup.visits.report import services as protocols
from tests.followup.worlds import World

HELD = date(2026, 3, 10)
AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
SENT = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
DUE = date(2026, 9, 30)


def held_visit(world: World, *, status: str = "held", **given: Any) -> Visit:
    """Make a visit with what was noted at it."""
    term, _ = ElectoralTerm.objects.get_or_create(
        election_date=date(2022, 9, 11), defaults={"source": "val.se"}
    )
    plan, _ = VisitPlan.objects.get_or_create(county=world.county, term=term)
    values: dict[str, Any] = {
        "plan": plan,
        "municipality": world.municipality,
        "status": status,
        "year": 2026,
        "quarter": 1,
        "handler": world.handler.appointments.get().function,
        "starts_at": datetime(2026, 3, 10, 8, 0, tzinfo=UTC),
        "held_date": HELD if status in {"held", "closed"} else None,
        "strengths": "Övningarna sker varje år.",
        "reasons": "Tjänsten har varit vakant.",
    }
    visit = Visit.objects.create(**(values | given))
    VisitArea.objects.create(
        visit=visit, area=Area.PLANNING, is_touched=True, note="Planen är känd i förvaltningarna."
    )
    VisitParticipant.objects.create(
        visit=visit, role="director", function="Kommundirektör", is_present=True
    )
    return visit


def name_deficiency(world: World, visit: Visit | None = None, **given: Any) -> Deficiency:
    """Name a deficiency, at the visit or in the plan."""
    values: dict[str, Any] = {
        "municipality_id": world.municipality.pk,
        "origin": "visit" if visit else "other",
        "area": Area.TRAINING,
        "text": "Planen för övning följs inte.",
        "remedy": "Öva krisledningsnämnden.",
        "visit_id": visit.pk if visit else None,
        "by": world.handler,
        "at": AT,
    }
    return deficiencies.name_deficiency(**(values | given))


def add_measure(world: World, **given: Any) -> Measure:
    """Propose a measure."""
    values: dict[str, Any] = {
        "municipality_id": world.municipality.pk,
        "area": Area.TRAINING,
        "text": "Öva krisledningsnämnden.",
        "due_date": DUE,
        "follow_up": "Kommunen redovisar i SSR.",
        "by": world.handler,
        "at": AT,
    }
    return measures.add_measure(**(values | given))


def draft(world: World, **given: Any) -> VisitProtocol:
    """Begin a protocol that has all it needs."""
    visit = held_visit(world, **given)
    protocol = protocols.start_protocol(visit_id=visit.pk, by=world.handler, at=AT)
    found = name_deficiency(world, visit)
    add_measure(world, deficiency_id=found.pk, visit_id=visit.pk)
    return VisitProtocol.objects.get(pk=protocol.pk)


def proposed(world: World) -> VisitProtocol:
    """Put a protocol before somebody else."""
    return protocols.propose_protocol(protocol_id=draft(world).pk, by=world.handler, at=AT)


def approved(world: World) -> VisitProtocol:
    """Approve a protocol."""
    pk = proposed(world).pk
    return protocols.approve_protocol(protocol_id=pk, by=world.other_handler, at=LATER)


def sent(world: World) -> VisitProtocol:
    """Send a protocol."""
    pk = approved(world).pk
    return protocols.send_protocol(protocol_id=pk, by=world.handler, at=SENT)
