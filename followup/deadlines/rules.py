"""What a deadline rests on, how it stands, and which ones the county may move with a reason."""

from datetime import date, timedelta
from typing import Final

from followup.terms import dates
from followup.why import ExplainedDate, Explanation, Fact

DONE: Final = "done"
AHEAD: Final = "ahead"
SOON: Final = "soon"
LATE: Final = "late"
CANCELLED: Final = "cancelled"

# A display choice, no limit of any source: the county's setting ``soon_days`` goes before it.
SOON_DAYS: Final = 30

# Days that the county sets by itself. What agreements, the law or a plan made together give is
# moved where that was decided.
MOVABLE: Final = frozenset(
    {"completion", "missing_document_plan", "feedback", "protocol", "question", "compilation"}
)

_AGREED: Final = (
    "Kommunen och länsstyrelsen kommer i samförstånd överens om när det ska vara genomfört."
)
_REASONS: Final[dict[str, tuple[str, str]]] = {
    "document": (
        (
            "Dokumentet ska vara beslutat under mandatperiodens första år och senast den dag som "
            "tabell 2.2 anger för slaget."
        ),
        "Vägledningen tabell 2.2, 2.2",
    ),
    "missing_document_plan": (
        (
            "Dokument som saknas vid början av år två ska få ett skäl och en plan med datum. Dagen "
            "har länsstyrelsen satt."
        ),
        "Vägledningen 2.2",
    ),
    "completion": ("Länsstyrelsen bad om komplettering och satte dagen.", "Vägledningen 2.2"),
    "feedback": (
        (
            "Länsstyrelsen ger skriftlig återkoppling på dokumenten i god tid. Antalet dagar är "
            "länets inställning."
        ),
        "Vägledningen 2.2",
    ),
    "annual_report": (
        "Kommunen redovisar året som gått senast den dag som överenskommelsen anger.",
        "Vägledningen 2.4",
    ),
    "compilation": (
        "Länsstyrelsen sammanställer länets underlag och lämnar det till MSB/MCF.",
        "Vägledningen 2.4",
    ),
    "economic_review": (
        "Kommunens ekonomi granskas minst två gånger under mandatperioden.",
        "Vägledningen 2.5",
    ),
    "saving_plan": (
        "Ett stort sparande kräver en plan för hur medlen ska förbrukas.",
        "Vägledningen 2.6, 3.2",
    ),
    "saving_activity": ("Dagen står i kommunens plan för sparande.", "Vägledningen 4.3"),
    "visit": ("Dagen står i länsstyrelsens plan för uppföljningsbesök.", "Vägledningen 2.7.1"),
    "protocol": (
        (
            "Länsstyrelsen lämnar sin bedömning skriftligt efter besöket. Dagen har länsstyrelsen "
            "satt."
        ),
        "Vägledningen 2.7",
    ),
    "measure": (_AGREED, "Vägledningen 3.2"),
    "referral": (
        f"{_AGREED} Kommunen ska få rimlig tid innan ett yttrande skickas.",
        "Vägledningen 3.2",
    ),
    "material": ("MSB/MCF bad om underlag och satte dagen.", "Vägledningen 3.3"),
    "question": (
        (
            "Länsstyrelsen svarar på kommunens fråga om ersättningen. Antalet dagar är länets "
            "inställning."
        ),
        "Vägledningen 2.5",
    ),
}


def explain(kind: str, due: date, *, moved_from: date | None) -> ExplainedDate:
    """Return why a deadline falls on its day, with both readings if it is a day off.

    Källa: Vägledningen tabell 2.2, 2.2, 2.4, 2.5, 2.6, 2.7, 3.2, 3.3.
    """
    rule, source = _REASONS[kind]
    facts = [Fact("Senast", due.isoformat())]
    if moved_from is not None:
        facts.append(Fact("Ursprunglig dag", moved_from.isoformat()))
    return dates.explained(due, Explanation(rule, source, tuple(facts)))


def status(state: str, due: date, today: date, *, soon_days: int = SOON_DAYS) -> str:
    """Return how a deadline stands today. Lateness is reckoned, never stored.

    A deadline holds the whole of its day. Källa: domain.md 1.7; Vägledningen tabell 2.2.
    """
    if state == "met":
        return DONE
    if state == "cancelled":
        return CANCELLED
    if due < today:
        return LATE
    return SOON if due <= today + timedelta(days=soon_days) else AHEAD
