"""Forms of compensation, costs and reviews."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from actors.models import Actor
from common.form_fields import DayField, TextField
from followup.models import Area, CompensationComponent, EconomicReview, Part, Visit
from followup.services.compensation_import import read_amount

CHOOSE = {"required": "Välj i listan.", "invalid_choice": "Välj i listan."}
YES_NO = [("yes", "Ja, får finansieras"), ("no", "Nej, får inte finansieras")]


class KronorField(forms.CharField):
    """An amount in kronor, typed as Swedes write it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": "Ange ett belopp i kronor."})
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        amount = read_amount(typed)
        if amount is None:
            raise forms.ValidationError("Ange ett belopp i kronor, till exempel 250 000.")
        return amount


class YearField(forms.TypedChoiceField):
    """One of the years that may be chosen, the latest first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="År", coerce=int, error_messages=CHOOSE, **kwargs)

    def offer(self, years: Iterable[int]) -> None:
        """Offer these years."""
        self.choices = [(str(year), str(year)) for year in sorted(years, reverse=True)]


class CostDetailsForm(forms.Form):
    """What the money was used for."""

    text = forms.CharField(
        label="Vad gick pengarna till?",
        max_length=300,
        help_text="Inga namn på personer och inget hemligt.",
        error_messages={"required": "Skriv vad pengarna gick till."},
    )
    amount = KronorField(label="Belopp i kronor")
    part = forms.ChoiceField(
        label="Del", choices=Part.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    area = forms.ChoiceField(
        label="Område",
        choices=[("", "Inget av områdena"), *Area.choices],
        required=False,
        error_messages=CHOOSE,
    )


class CostForm(CostDetailsForm):
    """A new cost, with the municipality's own view on whether compensation may pay it."""

    eligibility = forms.ChoiceField(
        label="Får ersättningen användas?",
        choices=[
            ("yes", "Ja"),
            ("no", "Nej, vi betalar själva"),
            ("ask", "Vet inte, fråga Länsstyrelsen"),
        ],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    question = TextField(
        label="Frågan till Länsstyrelsen",
        required=False,
        max_length=2000,
        help_text="Om du väljer att fråga. Lämnar du tomt skickas beskrivningen.",
    )
    other_work = forms.BooleanField(
        label="Övrigt arbete som kan kopplas till överenskommelserna",
        required=False,
        help_text="Bara om Länsstyrelsen bedömt att årets uppgifter är utförda.",
    )
    year = YearField()
    field_order = ("year", "text", "amount", "part", "area", "eligibility", "question")

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.offer(years)


class CostChangeForm(CostDetailsForm):
    """A cost put right; ``seen`` is the mark of what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class JudgeForm(forms.Form):
    """The county's word on a cost; ``seen`` is the mark of the cost that was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    eligibility = forms.ChoiceField(
        label="Får ersättningen användas?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    judgement = TextField(label="Skäl", max_length=2000, required_text="Skriv varför.")


class AskForm(forms.Form):
    """A question to the county."""

    text = TextField(
        label="Din fråga",
        max_length=2000,
        help_text="Skriv vad ni vill använda ersättningen till. Inget hemligt.",
        required_text="Skriv vad du vill fråga om.",
    )


class AnswerForm(forms.Form):
    """The county's answer."""

    eligibility = forms.ChoiceField(
        label="Får ersättningen användas?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    answer = TextField(
        label="Svar med skäl", max_length=4000, rows=6, required_text="Skriv svaret med skälen."
    )
    consulted = forms.CharField(
        label="Rådfrågat (frivilligt)",
        required=False,
        max_length=300,
        help_text="Till exempel MCF eller en annan länsstyrelse.",
    )
    precedent = TextField(
        label="Vägledande text för länets kommuner (frivilligt)",
        required=False,
        max_length=2000,
        help_text="Visas för länets alla kommuner utan att säga vem som frågade.",
    )


class CompensationForm(forms.Form):
    """What the state decided for one component and year."""

    year = YearField()
    component = forms.ModelChoiceField(
        label="Komponent",
        queryset=CompensationComponent.objects.none(),
        empty_label=None,
        error_messages=CHOOSE,
    )
    amount = KronorField(label="Belopp i kronor")
    registry_number = forms.CharField(label="Diarienummer", max_length=60, required=False)
    source = forms.CharField(
        label="Källa",
        max_length=300,
        help_text="Till exempel beslutet som beloppet står i.",
        error_messages={"required": "Ange var beloppet kommer från."},
    )

    def __init__(self, *args: Any, years: Iterable[int], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year: Any = self.fields["year"]
        year.offer(years)
        component: Any = self.fields["component"]
        component.queryset = CompensationComponent.objects.order_by("part", "name")


class OpeningForm(forms.Form):
    """What was saved before the first year accounted for here."""

    part = forms.ChoiceField(
        label="Del", choices=Part.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    year = YearField(help_text="Sparandet fanns när det här året började.")
    amount = KronorField(label="Ingående sparande i kronor")
    source = forms.CharField(
        label="Källa",
        max_length=300,
        error_messages={"required": "Ange var beloppet kommer från."},
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.offer(years)


class TasksDoneForm(forms.Form):
    """That the tasks of a year are done enough."""

    year = YearField()
    reason = TextField(
        label="Vad bedömningen bygger på",
        max_length=2000,
        required_text="Skriv vad bedömningen bygger på.",
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.offer(years)


class ReviewForm(forms.Form):
    """A review that was made."""

    done_date = DayField(label="Dag")
    occasion = forms.ChoiceField(
        label="Tillfälle",
        choices=EconomicReview.Occasion.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    visit = forms.ModelChoiceField(
        label="Besök (frivilligt)",
        queryset=Visit.objects.none(),
        required=False,
        empty_label="Inget besök",
        error_messages=CHOOSE,
    )
    findings = TextField(
        label="Iakttagelser",
        max_length=8000,
        rows=6,
        required_text="Skriv vad granskningen visade.",
    )
    used_audit = forms.BooleanField(label="Kommunens revision är ett underlag", required=False)
    external_reason = forms.CharField(
        label="Skäl till extern granskning (frivilligt)",
        max_length=300,
        required=False,
        help_text="Behövs i regel inte. Fyll i bara om en extern granskare har anlitats.",
    )

    def __init__(self, *args: Any, municipality: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["visit"]
        field.queryset = Visit.objects.filter(municipality=municipality)


class ReviewPlanForm(forms.Form):
    """The county's own day for a review."""

    number = forms.TypedChoiceField(
        label="Granskning",
        coerce=int,
        choices=[("1", "Den första"), ("2", "Den andra")],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    day = DayField(label="Planerad dag")


class ImportForm(forms.Form):
    """A file with decided compensation."""

    file = forms.FileField(
        label="Fil",
        help_text="Excel (.xlsx) eller CSV enligt mallen, högst 2 MB.",
        error_messages={
            "required": "Välj en fil.",
            "empty": "Filen är tom.",
            "invalid": "Välj en fil.",
        },
    )


class PrecedentFilter(forms.Form):
    """Search among answers."""

    q = forms.CharField(label="Sök", required=False, max_length=100)
    svar = forms.ChoiceField(
        label="Svar",
        required=False,
        choices=[("", "Alla svar"), ("yes", "Får finansieras"), ("no", "Får inte finansieras")],
    )


class QuestionFilter(forms.Form):
    """Narrow the county's questions."""

    visa = forms.ChoiceField(
        label="Visa",
        required=False,
        choices=[("", "Obesvarade"), ("besvarade", "Besvarade"), ("alla", "Alla")],
    )


class SavingFilter(forms.Form):
    """Narrow the county's savings."""

    visa = forms.ChoiceField(
        label="Visa",
        required=False,
        choices=[
            ("", "Alla kommuner"),
            ("stora", "Stort sparande"),
            ("vaxer", "Sparandet växer"),
            ("saknar-plan", "Plan saknas"),
        ],
    )
