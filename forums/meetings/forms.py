"""Plan, move, cancel and find meetings."""

from typing import Any

from django import forms

from actors.models import Function
from forums import rules
from forums.meetings.moments import MomentForm
from forums.models import Forum, Meeting
from forums.place_fields import PlaceForm

PLANNED_HERE = [
    (kind.value, kind.label)
    for kind in (Meeting.Kind.WEEKLY, Meeting.Kind.ORDINARY, Meeting.Kind.EXTRA)
]
MAX_POINTS = 30


class PlanForm(MomentForm, PlaceForm):
    """A meeting in ordinary mode, once or as a weekly series."""

    field_order = ("forum", "kind", "title", "day", "time", "weeks")

    forum = forms.ModelChoiceField(Forum.objects.none(), label="Forum", empty_label=None)
    kind = forms.ChoiceField(label="Slag", choices=PLANNED_HERE)
    title = forms.CharField(label="Rubrik", max_length=120, required=False)
    weeks = forms.IntegerField(
        label="Antal veckor i rad",
        help_text="1 = ett enda möte. Samma tid varje vecka, även när klockan ställs om.",
        min_value=1,
        max_value=rules.MAX_SERIES,
        initial=1,
    )
    agenda = forms.CharField(
        label="Egen dagordning",
        help_text="En punkt per rad. Tomt: den vanliga dagordningen.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    exercise = forms.BooleanField(label="Det här är en övning", required=False)

    def __init__(self, *args: Any, forums: list[Forum], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["forum"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        field.queryset = Forum.objects.filter(pk__in=[forum.pk for forum in forums])

    def clean_agenda(self) -> list[str] | None:
        lines = [line.strip() for line in self.cleaned_data["agenda"].splitlines()]
        points = [line for line in lines if line]
        if len(points) > MAX_POINTS:
            raise forms.ValidationError(f"Högst {MAX_POINTS} punkter.")
        if any(len(point) > 120 for point in points):  # noqa: PLR2004 - the column's length
            raise forms.ValidationError("En punkt får ha högst 120 tecken.")
        return points or None


class MoveForm(MomentForm, PlaceForm):
    """A new time or place."""

    field_order = ("day", "time")


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label="Skäl", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class MeetingFilter(forms.Form):
    """Narrow the list of meetings."""

    forum = forms.ModelChoiceField(
        Forum.objects.none(), label="Forum", required=False, empty_label="Alla forum"
    )
    slag = forms.ChoiceField(
        label="Slag", required=False, choices=[("", "Alla slag"), *Meeting.Kind.choices]
    )

    def __init__(self, *args: Any, forums: list[Forum], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["forum"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        field.queryset = Forum.objects.filter(pk__in=[forum.pk for forum in forums])


class FunctionChoice(forms.ModelChoiceField):
    """A function under its actor's name, without a query per choice."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.actor.name}: {obj.label} ({obj.get_mandate_level_display().lower()})"


class FunctionForm(forms.Form):
    """Choose one function among those offered."""

    function = FunctionChoice(Function.objects.none(), label="Funktion", empty_label="Välj")

    def __init__(self, *args: Any, functions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["function"]
        assert isinstance(field, FunctionChoice)  # noqa: S101 - tells mypy
        field.queryset = functions
