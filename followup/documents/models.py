"""The documents of a term: what was handed in, checked, answered and accepted."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, transition

from actors.models import Actor
from followup.terms.models import AssessmentCriterion, DecidingBody, DocumentKind, ElectoralTerm
from records.models import StoredFile


class Confidentiality(models.TextChoices):
    """How widely something may be read. What is classified by law never enters the system.

    Källa: domain.md 9.1; Vägledningen 2.10; domain.md 1.5.
    """

    OPEN = "open", "Öppen"
    INTERNAL = "internal", "Intern"
    RESTRICTED = "restricted", "Begränsad krets"


class MunicipalDocument(FSMModelMixin, models.Model):
    """One of a municipality's documents in a term, from missing to accepted.

    Källa: Vägledningen 2.2; domain.md 7.2.
    """

    class Status(models.TextChoices):
        MISSING = "missing", "Saknas"
        SUBMITTED = "submitted", "Inlämnat"
        UNDER_REVIEW = "under_review", "Granskas"
        COMPLETION_REQUESTED = "completion_requested", "Komplettering begärd"
        ACCEPTED = "accepted", "Godtaget"

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="documents")
    term = models.ForeignKey(ElectoralTerm, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("dokument", max_length=24, choices=DocumentKind)
    status = FSMField("läge", choices=Status, default=Status.MISSING, protected=True)
    # Missing at the start of year 2: why, and by when it shall be there. Vägledningen 2.2.
    missing_reason = models.TextField("skäl till att det saknas", max_length=2000, blank=True)
    planned_date = models.DateField("planerat till", null=True, blank=True)
    planned_at = models.DateTimeField("planen antecknad", null=True, blank=True)
    planned_by = models.CharField("planen antecknad av", max_length=200, blank=True)
    accepted_at = models.DateTimeField("godtaget", null=True, blank=True)
    accepted_by = models.CharField("godtaget av", max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = {"missing_reason"}

    class Meta:
        verbose_name = "dokument"
        verbose_name_plural = "dokument"
        ordering = ("municipality", "term", "kind")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "term", "kind"], name="one_document_per_kind_and_term"
            ),
            models.CheckConstraint(
                name="accepted_document_says_when_and_by_whom",
                condition=~Q(status="accepted")
                | (Q(accepted_at__isnull=False) & ~Q(accepted_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.municipality}, {self.term}"

    @transition(field=status, source=list(Status), target=Status.SUBMITTED)
    def submit(self) -> None:
        """Take a new version in, whatever became of the last.

        Källa: domain.md 7.2.
        """
        self.accepted_at, self.accepted_by = None, ""

    @transition(field=status, source=Status.SUBMITTED, target=Status.UNDER_REVIEW)
    def start_review(self) -> None:
        """Begin to check it.

        Källa: Vägledningen 2.2.
        """

    @transition(
        field=status,
        source=[Status.SUBMITTED, Status.UNDER_REVIEW],
        target=Status.COMPLETION_REQUESTED,
    )
    def request_completion(self) -> None:
        """Ask the municipality for more.

        Källa: Vägledningen 2.3, 2.7.3 "kompletteringar".
        """

    @transition(
        field=status, source=[Status.SUBMITTED, Status.UNDER_REVIEW], target=Status.ACCEPTED
    )
    def accept(self, *, by_label: str, at: datetime) -> None:
        """Find that it exists and meets the basic requirements.

        Källa: Vägledningen 2.2 "uppfyller de grundläggande krav".
        """
        self.accepted_at, self.accepted_by = at, by_label

    @transition(
        field=status,
        source=[Status.SUBMITTED, Status.UNDER_REVIEW, Status.COMPLETION_REQUESTED],
        target=RETURN_VALUE(*Status),
    )
    def withdraw(self, *, back_to: str, before: "DocumentVersion | None") -> str:
        """Stand as before the version that was withdrawn: missing, or as the one in force again.

        What was accepted of that one is accepted still.
        Källa: domain.md 7.2.
        """
        if back_to == self.Status.ACCEPTED and before is not None:
            self.accepted_at, self.accepted_by = before.accepted_at, before.accepted_by
        return back_to


class DocumentVersion(models.Model):
    """What the municipality handed in at one time. Never changed: replaced, or withdrawn.

    What a version replaced is in force again when it is withdrawn.
    Källa: domain.md 7.2.
    """

    class State(models.TextChoices):
        CURRENT = "current", "Gäller"
        REPLACED = "replaced", "Ersatt"
        WITHDRAWN = "withdrawn", "Återtagen för rättelse"

    document = models.ForeignKey(
        MunicipalDocument, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("version")
    state = models.CharField("läge", max_length=10, choices=State, default=State.CURRENT)
    deciding_body = models.CharField("beslutat av", max_length=12, choices=DecidingBody)
    decided_date = models.DateField("beslutat den")
    registry_number = models.CharField("kommunens diarienummer", max_length=60, blank=True)
    received_date = models.DateField("inkom till Länsstyrelsen")
    confidentiality = models.CharField("sekretess", max_length=10, choices=Confidentiality)
    # Handed in although decided too low: the municipality was told and knows. Vägledningen tabell
    # 2.2.
    knows_too_low = models.BooleanField(
        "beslutat på för låg nivå, kommunen vet om det", default=False
    )
    # Handed in although decided before the term's election: the same. Vägledningen 2.2.2.
    knows_before_election = models.BooleanField(
        "beslutat före valet, kommunen vet om det", default=False
    )
    note = models.TextField("meddelande", max_length=2000, blank=True)
    submitted_at = models.DateTimeField("inlämnad")
    submitted_by = models.CharField("inlämnad av", max_length=200)
    ended_at = models.DateTimeField("ersatt eller återtagen", null=True, blank=True)
    ended_by = models.CharField("ersatt eller återtagen av", max_length=200, blank=True)
    end_reason = models.CharField("skäl", max_length=300, blank=True)
    accepted_at = models.DateTimeField("godtagen", null=True, blank=True)
    accepted_by = models.CharField("godtagen av", max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = {"note", "end_reason"}

    class Meta:
        verbose_name = "version"
        verbose_name_plural = "versioner"
        ordering = ("document", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "number"], name="one_document_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state="current"), name="one_current_version"
            ),
            models.CheckConstraint(
                name="ended_version_says_when",
                condition=Q(state="current") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.CheckConstraint(
                name="accepted_version_says_by_whom",
                condition=Q(accepted_at=None, accepted_by="")
                | (Q(accepted_at__isnull=False) & ~Q(accepted_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"


class DocumentFile(models.Model):
    """One file of a version."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField("ordning", default=0)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "fil"
        verbose_name_plural = "filer"
        ordering = ("version", "order", "pk")

    def __str__(self) -> str:
        return str(self.stored)


class DocumentReference(models.Model):
    """That a document exists elsewhere, since it is classified: its number, place, who answers.

    Nothing of its contents. Källa: domain.md 9.1; Vägledningen 2.10.
    """

    document = models.ForeignKey(
        MunicipalDocument, on_delete=models.PROTECT, related_name="references"
    )
    registry_number = models.CharField("diarienummer", max_length=60)
    storage_place = models.CharField("förvaras hos", max_length=120)
    responsible = models.CharField("ansvarig funktion", max_length=120)
    noted_at = models.DateTimeField("antecknad")
    noted_by = models.CharField("antecknad av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"registry_number", "storage_place", "responsible"}

    class Meta:
        verbose_name = "hänvisning"
        verbose_name_plural = "hänvisningar"
        ordering = ("-noted_at", "-pk")

    def __str__(self) -> str:
        return f"Hänvisning, {self.document}"


class HeadingCheck(models.Model):
    """Whether a version has one of the required headings."""

    version = models.ForeignKey(
        DocumentVersion, on_delete=models.CASCADE, related_name="heading_checks"
    )
    number = models.PositiveSmallIntegerField("rubrik")
    is_found = models.BooleanField("finns", null=True)
    note = models.CharField("anteckning", max_length=500, blank=True)

    SCRUB: ClassVar[set[str]] = {"note"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "number"], name="one_check_per_heading")
        ]

    def __str__(self) -> str:
        return f"{self.version}: rubrik {self.number}"


class CriterionCheck(models.Model):
    """The handler's judgement of a version against one criterion, with the reasoning.

    Källa: Vägledningen 2.8.
    """

    class Verdict(models.TextChoices):
        MET = "met", "Uppfyllt"
        PARTLY = "partly", "Delvis uppfyllt"
        NOT_MET = "not_met", "Inte uppfyllt"
        NOT_ASSESSED = "not_assessed", "Inte bedömt"

    version = models.ForeignKey(
        DocumentVersion, on_delete=models.CASCADE, related_name="criterion_checks"
    )
    criterion = models.ForeignKey(AssessmentCriterion, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(
        "bedömning", max_length=12, choices=Verdict, default=Verdict.NOT_ASSESSED
    )
    reasoning = models.TextField("skäl", max_length=2000, blank=True)

    SCRUB: ClassVar[set[str]] = {"reasoning"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "criterion"], name="one_check_per_criterion")
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.criterion}"


class Feedback(models.Model):
    """The county's written word on a document: a draft, then sent and never changed.

    ``asks_completion`` with a day makes it a request for more.
    Källa: Vägledningen 2.3 "skriftlig återkoppling".
    """

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="feedback")
    text = models.TextField("återkoppling", max_length=8000)
    asks_completion = models.BooleanField("begär komplettering", default=False)
    complete_by = models.DateField("komplettera senast", null=True, blank=True)
    drafted_at = models.DateTimeField("påbörjad")
    drafted_by = models.CharField("skriven av", max_length=200)
    sent_at = models.DateTimeField("skickad", null=True, blank=True)
    sent_by = models.CharField("skickad av", max_length=200, blank=True)
    read_at = models.DateTimeField("öppnad av kommunen", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = {"text"}

    class Meta:
        verbose_name = "återkoppling"
        verbose_name_plural = "återkopplingar"
        ordering = ("-drafted_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sent_feedback_says_by_whom",
                condition=Q(sent_at=None, sent_by="") | (Q(sent_at__isnull=False) & ~Q(sent_by="")),
            ),
            models.CheckConstraint(
                name="completion_has_a_day",
                condition=Q(asks_completion=False) | Q(complete_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Återkoppling på {self.version}"
