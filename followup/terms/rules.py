"""The four years of a term, and the days that its rules give."""

from datetime import date
from typing import Final

from followup.terms.dates import explained, in_words, month_day
from followup.why import ExplainedDate, Explanation, Fact

YEARS: Final = 4
REVIEW_YEAR: Final = 2

# The codes of the recurring days and counts, as in followup/data/key_dates.csv
ANNUAL_REPORT: Final = "ARLIG_UPPFOLJNING"
DOCUMENT_REVIEW: Final = "LST_DOCREVIEW"
REFERRAL_CUTOFF: Final = "YTTRANDE_CUTOFF"
COMPENSATION_NOTICE: Final = "ERS_BESKED"
COMPENSATION_PAYMENT: Final = "ERS_UTBETALNING"
VISITS: Final = "UPPFOLJNINGSBESOK"
ECONOMIC_REVIEWS: Final = "EKON_UPPFOLJNING"


def first_day(election: date) -> date:
    """Return 1 January of year 1, the year after the election.

    Källa: Vägledningen 2.2 (mandatperiodens första år); Vägledningen tabell 2.2 (valet 2018, år 1 =
    2019).
    """
    return date(election.year + 1, 1, 1)


def year_of_term(election: date, day: date) -> int | None:
    """Return 1–4, or nothing on a day outside the term.

    Källa: Vägledningen 2.2 (mandatperiodens första och andra år).
    """
    number = day.year - election.year
    return number if 1 <= number <= YEARS else None


def due_day(election: date, year: int, month: int, day: int) -> date:
    """Return the day in the given year of the term.

    Källa: Vägledningen tabell 2.2.
    """
    return date(election.year + year, month, day)


def document_due(  # noqa: PLR0913 - each is a fact that the explanation shows
    *,
    document: str,
    election: date,
    year: int,
    month: int,
    day: int,
    is_reported: bool,
    lowest_body: str,
    source: str,
    validity: str,
) -> ExplainedDate:
    """Return when a document is due in a term, and why.

    Källa: Vägledningen 2.2.1, 2.2.2, 2.2.3, 2.2.4, tabell 2.2.
    """
    act = "rapporteras till Länsstyrelsen" if is_reported else "vara beslutad"
    return explained(
        due_day(election, year, month, day),
        Explanation(
            rule=f"{document} ska {act} senast {month_day(month, day)} år {year} i mandatperioden.",
            source=source,
            facts=(
                Fact("Val", in_words(election)),
                Fact(f"År {year} i mandatperioden", str(election.year + year)),
                Fact("Beslutas lägst av", lowest_body or "Kommunen väljer själv nivå"),
                Fact("Regeln gäller", validity),
            ),
        ),
    )


def year_two_check(*, election: date, source: str, validity: str) -> ExplainedDate:
    """Return when the county begins to check that the documents exist, and why.

    It is a beginning, not a last day, so there is no other reading of it.
    Källa: Vägledningen 2.2 (under inledningen av mandatperiodens andra år).
    """
    day = date(election.year + REVIEW_YEAR, 1, 1)
    return ExplainedDate(
        day,
        Explanation(
            rule="I början av mandatperiodens andra år följer Länsstyrelsen upp att dokumenten "
            "finns och uppfyller de grundläggande kraven.",
            source=source,
            facts=(
                Fact("Val", in_words(election)),
                Fact("År 2 i mandatperioden", str(day.year)),
                Fact("Regeln gäller", validity),
            ),
            reservations=(
                (
                    "Källan anger ingen dag. 1 januari är den första dagen som uppföljningen kan "
                    "göras, inte en sista dag."
                ),
            ),
        ),
    )


def yearly_day(  # noqa: PLR0913 - each is a fact that the explanation shows
    *,
    what: str,
    year: int,
    month: int,
    day: int,
    source: str,
    validity: str,
    note: str = "",
    facts: tuple[Fact, ...] = (),
) -> ExplainedDate:
    """Return a day that comes every year, and why.

    Källa: Vägledningen 2.4 (sista datum för redovisning); Vägledningen 3.3 (30 april).
    """
    return explained(
        date(year, month, day),
        Explanation(
            rule=f"{what}: {month_day(month, day)} varje år.",
            source=source,
            facts=(Fact("År", str(year)), *facts, Fact("Regeln gäller", validity)),
            reservations=(note,) if note else (),
        ),
    )


def count_in_term(
    *, what: str, least: int | None, preferred: int | None, source: str, validity: str
) -> Explanation:
    """Return why something is to be done a number of times in a term.

    Källa: Vägledningen 2.5, 2.7.
    """
    times = f"minst {least} per mandatperiod" if least else "antalet anges inte"
    if preferred:
        times += f", gärna {preferred}"
    return Explanation(
        rule=f"{what}: {times}.", source=source, facts=(Fact("Regeln gäller", validity),)
    )


def validity(valid_from: date, valid_to: date | None) -> str:
    """Return ``från och med 1 januari 2019`` and until when, if that is known.

    Källa: Vägledningen 1.2 (fotnot 1, 2: överenskommelser med giltighetstid).
    """
    text = f"från och med {in_words(valid_from)}"
    return f"{text} till och med {in_words(valid_to)}" if valid_to else text
