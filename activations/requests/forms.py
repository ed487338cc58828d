"""Forms of requests for activation."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from activations import rules
from activations.models import ActivationRequest, Event, EventType
from activations.requests import requesters
from activations.requests.services import Need
from actors.addresses import contacts
from actors.models import Actor, Function, Level, Region, User
from actors.rights import rights
from common import phones
from common.form_fields import ManyField, MomentField, PhoneInput
from common.templatetags.ui import icon
from forums.models import Forum

OUTSIDER = "outsider"
Urgency = ActivationRequest.Urgency


class EventTypeField(forms.ModelChoiceField):
    """Types of event as chips: an icon and the word."""

    def label_from_instance(self, obj: Any) -> SafeString:
        return format_html("{} {}", icon(obj.icon), obj.name)


class ForumField(forms.ModelChoiceField):
    """Forums by the name they carry when activated."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.called_name)


class PhoneField(forms.CharField):
    """A telephone number, typed in any common way, kept as the world writes it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, widget=PhoneInput(), **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        phone = phones.read(typed)
        if phone is None:
            raise forms.ValidationError(phones.SPOKEN)
        return phone.number


class RequestForm(forms.Form):
    """The call for help: what has happened, and the rest filled in beforehand."""

    event_type = EventTypeField(
        label="Vad har hänt?",
        queryset=EventType.objects.all(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad som har hänt.", "invalid_choice": "Välj i listan."},
    )
    what = forms.CharField(
        label="Kort beskrivning",
        help_text="Till exempel: Strömlöst i hela Norrtälje",
        max_length=200,
        error_messages={"required": "Skriv kort vad som har hänt."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "done"}),
    )
    forum = ForumField(
        label="Forum",
        help_text="Vet du inte avgör den som sammankallar.",
        queryset=Forum.objects.none(),
        required=False,
        empty_label="Vet inte",
        error_messages={"invalid_choice": "Välj ett forum i listan."},
    )
    urgency = forms.ChoiceField(
        label="Hur bråttom?", choices=Urgency, initial=Urgency.NOW, widget=forms.RadioSelect
    )
    planned_for = MomentField(
        label="När väntas det?",
        help_text="Om det är planerat. Då väcks ingen, om det inte är nära.",
        required=False,
    )
    callback_phone = PhoneField(
        label="Ring mig på", error_messages={"required": "Ange ett nummer som du svarar på."}
    )
    on_behalf = forms.ChoiceField(
        label="För vem?", error_messages={"invalid_choice": "Välj någon som du företräder."}
    )
    outsider = forms.CharField(
        label="Vem utanför samverkan?",
        help_text="Fyll i om du antecknar för någon utomstående.",
        max_length=120,
        required=False,
    )
    municipalities = ManyField(
        label="Berörda kommuner",
        help_text="Den egna kommunen räknas alltid med.",
        queryset=Actor.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    details = forms.CharField(
        label="Mer att veta", max_length=4000, required=False, widget=forms.Textarea
    )
    exercise = forms.BooleanField(label="Detta är en övning", required=False)
    event = forms.ModelChoiceField(
        label="Gäller det något som redan pågår?",
        queryset=Event.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Händelsen finns inte. Öppna formuläret på nytt."},
    )
    form_key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"invalid": "Öppna formuläret på nytt."}
    )

    def __init__(self, *args: Any, region: Region, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region, self.at = region, at
        self.actors = {f"actor:{one.pk}": one for one in requesters.own_actors(region, user, at)}
        self.forums = {f"forum:{one.pk}": one for one in requesters.forums_led(region, user, at)}
        self.may_record = rights.may(user, "actors.convene_in_region", region)
        choices = [(key, actor.name) for key, actor in self.actors.items()]
        choices += [(key, forum.called_name) for key, forum in self.forums.items()]
        if self.may_record:
            choices.append((OUTSIDER, "Någon utomstående"))
        else:
            del self.fields["outsider"]
        on_behalf = self.fields["on_behalf"]
        forum = self.fields["forum"]
        assert isinstance(on_behalf, forms.ChoiceField)  # noqa: S101 - tells mypy
        assert isinstance(forum, ForumField)  # noqa: S101 - tells mypy
        on_behalf.choices = choices
        forum.queryset = requestable_forums(region)
        places = Actor.objects.in_region(region.pk).filter(kind=Actor.Kind.MUNICIPALITY)
        self.fields["municipalities"].queryset = places  # type: ignore[attr-defined]
        events = Event.objects.filter(region=region)
        self.fields["event"].queryset = events  # type: ignore[attr-defined]

    def offer_events(self, choices: list[tuple[str, str]]) -> None:
        """Ask on the review whether it is about something that runs already."""
        field = self.fields["event"]
        field.widget = forms.RadioSelect(choices=[*choices, ("", "Nej, eller vet inte")])

    @property
    def folded(self) -> list[forms.BoundField]:
        """What is filled in beforehand, and so stands folded."""
        names = [
            "forum",
            "urgency",
            "planned_for",
            "callback_phone",
            "on_behalf",
            "outsider",
            "municipalities",
            "details",
            "exercise",
        ]
        return [self[name] for name in names if name in self.fields]

    @property
    def has_folded_errors(self) -> bool:
        """Whether something folded must be seen to."""
        return any(field.errors for field in self.folded)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("on_behalf") == OUTSIDER and not data.get("outsider"):
            self.add_error("outsider", "Skriv vem det gäller.")
        return data

    def need(self) -> Need:
        """Return what is asked for; the form must be valid."""
        data = self.cleaned_data
        behalf = data["on_behalf"]
        return Need(
            event_type=data["event_type"],
            what=data["what"],
            details=data["details"],
            forum=data["forum"],
            urgency=data["urgency"],
            planned_for=data["planned_for"] if data["urgency"] == Urgency.PLANNED else None,
            callback_phone=data["callback_phone"],
            exercise=data["exercise"],
            event=data["event"],
            municipalities=list(data["municipalities"]),
            for_actor=self.actors.get(behalf),
            for_forum=self.forums.get(behalf),
            for_outsider=data.get("outsider", "") if behalf == OUTSIDER else "",
            form_key=data["form_key"],
        )


class NoteForm(forms.Form):
    """What has become known since the request was sent."""

    text = forms.CharField(
        label="Vad har tillkommit?",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Skriv vad som har tillkommit."},
    )


class WithdrawForm(forms.Form):
    """Taking the request back: a reason helps, and is not demanded."""

    reason = forms.CharField(label="Skäl (frivilligt)", max_length=500, required=False)


class ReasonForm(forms.Form):
    """An answer that convenes no forum: the reason is read by the requester."""

    reason = forms.CharField(
        label="Skäl",
        help_text="Minst 10 tecken. Den som har begärt läser det.",
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": "Skriv ett skäl: den som begärt läser det."},
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if len(reason.strip()) < rules.REASON_MIN_CHARACTERS:
            raise forms.ValidationError("Skriv minst 10 tecken: den som begärt läser det.")
        return reason


class JoinForm(forms.Form):
    """Adding one's own actor to a request that somebody else has sent."""

    what = forms.CharField(label="Hur berörs ni?", max_length=200, required=False)
    callback_phone = PhoneField(label="Ring mig på", required=False)


class HandOverForm(forms.Form):
    """Letting another convening function take over."""

    function = forms.ModelChoiceField(
        label="Lämna över till",
        queryset=Function.objects.none(),
        error_messages={"invalid_choice": "Välj en funktion i listan."},
    )

    def __init__(self, *args: Any, request: ActivationRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["function"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        conveners = rights.holders_of("actors.convene_in_region", request.region)
        taken_by = [request.acknowledged_by_id] if request.acknowledged_by_id else []
        field.queryset = conveners.select_related("actor").exclude(pk__in=taken_by)


class RequestFilter(forms.Form):
    """Narrow the list of requests."""

    lage = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[("", "Alla"), ("open", "Öppna"), *ActivationRequest.Status.choices],
    )
    typ = forms.ModelChoiceField(
        label="Typhändelse", required=False, queryset=EventType.objects.all(), empty_label="Alla"
    )
    q = forms.CharField(label="Sök", required=False, max_length=100)


def requestable_forums(region: Region) -> Any:
    """Return the forums that may be asked for; the owner's council has no activated mode.

    Källa: Avsiktsförklaringen "Forum på tre nivåer"; domain.md 3.
    """
    forums = Forum.objects.filter(region=region, is_active=True, level__lt=Level.OWNER)
    return forums.order_by("level", "name")


def first_values(region: Region, user: User, at: datetime, form_key: str) -> dict[str, Any]:
    """Return what the form is filled with from the start.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Normalt sett aktiveras i första hand det
    samordnande forumet".
    """
    actors = requesters.own_actors(region, user, at)
    function = rights.acting_function(user, actor_id=actors[0].pk) if actors else None
    numbers = [user.phone, *(contacts.phones_of(function) if function else [])]
    phone = next((number for number in numbers if number), "")
    forums = requestable_forums(region).filter(level=Level.COORDINATING, is_standing=True)
    return {
        "forum": forums.first(),
        "urgency": Urgency.NOW,
        "callback_phone": phones.shown(phone) if phone else "",
        "on_behalf": f"actor:{actors[0].pk}" if actors else "",
        "form_key": form_key,
    }
