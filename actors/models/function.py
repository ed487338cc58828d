"""Posts: who is called, at which address, with which mandate."""

from datetime import datetime
from typing import ClassVar, Final

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q

from actors.models.actor import Actor
from actors.models.appointment import Appointment
from actors.models.user import User
from common import phones
from common.swedish import COLLATION


class Level(models.IntegerChoices):
    """The levels of coordination, lowest first: a higher mandate covers the lower levels.

    Källa: Avsiktsförklaringen "Forum på tre nivåer"; Målbilden 1.4.
    """

    EXECUTIVE = 10, "Verkställande"
    COORDINATING = 20, "Samordnande"
    DIRECTING = 30, "Inriktande"
    OWNER = 40, "Ägare (Regionala rådet)"


class FunctionQuerySet(models.QuerySet["Function"]):
    def visible_to(self, user: User) -> "FunctionQuerySet":
        """Return the functions of the actors that the user may see."""
        return self.filter(actor__in=Actor.objects.visible_to(user))

    def held_by(self, user: User, at: datetime) -> "FunctionQuerySet":
        """Return the functions that the user holds at that moment."""
        held = Appointment.objects.current(at).filter(person_id=user.pk)
        return self.filter(pk__in=held.values("function_id"))


class Function(models.Model):
    """An actor's post: what is called, never a person.

    Rights hang on ``group``; appointments move people in and out of it.
    Källa: Avsiktsförklaringen "Organisation och styrning".
    """

    class DutyKind(models.TextChoices):
        NONE = "", "Ingen beredskap"
        TIB = "tib", "Tjänsteman i beredskap (TiB)"
        RSIB = "rsib", "Regional samverkanskoordinator i beredskap (RSIB)"
        RKK = "rkk", "Regional kommunikationskoordinator (RKK)"

    MANDATE_NOT_TOLD: Final = "Kallad utifrån. Mandatet är inte uppgivet."

    actor = models.ForeignKey("actors.Actor", on_delete=models.CASCADE, related_name="functions")
    name = models.CharField("namn", max_length=80, db_collation=COLLATION)
    short_name = models.CharField("kortnamn", max_length=20, blank=True)
    mandate_level = models.PositiveSmallIntegerField(
        "högsta nivå som mandatet täcker", choices=Level, default=Level.COORDINATING
    )
    mandate_note = models.CharField("mandat och begränsningar", max_length=300, blank=True)
    duty_kind = models.CharField(
        "beredskapsfunktion", max_length=6, choices=DutyKind, blank=True, default=""
    )
    round_the_clock = models.BooleanField("nås dygnet runt", default=False)
    call_order = models.PositiveSmallIntegerField(
        "plats i larmkedjan",
        null=True,
        blank=True,
        help_text="För sammankallandes funktioner: 1 larmas först. Tomt: ingår inte i kedjan.",
    )
    deputy = models.ForeignKey(
        "self",
        verbose_name="ersättande funktion",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deputises_for",
    )
    is_active = models.BooleanField("i bruk", default=True)
    group = models.OneToOneField(
        Group, on_delete=models.PROTECT, related_name="function", editable=False
    )

    objects = FunctionQuerySet.as_manager()
    SCRUB: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "funktion"
        verbose_name_plural = "funktioner"
        ordering = ("actor__name", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "name"], name="function_name_unique_in_actor"),
            models.CheckConstraint(
                name="function_is_not_its_own_deputy",
                condition=Q(deputy=None) | ~Q(deputy=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.short_name or self.name}, {self.actor.name}"

    @property
    def label(self) -> str:
        """The short name where there is one, else the name."""
        return self.short_name or self.name

    def covers(self, level: int) -> bool:
        """Return whether the mandate reaches the level.

        Källa: Avsiktsförklaringen "Representation utifrån mandat"; Målbilden 2.1.
        """
        return self.mandate_level >= level

    def falls_short(self, level: int) -> bool:
        """Return whether the mandate is known not to reach the level."""
        return not self.covers(level) and not self.mandate_not_told

    @property
    def mandate_not_told(self) -> bool:
        """Whether nobody has said how far the mandate reaches."""
        return self.mandate_note == self.MANDATE_NOT_TOLD


class ContactAddress(models.Model):
    """Where a function is reached. Counts as tested once somebody confirmed a test message."""

    class Channel(models.TextChoices):
        SMS = "sms", "Sms"
        EMAIL = "email", "E-post"
        PHONE = "phone", "Telefon"
        RAKEL = "rakel", "Rakel"

    function = models.ForeignKey(Function, on_delete=models.CASCADE, related_name="addresses")
    channel = models.CharField("kanal", max_length=6, choices=Channel)
    value = models.CharField("adress", max_length=254)
    test_sent_at = models.DateTimeField("testmeddelande skickat", null=True, blank=True)
    confirmed_at = models.DateTimeField("testmeddelande bekräftat", null=True, blank=True)

    SCRUB: ClassVar[set[str]] = {"value"}

    class Meta:
        verbose_name = "kontaktuppgift"
        verbose_name_plural = "kontaktuppgifter"
        ordering = ("channel", "value")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["function", "channel", "value"], name="address_once_per_function"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.value}"

    @property
    def can_receive(self) -> bool:
        """Whether what is sent can arrive: a landline entered for SMS takes none."""
        return self.channel != self.Channel.SMS or phones.takes_sms(self.value)


class Invitation(models.Model):
    """An offer by e-mail to hold a function; accepting it makes the account if need be."""

    function = models.ForeignKey(Function, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-postadress")
    kind = models.CharField(
        "slag", max_length=8, choices=Appointment.Kind, default=Appointment.Kind.ORDINARY
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    SCRUB: ClassVar[set[str]] = {"email", "token_hash"}

    class Meta:
        verbose_name = "inbjudan"
        verbose_name_plural = "inbjudningar"
        ordering = ("-invited_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["function", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_function_and_email",
            )
        ]

    def __str__(self) -> str:
        return f"Inbjudan till {self.function}"
