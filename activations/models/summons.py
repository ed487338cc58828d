"""Calling functions to a meeting, and their answers."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from activations.models.activation import Activation
from actors.models import Function, Region
from forums.models import Meeting

if TYPE_CHECKING:
    from actors.models import User

WAITING = ["called", "delivered"]


class ActivationMeeting(models.Model):
    """A meeting that belongs to an activation."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="meetings")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="in_activation")
    is_first = models.BooleanField(default=False)
    composition_reviewed_at = models.DateTimeField(
        "sammansättningen sågs över", null=True, blank=True
    )
    composition_reviewed_by = models.CharField(max_length=200, blank=True)

    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        ordering = ("meeting__starts_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activation"],
                condition=Q(is_first=True),
                name="one_first_meeting_per_activation",
            )
        ]

    def __str__(self) -> str:
        return str(self.meeting)


class SummonsQuerySet(models.QuerySet["Summons"]):
    def visible_to(self, user: "User") -> "SummonsQuerySet":
        """Return the summonses of the regions that the user may see."""
        return self.filter(meeting__forum__region__in=Region.objects.visible_to(user))

    def silent(self) -> "SummonsQuerySet":
        """Return the summonses that nobody has answered and that still matter."""
        return self.filter(answer="", status__in=WAITING)


class Summons(FSMModelMixin, models.Model):
    """A function called to a meeting: what went out, what came back, what is next to be done.

    The times of reminder, deputy and call list are copied when the summons is made.
    Källa: Avsiktsförklaringen "Organisation och styrning": "deltagarna kallas utifrån funktion och
    mandat"; domain.md 5.3.
    """

    class Status(models.TextChoices):
        CALLED = "called", "Kallad"  # the message is on its way
        DELIVERED = "delivered", "Framme"  # a provider says that it arrived
        ACKNOWLEDGED = "acknowledged", "Har svarat"  # see answer; may be changed until the meeting
        PRESENT = "present", "Närvarande"  # met; final
        CANCELLED = "cancelled", "Återkallad"  # meeting off, or the actor left; may be called again

    class Answer(models.TextChoices):
        COMING = "coming", "Kommer"
        DEPUTY = "deputy", "Ersättare kommer"
        NOT_COMING = "not_coming", "Kommer inte"

    class Via(models.TextChoices):
        LINK = "link", "Länk"
        SMS = "sms", "Sms"
        SIGNED_IN = "signed_in", "Inloggad"
        CHAIR = "chair", "Av mötets ledning"
        API = "api", "API"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="summonses")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="summonses")
    status = FSMField("läge", choices=Status, default=Status.CALLED, protected=True)
    called_at = models.DateTimeField("kallad")
    delivered_at = models.DateTimeField("framme", null=True, blank=True)
    answer = models.CharField("svar", max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField("svarade", null=True, blank=True)
    answered_via = models.CharField("svarade via", max_length=10, choices=Via, blank=True)
    answered_by_label = models.CharField("svarat av", max_length=200, blank=True)
    deputy_note = models.CharField("ersättare (funktion)", max_length=120, blank=True)
    remind_at = models.DateTimeField("påminns")
    reminded_at = models.DateTimeField(null=True, blank=True)
    call_deputy_at = models.DateTimeField("ersättare kallas")
    deputy_tried_at = models.DateTimeField(null=True, blank=True)  # perhaps there was none to call
    deputy_called_at = models.DateTimeField(null=True, blank=True)
    # A deputy's no is the deputy's: the function itself is asked as before.
    deputy_declined_at = models.DateTimeField("ersättare kan inte", null=True, blank=True)
    phone_at = models.DateTimeField("ska stå på ringlistan")
    listed_at = models.DateTimeField("på ringlistan sedan", null=True, blank=True)
    listed_because = models.CharField("varför på ringlistan", max_length=60, blank=True)
    has_address = models.BooleanField("har adress", default=True)

    objects = SummonsQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = {"deputy_note"}

    class Meta:
        verbose_name = "kallelse"
        verbose_name_plural = "kallelser"
        ordering = ("function__actor__name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "function"], name="one_summons_per_function_and_meeting"
            ),
            models.CheckConstraint(
                name="answer_says_when_and_how",
                condition=Q(answer="", answered_at=None, answered_via="")
                | (~Q(answer="") & Q(answered_at__isnull=False) & ~Q(answered_via="")),
            ),
            models.CheckConstraint(
                name="acknowledged_summons_has_answer",
                condition=~Q(status="acknowledged") | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="summons_on_the_call_list_says_why",
                condition=Q(listed_at=None, listed_because="")
                | (Q(listed_at__isnull=False) & ~Q(listed_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Kallelse av {self.function}"

    @property
    def deputy_comes(self) -> bool:
        """Whether a deputy has said of itself that it comes.

        Källa: domain.md 5.3.
        """
        told_by_another = self.answered_via == self.Via.CHAIR
        told_by_the_function = self.answered_by_label == str(self.function)
        is_own_word = not told_by_another and not told_by_the_function
        return self.answer == self.Answer.DEPUTY and is_own_word

    # Transitions: called by services only, with the row locked.

    @transition(field=status, source=Status.CALLED, target=Status.DELIVERED)
    def deliver(self, *, at: datetime) -> None:
        """Take the provider's word that the message arrived.

        Källa: domain.md 5.3.
        """
        self.delivered_at = at

    @transition(
        field=status,
        source=[Status.CALLED, Status.DELIVERED, Status.ACKNOWLEDGED],
        target=Status.ACKNOWLEDGED,
    )
    def record_answer(
        self, *, answer: str, via: str, by_label: str, deputy_note: str, at: datetime
    ) -> None:
        """Take the function's answer; a later one replaces it.

        Källa: domain.md 5.3.
        """
        self.answer, self.answered_at, self.answered_via = answer, at, via
        self.answered_by_label, self.deputy_note = by_label, deputy_note

    @transition(field=status, source=Status.ACKNOWLEDGED, target=Status.CALLED)
    def lose_deputy(self) -> None:
        """Take back the answer of a deputy that cannot come after all; the function is asked.

        Källa: domain.md 5.3.
        """
        self.answer, self.answered_at, self.answered_via = "", None, ""
        self.answered_by_label, self.deputy_note = "", ""

    @transition(
        field=status,
        source=[Status.CALLED, Status.DELIVERED, Status.ACKNOWLEDGED, Status.CANCELLED],
        target=Status.CALLED,
    )
    def call_again(
        self, *, remind_at: datetime, call_deputy_at: datetime, phone_at: datetime, at: datetime
    ) -> None:
        """Ask afresh: the meeting has another time, or the actor is back in the composition.

        Källa: domain.md 6.1.
        """
        self.called_at, self.delivered_at = at, None
        self.answer, self.answered_at, self.answered_via = "", None, ""
        self.answered_by_label, self.deputy_note = "", ""
        self.remind_at, self.call_deputy_at, self.phone_at = remind_at, call_deputy_at, phone_at
        self.reminded_at, self.deputy_tried_at, self.deputy_called_at = None, None, None
        self.deputy_declined_at = None
        if self.has_address:
            self.listed_at, self.listed_because = None, ""

    @transition(
        field=status,
        source=[Status.CALLED, Status.DELIVERED, Status.ACKNOWLEDGED],
        target=Status.PRESENT,
    )
    def meet(self) -> None:
        """Note that the function, or its deputy, came to the meeting.

        Källa: domain.md 5.3.
        """

    @transition(
        field=status,
        source=[Status.CALLED, Status.DELIVERED, Status.ACKNOWLEDGED],
        target=Status.CANCELLED,
    )
    def cancel(self) -> None:
        """Call the summons back: the meeting is off or the actor has left.

        Källa: domain.md 5.3.
        """
