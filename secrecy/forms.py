"""Forms on secrecy. What is secret is typed only where the question before it was answered."""

from datetime import date, timedelta
from typing import Any

from django import forms

from actors.models import Function, User
from common.form_fields import DayField, TextField
from records.files.fields import UploadField
from records.files.uploads import UploadRefused
from records.models import ClassifiedReference, Incident, SecretAnnex
from records.secrets.annexes import FILE_LIMIT_MB, REASON_MIN, NewFile
from secrecy import rules


class GroundsField(forms.MultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Lagrum",
            choices=list(rules.GROUNDS.items()),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Ange minst ett lagrum.",
                "invalid_choice": "Välj i listan.",
            },
            **kwargs,
        )


class AnnexForm(forms.Form):
    """What is secret, and by which paragraph."""

    legal_grounds = GroundsField(help_text="Markeringen är en påminnelse. Varje begäran prövas.")
    title = forms.CharField(
        label="Rubrik", max_length=200, error_messages={"required": "Skriv en rubrik."}
    )
    body = forms.CharField(
        label="Text",
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Skriv texten."},
    )
    file = UploadField(
        label="Fil",
        required=False,
        limit_mb=FILE_LIMIT_MB,
        told="Filen krypteras innan den sparas. Rättar du något behöver du välja den igen.",
    )
    is_not_classified = forms.BooleanField(
        label="Inget här är säkerhetsskyddsklassificerat",
        error_messages={"required": "Bekräfta, eller avbryt och läs vad du gör i stället."},
    )

    def __init__(self, *args: Any, defence_is_stored: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "legal_grounds" in self.fields:
            offered = rules.grounds_to_choose(defence_is_stored=defence_is_stored)
            self.fields["legal_grounds"].choices = offered  # type: ignore[attr-defined]

    def clean_file(self) -> NewFile | None:
        """Look the file through, in memory."""
        given = self.cleaned_data["file"]
        if given is None:
            return None
        try:
            return NewFile(given.name or "", given.read())
        except UploadRefused as refused:
            raise forms.ValidationError(refused.message) from None

    @property
    def new_files(self) -> list[NewFile]:
        file = self.cleaned_data["file"]
        return [file] if file else []


class EditAnnexForm(AnnexForm):
    """A new version of an annex; its grounds stay."""

    legal_grounds = None  # type: ignore[assignment]


class ReferenceForm(forms.Form):
    """That something exists, and where. Nothing of what it says."""

    kind = forms.ChoiceField(
        label="Slag",
        choices=ClassifiedReference.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj slag.", "invalid_choice": "Välj i listan."},
    )
    registry_number = forms.CharField(
        label="Diarienummer",
        max_length=60,
        help_text="Numret hos den som förvarar handlingen.",
        error_messages={"required": "Ange diarienumret."},
    )
    storage_place = forms.CharField(
        label="Förvaras hos",
        max_length=120,
        help_text="Organisation eller enhet. Inget om innehållet.",
        error_messages={"required": "Ange var handlingen förvaras."},
    )
    responsible = forms.CharField(
        label="Ansvarig funktion",
        max_length=120,
        help_text="Funktion, inte person.",
        error_messages={"required": "Ange ansvarig funktion."},
    )


class FunctionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class AskForm(forms.Form):
    """Which function is asked to sign, on what grounds, and for how long."""

    function = FunctionField(
        label="Vem behöver skriva under?",
        queryset=Function.objects.none(),
        empty_label=None,
        error_messages={"required": "Välj en funktion.", "invalid_choice": "Välj i listan."},
    )
    legal_grounds = GroundsField()
    valid_to = DayField(label="Gäller till och med")

    def __init__(self, *args: Any, functions: list[Function], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["function"].queryset = Function.objects.filter(  # type: ignore[attr-defined]
            pk__in=[function.pk for function in functions]
        ).select_related("actor")
        self.fields["function"].required = not self.asks_all
        self.fields["valid_to"].initial = today + timedelta(days=365)
        self.fields["legal_grounds"].initial = ["18:13"]

    @property
    def asks_all(self) -> bool:
        """Return whether the button for all was pressed; then the function does not count."""
        return self.data.get("who") == "all"


class SignForm(forms.Form):
    """One tick: read and understood."""

    has_read = forms.BooleanField(
        label="Jag har läst och förstått, och jag förbinder mig",
        error_messages={"required": "Kryssa i att du har läst och förstått."},
    )


class GrantForm(forms.Form):
    """Who needs to read, why, and until when."""

    person = forms.ChoiceField(
        label="Vem behöver läsa?",
        error_messages={"required": "Välj vem.", "invalid_choice": "Välj i listan."},
    )
    motivation = TextField(
        label="Varför behövs det?",
        rows=2,
        min_length=REASON_MIN,
        max_length=500,
        help_text="Minst tio tecken. Skriv inget ur bilagan.",
        error_messages={"required": "Skriv varför.", "min_length": "Skriv minst tio tecken."},
    )
    starts = DayField(label="Från och med")
    ends = DayField(label="Till och med")

    def __init__(
        self, *args: Any, readers: list[tuple[User, Function]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {str(person.pk): f"{function} – {person}" for person, function in readers}
        self.fields["person"].choices = list(choices.items())  # type: ignore[attr-defined]
        self.fields["starts"].initial = today
        self.fields["ends"].initial = today + timedelta(days=30)

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        values = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", "Sista dagen kan inte vara före den första.")
        return values


class ClassForm(forms.Form):
    to_class = forms.ChoiceField(
        label="Ny klass",
        choices=SecretAnnex.Secrecy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj en klass.", "invalid_choice": "Välj i listan."},
    )
    reason = TextField(
        label="Skäl",
        rows=2,
        min_length=REASON_MIN,
        max_length=500,
        help_text="Minst tio tecken. Skriv inget ur bilagan.",
        error_messages={"required": "Skriv ett skäl.", "min_length": "Skriv minst tio tecken."},
    )


class IncidentForm(forms.Form):
    kind = forms.ChoiceField(
        label="Vad har hänt?",
        choices=Incident.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad som har hänt.", "invalid_choice": "Välj i listan."},
    )


class EraseForm(forms.Form):
    """The name of what is destroyed, typed."""

    typed = forms.CharField(
        label="Skriv bilagans namn för att utplåna den",
        max_length=60,
        error_messages={"required": "Skriv bilagans namn."},
    )


class StorageForm(forms.Form):
    """Whether material under 15:2 is kept here, by which analysis."""

    is_on = forms.TypedChoiceField(
        label="Uppgifter enligt 15 kap. 2 § OSL",
        choices=[("nej", "Lagras inte här, bara hänvisning"), ("ja", "Får lagras här")],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj ett.", "invalid_choice": "Välj i listan."},
    )
    analysis_ref = forms.CharField(
        label="Säkerhetsskyddsanalysens diarienummer", max_length=60, required=False
    )


class MoveForm(forms.Form):
    """Which open field is moved, and by which paragraph it is secret."""

    key = forms.ChoiceField(
        label="Vilket fält?",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj ett fält.", "invalid_choice": "Välj i listan."},
    )
    legal_grounds = GroundsField()

    def __init__(
        self,
        *args: Any,
        fields: list[tuple[str, str]],
        defence_is_stored: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = fields  # type: ignore[attr-defined]
        offered = rules.grounds_to_choose(defence_is_stored=defence_is_stored)
        self.fields["legal_grounds"].choices = offered  # type: ignore[attr-defined]
