"""What may be written where, and what to do with what may not be written here at all."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from followup.why import Explanation, Fact

DEFENCE: Final = "15:2"
GROUNDS: Final = {
    "15:2": "15 kap. 2 § OSL (försvarssekretess)",
    "18:13": "18 kap. 13 § OSL (risk- och sårbarhetsanalyser)",
    "18:8": "18 kap. 8 § OSL (säkerhets- och bevakningsåtgärder)",
    "18:9": "18 kap. 9 § OSL",
    "other": "Annan bestämmelse i OSL",
}
# What to do instead. Nothing of it is to be sent in the system.
INSTEAD: Final = (
    "Skriv inte in uppgiften här, inte heller i fritext eller i ett meddelande.",
    "Kontakta säkerhetsskyddschefen i din organisation innan du gör något mer.",
    "Förvara och lämna över uppgiften på det sätt som säkerhetsskyddschefen anvisar.",
    "Lägg bara in en hänvisning: diarienummer, förvaringsplats och ansvarig funktion.",
)
# When it has been written anyway.
AFTER: Final = (
    "Läs inte mer, skriv inte ut och ta inte kopior.",
    "Anmäl händelsen här. Bilagan stängs genast för alla.",
    "Kontakta säkerhetsskyddschefen, som bedömer skadan och vilka som ska underrättas.",
    "Låt den som ger behörighet utplåna bilagan. Det går inte att ångra.",
)


class Answer(StrEnum):
    """What one says that one is about to write."""

    SECRET = "sekretess"  # noqa: S105 - a word in an address
    CLASSIFIED = "klassificerad"
    UNSURE = "osaker"


class Place(StrEnum):
    """Where it may be kept."""

    ANNEX = "annex"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Ruling:
    """Where something may be kept, and why."""

    place: Place
    why: Explanation


def ruling(answer: Answer, *, stores_here: bool) -> Ruling:
    """Return where something may be kept: sealed in an annex, or elsewhere with a reference here.

    Whoever is unsure writes nothing.
    Källa: Vägledningen 2.10; domain.md 9.1; Säkerhetsskyddslagen 2 kap. 5 §.
    """
    if answer != Answer.SECRET:
        return Ruling(
            Place.REFERENCE,
            Explanation(
                "Säkerhetsskyddsklassificerade uppgifter får aldrig skrivas in i systemet.",
                "Säkerhetsskyddslagen 2 kap. 5 §; Vägledningen 2.10",
                (Fact("Ditt svar", _WORDS[answer]),),
            ),
        )
    if not stores_here:
        return Ruling(
            Place.REFERENCE,
            Explanation(
                "Länet har inte valt att lagra hemliga bilagor här.",
                "Vägledningen 2.10 (länets inställning)",
                (Fact("Länets inställning", "Lagras inte"),),
            ),
        )
    return Ruling(
        Place.ANNEX,
        Explanation(
            "Delar av protokollet kan läggas i en hemlig bilaga.",
            "Vägledningen 2.10",
            (Fact("Länets inställning", "Lagras här"),),
        ),
    )


def grounds_to_choose(*, defence_is_stored: bool) -> list[tuple[str, str]]:
    """Return the grounds an annex here may rest on; 15:2 only where two have decided so.

    Källa: Vägledningen 2.10; domain.md 9.1.
    """
    return [(code, name) for code, name in GROUNDS.items() if code != DEFENCE or defence_is_stored]


def lacks(*, has_signed: bool, numbers: Collection[int], granted: Collection[int]) -> str:
    """Say what a participant lacks before the visit, "" if nothing.

    Källa: Vägledningen 2.10 "de personer som ska få informationen har behörighet"; domain.md 3.5.
    """
    if not has_signed:
        return "Sekretessförbindelse saknas"
    without = sorted(set(numbers) - set(granted))
    if not without:
        return ""
    words = ", ".join(str(number) for number in without)
    return f"Behörighet saknas till hemlig bilaga {words}"


_WORDS: Final = {
    Answer.SECRET: "Sekretess enligt OSL",
    Answer.CLASSIFIED: "Säkerhetsskyddsklassificerat",
    Answer.UNSURE: "Osäker",
}
