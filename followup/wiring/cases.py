"""Registries: the documents of cases, and the entry of those who work with them."""

from common import navigation
from followup import case_documents, frame


def register() -> None:
    """Fill the registries."""
    case_documents.register()
    navigation.register(
        navigation.NavItem(
            "Ärenden", "followup:cases", icon="list", order=55, visible_to=frame.follows_up
        )
    )
