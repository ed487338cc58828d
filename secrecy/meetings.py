"""What the pages of a meeting are told of its secret point."""

from collections.abc import Iterable
from datetime import datetime

from actors.models import Function, User
from forums.hooks import MeetingHooks
from forums.models import Meeting
from secrecy import queries
from secrecy.matters import MeetingMatter


class SecretPointHooks(MeetingHooks):
    """Shows those who take part the way to the meeting's page on secrecy, and who lacks a right."""

    def secrecy_page(self, meeting: Meeting, user: User) -> str:
        """Return the address of the meeting's page on secrecy, "" if the user takes no part.

        Källa: domain.md 9.4, 3.5.
        """
        matter = MeetingMatter(meeting)
        return matter.page if matter.participant(user) else ""

    def lacking(self, meeting: Meeting, at: datetime) -> Iterable[tuple[Function, str]]:
        """Return the functions that may not be told what is secret, with what each lacks.

        Källa: domain.md 3.5.
        """
        rows = queries.readiness(MeetingMatter(meeting), at)
        return [(row.function, row.lacking) for row in rows if not row.is_ready]
