"""The words that a person signs. A new wording is a new version; the old ones stay here."""

from typing import Final

from records.models import LegalGround, UndertakingRequest

VERSION: Final = "1"

# Plain words, checked by no lawyer yet: a county may ask for its own wording.
TEXTS: Final = {
    "1": (
        "Jag har fått veta att jag kan få ta del av uppgifter som omfattas av sekretess enligt "
        "offentlighets- och sekretesslagen (2009:400), OSL: {grounds}.\n\n"
        "Jag förstår att\n"
        "– jag inte får röja uppgifterna för någon obehörig, varken muntligt, skriftligt eller på "
        "annat sätt,\n"
        "– jag bara får tala om uppgifterna i lokaler som är lämpliga för det,\n"
        "– jag inte får fotografera, kopiera eller skicka uppgifterna vidare,\n"
        "– varje gång jag öppnar en hemlig bilaga antecknas det i en logg,\n"
        "– tystnadsplikten gäller även sedan uppdraget eller den här förbindelsen har upphört,\n"
        "– den som bryter mot tystnadsplikten kan straffas enligt 20 kap. 3 § brottsbalken.\n\n"
        "Förbindelsen gäller: {what}. Den gäller till och med {valid_to}."
    )
}


def text_of(asked: UndertakingRequest) -> str:
    """Return the text as the person who is asked reads and signs it.

    Källa: Vägledningen 2.10 "sekretessförbindelse".
    """
    grounds = ", ".join(str(LegalGround(ground).label) for ground in asked.legal_grounds)
    return TEXTS[asked.text_version].format(
        grounds=grounds, what=asked.what, valid_to=asked.valid_to.isoformat()
    )
