"""What only the register knows, given to the apps below."""

from datetime import timedelta

from actors import page_context, search
from actors.duty import alarm_watch
from actors.duty import answers as duty_answers
from actors.duty import notices as duty_notices
from actors.duty import todo as duty_todo
from actors.own import page
from actors.register import appointments
from actors.register import todo as register_todo
from common import contact, header, my_page, navigation, todo
from common import search as page_search
from notices.answers import answers
from notices.outbox import access
from notices.sender import ticks, watch


def register() -> None:
    """Fill the registries; called once from ``AppConfig.ready()``."""
    header.register(page_context.header)
    contact.register(page_context.contact)
    page_search.register(*search.KINDS)
    my_page.register(page.functions, page.keys)
    todo.register(register_todo.tasks, duty_todo.tasks)
    navigation.register(navigation.NavItem("Katalog", "actors:directory", icon="book", order=70))
    navigation.register(
        navigation.NavItem(
            "Administration",
            "actors:administration_home",
            icon="settings",
            order=90,
            visible_to=page_context.administers_something,
        )
    )
    access.seers.register(page_context.seen_notices)
    access.handlers.register(page_context.handles)
    answers.register(duty_answers.ContactTest(), duty_answers.ShiftKnown())
    watch.register(alarm_watch.tell_operators)
    ticks.register("actors.groups", appointments.sync_groups, timedelta(minutes=1))
    ticks.register("actors.gaps", duty_notices.warn_of_gaps, timedelta(hours=6))
