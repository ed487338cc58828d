"""Build the demonstration and say how to get in."""

from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actors import demo as people
from followup import demo as follow_up
from ssr.demo import scenes


class Command(BaseCommand):
    help = "Bygger demodata (en gång) och talar om hur man loggar in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demodata finns bara med SSR_DEMO=1 och DEBUG=1.")
        now = timezone.now()
        built = people.build(now)
        call_command("load_data", stdout=StringIO())
        scenes.play(now)
        follow_up.build(now)
        self.stdout.write(f"Logga in med lösenordet {built.password} som:")
        for address, function in built.people:
            self.stdout.write(f"  {address:<36} {function}")
        self.stdout.write("\nPröva API:t:")
        self.stdout.write(
            f"  curl -H 'Authorization: Token {built.token}' {settings.PUBLIC_URL}/api/v1/status/"
        )
