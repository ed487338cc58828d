"""What the pages of a meeting are told of its secret point."""

from collections.abc import Iterable
from datetime import datetime

from actors.models import Function, User
from followup.reports import secrets as reports
from followup.reports.secret_matters import MeetingMatter
from forums.hooks import MeetingHooks
from forums.models import Meeting


class SecretPointHooks(MeetingHooks):
    """Shows those who take part the way to the meeting's page on secrecy, and who lacks a right."""

    def secrecy_page(self, meeting: Meeting, user: User) -> str:
        """Return the address of the meeting's page on secrecy, "" if the user takes no part.

        Källa: reliability.md K05, K19.
        """
        matter = MeetingMatter(meeting)
        return matter.page if matter.participant(user) else ""

    def lacking(self, meeting: Meeting, at: datetime) -> Iterable[tuple[Function, str]]:
        """Return the functions that may not be told what is secret, with what each lacks.

        Källa: reliability.md K19 "participants without right are listed before start".
        """
        rows = reports.readiness(MeetingMatter(meeting), at)
        return [(row.function, row.lacking) for row in rows if not row.is_ready]
