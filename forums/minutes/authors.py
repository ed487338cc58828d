"""Who has written anything of a protocol: its meeting's list, notes, decisions and summary."""

from typing import Final

from forums.models import Protocol
from records.audit import audit
from records.refs import ref

# Whoever begins a meeting is on its list by that, and whoever ends it says who was absent.
WRITING: Final = (
    "meeting.begin",
    "meeting.attendance",
    "meeting.note",
    "meeting.decision",
    "meeting.end",
    "protocol.edit",
)


def authors_of(protocol: Protocol) -> set[int]:
    """Return the users who have written any part of the protocol, by what the audit log tells.

    Källa: domain.md 3.3, 1.9.
    """
    wrote = set(audit.writers_of([ref(protocol.meeting)], WRITING))
    return wrote | ({protocol.summary_by_user_id} if protocol.summary_by_user_id else set())
