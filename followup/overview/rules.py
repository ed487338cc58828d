"""How a municipality stands in each part of the follow-up: a state, a few words, and why.

Nothing is added up to a score: what needs action is counted, and the rest stands in words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from common.counts import counted
from followup.economy.reviews import rules as economy_reviews
from followup.economy.reviews.rules import Done
from followup.why import Explanation, Fact, Verdict

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


# Due within the days that the county calls soon: not in good time. By part and deadline.
NEAR: Final = {
    "economy": {
        "economic_review": (
            "granskning ska snart vara gjord",
            "granskningar ska snart vara gjorda",
        ),
        "saving_plan": ("plan för sparande ska snart antas", "planer för sparande ska snart antas"),
        "saving_activity": (
            "aktivitet i planen ska snart vara klar",
            "aktiviteter i planen ska snart vara klara",
        ),
    },
    "measures": {"measure": ("ska snart vara klar", "ska snart vara klara")},
}
_OF_COUNTY: Final = {"economic_review": "Granska ekonomin"}


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
    is_planned: bool = False  # missing, with a day agreed that has not passed


def documents(
    facts: Sequence[DocumentFact], today: date, soon_days: int, *, check_day: date | None = None
) -> Cell:
    """Return how the documents of the term stand; from ``check_day`` the county asks why they lack.

    Källa: Vägledningen 2.2 "Om en kommun vid början av det andra året … bör länsstyrelsen följa upp
    varför"; Vägledningen tabell 2.2.
    """
    why = Explanation(
        "Fem dokument ska vara beslutade under mandatperiodens första år.",
        "Vägledningen 2.2, tabell 2.2",
        (
            Fact("I dag", today.isoformat()),
            Fact("Inlämnade", f"{sum(fact.status != 'missing' for fact in facts)} av {len(facts)}"),
            Fact("Godtagna", str(sum(fact.status == "accepted" for fact in facts))),
        ),
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
    is_checked = check_day is not None and today >= check_day
    to_ask = sum(1 for fact in missing if is_checked and not fact.is_planned)
    county = _joined(
        _many(to_review, "att granska"), _many(to_ask, "att följa upp varför de saknas")
    )
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

    Källa: Vägledningen 2.4; key_dates.csv ARLIG_UPPFOLJNING.
    """
    why = Explanation(
        "Kommunen redovisar indikatorer, händelser, åtgärder och ekonomi varje år.",
        "Vägledningen 2.4",
        (
            Fact("Avser", str(year)),
            Fact("Senast", due.isoformat()),
            Fact("Inskickad", "ja" if status else "nej"),
        ),
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


@dataclass(frozen=True)
class VisitFact:
    """A municipality's visits as the overview needs them.

    ``late`` is how many planned days have passed; ``end`` the last day of the term; ``unvisited``
    the term before, where it ended with fewer visits than it demands.
    """

    held: Sequence[date]
    planned: Sequence[tuple[int, int]]
    least: int | None
    late: int = 0
    end: date | None = None
    unvisited: str = ""

    def why(self) -> Explanation:
        """Return the rule with what it is judged by."""
        breach = Fact("För få besök", self.unvisited)
        return Explanation(
            "Minst ett formellt uppföljningsbesök i varje kommun under mandatperioden, gärna två.",
            "Vägledningen 2.7",
            (
                Fact("Genomförda", str(len(self.held))),
                Fact("Planerade", str(len(self.planned))),
                Fact("Minst", "inte inlagt" if self.least is None else str(self.least)),
                *((Fact("Periodens sista dag", self.end.isoformat()),) if self.end else ()),
                *((breach,) if self.unvisited else ()),
            ),
        )

    def is_ending(self, today: date, soon_days: int) -> bool:
        """Return whether the term has so few days left that nothing is announced in good time.

        Källa: Vägledningen 2.7 "minst en gång per mandatperiod"; Vägledningen 2.9 "god
        framförhållning" (dagarna är länets inställning).
        """
        return self.end is not None and self.end - today <= timedelta(days=soon_days)


def visits(fact: VisitFact, today: date, soon_days: int) -> Cell:
    """Return how the visits of the term stand; a term that ended without is told until one is held.

    Källa: Vägledningen 2.7 "minst en gång per mandatperiod, gärna två gånger".
    """
    why, held = fact.why(), len(fact.held)
    breach = f"för få besök {fact.unvisited}" if fact.unvisited else ""
    if fact.late:
        text = _joined("Planerat besök har inte blivit av", breach)
        return Cell(LATE, text, why, county="Boka om besöket")
    enough = fact.least is not None and held >= fact.least
    done = counted(held, "genomfört", "genomförda")
    ahead = f"nästa {fact.planned[0][0]} kv {fact.planned[0][1]}" if fact.planned else ""
    text = (
        _joined(done, ahead, breach) if held or ahead else _joined("Inget besök planerat", breach)
    )
    county = "" if held or fact.planned else "Planera ett besök"
    if breach and not held:
        return Cell(LATE, text, why, county)
    if held or fact.planned:
        return Cell(DONE if enough else AHEAD, text, why)
    if fact.end is not None and fact.is_ending(today, soon_days):
        return Cell(LATE, f"{text}, perioden slutar {fact.end.isoformat()}", why, county)
    # To be done, but not late before the term ends: no source says by when visits are planned.
    return Cell(SOON, text, why, county)


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

    def saving(self) -> tuple[str, str, str, str]:
        """Return the state that the saving alone gives, what is said, and what waits for each.

        Källa: Vägledningen 2.6, 3.2.
        """
        if self.is_large and not self.plan:
            return LATE, "Stort sparande utan plan", "Begär plan för sparande", ""
        if self.plan in {"requested", "draft"}:
            return SOON, "Plan för sparande begärd", "", "Anta plan för sparande"
        if self.plan and self.kept is None:
            return AHEAD, "Planen för sparande inte uppföljd än", "", ""
        if self.plan and not self.kept:
            return SOON, "Planen för sparande följs inte", "Följ upp planen för sparande", ""
        if self.is_growing and self.is_large is None and not self.plan:
            return SOON, "Sparandet ökar", "", ""
        return AHEAD, "", "", ""

    def text_of(self, reviewed: Verdict) -> str:
        """Return what the page says of the reviews and of the limit."""
        number, needed = len(self.reviews), economy_reviews.NEEDED
        text = (
            f"{number} av {needed} granskningar" if number <= needed else f"{number} granskningar"
        )
        if number >= needed and not reviewed.holds:
            text = f"{text}, ingen mellan besöken"
        if not self.has_limit:
            return f"{text}, ingen gräns satt för stort sparande"
        return text if self.is_large is not None else f"{text}, sparandet går inte att bedöma"

    def why(self, reviewed: Verdict) -> Explanation:
        reservations = []
        if not self.has_limit:
            reservations.append(
                "Ingen gräns är satt för vad som är ett stort sparande."
                " Klart säger därför inget om det."
            )
        elif self.is_large is None:
            reservations.append("Uppgifter saknas för att avgöra om sparandet är stort.")
        return Explanation(
            "Ekonomin granskas minst två gånger per mandatperiod. Är det bara ett besök behövs en"
            " granskning däremellan. Ett stort sparande ska ha en plan, och Länsstyrelsen följer"
            " upp att den efterlevs. Klart betyder att allt det är gjort och att ingen fråga"
            " väntar.",
            "Vägledningen 2.5, 2.6",
            (
                *reviewed.why.facts,
                Fact("Stort sparande", _yes(self.is_large)),
                Fact("Sparandet ökar", _yes(self.is_growing)),
                Fact("Plan för sparande", PLAN_WORDS[self.plan]),
                *((Fact("Planen följs", _yes(self.kept)),) if self.plan == "adopted" else ()),
                Fact("Frågor utan svar", str(self.questions)),
                *(Fact("Kvar", missing) for missing in reviewed.missing),
            ),
            tuple(reservations),
        )


def economy(fact: EconomyFact) -> Cell:
    """Return how the economy stands; done when all that is demanded of the term has been done.

    That is its reviews, an adopted plan that is kept where the saving is large, and no question
    without an answer. A county without a limit calls no saving large, and the text says so.
    Källa: Vägledningen 2.5 "minst två gånger per mandatperiod"; Vägledningen 2.6, 3.2.
    """
    reviewed = economy_reviews.enough(fact.reviews, visits=fact.visits)
    state, said, county, own = fact.saving()
    text = _joined(said, fact.text_of(reviewed))
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
    return Cell(state, text, fact.why(reviewed), county, own)


def measures(*, open_: int, overdue: int, to_verify: int, to_agree: int) -> Cell:
    """Return how the plan of measures stands.

    Källa: Vägledningen 2.7.3, 3.2.
    """
    why = Explanation(
        "Länsstyrelsen och kommunen tar i dialog fram en plan för åtgärderna och följer upp den.",
        "Vägledningen 2.7.3",
        (
            Fact("Öppna", str(open_)),
            Fact("Försenade", str(overdue)),
            Fact("Att bedöma", str(to_verify)),
            Fact("Att ta ställning till", str(to_agree)),
        ),
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
    Källa: domain.md 7.11; Vägledningen 2.2, 2.3, 2.4.
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


def with_near(part: str, cell: Cell, near: Mapping[str, int]) -> Cell:
    """Return the cell as soon, if it would be in good time though a day of its part is near.

    ``near`` counts the open deadlines that fall within the days that the county calls soon.
    Källa: domain.md 7.11; Vägledningen 2.5 "minst två gånger per mandatperiod"; Vägledningen 2.6,
    2.7.3.
    """
    said = {
        name: counted(near[name], *words) for name, words in NEAR[part].items() if near.get(name)
    }
    if not said or cell.state not in {AHEAD, DONE}:
        return cell
    facts = tuple(Fact("Snart", words) for words in said.values())
    county = _joined(cell.county, *(word for name, word in _OF_COUNTY.items() if name in said))
    return replace(
        cell,
        state=SOON,
        text=_joined(cell.text, *said.values()),
        why=replace(cell.why, facts=cell.why.facts + facts),
        county=county,
    )


def worst(cells: Sequence[Cell]) -> str:
    """Return the state that needs action most.

    Källa: domain.md 7.11.
    """
    return min((cell.state for cell in cells), key=ORDER.index, default=UNKNOWN)


def urgency(cells: Sequence[Cell], *, has_case: bool) -> tuple[int, int, int]:
    """Return by what a list is sorted: what is late, what waits, an open case; most first.

    Källa: domain.md 7.11; Vägledningen 2.8 (nämner ingen sammanvägd poäng, och ingen räknas).
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
