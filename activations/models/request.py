"""The call for help: a request for activation on its way to the convener."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition

from activations import rules
from activations.models.event import Event, EventType
from actors.models import Actor, Function, Region
from forums.models import Forum, MeetingDecision

if TYPE_CHECKING:
    from actors.models import User


class ActivationRequestQuerySet(models.QuerySet["ActivationRequest"]):
    def visible_to(self, user: "User") -> "ActivationRequestQuerySet":
        """Return the requests of the regions that the user may see."""
        return self.filter(region__in=Region.objects.visible_to(user))

    def open(self) -> "ActivationRequestQuerySet":
        """Return the requests that still wait for the convener's answer."""
        return self.filter(status__in=["submitted", "acknowledged"])


class ActivationRequest(FSMModelMixin, models.Model):
    """A need seen by an actor, a forum at work or somebody outside, put to the convener.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum".
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Skickad"  # the convener's chain is being called
        ACKNOWLEDGED = "acknowledged", "Mottagen"  # a duty officer has taken it
        GRANTED = "granted", "Beviljad"  # a forum has been convened; final
        ORDINARY = "ordinary", "Möts i ordinarie läge"  # with reason; final
        DECLINED = "declined", "Avböjd"  # with reason; final
        WITHDRAWN = "withdrawn", "Återkallad"  # by the requester; final
        MERGED = "merged", "Sammanförd"  # handled with another about the same event; final

    class Urgency(models.TextChoices):
        NOW = "now", "Nu"
        TODAY = "today", "I dag"
        PLANNED = "planned", "Planerat"

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="requests")
    number = models.CharField("ärende", max_length=14)
    event_type = models.ForeignKey(
        EventType, verbose_name="vad har hänt", on_delete=models.PROTECT, related_name="requests"
    )
    what = models.CharField("kort beskrivning", max_length=200)
    details = models.TextField("mer att veta", max_length=4000, blank=True)
    forum = models.ForeignKey(
        Forum,
        verbose_name="begärt forum",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requests",
        help_text="Tomt: vet inte, sammankallande avgör.",
    )
    urgency = models.CharField("hur bråttom", max_length=8, choices=Urgency, default=Urgency.NOW)
    planned_for = models.DateTimeField("väntas", null=True, blank=True)
    callback_phone = models.CharField("ring mig på", max_length=20)
    exercise = models.BooleanField("övning", default=False)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_by_function = models.ForeignKey(
        Function, verbose_name="begärd av", on_delete=models.PROTECT, related_name="requests"
    )
    for_actor = models.ForeignKey(
        Actor,
        verbose_name="för aktör",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requests",
    )
    for_forum = models.ForeignKey(
        Forum,
        verbose_name="för forum i arbete",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="raised_requests",
    )
    for_outsider = models.CharField("för utomstående", max_length=120, blank=True)
    # What a meeting settled, if that is how it was asked: one request for each.
    decision = models.OneToOneField(
        MeetingDecision,
        verbose_name="begärd på ett möte",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="request",
    )
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    municipalities = models.ManyToManyField(
        Actor, verbose_name="berörda kommuner", blank=True, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name="sammanförd med",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    status = FSMField("läge", choices=Status, default=Status.SUBMITTED, protected=True)
    submitted_at = models.DateTimeField("skickad")
    acknowledged_at = models.DateTimeField("mottagen", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Function,
        verbose_name="mottagen av",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="acknowledged_requests",
    )
    closed_at = models.DateTimeField("avgjord", null=True, blank=True)
    closed_by_label = models.CharField("avgjord av", max_length=200, blank=True)
    reason = models.CharField("skäl", max_length=500, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = ActivationRequestQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {"what", "details", "callback_phone", "for_outsider"}

    class Meta:
        verbose_name = "begäran om aktivering"
        verbose_name_plural = "begäran om aktivering"
        ordering = ("-submitted_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "number"], name="request_number_unique_in_region"
            ),
            models.CheckConstraint(
                name="request_is_for_exactly_one",
                condition=(
                    Q(for_actor__isnull=False, for_forum=None, for_outsider="")
                    | Q(for_actor=None, for_forum__isnull=False, for_outsider="")
                    | (Q(for_actor=None, for_forum=None) & ~Q(for_outsider=""))
                ),
            ),
            models.CheckConstraint(
                name="acknowledged_request_says_when_and_by_whom",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="closed_request_says_when",
                condition=Q(status__in=["submitted", "acknowledged"], closed_at=None)
                | (~Q(status__in=["submitted", "acknowledged"]) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="merged_request_says_with_which",
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="refused_request_says_why",
                condition=~Q(status__in=["declined", "ordinary"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("activations:request", args=[self.region.slug, self.number])

    @property
    def is_pressing(self) -> bool:
        """Whether it wakes somebody: it is not planned for later."""
        ahead = self.planned_for - self.submitted_at if self.planned_for else None
        return rules.is_pressing(
            is_planned=self.urgency == self.Urgency.PLANNED,
            ahead=ahead,
            planned_hours=self.region.planned_hours,
        )

    @property
    def answer_minutes(self) -> int:
        """How long each in the chain has to take it before the next is told."""
        region = self.region
        return region.acknowledge_minutes if self.is_pressing else 60 * region.planned_hours

    @property
    def moment(self) -> datetime:
        """When it is about: the time that is expected, else when it was sent."""
        return self.planned_for or self.submitted_at

    @property
    def asker(self) -> str:
        """Who sees the need: the actor, the forum at work, or somebody outside."""
        if self.for_actor is not None:
            return self.for_actor.name
        if self.for_forum is not None:
            return self.for_forum.called_name
        return self.for_outsider

    # Transitions: called by services only, with the row locked.

    @transition(field=status, source=Status.SUBMITTED, target=Status.ACKNOWLEDGED)
    def acknowledge(self, *, function: Function, at: datetime) -> None:
        """Let a duty function of the convener take the request.

        Källa: Avsiktsförklaringen "Så aktiveras olika forum": "varpå Länsstyrelsen i Stockholm
        kontaktas".
        """
        self.acknowledged_at, self.acknowledged_by = at, function

    @transition(field=status, source=[Status.SUBMITTED, Status.ACKNOWLEDGED], target=Status.GRANTED)
    def grant(self, *, event: Event, by_label: str, at: datetime) -> None:
        """Close as granted: granting is convening.

        Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Länsstyrelsen sammankallar i sin tur
        det berörda forumet".
        """
        self.event, self.closed_at, self.closed_by_label = event, at, by_label

    @transition(
        field=status, source=[Status.SUBMITTED, Status.ACKNOWLEDGED], target=Status.ORDINARY
    )
    def meet_in_ordinary_mode(self, *, reason: str, by_label: str, at: datetime) -> None:
        """Close because ordinary structures meet the need.

        Källa: Målbilden 1.4 "bedömningen är att det inte ryms inom ordinarie strukturer".
        """
        self.reason, self.closed_at, self.closed_by_label = reason, at, by_label

    @transition(
        field=status, source=[Status.SUBMITTED, Status.ACKNOWLEDGED], target=Status.DECLINED
    )
    def decline(self, *, reason: str, by_label: str, at: datetime) -> None:
        """Close without a forum, for a stated reason.

        Källa: domain.md 4.1.
        """
        self.reason, self.closed_at, self.closed_by_label = reason, at, by_label

    @transition(
        field=status, source=[Status.SUBMITTED, Status.ACKNOWLEDGED], target=Status.WITHDRAWN
    )
    def withdraw(self, *, reason: str, by_label: str, at: datetime) -> None:
        """Take the request back.

        Källa: domain.md 4.1.
        """
        self.reason, self.closed_at, self.closed_by_label = reason, at, by_label

    @transition(field=status, source=[Status.SUBMITTED, Status.ACKNOWLEDGED], target=Status.MERGED)
    def merge(self, *, into: "ActivationRequest", by_label: str, at: datetime) -> None:
        """Close because another request about the same event carries it on.

        Källa: domain.md 4.3.
        """
        self.merged_into, self.closed_at, self.closed_by_label = into, at, by_label


class RequestParty(models.Model):
    """An actor that asked for the same thing and was joined to the request.

    Källa: domain.md 4.3.
    """

    request = models.ForeignKey(ActivationRequest, on_delete=models.CASCADE, related_name="parties")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="+")
    what = models.CharField("kort beskrivning", max_length=200, blank=True)
    callback_phone = models.CharField("ring mig på", max_length=20, blank=True)
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    SCRUB: ClassVar[set[str]] = {"what", "callback_phone"}

    class Meta:
        ordering = ("joined_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "actor"], name="actor_joins_request_once")
        ]

    def __str__(self) -> str:
        return str(self.actor)


class RequestNote(models.Model):
    """What the requester or the duty officer added after sending."""

    request = models.ForeignKey(ActivationRequest, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField("komplettering", max_length=2000)
    written_at = models.DateTimeField()
    by_label = models.CharField(max_length=200)

    SCRUB: ClassVar[set[str]] = {"text"}

    class Meta:
        ordering = ("written_at", "id")

    def __str__(self) -> str:
        return self.text[:60]


class CallStep(models.Model):
    """A step of the convener's chain, copied when the request came: who is called, and when.

    The copy means that a change of the chain never rewrites an alarm in progress. Whether
    somebody is on duty and where the post is reached is read, and written here, when it is called.
    A chain that nobody answered starts over in a new round, so there is always a next step.
    Källa: domain.md 4.1.
    """

    request = models.ForeignKey(ActivationRequest, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField("varv", default=1)
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    on_duty = models.BooleanField("någon i tjänst", default=True)
    has_address = models.BooleanField("har adress", default=True)
    failed_at = models.DateTimeField("gick inte fram", null=True, blank=True)
    failed_channel = models.CharField(max_length=6, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "position"], name="one_step_per_position")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(called_at=None), name="step_waiting_by_due")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.function}"


class NumberSeries(models.Model):
    """The last number used of a kind in a region and year; the row is locked while one is taken."""

    class Kind(models.TextChoices):
        REQUEST = "request", "Begäran"
        EVENT = "event", "Händelse"

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "kind", "year"], name="one_series_per_region_kind_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
