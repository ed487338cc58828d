"""Compile a county's year, and narrow the national list."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from actors.models import Actor, County
from common.form_fields import TextField
from followup.annual.compilations import queries
from followup.annual.compilations.services import LONGEST
from followup.annual.models import CountyCompilation


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
    municipality = forms.ModelChoiceField(
        Actor.objects.none(), label="Kommun", empty_label="Välj kommun"
    )
    reason = TextField(label="Skäl", max_length=2000, rows=3)

    def __init__(self, *args: Any, county: County, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["municipality"]
        offered = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, county=county)
        field.queryset = offered.order_by("name")


class SupplementForm(forms.Form):
    reason = TextField(
        label="Varför behövs ett tillägg?",
        help_text="Till exempel: en kommun redovisade efter överlämnandet.",
        max_length=500,
        rows=3,
    )


class NationalFilter(forms.Form):
    """Narrow what the counties have handed on."""

    ar = forms.TypedChoiceField(label="År", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = queries.handed_on()
        years = set(self.found.order_by().values_list("year", flat=True))
        field: Any = self.fields["ar"]
        field.choices = [("", "Alla"), *((str(one), str(one)) for one in sorted(years)[::-1])]

    def narrowed(self) -> QuerySet[CountyCompilation]:
        year = self.cleaned_data["ar"] if self.is_valid() else None
        return self.found.filter(year=year) if year else self.found
