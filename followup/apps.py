from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "followup"
    verbose_name = "Uppföljning"

    def ready(self) -> None:
        """Fill the registries of the apps below: what lies under calls up through them."""
        # Models can be loaded only now.
        from followup import registrations

        registrations.register()
