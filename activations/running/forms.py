"""Forms of running activations: small, each with the words of its one question."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from activations.convening.group_forms import OutsiderForm
from activations.models import Activation, Participant
from activations.requests.forms import PhoneField
from actors.models import Actor, Function
from common.form_fields import DayField, MomentField, TextField
from forums.models import Forum
from forums.place_fields import MeetingLinkField
from forums.places import HTTPS_ONLY, Place, place_from, place_of


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


class AddOutsiderForm(OutsiderForm):
    """Call somebody from outside the region in."""

    reason = forms.CharField(
        label="Varför?",
        max_length=300,
        error_messages={"required": "Skriv varför aktören kallas in."},
    )


class AffectedForm(forms.Form):
    """How the event concerns each of those who take part."""

    def __init__(self, *args: Any, participants: Iterable[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in participants:
            self.fields[f"affected_{row.pk}"] = forms.ChoiceField(
                label=str(row.actor),
                choices=Participant.Affected.choices,
                initial=row.affected,
                required=False,
            )

    def affected(self) -> dict[int, str]:
        """Return what is said of each, by the participant's key."""
        return {
            int(name.removeprefix("affected_")): value for name, value in self.cleaned_data.items()
        }


class NextMeetingForm(forms.Form):
    """Time and place of the next meeting; the place of the forum is filled in."""

    starts_at = MomentField(label="Dag och tid", error_messages={"required": "Ange dag och tid."})
    bridge_number = PhoneField(label="Telefonbrygga", required=False)
    bridge_code = forms.CharField(label="Kod", max_length=12, required=False)
    link = MeetingLinkField()
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
    close_forum = forms.BooleanField(
        label="Forumet upphör",
        required=False,
        initial=True,
        help_text="Det bildades för händelsen. Möten och protokoll finns kvar.",
    )

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if forum.is_standing:
            del self.fields["close_forum"]


class EvaluationForm(forms.Form):
    """When, where it stands, and what was learned."""

    held_on = DayField(label="Vilken dag utvärderade ni?")
    link = forms.URLField(
        label="Länk till dokumentet",
        required=False,
        max_length=300,
        assume_scheme="https",
        validators=[HTTPS_ONLY],
        help_text="Till ert diarium eller dokumentsystem. Inget hemligt.",
    )
    text = TextField(
        label="Utvärderingen, om den inte står i ett dokument",
        max_length=8000,
        required=False,
        rows=6,
    )
    lessons = TextField(
        label="Vad lärde ni er?",
        max_length=4000,
        required_text="Skriv vad ni lärde er.",
        help_text="Det som ska bli annorlunda nästa gång. Varje aktör beslutar om sitt eget.",
    )
