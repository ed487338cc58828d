"""Forums and meetings, found by name and day."""

from collections.abc import Iterator
from typing import Final

from actors.models import User
from common.clock import local
from common.search import NEWEST, Hit, Kind, Words
from common.templatetags.ui import when
from forums.models import Forum, Meeting


def forums(user: User, words: Words) -> Iterator[Hit]:
    """Yield the forums in use, by either of their names."""
    for forum in Forum.objects.visible_to(user).filter(is_active=True).select_related("region"):
        if words.are_in(forum.name, forum.activated_name, forum.region.name):
            yield Hit(forum.name, forum.get_absolute_url(), forum.region.name)


def meetings(user: User, words: Words) -> Iterator[Hit]:
    """Yield the meetings, the latest first, by name, forum and day."""
    rows = Meeting.objects.visible_to(user).select_related("forum__region")
    rows = rows.only(
        "kind", "title", "forum_name", "starts_at", "exercise", "status", "forum__name",
        "forum__activated_name", "forum__slug", "forum__region__slug",
    )  # fmt: skip
    for meeting in rows.order_by("-starts_at", "-pk")[:NEWEST]:
        day = f"{local(meeting.starts_at):%Y-%m-%d}"
        mark = "ÖVNING " if meeting.exercise else ""
        if words.are_in(mark, str(meeting), meeting.forum.name, meeting.forum.called_name, day):
            detail = f"{when(meeting.starts_at)}, {meeting.get_status_display().lower()}"
            yield Hit(f"{mark}{meeting}", meeting.get_absolute_url(), detail)


KINDS: Final = (
    Kind("forum", "Forum", forums, order=40),
    Kind("moten", "Möten", meetings, order=50),
)
