"""Deficiencies that the county has named, and the plan of measures agreed on in dialogue."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from actors.models import Actor
from followup.terms.models import Area
from followup.visits.models import Visit
from records.models import StoredFile


class Deficiency(models.Model):
    """Something that falls short in a municipality's work, said plainly, with what would mend it.

    Källa: Vägledningen 3.2 "tydlig med vilka brister … samt vilka åtgärder".
    """

    class Origin(models.TextChoices):
        VISIT = "visit", "Uppföljningsbesök"
        DOCUMENT = "document", "Dokument"
        REPORT = "report", "Årlig redovisning"
        ECONOMY = "economy", "Ekonomi"
        OTHER = "other", "Annat"

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="deficiencies")
    origin = models.CharField("underlag", max_length=8, choices=Origin)
    visit = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="deficiencies"
    )
    area = models.CharField("område", max_length=24, choices=Area)
    text = models.TextField("brist", max_length=2000)
    remedy = models.TextField("vad kommunen kan göra", max_length=2000, blank=True)
    is_misuse = models.BooleanField("ersättningen har använts fel", default=False)
    noted_at = models.DateTimeField("noterad")
    noted_by = models.CharField("noterad av", max_length=200)
    told_at = models.DateTimeField("meddelad kommunen", null=True, blank=True)
    mended_at = models.DateTimeField("åtgärdad", null=True, blank=True)
    mended_by = models.CharField("bedömd som åtgärdad av", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField("struken", null=True, blank=True)
    withdrawn_by = models.CharField("struken av", max_length=200, blank=True)
    withdrawn_reason = models.CharField("struken, skäl", max_length=300, blank=True)

    SCRUB: ClassVar[set[str]] = {"text", "remedy", "withdrawn_reason"}

    class Meta:
        verbose_name = "brist"
        verbose_name_plural = "brister"
        ordering = ("municipality", "-noted_at", "pk")

    def __str__(self) -> str:
        return f"Brist {self.pk}, {self.municipality}"

    @property
    def is_open(self) -> bool:
        return self.mended_at is None and self.withdrawn_at is None and not self.withdrawn_reason


class Measure(FSMModelMixin, models.Model):
    """What the municipality shall do, by when, and how it is followed up.

    Källa: Vägledningen 2.7.3; domain.md 7.9.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Föreslagen"
        AGREED = "agreed", "Överenskommen"
        REPORTED_DONE = "reported_done", "Anmäld som klar"
        VERIFIED = "verified", "Genomförd"
        NOT_DONE = "not_done", "Inte genomförd"
        WITHDRAWN = "withdrawn", "Struken"

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="measures")
    deficiency = models.ForeignKey(
        Deficiency, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    visit = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    area = models.CharField("område", max_length=24, choices=Area)
    status = FSMField("läge", choices=Status, default=Status.PROPOSED, protected=True)
    text = models.TextField("åtgärd", max_length=2000)
    due_date = models.DateField("bör vara klar")
    follow_up = models.CharField("så följs den upp", max_length=500)
    # The municipality's own date, until both agree. Vägledningen 2.7.3 "i dialog".
    counter_date = models.DateField("kommunens förslag", null=True, blank=True)
    counter_text = models.CharField("kommunens skäl", max_length=500, blank=True)
    counter_at = models.DateTimeField("kommunens förslag lämnat", null=True, blank=True)
    counter_by = models.CharField("kommunens förslag från", max_length=200, blank=True)
    counter_is_leaders = models.BooleanField("förslaget är ledningens", default=False)
    county_reply = models.CharField("Länsstyrelsens svar", max_length=500, blank=True)
    # Before this the municipality does not see it: the protocol has not been sent.
    told_at = models.DateTimeField("meddelad kommunen", null=True, blank=True)
    created_at = models.DateTimeField("införd")
    created_by = models.CharField("införd av", max_length=200)
    agreed_at = models.DateTimeField("överenskommen", null=True, blank=True)
    agreed_by = models.CharField("godtagen av", max_length=200, blank=True)
    done_text = models.TextField("kommunens redovisning", max_length=4000, blank=True)
    done_at = models.DateTimeField("anmäld som klar", null=True, blank=True)
    done_by = models.CharField("anmäld av", max_length=200, blank=True)
    judged_at = models.DateTimeField("bedömd", null=True, blank=True)
    judged_by = models.CharField("bedömd av", max_length=200, blank=True)
    judgement = models.CharField("bedömning", max_length=1000, blank=True)

    SCRUB: ClassVar[set[str]] = {
        "text",
        "counter_text",
        "county_reply",
        "done_text",
        "judgement",
        "follow_up",
    }

    class Meta:
        verbose_name = "åtgärd"
        verbose_name_plural = "åtgärder"
        ordering = ("municipality", "due_date", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreed_measure_says_when_and_by_whom",
                condition=~Q(status__in=["agreed", "reported_done", "verified"])
                | (Q(agreed_at__isnull=False) & ~Q(agreed_by="")),
            ),
            models.CheckConstraint(
                name="judged_measure_says_when_and_by_whom",
                condition=~Q(status__in=["verified", "not_done"])
                | (Q(judged_at__isnull=False) & ~Q(judged_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Åtgärd {self.pk}, {self.municipality}"

    @transition(field=status, source=[Status.PROPOSED, Status.AGREED], target=Status.AGREED)
    def agree(self, *, by_label: str, at: datetime, due_date: date) -> None:
        """Settle it between county and municipality.

        Källa: Vägledningen 2.7.3, 3.2 "I samförstånd".
        """
        self.agreed_at, self.agreed_by, self.due_date = at, by_label, due_date
        self.counter_date, self.counter_text = None, ""
        self.counter_at, self.counter_by, self.counter_is_leaders = None, "", False

    @transition(field=status, source=[Status.AGREED, Status.NOT_DONE], target=Status.REPORTED_DONE)
    def report_done(self, *, text: str, by_label: str, at: datetime) -> None:
        """Have the municipality say that it is done.

        Källa: domain.md 7.9.
        """
        self.done_text, self.done_by, self.done_at = text, by_label, at

    @transition(field=status, source=Status.REPORTED_DONE, target=Status.VERIFIED)
    def verify(self, *, text: str, by_label: str, at: datetime) -> None:
        """Find that it is done.

        Källa: Vägledningen 2.7.3 "hur länsstyrelsen avser följa upp åtgärderna".
        """
        self.judgement, self.judged_by, self.judged_at = text, by_label, at

    @transition(field=status, source=Status.REPORTED_DONE, target=Status.AGREED)
    def ask_again(self, *, text: str, by_label: str, at: datetime) -> None:
        """Find that it is not done yet, while its day has not passed.

        Källa: Vägledningen 3.2 "komma överens om när åtgärderna ska vara genomförda".
        """
        self.judgement, self.judged_by, self.judged_at = text, by_label, at

    @transition(field=status, source=[Status.AGREED, Status.REPORTED_DONE], target=Status.NOT_DONE)
    def find_not_done(self, *, text: str, by_label: str, at: datetime) -> None:
        """Find that it is not done.

        Källa: Vägledningen 2.7.3, 3.2.
        """
        self.judgement, self.judged_by, self.judged_at = text, by_label, at

    @transition(field=status, source=[Status.PROPOSED, Status.AGREED], target=Status.WITHDRAWN)
    def withdraw(self, *, text: str, by_label: str, at: datetime) -> None:
        """Strike it out, with a reason.

        Källa: Vägledningen 2.9 "ha en dialog om innehållet".
        """
        self.judgement, self.judged_by, self.judged_at = text, by_label, at


class MeasureProof(models.Model):
    """A file by which the municipality shows that a measure is done."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="proofs")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("tillagd")
    added_by = models.CharField("tillagd av", max_length=200)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        ordering = ("measure", "pk")

    def __str__(self) -> str:
        return str(self.stored)
