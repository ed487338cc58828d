"""Check that a bundle of evidence is whole and, where its case is here, as it was signed."""

import json
import zipfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followup.cases import documents as case_documents
from followup.cases.models import Referral


class Command(BaseCommand):
    help = "Kontrollerar ett underlagspaket: python manage.py verify_bundle underlag-7.zip"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path} finns inte.")
        content = path.read_bytes()
        referral = _case_of(path)
        found = case_documents.faults(content, referral)
        if found:
            raise CommandError("\n".join(found))
        told = "och är det som skrevs under" if referral else "men ärendet finns inte här"
        self.stdout.write(f"Paketet är helt {told}.")


def _case_of(path: Path) -> Referral | None:
    try:
        with zipfile.ZipFile(path) as archive:
            number = json.loads(archive.read("manifest.json")).get("case")
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError):
        return None
    return Referral.objects.filter(pk=number).first() if isinstance(number, int) else None
