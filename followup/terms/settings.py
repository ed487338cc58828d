"""What no source gives a number for, and each county therefore sets for itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from common.numbers import tidy

JsonValue = int | bool | str | None


class ValueKind(StrEnum):
    """What a setting's value is."""

    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True)
class Setting:
    """One setting: what it means, its unit, and why the county has to choose."""

    key: str
    label: str
    meaning: str
    kind: ValueKind
    unit: str
    source: str
    least: int = 0
    most: int = 1_000_000_000
    default: JsonValue = None  # a choice of display or handling only; a limit has none
    choices: tuple[tuple[str, str], ...] = ()


SETTINGS: Final = (
    Setting(
        "large_saving_amount",
        "Stort sparande, belopp",
        "Ett samlat sparande över beloppet räknas som stort och kräver en plan.",
        ValueKind.NUMBER,
        "kr",
        "Vägledningen 2.6 (”stort sparande” utan belopp)",
        least=1,
    ),
    Setting(
        "large_saving_share",
        "Stort sparande, andel",
        "Ett samlat sparande över denna andel av årets ersättning räknas som stort.",
        ValueKind.NUMBER,
        "% av årets ersättning",
        "Vägledningen 2.6 (”stort sparande” utan andel)",
        least=1,
        most=1000,
    ),
    Setting(
        "feedback_days",
        "Tid för återkoppling",
        "Så många dagar har Länsstyrelsen på sig att ge återkoppling på ett dokument.",
        ValueKind.NUMBER,
        "dagar",
        "Vägledningen 2.3 (”i god tid”)",
        least=1,
        most=730,
    ),
    Setting(
        "completion_days",
        "Tid för komplettering",
        "Så många dagar får kommunen på sig när Länsstyrelsen ber om en komplettering.",
        ValueKind.NUMBER,
        "dagar",
        "Vägledningen 2.2 (anger ingen tid)",
        least=1,
        most=730,
    ),
    Setting(
        "question_days",
        "Tid för svar på frågor",
        "Så många dagar har Länsstyrelsen på sig att svara på en fråga om ersättningen. "
        "Utan tid får frågan ingen frist.",
        ValueKind.NUMBER,
        "dagar",
        "Vägledningen 2.5 (anger ingen tid)",
        least=1,
        most=730,
    ),
    Setting(
        "late_visit_year",
        "Sent besök",
        "Ett första besök efter detta år i mandatperioden räknas som sent. "
        "Då behöver kommunen återkoppling på dokumenten innan.",
        ValueKind.NUMBER,
        "år i mandatperioden",
        "Vägledningen 2.3, 2.7.1 (”sent i mandatperioden”)",
        least=1,
        most=4,
    ),
    Setting(
        "reasonable_time_days",
        "Rimlig tid att åtgärda",
        "Så många dagar ska kommunen minst ha haft på sig innan ett yttrande skickas.",
        ValueKind.NUMBER,
        "dagar",
        "Vägledningen 3.2 (”rimlig tid”)",
        least=1,
        most=1460,
    ),
    Setting(
        "soon_days",
        "Snart",
        "Det som ska vara klart inom så många dagar visas som ”snart”.",
        ValueKind.NUMBER,
        "dagar",
        "Ett val för visningen, inte en regel",
        least=1,
        most=365,
        default=30,
    ),
    Setting(
        "pack_days",
        "Underlag i förväg",
        "Så många dagar före ett bokat besök börjar underlaget framställas på natten. "
        "Sedan görs det om när något i det har ändrats.",
        ValueKind.NUMBER,
        "dagar",
        "Vägledningen 2.7.3 (säger bara att underlagen gås igenom; tiden är ett val för arbetet)",
        least=1,
        most=365,
        default=14,
    ),
    Setting(
        "referral_cutoff_on_day",
        "Yttrande just den 30 april",
        "Källan säger före och efter den 30 april, men inget om själva dagen.",
        ValueKind.CHOICE,
        "",
        "Vägledningen 3.3 (”före” och ”efter den 30 april”)",
        default="ask",
        choices=(
            ("ask", "Visa båda läsningarna och låt handläggaren välja"),
            ("before", "Räkna dagen som före"),
            ("after", "Räkna dagen som efter"),
        ),
    ),
    Setting(
        "store_secret_annexes",
        "Hemliga bilagor i systemet",
        "Ja: hemliga bilagor får förvaras här, krypterade. Nej: bara en hänvisning får antecknas.",
        ValueKind.YES_NO,
        "",
        "Vägledningen 2.10 (anger inte hur hemliga bilagor förvaras)",
    ),
    Setting(
        "export_across",
        "Uttag över flera kommuner",
        "Ja: handläggare får ta ut listor över flera kommuner. "
        "Många uppgifter tillsammans kan vara känsligare än var för sig.",
        ValueKind.YES_NO,
        "",
        "Vägledningen 2.10 (ett val för Länsstyrelsen)",
    ),
)
BY_KEY: Final = {setting.key: setting for setting in SETTINGS}


def parsed(setting: Setting, text: str) -> JsonValue:
    """Return the value that was typed; empty means unset.

    Källa: Vägledningen 2.6, 3.2 (gränser utan tal, som länet sätter).

    :raises ValueError: with a Swedish sentence, if the setting cannot have it.
    """
    text = "".join(tidy(text).split())
    if not text:
        return None
    if setting.kind is ValueKind.CHOICE:
        if text not in dict(setting.choices):
            raise ValueError("Välj ett av alternativen.")
        return text
    if setting.kind is ValueKind.YES_NO:
        if text not in {"yes", "no"}:
            raise ValueError("Välj ja, nej eller inte satt.")
        return text == "yes"
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("Ange ett helt tal utan enhet.")
    number = int(text[:12])
    if not setting.least <= number <= setting.most:
        raise ValueError(f"Ange ett tal mellan {setting.least} och {setting.most}.")
    return number


def shown(setting: Setting, value: JsonValue) -> str:
    """Return the value with its unit; ``inte satt`` if there is none.

    Källa: Vägledningen 2.6, 3.2 (gränser utan tal, som länet sätter).
    """
    if value is None:
        return "inte satt"
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, str):
        return dict(setting.choices).get(value, value)
    return f"{value:,} {setting.unit}".replace(",", "\N{NO-BREAK SPACE}")


def typed(value: JsonValue) -> str:
    """Return the value as it would be typed, so that ``parsed`` reads it back.

    Källa: ADR 15.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
