"""Rules of meetings and protocols: pure, so that they can be read and tried one by one."""

import re
import unicodedata
from datetime import datetime, timedelta

LATE_ENTRY = timedelta(minutes=5)
FURTHEST = timedelta(days=3 * 366)
MAX_SERIES = 60
SHORTEST_REASON = 3
_NEVER_SHOWN = {"Cc", "Cs", "Co", "Cn"}

# "Forumet beslutar att …": the word forum and the verb in the same sentence, with the forum acting.
_FORUM_DECIDES = re.compile(
    r"\b(forum|forumet|chefsgruppen|samordningsgruppen)\b[^.!?]{0,40}?"
    r"\b(har\s+beslutat|beslutar|beslutade|fattar\s+beslut|fattade\s+beslut|ålägger|beordrar)\b",
    re.IGNORECASE,
)


def has_mandate_gap(mandate_level: int, forum_level: int) -> bool:
    """Return whether a mandate does not reach the level of the forum.

    Källa: 001 "Representation utifrån mandat"; 002 §2.1.
    """
    return mandate_level < forum_level


def decides_for_others(text: str) -> bool:
    """Return whether a text says that the forum decides, which only each actor can do.

    Källa: 001 "De faktiska besluten måste alltid tas av respektive aktör".
    """
    return _FORUM_DECIDES.search(text) is not None


def legible(text: str) -> str:
    """Return the text without what no font can show: control signs and unassigned numbers.

    Källa: EN 301 549 kap. 10 (ett dokument ska gå att läsa och läsa upp).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = (s for s in lines if s in "\n\t" or unicodedata.category(s) not in _NEVER_SHOWN)
    return "".join(shown).strip()


def time_problem(starts_at: datetime, at: datetime) -> str:
    """Return what is wrong with a new time of a meeting, or nothing.

    Källa: 001 "Så aktiveras olika forum" (mötet kallas i förväg).
    """
    if starts_at < at - LATE_ENTRY:
        return "Tiden har redan varit. Välj en tid framåt."
    if starts_at > at + FURTHEST:
        return "Tiden ligger mer än tre år fram. Kontrollera årtalet."
    return ""


def may_adjust(adjuster_id: int, writer_id: int | None) -> bool:
    """Return whether somebody may adjust a protocol: anybody but who wrote its summary.

    Källa: model.md §2 "draft → adjusted → adopted"; ux.md §3.4 (två olika personer).
    """
    return writer_id is None or adjuster_id != writer_id


def may_ask_for_direction(forum_level: int, directing_level: int) -> bool:
    """Return whether a forum can ask that the directing one is activated: only from below it.

    Källa: 001 scen 3 "Mötet bedömer att det regionalt inriktande forumet behöver aktiveras".
    """
    return forum_level < directing_level
