"""Registries: the method's entry in the navigation."""

from actors.models import User
from common import navigation
from followup import frame


def _keeps_only_the_method(user: User) -> bool:
    """Return whether the method is all that the user has to do with the follow-up."""
    return frame.place_of(user).administers_method and not frame.follows_up(user)


def register() -> None:
    """Fill the registries."""
    navigation.register(
        navigation.NavItem(
            "Metod",
            "followup:method",
            icon="document",
            order=51,
            visible_to=_keeps_only_the_method,
        )
    )
