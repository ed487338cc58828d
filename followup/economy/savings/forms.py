"""Forms of the plan for saving, and of a saving that cannot be used."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from common.form_fields import DayField, KronorField, TextField
from followup.economy.forms import CHOOSE, PartField
from followup.economy.savings.services import ForecastRow


class RequestPlanForm(forms.Form):
    reason = TextField(
        label="Varför planen behövs",
        max_length=2000,
        help_text="Kommunen läser texten.",
        required_text="Skriv varför planen behövs.",
    )
    adopt_by = DayField(
        label="Ska vara antagen senast", help_text="Dagen som ni har kommit överens om."
    )
    opening_year = forms.IntegerField(
        label="Planens första år",
        min_value=2006,
        max_value=2100,
        error_messages={
            "required": "Ange ett år.",
            "invalid": "Ange ett år, till exempel 2026.",
            "min_value": "Ange ett år, till exempel 2026.",
            "max_value": "Ange ett år, till exempel 2026.",
        },
    )
    opening_amount = KronorField(label="Ingående sparande i kronor")


class ActivityForm(forms.Form):
    text = forms.CharField(
        label="Aktivitet", max_length=300, error_messages={"required": "Skriv vad som ska göras."}
    )
    part = PartField()
    amount = KronorField(label="Kostnad i kronor")
    due_date = DayField(label="Klar senast")
    responsible = forms.CharField(
        label="Ansvarig funktion",
        max_length=120,
        help_text="Funktionen, inte en person.",
        error_messages={"required": "Ange ansvarig funktion."},
    )


class ForecastForm(forms.Form):
    """Expected compensation and saving, year by year; a year left empty is left out."""

    def __init__(
        self,
        *args: Any,
        years: Iterable[int],
        known: Mapping[int, tuple[Decimal, Decimal]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.years = list(years)
        for year in self.years:
            compensation, closing = (known or {}).get(year, (None, None))
            self.fields[f"compensation_{year}"] = KronorField(
                label=f"Väntad ersättning {year}", required=False, initial=compensation
            )
            self.fields[f"closing_{year}"] = KronorField(
                label=f"Väntat sparande vid slutet av {year}", required=False, initial=closing
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        rows = []
        for year in self.years:
            names = (f"compensation_{year}", f"closing_{year}")
            typed = [values.get(name) for name in names]
            if typed[0] is not None and typed[1] is not None:
                rows.append(ForecastRow(year, typed[0], typed[1]))
            elif any(value is not None for value in typed):
                empty = names[0] if typed[0] is None else names[1]
                if empty not in self.errors:
                    self.add_error(empty, "Fyll i båda fälten för året.")
        if not rows and not self.errors:
            raise forms.ValidationError("Fyll i minst ett år.")
        return {"rows": rows}


class AdoptForm(forms.Form):
    body = forms.CharField(
        label="Antagen av",
        max_length=120,
        help_text="Till exempel kommunstyrelsen.",
        error_messages={"required": "Ange vem som har antagit planen."},
    )
    adopted_date = DayField(label="Dag för beslutet")


class ActivityDoneForm(forms.Form):
    done_date = DayField(label="Dag")
    outcome = TextField(
        label="Utfall", max_length=500, required_text="Skriv vad det blev, eller varför den utgår."
    )
    cancelled = forms.BooleanField(label="Aktiviteten utgår", required=False)


class CheckForm(forms.Form):
    checked_date = DayField(label="Dag")
    is_kept = forms.TypedChoiceField(
        label="Följs planen?",
        choices=[("yes", "Ja"), ("no", "Nej")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    text = TextField(
        label="Iakttagelser", max_length=4000, required_text="Skriv vad uppföljningen visade."
    )


class UnusableForm(forms.Form):
    amount = KronorField(label="Belopp i kronor")
    reason = TextField(
        label="Varför kan pengarna inte användas?",
        max_length=4000,
        required_text="Skriv varför pengarna inte kan användas.",
    )
