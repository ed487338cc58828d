"""Make the packs for every visit to come in a quarter: one night's job."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from actors.models import County
from followup.visits.pack import services as visit_packs
from followup.visits.rules import QUARTERS
from records.jobs import jobs


class Command(BaseCommand):
    help = "Framställer underlag (PDF) för alla besök som väntar i ett kvartal."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add which quarter, which county, and where the work is done."""
        parser.add_argument("year", type=int)
        parser.add_argument("quarter", type=int)
        parser.add_argument("--county", default="", help="Länets kod, annars alla län.")
        parser.add_argument(
            "--here", action="store_true", help="Arbeta i den här processen, utan kö."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for the packs, one at a time.

        :raises CommandError: if there is no such quarter or county.
        """
        if not 1 <= options["quarter"] <= QUARTERS:
            raise CommandError("Kvartalet är 1–4.")
        county = None
        if options["county"]:
            county = County.objects.filter(code=options["county"]).first()
            if county is None:
                raise CommandError("Länet finns inte.")
        count = 0
        wanted = visit_packs.want_packs(
            year=options["year"], quarter=options["quarter"], county=county, at=timezone.now()
        )
        for job in wanted:
            count += 1
            if options["here"]:
                jobs.run(job.pk)
        self.stdout.write(f"{count} underlag.")
