"""Build the demonstration and say how to get in."""

from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo import actors as people
from demo import followup as follow_up
from demo import scenes


class Command(BaseCommand):
    help = "Bygger demodata (en gång) och talar om hur man loggar in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demodata finns bara med SSR_DEMO=1 och DEBUG=1.")
        now = timezone.now()
        self._tell("aktörer och användare")
        built = people.build(now)
        call_command("load_data", stdout=StringIO())
        self._tell("händelser och möten")
        scenes.play(now)
        follow_up.build(now, tell=self._tell)
        self.stdout.write(f"Logga in med lösenordet {built.password} som:")
        for address, function in built.people:
            self.stdout.write(f"  {address:<36} {function}")
        self.stdout.write("\nPröva API:t:")
        self.stdout.write(
            f"  curl -H 'Authorization: Token {built.token}' {settings.PUBLIC_URL}/api/v1/status/"
        )

    def _tell(self, part: str) -> None:
        """Say what is at work: building anew takes minutes on a machine with much else to do."""
        self.stderr.write(f"SSR: demodata, {part} …", ending="\n")
        self.stderr.flush()
