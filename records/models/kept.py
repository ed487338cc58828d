"""The audit log, files, jobs, and which forms have been handled."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class AuditEntry(models.Model):
    """Who did what, when, in which function, on whose behalf. Never changed, never removed.

    Without foreign keys, so that it outlives what it tells of. On both databases a trigger
    refuses UPDATE and DELETE (migration 0002).
    Källa: Målbilden 2.2 "Förutsägbarhet i dokumentation, lagring och spårbarhet".
    """

    at = models.DateTimeField(db_index=True)
    user_id_was = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    object_ref = models.CharField(max_length=60, db_index=True)
    text = models.CharField(max_length=500)
    data = models.JSONField(default=dict)
    exercise = models.BooleanField(default=False)

    SCRUB: ClassVar[set[str]] = {"text", "data", "by_label"}

    class Meta:
        verbose_name = "loggpost"
        verbose_name_plural = "loggposter"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.text}"


class AuditSeal(models.Model):
    """A link of the chain over the audit log, laid shortly after the entry is committed.

    Apart from the entry, so that writers never wait for each other.
    """

    entry_id_was = models.BigIntegerField(unique=True)
    previous_hash = models.CharField(max_length=64, unique=True)  # a chain does not fork
    hash = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.hash[:12]


class StoredFile(models.Model):
    """A file under its own number, known by its hash; served only by a view that checks rights."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("namn", max_length=200)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    stored_at = models.DateTimeField()
    # What it tells besides its text, as codes of records.files.checks: place, author, changes.
    warnings = models.JSONField(default=list, blank=True)

    SCRUB: ClassVar[set[str]] = {"name"}

    def __str__(self) -> str:
        return self.name


class StagedUpload(models.Model):
    """A file that was taken in while its form was not: kept for the next try, for one person.

    Källa: domain.md 1.11.
    """

    form_key = models.UUIDField(db_index=True)
    user_id_was = models.BigIntegerField()
    stored = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="staged")
    staged_at = models.DateTimeField()

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        ordering = ("staged_at", "pk")

    def __str__(self) -> str:
        return str(self.stored)


class Job(models.Model):
    """A wanted piece of background work: true on any broker, swept for if it stalls."""

    class Status(models.TextChoices):
        WANTED = "wanted", "Väntar"  # asked for; waits for a worker
        RUNNING = "running", "Pågår"  # a worker beats
        DONE = "done", "Klart"
        FAILED = "failed", "Misslyckades"  # after the last try

    kind = models.CharField(max_length=40)
    object_ref = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.WANTED)
    attempts = models.PositiveSmallIntegerField(default=0)
    wanted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    result = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)

    SCRUB: ClassVar[set[str]] = {"error"}

    class Meta:
        verbose_name = "jobb"
        verbose_name_plural = "jobb"
        ordering = ("-wanted_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "object_ref", "version"], name="one_job_per_object_and_version"
            ),
            models.CheckConstraint(
                name="done_job_says_when", condition=~Q(status="done") | Q(done_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_ref} v{self.version}"

    @property
    def is_under_way(self) -> bool:
        """Return whether it waits for a worker or is being done."""
        return self.status in {self.Status.WANTED, self.Status.RUNNING}


class HandledForm(models.Model):
    """A form that has been carried out, by the key it was shown with: sent twice, done once."""

    key = models.UUIDField(primary_key=True)
    user_id_was = models.BigIntegerField()
    location = models.CharField(max_length=500)
    handled_at = models.DateTimeField()

    SCRUB: ClassVar[set[str]] = set()

    def __str__(self) -> str:
        return str(self.key)


class Version(models.Model):
    """A counter per thing that pages poll, raised in the transaction that changes the thing."""

    scope = models.CharField(max_length=60, primary_key=True)
    number = models.PositiveBigIntegerField(default=1)

    SCRUB: ClassVar[set[str]] = set()

    def __str__(self) -> str:
        return f"{self.scope} {self.number}"
