"""An uploaded register: looked through first, carried out when somebody has said yes."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from actors.models.area import Region
from records.models import StoredFile


class RegisterImport(models.Model):
    """A file of actors, functions and contacts, kept from the dry run to the confirmation.

    ``fingerprint`` tells what the dry run promised: if the register has changed since, another
    dry run is shown before anything is done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "importer"
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return f"Import {self.uploaded_at:%Y-%m-%d %H:%M}"
