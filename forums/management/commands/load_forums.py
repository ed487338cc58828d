"""Load the forums of Stockholmsregionen."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actors.models import Region
from forums import data


class Command(BaseCommand):
    help = "Laddar regionens forum; kan köras hur många gånger som helst."

    def handle(self, *args: Any, **options: Any) -> None:
        region = Region.objects.filter(slug="stockholm").first()
        if region is None:
            raise CommandError("Regionen saknas. Kör load_reference_data först.")
        added = data.load_forums(region)
        told = ", ".join(f"{count} {what}" for what, count in added.items() if count)
        self.stdout.write(f"Nytt: {told}." if told else "Inget nytt att ladda.")
