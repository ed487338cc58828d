"""Published examples of what compensation may and may not pay: guidance, not law."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Guidance:
    text: str
    allowed: bool
    source: str


INSTRUCTIONS: Final = "MSB:s anvisningar för 2014–2018 (rubriker)"
RAKEL: Final = "Anvisningarna (rubrikerna i utgåvan för 2014–2018); Vägledningen 3.2"
_ALLOWED: Final = (
    "Risk- och sårbarhetsanalys och planering",
    "Geografiskt områdesansvar",
    "Utbildning och övning",
    "Rapportering",
    "Höjd beredskap",
    "Funktion för samordning",
    "Samverkansersättning",
)
_NOT_ALLOWED: Final = (
    "Samhällsviktig verksamhet i sig",
    "Investeringar",
    "Tjänsteman i beredskap (TiB) och hantering av en extraordinär händelse",
    "Säkerhetsarbete utan koppling till LEH",
)
RESERVATIONS: Final = (
    (
        "Exemplen är från 2014–2018. Anvisningarna från 2019 (MSB dnr 2019-00265) har inte gått att"
        " läsa. För 2024–2026 finns nya."
    ),
    (
        "Från 2024 är vissa begränsade investeringar tillåtna, om de tydligt stärker beredskapen."
        " Huvuddelen ska gå till personal. Källa: SKR 13 februari 2024."
    ),
)
LEFT_OVER: Final = (
    "En kommun som bedöms ha genomfört uppgifterna i tillräcklig omfattning kan ges möjlighet att"
    " använda pengar som är kvar till övrigt arbete som kan kopplas till överenskommelserna."
)


def guidance() -> list[Guidance]:
    """Return the examples, the allowed first.

    Källa: Vägledningen 2.5 "exempel på åtgärder som kan finansieras respektive inte kan
    finansieras"; Vägledningen 3.2 "upphandlat Rakel-apparater"; Anvisningarna.
    """
    return [
        *(Guidance(text, True, INSTRUCTIONS) for text in _ALLOWED),
        Guidance("Inköp av Rakelutrustning", False, RAKEL),
        *(Guidance(text, False, INSTRUCTIONS) for text in _NOT_ALLOWED),
    ]
