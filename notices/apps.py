from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        """Fill the registries of the apps below: what lies under calls up through them."""
        # Models can be loaded only now.
        from notices import registrations

        registrations.register()
