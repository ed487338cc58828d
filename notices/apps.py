from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from common import navigation
        from notices import access, ticks, watch

        navigation.register(
            navigation.NavItem(
                "Utskick", "notices:outbox", icon="mail", order=80, visible_to=access.may_see
            )
        )

        ticks.register("late_alarms", watch.tell_of_late_alarms, watch.CHECK_EVERY)
