"""What a term demands, as dated data: each row says from when, until when and by what source."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from actors.models import County


class Part(models.TextChoices):
    """The two kinds of work that compensation is paid for, accounted for apart.

    Källa: Vägledningen 2.5 "kostnaderna för krisberedskap och civilt försvar särredovisas".
    """

    CRISIS_PREPAREDNESS = "crisis_preparedness", "Krisberedskap"
    CIVIL_DEFENCE = "civil_defence", "Civilt försvar"


class Area(models.TextChoices):
    """The areas that the agreements give the municipalities work in.

    Källa: Överenskommelsen om krisberedskap; Överenskommelsen om civilt försvar; domain.md 7.1.
    """

    RISK_ANALYSIS = "risk_analysis", "Risk- och sårbarhetsanalys"
    PLANNING = "planning", "Planering"
    AREA_RESPONSIBILITY = "area_responsibility", "Geografiskt områdesansvar"
    TRAINING = "training", "Utbildning och övning"
    REPORTING = "reporting", "Rapportering"
    HEIGHTENED_ALERT = "heightened_alert", "Höjd beredskap"
    COMPETENCE = "competence", "Kompetenshöjning om totalförsvar"
    PROTECTIVE_SECURITY = "protective_security", "Säkerhetsskydd"
    WAR_ORGANISATION = "war_organisation", "Krigsorganisation och krigsplacering"
    CIVIL_DEFENCE = "civil_defence", "Stärkt civilt försvar"


class DecidingBody(models.TextChoices):
    """Who in a municipality may decide a document, the lowest first.

    Källa: Vägledningen tabell 2.2.
    """

    OFFICIAL = "official", "Annan tjänsteman"
    DIRECTOR = "director", "Kommundirektör"
    BOARD = "board", "Kommunstyrelse eller annan nämnd"
    COUNCIL = "council", "Kommunfullmäktige"


class DocumentKind(models.TextChoices):
    """The five documents of a term.

    Källa: Vägledningen tabell 2.2.
    """

    RISK_ANALYSIS = "risk_analysis", "Risk- och sårbarhetsanalys (RSA)"
    GOVERNING_DOCUMENT = "governing_document", "Styrdokument för krisberedskap"
    CRISIS_BOARD_RULES = "crisis_board_rules", "Reglemente för krisledningsnämnden"
    EMERGENCY_PLAN = "emergency_plan", "Plan för hantering av extraordinära händelser"
    TRAINING_PLAN = "training_plan", "Utbildnings- och övningsplan"


Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    def valid_on(self, day: date) -> Self:
        """Return the rows that were in force on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Dated(models.Model):
    """A fact that holds for a time and comes from somewhere; an older version is kept, not changed.

    Källa: domain.md 1.8.
    """

    valid_from = models.DateField("gäller från och med")
    valid_to = models.DateField("gäller till och med", null=True, blank=True)
    source = models.CharField("källa", max_length=300)
    is_demo = models.BooleanField("exempel, inte den fastställda texten", default=False)
    note = models.CharField("förbehåll", max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            )
        ]


class ElectoralTerm(models.Model):
    """The four years after an ordinary election; year 1 is the year after it.

    Källa: Vägledningen 2.2 "mandatperiodens första år"; domain.md 7.1.
    """

    election_date = models.DateField("dag för ordinarie val", unique=True)
    source = models.CharField("källa", max_length=300)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "mandatperiod"
        verbose_name_plural = "mandatperioder"
        ordering = ("election_date",)

    def __str__(self) -> str:
        return f"{self.first_year}–{self.last_year}"

    @property
    def first_year(self) -> int:
        """Return year 1: the year after the election."""
        return self.election_date.year + 1

    @property
    def last_year(self) -> int:
        """Return year 4."""
        return self.election_date.year + 4


class GrantAgreement(Dated):
    """An agreement between the state and the municipalities on tasks and compensation.

    ``question`` is what is followed up: whether tasks are done, or have been begun; empty where the
    source does not say.
    Källa: Vägledningen 2.1.
    """

    class Question(models.TextChoices):
        DONE = "done", "Har uppgifterna utförts?"
        STARTED = "started", "Har arbetet påbörjats?"

    name = models.CharField("namn", max_length=200)
    part = models.CharField("del", max_length=20, choices=Part)
    registry_number = models.CharField("diarienummer", max_length=40, blank=True)
    question = models.CharField("det som följs upp", max_length=10, choices=Question, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta(Dated.Meta):
        verbose_name = "överenskommelse"
        verbose_name_plural = "överenskommelser"
        ordering = ("valid_from", "part")

    def __str__(self) -> str:
        return self.name


class AgreementTask(models.Model):
    """One thing that an agreement gives the municipalities to do, in one area."""

    agreement = models.ForeignKey(GrantAgreement, on_delete=models.CASCADE, related_name="tasks")
    area = models.CharField("område", max_length=24, choices=Area)
    text = models.CharField("uppgift", max_length=300)
    source = models.CharField("källa", max_length=300)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "uppgift"
        verbose_name_plural = "uppgifter"
        ordering = ("agreement", "pk")

    def __str__(self) -> str:
        return self.text


class DocumentRequirement(Dated):
    """That a document shall exist, who at lowest decides it, and by when.

    ``lowest_body`` empty: the municipality chooses the level itself.
    Källa: Vägledningen tabell 2.2.
    """

    kind = models.CharField("dokument", max_length=24, choices=DocumentKind)
    lowest_body = models.CharField(
        "beslutas lägst av", max_length=12, choices=DecidingBody, blank=True
    )
    year_of_term = models.PositiveSmallIntegerField(
        "år i mandatperioden", validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    month = models.PositiveSmallIntegerField(
        "månad", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    day = models.PositiveSmallIntegerField(
        "dag", validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    is_reported = models.BooleanField("rapporteras till Länsstyrelsen", default=False)

    SCRUB: ClassVar[set[str]] = set()

    class Meta(Dated.Meta):
        verbose_name = "dokumentkrav"
        verbose_name_plural = "dokumentkrav"
        ordering = ("month", "day", "pk")
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "valid_from"], name="one_requirement_per_kind_and_start"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class RequiredHeading(models.Model):
    """A heading that the report of a risk analysis shall have.

    Källa: MSBFS 2015:5 § 4; Vägledningen 2.2.1.
    """

    requirement = models.ForeignKey(
        DocumentRequirement, on_delete=models.CASCADE, related_name="headings"
    )
    number = models.PositiveSmallIntegerField("nummer")
    text = models.CharField("rubrik", max_length=200)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "rubrik"
        verbose_name_plural = "rubriker"
        ordering = ("requirement", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["requirement", "number"], name="one_heading_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class KeyDate(Dated):
    """A day or a count that recurs: the annual report, the visits, 30 April.

    ``code`` is that of the rule that uses it; ``count`` the least number in a term, where the
    rule is one, and ``recommended`` the number that is preferred.
    Källa: key_dates.csv (med källa på varje rad).
    """

    code = models.CharField("kod", max_length=30)
    what = models.CharField("vad", max_length=200)
    month = models.PositiveSmallIntegerField("månad", null=True, blank=True)
    day = models.PositiveSmallIntegerField("dag", null=True, blank=True)
    count = models.PositiveSmallIntegerField("minst antal", null=True, blank=True)
    recommended = models.PositiveSmallIntegerField("helst antal", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta(Dated.Meta):
        verbose_name = "återkommande datum"
        verbose_name_plural = "återkommande datum"
        ordering = ("code", "valid_from")
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_key_date_per_start"),
        ]

    def __str__(self) -> str:
        return self.what


class CountySetting(models.Model):
    """A number that no source gives and each county sets for itself; without a row it is unset.

    ``value`` is a JSON value of the kind that ``followup.terms.settings`` says the key has.
    Källa: Vägledningen 2.6, 3.2 ("stort sparande", "rimlig tid": utan angivna tal); domain.md 7.
    """

    county = models.ForeignKey(County, on_delete=models.CASCADE, related_name="settings")
    key = models.CharField("inställning", max_length=40)
    value = models.JSONField("värde", null=True)
    valid_from = models.DateField("gäller från och med")
    reason = models.CharField("skäl", max_length=300)
    set_by = models.CharField("ändrad av", max_length=200)
    set_at = models.DateTimeField("ändrad")

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "länets inställning"
        verbose_name_plural = "länets inställningar"
        ordering = ("county", "key", "-valid_from", "-pk")

    def __str__(self) -> str:
        return f"{self.county_id} {self.key}"


class CriteriaSet(Dated):
    """A published set of assessment criteria.

    Källa: Vägledningen 2.2, 4.1 "Gemensamma bedömningskriterier" (MSB1475).
    """

    name = models.CharField("namn", max_length=200)
    registry_number = models.CharField("diarienummer", max_length=40, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta(Dated.Meta):
        verbose_name = "kriterieuppsättning"
        verbose_name_plural = "kriterieuppsättningar"
        ordering = ("-valid_from", "-pk")

    def __str__(self) -> str:
        return self.name


class AssessmentCriterion(models.Model):
    """One criterion: a basic requirement decides, a quality measure never fails anything.

    Källa: Bedömningskriterierna "grundläggande krav", "kvalitetsmått"; domain.md 7.
    """

    class Kind(models.TextChoices):
        BASIC = "basic", "Grundläggande krav"
        QUALITY = "quality", "Kvalitetsmått"

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="criteria")
    code = models.CharField("kod", max_length=20)
    kind = models.CharField("slag", max_length=8, choices=Kind)
    area = models.CharField("område", max_length=24, choices=Area)
    document = models.CharField(
        "gäller dokumentet", max_length=24, choices=DocumentKind, blank=True
    )
    text = models.CharField("kriterium", max_length=500)
    guidance = models.TextField("stöd för bedömningen", max_length=4000, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "bedömningskriterium"
        verbose_name_plural = "bedömningskriterier"
        ordering = ("criteria_set", "area", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="one_criterion_per_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class IndicatorSet(Dated):
    """The indicators that an annual report answers.

    Källa: Vägledningen 2.4; MSBFS 2015:5 § 5, bilagan.
    """

    name = models.CharField("namn", max_length=200)

    SCRUB: ClassVar[set[str]] = set()

    class Meta(Dated.Meta):
        verbose_name = "indikatoruppsättning"
        verbose_name_plural = "indikatoruppsättningar"
        ordering = ("-valid_from", "-pk")

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """One question of the annual report."""

    class AnswerType(models.TextChoices):
        YES_NO = "yes_no", "Ja eller nej"
        SCALE = "scale", "Skala 1–5"
        NUMBER = "number", "Tal"
        TEXT = "text", "Text"

    indicator_set = models.ForeignKey(
        IndicatorSet, on_delete=models.PROTECT, related_name="indicators"
    )
    code = models.CharField("kod", max_length=20)
    area = models.CharField("område", max_length=60)
    text = models.CharField("indikator", max_length=500)
    guidance = models.TextField("stöd för svaret", max_length=2000, blank=True)
    answer_type = models.CharField("svarstyp", max_length=8, choices=AnswerType)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikatorer"
        ordering = ("indicator_set", "order", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator_set", "code"], name="one_indicator_per_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class CompensationComponent(Dated):
    """A component of the state's compensation; its amount is decided, never computed here.

    Källa: domain.md 7.5; Vägledningen 1.2.
    """

    code = models.CharField("kod", max_length=30)
    name = models.CharField("namn", max_length=120)
    part = models.CharField("del", max_length=20, choices=Part)

    SCRUB: ClassVar[set[str]] = set()

    class Meta(Dated.Meta):
        verbose_name = "ersättningskomponent"
        verbose_name_plural = "ersättningskomponenter"
        ordering = ("part", "code")
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_component_per_start"),
        ]

    def __str__(self) -> str:
        return self.name
