"""Forms of the protocol after a visit."""

from typing import Any

from django import forms

from common.autosave import SEEN, mark_of
from common.form_fields import TextField
from followup.visits.measures.forms import ReasonForm
from followup.visits.models import VisitProtocol


class ProtocolForm(forms.Form):
    """The words of the draft; each field saves itself, the button saves all."""

    kind = forms.ChoiceField(label="Slag", choices=VisitProtocol.Kind.choices)
    registry_number = forms.CharField(label="Diarienummer", max_length=60, required=False)
    assessment = TextField(
        label="Bedömning",
        rows=12,
        max_length=16000,
        required=False,
        help_text="Länsstyrelsens bedömning av kommunens arbete. Aldrig av en person.",
    )
    strengths = TextField(label="Det som fungerar bra", max_length=8000, required=False)
    follow_up = TextField(label="Så följs åtgärderna upp", rows=3, max_length=4000, required=False)

    def __init__(self, *args: Any, protocol: VisitProtocol, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(protocol, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            field.widget.attrs["data-autosave-field"] = name
            self.fields[name + SEEN] = forms.CharField(
                required=False,
                max_length=64,
                widget=forms.HiddenInput,
                initial=mark_of(str(getattr(protocol, name))),
            )

    def changes(self) -> list[tuple[str, str, str]]:
        """Return what the writer has changed: the field, its words, the mark of what was seen."""
        values = self.cleaned_data
        typed = [(name, values[name], values[name + SEEN]) for name in self.base_fields]
        return [one for one in typed if mark_of(one[1]) != one[2]]


class ReturnForm(ReasonForm):
    """What needs to be changed before it can be approved."""

    reason = TextField(
        label="Vad behöver ändras?",
        rows=2,
        max_length=500,
        required_text="Skriv vad som behöver ändras.",
    )
