"""The state's compensation, what it was used for, and what was saved. Amounts are kronor."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from actors.models import Actor
from followup.terms.models import Area, CompensationComponent, ElectoralTerm, Part


class CompensationDecision(models.Model):
    """What the state decided for a municipality, a year and a component.

    Källa: domain.md 7.5; Vägledningen 1.3.
    """

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="compensation")
    year = models.PositiveSmallIntegerField("år")
    component = models.ForeignKey(
        CompensationComponent, on_delete=models.PROTECT, related_name="decisions"
    )
    amount = models.DecimalField("belopp i kronor", max_digits=12, decimal_places=2)
    registry_number = models.CharField("diarienummer", max_length=60, blank=True)
    source = models.CharField("källa", max_length=300)
    is_demo = models.BooleanField("exempel, inte verkligt belopp", default=False)
    entered_at = models.DateTimeField("införd")
    entered_by = models.CharField("införd av", max_length=200)

    history = HistoricalRecords()

    SCRUB: ClassVar[set[str]] = {"amount"}

    class Meta:
        verbose_name = "beslut om ersättning"
        verbose_name_plural = "beslut om ersättning"
        ordering = ("municipality", "-year", "component")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "year", "component"], name="one_compensation_decision"
            ),
            models.CheckConstraint(name="compensation_is_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.year}, {self.municipality}"


class Cost(models.Model):
    """What a municipality used compensation for, kept apart by part.

    ``is_other_work``: not one of the agreements' tasks but connected to them, which what is left
    over may pay where the tasks are done.
    Källa: Vägledningen 2.5; Anvisningarna.
    """

    class Eligibility(models.TextChoices):
        YES = "yes", "Får finansieras"
        NO = "no", "Får inte finansieras"
        ASK = "ask", "Fråga Länsstyrelsen"

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="costs")
    year = models.PositiveSmallIntegerField("år")
    part = models.CharField("del", max_length=20, choices=Part)
    area = models.CharField("område", max_length=24, choices=Area, blank=True)
    text = models.CharField("vad", max_length=300)
    amount = models.DecimalField("belopp i kronor", max_digits=12, decimal_places=2)
    eligibility = models.CharField("får ersättningen användas", max_length=4, choices=Eligibility)
    is_other_work = models.BooleanField(
        "övrigt arbete som kan kopplas till överenskommelserna", default=False
    )
    judged_by = models.CharField("bedömd av", max_length=200, blank=True)
    judged_at = models.DateTimeField("bedömd", null=True, blank=True)
    judgement = models.TextField("skäl", max_length=2000, blank=True)
    entered_at = models.DateTimeField("införd")
    entered_by = models.CharField("införd av", max_length=200)
    is_demo = models.BooleanField("exempel, inte verkligt belopp", default=False)

    history = HistoricalRecords()

    SCRUB: ClassVar[set[str]] = {"text", "amount", "judgement"}

    class Meta:
        verbose_name = "kostnad"
        verbose_name_plural = "kostnader"
        ordering = ("municipality", "-year", "part", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="cost_is_positive", condition=Q(amount__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.year}"


class TasksJudgedDone(models.Model):
    """The county finds the agreements' tasks done enough for a year's left-over to be used freer.

    Källa: Vägledningen 2.5 "genomfört dessa uppgifter i tillräcklig omfattning".
    """

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="tasks_done")
    year = models.PositiveSmallIntegerField("år")
    reason = models.TextField("skäl", max_length=2000)
    noted_at = models.DateTimeField("bedömt")
    noted_by = models.CharField("bedömt av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"reason"}

    class Meta:
        verbose_name = "uppgifter genomförda i tillräcklig omfattning"
        verbose_name_plural = "uppgifter genomförda i tillräcklig omfattning"
        ordering = ("municipality", "-year")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "year"], name="one_judgement_of_tasks_per_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.year}"


class CostQuestion(models.Model):
    """A question on whether something may be paid by compensation, and its answer.

    A precedent may be found by every municipality of the county, without saying whose it was.
    Källa: Vägledningen 2.5 "kontakta MSB eller diskutera med andra länsstyrelser".
    """

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="questions")
    cost = models.ForeignKey(
        Cost, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    text = models.TextField("fråga", max_length=2000)
    asked_at = models.DateTimeField("ställd")
    asked_by = models.CharField("ställd av", max_length=200)
    consulted = models.CharField("rådfrågat", max_length=300, blank=True)
    answer = models.TextField("svar", max_length=4000, blank=True)
    eligibility = models.CharField(
        "får ersättningen användas", max_length=4, choices=Cost.Eligibility, blank=True
    )
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    answered_by = models.CharField("besvarad av", max_length=200, blank=True)
    precedent = models.TextField("vägledande formulering", max_length=2000, blank=True)
    withdrawn_at = models.DateTimeField("återtagen", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = {"text", "answer", "precedent"}

    class Meta:
        verbose_name = "fråga om ersättning"
        verbose_name_plural = "frågor om ersättning"
        ordering = ("-asked_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="answered_question_says_by_whom",
                condition=Q(answered_at=None)
                | (~Q(answered_by="") & ~Q(answer="") & ~Q(eligibility="")),
            )
        ]

    def __str__(self) -> str:
        return f"Fråga {self.pk}, {self.municipality}"


class OpeningSaving(models.Model):
    """What a municipality had saved before the first year that the system knows of."""

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="openings")
    part = models.CharField("del", max_length=20, choices=Part)
    year = models.PositiveSmallIntegerField("ingående år")
    amount = models.DecimalField("belopp i kronor", max_digits=12, decimal_places=2)
    source = models.CharField("källa", max_length=300)
    is_demo = models.BooleanField("exempel, inte verkligt belopp", default=False)

    history = HistoricalRecords()

    SCRUB: ClassVar[set[str]] = {"amount"}

    class Meta:
        verbose_name = "ingående sparande"
        verbose_name_plural = "ingående sparande"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "part"], name="one_opening_saving_per_part"
            )
        ]

    def __str__(self) -> str:
        return f"Ingående sparande {self.year}, {self.municipality}"


class ReviewPlan(models.Model):
    """The county's own day for a review of a term; no source gives one.

    Källa: Vägledningen 2.5 (anger antal, inte dagar).
    """

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="review_plans")
    term = models.ForeignKey(ElectoralTerm, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("granskning nummer")
    planned_date = models.DateField("planerad till")
    set_by = models.CharField("planerad av", max_length=200)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "planerad granskning"
        verbose_name_plural = "planerade granskningar"
        ordering = ("term", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "term", "number"], name="one_plan_per_review"
            )
        ]

    def __str__(self) -> str:
        return f"Granskning {self.number}, {self.municipality}"


class EconomicReview(models.Model):
    """The county's own look at a municipality's economy; at least two in a term.

    Källa: Vägledningen 2.5.
    """

    class Occasion(models.TextChoices):
        VISIT = "visit", "Inför eller vid uppföljningsbesök"
        BETWEEN = "between", "Mellan besöken"
        UNFULFILLED = "unfulfilled", "Kommunen fullgör inte sina uppgifter"

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="reviews")
    done_date = models.DateField("dag")
    occasion = models.CharField("tillfälle", max_length=12, choices=Occasion)
    visit = models.ForeignKey(
        "followup.Visit", null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    used_audit = models.BooleanField("kommunens revision är ett underlag", default=False)
    external_reason = models.CharField("skäl till extern granskning", max_length=300, blank=True)
    findings = models.TextField("iakttagelser", max_length=8000)
    noted_at = models.DateTimeField("införd")
    noted_by = models.CharField("införd av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"findings"}

    class Meta:
        verbose_name = "ekonomisk granskning"
        verbose_name_plural = "ekonomiska granskningar"
        ordering = ("-done_date", "-pk")

    def __str__(self) -> str:
        return f"Ekonomisk granskning {self.done_date}, {self.municipality}"


class SavingPlan(FSMModelMixin, models.Model):
    """How a municipality means to use what it has saved.

    Källa: Vägledningen 2.6; domain.md 7.6.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", "Begärd"
        DRAFT = "draft", "Påbörjad"
        ADOPTED = "adopted", "Antagen"
        FULFILLED = "fulfilled", "Genomförd"
        REPLACED = "replaced", "Ersatt"

    OPEN: ClassVar = (Status.REQUESTED, Status.DRAFT, Status.ADOPTED)

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="saving_plans")
    status = FSMField("läge", choices=Status, default=Status.REQUESTED, protected=True)
    reason = models.TextField("varför planen begärs", max_length=2000, blank=True)
    requested_at = models.DateTimeField("begärd")
    requested_by = models.CharField("begärd av", max_length=200)
    adopt_by = models.DateField("ska vara antagen senast")
    opening_year = models.PositiveSmallIntegerField("ingående år")
    opening_amount = models.DecimalField(
        "ingående sparande i kronor", max_digits=12, decimal_places=2
    )
    adopted_date = models.DateField("antagen den", null=True, blank=True)
    adopted_body = models.CharField("antagen av", max_length=120, blank=True)
    adopted_by = models.CharField("antagandet infört av", max_length=200, blank=True)
    ended_at = models.DateTimeField("avslutad", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = {"reason", "opening_amount"}

    class Meta:
        verbose_name = "plan för sparande"
        verbose_name_plural = "planer för sparande"
        ordering = ("-requested_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(status__in=["requested", "draft"]),
                name="one_saving_plan_asked_for",
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(status="adopted"),
                name="one_saving_plan_in_force",
            ),
            models.CheckConstraint(
                name="adopted_saving_plan_says_when_and_by_whom",
                condition=Q(status__in=["requested", "draft", "replaced"])
                | (Q(adopted_date__isnull=False) & ~Q(adopted_body="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Plan för sparande, {self.municipality}"

    @transition(field=status, source=Status.REQUESTED, target=Status.DRAFT)
    def begin(self) -> None:
        """Start writing it.

        Källa: Vägledningen 2.6.
        """

    @transition(field=status, source=[Status.REQUESTED, Status.DRAFT], target=Status.ADOPTED)
    def adopt(self, *, on: date, body: str, by_label: str) -> None:
        """Record that the municipality has adopted it.

        Källa: Vägledningen 2.6.
        """
        self.adopted_date, self.adopted_body, self.adopted_by = on, body, by_label

    @transition(field=status, source=Status.ADOPTED, target=Status.FULFILLED)
    def fulfil(self) -> None:
        """Find that the saving has been used as planned.

        Källa: Vägledningen 2.6 "att planen efterlevs".
        """

    @transition(
        field=status,
        source=[Status.REQUESTED, Status.DRAFT, Status.ADOPTED],
        target=Status.REPLACED,
    )
    def replace(self) -> None:
        """Make way for a new plan.

        Källa: Vägledningen 2.6.
        """


class SavingActivity(models.Model):
    """Something the saving shall pay: cost, day and responsible function."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planerad"
        DONE = "done", "Genomförd"
        CANCELLED = "cancelled", "Utgår"

    plan = models.ForeignKey(SavingPlan, on_delete=models.CASCADE, related_name="activities")
    text = models.CharField("aktivitet", max_length=300)
    part = models.CharField("del", max_length=20, choices=Part)
    amount = models.DecimalField("kostnad i kronor", max_digits=12, decimal_places=2)
    due_date = models.DateField("klar senast")
    responsible = models.CharField("ansvarig funktion", max_length=120)
    status = models.CharField("läge", max_length=9, choices=Status, default=Status.PLANNED)
    done_date = models.DateField("genomförd", null=True, blank=True)
    outcome = models.CharField("utfall", max_length=500, blank=True)

    SCRUB: ClassVar[set[str]] = {"text", "amount", "responsible", "outcome"}

    class Meta:
        ordering = ("plan", "due_date", "pk")

    def __str__(self) -> str:
        return self.text


class SavingForecast(models.Model):
    """What is expected to be saved at the end of a year."""

    plan = models.ForeignKey(SavingPlan, on_delete=models.CASCADE, related_name="forecasts")
    year = models.PositiveSmallIntegerField("år")
    expected_compensation = models.DecimalField(
        "väntad ersättning i kronor", max_digits=12, decimal_places=2
    )
    closing_amount = models.DecimalField(
        "väntat sparande vid årets slut i kronor", max_digits=12, decimal_places=2
    )

    SCRUB: ClassVar[set[str]] = {"expected_compensation", "closing_amount"}

    class Meta:
        ordering = ("plan", "year")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "year"], name="one_forecast_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.year}"


class SavingPlanCheck(models.Model):
    """The county's follow-up of a plan: is it kept?

    Källa: Vägledningen 2.6 "följa upp att planen efterlevs".
    """

    plan = models.ForeignKey(SavingPlan, on_delete=models.CASCADE, related_name="checks")
    checked_date = models.DateField("dag")
    is_kept = models.BooleanField("planen följs")
    text = models.TextField("iakttagelser", max_length=4000)
    noted_by = models.CharField("införd av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"text"}

    class Meta:
        ordering = ("-checked_date", "-pk")

    def __str__(self) -> str:
        return f"{self.plan} {self.checked_date}"


class UnusableSaving(models.Model):
    """A municipality tells that it has a saving that it cannot use; the county makes it a case.

    Källa: Vägledningen 3.3 (sista stycket).
    """

    municipality = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="unusable_savings"
    )
    amount = models.DecimalField("belopp i kronor", max_digits=12, decimal_places=2)
    reason = models.TextField("skäl", max_length=4000)
    reported_at = models.DateTimeField("anmält")
    reported_by = models.CharField("anmält av", max_length=200)
    withdrawn_at = models.DateTimeField("återtaget", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = {"reason", "amount"}

    class Meta:
        verbose_name = "sparande som inte kan användas"
        verbose_name_plural = "sparanden som inte kan användas"
        ordering = ("-reported_at",)

    def __str__(self) -> str:
        return f"Sparande som inte kan användas, {self.municipality}"
