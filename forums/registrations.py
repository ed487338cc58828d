"""What forums lend to the apps below: answers, documents, search and navigation."""

from datetime import timedelta

from common import navigation, todo
from common import search as page_search
from forums import search
from forums.briefings import todo as briefing_todo
from forums.directions import documents as direction_documents
from forums.directions import services as directions
from forums.directions import todo as direction_todo
from forums.meetings.answers import MeetingAnswers
from forums.minutes import documents
from forums.minutes import todo as minutes_todo
from notices.answers import answers
from notices.sender import ticks


def register() -> None:
    """Fill the registries; called once from ``AppConfig.ready()``."""
    documents.PDF.register()
    direction_documents.PDF.register()
    ticks.register("directions_awaited", directions.remind_due, timedelta(minutes=1))
    todo.register(direction_todo.tasks)
    todo.register(briefing_todo.tasks)
    todo.register(minutes_todo.tasks)
    page_search.register(*search.KINDS)
    answers.register(MeetingAnswers())
    navigation.register(
        navigation.NavItem("Möten", "home_meetings", icon="meeting", order=30, bottom=True)
    )
    navigation.register(navigation.NavItem("Forum", "home_forums", icon="people", order=40))
