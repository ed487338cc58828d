"""The answers to a summons."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from activations.models import Summons

FUNCTION_HINT = "Skriv funktion eller titel, till exempel säkerhetschef. Aldrig en persons namn."


class MomentField(forms.CharField):
    """When the question stood as the form was shown; a form without it is answered as of now."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        """Return the moment; what is none was never on our page."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError("Läs sidan på nytt och svara igen.")
        return moment


class AnswerForm(forms.Form):
    """A function's answer to its summons."""

    answer = forms.ChoiceField(
        label="Svar",
        choices=Summons.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj ett svar.",
            "invalid_choice": "Välj ett av de tre svaren.",
        },
    )
    asked = MomentField()
    deputy_note = forms.CharField(
        label="Ersättarens funktion", max_length=120, required=False, help_text=FUNCTION_HINT
    )


def answer_now(summons: Summons) -> dict[str, str]:
    """Return what the forms begin with, and when the question stood as they show it."""
    return {
        "answer": summons.answer,
        "deputy_note": summons.deputy_note,
        "asked": summons.called_at.isoformat(),
    }


class OnBehalfForm(AnswerForm):
    """An answer that came by phone."""

    said_by = forms.CharField(
        label="Vem sade det?", max_length=120, required=False, help_text=FUNCTION_HINT
    )
