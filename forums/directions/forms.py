"""What a direction says, and what an actor has decided of it."""

from typing import Any

from django import forms

from common.form_fields import MomentField, TextField
from forums.directions import rules
from forums.directions.services import Position, Words
from forums.meetings.conduct_forms import WordingForm
from forums.models import ActorDecision, JointDirection


class DirectionField(forms.ModelChoiceField):
    """Directions in force, by number and aim."""

    def label_from_instance(self, obj: Any) -> str:
        return f"Inriktning {obj.number}: {obj.aim[:80]}"


class DirectionForm(WordingForm):
    """Aim, priorities in order, limits, measures and messages."""

    aim = TextField(
        label="Vad strävar aktörerna mot?",
        max_length=2000,
        rows=3,
        required_text="Skriv vad aktörerna strävar mot.",
        help_text="Till exempel: Samhällsviktig verksamhet ska fungera under snöovädret.",
    )
    priorities = TextField(
        label="Prioriteringar, viktigast först",
        max_length=rules.MOST_PRIORITIES * (rules.PRIORITY_LENGTH + 2),
        required=False,
        rows=4,
        help_text="En på varje rad.",
    )
    limits = TextField(label="Ramar", max_length=2000, required=False, rows=2)
    measures = TextField(label="Åtgärder", max_length=2000, required=False, rows=3)
    messages = TextField(label="Budskap", max_length=2000, required=False, rows=2)
    outside = forms.CharField(
        label="Vad går utanför den inriktning som gäller?",
        max_length=500,
        required=False,
        help_text="Lämna tomt om inget gör det. Det som går utanför är en fråga för inriktande "
        "forum.",
    )
    reply_by = MomentField(
        label="Besked från aktörerna senast",
        required=False,
        help_text="De som inte har svarat påminns när halva tiden har gått.",
    )
    valid_until = MomentField(label="Gäller till", required=False, help_text="Tomt: tills vidare.")
    replaces = DirectionField(
        label="Ersätter",
        queryset=JointDirection.objects.none(),
        required=False,
        empty_label="Ingen",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, replaceable: Any, has_frame: bool, **kwargs: Any) -> None:
        """Read the form; ``has_frame``: there is a direction to go outside."""
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = replaceable  # type: ignore[attr-defined]
        if not replaceable.exists():
            del self.fields["replaces"]
        if not has_frame:
            del self.fields["outside"]

    def clean_version(self) -> int:
        """Return the version of the draft that was read; a new one has none."""
        return int(self.cleaned_data.get("version") or 0)

    def see(self, version: int) -> None:
        """Let the form, shown again, say that this version of the draft has been seen."""
        self.data = {**{name: self.data[name] for name in self.data}, "version": str(version)}

    def words(self) -> Words:
        """Return what the form says; it must be valid."""
        given = self.cleaned_data
        return Words(
            aim=given["aim"],
            priorities=rules.priorities_of(given["priorities"]),
            limits=given["limits"],
            measures=given["measures"],
            messages=given["messages"],
            outside=given.get("outside", ""),
            wording_reason=given["wording_reason"],
            reply_by=given["reply_by"],
            valid_until=given["valid_until"],
        )

    @property
    def replaces_id(self) -> int | None:
        """The key of the direction that this one takes the place of."""
        found = self.cleaned_data.get("replaces")
        return found.pk if found else None


class AgreeForm(forms.Form):
    """Which version of the draft the actors have agreed on."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PositionForm(forms.Form):
    """What an actor has decided."""

    status = forms.ChoiceField(
        label="Vad har aktören beslutat?",
        choices=[one for one in ActorDecision.Status.choices if one[0] != "awaited"],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad aktören har beslutat."},
    )
    body = forms.CharField(
        label="Vem hos aktören har beslutat?",
        max_length=200,
        help_text="Organ eller funktion, till exempel kommundirektören eller krisledningsnämnden.",
        error_messages={"required": "Skriv vem hos aktören som har beslutat."},
    )
    deviation = TextField(label="Vad avviker ni i?", max_length=1000, required=False, rows=2)
    reason = TextField(
        label="Varför?",
        max_length=1000,
        required=False,
        rows=2,
        help_text="Behövs när ni avviker eller avstår.",
    )
    consequence = TextField(
        label="Vad betyder det för andra aktörer?", max_length=1000, required=False, rows=2
    )

    def position(self) -> Position:
        """Return what the form says; it must be valid."""
        return Position(**{name: self.cleaned_data[name] for name in Position.__annotations__})
