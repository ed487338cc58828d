"""What the actors of a forum agree to aim for, and what each of them decides of it."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from actors.models import Actor, Function, Level, Region
from forums.models.forum import Forum
from forums.models.meeting import Meeting

if TYPE_CHECKING:
    from actors.models import User


class JointDirectionQuerySet(models.QuerySet["JointDirection"]):
    def visible_to(self, user: "User") -> "JointDirectionQuerySet":
        """Return the directions of the regions that the user may see."""
        return self.filter(forum__region__in=Region.objects.visible_to(user))

    def in_force(self, at: datetime) -> "JointDirectionQuerySet":
        """Return the directions agreed on that hold at the moment.

        Källa: domain.md 3.6.
        """
        ahead = Q(valid_until=None) | Q(valid_until__gt=at)
        return self.filter(ahead, status=JointDirection.Status.AGREED)


class JointDirection(FSMModelMixin, models.Model):
    """A joint direction or recommendation: aim, priorities, limits, measures and messages.

    The actors agree on it at a meeting; from then on its words are frozen. It binds nobody: each
    actor decides for itself (``ActorDecision``).
    Källa: Avsiktsförklaringen "Representation utifrån mandat": "De faktiska besluten måste alltid
    tas av respektive aktör"; Målbilden 2.5.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Utkast"
        AGREED = "agreed", "Överenskommen"
        REPLACED = "replaced", "Ersatt"  # by a later one of the forum; final
        ENDED = "ended", "Upphörd"  # said to hold no longer; final

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="directions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="directions")
    number = models.PositiveSmallIntegerField("nummer")  # within the forum
    level = models.PositiveSmallIntegerField("nivå", choices=Level)
    exercise = models.BooleanField("övning", default=False)
    status = FSMField("läge", choices=Status, default=Status.DRAFT, protected=True)
    aim = models.TextField("inriktning", max_length=2000)
    priorities = models.JSONField("prioriteringar i ordning", default=list, blank=True)
    limits = models.TextField("ramar", max_length=2000, blank=True)
    measures = models.TextField("åtgärder", max_length=2000, blank=True)
    messages = models.TextField("budskap", max_length=2000, blank=True)
    # Why a sentence in which a body decides may stand, if somebody was asked.
    wording_reason = models.CharField("skäl till ordalydelsen", max_length=300, blank=True)
    within = models.ForeignKey(
        "self",
        verbose_name="inom inriktningen",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="worked_within",
    )
    outside = models.CharField("går utanför inriktningen", max_length=500, blank=True)
    replaces = models.ForeignKey(
        "self",
        verbose_name="ersätter",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )
    reply_by = models.DateTimeField("besked senast", null=True, blank=True)
    valid_until = models.DateTimeField("gäller till", null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)  # of the draft: whoever writes saw it
    drafted_at = models.DateTimeField("skriven")
    drafted_by_label = models.CharField("skriven av", max_length=200)
    agreed_at = models.DateTimeField("överenskommen", null=True, blank=True)
    agreed_by_label = models.CharField("antecknad av", max_length=200, blank=True)
    closed_at = models.DateTimeField("slutade gälla", null=True, blank=True)
    closed_because = models.CharField("varför", max_length=300, blank=True)

    objects = JointDirectionQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {"aim", "limits", "measures", "messages", "outside", "priorities"}

    class Meta:
        verbose_name = "gemensam inriktning"
        verbose_name_plural = "gemensamma inriktningar"
        ordering = ("-agreed_at", "-drafted_at")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["forum", "number"], name="direction_number_unique_in_forum"
            ),
            models.CheckConstraint(
                name="agreed_direction_says_when_and_by_whom",
                condition=Q(status="draft", agreed_at=None, agreed_by_label="")
                | (~Q(status="draft") & Q(agreed_at__isnull=False) & ~Q(agreed_by_label="")),
            ),
            models.CheckConstraint(
                name="closed_direction_says_when_and_why",
                condition=(
                    Q(status__in=["replaced", "ended"], closed_at__isnull=False)
                    & ~Q(closed_because="")
                )
                | Q(status__in=["draft", "agreed"], closed_at=None, closed_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Inriktning {self.number}, {self.forum.called_name}"

    def get_absolute_url(self) -> str:
        return reverse("forums:direction", args=[self.forum.region.slug, self.pk])

    def is_in_force(self, at: datetime) -> bool:
        """Whether it is agreed on and holds at the moment."""
        is_ahead = self.valid_until is None or self.valid_until > at
        return self.status == self.Status.AGREED and is_ahead

    @property
    def is_draft(self) -> bool:
        return bool(self.status == self.Status.DRAFT)

    # Transitions: called by services only, with the row locked.

    @transition(field=status, source=Status.DRAFT, target=Status.AGREED)
    def agree(self, *, by_label: str, at: datetime) -> None:
        """Freeze the words that the actors have agreed on at the meeting.

        Källa: Avsiktsförklaringen "Representation utifrån mandat"; domain.md 3.6.
        """
        self.agreed_at, self.agreed_by_label = at, by_label

    @transition(field=status, source=Status.AGREED, target=Status.REPLACED)
    def replace(self, *, by: "JointDirection", at: datetime) -> None:
        """Stop holding because a later direction of the forum takes its place.

        Källa: domain.md 3.6.
        """
        self.closed_at, self.closed_because = at, f"Ersatt av inriktning {by.number}"

    @transition(field=status, source=Status.AGREED, target=Status.ENDED)
    def end(self, *, reason: str, at: datetime) -> None:
        """Stop holding.

        Källa: domain.md 3.6.
        """
        self.closed_at, self.closed_because = at, reason


class ActorDecision(models.Model):
    """One actor's own decision on a joint direction: by which body, why, and who told of it.

    Källa: Avsiktsförklaringen "Representation utifrån mandat": "De faktiska besluten måste alltid
    tas av respektive aktör".
    """

    class Status(models.TextChoices):
        AWAITED = "awaited", "Inväntas"
        ADOPTS = "adopts", "Antar"
        DEVIATES = "deviates", "Antar med avvikelse"
        DECLINES = "declines", "Avstår"

    direction = models.ForeignKey(
        JointDirection, on_delete=models.CASCADE, related_name="decisions"
    )
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="own_decisions")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="+")  # asked
    status = models.CharField("ställning", max_length=8, choices=Status, default=Status.AWAITED)
    deviation = models.TextField("avvikelse", max_length=1000, blank=True)
    consequence = models.TextField("följd för andra", max_length=1000, blank=True)
    reason = models.TextField("skäl", max_length=1000, blank=True)
    body = models.CharField("beslutat av", max_length=200, blank=True)
    decided_at = models.DateTimeField("beslutat", null=True, blank=True)
    told_by_label = models.CharField("meddelat av", max_length=200, blank=True)
    mandate_level = models.PositiveSmallIntegerField("mandat", choices=Level, null=True, blank=True)
    # The chair noted it on the actor's word; the actor has not yet said so itself.
    is_noted = models.BooleanField("antecknat av ledningen", default=False)
    asked_at = models.DateTimeField("tillfrågad")
    remind_at = models.DateTimeField("påminns", null=True, blank=True)
    reminded_at = models.DateTimeField("påmind", null=True, blank=True)

    phones: list[str]  # where the function is rung; see queries.decisions_of

    history = HistoricalRecords()
    SCRUB: ClassVar[set[str]] = {"deviation", "consequence", "reason"}

    class Meta:
        verbose_name = "aktörens eget beslut"
        verbose_name_plural = "aktörernas egna beslut"
        ordering = ("actor__name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["direction", "actor"], name="one_decision_per_actor_and_direction"
            ),
            models.CheckConstraint(
                name="own_decision_says_when_and_by_which_body",
                condition=Q(status="awaited", decided_at=None, body="", is_noted=False)
                | (~Q(status="awaited") & Q(decided_at__isnull=False) & ~Q(body="")),
            ),
            models.CheckConstraint(
                name="deviation_says_what_and_why",
                condition=~Q(status="deviates") | (~Q(deviation="") & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="declining_says_why", condition=~Q(status="declines") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.get_status_display()}"

    @property
    def has_mandate_gap(self) -> bool:
        """Whether who told of it has a mandate below the direction's level; shown, not refused.

        Källa: Avsiktsförklaringen "Representation utifrån mandat".
        """
        return self.mandate_level is not None and self.mandate_level < self.direction.level
