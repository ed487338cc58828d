from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        """Give fields sentences and spelling, and each wait for the database an end."""
        from common import database, sentences, swedish

        sentences.speak()
        swedish.settle()
        database.give_up_in_time()
