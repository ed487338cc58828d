"""A file of criteria or indicators, from the dry run to the confirmation."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from records.models import StoredFile


class MethodImport(models.Model):
    """An uploaded set, and what the dry run promised that it would do.

    ``fingerprint`` tells what was shown: if the set in force has changed since, another dry run is
    asked for before anything is done.
    Källa: 003 §2.2, §4.1 (gemensamma bedömningskriterier); MSBFS 2015:5 § 5 (indikatorer).
    """

    class Kind(models.TextChoices):
        CRITERIA = "criteria", "Bedömningskriterier"
        INDICATORS = "indicators", "Indikatorer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("slag", max_length=10, choices=Kind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("namn", max_length=200)
    registry_number = models.CharField("diarienummer", max_length=40, blank=True)
    valid_from = models.DateField("gäller från och med")
    source = models.CharField("källa", max_length=300)
    reason = models.CharField("skäl", max_length=300)
    fingerprint = models.CharField(max_length=64, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("uppladdad")
    applied_at = models.DateTimeField("inläst", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "inläsning"
        verbose_name_plural = "inläsningar"
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"
