"""The five documents of a term: who decides, by when, and whether the demand is fulfilled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from common.counts import counted
from followup.terms.dates import in_words
from followup.why import Explanation, Fact, Verdict

# The lowest first, as in followup.models.DecidingBody.
BODIES: Final = ("official", "director", "board", "council")
TABLE: Final = "Vägledningen tabell 2.2"
BASIC: Final = "basic"
MET: Final = "met"
NOT_ASSESSED: Final = "not_assessed"


def body_is_high_enough(lowest: str, decided_by: str) -> bool:
    """Return whether the body that decided is the lowest allowed, or above it.

    Källa: Vägledningen 2.2, tabell 2.2.
    """
    return not lowest or BODIES.index(decided_by) >= BODIES.index(lowest)


def bodies_below(lowest: str) -> tuple[str, ...]:
    """Return the bodies that may not decide the document.

    Källa: Vägledningen tabell 2.2.
    """
    return BODIES[: BODIES.index(lowest)] if lowest else ()


def body_verdict(
    *, document: str, lowest: str, lowest_label: str, decided_by: str, decided_label: str
) -> Verdict:
    """Return whether the deciding body is high enough, and why.

    Källa: Vägledningen 2.2, tabell 2.2.
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


def decided_for_term(*, decided: date, election: date) -> Verdict:
    """Return whether a document was decided for the term: not before its election.

    Källa: Vägledningen 2.2 "beslutat om under mandatperiodens första år"; Vägledningen 2.2.2 "för
    varje ny mandatperiod"; domain.md 7.2.
    """
    why = Explanation(
        rule="Dokumentet beslutas på nytt för varje mandatperiod, under dess första år.",
        source="Vägledningen 2.2, 2.2.2",
        facts=(Fact("Beslutat", in_words(decided)), Fact("Val", in_words(election))),
        reservations=("Källan anger ingen tidigaste dag. Systemet räknar från valet.",),
    )
    if decided >= election:
        return Verdict(True, why)
    return Verdict(False, why, ("Dokumentet är beslutat före valet, för en tidigare period.",))


def on_time(
    *, due: date, decided: date, received: date, is_reported: bool, election: date
) -> Verdict:
    """Return whether a document came in time: decided by the day or, for the RSA, reported by it.

    The days are those of its first version: what is revised later came in time all the same. What
    was decided for an earlier term did not come in time for this one.
    Källa: Vägledningen 2.2.1 (RSA rapporteras); Vägledningen 2.2.2, 2.2.3, 2.2.4 (beslutad senast);
    Vägledningen tabell 2.2.
    """
    for_term = decided_for_term(decided=decided, election=election)
    if not for_term.holds:
        return for_term
    day, act = (received, "rapporteras") if is_reported else (decided, "vara beslutat")
    why = Explanation(
        rule=f"Dokumentet ska {act} senast {in_words(due)}.",
        source="Vägledningen 2.2.1, tabell 2.2" if is_reported else TABLE,
        facts=(
            Fact("Först beslutat", in_words(decided)),
            Fact("Först inkommet till Länsstyrelsen", in_words(received)),
        ),
    )
    return Verdict(day <= due, why)


def is_missing_at_year_two(*, has_version: bool, day: date, check_day: date) -> bool:
    """Return whether the county should ask why the document is missing and agree on a plan.

    Källa: Vägledningen 2.2 "vid början av det andra året … inte har beslutat om dokumenten".
    """
    return not has_version and day >= check_day


@dataclass(frozen=True)
class Judged:
    """What has been found of a document that was handed in.

    ``checks`` are the criteria as (kind, code, verdict), ``headings`` those demanded with whether
    they are there; None where nobody has looked.
    """

    body_holds: bool
    is_for_term: bool
    checks: Sequence[tuple[str, str, str]] = ()
    headings: Sequence[tuple[str, bool | None]] = ()

    @property
    def basic(self) -> list[tuple[str, str]]:
        return [(code, verdict) for kind, code, verdict in self.checks if kind == BASIC]

    @property
    def failed(self) -> list[str]:
        return [code for code, verdict in self.basic if verdict not in {MET, NOT_ASSESSED}]

    @property
    def missing(self) -> list[str]:
        """Return what is wanting, in sentences.

        Källa: Vägledningen 2.2, tabell 2.2; Vägledningen 2.2.1 "ska följa den disposition".
        """
        found = [] if self.body_holds else ["Dokumentet är beslutat på för låg nivå."]
        if not self.is_for_term:
            found.append("Dokumentet är beslutat före valet, för en tidigare period.")
        found += [
            f"Rubriken ”{text}” saknas." for text, is_found in self.headings if is_found is False
        ]
        return found + [f"Grundläggande krav {code} är inte uppfyllt." for code in self.failed]

    @property
    def unseen(self) -> list[str]:
        """Return what nobody has judged yet, in sentences.

        Källa: Vägledningen 2.2, 2.2.1.
        """
        headings = [text for text, is_found in self.headings if is_found is None]
        basic = [code for code, verdict in self.basic if verdict == NOT_ASSESSED]
        found = []
        if headings:
            looked = counted(
                len(headings), "rubrik är inte kontrollerad", "rubriker är inte kontrollerade"
            )
            found.append(f"{looked} än.")
        if basic:
            judged = "bedömt" if len(basic) == 1 else "bedömda"
            found.append(f"{len(basic)} grundläggande krav är inte {judged} än.")
        return found

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return what the verdict rests on.

        Källa: domain.md 7.11.
        """
        met = sum(verdict == MET for _, verdict in self.basic)
        there = sum(is_found is True for _, is_found in self.headings)
        of_headings = Fact("Rubriker som finns", f"{there} av {len(self.headings)}")
        return (
            Fact("Finns", "ja"),
            Fact("Rätt nivå", "ja" if self.body_holds else "nej"),
            Fact("Beslutat för perioden", "ja" if self.is_for_term else "nej"),
            *((of_headings,) if self.headings else ()),
            Fact("Grundläggande krav", f"{met} uppfyllda"),
            Fact("Av", str(len(self.basic))),
        )


def fulfilled(judged: Judged | None) -> Verdict:
    """Return whether the demand is fulfilled; nothing judged means that there is no document.

    It exists, is decided high enough and for the term, has the headings that are demanded and
    meets the basic requirements. Quality measures never fail anything; what nobody has judged
    leaves the answer open.
    Källa: Vägledningen 2.2 "dokumenten finns, samt att de uppfyller de grundläggande krav";
    Vägledningen 2.2.1 "ska följa den disposition som presenteras i föreskriftens § 4".
    """
    missing = judged.missing if judged else ["Dokumentet saknas."]
    unseen = judged.unseen if judged else []
    if not judged or not judged.basic:
        unseen = [*unseen, "Inga grundläggande krav är inlästa för dokumentet."]
    why = Explanation(
        rule="Dokumentet ska finnas, vara beslutat på rätt nivå för mandatperioden, ha de rubriker "
        "som krävs och uppfylla de grundläggande kraven. Kvalitetsmått avgör inte.",
        source="Vägledningen 2.2, 2.2.1",
        facts=judged.facts if judged else (Fact("Finns", "nej"),),
        reservations=tuple(unseen) if judged else (),
    )
    if missing:
        return Verdict(False, why, tuple(missing))
    return Verdict(None if unseen else True, why)


def feedback_due(received: date, days: int | None) -> date | None:
    """Return the day by which the county answers; nothing where the county has set no time.

    Källa: Vägledningen 2.3 (skriftlig återkoppling; ingen tid anges).
    """
    return received + timedelta(days=days) if days else None


def feedback_explained(*, received: date, days: int | None, is_visit_late: bool) -> Explanation:
    """Return why the county answers by that day, or that no day is set.

    Källa: Vägledningen 2.3, 2.7.1 (besök sent i mandatperioden).
    """
    late = "Det första besöket ligger sent. Då är skriftlig återkoppling innan extra viktig."
    return Explanation(
        rule="Länsstyrelsen ger skriftlig återkoppling på dokumenten.",
        source="Vägledningen 2.3",
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

    Källa: Vägledningen 2.3, 2.7.1 "sent i mandatperioden" (utan angivet år).
    """
    return bool(visit_year and limit and visit_year > limit)
