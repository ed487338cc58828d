from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        """Give fields their sentences before any form is made."""
        from common import sentences

        sentences.speak()
