"""Narrow the list of deadlines, move one, set a county's ladder, choose how reminders come."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django import forms

from actors.models import Actor, Function
from common.form_fields import DayField, TextField
from followup.deadlines.ladders import rules
from followup.deadlines.models import Deadline
from followup.deadlines.queries import STATES

_WHOLE: Final = re.compile(r"[+-]?\d{1,4}")


class DeadlineFilter(forms.Form):
    """What to see of a municipality's deadlines."""

    slag = forms.ChoiceField(
        label="Slag", required=False, choices=[("", "Alla slag"), *Deadline.Kind.choices]
    )
    lage = forms.ChoiceField(label="Läge", required=False, choices=[("", "Alla"), *STATES])

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Alla år"), *((str(year), str(year)) for year in years)]
        self.fields["ar"] = forms.ChoiceField(label="År", required=False, choices=choices)

    def values(self) -> dict[str, str]:
        """Return what to narrow by; a value that is not offered narrows nothing."""
        self.is_valid()
        given = self.cleaned_data if self.is_bound else {}
        names = {"slag": "kind", "lage": "state", "ar": "year", "kommun": "code"}
        return {name: given.get(key, "") for key, name in names.items() if key in self.fields}


class CountyDeadlineFilter(DeadlineFilter):
    """What to see of a county's deadlines."""

    field_order = ("kommun", "slag", "lage", "ar")

    def __init__(self, *args: Any, municipalities: Iterable[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Alla kommuner"), *((m.scb_code, m.name) for m in municipalities)]
        self.fields["kommun"] = forms.ChoiceField(label="Kommun", required=False, choices=choices)
        self.order_fields(self.field_order)


class MoveForm(forms.Form):
    """A new day, and why."""

    due_date = DayField(label="Ny dag")
    reason = TextField(
        label="Skäl",
        help_text="Kommunen ser skälet. Skriv inget hemligt och inga namn.",
        max_length=300,
        rows=3,
    )
    seen = forms.DateField(widget=forms.HiddenInput, required=False)


class LadderForm(forms.Form):
    """A county's own ladder for one kind of deadline."""

    kind = forms.ChoiceField(label="Slag av frist", choices=Deadline.Kind.choices)
    offsets = forms.CharField(
        label="Dagar från fristen",
        help_text="Minus före, plus efter. Till exempel: -60, -30, -7, 0, 1",
        max_length=100,
    )
    leadership_from = forms.IntegerField(
        label="Ledningen får också från dag",
        help_text="Lämna tomt om ledningen aldrig ska påminnas. Länets egna frister: chefen.",
        required=False,
        min_value=-rules.MOST_DAYS,
        max_value=rules.MOST_DAYS,
    )
    handler_from = forms.IntegerField(
        label="Handläggaren får också från dag",
        help_text="Lämna tomt om handläggaren aldrig ska påminnas.",
        required=False,
        min_value=-rules.MOST_DAYS,
        max_value=rules.MOST_DAYS,
    )
    valid_from = DayField(label="Gäller från och med")
    reason = forms.CharField(label="Skäl", max_length=300)

    def clean_offsets(self) -> tuple[int, ...]:
        """Read ``-60, -30, 0, 1``."""
        words = re.split(r"[,\s;]+", self.cleaned_data["offsets"].replace("−", "-").strip(" ,;"))
        if not all(_WHOLE.fullmatch(word) for word in words):
            raise forms.ValidationError("Skriv hela dagar med komma emellan, till exempel -30, 0.")
        return tuple(int(word) for word in words)

    def ladder(self) -> rules.Ladder:
        given = self.cleaned_data
        return rules.Ladder(given["offsets"], given["leadership_from"], given["handler_from"])


class ChoiceForm(forms.Form):
    """How reminders come to one's functions."""

    def __init__(self, *args: Any, functions: list[Function], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for function in functions:
            self.fields[f"function_{function.pk}"] = forms.ChoiceField(
                label=str(function),
                choices=[
                    ("digest", "Samlat: ett brev när flera faller samma morgon"),
                    ("one", "En påminnelse i taget"),
                ],
            )
