"""Forms of the cases on compensation."""

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet

from actors.models import Actor
from common.form_fields import DayField, KronorField, TextField
from followup.cases import queries
from followup.cases.models import Referral

GROUNDS: Final = [
    ("", "Ingår inte i ärendet"),
    *(one for one in Referral.Ground.choices if one[0] != Referral.Ground.OWN_REPORT),
]


class OpenCaseForm(forms.Form):
    """Why, and on what, an opinion is considered."""

    own_report = forms.BooleanField(
        label="Kommunen anmäler ett sparande som inte kan användas",
        help_text="Prövas för sig. De andra grunderna kräver sina egna steg.",
        required=False,
    )
    siblings_reason = TextField(
        label="Skäl till ett ärende till om samma brist",
        help_text="Behövs bara när en av bristerna redan finns i ett öppet ärende.",
        max_length=500,
        required=False,
        rows=2,
    )

    def __init__(self, *args: Any, municipality: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(queries.open_deficiencies(municipality))
        for one in found:
            self.fields[f"ground_{one.pk}"] = forms.ChoiceField(
                label=f"{one.get_area_display()}: {one.text}"[:300],
                choices=GROUNDS,
                required=False,
                error_messages={"invalid_choice": "Välj i listan."},
            )
        self.order_fields([f"ground_{one.pk}" for one in found])
        if not municipality.unusable_savings.filter(withdrawn_at=None).exists():
            del self.fields["own_report"]
        if not queries.open_cases_on(found).exists():
            del self.fields["siblings_reason"]

    def clean(self) -> dict[str, Any]:
        """Return the ground of each deficiency that is of the case."""
        typed = super().clean() or {}
        names = [name for name in typed if name.startswith("ground_") and typed[name]]
        if not names and not typed.get("own_report"):
            raise forms.ValidationError("Välj minst en brist som ärendet gäller.")
        return {
            "grounds": {int(name.removeprefix("ground_")): typed[name] for name in names},
            "own_report": typed.get("own_report", False),
            "siblings_reason": typed.get("siblings_reason", ""),
        }


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
        label="Dag då det ska vara rättat",
        help_text="Kommunen godtar dagen eller invänder i ärendet. Först då är den överenskommen.",
    )


class DayAnswerForm(forms.Form):
    """The municipality's answer on the day."""

    accepts = forms.TypedChoiceField(
        label="Svar",
        choices=[("yes", "Vi godtar dagen"), ("no", "Vi invänder")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj ett svar.", "invalid_choice": "Välj i listan."},
    )
    objection = TextField(label="Varför går dagen inte?", max_length=2000, required=False, rows=3)
    counter_date = DayField(label="Dag som ni föreslår i stället", required=False)


class ProposeDayForm(forms.Form):
    day = DayField(label="Dag då det ska vara rättat")


class StepReasonForm(forms.Form):
    text = TextField(label="Skäl", max_length=2000, required_text="Skriv skälet.")


class FormsForm(forms.Form):
    """In what forms MSB/MCF and the municipality talk."""

    text = TextField(
        label="Så förs dialogen",
        max_length=2000,
        help_text="Till exempel möten, telefon eller meddelanden här, och hur ofta.",
        required_text="Skriv hur dialogen ska gå till.",
    )


class RemedyForm(forms.Form):
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

    def clean(self) -> dict[str, Any]:
        """Return what was written, by deficiency."""
        typed = super().clean() or {}
        named = {int(name.removeprefix("remedy_")): text for name, text in typed.items()}
        return {"remedies": named}


class OpinionForm(forms.Form):
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
    number = forms.CharField(
        label="MCF:s diarienummer", max_length=60, error_messages={"required": "Ange diarienumret."}
    )
    received_date = DayField(label="Dag då yttrandet kom in")
    field_order = ("number", "received_date", "reading", "reading_reason")


class MaterialForm(forms.Form):
    text = TextField(
        label="Underlag som begärs", max_length=4000, required_text="Skriv vad som begärs."
    )
    due_date = DayField(label="Senast")


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Beslut",
        choices=Referral.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj beslutet.", "invalid_choice": "Välj i listan."},
    )
    amount = KronorField(
        label="Belopp i kronor",
        required=False,
        help_text="Vid reducering eller återbetalning. Gäller bara innevarande år.",
    )
    proportion = TextField(
        label="Beloppet i förhållande till utfört arbete",
        max_length=4000,
        required=False,
        rows=3,
        help_text="Vid reducering eller återbetalning: hur stor del av uppgifterna som kommunen "
        "har utfört, och hur beloppet följer av det.",
    )
    text = TextField(
        label="Skäl för beslutet", max_length=8000, rows=5, required_text="Skriv skälen."
    )
    mended_reason = TextField(
        label="Skäl att besluta fast en brist är åtgärdad", max_length=2000, required=False, rows=3
    )
    no_material_reason = TextField(
        label="Skäl att besluta utan kommunens underlag",
        max_length=2000,
        required=False,
        rows=3,
        help_text="Underlag kan begäras av kommunen innan beslutet.",
    )
    decided_date = DayField(label="Beslutat den")
    deviates = forms.BooleanField(
        label="Beslutet är rätt antecknat fast det inte följer av hur 30 april lästes",
        required=False,
    )

    def __init__(
        self, *args: Any, is_mended: bool = True, lacks_material: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_mended:
            del self.fields["mended_reason"]
        if not lacks_material:
            del self.fields["no_material_reason"]


class FinalForm(forms.Form):
    final_date = DayField(label="Laga kraft den")


class InvoiceForm(forms.Form):
    number = forms.CharField(
        label="Fakturanummer", max_length=60, error_messages={"required": "Ange fakturans nummer."}
    )
    invoiced_date = DayField(label="Fakturerat den")


class CaseFilter(forms.Form):
    q = forms.CharField(label="Kommun eller diarienummer", max_length=60, required=False)
    status = forms.ChoiceField(
        label="Läge", choices=[("", "Alla"), *Referral.Status.choices], required=False
    )
    ground = forms.ChoiceField(
        label="Grund", choices=[("", "Alla"), *Referral.Ground.choices], required=False
    )
    year = forms.IntegerField(label="År", required=False, min_value=2000, max_value=2100)

    def narrowed(self, cases: QuerySet[Referral]) -> QuerySet[Referral]:
        self.is_valid()
        chosen = self.cleaned_data
        if words := (chosen.get("q") or "").strip():
            cases = cases.filter(
                Q(municipality__name__icontains=words)
                | Q(registry_number__icontains=words)
                | Q(national_number__icontains=words)
            )
        if chosen.get("status"):
            cases = cases.filter(status=chosen["status"])
        if chosen.get("year"):
            cases = cases.filter(opened_at__year=chosen["year"])
        if ground := chosen.get("ground"):
            having = [pk for pk, held in cases.values_list("pk", "grounds") if ground in held]
            cases = cases.filter(pk__in=having)
        return cases.order_by("-opened_at")
