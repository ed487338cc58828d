"""Registries: the entries of the main navigation, and what can be found."""

from common import navigation
from followup import frame, search


def register() -> None:
    """Fill the registries."""
    search.register_kinds()
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
