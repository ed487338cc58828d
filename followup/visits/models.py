"""The plan of visits, each visit, and the protocol or opinion that follows it."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from actors.models import Actor, County, Function, User
from followup.terms.models import Area, AssessmentCriterion, ElectoralTerm
from records.models import StoredFile


class VisitPlan(models.Model):
    """When each municipality of a county is visited during a term.

    Källa: Vägledningen 2.7.1.
    """

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="visit_plans")
    term = models.ForeignKey(ElectoralTerm, on_delete=models.PROTECT, related_name="visit_plans")
    version = models.PositiveIntegerField("version", default=1)
    told_version = models.PositiveIntegerField("meddelad version", default=0)
    told_at = models.DateTimeField("meddelad kommunerna", null=True, blank=True)
    told_by = models.CharField("meddelad av", max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "besöksplan"
        verbose_name_plural = "besöksplaner"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "term"], name="one_visit_plan_per_term")
        ]

    def __str__(self) -> str:
        return f"Besöksplan {self.term}, {self.county}"

    @property
    def is_told(self) -> bool:
        """Return whether the municipalities have been told of any version."""
        return self.told_version > 0

    @property
    def is_changed(self) -> bool:
        """Return whether it has been changed since the municipalities were told."""
        return self.is_told and self.version != self.told_version


class Visit(FSMModelMixin, models.Model):
    """A formal follow-up visit, from a quarter in the plan to a day, held and closed.

    It is the municipality's work that is followed up, never the coordinator.
    Källa: Vägledningen 2.7.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Planerat"
        BOOKED = "booked", "Bokat"
        HELD = "held", "Genomfört"
        CLOSED = "closed", "Avslutat"
        CANCELLED = "cancelled", "Inställt"

    class Focus(models.TextChoices):
        DOCUMENTS = "documents", "Inriktande dokument"
        RESULTS = "results", "Hur planerna följs och vad de gett"

    plan = models.ForeignKey(VisitPlan, on_delete=models.PROTECT, related_name="visits")
    municipality = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="visits")
    status = FSMField("läge", choices=Status, default=Status.PLANNED, protected=True)
    year = models.PositiveSmallIntegerField("år")
    quarter = models.PositiveSmallIntegerField("kvartal")
    handler = models.ForeignKey(
        Function, verbose_name="handläggare", on_delete=models.PROTECT, related_name="+"
    )
    # The quarter that the municipality has been told; none before the plan is told.
    told_year = models.PositiveSmallIntegerField("meddelat år", null=True, blank=True)
    told_quarter = models.PositiveSmallIntegerField("meddelat kvartal", null=True, blank=True)
    focus = models.CharField("inriktning", max_length=10, choices=Focus, default=Focus.DOCUMENTS)
    starts_at = models.DateTimeField("tid", null=True, blank=True)
    place = models.CharField("plats", max_length=200, blank=True)
    sequence = models.PositiveIntegerField("ändringar", default=0)  # of the calendar entry
    joined_with_lso = models.BooleanField("samordnas med tillsyn enligt LSO", default=False)
    programme = models.TextField("syfte och program", max_length=4000, blank=True)
    pre_meeting_date = models.DateField("förmöte", null=True, blank=True)
    pre_meeting_notes = models.TextField("från förmötet", max_length=8000, blank=True)
    # Vägledningen 2.10: what must be settled in good time before.
    needs_undertaking = models.BooleanField("sekretessförbindelse behövs", null=True)
    room_is_suitable = models.BooleanField("lokalen är lämplig", null=True)
    secrecy_note = models.CharField("förberedelser för sekretess", max_length=500, blank=True)
    secrecy_settled_at = models.DateTimeField("förberett", null=True, blank=True)
    secrecy_settled_by = models.CharField("förberett av", max_length=200, blank=True)
    # Logged on site, saved field by field.
    strengths = models.TextField("det som fungerar bra", max_length=8000, blank=True)
    reasons = models.TextField("orsaker till brister", max_length=8000, blank=True)
    support_needs = models.TextField("behov av stöd", max_length=8000, blank=True)
    own_funded = models.TextField("arbete med egna medel", max_length=8000, blank=True)
    participants_exception = models.TextField(
        "skäl till att ledningen eller samordnaren inte deltog", max_length=1000, blank=True
    )
    areas_exception = models.TextField(
        "skäl till att ett område inte berördes", max_length=1000, blank=True
    )
    # Which function wrote each field of the log last: shown when two write at once.
    written_by = models.JSONField("skrivet av", default=dict, blank=True)
    held_date = models.DateField("genomfört den", null=True, blank=True)
    held_by = models.CharField("noterat som genomfört av", max_length=200, blank=True)
    cancel_reason = models.CharField("skäl att ställa in", max_length=300, blank=True)
    cancelled_at = models.DateTimeField("inställt", null=True, blank=True)
    pack_version = models.PositiveIntegerField("version av underlaget", default=0)

    SCRUB: ClassVar[set[str]] = {
        "strengths",
        "reasons",
        "support_needs",
        "own_funded",
        "pre_meeting_notes",
        "participants_exception",
        "areas_exception",
        "secrecy_note",
        "place",
        "programme",
        "cancel_reason",
    }

    class Meta:
        verbose_name = "uppföljningsbesök"
        verbose_name_plural = "uppföljningsbesök"
        ordering = ("year", "quarter", "starts_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "municipality", "year", "quarter"],
                condition=~Q(status="cancelled"),
                name="one_visit_per_municipality_and_quarter",
            ),
            models.CheckConstraint(
                name="visit_quarter_is_1_to_4", condition=Q(quarter__gte=1, quarter__lte=4)
            ),
            models.CheckConstraint(
                name="booked_visit_has_a_time",
                condition=~Q(status__in=["booked", "held", "closed"]) | Q(starts_at__isnull=False),
            ),
            models.CheckConstraint(
                name="held_visit_has_a_day",
                condition=~Q(status__in=["held", "closed"]) | Q(held_date__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Uppföljningsbesök {self.year} kv {self.quarter}, {self.municipality}"

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.PLANNED, self.Status.BOOKED}

    @property
    def slot(self) -> str:
        """Return where in the plan it stands, as one who moves it has seen it."""
        return f"{self.year}:{self.quarter}:{self.handler_id}"

    @transition(field=status, source=[Status.PLANNED, Status.BOOKED], target=Status.BOOKED)
    def book(self, *, starts_at: datetime, place: str) -> None:
        """Set the day, or another one.

        Källa: Vägledningen 2.7.1, 2.9.
        """
        self.starts_at, self.place = starts_at, place
        self.sequence += 1

    @transition(field=status, source=Status.BOOKED, target=Status.HELD)
    def hold(self, *, on: date) -> None:
        """Record that it took place.

        Källa: Vägledningen 2.7.
        """
        self.held_date = on

    @transition(field=status, source=Status.HELD, target=Status.CLOSED)
    def close(self) -> None:
        """End it: the protocol has been sent and received.

        Källa: Vägledningen 2.7.3 "Efter mötet".
        """

    @transition(field=status, source=[Status.PLANNED, Status.BOOKED], target=Status.CANCELLED)
    def cancel(self, *, reason: str, at: datetime) -> None:
        """Call it off, with a reason.

        Källa: Vägledningen 2.7.1 "Planen kan behöva revideras".
        """
        self.cancel_reason, self.cancelled_at = reason, at
        self.sequence += 1


class VisitParticipant(models.Model):
    """A function that takes part in a visit.

    Källa: Vägledningen 2.7 "beredskapssamordnaren … kommunens ledning".
    """

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", "Beredskapssamordnare"
        DIRECTOR = "director", "Kommundirektör"
        SENIOR_OFFICIAL = "senior_official", "Annan högre chef"
        BOARD_CHAIR = "board_chair", "Kommunstyrelsens ordförande"
        COMMISSIONER = "commissioner", "Ansvarigt kommunalråd"
        OTHER = "other", "Annan från kommunen"
        COUNTY = "county", "Länsstyrelsen"

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="participants")
    role = models.CharField("roll", max_length=16, choices=Role)
    function = models.CharField("funktion", max_length=120)
    is_present = models.BooleanField("närvarande", null=True)

    SCRUB: ClassVar[set[str]] = {"function"}

    class Meta:
        ordering = ("visit", "pk")

    def __str__(self) -> str:
        return self.function


class VisitCriterion(models.Model):
    """A criterion chosen for a visit, and what was said on it.

    Källa: Vägledningen 2.7.3 "ett passande urval".
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="criteria")
    criterion = models.ForeignKey(AssessmentCriterion, on_delete=models.PROTECT, related_name="+")
    note = models.TextField("anteckning", max_length=4000, blank=True)

    SCRUB: ClassVar[set[str]] = {"note"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "criterion"], name="criterion_chosen_once")
        ]

    def __str__(self) -> str:
        return str(self.criterion)


class VisitArea(models.Model):
    """What was said on an area; every area of the agreements is to be touched.

    Källa: Vägledningen 2.7.3 "av vikt att samtliga områden … berörs".
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="areas")
    area = models.CharField("område", max_length=24, choices=Area)
    is_touched = models.BooleanField("berört", default=False)
    note = models.TextField("anteckning", max_length=4000, blank=True)

    SCRUB: ClassVar[set[str]] = {"note"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "area"], name="one_note_per_area")
        ]

    def __str__(self) -> str:
        return self.get_area_display()


class VisitCompletion(models.Model):
    """Something the county asks for before a visit.

    Källa: Vägledningen 2.7.3 "Det kan föranleda kompletteringar".
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="completions")
    text = models.CharField("begärt underlag", max_length=500)
    due_date = models.DateField("senast")
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    answered_by = models.CharField("besvarad av", max_length=200, blank=True)
    answer = models.TextField("svar", max_length=4000, blank=True)
    asked_at = models.DateTimeField("begärd")
    asked_by = models.CharField("begärd av", max_length=200)

    SCRUB: ClassVar[set[str]] = {"text", "answer"}

    class Meta:
        ordering = ("visit", "due_date", "pk")

    def __str__(self) -> str:
        return self.text


class VisitCalendar(models.Model):
    """A secret address where somebody's calendar fetches the visits they see; revoked by removal.

    Källa: domain.md 8.4.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="visit_calendar")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("skapad")

    SCRUB: ClassVar[set[str]] = {"secret_hash"}

    class Meta:
        verbose_name = "kalenderadress för besök"
        verbose_name_plural = "kalenderadresser för besök"

    def __str__(self) -> str:
        return f"Kalenderadress {self.pk}"


class VisitProtocol(FSMModelMixin, models.Model):
    """The county's assessment after a visit: written by one, approved by another, sent, received.

    Källa: Vägledningen 2.7.3 "ett protokoll eller yttrande till kommunen".
    """

    class Kind(models.TextChoices):
        PROTOCOL = "protocol", "Protokoll"
        OPINION = "opinion", "Yttrande"

    class Status(models.TextChoices):
        DRAFT = "draft", "Utkast"
        PROPOSED = "proposed", "Till godkännande"
        APPROVED = "approved", "Godkänt"
        SENT = "sent", "Skickat"
        RECEIVED = "received", "Mottaget"

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="protocol")
    kind = models.CharField("slag", max_length=8, choices=Kind, default=Kind.PROTOCOL)
    status = FSMField("läge", choices=Status, default=Status.DRAFT, protected=True)
    registry_number = models.CharField("diarienummer", max_length=60, blank=True)
    strengths = models.TextField("det som fungerar bra", max_length=8000, blank=True)
    assessment = models.TextField("bedömning", max_length=16000, blank=True)
    follow_up = models.TextField("hur åtgärderna följs upp", max_length=4000, blank=True)
    text_version = models.PositiveIntegerField("version av texten", default=1)
    written_by = models.CharField("skrivet av", max_length=200, blank=True)
    written_by_user_id = models.BigIntegerField(null=True, blank=True)
    drafted_at = models.DateTimeField("påbörjat")
    proposed_at = models.DateTimeField("till godkännande", null=True, blank=True)
    proposed_by = models.CharField("lämnat till godkännande av", max_length=200, blank=True)
    proposed_by_user_id = models.BigIntegerField(null=True, blank=True)
    return_reason = models.CharField("skäl till återlämnandet", max_length=500, blank=True)
    approved_at = models.DateTimeField("godkänt", null=True, blank=True)
    approved_by = models.CharField("godkänt av", max_length=200, blank=True)
    content = models.JSONField("innehåll vid godkännandet", null=True, blank=True)
    content_sha256 = models.CharField("kontrollsumma", max_length=64, blank=True)
    pdf_version = models.PositiveIntegerField("version av PDF", default=0)
    pdf = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField("skickat", null=True, blank=True)
    sent_by = models.CharField("skickat av", max_length=200, blank=True)
    received_at = models.DateTimeField("mottaget", null=True, blank=True)
    received_by = models.CharField("mottaget av", max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = {
        "strengths",
        "assessment",
        "follow_up",
        "content",
        "return_reason",
        "registry_number",
    }

    class Meta:
        verbose_name = "protokoll från besök"
        verbose_name_plural = "protokoll från besök"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="approved_visit_protocol_is_sealed",
                condition=Q(status__in=["draft", "proposed"])
                | (
                    Q(approved_at__isnull=False, content__isnull=False)
                    & ~Q(approved_by="")
                    & ~Q(content_sha256="")
                ),
            ),
            models.CheckConstraint(
                name="sent_visit_protocol_says_when_and_by_whom",
                condition=~Q(status__in=["sent", "received"])
                | (Q(sent_at__isnull=False) & ~Q(sent_by="")),
            ),
            models.CheckConstraint(
                name="received_visit_protocol_says_when_and_by_whom",
                condition=~Q(status="received")
                | (Q(received_at__isnull=False) & ~Q(received_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.visit}"

    @transition(field=status, source=Status.DRAFT, target=Status.PROPOSED)
    def propose(self, *, by_label: str, by_user_id: int, at: datetime) -> None:
        """Put it before somebody else.

        Källa: domain.md 1.9.
        """
        self.proposed_at, self.return_reason = at, ""
        self.proposed_by, self.proposed_by_user_id = by_label, by_user_id

    @transition(field=status, source=Status.PROPOSED, target=Status.DRAFT)
    def send_back(self, *, reason: str) -> None:
        """Return it to its writer, with a reason.

        Källa: domain.md 1.9.
        """
        self.proposed_at, self.return_reason = None, reason

    @transition(field=status, source=Status.PROPOSED, target=Status.APPROVED)
    def approve(
        self, *, by_label: str, at: datetime, content: dict[str, object], sha256: str
    ) -> None:
        """Freeze it and seal it by its hash.

        Källa: domain.md 1.9; Vägledningen 2.7.3.
        """
        self.approved_at, self.approved_by = at, by_label
        self.content, self.content_sha256 = content, sha256

    @transition(field=status, source=Status.APPROVED, target=Status.SENT)
    def send(self, *, by_label: str, at: datetime) -> None:
        """Send it to the municipality.

        Källa: Vägledningen 2.7.3.
        """
        self.sent_at, self.sent_by = at, by_label

    @transition(field=status, source=Status.SENT, target=Status.RECEIVED)
    def receive(self, *, by_label: str, at: datetime) -> None:
        """Note that the municipality has taken it in.

        Källa: domain.md 7.8.
        """
        self.received_at, self.received_by = at, by_label
