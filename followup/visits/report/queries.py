"""What a protocol after a visit says: its draft as it stands, or the words that were sealed."""

from datetime import date
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from actors.models import Actor, User
from followup import access
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.models import Visit, VisitProtocol
from followup.visits.report import rules
from followup.why import Verdict
from records.audit import audit
from records.files import seals
from records.refs import ref
from records.secrets import secrets

FORMAT: Final = 1
WRITING: Final = (
    "visit.hold",
    "visit_protocol.start",
    "visit_protocol.write",
    "visit_protocol.propose",
    "deficiency.name",
    "deficiency.edit",
    "deficiency.withdraw",
    "measure.add",
    "measure.edit",
    "measure.withdraw",
)
Content = dict[str, Any]
Status = VisitProtocol.Status


def visible_to(user: User, municipality: Actor) -> "QuerySet[VisitProtocol]":
    """Return the protocols that the user sees: the municipality sees what has been sent."""
    found = VisitProtocol.objects.filter(visit__municipality=municipality).select_related(
        "visit__municipality__county", "pdf"
    )
    if access.reach_of(user, municipality).for_county:
        return found
    return found.filter(status__in=[Status.SENT, Status.RECEIVED])


def protocol_of(user: User, visit: Visit) -> VisitProtocol | None:
    """Return the visit's protocol, if the user sees it."""
    return visible_to(user, visit.municipality).filter(visit=visit).first()


def deficiencies_of(visit: Visit) -> list[Deficiency]:
    """Return the visit's deficiencies with their measures, without those struck out."""
    measures = Measure.objects.exclude(status=Measure.Status.WITHDRAWN)
    return list(
        Deficiency.objects.filter(visit=visit, withdrawn_at=None)
        .prefetch_related(Prefetch("measures", queryset=measures))
        .order_by("pk")
    )


def other_measures_of(visit: Visit) -> list[Measure]:
    """Return the visit's measures that hang on no deficiency."""
    found = Measure.objects.filter(visit=visit, deficiency=None)
    return list(found.exclude(status=Measure.Status.WITHDRAWN))


def check(protocol: VisitProtocol) -> Verdict:
    """Return whether the draft may be put before somebody else, and what it lacks."""
    visit = protocol.visit
    draft = rules.Draft(
        assessment=protocol.assessment,
        deficiencies=tuple(
            rules.DraftDeficiency(found.text, tuple(map(_draft, found.measures.all())))
            for found in deficiencies_of(visit)
        ),
        other_measures=tuple(map(_draft, other_measures_of(visit))),
        held_date=visit.held_date,
    )
    return rules.may_propose(draft)


def content_of(protocol: VisitProtocol) -> Content:
    """Return what the protocol says: the sealed words once approved, else the draft's."""
    if protocol.content is not None:
        return dict(protocol.content)
    return gather(protocol)


def mark_of(protocol: VisitProtocol) -> str:
    """Return the mark of all that it says now: the hash it is sealed by, if it is approved so."""
    return protocol.content_sha256 or seals.digest(gather(protocol))


def gather(protocol: VisitProtocol) -> Content:
    """Return everything the protocol is made of, as plain values with times in UTC."""
    visit = protocol.visit
    county = visit.municipality.county
    return {
        "format": FORMAT,
        "kind": VisitProtocol.Kind(protocol.kind).label,
        "registry_number": protocol.registry_number,
        "municipality": visit.municipality.name,
        "county": county.name if county else "",
        "visit": {
            "id": visit.pk,
            "held_date": _day(visit.held_date),
            "starts_at": seals.utc(visit.starts_at),
            "focus": Visit.Focus(visit.focus).label,
            "joined_with_lso": visit.joined_with_lso,
            "exception": visit.participants_exception,
        },
        "participants": [
            {
                "function": row.function,
                "role": row.get_role_display(),
                "is_present": row.is_present,
            }
            for row in visit.participants.all()
        ],
        "areas": [row.get_area_display() for row in visit.areas.filter(is_touched=True)],
        "criteria": [str(row.criterion) for row in visit.criteria.select_related("criterion")],
        "strengths": protocol.strengths,
        "assessment": protocol.assessment,
        "deficiencies": [
            {
                "id": found.pk,
                "area": found.get_area_display(),
                "text": found.text,
                "remedy": found.remedy,
                "is_misuse": found.is_misuse,
                "measures": [_measure(measure) for measure in found.measures.all()],
            }
            for found in deficiencies_of(visit)
        ],
        "measures": [_measure(found) for found in other_measures_of(visit)],
        "follow_up": protocol.follow_up,
        "written_by": protocol.written_by,
        "secret_annexes": secrets.marks_in_document(ref(visit)),
    }


def authors_of(protocol: VisitProtocol) -> frozenset[int | None]:
    """Return all who wrote any part of what the protocol says, and who proposed it.

    Its own words, its deficiencies and measures, and what was noted as the visit was held.
    Källa: domain.md 1.9.
    """
    visit = protocol.visit
    things = [
        protocol,
        visit,
        *Deficiency.objects.filter(visit=visit),
        *Measure.objects.filter(Q(visit=visit) | Q(deficiency__visit=visit)),
    ]
    wrote = audit.writers_of(map(ref, things), WRITING)
    return wrote | {protocol.written_by_user_id, protocol.proposed_by_user_id}


def is_intact(protocol: VisitProtocol) -> bool:
    """Return whether the sealed words are still those that were approved."""
    return seals.is_intact(protocol.content, protocol.content_sha256)


def _draft(measure: Measure) -> rules.DraftMeasure:
    return rules.DraftMeasure(measure.text, measure.due_date, measure.follow_up)


def _measure(measure: Measure) -> Content:
    return {
        "id": measure.pk,
        "area": measure.get_area_display(),
        "text": measure.text,
        "due_date": _day(measure.due_date),
        "follow_up": measure.follow_up,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
