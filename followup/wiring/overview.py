"""Registries: the entries of the main navigation."""

from common import navigation
from followup import frame


def register() -> None:
    """Fill the registries."""
    navigation.register(
        navigation.NavItem(
            "Uppföljning",
            "followup:home",
            icon="document",
            order=50,
            visible_to=frame.follows_up,
        )
    )
    navigation.register(
        navigation.NavItem(
            "Vår kommun",
            "followup:own",
            icon="document",
            order=50,
            visible_to=frame.serves_municipality,
        )
    )
