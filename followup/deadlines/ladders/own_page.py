"""The follow-up's part of a person's own page."""

from common.my_page import Section
from common.requests import UserRequest
from followup.deadlines.ladders import queries
from followup.deadlines.models import DeadlineCalendar


def reminders(request: UserRequest) -> Section | None:
    """Show how reminders come to the person's functions, if any does."""
    functions = queries.reminded_functions(request.user)
    if not functions:
        return None
    return Section(
        title="Utskick",
        template="followup/deadlines/ladders/_my_reminders.html",
        order=30,
        context={
            "one_by_one": list(queries.choices_of(functions).values()).count("one"),
            "has_calendar": DeadlineCalendar.objects.filter(person=request.user).exists(),
        },
    )
