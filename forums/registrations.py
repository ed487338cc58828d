"""What forums lend to the apps below: answers, documents, search and navigation."""

from common import navigation
from common import search as page_search
from forums import search
from forums.meetings.answers import MeetingAnswers
from forums.minutes import documents
from notices.answers import answers


def register() -> None:
    """Fill the registries; called once from ``AppConfig.ready()``."""
    documents.PDF.register()
    page_search.register(*search.KINDS)
    answers.register(MeetingAnswers())
    navigation.register(
        navigation.NavItem("Möten", "home_meetings", icon="meeting", order=30, bottom=True)
    )
    navigation.register(navigation.NavItem("Forum", "home_forums", icon="people", order=40))
