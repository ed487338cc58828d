"""What was learned when a forum had been at work."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from activations.models.activation import Activation


class Evaluation(models.Model):
    """The evaluation of an ended activation: when, by whom, where it stands, what was learned.

    Källa: Målbilden 1.4 "Uppföljning, lärande och förmågeutveckling"; domain.md 5.6.
    """

    activation = models.OneToOneField(
        Activation, on_delete=models.PROTECT, related_name="evaluation"
    )
    held_on = models.DateField("utvärderad den")
    by_label = models.CharField("av funktion", max_length=200)
    link = models.URLField("länk till dokumentet", max_length=300, blank=True)
    text = models.TextField("utvärderingen", max_length=8000, blank=True)
    lessons = models.TextField("lärdomar", max_length=4000)
    written_at = models.DateTimeField("antecknad")

    SCRUB: ClassVar[set[str]] = {"by_label", "link", "text", "lessons"}

    class Meta:
        verbose_name = "utvärdering"
        verbose_name_plural = "utvärderingar"
        ordering = ("-held_on",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="evaluation_has_a_link_or_a_text", condition=~Q(link="") | ~Q(text="")
            ),
            models.CheckConstraint(
                name="evaluation_says_what_was_learned", condition=~Q(lessons="")
            ),
        ]

    def __str__(self) -> str:
        return f"Utvärdering av {self.activation}"
