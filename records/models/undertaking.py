"""Undertakings of secrecy: who has been told the rules, and has signed."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Scope(models.Model):
    """What an undertaking covers: a county, one thing in it or everything, and legal grounds."""

    county_code = models.CharField("län", max_length=2)
    about_ref = models.CharField("gäller", max_length=60, blank=True)  # blank: all of the county's
    legal_grounds = models.JSONField("lagrum", default=list)

    class Meta:
        abstract = True

    def covers(self, *, county_code: str, about_ref: str, legal_grounds: list[str]) -> bool:
        """Return whether the scope takes in all of what an annex is.

        Källa: domain.md 9.2.
        """
        return (
            self.county_code == county_code
            and self.about_ref in {"", about_ref}
            and bool(legal_grounds)
            and set(legal_grounds) <= set(self.legal_grounds)
        )


class UndertakingRequest(Scope):
    """A function is asked to sign before it may be told anything.

    Källa: Vägledningen 2.10 "ta fram en sekretessförbindelse till kommunledningen".
    """

    asked_of_ref = models.CharField(max_length=60, db_index=True)  # a function
    asked_of = models.CharField("tillfrågad funktion", max_length=200)
    what = models.CharField("inför", max_length=200)  # neutral: "Uppföljningsbesök 2026 kv 4"
    text_version = models.CharField("textens version", max_length=20)
    valid_to = models.DateField("gäller till och med")
    asked_at = models.DateTimeField("begärd")
    asked_by = models.CharField("begärd av", max_length=200)
    withdrawn_at = models.DateTimeField("återtagen", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "begärd sekretessförbindelse"
        verbose_name_plural = "begärda sekretessförbindelser"
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return f"{self.asked_of}, {self.what}"


class Undertaking(Scope):
    """A person has read what secrecy means here, and has signed.

    The words that were shown are kept as they stood. Källa: Vägledningen 2.10; domain.md 9.2.
    """

    request = models.ForeignKey(
        UndertakingRequest, on_delete=models.PROTECT, related_name="undertakings"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="undertakings"
    )
    signed_as = models.CharField("undertecknad som", max_length=200)
    text = models.TextField("text")
    text_version = models.CharField("textens version", max_length=20)
    signed_at = models.DateTimeField("undertecknad")
    valid_to = models.DateField("gäller till och med")
    revoked_at = models.DateTimeField("återkallad", null=True, blank=True)
    revoked_by = models.CharField("återkallad av", max_length=200, blank=True)
    revoke_reason = models.CharField("skäl", max_length=300, blank=True)

    SCRUB: ClassVar[set[str]] = {"revoke_reason"}

    class Meta:
        verbose_name = "sekretessförbindelse"
        verbose_name_plural = "sekretessförbindelser"
        ordering = ("-signed_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "person"],
                condition=Q(revoked_at=None),
                name="one_signature_per_person_and_request",
            ),
            models.CheckConstraint(
                name="revoked_undertaking_says_by_whom",
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signed_as}, {self.request.what}"

    def is_valid(self, at: datetime, today: object) -> bool:
        """Return whether it holds at that moment; ``today`` is the Swedish day of ``at``.

        Källa: domain.md 9.2.
        """
        return (
            self.signed_at <= at
            and (self.revoked_at is None or self.revoked_at > at)
            and self.valid_to >= today  # type: ignore[operator]
        )
