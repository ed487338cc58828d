"""What is written while a meeting runs, and about its protocol."""

from typing import Any, ClassVar

from django import forms

from actors.models import Function
from forums.meetings.forms import FunctionChoice
from forums.meetings.moments import MomentForm
from forums.models import Attendance, MeetingDecision


class MarkForm(forms.Form):
    """Present, replaced, absent, left, or by telephone only."""

    attendance = forms.IntegerField(widget=forms.HiddenInput)
    mark = forms.ChoiceField(
        choices=[
            *Attendance.Status.choices,
            ("left", "Gick"),
            ("by_phone", "Endast telefon"),
            ("not_by_phone", "Inte endast telefon"),
        ]
    )
    deputy_function = forms.CharField(
        label="Ersättande funktion",
        help_text="Funktion, aldrig namn.",
        max_length=120,
        required=False,
    )


class WordingForm(forms.Form):
    """A text in which no body decides for the actors; why, if it is asked about, only then."""

    wording_reason = forms.CharField(
        label="Varför stämmer det?",
        help_text="Till exempel: det är kommunstyrelsens eget beslut.",
        max_length=300,
        required=False,
        widget=forms.HiddenInput,
    )

    def add_error(self, field: Any, error: Any) -> None:
        """Show the field once it has something to ask."""
        super().add_error(field, error)
        if field == "wording_reason":
            self.fields[field].widget = forms.Textarea(attrs={"rows": 2})


class NoteForm(WordingForm):
    """What was said; or what was wrong in an earlier note."""

    text = forms.CharField(
        label="Anteckning", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    agenda_item = forms.IntegerField(required=False, widget=forms.HiddenInput)
    actor = forms.IntegerField(required=False, widget=forms.HiddenInput)
    corrects = forms.IntegerField(required=False, widget=forms.HiddenInput)
    corrects_decision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DecisionForm(WordingForm, MomentForm):
    """What the meeting settled about its own work, or what the actors agreed on."""

    refused_at: ClassVar[dict[str, str]] = {"next_starts_at": "day"}
    field_order = ("kind", "text", "wording_reason", "chair_function", "day", "time")

    kind = forms.ChoiceField(label="Slag", choices=MeetingDecision.Kind.choices)
    text = forms.CharField(
        label="Lydelse",
        help_text="Aktörerna har enats om … Varje aktör beslutar själv.",
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    chair_function = FunctionChoice(
        Function.objects.none(), label="Ordförande fortsatt", required=False, empty_label="Välj"
    )

    def __init__(self, *args: Any, functions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].required = False
        self.fields["time"].required = False
        self.fields["day"].label = "Nästa möte, dag"
        self.fields["time"].label = "Nästa möte, tid"
        field = self.fields["chair_function"]
        assert isinstance(field, FunctionChoice)  # noqa: S101 - tells mypy
        field.queryset = functions


class EndForm(forms.Form):
    """How what contradicts itself hangs together; asked for only when something does."""

    explanation = forms.CharField(
        label="Så hänger det ihop",
        help_text="Till exempel: Haninge lämnade sin rapport skriftligt. Det står i protokollet.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, contradictions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not contradictions:
            del self.fields["explanation"]


class SummaryForm(WordingForm):
    """The summary of a protocol, and which version of it was read."""

    text = forms.CharField(
        label="Sammanfattning",
        max_length=8000,
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order = ("text", "wording_reason")


def decision_values(form: DecisionForm) -> dict[str, Any]:
    """Return what the service wants of a valid decision form."""
    values = form.cleaned_data
    function = values.get("chair_function")
    return {
        "kind": values["kind"],
        "text": values["text"],
        "wording_reason": values["wording_reason"],
        "chair_function_id": function.pk if function else None,
        "next_starts_at": values.get("starts_at"),
    }
