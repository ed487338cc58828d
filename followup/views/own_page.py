"""The follow-up's part of a person's own page."""

from common.my_page import Section
from common.requests import UserRequest
from followup.models import DeadlineCalendar
from followup.reports import ladders


def reminders(request: UserRequest) -> Section | None:
    """Show how reminders come to the person's functions, if any does."""
    functions = ladders.reminded_functions(request.user)
    if not functions:
        return None
    return Section(
        title="Utskick",
        template="followup/_my_reminders.html",
        order=30,
        context={
            "one_by_one": list(ladders.choices_of(functions).values()).count("one"),
            "has_calendar": DeadlineCalendar.objects.filter(person=request.user).exists(),
        },
    )
