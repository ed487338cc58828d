"""Hand in a document, withdraw it, plan what is missing, and narrow the county's lists."""

from typing import Any, Final

from django import forms

from common.form_fields import DayField, TextField
from common.forms import SeenForm
from followup.documents.models import Confidentiality, MunicipalDocument
from followup.terms.models import DecidingBody, DocumentKind
from records.files.fields import MultipleUploadField

UNDER_SECRECY: Final = "secret"
CLASSIFIED: Final = "classified"
CLASSES: Final = [
    (Confidentiality.OPEN.value, "Öppen – får lämnas ut och publiceras"),
    (Confidentiality.INTERNAL.value, "Intern – för kommunen och Länsstyrelsen"),
    (Confidentiality.RESTRICTED.value, "Begränsad krets – bara de som handlägger"),
    (UNDER_SECRECY, "Sekretess enligt OSL"),
    (CLASSIFIED, "Säkerhetsskyddsklassificerad"),
]


class DeliveryForm(forms.Form):
    """What the municipality says of the document that it hands in."""

    files = MultipleUploadField(label="Filer", required=False)  # type: ignore[assignment]
    deciding_body = forms.ChoiceField(
        label="Beslutat av", choices=[("", "Välj"), *DecidingBody.choices]
    )
    decided_date = DayField(label="Beslutat den")
    confidentiality = forms.ChoiceField(
        label="Hur får dokumentet spridas?",
        choices=CLASSES,
        widget=forms.RadioSelect,
    )
    registry_number = forms.CharField(label="Kommunens diarienummer", max_length=60, required=False)
    note = TextField(label="Meddelande till Länsstyrelsen", max_length=2000, required=False, rows=3)
    knows_too_low = forms.BooleanField(
        label="Lämna in ändå; vi vet att kravet inte är uppfyllt", required=False
    )
    knows_before_election = forms.BooleanField(
        label="Lämna in ändå; vi vet att beslutet är från före valet", required=False
    )
    reason = forms.CharField(
        label="Varför ersätts den förra versionen?", max_length=300, min_length=5
    )

    def __init__(self, *args: Any, replaces: bool, lowest_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deciding_body"].help_text = lowest_text
        if not replaces:
            del self.fields["reason"]


class ReferenceForm(forms.Form):
    """Where a classified document is kept. Nothing of what it says."""

    registry_number = forms.CharField(label="Diarienummer", max_length=60)
    storage_place = forms.CharField(
        label="Förvaras hos",
        help_text="Till exempel kommunens säkerhetsskyddschef.",
        max_length=120,
    )
    responsible = forms.CharField(
        label="Ansvarig funktion", help_text="Funktion, aldrig namn.", max_length=120
    )


class WithdrawForm(forms.Form):
    """Why the version is taken back."""

    reason = TextField(label="Vad behöver rättas?", max_length=300, min_length=5, rows=3)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class PlanForm(SeenForm):
    """Why a document is missing, and by when it will be there."""

    reason = TextField(label="Varför saknas dokumentet?", max_length=2000)
    planned_date = DayField(label="Ska vara inne")


class TermForm(forms.Form):
    """Which term is shown."""

    def __init__(self, *args: Any, terms: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(term.pk), str(term)) for term in terms]
        field = forms.ChoiceField(label="Mandatperiod", required=False, choices=choices)
        self.fields = {"period": field, **self.fields}


class CountyTableForm(TermForm):
    """The county's table: a term, and whom to show."""

    show = forms.ChoiceField(
        label="Visa",
        required=False,
        choices=[("", "Alla kommuner"), ("late", "Bara kommuner som är sena")],
    )


class IncomingForm(forms.Form):
    """Narrow what came in."""

    kind = forms.ChoiceField(
        label="Dokument", required=False, choices=[("", "Alla"), *DocumentKind.choices]
    )
    status = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[
            ("", "Väntar på Länsstyrelsen"),
            ("all", "Alla"),
            *[pair for pair in MunicipalDocument.Status.choices if pair[0] != "missing"],
        ],
    )
    days = forms.IntegerField(
        label="Har väntat minst (dagar)", required=False, min_value=0, max_value=3650
    )
