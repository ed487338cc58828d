"""Registries: dialogue."""


def register() -> None:
    """Fill the registries."""
