"""The annual report of a municipality, and the county's compilation of them."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from actors.models import Actor, County
from followup.terms.models import Area, Indicator, IndicatorSet
from records.models import StoredFile


class AnnualReport(FSMModelMixin, models.Model):
    """What a municipality reports for a calendar year; due 15 February the year after.

    Its costs are rows of the economy for that year.
    Källa: Vägledningen 2.4; MSBFS 2015:5 § 5; key_dates.csv ARLIG_UPPFOLJNING.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Påbörjad"
        SENT = "sent", "Inskickad"
        COMPLETION_REQUESTED = "completion_requested", "Komplettering begärd"
        ACCEPTED = "accepted", "Godtagen"

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField("avser år")
    indicator_set = models.ForeignKey(IndicatorSet, on_delete=models.PROTECT, related_name="+")
    status = FSMField("läge", choices=Status, default=Status.DRAFT, protected=True)
    comment = models.TextField("kommunens kommentar", max_length=8000, blank=True)
    comment_by = models.CharField("kommentaren skriven av", max_length=200, blank=True)
    started_at = models.DateTimeField("påbörjad")
    sent_at = models.DateTimeField("inskickad", null=True, blank=True)
    sent_by = models.CharField("inskickad av", max_length=200, blank=True)
    completion_text = models.TextField("begärd komplettering", max_length=4000, blank=True)
    complete_by = models.DateField("komplettera senast", null=True, blank=True)
    accepted_at = models.DateTimeField("godtagen", null=True, blank=True)
    accepted_by = models.CharField("godtagen av", max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = {"comment", "completion_text"}

    class Meta:
        verbose_name = "årlig redovisning"
        verbose_name_plural = "årliga redovisningar"
        ordering = ("-year", "municipality")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "year"], name="one_report_per_municipality_and_year"
            ),
            models.CheckConstraint(
                name="sent_report_says_when_and_by_whom",
                condition=Q(status="draft") | (Q(sent_at__isnull=False) & ~Q(sent_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Årlig redovisning {self.year}, {self.municipality}"

    @transition(
        field=status, source=[Status.DRAFT, Status.COMPLETION_REQUESTED], target=Status.SENT
    )
    def send(self, *, by_label: str, at: datetime) -> None:
        """Hand it to the county.

        Källa: Vägledningen 2.4.
        """
        self.sent_at, self.sent_by = at, by_label

    @transition(field=status, source=Status.SENT, target=Status.COMPLETION_REQUESTED)
    def request_completion(self, *, text: str, complete_by: date) -> None:
        """Ask for more.

        Källa: Vägledningen 2.5 "begära in ytterligare underlag".
        """
        self.completion_text, self.complete_by = text, complete_by

    @transition(field=status, source=Status.SENT, target=Status.ACCEPTED)
    def accept(self, *, by_label: str, at: datetime) -> None:
        """Find it complete.

        Källa: Vägledningen 2.4.
        """
        self.accepted_at, self.accepted_by = at, by_label


class IndicatorAnswer(models.Model):
    """The answer to one indicator; ``value`` as text, read by the indicator's answer type."""

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    value = models.CharField("svar", max_length=2000, blank=True)
    comment = models.TextField("kommentar", max_length=2000, blank=True)
    value_by = models.CharField("svaret skrivet av", max_length=200, blank=True)
    comment_by = models.CharField("kommentaren skriven av", max_length=200, blank=True)
    written_at = models.DateTimeField("skrivet", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = {"value", "comment"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "indicator"], name="one_answer_per_indicator")
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.indicator}"


class ReportStep(models.Model):
    """A step that a report took, kept for its history: sent, completion asked for, accepted."""

    class Kind(models.TextChoices):
        STARTED = "started", "Påbörjad"
        SENT = "sent", "Inskickad"
        COMPLETION_REQUESTED = "completion_requested", "Komplettering begärd"
        ACCEPTED = "accepted", "Godtagen"

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField("steg", max_length=24, choices=Kind)
    text = models.TextField("vad som begärdes", max_length=4000, blank=True)
    due_date = models.DateField("senast", null=True, blank=True)
    happened_at = models.DateTimeField("när")
    by_label = models.CharField("av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"text"}

    class Meta:
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return f"{self.report}: {self.get_kind_display()}"


class ReportedItem(models.Model):
    """An event that happened or a measure that was taken during the year.

    Källa: Vägledningen 2.4 "händelser och vidtagna åtgärder".
    """

    class Kind(models.TextChoices):
        EVENT = "event", "Händelse"
        MEASURE = "measure", "Vidtagen åtgärd"

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField("slag", max_length=8, choices=Kind)
    happened_date = models.DateField("dag", null=True, blank=True)
    area = models.CharField("område", max_length=24, choices=Area, blank=True)
    text = models.CharField("vad", max_length=1000)
    effect = models.CharField("effekt", max_length=1000, blank=True)

    SCRUB: ClassVar[set[str]] = {"text", "effect"}

    class Meta:
        ordering = ("report", "kind", "happened_date", "pk")

    def __str__(self) -> str:
        return f"{self.report}: {self.get_kind_display()}"


class CountyCompilation(models.Model):
    """The county's own word on a year, handed on to MSB/MCF with the reports; then frozen.

    Källa: Vägledningen 2.4 "sammanställer länets underlag och distribuerar till MSB".
    """

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="compilations")
    year = models.PositiveSmallIntegerField("avser år")
    # 1 is the compilation itself; what came in later is a supplement, and the earlier one is kept.
    number = models.PositiveSmallIntegerField("nummer", default=1)
    reason = models.CharField("skäl till tillägget", max_length=500, blank=True)
    assessment = models.TextField("bedömning av effekten", max_length=8000, blank=True)
    assessment_by = models.CharField("bedömningen skriven av", max_length=200, blank=True)
    started_at = models.DateTimeField("påbörjad")
    content = models.JSONField("innehåll vid överlämnandet", null=True, blank=True)
    content_sha256 = models.CharField("kontrollsumma", max_length=64, blank=True)
    handed_on_at = models.DateTimeField("överlämnad", null=True, blank=True)
    handed_on_by = models.CharField("överlämnad av", max_length=200, blank=True)
    pdf = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    SCRUB: ClassVar[set[str]] = {"assessment", "content", "reason"}

    class Meta:
        verbose_name = "länets sammanställning"
        verbose_name_plural = "länens sammanställningar"
        ordering = ("-year", "county", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "year", "number"], name="one_compilation_per_county_and_year"
            ),
            models.UniqueConstraint(
                fields=["county", "year"],
                condition=Q(handed_on_at=None),
                name="one_open_compilation_per_county_and_year",
            ),
            models.CheckConstraint(
                name="supplement_says_why", condition=Q(number=1) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="handed_on_compilation_is_frozen",
                condition=Q(handed_on_at=None) | (Q(content__isnull=False) & ~Q(handed_on_by="")),
            ),
        ]

    def __str__(self) -> str:
        word = (
            "Sammanställning"
            if self.number == 1
            else f"Tillägg {self.number - 1} till sammanställning"
        )
        return f"{word} {self.year}, {self.county.name}"


class SupportNeed(models.Model):
    """A handler's judgement that a municipality needs more support, in words. Never a rank.

    Källa: Vägledningen 2.4 "någon kommun som behöver ytterligare stöd och uppföljning".
    """

    compilation = models.ForeignKey(
        CountyCompilation, on_delete=models.CASCADE, related_name="needs"
    )
    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("skäl", max_length=2000)
    noted_at = models.DateTimeField("antecknat")
    noted_by = models.CharField("antecknat av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"reason"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["compilation", "municipality"], name="one_need_per_municipality"
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: behöver mer stöd"
