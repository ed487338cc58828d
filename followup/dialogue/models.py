"""The running contact with the municipalities, without minutes."""

from typing import ClassVar

from django.db import models

from actors.models import Actor, County
from followup.documents.models import Confidentiality


class DialogueNote(models.Model):
    """What was said or written between the county and one or more municipalities.

    Källa: Vägledningen 2.3 "samtal och enklare möten utan krav på protokoll".
    """

    class Form(models.TextChoices):
        CALL = "call", "Samtal"
        MEETING = "meeting", "Möte"
        JOINT_MEETING = "joint_meeting", "Möte med flera kommuner"
        LETTER = "letter", "Brev eller e-post"

    class Signal(models.TextChoices):
        NONE = "none", "Ingen"
        SAVING = "saving", "Stort eller växande sparande"
        USE = "use", "Ersättningen kan användas fel"
        DOCUMENTS = "documents", "Dokument blir sena"
        RESOURCES = "resources", "Brist på tid eller bemanning"
        OTHER = "other", "Annat"

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+")
    municipalities = models.ManyToManyField(
        Actor, verbose_name="kommuner", related_name="dialogue_notes"
    )
    held_date = models.DateField("dag")
    form = models.CharField("form", max_length=14, choices=Form)
    subject = models.CharField("ämne", max_length=200)
    text = models.TextField("anteckning", max_length=8000)
    signal = models.CharField("tidig signal", max_length=10, choices=Signal, default=Signal.NONE)
    # Told to the municipality in plain words: counts in the dialogue before a referral,
    # Vägledningen 3.2.
    names_deficiencies = models.BooleanField("tar upp brister och vad som kan göras", default=False)
    # What it was about, so that it counts for that and nothing else. Vägledningen 3.2.
    deficiencies = models.ManyToManyField(
        "followup.Deficiency", verbose_name="brister", related_name="dialogue_notes", blank=True
    )
    is_about_saving = models.BooleanField("tar upp sparandet", default=False)
    is_shared = models.BooleanField("kommunen ser anteckningen", default=False)
    by_municipality = models.BooleanField("skriven av kommunen", default=False)
    confidentiality = models.CharField(
        "sekretess", max_length=10, choices=Confidentiality, default=Confidentiality.INTERNAL
    )
    noted_at = models.DateTimeField("antecknad")
    noted_by = models.CharField("antecknad av", max_length=200)
    noted_by_user_id = models.BigIntegerField(null=True)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )

    objects_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="objections"
    )

    SCRUB: ClassVar[set[str]] = {"text", "subject"}

    class Meta:
        verbose_name = "dialoganteckning"
        verbose_name_plural = "dialoganteckningar"
        ordering = ("-held_date", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="narrow_dialogue_note_is_not_shared",
                condition=~models.Q(confidentiality="restricted") | models.Q(is_shared=False),
            ),
            models.CheckConstraint(
                name="municipalitys_own_dialogue_note_is_shared",
                condition=models.Q(by_municipality=False) | models.Q(is_shared=True),
            ),
            models.CheckConstraint(
                name="only_the_municipality_objects_to_a_note",
                condition=models.Q(objects_to=None) | models.Q(by_municipality=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.held_date}"
