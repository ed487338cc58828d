from datetime import timedelta

from django.apps import AppConfig


class ActorsConfig(AppConfig):
    name = "actors"
    verbose_name = "Katalog"

    def ready(self) -> None:
        """Give the apps below what only the register knows."""
        # Models can be loaded from here on, not before.
        from actors import answering, frame, own_page, search
        from actors.services import alarm_watch, appointments, duty_notices
        from common import contact, header, my_page, navigation
        from notices import access, answers, ticks, watch

        header.register(frame.header)
        contact.register(frame.contact)
        search.register_kinds()
        my_page.register(own_page.functions)
        my_page.register(own_page.keys)
        navigation.register(
            navigation.NavItem("Katalog", "actors:directory", icon="book", order=70)
        )
        navigation.register(
            navigation.NavItem(
                "Administration",
                "actors:administration_home",
                icon="settings",
                order=90,
                visible_to=frame.administers_something,
            )
        )
        access.register(frame.may_see_notices)
        access.register_handlers(frame.handles)
        answers.register(answering.ContactTest())
        answers.register(answering.ShiftKnown())
        watch.register(alarm_watch.tell_operators)
        ticks.register("actors.groups", appointments.sync_groups, timedelta(minutes=1))
        ticks.register("actors.gaps", duty_notices.warn_of_gaps, timedelta(hours=6))
