"""The agenda that each kind of meeting begins with; whoever plans may change it."""

from typing import Final, NamedTuple

from forums.models import Meeting


class Point(NamedTuple):
    """A point on the agenda and what helps the chair to lead it."""

    title: str
    hint: str = ""


# Källa: Avsiktsförklaringen scen 1 (samordningsgruppens månadsmöte).
ORDINARY: Final = (
    Point("Mötet öppnas", "Upprop efter funktion. Är mandaten rätt för forumets nivå?"),
    Point("Uppföljning av förra mötet", "Vad skulle göras, av vem, till när?"),
    Point("Frågor från aktörerna", "Har fler samma problem? Har någon redan löst det?"),
    Point("Förslag till gemensamt arbete", "Hör frågan hemma här eller på en annan nivå?"),
    Point("Information", "Kort, vid behov."),
    Point("Återföring till den egna organisationen", "Vad för var och en vidare hem?"),
    Point("Nästa möte", "Dag, tid och plats."),
)

# Källa: domain.md 3.2; Avsiktsförklaringen "Ansvar och arbetsfördelning": "På veckomöten hanteras".
WEEKLY: Final = (
    Point("Aktörsrapportering", "Aktör för aktör: det som avviker, det som väntar."),
    Point("Informationsdelning", "Vad behöver de andra veta?"),
    Point("Samverkansbehov", "Vad kräver gemensamt arbete, och i vilket forum?"),
    Point("Sammanställning av regional lägesbild", "Veckans lägesbild läses upp och stäms av."),
)

# Källa: Avsiktsförklaringen scen 2 "extrainsatta samverkanskonferenser".
EXTRA: Final = (
    Point("Upprop och syfte", "Vem är med, varför möts vi, hur länge?"),
    Point("Rapport från berörda aktörer", "Läget, åtgärder, planer."),
    Point("Trolig utveckling", "Vad händer härnäst? Värsta rimliga fall."),
    Point("Samverkansbehov", "Behöver något samordnas eller inriktas?"),
    Point("Regional lägesbild", "Länsstyrelsen sammanfattar."),
    Point("Nästa möte", "Tid, plats och vilka som ska vara med."),
)

# Källa: domain.md 3.2; Avsiktsförklaringen "Så aktiveras olika forum".
FIRST: Final = (
    Point(
        "Upprop, roller och sekretess",
        "Upprop efter funktion och mandat. Öppen linje: inga sekretessbelagda uppgifter.",
    ),
    Point("Syfte och tidsram", "Varför möts vi, vad ska vara klart, när slutar vi?"),
    Point("Lägesbild", "Vad har hänt, var, när? Vem är källan? Vad vet vi inte?"),
    Point("Tillägg från aktörerna", "Bara det som avviker: konsekvenser, åtgärder, behov."),
    Point("Trolig utveckling", "Närmaste timmarna och dygnet. Värsta rimliga fall."),
    Point(
        "Behov av inriktning, samordning och resurser",
        "Vilka behov är inte mötta? Behöver inriktande forum aktiveras?",
    ),
    Point("Kommunikation", "Gemensamma budskap. Vem talar utåt?"),
    Point(
        "Sammanfattning", "Vad är aktörerna överens om: vem, vad, när. Varje aktör beslutar själv."
    ),
    Point("Fortsatt ordförandeskap", "Första mötet bestämmer vem som leder härnäst."),
    Point("Nästa möte", "Tid, plats och samma nummer om inget annat sägs."),
    Point("Översyn av sammansättningen", "Vilka saknas? Vilka behövs inte längre?"),
)

# Källa: domain.md 3.2; Avsiktsförklaringen "Så aktiveras olika forum": "Analys om behov av anpassad
# sammansättning görs löpande".
LATER: Final = (
    Point(
        "Upprop, roller och sekretess",
        "Upprop efter funktion och mandat. Öppen linje: inga sekretessbelagda uppgifter.",
    ),
    Point("Syfte och tidsram", "Vad ska vara klart när vi slutar, och när är det?"),
    Point("Samlad lägesbild", "Vad har ändrats sedan förra mötet?"),
    Point("Tillägg från aktörerna", "Bara det som avviker: konsekvenser, åtgärder, behov."),
    Point("Trolig utveckling", "Närmaste dygnet. Värsta rimliga fall."),
    Point("Behov av inriktning, samordning och resurser", "Vilka behov är inte mötta?"),
    Point("Kommunikation", "Gemensamma budskap. Vem talar utåt?"),
    Point(
        "Sammanfattning", "Vad är aktörerna överens om: vem, vad, när. Varje aktör beslutar själv."
    ),
    Point("Nästa möte och ordförandeskap", "Tid, plats. Ska någon annan leda?"),
    Point("Översyn av sammansättningen", "Vilka saknas? Vilka behövs inte längre?"),
)

_BY_KIND: Final[dict[str, tuple[Point, ...]]] = {
    Meeting.Kind.ORDINARY: ORDINARY,
    Meeting.Kind.WEEKLY: WEEKLY,
    Meeting.Kind.EXTRA: EXTRA,
    Meeting.Kind.FIRST: FIRST,
    Meeting.Kind.LATER: LATER,
}


def default_for(kind: str) -> list[Point]:
    """Return the agenda that a meeting of this kind begins with."""
    return list(_BY_KIND[kind])
