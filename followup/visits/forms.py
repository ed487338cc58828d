"""Plan, book, prepare, log and end a visit."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms

from actors.models import Function
from common.clock import STOCKHOLM, exists, local
from common.form_fields import DayField, TextField
from common.forms import SeenForm
from followup.terms.models import Area, ElectoralTerm
from followup.visits.models import Visit, VisitParticipant
from followup.visits.rules import QUARTERS
from followup.visits.services import Booking

NO_SECRETS = "Skriv inget hemligt här. Det kommunen behöver veta skickas i e-post."
UNDECIDED = (("", "Inte avgjort"), ("yes", "Ja"), ("no", "Nej"))
ANSWERS = {"yes": True, "no": False, "": None}


def _choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy
    field.choices = list(choices)


class PlaceForm(forms.Form):
    """Where in the plan a visit is, and who handles it."""

    year = forms.TypedChoiceField(label="År", coerce=int)
    quarter = forms.TypedChoiceField(
        label="Kvartal", coerce=int, choices=[(q, str(q)) for q in range(1, QUARTERS + 1)]
    )
    handler = forms.TypedChoiceField(label="Handläggare", coerce=int)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self, *args: Any, term: ElectoralTerm, handlers: list[Function], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        years = range(term.first_year, term.last_year + 1)
        _choices(self, "year", [(year, str(year)) for year in years])
        _choices(self, "handler", [(found.pk, found.name) for found in handlers])


class ProposalForm(forms.Form):
    """Between which quarters the visits of an empty term are spread."""

    first_from = forms.ChoiceField(label="Första besöket från")
    first_to = forms.ChoiceField(label="Första besöket till")
    two = forms.BooleanField(
        label="Två besök per kommun", required=False, help_text="Källan säger: gärna två."
    )
    second_from = forms.ChoiceField(label="Andra besöket från")
    second_to = forms.ChoiceField(label="Andra besöket till")

    def __init__(self, *args: Any, term: ElectoralTerm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(term.first_year, term.last_year + 1)
        quarters = [
            (f"{year}-{q}", f"{year} kvartal {q}") for year in years for q in range(1, QUARTERS + 1)
        ]
        for name in ("first_from", "first_to", "second_from", "second_to"):
            _choices(self, name, quarters)

    @staticmethod
    def defaults(term: ElectoralTerm) -> dict[str, Any]:
        """Return spans: the first visit once the documents are in, the second later."""
        start = term.first_year
        return {
            "first_from": f"{start + 1}-1",
            "first_to": f"{start + 2}-2",
            "two": True,
            "second_from": f"{start + 2}-3",
            "second_to": f"{start + 3}-4",
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        values = super().clean() or {}
        for start, end in (("first_from", "first_to"), ("second_from", "second_to")):
            if start in values and end in values and values[start] > values[end]:
                self.add_error(end, "Slutet kommer före början.")
        return values

    def spans(self) -> dict[str, Any]:
        values = self.cleaned_data

        def read(name: str) -> tuple[int, int]:
            year, _, quarter = values[name].partition("-")
            return int(year), int(quarter)

        second = (read("second_from"), read("second_to")) if values["two"] else None
        return {"first": (read("first_from"), read("first_to")), "second": second}


class BookForm(forms.Form):
    """When and where, and what the municipality is told."""

    day = DayField(label="Dag")
    time = forms.TimeField(
        label="Klockslag", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label="Plats", max_length=200, help_text="Till exempel kommunhuset.")
    programme = TextField(
        label="Program", required=False, rows=6, max_length=4000, help_text=NO_SECRETS
    )
    joined_with_lso = forms.BooleanField(
        label="Samordnas med tillsyn enligt LSO (lagen om skydd mot olyckor)", required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def clean(self) -> dict[str, Any]:
        """Refuse a time that the clock skips."""
        values = super().clean() or {}
        day, clock = values.get("day"), values.get("time")
        if isinstance(day, date) and isinstance(clock, time):
            moment = datetime.combine(day, clock, tzinfo=STOCKHOLM)
            if not exists(moment):
                self.add_error("time", "Klockslaget finns inte den dagen.")
            values["starts_at"] = moment
        return values

    def booking(self) -> Booking:
        values = self.cleaned_data
        return Booking(
            values["starts_at"], values["place"], values["programme"], values["joined_with_lso"]
        )

    @staticmethod
    def initial_of(visit: Visit) -> dict[str, Any]:
        found: dict[str, Any] = {
            "place": visit.place,
            "programme": visit.programme,
            "joined_with_lso": visit.joined_with_lso,
            "seen": visit.sequence,
        }
        if visit.starts_at:
            starts_at = local(visit.starts_at)
            found |= {"day": starts_at.date(), "time": starts_at.time()}
        return found


class DetailsForm(SeenForm):
    """What it is about and who handles it."""

    focus = forms.ChoiceField(label="Inriktning", choices=Visit.Focus.choices)
    handler = forms.TypedChoiceField(label="Handläggare", coerce=int)
    joined_with_lso = forms.BooleanField(
        label="Samordnas med tillsyn enligt LSO (lagen om skydd mot olyckor)", required=False
    )

    def __init__(self, *args: Any, handlers: list[Function], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "handler", [(found.pk, found.name) for found in handlers])


class CancelForm(forms.Form):
    """Why a visit is called off; the municipality reads it."""

    reason = TextField(label="Skäl", max_length=300, help_text="Kommunen ser skälet.", rows=2)


class PreMeetingForm(SeenForm):
    day = DayField(label="Förmöte", required=False)
    notes = TextField(
        label="Anteckningar från förmötet",
        required=False,
        rows=6,
        max_length=8000,
        help_text="Bara Länsstyrelsen ser dem.",
    )


class SecrecyForm(SeenForm):
    """What must be settled in good time before."""

    needs_undertaking = forms.ChoiceField(
        label="Behövs sekretessförbindelse?", choices=UNDECIDED, required=False
    )
    room_is_suitable = forms.ChoiceField(
        label="Är lokalen lämplig?", choices=UNDECIDED, required=False
    )
    note = TextField(
        label="Annat som behöver förberedas",
        max_length=500,
        required=False,
        help_text="Skriv vad som ska ordnas, aldrig något hemligt.",
        rows=2,
    )

    def answers(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "needs_undertaking": ANSWERS[values["needs_undertaking"]],
            "room_is_suitable": ANSWERS[values["room_is_suitable"]],
            "note": values["note"],
        }


class ParticipantForm(forms.Form):
    role = forms.ChoiceField(label="Roll", choices=VisitParticipant.Role.choices)
    function_name = forms.CharField(
        label="Funktion",
        max_length=120,
        required=False,
        help_text="Skriv funktionen, inte namnet. Tomt: rollens namn.",
    )


class CriteriaForm(forms.Form):
    criteria = forms.TypedMultipleChoiceField(label="Kriterier", coerce=int, required=False)

    def __init__(self, *args: Any, offered: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["criteria"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - tells mypy
        field.choices = list(offered)


class CompletionForm(forms.Form):
    """What the county asks for before the visit."""

    text = TextField(
        label="Vad behöver kommunen komplettera med?",
        max_length=500,
        help_text="Texten skickas i e-post. Skriv inget hemligt.",
        rows=3,
    )
    due_date = DayField(label="Senast")


class CompletionAnswerForm(forms.Form):
    answer = TextField(
        label="Svar",
        max_length=4000,
        help_text="Skriv svaret, eller var underlaget finns. Skriv inget hemligt.",
        rows=5,
    )


class DeficiencyForm(forms.Form):
    """What falls short, named on site."""

    area = forms.ChoiceField(label="Område", choices=Area.choices)
    text = TextField(label="Brist", max_length=2000, rows=3)
    remedy = TextField(label="Vad kommunen kan göra", required=False, rows=2, max_length=2000)


class HoldForm(forms.Form):
    """That the visit has taken place, and why something the rules demand is wanting."""

    held_date = DayField(label="Genomfört den")
    participants_exception = TextField(
        label="Skäl till att ledningen eller samordnaren inte deltog",
        required=False,
        rows=3,
        max_length=1000,
    )
    areas_exception = TextField(
        label="Skäl till att något område inte berördes", required=False, rows=3, max_length=1000
    )


class CountyFilter(forms.Form):
    year = forms.TypedChoiceField(label="År", required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(
        label="Läge", required=False, choices=[("", "Alla"), *Visit.Status.choices]
    )
    handler = forms.TypedChoiceField(
        label="Handläggare", required=False, coerce=int, empty_value=None
    )
    mine = forms.BooleanField(label="Bara mina besök", required=False)

    def __init__(
        self, *args: Any, years: Iterable[int], handlers: list[Function], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "year", [("", "Alla"), *((year, str(year)) for year in years)])
        _choices(self, "handler", [("", "Alla"), *((one.pk, one.name) for one in handlers)])

    def values(self) -> dict[str, Any]:
        """Return what to narrow by; an address that was tampered with narrows by nothing."""
        return dict(self.cleaned_data) if self.is_valid() else {}
