"""How a municipality stands in each part of the follow-up: a state, a few words, and why.

Nothing is added up to a score: what needs action is counted, and the rest stands in words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from common.counts import counted
from followup.rules import economy_reviews
from followup.rules.economy_reviews import Done
from followup.rules.why import Explanation, Fact, Verdict

DONE: Final = "done"
AHEAD: Final = "ahead"
SOON: Final = "soon"
LATE: Final = "late"
UNKNOWN: Final = "unknown"
ORDER: Final = (LATE, SOON, AHEAD, UNKNOWN, DONE)
PLAN_WORDS: Final = {"": "ingen", "requested": "begärd", "draft": "påbörjad", "adopted": "antagen"}
LATE_WORDS: Final = {  # the deadlines of the economy, by kind
    "economic_review": ("granskning försenad", "granskningar försenade"),
    "saving_plan": ("plan för sparande försenad", "planer för sparande försenade"),
    "saving_activity": ("aktivitet i planen försenad", "aktiviteter i planen försenade"),
    "question": ("svar försenat", "svar försenade"),
}


OVERDUE: Final = {  # what the other parts do not tell by themselves, by part and deadline
    "documents": {
        "document": (
            "dokument saknas från tidigare period",
            "dokument saknas från tidigare period",
        ),
        "completion:document": ("komplettering försenad", "kompletteringar försenade"),
        "feedback": ("återkoppling försenad", "återkopplingar försenade"),
    },
    "report": {
        "annual_report": ("tidigare redovisning saknas", "tidigare redovisningar saknas"),
        "completion:report": ("komplettering försenad", "kompletteringar försenade"),
    },
    "visit": {"completion:visit": ("underlag försenat", "underlag försenade")},
}


_ANSWER: Final = "feedback"  # the county's own deadline; the others are the municipality's


@dataclass(frozen=True)
class Cell:
    """One part of the follow-up of one municipality.

    ``county`` and ``municipality`` say what waits for each of them, or nothing.
    """

    state: str
    text: str
    why: Explanation
    county: str = ""
    municipality: str = ""


@dataclass(frozen=True)
class DocumentFact:
    """A document as the overview needs it: its day, and how far it has come."""

    due: date
    status: str
    is_fulfilled: bool = False


def documents(facts: Sequence[DocumentFact], today: date, soon_days: int) -> Cell:
    """Return how the documents of the term stand.

    Källa: 003 §2.2, tabell 2.2.
    """
    why = Explanation(
        "Fem dokument ska vara beslutade under mandatperiodens första år.",
        "003 §2.2, tabell 2.2",
        (Fact("I dag", today.isoformat()),),
    )
    if not facts:
        return Cell(UNKNOWN, "Inga krav för perioden", why)
    inside = sum(1 for fact in facts if fact.status != "missing")
    accepted = sum(1 for fact in facts if fact.status == "accepted")
    missing = [fact for fact in facts if fact.status == "missing"]
    late = sum(1 for fact in missing if fact.due < today)
    asked = sum(1 for fact in facts if fact.status == "completion_requested")
    to_review = sum(1 for fact in facts if fact.status in {"submitted", "under_review"})
    taken = counted(accepted, "godtaget", "godtagna")
    text = f"{inside} av {len(facts)} inne, {taken}"
    county = f"{to_review} att granska" if to_review else ""
    own = _joined(_many(late, "saknas"), _many(asked, "ska kompletteras"))
    if late:
        return Cell(LATE, f"{text}, {late} saknas", why, county, own)
    if accepted == len(facts):
        return Cell(DONE, text, why)
    nearest = min((fact.due for fact in missing), default=None)
    is_near = nearest is not None and nearest - today <= timedelta(days=soon_days)
    waits = asked or to_review or is_near
    return Cell(SOON if waits else AHEAD, text, why, county, own)


def annual_report(status: str, due: date, year: int, today: date, soon_days: int) -> Cell:
    """Return how the annual report of a year stands; ``status`` empty if it is not begun.

    Källa: 003 §2.4; key_dates.csv ARLIG_UPPFOLJNING.
    """
    why = Explanation(
        "Kommunen redovisar indikatorer, händelser, åtgärder och ekonomi varje år.",
        "003 §2.4",
        (Fact("Avser", str(year)), Fact("Senast", due.isoformat())),
    )
    if status == "accepted":
        return Cell(DONE, f"{year} godtagen", why)
    if status == "sent":
        return Cell(SOON, f"{year} inskickad", why, county=f"Läs redovisningen för {year}")
    if status == "completion_requested":
        return Cell(SOON, f"{year}: komplettering begärd", why, municipality=f"Komplettera {year}")
    own = f"Redovisa {year}"
    if due < today:
        return Cell(LATE, f"{year} inte inskickad", why, municipality=own)
    is_near = due - today <= timedelta(days=soon_days)
    return Cell(SOON if is_near else AHEAD, f"{year} ska vara inne {due}", why, municipality=own)


def visits(
    held: Sequence[date], planned: Sequence[tuple[int, int]], *, least: int | None, late: int
) -> Cell:
    """Return how the visits of the term stand; ``late`` is how many planned days have passed.

    Källa: 003 §2.7 "minst en gång per mandatperiod, gärna två gånger".
    """
    why = Explanation(
        "Minst ett formellt uppföljningsbesök i varje kommun under mandatperioden, gärna två.",
        "003 §2.7",
        (Fact("Genomförda", str(len(held))), Fact("Planerade", str(len(planned)))),
    )
    if late:
        return Cell(LATE, "Planerat besök har inte blivit av", why, county="Boka om besöket")
    if not held and not planned:
        # To be done, but never late: no source says by when the visits are planned.
        return Cell(SOON, "Inget besök planerat", why, county="Planera ett besök")
    done = counted(len(held), "genomfört", "genomförda")
    ahead = f"nästa {planned[0][0]} kv {planned[0][1]}" if planned else ""
    enough = least is not None and len(held) >= least
    return Cell(DONE if enough else AHEAD, ", ".join(filter(None, (done, ahead))), why)


@dataclass(frozen=True)
class EconomyFact:
    """A municipality's economy as the overview needs it.

    ``is_large`` and ``is_growing`` are None where it cannot be told; ``plan`` is the state of the
    plan for saving, or empty; ``kept`` is None before an adopted plan has been followed up;
    ``late`` counts the deadlines that have passed, by kind.
    """

    is_large: bool | None
    is_growing: bool | None
    has_limit: bool
    plan: str
    kept: bool | None
    reviews: Sequence[Done]
    visits: int
    questions: int
    late: Mapping[str, int]


def economy(fact: EconomyFact) -> Cell:
    """Return how the economy stands; done when all that is demanded of the term has been done.

    That is its reviews, an adopted plan that is kept where the saving is large, and no question
    without an answer. A county without a limit calls no saving large, and the text says so.
    Källa: 003 §2.5 "minst två gånger per mandatperiod"; 003 §2.6; 003 §3.2.
    """
    reviewed = economy_reviews.enough(fact.reviews, visits=fact.visits)
    state, said, county, own = _saving(fact)
    text = _joined(said, _reviews(fact, reviewed))
    if not said and reviewed.holds and (fact.is_large is not None or not fact.has_limit):
        state = DONE
    if fact.questions:
        state = min(state, SOON, key=ORDER.index)
        asked = counted(fact.questions, "fråga att besvara", "frågor att besvara")
        county = _joined(county, asked)
    if fact.late:
        state = LATE
        late = [counted(count, *LATE_WORDS[kind]) for kind, count in fact.late.items()]
        text = _joined(*late, text)
        county = _joined("Granska ekonomin" if "economic_review" in fact.late else "", county)
        own = _joined(own, "Rapportera i planen" if "saving_activity" in fact.late else "")
    return Cell(state, text, _economy_why(fact, reviewed), county, own)


def _saving(fact: EconomyFact) -> tuple[str, str, str, str]:
    """Return the state that the saving alone gives, what is said of it, and what waits for each.

    Källa: 003 §2.6, §3.2.
    """
    if fact.is_large and not fact.plan:
        return LATE, "Stort sparande utan plan", "Begär plan för sparande", ""
    if fact.plan in {"requested", "draft"}:
        return SOON, "Plan för sparande begärd", "", "Anta plan för sparande"
    if fact.plan and fact.kept is None:
        return AHEAD, "Planen för sparande inte uppföljd än", "", ""
    if fact.plan and not fact.kept:
        return SOON, "Planen för sparande följs inte", "Följ upp planen för sparande", ""
    if fact.is_growing and fact.is_large is None and not fact.plan:
        return SOON, "Sparandet ökar", "", ""
    return AHEAD, "", "", ""


def _reviews(fact: EconomyFact, reviewed: Verdict) -> str:
    """Return what the page says of the reviews and of the limit."""
    number, needed = len(fact.reviews), economy_reviews.NEEDED
    text = f"{number} av {needed} granskningar" if number <= needed else f"{number} granskningar"
    if number >= needed and not reviewed.holds:
        text = f"{text}, ingen mellan besöken"
    if not fact.has_limit:
        return f"{text}, ingen gräns satt för stort sparande"
    return text if fact.is_large is not None else f"{text}, sparandet går inte att bedöma"


def _economy_why(fact: EconomyFact, reviewed: Verdict) -> Explanation:
    reservations = []
    if not fact.has_limit:
        reservations.append(
            "Ingen gräns är satt för vad som är ett stort sparande."
            " Klart säger därför inget om det."
        )
    elif fact.is_large is None:
        reservations.append("Uppgifter saknas för att avgöra om sparandet är stort.")
    return Explanation(
        "Ekonomin granskas minst två gånger per mandatperiod. Är det bara ett besök behövs en"
        " granskning däremellan. Ett stort sparande ska ha en plan, och Länsstyrelsen följer upp"
        " att den efterlevs. Klart betyder att allt det är gjort och att ingen fråga väntar.",
        "003 §2.5, §2.6",
        (
            *reviewed.why.facts,
            Fact("Stort sparande", _yes(fact.is_large)),
            Fact("Sparandet ökar", _yes(fact.is_growing)),
            Fact("Plan för sparande", PLAN_WORDS[fact.plan]),
            *((Fact("Planen följs", _yes(fact.kept)),) if fact.plan == "adopted" else ()),
            Fact("Frågor utan svar", str(fact.questions)),
            *(Fact("Kvar", missing) for missing in reviewed.missing),
        ),
        tuple(reservations),
    )


def measures(*, open_: int, overdue: int, to_verify: int, to_agree: int) -> Cell:
    """Return how the plan of measures stands.

    Källa: 003 §2.7.3, §3.2.
    """
    why = Explanation(
        "Länsstyrelsen och kommunen tar i dialog fram en plan för åtgärderna och följer upp den.",
        "003 §2.7.3",
        (Fact("Öppna", str(open_)), Fact("Försenade", str(overdue))),
    )
    county = _many(to_verify, "att bedöma")
    late = counted(overdue, "försenad", "försenade") if overdue else ""
    own = _joined(late, _many(to_agree, "att ta ställning till"))
    if overdue:
        return Cell(LATE, f"{late} av {open_}", why, county, own)
    if not open_:
        return Cell(DONE, "Inga öppna", why)
    waits = to_verify or to_agree
    return Cell(SOON if waits else AHEAD, counted(open_, "öppen", "öppna"), why, county, own)


def with_overdue(part: str, cell: Cell, late: Mapping[str, int]) -> Cell:
    """Return the cell as late, if a deadline of its part has passed that it does not tell.

    Those of earlier years and terms, completions, and the county's own answers; ``late`` counts
    them by the names of ``OVERDUE``.
    Källa: issue 3 §8 "sorted by what needs action"; 003 §2.2, §2.3, §2.4.
    """
    said = {
        name: counted(late[name], *words) for name, words in OVERDUE[part].items() if late.get(name)
    }
    if not said:
        return cell
    facts = tuple(Fact("Försenat", words) for words in said.values())
    return Cell(
        LATE,
        _joined(cell.text, *said.values()),
        replace(cell.why, facts=cell.why.facts + facts),
        _joined(cell.county, said.pop(_ANSWER, "")),
        _joined(cell.municipality, *said.values()),
    )


def worst(cells: Sequence[Cell]) -> str:
    """Return the state that needs action most.

    Källa: issue 3 §8 "sorted by what needs action".
    """
    return min((cell.state for cell in cells), key=ORDER.index, default=UNKNOWN)


def urgency(cells: Sequence[Cell], *, has_case: bool) -> tuple[int, int, int]:
    """Return by what a list is sorted: what is late, what waits, an open case; most first.

    Källa: issue 3 §8; 003 §2.8 nämner ingen sammanvägd poäng, och ingen räknas.
    """
    late = sum(1 for cell in cells if cell.state == LATE)
    waits = sum(1 for cell in cells if cell.county)
    return (-late, -waits, -int(has_case))


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _yes(holds: bool | None) -> str:
    return {True: "ja", False: "nej", None: "går inte att säga"}[holds]
