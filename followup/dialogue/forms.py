"""Write down a contact, correct it, narrow the list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from actors.models import Actor
from common.form_fields import DayField, ManyField, TextField
from followup.dialogue import queries
from followup.dialogue.models import DialogueNote
from followup.dialogue.services import Note
from followup.documents.models import Confidentiality

NO_SECRETS = (
    "Skriv inget hemligt och inget säkerhetsskyddsklassificerat. Sådant får inte finnas här."
)


class WriteForm(forms.Form):
    """The municipality's own message to the county."""

    subject = forms.CharField(label="Ämne", max_length=200)
    text = TextField(label="Meddelande", help_text=NO_SECRETS, max_length=8000, rows=6)


class MatterField(ManyField):
    """What falls short, as its reader knows it: where, in which area, in its own words."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.municipality.name}, {obj.get_area_display().lower()}: {obj.text}"[:160]


class CorrectionForm(forms.Form):
    """A contact as it was; on a correction the municipalities are given."""

    held_date = DayField(label="Dag")
    form = forms.ChoiceField(label="Form", choices=DialogueNote.Form.choices)
    subject = forms.CharField(label="Ämne", max_length=200)
    text = TextField(label="Anteckning", help_text=NO_SECRETS, max_length=8000, rows=6)
    signal = forms.ChoiceField(label="Tidig signal", choices=DialogueNote.Signal.choices)
    deficiencies = MatterField(
        Actor.objects.none(),
        label="Brister som vi tog upp, med vad kommunen kan göra",
        help_text="Räknas som dialog före ett yttrande till MCF, för just dessa brister och bara "
        "när kommunen kan läsa anteckningen.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_about_saving = forms.BooleanField(
        label="Vi tog upp kommunens sparande",
        help_text="Räknas som dialog före ett yttrande om sparande som inte kan användas.",
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

    def __init__(
        self,
        *args: Any,
        about: Iterable[Actor],
        wrong: DialogueNote | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["deficiencies"]
        field.queryset = queries.open_deficiencies(about, kept=wrong)
        if not field.queryset.exists():
            del self.fields["deficiencies"]

    def note(self) -> Note:
        typed = dict(self.cleaned_data)
        about = tuple(one.pk for one in typed.get("deficiencies") or ())
        names = set(Note.__dataclass_fields__) - {"deficiency_ids"}
        return Note(deficiency_ids=about, **{name: typed[name] for name in names})


class NoteForm(CorrectionForm):
    """A contact with one municipality or several."""

    field_order = ("municipalities", "held_date", "form")

    municipalities = ManyField(
        Actor.objects.none(), label="Kommuner", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, municipalities: QuerySet[Actor], **kwargs: Any) -> None:
        super().__init__(*args, about=municipalities, **kwargs)
        field = self.fields["municipalities"]
        assert isinstance(field, ManyField)  # noqa: S101 - tells mypy
        field.queryset, field.variant = municipalities, "chips"


class ObjectionForm(forms.Form):
    """What does not hold in a note, in the municipality's words."""

    text = TextField(
        label="Invändning",
        help_text=NO_SECRETS,
        max_length=8000,
        rows=5,
        required_text="Skriv vad som inte stämmer.",
    )


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

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Alla"), *((str(year), str(year)) for year in years)]
        self.fields["ar"] = forms.TypedChoiceField(
            label="År", required=False, coerce=int, empty_value=None, choices=choices
        )

    def values(self) -> dict[str, Any]:
        """Return what to narrow by; an address that was tampered with narrows by nothing."""
        if not self.is_valid():
            return {}
        found = self.cleaned_data
        return {"signal": found.get("signal", ""), "form": found["form"], "year": found["ar"]}
