"""What is written down while a meeting runs: who is there, what is said and settled."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from actors.models import Actor, Function, Level
from forums.models.meeting import AgendaItem, Meeting


class Attendance(models.Model):
    """An actor's part in a meeting: by which function, with which mandate, when in and out.

    The mandate is copied when the actor is called and the names when the meeting begins, so that
    the protocol tells what held then. Each time in the meeting is a ``Presence``; what stands here
    of it sums them up.
    Källa: Avsiktsförklaringen "Representation utifrån mandat".
    """

    class Status(models.TextChoices):
        EXPECTED = "expected", "Väntas"
        PRESENT = "present", "Närvarande"
        DEPUTY = "deputy", "Ersättare närvarande"
        ABSENT = "absent", "Frånvarande"

    class Answer(models.TextChoices):
        NONE = "", "Inget svar"
        COMING = "coming", "Kommer"
        DEPUTY = "deputy", "Ersättare kommer"
        NOT_COMING = "not_coming", "Kommer inte"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="attendances")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="attendances")
    actor_name = models.CharField("aktörens namn den dagen", max_length=120, blank=True)
    function_name = models.CharField("funktionens namn den dagen", max_length=160, blank=True)
    mandate_level = models.PositiveSmallIntegerField("mandat", choices=Level)
    # What was answered to the call of an ordinary meeting; an activation keeps its own summonses.
    answer = models.CharField("svar", max_length=10, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField("svarade", null=True, blank=True)
    status = models.CharField("närvaro", max_length=8, choices=Status, default=Status.EXPECTED)
    deputy_function = models.CharField("ersättande funktion", max_length=120, blank=True)
    by_phone = models.BooleanField("endast telefon", default=False)
    was_called = models.BooleanField("kallades", default=True)  # no: came all the same
    came_at = models.DateTimeField("kom först", null=True, blank=True)
    left_at = models.DateTimeField("gick sist", null=True, blank=True)

    unclear_at: datetime | None  # a reply by SMS came which nobody could read; likewise
    told: str  # the answer as a list shows it, wherever it is kept; see reports.roll_call

    SCRUB: ClassVar[set[str]] = {"deputy_function"}

    class Meta:
        verbose_name = "närvaro"
        verbose_name_plural = "närvaro"
        ordering = ("actor__name", "function__name")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "function"], name="function_once_per_meeting"
            ),
            models.CheckConstraint(
                name="left_after_came",
                condition=Q(left_at=None) | Q(came_at=None) | Q(left_at__gte=F("came_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.get_status_display()}"

    @property
    def is_here(self) -> bool:
        """Whether the actor is represented at this moment, by the function or its deputy."""
        return self.status in {self.Status.PRESENT, self.Status.DEPUTY} and self.left_at is None

    @property
    def has_mandate_gap(self) -> bool:
        """Whether the mandate is below the level of the forum."""
        return self.mandate_level < self.meeting.forum.level


class Presence(models.Model):
    """A time during which an actor was in the meeting: by its function, or by a deputy.

    Whoever leaves and comes back has two.
    Källa: Avsiktsförklaringen "Representation utifrån mandat"; domain.md 3.4.
    """

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="presences")
    came_at = models.DateTimeField("kom")
    left_at = models.DateTimeField("gick", null=True, blank=True)  # none: stayed to the end
    is_deputy = models.BooleanField("ersättare", default=False)
    deputy_function = models.CharField("ersättande funktion", max_length=120, blank=True)

    SCRUB: ClassVar[set[str]] = {"deputy_function"}

    class Meta:
        verbose_name = "tid i mötet"
        verbose_name_plural = "tider i mötet"
        ordering = ("came_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="presence_ends_after_it_begins",
                condition=Q(left_at=None) | Q(left_at__gte=F("came_at")),
            ),
            models.UniqueConstraint(
                fields=["attendance"],
                condition=Q(left_at=None),
                name="one_presence_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.came_at:%H:%M}–"

    def covers(self, moment: datetime) -> bool:
        """Whether the actor was in the meeting at that moment."""
        return self.came_at <= moment and (self.left_at is None or moment < self.left_at)


class MeetingNote(models.Model):
    """What was said, by which actor, at which point; corrected only by a later note."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notes")
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    actor = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField("aktörens namn den dagen", max_length=120, blank=True)
    text = models.TextField("anteckning", max_length=4000)
    # Why a sentence in which a body decides may stand, if somebody was asked.
    wording_reason = models.CharField("skäl till ordalydelsen", max_length=300, blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )

    corrects_decision = models.ForeignKey(
        "MeetingDecision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrections",
    )

    SCRUB: ClassVar[set[str]] = {"text"}

    class Meta:
        ordering = ("written_at", "id")

    def __str__(self) -> str:
        return self.text[:60]


class MeetingDecision(models.Model):
    """What the meeting settled about its own work, or what the actors agreed.

    An agreement binds nobody: each actor decides for itself.
    Källa: Avsiktsförklaringen "Representation utifrån mandat": "De faktiska besluten måste alltid
    tas av respektive aktör".
    """

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", "Överenskommelse"  # what the actors agreed on
        CHAIR = "chair", "Ordförandeskap"  # who chairs on
        NEXT_MEETING = "next_meeting", "Nästa möte"
        COMPOSITION = "composition", "Sammansättning"  # whom to call in or let go
        DIRECTION = "direction", "Begäran om inriktande forum"

    DIRECTION_ASKED: ClassVar = "Länsstyrelsen ombeds att sammankalla inriktande forum."

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField("nummer")
    kind = models.CharField("slag", max_length=12, choices=Kind, default=Kind.AGREEMENT)
    text = models.TextField("lydelse", max_length=2000)
    # Why a sentence in which a body decides may stand, if somebody was asked.
    wording_reason = models.CharField("skäl till ordalydelsen", max_length=300, blank=True)
    chair_function = models.ForeignKey(
        Function, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    next_starts_at = models.DateTimeField("nästa möte börjar", null=True, blank=True)
    next_place = models.JSONField("plats för nästa möte", default=dict, blank=True)
    made_at = models.DateTimeField()

    SCRUB: ClassVar[set[str]] = {"text"}

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="decision_number_unique_in_meeting"
            ),
            models.CheckConstraint(
                name="chair_decision_names_a_function",
                condition=~Q(kind="chair") | Q(chair_function__isnull=False),
            ),
            models.CheckConstraint(
                name="next_meeting_decision_says_when",
                condition=~Q(kind="next_meeting") | Q(next_starts_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"§ {self.number} {self.text[:60]}"

    @property
    def own_words(self) -> str:
        """The text without the sentence that the product itself begins it with."""
        return self.text.removeprefix(self.DIRECTION_ASKED).strip()
