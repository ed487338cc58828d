"""Forms of compensation, costs and reviews."""

from collections.abc import Iterable
from typing import Any

from django import forms

from actors.models import Actor
from common.form_fields import DayField, KronorField, TextField
from followup.economy.models import EconomicReview
from followup.terms.models import Area, CompensationComponent, Part

CHOOSE = {"required": "Välj i listan.", "invalid_choice": "Välj i listan."}
YES_NO = [("yes", "Ja, får finansieras"), ("no", "Nej, får inte finansieras")]


class YearField(forms.TypedChoiceField):
    """One of the years that its form offers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="År", coerce=int, error_messages=CHOOSE, **kwargs)


class YearForm(forms.Form):
    """A form on one of some years, the latest first."""

    year = YearField()

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.choices = [(str(year), str(year)) for year in sorted(years, reverse=True)]


class PartField(forms.ChoiceField):
    """Krisberedskap or civilt försvar."""

    def __init__(self) -> None:
        super().__init__(
            label="Del", choices=Part.choices, widget=forms.RadioSelect, error_messages=CHOOSE
        )


class EligibilityField(forms.ChoiceField):
    """Whether compensation may pay, in words that the reader understands."""

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        super().__init__(
            label="Får ersättningen användas?",
            choices=choices,
            widget=forms.RadioSelect,
            error_messages=CHOOSE,
        )


class CostDetailsForm(forms.Form):
    text = forms.CharField(
        label="Vad gick pengarna till?",
        max_length=300,
        help_text="Inga namn på personer och inget hemligt.",
        error_messages={"required": "Skriv vad pengarna gick till."},
    )
    amount = KronorField(label="Belopp i kronor")
    part = PartField()
    area = forms.ChoiceField(
        label="Område",
        choices=[("", "Inget av områdena"), *Area.choices],
        required=False,
        error_messages=CHOOSE,
    )


class CostForm(CostDetailsForm, YearForm):
    """A new cost, with the municipality's own view on whether compensation may pay it."""

    eligibility = EligibilityField(
        [("yes", "Ja"), ("no", "Nej, vi betalar själva"), ("ask", "Vet inte, fråga Länsstyrelsen")]
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
    field_order = ("year", "text", "amount", "part", "area", "eligibility", "question")


class CostChangeForm(CostDetailsForm):
    """A cost put right; ``seen`` is the mark of what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class JudgeForm(forms.Form):
    """The county's word on a cost; ``seen`` is the mark of the cost that was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    eligibility = EligibilityField(YES_NO)
    judgement = TextField(label="Skäl", max_length=2000, required_text="Skriv varför.")


class AskForm(forms.Form):
    text = TextField(
        label="Din fråga",
        max_length=2000,
        help_text="Skriv vad ni vill använda ersättningen till. Inget hemligt.",
        required_text="Skriv vad du vill fråga om.",
    )


class AnswerForm(forms.Form):
    eligibility = EligibilityField(YES_NO)
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


class CompensationForm(YearForm):
    component = forms.ModelChoiceField(
        label="Komponent",
        queryset=CompensationComponent.objects.order_by("part", "name"),
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


class OpeningForm(YearForm):
    part = PartField()
    year = YearField(help_text="Sparandet fanns när det här året började.")
    amount = KronorField(label="Ingående sparande i kronor")
    source = forms.CharField(
        label="Källa", max_length=300, error_messages={"required": "Ange var beloppet kommer från."}
    )
    field_order = ("part", "year")


class TasksDoneForm(YearForm):
    reason = TextField(
        label="Vad bedömningen bygger på",
        max_length=2000,
        required_text="Skriv vad bedömningen bygger på.",
    )


class ReviewForm(forms.Form):
    done_date = DayField(label="Dag")
    occasion = forms.ChoiceField(
        label="Tillfälle",
        choices=EconomicReview.Occasion.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    visit: Any = forms.ModelChoiceField(
        label="Besök (frivilligt)",
        queryset=None,  # the municipality's own, once it is known
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
        field.queryset = municipality.visits.all()


class ReviewPlanForm(forms.Form):
    number = forms.TypedChoiceField(
        label="Granskning",
        coerce=int,
        choices=[("1", "Den första"), ("2", "Den andra")],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    day = DayField(label="Planerad dag")


class ImportForm(forms.Form):
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
    q = forms.CharField(label="Sök", required=False, max_length=100)
    svar = forms.ChoiceField(
        label="Svar",
        required=False,
        choices=[("", "Alla svar"), ("yes", "Får finansieras"), ("no", "Får inte finansieras")],
    )


class QuestionFilter(forms.Form):
    visa = forms.ChoiceField(
        label="Visa",
        required=False,
        choices=[("", "Obesvarade"), ("besvarade", "Besvarade"), ("alla", "Alla")],
    )


class SavingFilter(forms.Form):
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
