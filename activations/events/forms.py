"""What is written in the timeline, and the filters of events and their register."""

from typing import Any

from django import forms

from activations.models import (
    Event,
    EventType,
    LogEntry,
)
from actors.models import Actor
from common.form_fields import ManyField, MomentField, TextField
from common.forms import SeenForm


class TimelineNoteForm(forms.Form):
    """A free entry."""

    text = TextField(
        label="Anteckning", max_length=4000, rows=3, required_text="Skriv vad som har hänt."
    )
    happened_at = MomentField(
        label="När hände det?", required=False, help_text="Lämna tomt för nu."
    )


class CorrectionForm(forms.Form):
    """What an entry should have said."""

    text = TextField(
        label="Så ska det vara",
        max_length=4000,
        rows=3,
        required_text="Skriv hur det ska vara.",
        help_text="Den första posten står kvar. Rättelsen skrivs efter den.",
    )


class EventForm(SeenForm):
    """What is known of an event now, and why it is put right."""

    title = forms.CharField(
        label="Rubrik", max_length=120, error_messages={"required": "Skriv en kort rubrik."}
    )
    type = forms.ModelChoiceField(
        label="Typ",
        queryset=EventType.objects.all(),
        empty_label=None,
        error_messages={"required": "Välj en typ av händelse."},
    )
    place = forms.CharField(
        label="Plats",
        max_length=200,
        required=False,
        help_text="Till exempel: E18 vid Rosenkälla, eller Mälarens norra strand.",
    )
    municipalities = ManyField(
        label="Berörda kommuner",
        queryset=Actor.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Händelsen visas på kartan i de kommuner som är valda.",
    )
    reason = forms.CharField(
        label="Vad har blivit känt?",
        max_length=300,
        help_text="Står i tidslinjen. Det som gällde förut finns kvar i historiken.",
        error_messages={"required": "Skriv vad som har blivit känt."},
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        known = {
            "title": event.title,
            "type": event.type_id,
            "place": event.place,
            "municipalities": sorted(event.municipalities.values_list("pk", flat=True)),
        }
        super().__init__(*args, initial=known, **kwargs)
        field = self.fields["municipalities"]
        field.queryset = Actor.objects.in_region(event.region_id).filter(  # type: ignore[attr-defined]
            kind=Actor.Kind.MUNICIPALITY
        )


class EventFilter(forms.Form):
    """Narrow the list of events."""

    q = forms.CharField(label="Sök", required=False, max_length=100)
    typ = forms.ModelChoiceField(
        label="Typ", queryset=EventType.objects.all(), required=False, empty_label="Alla"
    )
    ar = forms.IntegerField(label="År", required=False, min_value=1990, max_value=2200)
    lage = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[("", "Alla"), ("aktiverat", "Aktiverat läge"), ("ordinarie", "Ordinarie läge")],
    )
    ovning = forms.ChoiceField(
        label="Övning",
        required=False,
        choices=[("", "Alla"), ("nej", "Skarpt"), ("ja", "Övning")],
    )


class TimelineFilter(forms.Form):
    """Narrow the timeline."""

    slag = forms.ChoiceField(
        label="Slag", required=False, choices=[("", "Alla"), *LogEntry.Kind.choices]
    )


class RegisterFilter(forms.Form):
    """Narrow the register of activated periods."""

    ar = forms.IntegerField(label="År", required=False, min_value=1990, max_value=2200)
    ovning = forms.ChoiceField(
        label="Övning", required=False, choices=[("", "Skarpt"), ("ja", "Övning")]
    )
