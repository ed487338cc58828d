"""When a municipality may be made a case for MSB/MCF, and what then follows.

The county proposes, MSB/MCF alone decides. Dialogue comes first, in speech and in writing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from common.counts import counted
from followup.rules.why import Explanation, Fact

BEFORE: Final = "before"
AFTER: Final = "after"
OWN_REPORT: Final = "own_report"
WRONG_USE: Final = "wrong_use"
MISUSE_REASON_AT_LEAST: Final = 30
_PLAN_MISSING: Final = (
    "Att kommunen saknar en plan är i sig ett exempel på missförhållande (003 §3.2). Då räknas att "
    "planen har begärts och att dess tid har gått."
)


@dataclass(frozen=True)
class Record:
    """What is on record before an opinion: the facts that the gate looks at."""

    grounds: frozenset[str]
    oral: tuple[date, ...] = ()
    written: tuple[date, ...] = ()
    deficiencies: int = 0
    with_remedy: int = 0
    told: date | None = None
    agreed: date | None = None
    has_plan: bool = False
    is_misuse: bool = False
    exception_reason: str = ""
    reasonable_days: int | None = None


@dataclass(frozen=True)
class Step:
    """One thing that must be on record, whether it is, and what to do if not."""

    name: str
    is_met: bool
    found: str
    remedy: str
    why: Explanation
    is_asked: bool = True


@dataclass(frozen=True)
class Gate:
    """All steps, and whether the opinion may be put forward."""

    steps: tuple[Step, ...]
    by_exception: bool
    why: Explanation

    @property
    def is_open(self) -> bool:
        """Return whether the opinion may be put forward."""
        return self.by_exception or not self.missing

    @property
    def missing(self) -> tuple[Step, ...]:
        """Return the steps that are not yet on record."""
        return tuple(step for step in self.steps if step.is_asked and not step.is_met)


@dataclass(frozen=True)
class Cutoff:
    """What 30 April means for an opinion received on a day.

    ``reading`` is ``before``, ``after``, or empty where the source leaves it open.
    """

    reading: str
    year: int
    why: Explanation

    @property
    def must_be_chosen(self) -> bool:
        """Return whether a person has to choose how the day is read."""
        return not self.reading


def gate(record: Record, today: date) -> Gate:
    """Return what must be on record before an opinion is sent, and whether it is.

    Källa: 003 §3.2; model.md §4.3 "Cannot be sent until".
    """
    steps = (
        _oral(record),
        _written(record),
        _named(record),
        _agreed(record),
        _time(record, today),
        _plan(record),
    )
    return Gate(
        steps=steps,
        by_exception=may_skip_dialogue(record),
        why=Explanation(
            rule=(
                "Innan ett yttrande skickas ska muntlig och skriftlig dialog ha förts. Kommunen "
                "ska veta vilka bristerna är och vad den kan göra, ha kommit överens om en tid "
                "och haft rimlig möjlighet att åtgärda dem."
            ),
            source="003 §3.2",
            reservations=(
                "Källan säger inte hur lång ”rimlig tid” är. Länet kan sätta ett antal dagar.",
            ),
        ),
    )


def may_skip_dialogue(record: Record) -> bool:
    """Return whether the use was so evidently wrong that the dialogue need not be awaited.

    Only for wrong use, and only with a reason on record.
    Källa: 003 §3.2 "som på ett uppenbart sätt använt ersättningen felaktigt".
    """
    return (
        WRONG_USE in record.grounds
        and record.is_misuse
        and len(record.exception_reason.strip()) >= MISUSE_REASON_AT_LEAST
    )


def cutoff(received: date, *, month: int, day: int) -> Cutoff:
    """Return how an opinion received on a day stands to the rule of 30 April.

    Källa: 003 §3.3; features.md "Contradictions" 1 (själva dagen är inte reglerad).
    """
    limit = date(received.year, month, day)
    facts = (
        Fact("Yttrandet inkom", received.isoformat()),
        Fact("Gränsen", limit.isoformat()),
        Fact("Gäller ersättningen för", str(received.year)),
    )
    if received < limit:
        rule = (
            "Inkommer yttrandet före 30 april stoppas årets ersättning till dess beslut "
            "tagits, och ersättningen kan reduceras."
        )
        return Cutoff(BEFORE, received.year, Explanation(rule, "003 §3.3", facts))
    if received > limit:
        rule = (
            "Inkommer yttrandet efter 30 april och utfallet blir återbetalning skickas en "
            "faktura när beslutet har vunnit laga kraft."
        )
        return Cutoff(AFTER, received.year, Explanation(rule, "003 §3.3", facts))
    return Cutoff(
        "",
        received.year,
        Explanation(
            rule=(
                "Källan säger ”före 30 april” och ”efter den 30 april”. Dagen själv är inte "
                "reglerad. En person väljer läsning och anger skäl."
            ),
            source="003 §3.3",
            facts=facts,
            reservations=(
                "Läses dagen som före: årets ersättning stoppas till dess beslut tagits.",
                "Läses dagen som efter: en eventuell återbetalning faktureras.",
            ),
        ),
    )


def outcomes_of(reading: str) -> tuple[str, ...]:
    """Return the decisions that follow from how the day was read: kept is always possible.

    Källa: 003 §3.3 "reducering av den årliga ersättningen … betala tillbaka ersättningen".
    """
    return ("kept", "reduced") if reading == BEFORE else ("kept", "repaid")


def demands_amount(outcome: str) -> bool:
    """Return whether the decision needs an amount.

    Källa: 003 §3.1 "Hur mycket ersättningen reduceras avgörs från fall till fall".
    """
    return outcome in {"reduced", "repaid"}


def may_be_invoiced(outcome: str, final: date | None) -> bool:
    """Return whether an invoice may be sent: repayment, when the decision is final.

    Källa: 003 §3.3 "när beslut är fattat och vunnit laga kraft".
    """
    return outcome == "repaid" and final is not None


def may_sign(signer: int, preparer: int | None) -> bool:
    """Return whether the person may sign: never what oneself has prepared.

    Källa: model.md §4.3 "Two different persons prepare and sign the opinion".
    """
    return preparer is not None and signer != preparer


def time_ends(told: date, agreed: date | None, reasonable_days: int | None) -> date | None:
    """Return the first day on which the municipality has had its time, as far as is known.

    The day after the agreed one, and not before the county's own least number of days.
    Källa: 003 §3.2 "rimlig tid och möjlighet att åtgärda problemet".
    """
    if agreed is None:
        return None
    after_agreed = agreed + timedelta(days=1)
    if reasonable_days is None:
        return after_agreed
    return max(after_agreed, told + timedelta(days=reasonable_days))


def _oral(record: Record) -> Step:
    return Step(
        name="Muntlig dialog om bristerna",
        is_met=bool(record.oral),
        found=_days(record.oral),
        remedy="Anteckna samtalet eller mötet under Dialog och kryssa i att brister togs upp.",
        why=_why("Länsstyrelsen ska ha haft en muntlig dialog med kommunen.", record.oral),
    )


def _written(record: Record) -> Step:
    return Step(
        name="Skriftlig dialog om bristerna",
        is_met=bool(record.written),
        found=_days(record.written),
        remedy="Underrätta kommunen här, eller anteckna brevet under Dialog.",
        why=_why("Länsstyrelsen ska ha haft en skriftlig dialog med kommunen.", record.written),
    )


def _named(record: Record) -> Step:
    own = OWN_REPORT in record.grounds
    all_have = 0 < record.deficiencies == record.with_remedy
    return Step(
        name="Brister namngivna, med vad kommunen kan göra",
        is_met=all_have and record.told is not None,
        found=f"{counted(record.deficiencies, 'brist', 'brister')}, {record.with_remedy} med åtgärd"
        + (f", meddelat {record.told}" if record.told else ", inte meddelat"),
        remedy="Välj bristerna, skriv vad kommunen kan göra åt var och en, och underrätta den.",
        is_asked=not own,
        why=Explanation(
            rule=(
                "Länsstyrelsen ska vara tydlig med bristerna och med vilka åtgärder kommunen "
                "kan vidta." + (" Här har kommunen själv anmält sitt sparande." if own else "")
            ),
            source="003 §3.2, §3.3" if own else "003 §3.2",
        ),
    )


def _agreed(record: Record) -> Step:
    return Step(
        name="Överenskommen tid",
        is_met=record.agreed is not None,
        found=str(record.agreed) if record.agreed else "Ingen tid",
        remedy="Kom överens med kommunen om när åtgärderna ska vara gjorda.",
        is_asked=OWN_REPORT not in record.grounds,
        why=Explanation(
            rule="Kommunen och Länsstyrelsen ska i samförstånd bestämma när åtgärderna ska "
            "vara genomförda.",
            source="003 §3.2",
        ),
    )


def _time(record: Record, today: date) -> Step:
    ends = time_ends(record.told or today, record.agreed, record.reasonable_days)
    limit = (
        f"minst {counted(record.reasonable_days, 'dag', 'dagar')}"
        if record.reasonable_days is not None
        else "ingen gräns är satt för länet"
    )
    return Step(
        name="Rimlig tid och möjlighet att rätta",
        is_met=record.told is not None and ends is not None and today >= ends,
        found=f"Till och med {ends - timedelta(days=1)}" if ends else "Tiden har inte börjat",
        remedy="Vänta tills den överenskomna tiden har gått.",
        is_asked=OWN_REPORT not in record.grounds,
        why=Explanation(
            rule="Kommunen ska ha fått rimlig tid och möjlighet att åtgärda problemet.",
            source="003 §3.2",
            facts=(
                Fact("Underrättad", str(record.told or "nej")),
                Fact("Överenskommen dag", str(record.agreed or "ingen")),
                Fact("Länets rimliga tid", limit),
            ),
            reservations=("Källan anger inget antal dagar.",),
        ),
    )


def _plan(record: Record) -> Step:
    return Step(
        name="Åtgärdsplan eller plan för sparande",
        is_met=record.has_plan,
        found="Finns" if record.has_plan else "Saknas",
        remedy="Upprätta en åtgärdsplan med kommunen, eller begär en plan för sparande.",
        is_asked=OWN_REPORT not in record.grounds,
        why=Explanation(
            rule="Kommunen ska med stöd av Länsstyrelsen upprätta en åtgärdsplan, och vid "
            "sparande en plan för hur medlen ska förbrukas.",
            source="003 §3.2",
            reservations=(_PLAN_MISSING,),
        ),
    )


def _why(rule: str, days: tuple[date, ...]) -> Explanation:
    return Explanation(rule, "003 §3.2", (Fact("Antecknat", _days(days)),))


def _days(days: tuple[date, ...]) -> str:
    return ", ".join(day.isoformat() for day in sorted(days)) if days else "Inget antecknat"
