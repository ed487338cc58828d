"""How often, by whom and on what a municipality is visited, and what must be settled before."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from common.clock import STOCKHOLM, local
from followup.why import Explanation, Fact, Verdict

KEY_DATE: Final = "UPPFOLJNINGSBESOK"
DOCUMENTS: Final = "documents"
RESULTS: Final = "results"
LEADERSHIP: Final = frozenset({"director", "senior_official"})
ELECTED: Final = frozenset({"board_chair", "commissioner"})
COORDINATOR: Final = "coordinator"
QUARTERS: Final = 4
# Said to the county before the visit and to the municipality in the invitation.
STRATEGIC: Final = (
    "Samtalet förs på strategisk nivå: måluppfyllnad, planering, resurser och behov av stöd. "
    "Detaljer i underlagen reds ut med beredskapssamordnaren."
)
MUNICIPALITYS_WORK: Final = (
    "Det är kommunens arbete som följs upp, inte hur en enskild beredskapssamordnare sköter sitt."
)
# When packs are made ahead: a choice of the system's, like the quiet hours, and no rule.
NIGHT_FROM: Final = time(1)
NIGHT_TO: Final = time(5)
NO_LIMIT: Final = "Ingen gräns är satt för länet."


@dataclass(frozen=True)
class Attendance:
    """Who was there, judged: what must be, and what should be."""

    must: Verdict
    should: Verdict


def quarter_of(day: date) -> int:
    """Return the quarter of a day.

    Källa: Vägledningen 2.7.1 "plan för hur och när".
    """
    return (day.month - 1) // 3 + 1


def night_of(at: datetime) -> datetime | None:
    """Return when the night began, if it is night: the hours when nobody waits for a document.

    Källa: domain.md 8.2.
    """
    shown = local(at)
    if not NIGHT_FROM <= shown.time() < NIGHT_TO:
        return None
    return datetime.combine(shown.date(), NIGHT_FROM, tzinfo=STOCKHOLM)


def enough_visits(count: int, at_least: int | None, recommended: int | None) -> Verdict:
    """Return whether a municipality gets the visits that the term demands.

    Källa: Vägledningen 2.7 "minst en gång per mandatperiod, gärna två gånger".
    """
    facts = [Fact("Besök", str(count)), Fact("Minst", _number(at_least))]
    facts.append(Fact("Helst", _number(recommended)))
    why = Explanation(
        "Varje kommun får minst ett formellt uppföljningsbesök per mandatperiod, gärna två.",
        "Vägledningen 2.7, 2.7.1",
        tuple(facts),
    )
    if at_least is None:
        return Verdict(None, why, ("Hur många besök som krävs är inte inlagt.",))
    if count < at_least:
        return Verdict(False, why, ("Kommunen saknar besök i planen.",))
    wanted = recommended or at_least
    return Verdict(True, why, () if count >= wanted else ("Gärna ett besök till.",))


def focus_of(earlier: int) -> str:
    """Return what a visit is about: the first on the documents, later ones on what came of them.

    Källa: Vägledningen 2.7.1 "det första besöket utgår från RSA, styrdokumentet …", "senare under
    mandatperioden är fokus på hur kommunen efterlever planerna".
    """
    return RESULTS if earlier else DOCUMENTS


def attendance(present: Collection[str]) -> Attendance:
    """Return whether those who must and those who should be there are.

    The leadership is the municipal director or another senior official; an elected does not stand
    in for them.
    Källa: Vägledningen 2.7 "ska beredskapssamordnaren … samt kommunens ledning delta", "bör även
    företrädas av kommunstyrelsens ordförande, eller av ett kommunalråd".
    """
    there = set(present)
    has_coordinator, has_leader = COORDINATOR in there, bool(LEADERSHIP & there)
    missing = []
    if not has_coordinator:
        missing.append("Beredskapssamordnaren")
    if not has_leader:
        missing.append("Kommundirektören eller annan högre chef")
    must = Verdict(
        not missing,
        Explanation(
            "Beredskapssamordnaren och kommunens ledning ska delta. Ledningen är kommundirektören "
            "eller annan högre chef på tjänstemannanivå.",
            "Vägledningen 2.7",
            (
                Fact("Beredskapssamordnaren", _yes(has_coordinator)),
                Fact("Kommunens ledning", _yes(has_leader)),
            ),
        ),
        tuple(missing),
    )
    has_elected = bool(ELECTED & there)
    lacks_elected = () if has_elected else ("Kommunstyrelsens ordförande eller ett kommunalråd",)
    should = Verdict(
        has_elected,
        Explanation(
            "Kommunen bör även företrädas av kommunstyrelsens ordförande eller ansvarigt "
            "kommunalråd.",
            "Vägledningen 2.7",
            (Fact("Ordförande eller kommunalråd", _yes(has_elected)),),
        ),
        lacks_elected,
    )
    return Attendance(must, should)


def may_hold(present: Collection[str], exception: str) -> Verdict:
    """Return whether the visit may be noted as held: those who must were there, or a reason is.

    Källa: Vägledningen 2.7 "ska … delta"; domain.md 7.7.
    """
    must = attendance(present).must
    if must.holds or exception.strip():
        return Verdict(True, must.why)
    return must


def areas_touched(in_force: Iterable[str], touched: Collection[str]) -> Verdict:
    """Return whether every area in force has been touched, and which have not.

    Källa: Vägledningen 2.7.3 "av vikt att samtliga områden som kommunen ska arbeta med berörs".
    """
    wanted = list(in_force)
    missing = tuple(area for area in wanted if area not in touched)
    why = Explanation(
        "Ett urval av kriterierna räcker, men alla områden som kommunen ska arbeta med berörs.",
        "Vägledningen 2.7.3",
        (
            Fact("Områden i gällande överenskommelser", str(len(wanted))),
            Fact("Berörda", str(len(wanted) - len(missing))),
        ),
    )
    if not wanted:
        return Verdict(None, why, ("Inga områden är inlagda för dagen.",))
    return Verdict(not missing, why, missing)


def feedback_owed(documents: int, with_feedback: int, first_visit_year: int | None) -> Verdict:
    """Return whether the documents have had feedback, however late the first visit is.

    Källa: Vägledningen 2.7.1 "behöver dock länsstyrelsen ändå återkoppla synpunkter på de
    inriktande dokumenten, till kommuner som ska besökas sent i mandatperioden".
    """
    why = Explanation(
        "De inriktande dokumenten får återkoppling även när kommunen besöks sent i mandatperioden.",
        "Vägledningen 2.7.1",
        (
            Fact("Inlämnade dokument", str(documents)),
            Fact("Med återkoppling", str(with_feedback)),
            Fact("Första besöket", f"år {first_visit_year}" if first_visit_year else "inte lagt"),
        ),
    )
    left = documents - with_feedback
    if left <= 0:
        return Verdict(True, why)
    what = "Ett dokument" if left == 1 else f"{left} dokument"
    return Verdict(False, why, (f"{what} väntar på återkoppling.",))


def first_visit_is_late(first_visit_year: int | None, limit: int | None) -> Verdict:
    """Return whether the first visit comes late in the term, if the county has set what is late.

    ``first_visit_year`` counts from the term's first year, which is 1.
    Källa: Vägledningen 2.7.1 "besökas sent i mandatperioden" (gränsen är länets egen).
    """
    why = Explanation(
        "Ett första besök från och med länets gräns räknas som sent.",
        "Vägledningen 2.7.1 (länets inställning)",
        (
            Fact("Första besöket", f"år {first_visit_year}" if first_visit_year else "inte lagt"),
            Fact("Gräns", f"år {limit}" if limit else NO_LIMIT),
        ),
        () if limit else ("Källan säger inte när ett besök är sent.",),
    )
    if limit is None:
        return Verdict(None, why, (NO_LIMIT,))
    return Verdict(first_visit_year is None or first_visit_year >= limit, why)


def secrecy_prepared(
    *, needs_undertaking: bool | None, room_is_suitable: bool | None, settled: date | None
) -> Verdict:
    """Return whether the preparations for secrecy are settled before the visit.

    Källa: Vägledningen 2.10 "i god tid före besöket föra en dialog … särskilda förberedelser".
    """
    missing = []
    if needs_undertaking is None:
        missing.append("Behövs sekretessförbindelse?")
    if room_is_suitable is None:
        missing.append("Är lokalen lämplig?")
    elif not room_is_suitable:
        missing.append("Lokalen är inte lämplig. Byt lokal.")
    why = Explanation(
        "I god tid före besöket avgörs om sekretessförbindelser behövs och om lokalen är lämplig.",
        "Vägledningen 2.10",
        (
            Fact("Sekretessförbindelse behövs", _answer(needs_undertaking)),
            Fact("Lokalen är lämplig", _answer(room_is_suitable)),
            Fact("Avgjort", settled.isoformat() if settled else "nej"),
        ),
        ("Källan säger inte hur lång tid ”god tid” är.",),
    )
    return Verdict(not missing, why, tuple(missing))


def is_overdue(*, status: str, year: int, quarter: int, day: date | None, today: date) -> bool:
    """Return whether a visit should have been booked or held by now.

    Källa: Vägledningen 2.7.1 "så att de vet när de kan förvänta sig ett uppföljningsbesök".
    """
    if status == "booked":
        return day is not None and day < today
    return status == "planned" and (year, quarter) < (today.year, quarter_of(today))


@dataclass(frozen=True)
class Slot:
    """A proposed place in the plan."""

    municipality: int
    handler: int
    year: int
    quarter: int


def quarters_between(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    """Return year and quarter from the first to the last, both included.

    Källa: Vägledningen 2.7.1 "när uppföljning ska ske".
    """
    start, end = _ordinal(first), _ordinal(last)
    return [(index // QUARTERS, index % QUARTERS + 1) for index in range(start, end + 1)]


def spread(
    municipalities: Iterable[int],
    handlers: list[int],
    quarters: list[tuple[int, int]],
    load: dict[tuple[int, int, int], int] | None = None,
) -> list[Slot]:
    """Propose one visit each, as even as can be over the quarters and the handlers.

    ``load`` is what each handler already has in a quarter. No municipality comes before another
    for its results: they keep the order given.
    Källa: Vägledningen 2.7.1 "lägger upp en plan"; domain.md 7.7.
    """
    taken = dict(load or {})
    found: list[Slot] = []
    if not handlers or not quarters:
        return found
    for municipality in municipalities:
        year, quarter, handler = min(
            ((y, q, h) for y, q in quarters for h in handlers),
            key=lambda cell: (
                sum(taken.get((cell[0], cell[1], h), 0) for h in handlers),
                sum(taken.get((y, q, cell[2]), 0) for y, q in quarters),
                cell[0],
                cell[1],
                handlers.index(cell[2]),
            ),
        )
        taken[(year, quarter, handler)] = taken.get((year, quarter, handler), 0) + 1
        found.append(Slot(municipality, handler, year, quarter))
    return found


def _ordinal(quarter: tuple[int, int]) -> int:
    return quarter[0] * QUARTERS + quarter[1] - 1


def _number(count: int | None) -> str:
    return "inte inlagt" if count is None else str(count)


def _yes(holds: bool) -> str:
    return "ja" if holds else "nej"


def _answer(holds: bool | None) -> str:
    return "inte avgjort" if holds is None else _yes(holds)
