"""Registries: measures."""


def register() -> None:
    """Fill the registries."""
