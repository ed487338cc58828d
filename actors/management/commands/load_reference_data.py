"""Load counties, municipalities, the parties of Stockholmsregionen and example functions."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from actors.imports import reference


class Command(BaseCommand):
    help = "Laddar referensdata; kan köras hur många gånger som helst."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--convener-phone",
            default=getattr(settings, "SSR_CONTACT_PHONE", ""),
            help="sammankallandes telefon dygnet runt, om regionen ännu saknar nummer",
        )
        parser.add_argument(
            "--no-functions", action="store_true", help="utan exempelfunktioner för parterna"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        added = reference.load_reference_data(
            convener_phone=options["convener_phone"],
            example_functions=not options["no_functions"],
        )
        told = ", ".join(f"{count} {what}" for what, count in added.items() if count)
        self.stdout.write(f"Nytt: {told}." if told else "Inget nytt att ladda.")
