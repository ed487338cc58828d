from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Owns the command that builds the demonstration; nothing of the product imports it."""

    name = "demo"
