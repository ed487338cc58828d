"""Registries: protocols, and the PDF of a plan of measures."""

from followup.services import protocol_documents


def register() -> None:
    """Fill the registries."""
    protocol_documents.register()
