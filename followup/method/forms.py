"""Forms of the common rules, the county's limits, and what is tried without being saved."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from common.form_fields import DayField, TextField
from followup.method.calendar import Draft
from followup.method.versions import Grounds
from followup.terms import queries as method
from followup.terms.models import (
    Area,
    DecidingBody,
    DocumentKind,
    ElectoralTerm,
    GrantAgreement,
    KeyDate,
    Part,
)
from followup.terms.settings import Setting, ValueKind

BODY_CHOICES = [("", "Kommunen väljer själv nivå"), *DecidingBody.choices]
SEPARATOR = ":"


class GroundsForm(forms.Form):
    """From when, by what source, and why: asked for every new version."""

    valid_from = DayField(label="Gäller från och med")
    source = forms.CharField(label="Källa", max_length=300, help_text="Dokument och paragraf")
    note = forms.CharField(
        label="Förbehåll", max_length=300, required=False, help_text="Det som källan lämnar öppet"
    )
    reason = forms.CharField(label="Skäl till ändringen", max_length=300)

    def grounds(self) -> Grounds:
        """Return why the new version is made."""
        grounds, given = Grounds.__dataclass_fields__, self.cleaned_data
        return Grounds(**{name: given[name] for name in grounds if name in given})

    def rule(self) -> dict[str, Any]:
        """Return what the new version says."""
        grounds = Grounds.__dataclass_fields__
        return {name: value for name, value in self.cleaned_data.items() if name not in grounds}


class DayForm(GroundsForm):
    """A day that comes again."""

    month = forms.IntegerField(label="Månad", min_value=1, max_value=12)
    day = forms.IntegerField(label="Dag", min_value=1, max_value=31)
    field_order: Sequence[str] = ("month", "day")


class RequirementForm(DayForm):
    """A new version of a document's requirement."""

    lowest_body = forms.ChoiceField(label="Beslutas lägst av", choices=BODY_CHOICES, required=False)
    year_of_term = forms.IntegerField(label="År i mandatperioden", min_value=1, max_value=4)
    field_order = ("lowest_body", "year_of_term", "month", "day")


class CountForm(GroundsForm):
    """A number of times in a term."""

    count = forms.IntegerField(label="Minst antal per mandatperiod", min_value=0, max_value=20)
    recommended = forms.IntegerField(label="Helst antal", min_value=0, max_value=20, required=False)
    field_order = ("count", "recommended")


class TermForm(forms.Form):
    """An ordinary election to come."""

    election_date = DayField(label="Dag för ordinarie val")
    source = forms.CharField(label="Källa", max_length=300)
    reason = forms.CharField(label="Skäl", max_length=300)


class AgreementForm(GroundsForm):
    """An agreement between the state and the municipalities."""

    name = forms.CharField(label="Namn", max_length=200)
    part = forms.ChoiceField(label="Del", choices=Part.choices)
    registry_number = forms.CharField(label="Diarienummer", max_length=40, required=False)
    question = forms.ChoiceField(
        label="Det som följs upp",
        choices=[("", "Källan säger inte"), *GrantAgreement.Question.choices],
        required=False,
    )
    valid_to = DayField(label="Gäller till och med", required=False)
    tasks = TextField(
        label="Uppgifter",
        rows=8,
        help_text="En uppgift på varje rad: område, kolon, uppgift. "
        f"Områden: {', '.join(Area.labels)}.",
    )
    field_order = ("name", "part", "registry_number", "question", "valid_from", "valid_to", "tasks")

    def clean_tasks(self) -> list[tuple[str, str]]:
        """Return area and task of each line, or say which lines are wrong."""
        areas = {label.casefold(): str(value) for value, label in Area.choices}
        found: list[tuple[str, str]] = []
        wrong = []
        for number, line in enumerate(self.cleaned_data["tasks"].splitlines(), start=1):
            if not line.strip():
                continue
            area, _, text = (part.strip() for part in line.partition(SEPARATOR))
            if area.casefold() not in areas or not text or len(text) > 300:  # noqa: PLR2004
                wrong.append(number)
            else:
                found.append((areas[area.casefold()], text))
        if wrong:
            told = ", ".join(str(number) for number in wrong)
            raise forms.ValidationError(
                f"Rätta rad {told}: område, kolon och högst 300 tecken uppgift."
            )
        return found


class ComponentForm(GroundsForm):
    """A component of compensation; amounts are never part of it."""

    code = forms.SlugField(
        label="Kod",
        max_length=30,
        help_text="Samma kod som en som finns ger en ny version av den",
        error_messages={"invalid": "Använd a–z, siffror, bindestreck och understreck."},
    )
    name = forms.CharField(label="Namn", max_length=120)
    part = forms.ChoiceField(label="Del", choices=Part.choices)
    field_order = ("code", "name", "part")


class EndProposalForm(forms.Form):
    """Why nothing comes of a proposed change."""

    reason = forms.CharField(label="Skäl", max_length=300)


class SetForm(forms.Form):
    """A filled-in set, with what it is and from when it holds."""

    file = forms.FileField(
        label="Excelfil",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text="Den ifyllda mallen, högst 2 MB",
        error_messages={"empty": "Filen är tom.", "required": "Välj en fil."},
    )
    name = forms.CharField(label="Namn", max_length=200)
    registry_number = forms.CharField(label="Diarienummer", max_length=40, required=False)
    valid_from = DayField(label="Gäller från och med")
    source = forms.CharField(label="Källa", max_length=300)
    reason = forms.CharField(label="Skäl", max_length=300)


class SettingForm(forms.Form):
    """One of the county's limits."""

    value = forms.CharField(label="Värde", max_length=20, required=False)
    valid_from = DayField(label="Gäller från och med")
    reason = forms.CharField(label="Skäl", max_length=300)

    def __init__(self, setting: Setting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if setting.kind is ValueKind.NUMBER:
            self.fields["value"].widget.attrs["inputmode"] = "numeric"
            self.fields["value"].help_text = f"Tomt betyder inte satt. Enhet: {setting.unit}"
            return
        given = setting.choices or (("yes", "Ja"), ("no", "Nej"))
        self.fields["value"].widget = forms.Select(choices=[("", "Inte satt"), *given])


class CompareForm(forms.Form):
    """Two versions of a set to hold side by side."""

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old"] = forms.ChoiceField(label="Tidigare", choices=choices)
        self.fields["new"] = forms.ChoiceField(label="Senare", choices=choices)


class TryForm(forms.Form):
    """Other rules, to see what would move. Nothing of it is saved."""

    term = forms.ModelChoiceField(
        label="Mandatperiod", queryset=ElectoralTerm.objects.all(), empty_label=None
    )
    election_date = DayField(label="Annan valdag", required=False)
    kind = forms.ChoiceField(
        label="Dokument",
        choices=[("", "Inget"), *DocumentKind.choices],
        required=False,
    )
    lowest_body = forms.ChoiceField(
        label="Dokumentet beslutas lägst av",
        choices=[("", "Som nu"), ("any", "Kommunen väljer själv nivå"), *DecidingBody.choices],
        required=False,
    )
    due = DayField(label="Dokumentets dag", required=False, help_text="Dag inom mandatperioden")
    code = forms.ChoiceField(label="Återkommande datum", required=False)
    day = DayField(
        label="Datumets nya dag", required=False, help_text="Dag och månad räknas, inte året"
    )
    county = forms.ChoiceField(label="Län vars frister visas", required=False)

    def __init__(self, counties: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dates = KeyDate.objects.filter(month__isnull=False).order_by("code", "valid_from")
        codes = {each.code: each.what for each in dates if each.code != "LST_DOCREVIEW"}
        self._choose("code", [("", "Inget"), *codes.items()])
        self._choose("county", [("", "Inget"), *counties])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        label = self.fields[name].label
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        """Say what is missing for the draft to mean anything."""
        values: dict[str, Any] = super().clean() or {}
        if (values.get("due") or values.get("lowest_body")) and not values.get("kind"):
            self.add_error("kind", "Välj vilket dokument det gäller.")
        if values.get("day") and not values.get("code"):
            self.add_error("code", "Välj vilket datum det gäller.")
        for name in ("due", "day"):
            chosen: date | None = values.get(name)
            if chosen and (chosen.month, chosen.day) == (2, 29):
                self.add_error(name, "Dagen finns inte varje år. Välj en annan.")
        term, due = values.get("term"), values.get("due")
        election = values.get("election_date") or (term.election_date if term else None)
        if due and election and not 1 <= due.year - election.year <= 4:  # noqa: PLR2004
            self.add_error("due", "Välj en dag inom mandatperioden.")
        return values

    def draft(self, day: date) -> Draft:
        """Return the rules to try; a recurring day is the version that holds for the day's year."""
        given = self.cleaned_data
        term, due, body = given["term"], given["due"], given["lowest_body"]
        requirements = [each for each in method.requirements(term) if each.kind == given["kind"]]
        for each in requirements:
            if body:
                each.lowest_body = "" if body == "any" else body
            if due:
                election = given["election_date"] or term.election_date
                each.year_of_term = due.year - election.year
                each.month, each.day = due.month, due.day
        held = method.key_date_of_year(given["code"], day.year) if given["day"] else None
        if held is not None:
            held.month, held.day = given["day"].month, given["day"].day
        return Draft(given["election_date"], requirements, [held] if held else [])
