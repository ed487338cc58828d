"""Write down a contact, correct it, narrow the list."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from actors.models import Actor
from common.form_fields import DayField, ManyField, TextField
from followup.models import Confidentiality, DialogueNote
from followup.services.dialogue import Note

NO_SECRETS = (
    "Skriv inget hemligt och inget säkerhetsskyddsklassificerat. Sådant får inte finnas här."
)


class WriteForm(forms.Form):
    """The municipality's own message to the county."""

    subject = forms.CharField(label="Ämne", max_length=200)
    text = TextField(label="Meddelande", help_text=NO_SECRETS, max_length=8000, rows=6)


class CorrectionForm(forms.Form):
    """A contact as it was; on a correction the municipalities are given."""

    held_date = DayField(label="Dag")
    form = forms.ChoiceField(label="Form", choices=DialogueNote.Form.choices)
    subject = forms.CharField(label="Ämne", max_length=200)
    text = TextField(label="Anteckning", help_text=NO_SECRETS, max_length=8000, rows=6)
    signal = forms.ChoiceField(label="Tidig signal", choices=DialogueNote.Signal.choices)
    names_deficiencies = forms.BooleanField(
        label="Vi tog upp brister och vad kommunen kan göra",
        help_text="Räknas som dialog före ett yttrande till MCF.",
        required=False,
    )
    is_shared = forms.BooleanField(
        label="Kommunen ska se anteckningen",
        help_text="Alla valda kommuner ser texten och får besked.",
        required=False,
    )
    confidentiality = forms.ChoiceField(
        label="Sekretess", choices=Confidentiality.choices, initial=Confidentiality.INTERNAL
    )

    def note(self) -> Note:
        """Return what was written."""
        values = self.cleaned_data
        names = Note.__dataclass_fields__
        return Note(**{name: values[name] for name in names})


class NoteForm(CorrectionForm):
    """A contact with one municipality or several."""

    field_order = ("municipalities", "held_date", "form")

    municipalities = ManyField(
        Actor.objects.none(), label="Kommuner", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, municipalities: QuerySet[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipalities"]
        assert isinstance(field, ManyField)  # noqa: S101 - tells mypy
        field.queryset = municipalities


class DialogueFilter(forms.Form):
    """Narrow the notes."""

    signal = forms.ChoiceField(
        label="Tidig signal",
        required=False,
        choices=[
            ("", "Alla"),
            ("any", "Alla med signal"),
            *(choice for choice in DialogueNote.Signal.choices if choice[0] != "none"),
        ],
    )
    form = forms.ChoiceField(
        label="Form", required=False, choices=[("", "Alla"), *DialogueNote.Form.choices]
    )
    ar = forms.TypedChoiceField(label="År", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ar"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy
        field.choices = [("", "Alla"), *((str(year), str(year)) for year in years)]

    def values(self) -> dict[str, Any]:
        """Return what to narrow by; an address that was tampered with narrows by nothing."""
        if not self.is_valid():
            return {}
        found = self.cleaned_data
        return {"signal": found["signal"], "form": found["form"], "year": found["ar"]}
