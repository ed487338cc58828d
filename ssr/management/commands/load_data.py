"""Load everything that is true before anybody has typed anything."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from activations.data import load_event_types
from followup.method.services import load_reference


class Command(BaseCommand):
    help = "Laddar referensdata, forum och typhändelser; kan köras hur många gånger som helst."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-functions",
            action="store_true",
            help="utan exempel på funktioner, kriterier och indikatorer",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command(
            "load_reference_data", no_functions=options["no_functions"], stdout=self.stdout
        )
        call_command("load_forums", stdout=self.stdout)
        examples = not options["no_functions"]
        self.stdout.write(f"Ny uppföljningsdata: {load_reference(examples=examples)}.")
        self.stdout.write(f"Nya typhändelser: {load_event_types()}.")
