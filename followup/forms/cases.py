"""Forms of the cases on compensation."""

from typing import Any

from django import forms

from actors.models import Actor
from common.form_fields import DayField, ManyField, TextField
from followup.models import Deficiency, Referral
from followup.reports import cases as reports


class DeficiencyField(ManyField):
    """Deficiencies with their area."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_area_display()}: {obj.text}"


class OpenCaseForm(forms.Form):
    """Why, and on what, an opinion is considered."""

    grounds = forms.MultipleChoiceField(
        label="Grund för yttrandet",
        choices=Referral.Ground.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en grund.", "invalid_choice": "Välj i listan."},
    )
    deficiencies = DeficiencyField(
        label="Brister som ärendet gäller",
        queryset=Deficiency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Bristerna namnges under Åtgärdsplan eller vid ett besök.",
    )

    def __init__(self, *args: Any, municipality: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["deficiencies"]
        field.queryset = reports.open_deficiencies(municipality)


class TellForm(forms.Form):
    """What the municipality is told, and the day that both have agreed on."""

    text = TextField(
        label="Underrättelsen",
        max_length=8000,
        rows=8,
        help_text=(
            "Bristerna och vad kommunen kan göra följer med. Skriv vad ni har talat om. "
            "Det är kommunens arbete som följs upp, inte en person."
        ),
    )
    agreed_date = DayField(
        label="Dag som ni har kommit överens om",
        help_text="Till dess ska kommunen ha rättat. Därefter kan ett yttrande skickas.",
    )


class RemedyForm(forms.Form):
    """What the municipality can do about each deficiency of the case."""

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for found in referral.deficiencies.order_by("pk"):
            self.fields[f"remedy_{found.pk}"] = TextField(
                label=f"Vad kan kommunen göra åt detta? {found.text}"[:300],
                max_length=2000,
                required=False,
                initial=found.remedy,
                rows=3,
            )

    def remedies(self) -> dict[int, str]:
        """Return what was written, by deficiency."""
        return {
            int(name.removeprefix("remedy_")): text
            for name, text in self.cleaned_data.items()
            if name.startswith("remedy_")
        }


class OpinionForm(forms.Form):
    """The opinion and the county's proposal."""

    registry_number = forms.CharField(
        label="Länsstyrelsens diarienummer", max_length=60, required=False
    )
    text = TextField(
        label="Yttrande",
        max_length=16000,
        required=False,
        rows=12,
        help_text="Vad som brister, vad som har gjorts, och varför det inte räcker.",
    )
    proposal = TextField(
        label="Förslag till MCF",
        max_length=4000,
        required=False,
        help_text="Länsstyrelsen föreslår. MCF beslutar.",
    )
    exception_reason = TextField(
        label="Skäl att inte invänta dialog",
        max_length=2000,
        required=False,
        rows=3,
        help_text="Bara när ersättningen uppenbart har använts fel. Minst 30 tecken.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class ReasonForm(forms.Form):
    """A reason that others will read."""

    reason = TextField(label="Skäl", max_length=500, required_text="Ange skälet.")


class MessageForm(forms.Form):
    """A line in the case's dialogue."""

    text = TextField(
        label="Meddelande till parterna",
        max_length=4000,
        help_text="Inget hemligt. Läses av kommunen, Länsstyrelsen och, när yttrandet är "
        "skickat, MCF.",
        required_text="Skriv meddelandet.",
    )


class ReadingForm(forms.Form):
    """How 30 April is read; asked for on that day only."""

    reading = forms.ChoiceField(
        label="Så läses 30 april",
        choices=Referral.CutoffReading.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Välj i listan."},
    )
    reading_reason = forms.CharField(label="Skäl för läsningen", max_length=500, required=False)


class SignForm(ReadingForm):
    """Signing what was ``seen``: on 30 April with a choice of how the day is read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, must_choose: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not must_choose:
            del self.fields["reading"], self.fields["reading_reason"]


class RegisterForm(ReadingForm):
    """The receipt at MSB/MCF."""

    number = forms.CharField(
        label="MCF:s diarienummer",
        max_length=60,
        error_messages={"required": "Ange diarienumret."},
    )
    received_date = DayField(label="Dag då yttrandet kom in")
    field_order = ("number", "received_date", "reading", "reading_reason")


class MaterialForm(forms.Form):
    """What MSB/MCF asks for."""

    text = TextField(
        label="Underlag som begärs", max_length=4000, required_text="Skriv vad som begärs."
    )
    due_date = DayField(label="Senast")


class DecisionForm(forms.Form):
    """What MSB/MCF has decided."""

    outcome = forms.ChoiceField(
        label="Beslut",
        choices=Referral.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj beslutet.", "invalid_choice": "Välj i listan."},
    )
    amount = forms.DecimalField(
        label="Belopp i kronor",
        max_digits=12,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="Vid reducering eller återbetalning. Gäller bara innevarande år.",
        error_messages={"invalid": "Ange beloppet med siffror."},
    )
    text = TextField(
        label="Skäl för beslutet", max_length=8000, rows=5, required_text="Skriv skälen."
    )
    decided_date = DayField(label="Beslutat den")
    deviates = forms.BooleanField(
        label="Beslutet är rätt antecknat fast det inte följer av hur 30 april lästes",
        required=False,
    )


class FinalForm(forms.Form):
    """When the decision became final."""

    final_date = DayField(label="Laga kraft den")


class InvoiceForm(forms.Form):
    """The invoice for repayment."""

    number = forms.CharField(
        label="Fakturanummer",
        max_length=60,
        error_messages={"required": "Ange fakturans nummer."},
    )
    invoiced_date = DayField(label="Fakturerat den")


class CaseFilter(forms.Form):
    """Narrow the list of cases."""

    q = forms.CharField(label="Kommun eller diarienummer", max_length=60, required=False)
    status = forms.ChoiceField(
        label="Läge", choices=[("", "Alla"), *Referral.Status.choices], required=False
    )
    ground = forms.ChoiceField(
        label="Grund", choices=[("", "Alla"), *Referral.Ground.choices], required=False
    )
    year = forms.IntegerField(label="År", required=False, min_value=2000, max_value=2100)
