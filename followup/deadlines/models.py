"""The ledger of deadlines: each lays its whole ladder of reminders when it arises."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from actors.models import Actor, County, Function, User


class Deadline(models.Model):
    """A day by which somebody is to have done something.

    ``about_ref`` names the thing (``records.refs``); ``key`` makes the deadline one, however often
    it is laid. A deadline ends at midnight in Stockholm.
    Källa: domain.md 1.7, 8.1.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", "Dokument"
        MISSING_DOCUMENT_PLAN = "missing_document_plan", "Plan för dokument som saknas"
        COMPLETION = "completion", "Komplettering"
        FEEDBACK = "feedback", "Återkoppling på dokument"
        ANNUAL_REPORT = "annual_report", "Årlig redovisning"
        COMPILATION = "compilation", "Länets sammanställning"
        ECONOMIC_REVIEW = "economic_review", "Ekonomisk granskning"
        SAVING_PLAN = "saving_plan", "Antagande av plan för sparande"
        SAVING_ACTIVITY = "saving_activity", "Aktivitet i plan för sparande"
        VISIT = "visit", "Uppföljningsbesök"
        PROTOCOL = "protocol", "Protokoll från besök"
        MEASURE = "measure", "Åtgärd"
        REFERRAL = "referral", "Ärende om ersättning"
        MATERIAL = "material", "Underlag till MCF"
        QUESTION = "question", "Fråga om ersättning"

    class State(models.TextChoices):
        OPEN = "open", "Öppen"
        MET = "met", "Klar"
        CANCELLED = "cancelled", "Utgår"

    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField("slag", max_length=24, choices=Kind)
    key = models.CharField("nyckel", max_length=120, unique=True)
    about_ref = models.CharField("gäller", max_length=100)
    what = models.CharField("vad", max_length=200)
    due_date = models.DateField("senast")
    state = models.CharField("läge", max_length=10, choices=State, default=State.OPEN)
    is_countys = models.BooleanField("Länsstyrelsens egen uppgift", default=False)
    laid_at = models.DateTimeField("lagd")
    ended_at = models.DateTimeField("avslutad", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "frist"
        verbose_name_plural = "frister"
        ordering = ("due_date", "pk")
        indexes: ClassVar = [
            models.Index(fields=["municipality", "state", "due_date"], name="deadline_of_actor"),
            models.Index(fields=["about_ref"], name="deadline_about"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ended_deadline_says_when",
                condition=Q(state="open", ended_at=None)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} senast {self.due_date}"


class DeadlineChange(models.Model):
    """A deadline was moved: from, to, why and by whom.

    Källa: domain.md 8.1.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="changes")
    old_date = models.DateField("från")
    new_date = models.DateField("till")
    reason = models.CharField("skäl", max_length=300)
    changed_at = models.DateTimeField("ändrad")
    changed_by = models.CharField("ändrad av", max_length=200)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        ordering = ("deadline", "changed_at", "pk")

    def __str__(self) -> str:
        return f"{self.old_date} → {self.new_date}"


class Reminder(models.Model):
    """One rung of a ladder: to whom, when, and what became of it.

    Claimed once: ``(deadline, due_date, offset_days, audience)`` is unique, and the notice carries
    the row's key. ``late_by`` says how long after its time it was sent.
    Källa: domain.md 8, 8.1.
    """

    class Audience(models.TextChoices):
        COORDINATOR = "coordinator", "Beredskapssamordnaren"
        LEADERSHIP = "leadership", "Kommunens ledning"
        HANDLER = "handler", "Länsstyrelsens handläggare"
        CHIEF = "chief", "Länsstyrelsens chef"

    class State(models.TextChoices):
        WAITING = "waiting", "Planerad"
        SENT = "sent", "Lagd i utskick"
        UNREACHABLE = "unreachable", "Ingen adress"
        SKIPPED = "skipped", "Behövdes inte"
        REPLANNED = "replanned", "Ersatt av ny plan"

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    due_date = models.DateField("fristens dag när påminnelsen lades")
    offset_days = models.SmallIntegerField("dagar från fristen")  # negative: before
    audience = models.CharField("till", max_length=12, choices=Audience)
    send_at = models.DateTimeField("skickas")
    state = models.CharField("läge", max_length=12, choices=State, default=State.WAITING)
    handled_at = models.DateTimeField("behandlad", null=True, blank=True)
    late_by = models.DurationField("försenad", null=True, blank=True)
    # After an outage one message takes the place of all that were missed.
    replaced_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    in_digest = models.BooleanField("i samlat utskick", default=False)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "påminnelse"
        verbose_name_plural = "påminnelser"
        ordering = ("deadline", "send_at", "pk")
        indexes: ClassVar = [
            models.Index(fields=["send_at"], condition=Q(state="waiting"), name="reminders_to_send")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["deadline", "due_date", "offset_days", "audience"],
                name="each_reminder_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deadline}: {self.offset_days:+d} dagar"


class ReminderSending(models.Model):
    """To which function a reminder went, and in which notice; a digest holds several reminders.

    ``dedupe_key`` is the notice's; together with ``function_ref`` it finds what became of it.
    Källa: domain.md 8.
    """

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="sendings")
    function_ref = models.CharField("funktion", max_length=60)
    function_label = models.CharField("till funktion", max_length=200)
    dedupe_key = models.CharField("utskickets nyckel", max_length=120)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "skickad påminnelse"
        verbose_name_plural = "skickade påminnelser"
        ordering = ("reminder", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reminder", "function_ref", "dedupe_key"], name="each_sending_once"
            )
        ]

    def __str__(self) -> str:
        return self.function_label


class ReminderLadder(models.Model):
    """A county's own ladder for one kind of deadline, from a day on; older ones are kept.

    Days are counted from the deadline, negative before it. ``leadership_from`` and
    ``handler_from`` say from which day the next audience is told too; empty: never.
    Källa: domain.md 8.2.
    """

    county = models.ForeignKey(County, on_delete=models.CASCADE, related_name="ladders")
    kind = models.CharField("slag av frist", max_length=24, choices=Deadline.Kind)
    offsets = models.JSONField("dagar")
    leadership_from = models.SmallIntegerField("ledningen från dag", null=True, blank=True)
    handler_from = models.SmallIntegerField("handläggaren från dag", null=True, blank=True)
    valid_from = models.DateField("gäller från och med")
    reason = models.CharField("skäl", max_length=300)
    set_by = models.CharField("ändrad av", max_length=200)
    set_at = models.DateTimeField("ändrad")

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "länets påminnelsetrappa"
        verbose_name_plural = "länets påminnelsetrappor"
        ordering = ("county", "kind", "-valid_from", "-pk")

    def __str__(self) -> str:
        return f"{self.county_id} {self.get_kind_display()}"


class ReminderChoice(models.Model):
    """A function that wants each reminder by itself; without a row they come as one digest.

    Källa: domain.md 6.2.
    """

    function = models.OneToOneField(
        Function, on_delete=models.CASCADE, related_name="reminder_choice"
    )
    one_by_one = models.BooleanField("en påminnelse i taget", default=False)
    set_at = models.DateTimeField("vald")

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "val av utskick"
        verbose_name_plural = "val av utskick"

    def __str__(self) -> str:
        return str(self.function)


class DeadlineCalendar(models.Model):
    """The hash of a secret address where somebody's calendar fetches deadlines.

    Källa: domain.md 8, 8.4.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="deadline_calendar")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("skapad")

    SCRUB: ClassVar[set[str]] = {"secret_hash"}

    class Meta:
        verbose_name = "kalenderadress för frister"
        verbose_name_plural = "kalenderadresser för frister"

    def __str__(self) -> str:
        return f"Kalender {self.pk}"
