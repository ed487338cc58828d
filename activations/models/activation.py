"""A forum at work on an event."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition

from activations.models.event import Event
from activations.models.request import ActivationRequest
from actors.models import Actor, Function, Region
from forums.models import Forum, Meeting

if TYPE_CHECKING:
    from actors.models import User

OPEN = ["convened", "active", "winding_down"]


class ActivationQuerySet(models.QuerySet["Activation"]):
    def visible_to(self, user: "User") -> "ActivationQuerySet":
        """Return the activations of the regions that the user may see."""
        return self.filter(forum__region__in=Region.objects.visible_to(user))

    def open(self) -> "ActivationQuerySet":
        """Return the activations that keep their forum in activated mode."""
        return self.filter(status__in=OPEN)


class Activation(FSMModelMixin, models.Model):
    """A forum's time in activated mode for one event, from the call to the return.

    One open activation per forum and event is held by the database.
    Källa: Avsiktsförklaringen "Forum på tre nivåer": "aktiverat läge"; Målbilden 1.4.
    """

    class Status(models.TextChoices):
        CONVENED = "convened", "Sammankallat"  # summons are out; the first meeting is ahead
        ACTIVE = "active", "Aktiverat"  # the first meeting has begun
        WINDING_DOWN = "winding_down", "Avvecklas"  # the return is announced; may be taken up again
        ENDED = "ended", "Åter i ordinarie läge"  # open measures and evaluation remain
        EVALUATED = "evaluated", "Utvärderat"  # final
        MERGED = "merged", "Sammanfört"  # another of the same event carries on; final

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="activations")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="activations")
    request = models.ForeignKey(
        ActivationRequest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="activations",
    )
    asked_by = models.ForeignKey(
        "self",
        verbose_name="begärd av forumet",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="asked_for",
    )
    status = FSMField("läge", choices=Status, default=Status.CONVENED, protected=True)
    convened_at = models.DateTimeField("sammankallat")
    convened_by_label = models.CharField("sammankallat av", max_length=200)
    # Whoever convenes judges that ordinary structures do not do; these are the convener's words.
    need_reason = models.CharField(
        "varför ordinarie strukturer inte räcker", max_length=300, blank=True
    )
    became_active_at = models.DateTimeField("aktiverat", null=True, blank=True)
    winding_down_at = models.DateTimeField("avveckling inledd", null=True, blank=True)
    ended_at = models.DateTimeField("åter i ordinarie läge", null=True, blank=True)
    ended_by_label = models.CharField("avslutat av", max_length=200, blank=True)
    end_note = models.TextField("avslutande meddelande", max_length=2000, blank=True)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name="sammanfört med",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
    )

    objects = ActivationQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {"end_note", "need_reason"}

    class Meta:
        verbose_name = "aktivering"
        verbose_name_plural = "aktiveringar"
        ordering = ("-convened_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["forum", "event"],
                condition=Q(status__in=OPEN),
                name="one_open_activation_per_forum_and_event",
            ),
            models.CheckConstraint(
                name="active_activation_says_when",
                condition=~Q(status="active") | Q(became_active_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_activation_says_when_and_by_whom",
                condition=(Q(status__in=OPEN) & Q(ended_at=None))
                | (~Q(status__in=OPEN) & Q(ended_at__isnull=False) & ~Q(ended_by_label="")),
            ),
            models.CheckConstraint(
                name="merged_activation_says_with_which",
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forum.called_name}: {self.event}"

    def get_absolute_url(self) -> str:
        return reverse(
            "activations:activation", args=[self.forum.region.slug, self.event.number, self.pk]
        )

    @property
    def is_open(self) -> bool:
        """Whether the forum is in activated mode for the event."""
        return self.status in OPEN

    # Transitions: called by services only, with the row locked.

    @transition(field=status, source=Status.CONVENED, target=Status.ACTIVE)
    def start(self, *, at: datetime) -> None:
        """Go to work: the first meeting has begun.

        Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Länsstyrelsen leder normalt forumets
        första möte".
        """
        self.became_active_at = at

    @transition(field=status, source=Status.ACTIVE, target=Status.WINDING_DOWN)
    def wind_down(self, *, at: datetime) -> None:
        """Announce the return to ordinary mode.

        Källa: domain.md 5.2.
        """
        self.winding_down_at = at

    @transition(field=status, source=Status.WINDING_DOWN, target=Status.ACTIVE)
    def resume(self) -> None:
        """Go on after all: the situation turned.

        Källa: domain.md 5.2.
        """
        self.winding_down_at = None

    @transition(field=status, source=OPEN, target=Status.ENDED)
    def end(self, *, by_label: str, note: str, at: datetime) -> None:
        """Return the forum to ordinary mode for this event.

        Källa: Avsiktsförklaringen "Forum på tre nivåer": "Ordinarie läge"; domain.md 5.6.
        """
        self.ended_at, self.ended_by_label, self.end_note = at, by_label, note

    @transition(field=status, source=OPEN, target=Status.MERGED)
    def merge(self, *, into: "Activation", by_label: str, at: datetime) -> None:
        """Close because the same forum carries on for the same event under another number.

        Källa: domain.md 4.3.
        """
        self.merged_into, self.ended_at, self.ended_by_label = into, at, by_label

    @transition(field=status, source=Status.ENDED, target=Status.EVALUATED)
    def evaluate(self, *, at: datetime) -> None:
        """Close the evaluation.

        Källa: Målbilden 1.4 "Uppföljning, lärande och förmågeutveckling".
        """
        self.evaluated_at = at


class ChairTerm(models.Model):
    """A function's time as chair: the convener first, then as meetings decide.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Under det första mötet bestämmer man
    också det fortsatta ordförandeskapet".
    """

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="chair_terms")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="chair_terms")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    decided_at_meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        ordering = ("starts_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activation"], condition=Q(ends_at=None), name="one_chair_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.function)


class Participant(models.Model):
    """An actor's time in the composition of an activation, with the reason for each change.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "anpassad sammansättning";
    Avsiktsförklaringen scen 2 "indirekt berörda".
    """

    class Affected(models.TextChoices):
        UNSAID = "", "Inte angett"
        DIRECTLY = "directly", "Direkt berörd"
        INDIRECTLY = "indirectly", "Indirekt berörd"

    activation = models.ForeignKey(
        Activation, on_delete=models.CASCADE, related_name="participants"
    )
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="participations")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="participations")
    joined_at = models.DateTimeField()
    join_reason = models.CharField("skäl", max_length=300)
    affected = models.CharField(
        "hur händelsen berör aktören", max_length=10, choices=Affected, blank=True, default=""
    )
    left_at = models.DateTimeField(null=True, blank=True)
    leave_reason = models.CharField("skäl", max_length=300, blank=True)

    SCRUB: ClassVar[set[str]] = {"join_reason", "leave_reason"}

    class Meta:
        ordering = ("actor__name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activation", "actor"],
                condition=Q(left_at=None),
                name="actor_takes_part_once_at_a_time",
            ),
            models.CheckConstraint(
                name="leaving_says_why", condition=Q(left_at=None) | ~Q(leave_reason="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.actor)
