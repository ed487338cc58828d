from django.apps import AppConfig


class ActorsConfig(AppConfig):
    name = "actors"
    verbose_name = "Katalog"

    def ready(self) -> None:
        """Fill the registries of the apps below: what lies under calls up through them."""
        # Models can be loaded only now.
        from actors import registrations

        registrations.register()
