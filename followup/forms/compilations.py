"""Compile a county's year, and narrow the national list."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from actors.models import Actor
from common.form_fields import TextField
from followup.models import CountyCompilation
from followup.services.compilations import LONGEST


class AssessmentForm(forms.Form):
    """The county's own assessment of the effect, and the mark of what its writer has seen."""

    assessment = forms.CharField(
        label="Länets bedömning av effekten",
        help_text="Skriv inget hemligt och inget säkerhetsskyddsklassificerat.",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "data-autosave-field": "assessment"}),
    )
    assessment__seen = forms.CharField(
        max_length=16, required=False, widget=forms.HiddenInput(attrs={"id": None})
    )


class NeedForm(forms.Form):
    """A municipality that needs more support, and why."""

    municipality = forms.ModelChoiceField(
        Actor.objects.none(), label="Kommun", empty_label="Välj kommun"
    )
    reason = TextField(label="Skäl", max_length=2000, rows=3)

    def __init__(self, *args: Any, municipalities: QuerySet[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        field.queryset = municipalities


class SupplementForm(forms.Form):
    """Why a supplement is needed."""

    reason = TextField(
        label="Varför behövs ett tillägg?",
        help_text="Till exempel: en kommun redovisade efter överlämnandet.",
        max_length=500,
        rows=3,
    )


class NationalFilter(forms.Form):
    """Narrow what the counties have handed on."""

    ar = forms.TypedChoiceField(label="År", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ar"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy
        field.choices = [("", "Alla"), *((str(year), str(year)) for year in years)]

    def narrowed(self, found: QuerySet[CountyCompilation]) -> QuerySet[CountyCompilation]:
        """Return those of the year chosen."""
        year = self.cleaned_data["ar"] if self.is_valid() else None
        return found.filter(year=year) if year else found
