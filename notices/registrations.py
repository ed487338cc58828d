"""What notices lend to the app below, and the watch that they keep over themselves."""

from common import navigation
from notices.outbox import access
from notices.sender import ticks, watch


def register() -> None:
    """Fill the registries; called once from ``AppConfig.ready()``."""
    navigation.register(
        navigation.NavItem(
            "Utskick", "notices:outbox", icon="mail", order=80, visible_to=access.may_see
        )
    )
    ticks.register("late_alarms", watch.tell_of_late_alarms, watch.CHECK_EVERY)
