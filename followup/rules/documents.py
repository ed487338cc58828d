"""The five documents of a term: who decides, by when, and whether the demand is fulfilled."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from common.counts import counted
from followup.rules.dates import in_words
from followup.rules.why import Explanation, Fact, Verdict

# The lowest first, as in followup.models.DecidingBody.
BODIES: Final = ("official", "director", "board", "council")
TABLE: Final = "003 tabell 2.2"
BASIC: Final = "basic"
MET: Final = "met"
NOT_ASSESSED: Final = "not_assessed"


def body_is_high_enough(lowest: str, decided_by: str) -> bool:
    """Return whether the body that decided is the lowest allowed, or above it.

    Källa: 003 §2.2, tabell 2.2.
    """
    return not lowest or BODIES.index(decided_by) >= BODIES.index(lowest)


def bodies_below(lowest: str) -> tuple[str, ...]:
    """Return the bodies that may not decide the document.

    Källa: 003 tabell 2.2.
    """
    return BODIES[: BODIES.index(lowest)] if lowest else ()


def body_verdict(
    *, document: str, lowest: str, lowest_label: str, decided_by: str, decided_label: str
) -> Verdict:
    """Return whether the deciding body is high enough, and why.

    Källa: 003 §2.2, tabell 2.2.
    """
    if lowest == BODIES[-1]:
        rule = f"{document} ska beslutas av {lowest_label.lower()}."
    elif lowest:
        rule = f"{document} ska beslutas av lägst {lowest_label.lower()}."
    else:
        rule = f"Kommunen bestämmer själv på vilken nivå {document} beslutas."
    holds = body_is_high_enough(lowest, decided_by)
    why = Explanation(rule=rule, source=TABLE, facts=(Fact("Beslutat av", decided_label),))
    return Verdict(holds, why, () if holds else (rule,))


def on_time(*, due: date, decided: date, received: date, is_reported: bool) -> Verdict:
    """Return whether a document came in time: decided by the day or, for the RSA, reported by it.

    The days are those of its first version: what is revised later came in time all the same.
    Källa: 003 §2.2.1 (RSA rapporteras), §2.2.2–2.2.4 (beslutad senast), tabell 2.2.
    """
    day, act = (received, "rapporteras") if is_reported else (decided, "vara beslutat")
    why = Explanation(
        rule=f"Dokumentet ska {act} senast {in_words(due)}.",
        source="003 §2.2.1, tabell 2.2" if is_reported else TABLE,
        facts=(
            Fact("Först beslutat", in_words(decided)),
            Fact("Först inkommet till Länsstyrelsen", in_words(received)),
        ),
    )
    return Verdict(day <= due, why)


def is_missing_at_year_two(*, has_version: bool, day: date, check_day: date) -> bool:
    """Return whether the county should ask why the document is missing and agree on a plan.

    Källa: 003 §2.2 "vid början av det andra året … inte har beslutat om dokumenten".
    """
    return not has_version and day >= check_day


def fulfilled(*, exists: bool, body_holds: bool, checks: Sequence[tuple[str, str, str]]) -> Verdict:
    """Return whether the demand is fulfilled: it exists, is decided high enough, meets the basics.

    ``checks`` are the criteria as (kind, code, verdict). Quality measures never fail anything;
    unassessed basic requirements leave the answer open.
    Källa: 003 §2.2 "dokumenten finns, samt att de uppfyller de grundläggande krav".
    """
    basic = [(code, verdict) for kind, code, verdict in checks if kind == BASIC]
    failed = [code for code, verdict in basic if verdict not in {MET, NOT_ASSESSED}]
    open_ones = [code for code, verdict in basic if verdict == NOT_ASSESSED]
    missing = _shortcomings(exists, body_holds, failed)
    holds: bool | None = not missing
    if exists and not missing and (open_ones or not basic):
        holds = None
    reservations = []
    if not basic:
        reservations.append("Inga grundläggande krav är inlästa för dokumentet.")
    if open_ones:
        judged = "bedömt" if len(open_ones) == 1 else "bedömda"
        reservations.append(f"{len(open_ones)} grundläggande krav är inte {judged} än.")
    why = Explanation(
        rule="Dokumentet ska finnas, vara beslutat på rätt nivå och uppfylla de grundläggande "
        "kraven. Kvalitetsmått avgör inte.",
        source="003 §2.2",
        facts=(
            Fact("Finns", "ja" if exists else "nej"),
            Fact("Rätt nivå", "ja" if body_holds else "nej"),
            Fact("Grundläggande krav", f"{len(basic) - len(failed) - len(open_ones)} uppfyllda"),
            Fact("Av", str(len(basic))),
        ),
        reservations=tuple(reservations),
    )
    return Verdict(holds, why, tuple(missing))


def feedback_due(received: date, days: int | None) -> date | None:
    """Return the day by which the county answers; nothing where the county has set no time.

    Källa: 003 §2.3 (skriftlig återkoppling; ingen tid anges).
    """
    return received + timedelta(days=days) if days else None


def feedback_explained(*, received: date, days: int | None, is_visit_late: bool) -> Explanation:
    """Return why the county answers by that day, or that no day is set.

    Källa: 003 §2.3, §2.7.1 (besök sent i mandatperioden).
    """
    late = "Det första besöket ligger sent. Då är skriftlig återkoppling innan extra viktig."
    return Explanation(
        rule="Länsstyrelsen ger skriftlig återkoppling på dokumenten.",
        source="003 §2.3",
        facts=(
            Fact("Inkom", in_words(received)),
            Fact(
                "Länets tid för återkoppling",
                counted(days, "dag", "dagar") if days else "inte satt",
            ),
        ),
        reservations=(
            *(() if days else ("Ingen gräns är satt för länet.",)),
            *((late,) if is_visit_late else ()),
        ),
    )


def visit_is_late(visit_year: int | None, limit: int | None) -> bool:
    """Return whether the first visit comes after the year that the county calls late.

    Källa: 003 §2.3, §2.7.1 "sent i mandatperioden" utan angivet år.
    """
    return bool(visit_year and limit and visit_year > limit)


def _shortcomings(exists: bool, body_holds: bool, failed: list[str]) -> list[str]:
    if not exists:
        return ["Dokumentet saknas."]
    found = [] if body_holds else ["Dokumentet är beslutat på för låg nivå."]
    return found + [f"Grundläggande krav {code} är inte uppfyllt." for code in failed]
