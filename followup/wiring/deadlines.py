"""Registries: the tick of the reminders, their part of a person's own page."""

from common import my_page
from followup.services import reminder_watch, reminders
from followup.views import own_page
from notices import ticks


def register() -> None:
    """Fill the registries."""
    ticks.register(reminders.TICK, reminders.send_due, reminders.EVERY)
    # After the reminders: what an outage left behind is caught up before anybody is told.
    ticks.register(reminder_watch.TICK, reminder_watch.tell_of_silence, reminder_watch.EVERY)
    my_page.register(own_page.reminders)
