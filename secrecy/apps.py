from django.apps import AppConfig


class SecrecyConfig(AppConfig):
    name = "secrecy"
    verbose_name = "Sekretess"

    def ready(self) -> None:
        """Fill the registries of the apps below: what lies under calls up through them."""
        # Models can be loaded only now.
        from secrecy import registrations

        registrations.register()
