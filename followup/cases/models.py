"""The opinion to MSB/MCF when a municipality does not meet its tasks, until the case is over."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, FSMModelMixin, transition

from actors.models import Actor
from followup.economy.models import UnusableSaving
from followup.visits.measures.models import Deficiency
from records.models import StoredFile


class Referral(FSMModelMixin, models.Model):
    """A case on reduced compensation: the county proposes, MSB/MCF alone decides.

    ``exception_reason`` stands in for the dialogue where the misuse is evident.
    Källa: Vägledningen 3; domain.md 7.10.
    """

    class Status(models.TextChoices):
        CONSIDERED = "considered", "Övervägs"
        TOLD = "told", "Kommunen underrättad"
        PREPARED = "prepared", "Till underskrift"
        SENT = "sent", "Skickat till MCF"
        MATERIAL_REQUESTED = "material_requested", "Underlag begärt"
        DECIDED = "decided", "Beslutat"
        FINAL = "final", "Laga kraft"
        INVOICED = "invoiced", "Faktura skickad"
        DROPPED = "dropped", "Nedlagt"

    class Ground(models.TextChoices):
        NO_RISK_ANALYSIS = "no_risk_analysis", "RSA har inte redovisats som föreskrivet"
        NO_ACCOUNT = "no_account", "Kommunen kan inte redovisa hur ersättningen använts"
        WRONG_USE = "wrong_use", "Ersättningen har använts på ett felaktigt sätt"
        SAVING = "saving", "Plan för sparande saknas eller följs inte, och sparandet ökar"
        OWN_REPORT = "own_report", "Kommunen anmäler ett sparande som inte kan användas"
        TASKS_NOT_DONE = "tasks_not_done", "Påtalade åtgärder har trots påpekanden inte genomförts"

    class CutoffReading(models.TextChoices):
        BEFORE = "before", "Före 30 april: årets ersättning stoppas till dess beslut tagits"
        AFTER = "after", "Efter 30 april: eventuell återbetalning faktureras"

    class Outcome(models.TextChoices):
        KEPT = "kept", "Ersättningen behålls"
        REDUCED = "reduced", "Ersättningen reduceras"
        REPAID = "repaid", "Ersättning återbetalas"

    class DayAnswer(models.TextChoices):
        ACCEPTED = "accepted", "Godtagen av kommunen"
        OBJECTED = "objected", "Kommunen invänder"

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="referrals")
    status = FSMField("läge", choices=Status, default=Status.CONSIDERED, protected=True)
    grounds = models.JSONField("grunder", default=list)
    deficiencies = models.ManyToManyField(
        Deficiency, verbose_name="brister", related_name="referrals", through="CaseDeficiency"
    )
    unusable_saving = models.ForeignKey(
        UnusableSaving, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals"
    )
    registry_number = models.CharField("Länsstyrelsens diarienummer", max_length=60, blank=True)
    opened_at = models.DateTimeField("öppnat")
    opened_by = models.CharField("öppnat av", max_length=200)
    told_at = models.DateTimeField("kommunen underrättad", null=True, blank=True)
    told_text = models.TextField("underrättelsen", max_length=8000, blank=True)
    siblings_reason = models.CharField(
        "skäl till flera ärenden om samma brist", max_length=500, blank=True
    )
    # The county's proposal until the municipality has said yes. Vägledningen 3.2 "I samförstånd".
    agreed_date = models.DateField("dag då det ska vara rättat", null=True, blank=True)
    day_answer = models.CharField(
        "kommunens svar om dagen", max_length=8, choices=DayAnswer, blank=True
    )
    day_answered_at = models.DateTimeField("kommunen svarade om dagen", null=True, blank=True)
    day_answered_by = models.CharField("svaret om dagen från", max_length=200, blank=True)
    day_objection = models.TextField("kommunens invändning", max_length=2000, blank=True)
    counter_date = models.DateField("kommunens förslag till dag", null=True, blank=True)
    exception_reason = models.TextField(
        "skäl att inte invänta dialog (uppenbart felaktig användning)", max_length=2000, blank=True
    )
    text = models.TextField("yttrande", max_length=16000, blank=True)
    proposal = models.TextField("förslag", max_length=4000, blank=True)
    text_version = models.PositiveIntegerField("version av texten", default=1)
    return_reason = models.CharField("skäl till återlämnandet", max_length=500, blank=True)
    prepared_at = models.DateTimeField("berett", null=True, blank=True)
    prepared_by = models.CharField("berett av", max_length=200, blank=True)
    prepared_by_user_id = models.BigIntegerField(null=True, blank=True)
    signed_at = models.DateTimeField("undertecknat", null=True, blank=True)
    signed_by = models.CharField("undertecknat av", max_length=200, blank=True)
    signed_by_user_id = models.BigIntegerField(null=True, blank=True)
    received_date = models.DateField("inkom till MCF", null=True, blank=True)
    cutoff_reading = models.CharField(
        "läsning av 30 april", max_length=6, choices=CutoffReading, blank=True
    )
    cutoff_chosen_by = models.CharField("läsningen vald av", max_length=200, blank=True)
    cutoff_reason = models.CharField("skäl för läsningen", max_length=500, blank=True)
    content = models.JSONField("innehåll vid underskriften", null=True, blank=True)
    content_sha256 = models.CharField("kontrollsumma", max_length=64, blank=True)
    bundle = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pdf = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_at = models.DateTimeField("nedlagt", null=True, blank=True)
    dropped_by = models.CharField("nedlagt av", max_length=200, blank=True)
    drop_reason = models.TextField("skäl att lägga ned", max_length=2000, blank=True)
    # What MSB/MCF decides.
    national_number = models.CharField("MCF:s diarienummer", max_length=60, blank=True)
    registered_at = models.DateTimeField("registrerat hos MCF", null=True, blank=True)
    registered_by = models.CharField("registrerat av", max_length=200, blank=True)
    outcome = models.CharField("beslut", max_length=8, choices=Outcome, blank=True)
    year = models.PositiveSmallIntegerField("gäller ersättning för år", null=True, blank=True)
    amount = models.DecimalField(
        "belopp i kronor", max_digits=12, decimal_places=2, null=True, blank=True
    )
    decision_text = models.TextField("skäl för beslutet", max_length=8000, blank=True)
    proportion = models.TextField(
        "beloppet i förhållande till arbetet", max_length=4000, blank=True
    )
    mended_reason = models.TextField("skäl fast bristen är åtgärdad", max_length=2000, blank=True)
    no_material_reason = models.TextField("skäl utan underlag", max_length=2000, blank=True)
    decided_date = models.DateField("beslutat den", null=True, blank=True)
    decided_by = models.CharField("beslutat av", max_length=200, blank=True)
    final_date = models.DateField("laga kraft", null=True, blank=True)
    invoice_number = models.CharField("faktura", max_length=60, blank=True)
    invoiced_date = models.DateField("fakturerat den", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = {
        "told_text",
        "text",
        "proposal",
        "exception_reason",
        "decision_text",
        "return_reason",
        "drop_reason",
        "content",
        "amount",
        "siblings_reason",
        "day_objection",
        "proportion",
        "mended_reason",
        "no_material_reason",
    }

    class Meta:
        verbose_name = "ärende om ersättning"
        verbose_name_plural = "ärenden om ersättning"
        ordering = ("-opened_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sent_referral_is_signed_and_sealed",
                condition=Q(status__in=["considered", "told", "prepared", "dropped"])
                | (
                    Q(signed_at__isnull=False, content__isnull=False, received_date__isnull=False)
                    & ~Q(signed_by="")
                    & ~Q(content_sha256="")
                ),
            ),
            models.CheckConstraint(
                name="two_persons_prepare_and_sign",
                condition=Q(signed_by_user_id=None)
                | Q(prepared_by_user_id=None)
                | ~Q(signed_by_user_id=F("prepared_by_user_id")),
            ),
            models.CheckConstraint(
                name="answer_on_the_day_says_when_and_by_whom",
                condition=Q(day_answer="", day_answered_at=None, day_answered_by="")
                | (
                    Q(day_answer__in=["accepted", "objected"], day_answered_at__isnull=False)
                    & ~Q(day_answered_by="")
                ),
            ),
            models.CheckConstraint(
                name="decided_referral_says_what_and_when",
                condition=~Q(status__in=["decided", "final", "invoiced"])
                | (Q(decided_date__isnull=False) & ~Q(outcome="") & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="dropped_referral_says_why",
                condition=~Q(status="dropped") | (Q(dropped_at__isnull=False) & ~Q(drop_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Ärende {self.pk}, {self.municipality}"

    @property
    def ground_labels(self) -> list[str]:
        return [self.Ground(ground).label for ground in self.grounds]

    @transition(field=status, source=Status.CONSIDERED, target=Status.TOLD)
    def tell(self, *, text: str, agreed_date: date, at: datetime) -> None:
        """Tell the municipality what is wrong, what it can do, and by when.

        Källa: Vägledningen 3.2.
        """
        self.told_text, self.told_at = text, at
        self.propose_day(agreed_date)

    def propose_day(self, day: date) -> None:
        """Ask the municipality anew about a day: what it answered on another no longer holds."""
        self.agreed_date, self.counter_date, self.day_objection = day, None, ""
        self.day_answer, self.day_answered_at, self.day_answered_by = "", None, ""

    def answer_day(self, answer: str, *, by_label: str, at: datetime) -> None:
        """Keep what the municipality says of the day."""
        self.day_answer, self.day_answered_by, self.day_answered_at = answer, by_label, at

    @transition(field=status, source=[Status.CONSIDERED, Status.TOLD], target=Status.PREPARED)
    def prepare(self, *, by_label: str, by_user_id: int, at: datetime) -> None:
        """Put the opinion before the one who signs.

        Källa: Vägledningen 3.2; domain.md 7.10.
        """
        self.prepared_by, self.prepared_by_user_id, self.prepared_at = by_label, by_user_id, at
        self.return_reason = ""

    @transition(field=status, source=Status.PREPARED, target=Status.TOLD)
    def send_back(self, *, reason: str) -> None:
        """Return it to the one who prepared it.

        Källa: domain.md 1.9.
        """
        self.return_reason = reason
        self.prepared_at, self.prepared_by, self.prepared_by_user_id = None, "", None

    @transition(field=status, source=Status.PREPARED, target=Status.SENT)
    def sign_and_send(self, *, by_label: str, by_user_id: int, at: datetime) -> None:
        """Sign the opinion and send it to MSB/MCF.

        Källa: Vägledningen 3.2, 3.3.
        """
        self.signed_by, self.signed_by_user_id, self.signed_at = by_label, by_user_id, at

    @transition(
        field=status,
        source=[Status.SENT, Status.MATERIAL_REQUESTED],
        target=Status.MATERIAL_REQUESTED,
    )
    def request_material(self) -> None:
        """Have MSB/MCF ask the municipality for material.

        Källa: Vägledningen 3.3 "begära in underlag från kommunen".
        """

    @transition(
        field=status, source=[Status.SENT, Status.MATERIAL_REQUESTED], target=Status.DECIDED
    )
    def decide(self, *, outcome: str, by_label: str, on: date) -> None:
        """Record the decision that MSB/MCF has taken.

        Källa: Vägledningen 3.1, 3.3.
        """
        self.outcome, self.decided_by, self.decided_date = outcome, by_label, on

    @transition(field=status, source=Status.DECIDED, target=Status.FINAL)
    def become_final(self, *, on: date) -> None:
        """Record that the decision can no longer be appealed.

        Källa: Vägledningen 3.3 "vunnit laga kraft".
        """
        self.final_date = on

    @transition(field=status, source=Status.FINAL, target=Status.INVOICED)
    def invoice(self, *, number: str, on: date) -> None:
        """Record the invoice for repayment.

        Källa: Vägledningen 3.3.
        """
        self.invoice_number, self.invoiced_date = number, on

    @transition(
        field=status,
        source=[
            Status.CONSIDERED,
            Status.TOLD,
            Status.PREPARED,
            Status.SENT,
            Status.MATERIAL_REQUESTED,
        ],
        target=Status.DROPPED,
    )
    def drop(self, *, reason: str, by_label: str, at: datetime) -> None:
        """End it without a decision: mended, or nothing to it.

        Källa: domain.md 7.10.
        """
        self.drop_reason, self.dropped_by, self.dropped_at = reason, by_label, at


class CaseDeficiency(models.Model):
    """A deficiency of a case, and the ground that it carries.

    Källa: Vägledningen 3.2 (exemplen på missförhållanden).
    """

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="named")
    deficiency = models.ForeignKey(Deficiency, on_delete=models.CASCADE, related_name="carried")
    ground = models.CharField("grund", max_length=20, choices=Referral.Ground)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        db_table = "followup_referral_deficiencies"
        unique_together = (("referral", "deficiency"),)
        ordering = ("referral", "pk")

    def __str__(self) -> str:
        return f"{self.deficiency}, {self.get_ground_display()}"


class CaseReason(models.Model):
    """A reason that stands in for a step of the gate, as long as what was found is the same.

    Nothing is edited: a later reason takes its place.
    Källa: Vägledningen 3.2; domain.md 7.10.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="reasons")
    ground = models.CharField("grund", max_length=20, choices=Referral.Ground, blank=True)
    step = models.CharField("steg", max_length=12)
    about = models.TextField("det som stod där", max_length=2000)
    text = models.TextField("skäl", max_length=2000)
    given_at = models.DateTimeField("angivet")
    given_by = models.CharField("angivet av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"text", "about"}

    class Meta:
        ordering = ("referral", "pk")

    def __str__(self) -> str:
        return f"Skäl i {self.referral}"


class DialogueForm(models.Model):
    """In what forms MSB/MCF and the municipality talk during the review: proposed, then agreed.

    Källa: Vägledningen 3.3 "Formerna för den här dialogen bestäms i samverkan".
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="dialogue_forms")
    text = models.TextField("dialogens former", max_length=2000)
    proposed_at = models.DateTimeField("föreslagna")
    proposed_by = models.CharField("föreslagna av", max_length=200)
    by_municipality = models.BooleanField("kommunens förslag", default=False)
    agreed_at = models.DateTimeField("överenskomna", null=True, blank=True)
    agreed_by = models.CharField("godtagna av", max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = {"text"}

    class Meta:
        ordering = ("referral", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreed_forms_say_when_and_by_whom",
                condition=Q(agreed_at=None, agreed_by="")
                | (Q(agreed_at__isnull=False) & ~Q(agreed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Dialogens former i {self.referral}"


class MaterialRequest(models.Model):
    """What MSB/MCF asks for in a case, and the answer.

    Källa: Vägledningen 3.3.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="requests")
    text = models.TextField("begärt underlag", max_length=4000)
    due_date = models.DateField("senast")
    asked_at = models.DateTimeField("begärt")
    asked_by = models.CharField("begärt av", max_length=200)
    answer = models.TextField("svar", max_length=8000, blank=True)
    answered_at = models.DateTimeField("besvarat", null=True, blank=True)
    answered_by = models.CharField("besvarat av", max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = {"text", "answer"}

    class Meta:
        ordering = ("referral", "asked_at")

    def __str__(self) -> str:
        return f"Underlag i {self.referral}"


class CaseFile(models.Model):
    """A file added to a case, or in answer to a request."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="files")
    request = models.ForeignKey(
        MaterialRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("tillagd")
    added_by = models.CharField("tillagd av", max_length=200)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        ordering = ("referral", "pk")

    def __str__(self) -> str:
        return str(self.stored)


class CaseMessage(models.Model):
    """The running dialogue in a case between MSB/MCF, the county and the municipality.

    Källa: Vägledningen 3.3 "en löpande dialog med både kommunen och länsstyrelsen".
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="messages")
    text = models.TextField("meddelande", max_length=4000)
    sent_at = models.DateTimeField("skickat")
    sent_by = models.CharField("från", max_length=200)

    SCRUB: ClassVar[set[str]] = {"text"}

    class Meta:
        ordering = ("referral", "sent_at")

    def __str__(self) -> str:
        return f"Meddelande i {self.referral}"
