"""Forms of running activations: small, each with the words of its one question."""

from datetime import datetime
from typing import Any

from django import forms

from activations.forms.requests import ForumField, PhoneField
from activations.models import (
    Activation,
    EventType,
    LogEntry,
    Summons,
)
from actors.models import Actor, Function, Level, Region
from common.form_fields import ManyField, MomentField, TextField
from forums.models import Forum
from forums.places import Place, place_from, place_of

FUNCTION_HINT = "Skriv funktion eller titel, till exempel säkerhetschef. Aldrig en persons namn."


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label="Skäl", max_length=300, error_messages={"required": "Skriv ett skäl."}
    )


class AddParticipantForm(forms.Form):
    """Call another actor in."""

    function = forms.ModelChoiceField(
        label="Vem kallas in?",
        queryset=Function.objects.none(),
        empty_label="Välj funktion",
        error_messages={"required": "Välj vem som kallas in."},
    )
    reason = forms.CharField(
        label="Varför?",
        max_length=300,
        error_messages={"required": "Skriv varför aktören kallas in."},
    )

    def __init__(self, *args: Any, activation: Activation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = activation.participants.filter(left_at=None).values("actor_id")
        members = Actor.objects.in_region(activation.forum.region_id)
        field = self.fields["function"]
        field.queryset = (  # type: ignore[attr-defined]
            Function.objects.filter(is_active=True, actor__in=members)
            .exclude(actor__in=inside)
            .select_related("actor")
            .order_by("actor__name", "name")
        )


class NextMeetingForm(forms.Form):
    """Time and place of the next meeting; the place of the forum is filled in."""

    starts_at = MomentField(label="Dag och tid", error_messages={"required": "Ange dag och tid."})
    bridge_number = PhoneField(label="Telefonbrygga", required=False)
    bridge_code = forms.CharField(label="Kod", max_length=12, required=False)
    link = forms.URLField(label="Möteslänk", max_length=200, required=False, assume_scheme="https")
    room = forms.CharField(label="Rum", max_length=120, required=False)
    fallback = forms.CharField(
        label="Reserv om inget annat fungerar", max_length=200, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Require a way into the meeting."""
        cleaned = self.cleaned_data
        if not any(cleaned.get(name) for name in ("bridge_number", "link", "room")):
            self.add_error("bridge_number", "Ange telefonbrygga, möteslänk eller rum.")
        return cleaned

    def place(self) -> Place:
        """Return the place that the form tells of."""
        return place_from(self.cleaned_data)


def next_meeting_values(forum: Forum, starts_at: datetime) -> dict[str, Any]:
    """Return the first values of the form: the forum's place, the nearest sensible time."""
    return {**place_of(forum).as_dict(), "starts_at": starts_at}


class DirectionForm(forms.Form):
    """What needs a common direction."""

    why = TextField(
        label="Vad behöver inriktas eller prioriteras?",
        max_length=2000,
        rows=3,
        required_text="Skriv vad som behöver inriktas eller prioriteras.",
    )


class EndForm(forms.Form):
    """The last message to everybody."""

    note = TextField(
        label="Meddelande till alla",
        max_length=2000,
        required=False,
        help_text="Står i e-posten. Vad kvarstår, och vem tar hand om det?",
    )


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


class AnswerForm(forms.Form):
    """A function's answer to its summons."""

    answer = forms.ChoiceField(
        label="Svar",
        choices=Summons.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj ett svar.",
            "invalid_choice": "Välj ett av de tre svaren.",
        },
    )
    deputy_note = forms.CharField(
        label="Ersättarens funktion", max_length=120, required=False, help_text=FUNCTION_HINT
    )


class OnBehalfForm(AnswerForm):
    """An answer that came by phone."""

    said_by = forms.CharField(
        label="Vem sade det?", max_length=120, required=False, help_text=FUNCTION_HINT
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


class TemplateForm(forms.Form):
    """Whom a forum usually calls for a type of event."""

    name = forms.CharField(
        label="Namn", max_length=80, error_messages={"required": "Ge mallen ett namn."}
    )
    forum = ForumField(
        label="Forum",
        queryset=Forum.objects.none(),
        empty_label="Välj forum",
        error_messages={"required": "Välj ett forum."},
    )
    event_type = forms.ModelChoiceField(
        label="Typ av händelse",
        queryset=EventType.objects.all(),
        required=False,
        empty_label="Alla typer",
    )
    replaces_seats = forms.BooleanField(
        label="Ersätter de stående platserna",
        required=False,
        help_text="Annars läggs aktörerna till de stående platserna.",
    )
    actors = ManyField(
        label="Aktörer",
        queryset=Actor.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forum: Any = self.fields["forum"]
        forum.queryset = Forum.objects.filter(region=region, is_active=True, level__lt=Level.OWNER)
        actors: Any = self.fields["actors"]
        actors.queryset = Actor.objects.in_region(region.pk)
