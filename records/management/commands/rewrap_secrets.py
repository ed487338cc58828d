"""Wrap the data keys of all secret annexes by the newest key, so that an old one can be retired."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from records.models import SecretAnnex
from records.secrets import crypto


class Command(BaseCommand):
    """Rewrap each data key; what they seal is not touched."""

    help = "Byter krypteringsnyckel för hemliga bilagor till den första i SSR_SECRETS_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        kept = SecretAnnex.objects.filter(erased_at=None).values_list("pk", flat=True)
        failed = sum(not self._rewrap(number) for number in kept)
        if failed:
            raise CommandError(f"{failed} bilagor kunde inte öppnas med någon av nycklarna.")
        self.stdout.write(
            f"{len(kept)} bilagor. Den gamla nyckeln kan tas bort ur SSR_SECRETS_KEY."
        )

    @transaction.atomic
    def _rewrap(self, number: int) -> bool:
        annex = SecretAnnex.objects.select_for_update().get(pk=number)
        if annex.wrapped_key is None:
            return True
        try:
            annex.wrapped_key = crypto.rewrap(annex.wrapped_key)
        except crypto.CannotOpen:
            return False
        annex.save(update_fields=["wrapped_key"])
        return True
