"""The county's acts on measures: propose, edit, strike out, find done or not done."""

from datetime import date, datetime

from django.db import transaction

from actors import audit
from actors.models import Actor, Function, User
from common.clock import local
from common.errors import RuleError
from common.transitions import require_transition
from followup import access
from followup.acts import log
from followup.deadlines import services as deadlines
from followup.deadlines.models import Deadline
from followup.terms.models import Area
from followup.visits.measures import deficiencies, rules
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.models import Visit
from followup.visits.report import drafts as protocol_drafts
from followup.visits.report import notices as protocol_notices

Status = Measure.Status


@transaction.atomic
def add_measure(
    *,
    municipality_id: int,
    area: Area | str,
    text: str,
    due_date: date,
    follow_up: str,
    deficiency_id: int | None = None,
    visit_id: int | None = None,
    by: User,
    at: datetime,
) -> Measure:
    """Propose what the municipality should do, by when, and how it is followed up.

    With a visit whose protocol is not sent it belongs to that draft, and the municipality sees it
    with the protocol. Otherwise it stands in the plan at once, and the municipality is told.
    Källa: Vägledningen 2.7.3 "när i tid åtgärderna bör vara åtgärdade och hur länsstyrelsen avser
    följa upp"; Vägledningen 2.9.
    """
    municipality = Actor.objects.select_related("county").get(pk=municipality_id)
    function = access.require_handler(by, municipality)
    deficiency = _deficiency(municipality, deficiency_id)
    visit = _unsent_visit(municipality, deficiency, visit_id)
    if visit is not None:
        protocol_drafts.touch(visit, by=by, function=function)
    _check(text, due_date, follow_up, after=(visit and visit.held_date) or local(at).date())
    measure = Measure.objects.create(
        municipality=municipality,
        deficiency=deficiency,
        visit=visit,
        area=deficiency.area if deficiency else area,
        text=text.strip(),
        due_date=due_date,
        follow_up=follow_up.strip(),
        created_at=at,
        created_by=audit.label_of(by, function),
    )
    log(measure, "measure.add", "Föreslog en åtgärd", by, function, at)
    if visit is None:
        _tell(measure, by=by, at=at)
    return measure


@transaction.atomic
def edit_measure(
    *,
    measure_id: int,
    text: str,
    due_date: date,
    follow_up: str,
    area: Area | str = "",
    by: User,
    at: datetime,
) -> Measure:
    """Word it otherwise or move its day, before it is agreed.

    Källa: Vägledningen 2.9 "ha en dialog om innehållet".
    """
    measure, function = locked_for_handler(measure_id, by)
    if measure.status != Status.PROPOSED:
        raise RuleError("Åtgärden är överenskommen. Den ändras i dialog.")
    visit = measure.visit if measure.told_at is None else None
    if visit is not None:
        protocol_drafts.touch(visit, by=by, function=function)
    if due_date != measure.due_date or visit is not None:
        _check(text, due_date, follow_up, after=(visit and visit.held_date) or local(at).date())
    else:
        _check(text, due_date, follow_up, after=None)
    measure.text, measure.follow_up = text.strip(), follow_up.strip()
    measure.due_date, measure.area = due_date, area or measure.area
    clear_counter(measure)
    measure.save()
    log(measure, "measure.edit", "Ändrade en föreslagen åtgärd", by, function, at)
    if measure.told_at is not None:
        lay_deadline(measure, at)
        protocol_notices.proposed(measure.municipality, at)
    return measure


@transaction.atomic
def withdraw_measure(*, measure_id: int, reason: str, by: User, at: datetime) -> Measure:
    """Strike it out, with a reason.

    Källa: Vägledningen 2.9 "ha en dialog om innehållet"; Vägledningen 3.2 "missförstånd".
    """
    measure, function = locked_for_handler(measure_id, by)
    reason = reason.strip()
    if not reason:
        raise RuleError("Skriv varför åtgärden stryks.", field="reason")
    require_transition(measure, measure.withdraw, "Åtgärden", "strykas")
    if measure.visit is not None and measure.told_at is None:
        protocol_drafts.touch(measure.visit, by=by, function=function)
    measure.withdraw(text=reason, by_label=audit.label_of(by, function), at=at)
    measure.save()
    deadlines.withdraw(key=key_of(measure), at=at)
    log(measure, "measure.withdraw", "Strök en åtgärd", by, function, at)
    if measure.told_at is not None:
        protocol_notices.answered(measure.municipality, at)
    return measure


@transaction.atomic
def verify_measure(
    *, measure_id: int, text: str = "", mends: bool = False, by: User, at: datetime
) -> Measure:
    """Find that it is done; ``mends`` also finds its deficiency mended.

    Källa: Vägledningen 2.7.3 "hur länsstyrelsen avser följa upp åtgärderna"; Vägledningen 2.9 "följ
    upp planen".
    """
    measure, function = locked_for_handler(measure_id, by)
    require_transition(measure, measure.verify, "Åtgärden", "bedömas som genomförd")
    measure.verify(text=text.strip(), by_label=audit.label_of(by, function), at=at)
    measure.save()
    deadlines.meet(key=key_of(measure), at=at)
    log(measure, "measure.verify", "Bedömde en åtgärd som genomförd", by, function, at)
    if mends and measure.deficiency is not None and measure.deficiency.is_open:
        deficiencies.mend_deficiency(deficiency_id=measure.deficiency.pk, by=by, at=at)
    protocol_notices.answered(measure.municipality, at)
    return measure


@transaction.atomic
def find_not_done(*, measure_id: int, reason: str, by: User, at: datetime) -> Measure:
    """Find that it is not done; while its day has not passed, it goes back to the municipality.

    What is not done when its day has passed can be the ground for an opinion to MSB/MCF.
    Källa: Vägledningen 2.7.3 "Om kommunen sedan inte klarar av att genomföra detta"; Vägledningen
    3.2.
    """
    measure, function = locked_for_handler(measure_id, by)
    reason = reason.strip()
    if not reason:
        raise RuleError("Skriv vad som återstår.", field="reason")
    facts = rules.Facts(measure.status, measure.due_date)
    label = audit.label_of(by, function)
    verdict = rules.may_find_not_done(facts, local(at).date())
    if verdict.holds:
        measure.find_not_done(text=reason, by_label=label, at=at)
        deadlines.withdraw(key=key_of(measure), at=at)
        what = "Bedömde en åtgärd som inte genomförd"
    elif measure.status == Status.REPORTED_DONE:
        measure.ask_again(text=reason, by_label=label, at=at)
        reopen_deadline(measure, by, function, at)
        what = "Bedömde att en åtgärd inte är klar ännu"
    else:
        require_transition(measure, measure.find_not_done, "Åtgärden", "bedömas")
        raise RuleError(" ".join(verdict.missing))
    measure.save()
    log(measure, "measure.not_done", what, by, function, at)
    protocol_notices.answered(measure.municipality, at)
    return measure


# Shared with the municipality's acts ------------------------------------------------------------


def locked(measure_id: int) -> Measure:
    """Return the measure with its row locked, behind the protocol that holds it."""
    protocol_drafts.hold(Measure.objects.values_list("visit", flat=True).get(pk=measure_id))
    return (
        Measure.objects.select_for_update(of=("self",))
        .select_related("municipality__county", "deficiency", "visit")
        .get(pk=measure_id)
    )


def locked_for_handler(measure_id: int, by: User) -> tuple[Measure, Function]:
    """Return the measure locked, and the function in which the county's handler acts."""
    measure = locked(measure_id)
    return measure, access.require_handler(by, measure.municipality)


def clear_counter(measure: Measure) -> None:
    """Forget the municipality's proposal of another day: it has been answered."""
    measure.counter_date, measure.counter_text = None, ""
    measure.counter_at, measure.counter_by, measure.counter_is_leaders = None, "", False


def key_of(measure: Measure) -> str:
    return f"measure:{measure.pk}"


def lay_deadline(measure: Measure, at: datetime) -> None:
    """Lay the measure's deadline, or move it to the day it has now."""
    deadlines.lay(
        municipality=measure.municipality,
        kind=Deadline.Kind.MEASURE,
        key=key_of(measure),
        about=measure,
        what=f"Åtgärd: {Area(measure.area).label}",
        due_date=measure.due_date,
        at=at,
    )


def reopen_deadline(measure: Measure, by: User, function: Function, at: datetime) -> None:
    """Let the deadline run again after it was met too early."""
    deadlines.change(
        key=key_of(measure),
        due_date=measure.due_date,
        reason="Åtgärden är inte klar ännu.",
        by=by,
        function=function,
        at=at,
    )


def _tell(measure: Measure, *, by: User, at: datetime) -> None:
    measure.told_at = at
    measure.save(update_fields=["told_at"])
    if measure.deficiency is not None:
        deficiencies.tell_deficiencies(
            municipality_id=measure.municipality_id,
            deficiency_ids=[measure.deficiency.pk],
            by=by,
            at=at,
        )
    lay_deadline(measure, at)
    protocol_notices.proposed(measure.municipality, at)


def _deficiency(municipality: Actor, deficiency_id: int | None) -> Deficiency | None:
    if deficiency_id is None:
        return None
    held_in = Deficiency.objects.filter(pk=deficiency_id).values_list("visit", flat=True).first()
    protocol_drafts.hold(held_in)
    found = (
        Deficiency.objects.select_for_update(of=("self",), no_key=True)
        .select_related("visit")
        .filter(municipality=municipality, pk=deficiency_id)
        .first()
    )
    if found is None or not found.is_open:
        raise RuleError("Bristen finns inte, eller är redan åtgärdad.", field="deficiency")
    return found


def _unsent_visit(
    municipality: Actor, deficiency: Deficiency | None, visit_id: int | None
) -> Visit | None:
    """Return the visit whose protocol will carry the measure, if that is not sent yet."""
    if visit_id is None and deficiency is not None and deficiency.told_at is None:
        visit_id = deficiency.visit_id
    if visit_id is None:
        return None
    visit = Visit.objects.get(pk=visit_id, municipality=municipality)
    is_sent = hasattr(visit, "protocol") and visit.protocol.sent_at is not None
    return None if is_sent else visit


def _check(text: str, due_date: date, follow_up: str, *, after: date | None) -> None:
    if not text.strip():
        raise RuleError("Skriv vad kommunen bör göra.", field="text")
    if not follow_up.strip():
        raise RuleError("Skriv hur åtgärden följs upp.", field="follow_up")
    if after is not None and not rules.is_after(due_date, after):
        raise RuleError(f"Ange en dag efter {after}.", field="due_date")
