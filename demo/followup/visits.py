"""The demonstration: a plan told, most municipalities visited, one visit ahead, one just held."""

from datetime import date, datetime, time, timedelta
from typing import Final

from actors.models import Actor, County, Function, User
from common.autosave import mark_of
from common.clock import STOCKHOLM, local
from demo.followup import people
from followup import access
from followup.terms import queries as method
from followup.terms.models import Area, ElectoralTerm
from followup.visits import services as visits
from followup.visits.log import services as visit_log
from followup.visits.models import Visit, VisitArea, VisitParticipant
from followup.visits.plan import services as visit_plan
from followup.visits.rules import quarter_of
from followup.visits.services import Booking

WITHOUT: Final = frozenset({"salem", "sundbyberg", "vaxholm"})
TWICE: Final = frozenset({"taby", "haninge", "nacka", "sigtuna", "upplands-bro", "vallentuna"})
PLANNED: Final = ("ekero", "varmdo", "osteraker")
LATE: Final = "lidingo"
NEXT, LAST = "vallentuna", "taby"
FIRST_DAYS_AGO: Final = 1000  # of the first municipality's visit; the others follow
STEP_DAYS: Final = 24
SECOND_DAYS_AGO: Final = 190
PLACE: Final = "Kommunhuset"
PROGRAMME: Final = (
    "DEMO\n09.00 Inledning och syfte\n09.20 Kommunens arbete, område för område\n"
    "11.00 Åtgärder, stöd och fortsatt process"
)
Role = VisitParticipant.Role


def build(at: datetime) -> None:
    """Build what is missing; safe to repeat."""
    county = access.home_county(people.handler())
    if county is None or Visit.objects.exists():
        return
    places = list(
        Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county).order_by("slug")
    )
    laid = [visit for number, place in enumerate(places) for visit in _lay(place, number, at)]
    _tell(county, laid, at)
    for visit, day in laid:
        if day is not None:
            _hold(visit, day, at)
    _late_and_planned(places, at)
    _tell(county, laid, at)
    for place in places:
        if place.slug == LAST:
            _held_last_week(place, at)
        if place.slug == NEXT:
            _booked_next_week(place, at)


def _lay(place: Actor, number: int, at: datetime) -> list[tuple[Visit, date | None]]:
    if place.slug in WITHOUT:
        return []
    today = local(at).date()
    days = [today - timedelta(days=FIRST_DAYS_AGO - number * STEP_DAYS)]
    if place.slug in TWICE and place.slug != LAST:
        days.append(today - timedelta(days=SECOND_DAYS_AGO - number))
    found: list[tuple[Visit, date | None]] = []
    for day in map(_weekday, days):
        visit = _plan(place, day, number, at - timedelta(days=FIRST_DAYS_AGO + 100))
        if visit is not None:
            found.append((visit, day))
    return found


def _plan(place: Actor, day: date, number: int, at: datetime) -> Visit | None:
    """Lay a visit in the day's quarter, every other one with each handler."""
    term = method.term_of_year(day.year)
    if term is None:
        return None
    by = _handler_of(number)
    taken = Visit.objects.filter(municipality=place, year=day.year, quarter=quarter_of(day))
    if taken.exists():
        return None
    return visit_plan.plan_visit(
        municipality_id=place.pk,
        term=term,
        year=day.year,
        quarter=quarter_of(day),
        by=by,
        at=at,
    )


def _tell(county: County, laid: list[tuple[Visit, date | None]], at: datetime) -> None:
    terms = {visit.plan.term_id for visit, _ in laid}
    for term in ElectoralTerm.objects.filter(pk__in=terms):
        plan = visit_plan.plan_of(county, term)
        if visit_plan.to_be_told(plan):
            visit_plan.tell_plan(
                plan_id=plan.pk,
                version=plan.version,
                by=people.handler(),
                at=at - timedelta(days=FIRST_DAYS_AGO + 90),
            )


def _hold(visit: Visit, day: date, at: datetime) -> None:
    """Book and hold a visit of the past; who came and what was touched as the log keeps it."""
    by = _user_of(visit.handler)
    starts_at = _nine(day)
    visits.book_visit(
        visit_id=visit.pk,
        booking=Booking(starts_at, PLACE, PROGRAMME),
        by=by,
        at=starts_at - timedelta(days=40),
    )
    VisitParticipant.objects.filter(visit=visit).update(is_present=True)
    areas = method.areas(day)
    VisitArea.objects.bulk_create(
        VisitArea(visit=visit, area=area, is_touched=True) for area in areas
    )
    Visit.objects.filter(pk=visit.pk).update(
        strengths="DEMO: Planer och övning hänger ihop. Ledningen är engagerad.",
        support_needs="DEMO: Kommunen vill ha stöd med kontinuitetshantering.",
    )
    visits.hold_visit(visit_id=visit.pk, by=by, at=min(starts_at + timedelta(hours=5), at))


def _late_and_planned(places: list[Actor], at: datetime) -> None:
    today = local(at).date()
    known = {place.slug: place for place in places}
    if LATE in known:
        _plan(known[LATE], today - timedelta(days=92), 1, at - timedelta(days=200))
    for number, slug in enumerate(PLANNED):
        if slug in known:
            _plan(known[slug], today, number, at - timedelta(days=200))


def _booked_next_week(place: Actor, at: datetime) -> None:
    """Book a visit with everything prepared."""
    day = _weekday(local(at).date() + timedelta(days=7))
    visit = _plan(place, day, 0, at - timedelta(days=100))
    if visit is None:
        return
    by = people.handler()
    before = at - timedelta(days=30)
    booking = Booking(_nine(day), PLACE, PROGRAMME, joined_with_lso=True)
    visits.book_visit(visit_id=visit.pk, booking=booking, by=by, at=before)
    visits.note_pre_meeting(
        visit_id=visit.pk,
        day=local(at).date() - timedelta(days=10),
        notes="DEMO: Ta upp bemanning och övning med ledningen.",
        by=by,
        at=before,
    )
    visits.settle_secrecy(
        visit_id=visit.pk,
        needs_undertaking=True,
        room_is_suitable=True,
        note="DEMO: Telefoner lämnas utanför rummet.",
        by=by,
        at=before,
    )
    chosen = _one_per_area(day)
    visits.choose_criteria(visit_id=visit.pk, criterion_ids=chosen, by=by, at=before)
    asked = visits.ask_completion(
        visit_id=visit.pk,
        text="DEMO: Aktuell övningsplan för nästa år.",
        due_date=local(at).date() - timedelta(days=5),
        by=by,
        at=before,
    )
    visits.answer_completion(
        completion_id=asked.pk,
        answer="DEMO: Planen är inlämnad under Dokument.",
        by=people.coordinator(NEXT, at),
        at=at - timedelta(days=8),
    )
    visits.ask_completion(
        visit_id=visit.pk,
        text="DEMO: Vilka förvaltningar deltar i övningen?",
        due_date=day - timedelta(days=2),
        by=by,
        at=at - timedelta(days=1),
    )


def _held_last_week(place: Actor, at: datetime) -> None:
    """Hold a visit with a full log."""
    day = _weekday(local(at).date() - timedelta(days=8))
    visit = _plan(place, day, 1, at - timedelta(days=100))
    if visit is None:
        return
    by, starts_at = people.second_handler(), _nine(day)
    before = starts_at - timedelta(days=30)
    visits.book_visit(
        visit_id=visit.pk, booking=Booking(starts_at, PLACE, PROGRAMME), by=by, at=before
    )
    visits.choose_criteria(visit_id=visit.pk, criterion_ids=_one_per_area(day), by=by, at=before)
    during = starts_at + timedelta(hours=1)
    fields = {
        "strengths": "DEMO: Kommunen övar ofta och tar hand om lärdomarna.",
        "reasons": "DEMO: Samordnaren har varit ensam om arbetet.",
        "support_needs": "DEMO: Stöd med att planera krigsorganisationen.",
        "own_funded": "DEMO: Reservkraft på två äldreboenden.",
    }
    fields |= {f"area-{area}": "DEMO: Arbetet pågår enligt plan." for area in method.areas(day)}
    for row in visit.participants.all():
        fields[f"present-{row.pk}"] = "no" if row.role == Role.BOARD_CHAIR else "yes"
    for field, value in fields.items():
        typed = visit_log.Typed(value, mark_of(""))
        visit_log.save_field(visit_id=visit.pk, field=field, typed=typed, by=by, at=during)
    visit_log.log_deficiency(
        visit_id=visit.pk,
        area=Area.TRAINING,
        text="DEMO: Krisledningsnämnden har inte övat under mandatperioden.",
        remedy="DEMO: Planera och genomför en övning med nämnden.",
        by=by,
        at=during,
    )
    visits.hold_visit(visit_id=visit.pk, by=by, at=starts_at + timedelta(hours=4))


def _one_per_area(day: date) -> list[int]:
    found: dict[str, int] = {}
    for criterion in method.criteria(day):
        found.setdefault(criterion.area, criterion.pk)
    return list(found.values())


def _handler_of(number: int) -> User:
    return people.second_handler() if number % 2 else people.handler()


def _user_of(function: Function) -> User:
    second = people.second_handler()
    held = access.held_now(second, datetime.now(tz=STOCKHOLM))
    return second if function.pk in held else people.handler()


def _nine(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=STOCKHOLM)


def _weekday(day: date) -> date:
    """Return the day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
