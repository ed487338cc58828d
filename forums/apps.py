from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self) -> None:
        """Fill the registries of the apps below: what lies under calls up through them."""
        # Models can be loaded only now.
        from forums import registrations

        registrations.register()
