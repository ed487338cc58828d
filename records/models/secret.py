"""Secret annexes: sealed with a key of their own, read by named persons, each reading logged.

Without foreign keys to what they belong to (``about_ref``): this app lies below. Titles, texts and
file names stand here only sealed.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class LegalGround(models.TextChoices):
    """By which paragraph of the secrecy act something is secret.

    Källa: OSL 15 kap. 2 §, 18 kap. 8 §, 18 kap. 9 §, 18 kap. 13 §.
    """

    DEFENCE = "15:2", "15 kap. 2 § OSL (försvarssekretess)"
    CRISIS = "18:13", "18 kap. 13 § OSL (risk- och sårbarhetsanalyser)"
    SECURITY_MEASURES = "18:8", "18 kap. 8 § OSL (säkerhets- och bevakningsåtgärder)"
    CHEMICALS = "18:9", "18 kap. 9 § OSL"
    OTHER = "other", "Annan bestämmelse i OSL"


class SecretAnnex(models.Model):
    """A secret part of something open, sealed under its own data key.

    The data key is kept wrapped by the key from the environment; forgetting it (``wrapped_key``)
    destroys every text and file of the annex, in copies of the database too, once those are gone.
    Källa: Vägledningen 2.10 "hemlig bilaga"; domain.md 9.1.
    """

    class Secrecy(models.TextChoices):
        SECRET = "secret", "Sekretess (OSL)"
        RESTRICTED = "restricted", "Begränsad krets"

    about_ref = models.CharField("hör till", max_length=60, db_index=True)
    county_code = models.CharField("län", max_length=2)
    number = models.PositiveSmallIntegerField("nummer")
    secrecy = models.CharField("klass", max_length=10, choices=Secrecy, default=Secrecy.SECRET)
    legal_grounds = models.JSONField("lagrum", default=list)
    # Binds the sealed texts to this very row: moved to another annex they cannot be opened.
    seal_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    wrapped_key = models.BinaryField(null=True)
    copies = models.PositiveIntegerField("numrerade kopior", default=0)
    created_at = models.DateTimeField("upprättad")
    created_by = models.CharField("upprättad av", max_length=200)
    created_by_user_id = models.BigIntegerField(null=True)
    quarantined_at = models.DateTimeField("i karantän", null=True, blank=True)
    erased_at = models.DateTimeField("utplånad", null=True, blank=True)
    erased_by = models.CharField("utplånad av", max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = {"wrapped_key"}

    class Meta:
        verbose_name = "hemlig bilaga"
        verbose_name_plural = "hemliga bilagor"
        ordering = ("about_ref", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["about_ref", "number"], name="one_secret_annex_per_number"
            ),
            models.CheckConstraint(
                name="erased_annex_has_no_key",
                condition=Q(erased_at__isnull=True, wrapped_key__isnull=False)
                | (Q(erased_at__isnull=False, wrapped_key__isnull=True) & ~Q(erased_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Hemlig bilaga nr {self.number}"


class SecretText(models.Model):
    """A version of an annex's title and text, sealed. Older versions are as secret as the newest.

    Källa: domain.md 9.4.
    """

    annex = models.ForeignKey(SecretAnnex, on_delete=models.CASCADE, related_name="texts")
    version = models.PositiveSmallIntegerField("version")
    sealed = models.BinaryField()
    written_at = models.DateTimeField("skriven")
    written_by = models.CharField("skriven av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"sealed"}

    class Meta:
        ordering = ("annex", "-version")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["annex", "version"], name="one_secret_text_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.annex} v{self.version}"


class SecretFile(models.Model):
    """A file of an annex, sealed in its own folder under its own number."""

    annex = models.ForeignKey(SecretAnnex, on_delete=models.CASCADE, related_name="files")
    number = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sealed_name = models.BinaryField()
    sha256 = models.CharField(max_length=64)  # of what lies on disk, so that damage is seen
    stored_at = models.DateTimeField("inlagd")
    stored_by = models.CharField("inlagd av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"sealed_name"}

    class Meta:
        ordering = ("annex", "pk")

    def __str__(self) -> str:
        return f"{self.annex}, fil {self.pk}"


class NeedGrant(models.Model):
    """Somebody else has found that a person needs to read this very annex.

    Källa: domain.md 9.2.
    """

    annex = models.ForeignKey(SecretAnnex, on_delete=models.CASCADE, related_name="grants")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="need_grants"
    )
    person_as = models.CharField("läsare", max_length=200)  # the function
    motivation = models.CharField("motivering", max_length=500)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="given_need_grants"
    )
    granted_as = models.CharField("given av", max_length=200)
    granted_at = models.DateTimeField("given")
    starts_at = models.DateTimeField("från")
    ends_at = models.DateTimeField("till")
    revoked_at = models.DateTimeField("återkallad", null=True, blank=True)
    revoked_by = models.CharField("återkallad av", max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = {"motivation"}

    class Meta:
        verbose_name = "behörighet till hemlig bilaga"
        verbose_name_plural = "behörigheter till hemliga bilagor"
        ordering = ("-granted_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="nobody_grants_oneself", condition=~Q(person=F("granted_by"))
            ),
            models.CheckConstraint(
                name="grant_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="revoked_grant_says_by_whom",
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annex}, {self.person_as}"


class SecretRead(models.Model):
    """An attempt to read, written before anything is shown. Never changed, never removed.

    Without foreign keys, so that it outlives what it tells of; triggers refuse UPDATE and DELETE.
    Källa: domain.md 9.3.
    """

    class Channel(models.TextChoices):
        PAGE = "page", "Läst på sidan"
        EDIT = "edit", "Öppnad för ändring"
        PDF = "pdf", "Kopia som PDF"
        FILE = "file", "Hämtad fil"

    at = models.DateTimeField(db_index=True)
    annex_id_was = models.BigIntegerField(db_index=True)
    secrecy = models.CharField(max_length=10)
    user_id_was = models.BigIntegerField(null=True, db_index=True)
    by_label = models.CharField(max_length=200)
    channel = models.CharField(max_length=4, choices=Channel)
    allowed = models.BooleanField()
    reason = models.CharField(max_length=20)
    copy_number = models.PositiveIntegerField(null=True)

    SCRUB: ClassVar[set[str]] = {"by_label"}

    class Meta:
        verbose_name = "läsning av hemlig bilaga"
        verbose_name_plural = "läsningar av hemliga bilagor"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.annex_id_was} {self.reason}"


class Reclassification(models.Model):
    """A class that is lowered needs two persons and a reason; raised, it holds at once.

    Källa: domain.md 9.4.
    """

    annex = models.ForeignKey(SecretAnnex, on_delete=models.CASCADE, related_name="changes")
    from_class = models.CharField(max_length=10, choices=SecretAnnex.Secrecy)
    to_class = models.CharField(max_length=10, choices=SecretAnnex.Secrecy)
    reason = models.CharField("skäl", max_length=500)
    proposed_at = models.DateTimeField("föreslagen")
    proposed_by = models.CharField("föreslagen av", max_length=200)
    proposed_by_user_id = models.BigIntegerField()
    decided_at = models.DateTimeField("beslutad", null=True, blank=True)
    decided_by = models.CharField("beslutad av", max_length=200, blank=True)
    decided_by_user_id = models.BigIntegerField(null=True)
    is_accepted = models.BooleanField("godkänd", default=False)

    SCRUB: ClassVar[set[str]] = {"reason"}

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["annex"],
                condition=Q(decided_at__isnull=True),
                name="one_open_reclassification",
            ),
            models.CheckConstraint(
                name="class_is_lowered_by_two",
                condition=Q(is_accepted=False)
                | ~Q(to_class="restricted")
                | ~Q(proposed_by_user_id=F("decided_by_user_id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annex}: {self.get_to_class_display()}"


class ClassifiedReference(models.Model):
    """That something exists, its number, where it is kept and who answers for it. Nothing else.

    Källa: domain.md 9.1; Säkerhetsskyddslagen 2 kap. 5 §.
    """

    class Kind(models.TextChoices):
        CLASSIFIED = "classified", "Säkerhetsskyddsklassificerad uppgift"
        DEFENCE = "defence", "Försvarssekretess (15 kap. 2 § OSL)"

    about_ref = models.CharField("hör till", max_length=60, db_index=True)
    county_code = models.CharField("län", max_length=2)
    kind = models.CharField("slag", max_length=10, choices=Kind, default=Kind.CLASSIFIED)
    registry_number = models.CharField("diarienummer", max_length=60)
    storage_place = models.CharField("förvaras hos", max_length=120)
    responsible = models.CharField("ansvarig funktion", max_length=120)
    noted_at = models.DateTimeField("noterad")
    noted_by = models.CharField("noterad av", max_length=200)
    removed_at = models.DateTimeField("borttagen", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = {"registry_number", "storage_place", "responsible"}

    class Meta:
        verbose_name = "hänvisning"
        verbose_name_plural = "hänvisningar"
        ordering = ("about_ref", "pk")

    def __str__(self) -> str:
        return "Hänvisning till uppgift som förvaras på annat sätt"


class DefenceStorage(models.Model):
    """Whether a county keeps material under 15:2 here: proposed by one, decided by another.

    Källa: domain.md 9.1.
    """

    county_code = models.CharField("län", max_length=2)
    is_on = models.BooleanField("lagras här")
    analysis_ref = models.CharField("säkerhetsskyddsanalysens diarienummer", max_length=60)
    proposed_at = models.DateTimeField("föreslagen")
    proposed_by = models.CharField("föreslagen av", max_length=200)
    proposed_by_user_id = models.BigIntegerField()
    decided_at = models.DateTimeField("beslutad", null=True, blank=True)
    decided_by = models.CharField("beslutad av", max_length=200, blank=True)
    decided_by_user_id = models.BigIntegerField(null=True)
    is_accepted = models.BooleanField("godkänd", default=False)

    SCRUB: ClassVar[set[str]] = {"analysis_ref"}

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county_code"],
                condition=Q(decided_at__isnull=True),
                name="one_open_storage_proposal",
            ),
            models.CheckConstraint(
                name="storage_is_decided_by_two",
                condition=Q(is_accepted=False) | ~Q(proposed_by_user_id=F("decided_by_user_id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county_code}: {'på' if self.is_on else 'av'}"


class Incident(models.Model):
    """Something was written where it must not be: shut in at once, then destroyed.

    Källa: domain.md 9.6.
    """

    class Kind(models.TextChoices):
        CLASSIFIED = "classified", "Säkerhetsskyddsklassificerad uppgift"
        WRONG_PLACE = "wrong_place", "Uppgift på fel plats"
        WRONG_READER = "wrong_reader", "Fel person har läst"

    annex = models.ForeignKey(SecretAnnex, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField("slag", max_length=12, choices=Kind)
    reported_at = models.DateTimeField("anmäld")
    reported_by = models.CharField("anmäld av", max_length=200)
    ended_at = models.DateTimeField("avslutad", null=True, blank=True)
    ended_by = models.CharField("avslutad av", max_length=200, blank=True)
    was_erased = models.BooleanField("utplånad", default=False)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "sekretessincident"
        verbose_name_plural = "sekretessincidenter"
        ordering = ("-reported_at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.annex}"
