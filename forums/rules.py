"""Rules of meetings and protocols: pure, so that they can be read and tried one by one."""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from common.second_look import is_another
from common.wording import ASK, deciding_sentences

LATE_ENTRY = timedelta(minutes=5)
FURTHEST = timedelta(days=3 * 366)
MAX_SERIES = 60
SHORTEST_REASON = 3
_NEVER_SHOWN = {"Cc", "Cs", "Co", "Cn"}


def has_mandate_gap(mandate_level: int, forum_level: int) -> bool:
    """Return whether a mandate does not reach the level of the forum.

    Källa: Avsiktsförklaringen "Representation utifrån mandat"; Målbilden 2.1.
    """
    return mandate_level < forum_level


def wording_problem(text: str, reason: str) -> str:
    """Return what to ask about a text in which a body decides; nothing once a reason is given.

    Källa: Avsiktsförklaringen "Representation utifrån mandat": "De faktiska besluten måste alltid
    tas av respektive aktör".
    """
    found = deciding_sentences(text)
    if not found or len(reason.strip()) >= SHORTEST_REASON:
        return ""
    return f"”{found[0]}” {ASK}"


def legible(text: str) -> str:
    """Return the text without what no font can show: control signs and unassigned numbers.

    Källa: EN 301 549 kap. 10 (ett dokument ska gå att läsa och läsa upp).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = (s for s in lines if s in "\n\t" or unicodedata.category(s) not in _NEVER_SHOWN)
    return "".join(shown).strip()


def time_problem(starts_at: datetime, at: datetime) -> str:
    """Return what is wrong with a new time of a meeting, or nothing.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum" (mötet kallas i förväg).
    """
    if starts_at < at - LATE_ENTRY:
        return "Tiden har redan varit. Välj en tid framåt."
    if starts_at > at + FURTHEST:
        return "Tiden ligger mer än tre år fram. Kontrollera årtalet."
    return ""


Span = tuple[datetime, datetime | None]


def span_problem(span: Span, meeting: tuple[datetime, datetime], others: Iterable[Span]) -> str:
    """Return what is wrong with a time in a meeting beside the other times there, or nothing.

    Källa: domain.md 3.4.
    """
    (came_at, left_at), (began_at, ended_at) = span, meeting
    if came_at < began_at or came_at > ended_at or (left_at or came_at) > ended_at:
        return "Tiden ligger utanför mötet."
    if left_at is not None and left_at < came_at:
        return "Den som går kan inte ha gått innan den kom."
    last = left_at or ended_at
    if any(came_at < (until or ended_at) and since < last for since, until in others):
        return "Tiden krockar med en annan tid för samma aktör."
    if left_at is None and any(until is None for _, until in others):
        return "Bara en av tiderna kan sakna sluttid."
    return ""


def may_adjust(adjuster_id: int, author_ids: Collection[int]) -> bool:
    """Return whether somebody may adjust a protocol: nobody who wrote any part of it.

    With that no one person begins, writes, adjusts and adopts alone.

    Källa: domain.md 3.3, 1.9.
    """
    return is_another(adjuster_id, author_ids)


def may_ask_for_direction(forum_level: int, directing_level: int) -> bool:
    """Return whether a forum can ask that the directing one is activated: only from below it.

    Källa: Avsiktsförklaringen scen 3 "Mötet bedömer att det regionalt inriktande forumet behöver
    aktiveras".
    """
    return forum_level < directing_level
