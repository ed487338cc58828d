"""When a measure is agreed, overdue, done or not, and what each party may do about it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from followup.terms import dates
from followup.why import ExplainedDate, Explanation, Fact, Verdict

SOURCE: Final = "Vägledningen 2.7.3, 3.2"
PROPOSED: Final = "proposed"
AGREED: Final = "agreed"
REPORTED_DONE: Final = "reported_done"
VERIFIED: Final = "verified"
NOT_DONE: Final = "not_done"
WITHDRAWN: Final = "withdrawn"
OPEN: Final = (PROPOSED, AGREED, REPORTED_DONE)


class Action(StrEnum):
    """What a measure waits for, in the order of a county's list."""

    VERIFY = "verify"  # the municipality says that it is done
    ANSWER = "answer"  # the municipality has proposed another day
    OVERDUE = "overdue"  # the agreed day has passed
    AWAITS = "awaits"  # the municipality has not agreed yet
    RUNS = "runs"  # agreed, its day ahead
    NOT_DONE = "not_done"
    DRAFT = "draft"  # the municipality has not been told
    ENDED = "ended"


ACTION_LABELS: Final = {
    Action.VERIFY: "Att bedöma",
    Action.ANSWER: "Kommunen föreslår annan dag",
    Action.OVERDUE: "Försenad",
    Action.AWAITS: "Väntar på kommunen",
    Action.RUNS: "Pågår",
    Action.NOT_DONE: "Inte genomförd",
    Action.DRAFT: "Inte meddelad",
    Action.ENDED: "Avslutad",
}
ORDER: Final = {action: number for number, action in enumerate(Action)}


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of a measure."""

    status: str
    due_date: date
    is_told: bool = True
    counter_date: date | None = None


def is_overdue(status: str, due_date: date, today: date) -> bool:
    """Return whether an agreed measure is late: the day after its day, and later.

    Källa: Vägledningen 2.7.3 "när i tid åtgärderna bör vara åtgärdade"; domain.md 1.7.
    """
    return status == AGREED and today > due_date


def action_of(measure: Facts, today: date) -> Action:
    """Return what the measure waits for.

    Källa: Vägledningen 2.7.3 "i dialog även ta fram en plan"; domain.md 7.9.
    """
    settled = {
        REPORTED_DONE: Action.VERIFY,
        NOT_DONE: Action.NOT_DONE,
        VERIFIED: Action.ENDED,
        WITHDRAWN: Action.ENDED,
    }
    if measure.status in settled:
        return settled[measure.status]
    if not measure.is_told:
        return Action.DRAFT
    if measure.counter_date is not None:
        return Action.ANSWER
    if measure.status == PROPOSED:
        return Action.AWAITS
    return Action.OVERDUE if is_overdue(measure.status, measure.due_date, today) else Action.RUNS


def explain_due(measure: Facts) -> ExplainedDate:
    """Return the measure's day with its reason.

    Källa: Vägledningen 2.7.3, 3.2 "I samförstånd … komma överens om när åtgärderna ska vara
    genomförda".
    """
    is_agreed = measure.status != PROPOSED
    rule = (
        "Länsstyrelsen och kommunen har kommit överens om dagen."
        if is_agreed
        else "Länsstyrelsen har föreslagit dagen. Den gäller när båda är överens."
    )
    facts = [Fact("Dag", str(measure.due_date))]
    if measure.counter_date is not None:
        facts.append(Fact("Kommunens förslag", str(measure.counter_date)))
    if is_agreed:
        rule += " Åtgärden räknas som försenad dagen efter."
    why = Explanation(rule, SOURCE, tuple(facts))
    return dates.explained(measure.due_date, why)


def may_report_done(text: str, files: int) -> Verdict:
    """Say whether what the municipality hands in shows that it is done: a text or a file.

    Källa: Vägledningen 2.7.3 "hur länsstyrelsen avser följa upp åtgärderna"; domain.md 7.9.
    """
    holds = bool(text.strip()) or files > 0
    why = Explanation(
        "En åtgärd anmäls som klar med en redovisning eller en fil.",
        SOURCE,
        (Fact("Filer", str(files)),),
    )
    missing = () if holds else ("Skriv vad som är gjort eller bifoga en fil.",)
    return Verdict(holds, why, missing)


def may_find_not_done(measure: Facts, today: date) -> Verdict:
    """Say whether it can be found not done: only when the agreed day has passed.

    Källa: Vägledningen 2.7.3 "inte klarar av att genomföra detta"; Vägledningen 3.2 "rimlig tid".
    """
    holds = measure.status in {AGREED, REPORTED_DONE} and today > measure.due_date
    why = Explanation(
        "En åtgärd är inte genomförd först när den överenskomna dagen har passerat.",
        SOURCE,
        (Fact("Överenskommen dag", str(measure.due_date)), Fact("I dag", str(today))),
    )
    missing = () if holds else (f"Kommunen har tid på sig till och med {measure.due_date}.",)
    return Verdict(holds, why, missing)


def settles(status: str, *, is_leaders: bool) -> bool:
    """Return whether the county's yes to the municipality's day makes an agreement.

    The leadership agrees to the plan. A day that the leadership proposed is agreed with the
    county's yes; so is another day for what was agreed before. A coordinator's proposal for a new
    measure becomes the county's proposal, which the leadership then approves.
    Källa: Vägledningen 2.7.3 "i dialog"; Vägledningen 3.2 "I samförstånd".
    """
    return is_leaders or status == AGREED


def is_after(due_date: date, day: date) -> bool:
    """Return whether a proposed day lies ahead.

    Källa: Vägledningen 3.2 "rimlig tid och möjlighet att åtgärda problemet".
    """
    return due_date > day
