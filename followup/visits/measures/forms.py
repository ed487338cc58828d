"""Forms of deficiencies and measures."""

from datetime import date
from typing import Any

from django import forms

from actors.models import Actor
from common.form_fields import DayField, TextField
from followup.terms.models import Area
from followup.visits.measures.models import Deficiency, Measure
from followup.visits.measures.rules import ACTION_LABELS, Action
from records.files.fields import MultipleUploadField

FOLLOW_UP = "Kommunen redovisar i SSR när åtgärden är klar."


class DeficiencyForm(forms.Form):
    """What falls short, and what the municipality can do about it."""

    area = forms.ChoiceField(label="Område", choices=Area.choices)
    text = TextField(label="Brist", rows=3, max_length=2000, required_text="Skriv vad som brister.")
    remedy = TextField(label="Vad kommunen kan göra", rows=2, max_length=2000, required=False)
    is_misuse = forms.BooleanField(
        label="Ersättningen har använts på ett felaktigt sätt", required=False
    )


class MeasureForm(forms.Form):
    """What the municipality should do, by when, and how it is followed up."""

    text = TextField(
        label="Åtgärd", rows=2, max_length=2000, required_text="Skriv vad kommunen bör göra."
    )
    due_date = DayField(label="Bör vara klar")
    follow_up = forms.CharField(
        label="Så följs den upp",
        max_length=500,
        initial=FOLLOW_UP,
        error_messages={"required": "Skriv hur åtgärden följs upp."},
    )


class NewMeasureForm(MeasureForm):
    """A measure with what it hangs on: a deficiency, or an area."""

    field_order = ("deficiency", "area", "text", "due_date", "follow_up")

    deficiency = forms.TypedChoiceField(
        label="Brist",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Välj i listan."},
    )
    area = forms.ChoiceField(
        label="Område",
        help_text="Gäller åtgärden en brist används bristens område.",
        choices=Area.choices,
    )

    def __init__(self, *args: Any, municipality: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Deficiency.objects.filter(
            municipality=municipality, mended_at=None, withdrawn_at=None
        )
        field: Any = self.fields["deficiency"]
        field.choices = [
            ("", "Ingen namngiven brist"),
            *((one.pk, f"{one.get_area_display()}: {one.text}"[:120]) for one in found),
        ]


class CounterForm(forms.Form):
    due_date = DayField(label="Ny dag")
    reason = TextField(
        label="Skäl", rows=2, max_length=500, required_text="Skriv varför en annan dag behövs."
    )


class DoneForm(forms.Form):
    text = TextField(
        label="Redovisning", max_length=4000, required=False, help_text="Vad är gjort, och när?"
    )
    files = MultipleUploadField(  # type: ignore[assignment]
        label="Filer som visar det", required=False
    )


class AnswerForm(forms.Form):
    accepts = forms.TypedChoiceField(
        label="Svar",
        choices=[("yes", "Godta dagen"), ("no", "Behåll dagen")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj ett svar."},
    )
    reason = TextField(
        label="Skäl",
        rows=2,
        max_length=500,
        required=False,
        help_text="Behövs om dagen inte ändras.",
    )


class VerifyForm(forms.Form):
    text = TextField(label="Bedömning", rows=2, max_length=1000, required=False)
    mends = forms.BooleanField(label="Bristen är åtgärdad", required=False)


class ReasonForm(forms.Form):
    reason = TextField(label="Skäl", rows=2, max_length=300, required_text="Skriv ett skäl.")


class JudgementForm(forms.Form):
    """What is left to do."""

    reason = TextField(
        label="Vad återstår?", rows=2, max_length=1000, required_text="Skriv vad som återstår."
    )


class PlanFilter(forms.Form):
    lage = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[("", "Alla"), *Measure.Status.choices, ("overdue", "Försenad")],
    )
    omrade = forms.ChoiceField(
        label="Område", required=False, choices=[("", "Alla"), *Area.choices]
    )


class CountyFilter(PlanFilter):
    field_order = ("vantar", "kommun", "omrade", "fore")
    lage = None  # type: ignore[assignment]
    vantar = forms.ChoiceField(
        label="Vad som behövs",
        required=False,
        choices=[("", "Alla"), *((one.value, ACTION_LABELS[one]) for one in Action)],
    )
    kommun = forms.ChoiceField(label="Kommun", required=False)
    fore = DayField(label="Klar senast", required=False)

    def __init__(self, *args: Any, municipalities: list[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kommun"]
        field.choices = [("", "Alla"), *((one.scb_code, one.name) for one in municipalities)]


def chosen(form: forms.Form) -> dict[str, Any]:
    """Return what a filter holds; a value that does not fit narrows nothing."""
    form.is_valid()
    return form.cleaned_data


def initial_of(measure: Measure) -> dict[str, str | date]:
    return {
        "text": measure.text,
        "due_date": measure.due_date,
        "follow_up": measure.follow_up,
    }
