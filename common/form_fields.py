"""Fields that several forms use."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django import forms

from common import numbers
from common.clock import STOCKHOLM, exists
from common.templatetags.ui import phone

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PhoneInput(forms.TextInput):
    """A telephone number, shown as Swedes write it; the field reads it back in any form."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "tel", "inputmode": "tel", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        # What somebody types stays as it was typed.
        return phone(shown).replace(NO_BREAK, " ") if shown and shown.startswith("+") else shown


class DayField(forms.DateField):
    """A day, as 2026-11-21; a year that is mistyped, such as 0206, is refused."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "error_messages",
            {"required": "Ange en dag.", "invalid": "Ange en dag som finns, så här: 2026-11-21."},
        )
        kwargs.setdefault("widget", DayInput())
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"Välj ett år mellan {FIRST_YEAR} och {LAST_YEAR}.")
        return day


class MomentField(forms.DateTimeField):
    """A date and time on Swedish clocks; a time that the clocks skip is refused, as is a slip."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment; of an hour that comes twice the first one.

        :raises ValidationError: if it is no time, or one that the clocks skip.
        """
        text = str(value or "").strip()
        if not text:
            return None
        try:
            naive = datetime.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError(
                "Ange dag och tid, till exempel 2026-11-23 09:00."
            ) from None
        if not FIRST_YEAR <= naive.year <= LAST_YEAR:
            raise forms.ValidationError(f"Välj ett år mellan {FIRST_YEAR} och {LAST_YEAR}.")
        if naive.tzinfo is not None:
            return naive
        moment = naive.replace(tzinfo=STOCKHOLM)
        if not exists(moment):
            raise forms.ValidationError(
                "Den tiden finns inte: klockan ställs fram den natten. Välj en annan."
            )
        return moment


class ManyField(forms.ModelMultipleChoiceField):
    """Several of those offered; a key that no database can hold is refused like an unknown one."""

    variant = ""  # how components/field.html draws it

    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)  # type: ignore[misc]
        except OverflowError:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": "…"}
            ) from None


class TextField(forms.CharField):
    """A text of several lines, with the sentence that asks for it when it is empty."""

    def __init__(self, *, rows: int = 4, required_text: str = "Skriv en text.", **kwargs: Any):
        kwargs.setdefault("error_messages", {"required": required_text})
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class KronorField(forms.CharField):
    """An amount in kronor and öre, typed as Swedes write it: ``100 000`` or ``1 234,50``."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, least: Decimal | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": "Ange ett belopp i kronor."})
        super().__init__(max_length=30, **kwargs)
        self.least = least

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        amount = numbers.amount(typed)
        if amount is None:
            raise forms.ValidationError("Ange ett belopp i kronor, till exempel 250 000.")
        if self.least is not None and amount < self.least:
            raise forms.ValidationError(f"Ange minst {numbers.kronor(self.least)}.")
        return amount
