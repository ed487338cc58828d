"""The occasions when a forum meets, and what is on the agenda."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition

from actors.models import Function, Region
from forums.models.forum import Forum

if TYPE_CHECKING:
    from actors.models import User


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: "User") -> "MeetingQuerySet":
        """Return the meetings of the regions that the user may see."""
        return self.filter(forum__region__in=Region.objects.visible_to(user))


class Meeting(FSMModelMixin, models.Model):
    """An occasion when a forum meets.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum"; Avsiktsförklaringen scen 1, scen 2, scen
    3; domain.md 3.2.
    """

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "Ordinarie möte"
        WEEKLY = "weekly", "Veckovis samverkanskonferens"
        EXTRA = "extra", "Extra samverkanskonferens"
        FIRST = "first", "Första möte i aktiverat läge"
        LATER = "later", "Möte i aktiverat läge"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planerat"  # written down, nobody told; may be called or cancelled
        CALLED = "called", "Kallat"  # summons are out; may begin, be moved or be cancelled
        RUNNING = "running", "Pågår"  # being conducted; ends as held
        HELD = "held", "Hållet"  # its protocol is being written
        MINUTED = "minuted", "Protokoll fastställt"  # sealed; final
        CANCELLED = "cancelled", "Inställt"  # final

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField("slag", max_length=10, choices=Kind)
    title = models.CharField("rubrik", max_length=120, blank=True)
    starts_at = models.DateTimeField("börjar")
    exercise = models.BooleanField("övning", default=False)
    bridge_number = models.CharField("telefonbrygga", max_length=20, blank=True)
    bridge_code = models.CharField("kod", max_length=12, blank=True)
    link = models.URLField("möteslänk", blank=True)
    room = models.CharField("rum", max_length=120, blank=True)
    fallback = models.CharField("reserv", max_length=200, blank=True)
    chair_function = models.ForeignKey(
        Function,
        verbose_name="ordförande",
        null=True,
        on_delete=models.PROTECT,
        related_name="chairs_meetings",
    )
    # As they were called the day the meeting began; before it, what they are called now holds.
    forum_name = models.CharField("forumets namn den dagen", max_length=80, blank=True)
    chair_name = models.CharField("ordförandens namn den dagen", max_length=300, blank=True)
    status = FSMField("läge", choices=Status, default=Status.PLANNED, protected=True)
    called_at = models.DateTimeField("kallat", null=True, blank=True)
    began_at = models.DateTimeField("började", null=True, blank=True)
    ended_at = models.DateTimeField("slutade", null=True, blank=True)
    cancelled_at = models.DateTimeField("inställt", null=True, blank=True)
    cancel_reason = models.CharField("skäl", max_length=300, blank=True)
    next_meeting_note = models.CharField("nästa möte", max_length=200, blank=True)
    sequence = models.PositiveSmallIntegerField("version av kallelsen", default=0)

    objects = MeetingQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {"bridge_number", "bridge_code", "link", "title"}

    class Meta:
        verbose_name = "möte"
        verbose_name_plural = "möten"
        ordering = ("-starts_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="begun_meeting_says_when",
                condition=~Q(status__in=["running", "held", "minuted"]) | Q(began_at__isnull=False),
            ),
            models.CheckConstraint(
                name="held_meeting_says_when",
                condition=~Q(status__in=["held", "minuted"]) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cancelled_meeting_says_when_and_why",
                condition=~Q(status="cancelled")
                | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_kind_display()}, {self.of_forum}"

    def get_absolute_url(self) -> str:
        return reverse("forums:meeting", args=[self.forum.region.slug, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the meeting is still to come or runs."""
        return self.status in {self.Status.PLANNED, self.Status.CALLED, self.Status.RUNNING}

    @property
    def is_ahead_or_running(self) -> bool:
        """Whether it may still settle something: it has not ended, and is not off."""
        return self.status in {self.Status.PLANNED, self.Status.CALLED, self.Status.RUNNING}

    @property
    def is_activated(self) -> bool:
        """Whether the meeting belongs to an activation, so that higher apps look after it."""
        return self.kind in {self.Kind.FIRST, self.Kind.LATER}

    @property
    def of_forum(self) -> str:
        """The name of the forum, as on the day if the meeting has begun."""
        if self.forum_name:
            return self.forum_name
        return self.forum.called_name if self.is_activated else self.forum.name

    @property
    def led_by(self) -> str:
        """The function that leads it, as on the day if the meeting has begun."""
        return self.chair_name or (str(self.chair_function) if self.chair_function else "")

    # Transitions: called by services only, with the row locked.

    @transition(field=status, source=Status.PLANNED, target=Status.CALLED)
    def call(self, *, at: datetime) -> None:
        """Send out the summons.

        Källa: Avsiktsförklaringen "Så aktiveras olika forum".
        """
        self.called_at = at
        self.sequence += 1

    @transition(field=status, source=[Status.PLANNED, Status.CALLED], target=Status.RUNNING)
    def begin(self, *, at: datetime) -> None:
        """Open the meeting, and keep what its forum and chair are called that day.

        Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Länsstyrelsen leder normalt forumets
        första möte".
        """
        if self.status == self.Status.PLANNED:  # nobody was called: calendars show it as tentative
            self.sequence += 1
        self.forum_name, self.chair_name = self.of_forum, self.led_by
        self.began_at = at

    @transition(field=status, source=Status.RUNNING, target=Status.HELD)
    def end(self, *, at: datetime) -> None:
        """Close the meeting; what follows is its protocol.

        Källa: Avsiktsförklaringen "Så aktiveras olika forum": "dokumenterar arbetet och all
        information".
        """
        self.ended_at = at

    @transition(field=status, source=Status.HELD, target=Status.MINUTED)
    def seal(self) -> None:
        """Take the adopted protocol as the last word.

        Källa: Målbilden 2.2 "dokumentation, lagring och spårbarhet".
        """

    @transition(field=status, source=[Status.PLANNED, Status.CALLED], target=Status.CANCELLED)
    def cancel(self, *, at: datetime, reason: str) -> None:
        """Call the meeting off.

        Källa: Avsiktsförklaringen "Så aktiveras olika forum" (den som sammankallar ändrar).
        """
        self.cancelled_at, self.cancel_reason = at, reason
        self.sequence += 1


class AgendaItem(models.Model):
    """A point on the agenda of a meeting, in order.

    What is dealt with at a secret point is never written here: its title says only that it is
    secret, and those who take no part do not see it at all.
    Källa: domain.md 3.5.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField("plats")
    title = models.CharField("punkt", max_length=120)
    hint = models.CharField("stöd", max_length=300, blank=True)
    is_secret = models.BooleanField("hemlig punkt", default=False)

    SCRUB: ClassVar[set[str]] = {"title", "hint"}

    class Meta:
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "position"], name="agenda_position_unique_in_meeting"
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(is_secret=True),
                name="one_secret_point_per_meeting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"
