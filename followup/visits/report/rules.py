"""What a protocol or an opinion after a visit must say, and who may approve it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from common.second_look import is_another
from followup.why import Explanation, Fact, Verdict

SHORTEST_REASON: Final = 5
SOURCE: Final = "Vägledningen 2.7.3 ”Efter mötet”"
_COORDINATOR: Final = re.compile(r"\b(beredskaps)?samordnare(n|ns|s)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class DraftMeasure:
    """A measure as the draft has it."""

    text: str
    due_date: date | None
    follow_up: str


@dataclass(frozen=True)
class DraftDeficiency:
    """A deficiency as the draft has it, with the measures that would mend it."""

    text: str
    measures: tuple[DraftMeasure, ...]


@dataclass(frozen=True)
class Draft:
    """What is checked before a draft may be put before somebody else."""

    assessment: str
    deficiencies: tuple[DraftDeficiency, ...] = ()
    other_measures: tuple[DraftMeasure, ...] = ()
    held_date: date | None = None


def may_propose(draft: Draft) -> Verdict:
    """Say whether the draft holds what the municipality must be told.

    The assessment stands clearly in it, and each deficiency has a measure, a day by which it
    should be done and the way in which it is followed up.
    Källa: Vägledningen 2.7.3 "tydligt … vilken bedömning", "när i tid åtgärderna bör vara åtgärdade
    och hur länsstyrelsen avser följa upp åtgärderna".
    """
    missing = []
    if not draft.assessment.strip():
        missing.append("Skriv vilken bedömning Länsstyrelsen gör.")
    for deficiency in draft.deficiencies:
        if not deficiency.measures:
            missing.append(f"Bristen ”{_short(deficiency.text)}” saknar åtgärd.")
    for measure in _measures(draft):
        missing += [
            f"Åtgärden ”{_short(measure.text)}”: {text}" for text in _gaps(measure, draft.held_date)
        ]
    why = Explanation(
        rule=(
            "Protokollet ska visa vilken bedömning som gjorts, vilka åtgärder kommunen bör vidta, "
            "när de bör vara klara och hur de följs upp."
        ),
        source=SOURCE,
        facts=(
            Fact("Bedömning", "finns" if draft.assessment.strip() else "saknas"),
            Fact("Brister", str(len(draft.deficiencies))),
            Fact("Åtgärder", str(len(_measures(draft)))),
        ),
    )
    return Verdict(not missing, why, tuple(missing))


def may_approve(approver: int, authors: Iterable[int | None]) -> bool:
    """Return whether the approver is another person than all who wrote any part of it.

    Källa: Vägledningen 2.7.3; domain.md 1.9.
    """
    return is_another(approver, authors)


def why_two_persons() -> Explanation:
    """Explain why somebody else approves.

    Källa: Vägledningen 2.7.3; domain.md 1.9.
    """
    return Explanation(
        rule="Den som har skrivit någon del av protokollet eller lämnat in det godkänner det inte.",
        source="Vägledningen 2.7.3 (att två personer behövs är vårt val)",
        reservations=("Källan säger inte vem på Länsstyrelsen som godkänner.",),
    )


def speaks_of_coordinator(text: str) -> bool:
    """Return whether the text mentions the coordinator, so that a hint may be shown.

    It is a hint and no filter: the words may well be right.
    Källa: Vägledningen 2.7.3 "kommunens arbete som följs upp och inte hur en enskild
    beredskapssamordnare sköter uppgifterna".
    """
    return bool(_COORDINATOR.search(text))


def draft_text(parts: tuple[tuple[str, str], ...]) -> str:
    """Return the first draft of an assessment from what was noted at the visit.

    Källa: Vägledningen 2.7.3, 2.9 "Lyft fram det som gått bra", "ta reda på vad det beror på".
    """
    return "\n\n".join(f"{label}: {text.strip()}" for label, text in parts if text.strip())


def _measures(draft: Draft) -> tuple[DraftMeasure, ...]:
    inside = tuple(one for found in draft.deficiencies for one in found.measures)
    return inside + draft.other_measures


def _gaps(measure: DraftMeasure, held: date | None) -> list[str]:
    gaps = []
    if measure.due_date is None:
        gaps.append("ange när den bör vara klar.")
    elif held is not None and measure.due_date <= held:
        gaps.append("dagen ska ligga efter besöket.")
    if not measure.follow_up.strip():
        gaps.append("ange hur den följs upp.")
    return gaps


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else f"{plain[:57]}…"  # noqa: PLR2004 - a line's length
