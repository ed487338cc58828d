"""A visit from its day to its end: booked, prepared, held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.http import Http404

from actors import audit
from actors.models import Function, User
from common.clock import clock, local
from common.errors import RuleError
from common.transitions import require_transition
from followup import access
from followup.acts import tell
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.terms import queries as method
from followup.terms.models import AssessmentCriterion
from followup.visits import areas as visit_areas
from followup.visits import rules
from followup.visits.guards import (
    changed_plan,
    coordinators,
    key_of,
    locked_for,
    locked_in_plan,
    log,
    municipal,
    page_of,
    require_open,
)
from followup.visits.models import (
    Visit,
    VisitCompletion,
    VisitCriterion,
    VisitParticipant,
    VisitPlan,
)

Role = VisitParticipant.Role
MAX_PARTICIPANTS = 40


@dataclass(frozen=True)
class Booking:
    """When, where and about what."""

    starts_at: datetime
    place: str
    programme: str = ""
    joined_with_lso: bool = False


@transaction.atomic
def book_visit(
    *, visit_id: int, booking: Booking, seen: int | None = None, by: User, at: datetime
) -> Visit:
    """Set the day, or another one, and tell the coordinator and the leadership.

    ``seen`` is the visit's ``sequence`` as the one who books has seen it.
    Källa: Vägledningen 2.9 "god framförhållning … syfte och mål … skriftlig information";
    Vägledningen 2.7.2 (LSO).
    """
    visit, plan, function = locked_in_plan(visit_id, by)
    require_transition(visit, visit.book, "Besöket", "bokas")
    if visit.starts_at and seen not in {None, visit.sequence}:
        raise RuleError(
            f"Någon annan har bokat besöket till {local(visit.starts_at):%Y-%m-%d}"
            f" kl. {clock(visit.starts_at)}. Öppna besöket igen och se efter.",
            code="conflict",
        )
    day = local(booking.starts_at).date()
    if booking.starts_at <= at:
        raise RuleError("Tiden har redan varit. Välj en tid som kommer.", field="day")
    if not booking.place.strip():
        raise RuleError("Skriv var besöket äger rum.", field="place")
    is_new = visit.status == Visit.Status.PLANNED
    _put_in_quarter(visit, plan, day)
    visit.book(starts_at=booking.starts_at, place=booking.place.strip())
    visit.programme = booking.programme.strip()
    visit.joined_with_lso = booking.joined_with_lso
    visit.save()
    if not visit.participants.exists():
        _invite_the_usual(visit)
    deadlines.lay(
        municipality=visit.municipality,
        kind=Deadline.Kind.VISIT,
        key=key_of(visit),
        about=visit,
        what="Uppföljningsbesök",
        due_date=day,
        at=at,
    )
    invite(visit, at=at)
    what = "Bokade besök" if is_new else "Bokade om besök till"
    log(visit, "visit.book", f"{what} {day.isoformat()}", by=by, function=function, at=at)
    return visit


def invite(visit: Visit, *, at: datetime) -> int:
    """Tell the municipality of the day, with purpose and programme; once per booking.

    Källa: Vägledningen 2.9 "Tydlighet i kommunikationen inför uppföljningen".
    """
    assert visit.starts_at  # noqa: S101 - a booked visit has a time
    lines = [f"Plats: {visit.place}", purpose_of(visit), rules.STRATEGIC, rules.MUNICIPALITYS_WORK]
    if visit.programme:
        lines.append(f"Program:\n{visit.programme}")
    return tell(
        "visit_planned",
        municipal(visit.municipality),
        visit,
        path=page_of(visit),
        at=at,
        key=f"visit-booked:{visit.pk}:{visit.sequence}",
        date=f"{local(visit.starts_at):%Y-%m-%d} kl. {clock(visit.starts_at)}",
        details="\n".join(lines),
    )


def purpose_of(visit: Visit) -> str:
    """Return in a sentence what the visit is for.

    Källa: Vägledningen 2.7.1, 2.7.2.
    """
    about = {
        Visit.Focus.DOCUMENTS: "RSA, styrdokument, planer och vad som ska göras kommande år",
        Visit.Focus.RESULTS: "hur planerna följs, övningarna och vad åtgärderna har gett",
    }[Visit.Focus(visit.focus)]
    joined = " Besöket samordnas med tillsyn enligt LSO." if visit.joined_with_lso else ""
    return f"Besöket gäller {about}.{joined}"


@transaction.atomic
def set_details(
    *, visit_id: int, focus: str, joined_with_lso: bool, handler_id: int, by: User, at: datetime
) -> Visit:
    """Change what a visit is about, whether it is joined with LSO supervision, or its handler.

    Källa: Vägledningen 2.7.1, 2.7.2.
    """
    visit, function = locked_for(visit_id, by)
    require_open(visit)
    county = visit.plan.county
    known = {found.pk: found for found in access.functions_with(access.HANDLE, county)}
    if handler_id not in known:
        raise RuleError("Välj en handläggare på Länsstyrelsen.", field="handler")
    visit.focus, visit.joined_with_lso = focus, joined_with_lso
    visit.handler = known[handler_id]
    visit.save()
    log(visit, "visit.details", "Ändrade besökets inriktning", by=by, function=function, at=at)
    return visit


@transaction.atomic
def note_pre_meeting(
    *, visit_id: int, day: date | None, notes: str, by: User, at: datetime
) -> Visit:
    """Note when the pre-meeting with the coordinator is, and what came of it.

    Källa: Vägledningen 2.7.3 "ett förmöte med beredskapssamordnaren inför besöken".
    """
    visit, function = locked_for(visit_id, by)
    require_open(visit)
    if day and visit.starts_at and day > local(visit.starts_at).date():
        raise RuleError("Förmötet ska vara före besöket.", field="day")
    visit.pre_meeting_date, visit.pre_meeting_notes = day, notes.strip()
    visit.save(update_fields=["pre_meeting_date", "pre_meeting_notes"])
    log(visit, "visit.pre_meeting", "Antecknade förmöte", by=by, function=function, at=at)
    return visit


@transaction.atomic
def settle_secrecy(
    *,
    visit_id: int,
    needs_undertaking: bool | None,
    room_is_suitable: bool | None,
    note: str,
    by: User,
    at: datetime,
) -> Visit:
    """Settle in good time what the visit demands of secrecy.

    Källa: Vägledningen 2.10 "kräver några särskilda förberedelser, såsom att de lokaler … är
    lämpliga".
    """
    visit, function = locked_for(visit_id, by)
    require_open(visit)
    visit.needs_undertaking, visit.room_is_suitable = needs_undertaking, room_is_suitable
    visit.secrecy_note = note.strip()
    is_settled = needs_undertaking is not None and room_is_suitable is not None
    visit.secrecy_settled_at = at if is_settled else None
    visit.secrecy_settled_by = audit.label_of(by, function) if is_settled else ""
    visit.save()
    log(visit, "visit.secrecy", "Förberedde sekretess", by=by, function=function, at=at)
    return visit


@transaction.atomic
def add_participant(
    *, visit_id: int, role: str, function_name: str, by: User, at: datetime
) -> VisitParticipant:
    """Invite a function; nobody is named.

    Källa: Vägledningen 2.7; domain.md 1.1.
    """
    visit, function = locked_for(visit_id, by)
    _require_not_cancelled(visit)
    name = function_name.strip() or Role(role).label
    if visit.participants.filter(role=role, function=name).exists():
        raise RuleError("Funktionen deltar redan.", field="function_name")
    if visit.participants.count() >= MAX_PARTICIPANTS:
        raise RuleError(f"Högst {MAX_PARTICIPANTS} deltagare.")
    added = VisitParticipant.objects.create(visit=visit, role=role, function=name)
    log(visit, "visit.participant", "Lade till en deltagare", by=by, function=function, at=at)
    return added


@transaction.atomic
def remove_participant(*, visit_id: int, participant_id: int, by: User, at: datetime) -> None:
    """Take a function off the list; one that is gone already is no error.

    Källa: Vägledningen 2.7.
    """
    visit, function = locked_for(visit_id, by)
    require_open(visit)
    visit.participants.filter(pk=participant_id).delete()
    log(visit, "visit.participant", "Tog bort en deltagare", by=by, function=function, at=at)


@transaction.atomic
def choose_criteria(
    *, visit_id: int, criterion_ids: Iterable[int], by: User, at: datetime
) -> Visit:
    """Choose what to talk about; a criterion on which something is noted stays chosen.

    Källa: Vägledningen 2.7.3 "ett urval av de punkter … Tanken är inte att samtliga kriterier ska
    diskuteras".
    """
    visit, function = locked_for(visit_id, by)
    _require_not_cancelled(visit)
    offered = method.criteria(visit_areas.day_of(visit, local(at).date()))
    before = {row.criterion_id: row for row in visit.criteria.all()}
    allowed = set(offered.values_list("pk", flat=True)) | set(before)
    wanted = set(criterion_ids) & allowed
    dropped = [row for pk, row in before.items() if pk not in wanted]
    if any(row.note for row in dropped):
        raise RuleError("Ett kriterium som du vill ta bort har en anteckning. Töm den först.")
    VisitCriterion.objects.filter(pk__in=[row.pk for row in dropped]).delete()
    new = AssessmentCriterion.objects.filter(pk__in=wanted - set(before))
    VisitCriterion.objects.bulk_create(VisitCriterion(visit=visit, criterion=one) for one in new)
    log(visit, "visit.criteria", "Valde kriterier", by=by, function=function, at=at)
    return visit


@transaction.atomic
def ask_completion(
    *, visit_id: int, text: str, due_date: date, by: User, at: datetime
) -> VisitCompletion:
    """Ask the municipality for something before the visit.

    Källa: Vägledningen 2.7.3 "Det kan föranleda kompletteringar".
    """
    visit, function = locked_for(visit_id, by)
    require_open(visit)
    if not text.strip():
        raise RuleError("Skriv vad kommunen ska komplettera med.", field="text")
    if due_date < local(at).date():
        raise RuleError("Dagen har redan varit.", field="due_date")
    if visit.starts_at and due_date > local(visit.starts_at).date():
        raise RuleError("Kompletteringen ska komma före besöket.", field="due_date")
    asked = VisitCompletion.objects.create(
        visit=visit,
        text=text.strip(),
        due_date=due_date,
        asked_at=at,
        asked_by=audit.label_of(by, function),
    )
    key = completion_key(asked)
    deadlines.lay(
        municipality=visit.municipality,
        kind=Deadline.Kind.COMPLETION,
        key=key,
        about=visit,
        what="Underlag inför uppföljningsbesök",
        due_date=due_date,
        at=at,
    )
    tell(
        "completion_asked",
        coordinators(visit.municipality),
        visit,
        path=page_of(visit),
        at=at,
        key=key,
        what="underlag inför uppföljningsbesök",
        due=due_date.isoformat(),
        details=asked.text,
    )
    log(visit, "visit.ask", "Bad om komplettering", by=by, function=function, at=at)
    return asked


@transaction.atomic
def answer_completion(*, completion_id: int, answer: str, by: User, at: datetime) -> None:
    """Answer what the county asked for before a visit; the handler is told.

    Källa: Vägledningen 2.7.3 "kompletteringar, samtal och möten".
    """
    found = VisitCompletion.objects.select_for_update(of=("self",)).filter(pk=completion_id)
    asked = found.select_related("visit__municipality__county", "visit__handler").first()
    if asked is None:
        raise Http404
    visit = asked.visit
    function = access.require_reporter(by, visit.municipality)
    if asked.answered_at is not None:
        raise RuleError("Kompletteringen är redan lämnad.")
    if not answer.strip():
        raise RuleError("Skriv svaret, eller var underlaget finns.", field="answer")
    asked.answer, asked.answered_at = answer.strip(), at
    asked.answered_by = audit.label_of(by, function)
    asked.save()
    deadlines.meet(key=completion_key(asked), at=at)
    tell(
        "dialogue",
        [visit.handler],
        visit,
        path=page_of(visit),
        at=at,
        key=f"answered:{completion_key(asked)}",
        what="En komplettering inför uppföljningsbesök",
    )
    log(visit, "visit.answer", "Lämnade komplettering", by=by, function=function, at=at)


@transaction.atomic
def hold_visit(
    *,
    visit_id: int,
    participants_exception: str = "",
    areas_exception: str = "",
    held_date: date | None = None,
    by: User,
    at: datetime,
) -> Visit:
    """Note that the visit has taken place; what the rules demanded and did not get has a reason.

    Källa: Vägledningen 2.7 "ska … delta"; Vägledningen 2.7.3 "samtliga områden … berörs"; domain.md
    7.7.
    """
    visit, function = locked_for(visit_id, by)
    require_transition(visit, visit.hold, "Besöket", "noteras som genomfört")
    assert visit.starts_at  # noqa: S101 - a booked visit has a time
    day = held_date or local(visit.starts_at).date()
    if day > local(at).date():
        raise RuleError("Besöksdagen har inte kommit.", field="held_date")
    term = visit.plan.term
    if not term.first_year <= day.year <= term.last_year:
        raise RuleError(f"Dagen ligger utanför mandatperioden {term}.", field="held_date")
    visit.participants_exception = participants_exception.strip()
    visit.areas_exception = areas_exception.strip()
    visit_areas.require_demands(visit, day)
    visit.hold(on=day)
    visit.held_by = audit.label_of(by, function)
    visit.save()
    deadlines.meet(key=key_of(visit), at=at)
    log(visit, "visit.hold", "Noterade besöket som genomfört", by=by, function=function, at=at)
    return visit


def completion_key(asked: VisitCompletion) -> str:
    """Return the key of a completion's deadline."""
    return f"completion:visit:{asked.pk}"


def _put_in_quarter(visit: Visit, plan: VisitPlan, day: date) -> None:
    place = (day.year, rules.quarter_of(day))
    term = plan.term
    if not term.first_year <= day.year <= term.last_year:
        raise RuleError(f"Dagen ligger utanför mandatperioden {term}.", field="day")
    if place != (visit.year, visit.quarter):
        others = plan.visits.filter(
            municipality=visit.municipality, year=place[0], quarter=place[1]
        )
        if others.exclude(status=Visit.Status.CANCELLED).exclude(pk=visit.pk).exists():
            raise RuleError("Kommunen har redan ett besök det kvartalet.", field="day")
        visit.year, visit.quarter = place
        changed_plan(plan)
    # The invitation tells the municipality when: nothing more to hear from the plan.
    visit.told_year, visit.told_quarter = place


def _invite_the_usual(visit: Visit) -> None:
    municipality = visit.municipality
    rows: list[tuple[str, Function]] = [
        (Role.COORDINATOR, found) for found in coordinators(municipality)
    ]
    known = {found.pk for _, found in rows}
    rows += [
        (Role.DIRECTOR, found)
        for found in access.functions_with(access.LEAD, municipality)
        if found.pk not in known
    ]
    rows.append((Role.COUNTY, visit.handler))
    VisitParticipant.objects.bulk_create(
        VisitParticipant(visit=visit, role=role, function=found.name[:120]) for role, found in rows
    )
    VisitParticipant.objects.create(
        visit=visit, role=Role.BOARD_CHAIR, function=Role.BOARD_CHAIR.label
    )


def _require_not_cancelled(visit: Visit) -> None:
    if visit.status not in {Visit.Status.PLANNED, Visit.Status.BOOKED, Visit.Status.HELD}:
        require_open(visit)
