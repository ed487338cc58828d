"""Forms of the register. They read what people type; the services decide whether it may be done."""

from datetime import datetime
from typing import Any

from django import forms

from actors import rules
from actors.models import (
    Actor,
    ApiToken,
    Appointment,
    ContactAddress,
    Function,
    Level,
    Membership,
    Region,
    User,
)
from common.clock import local
from common.form_fields import PhoneInput, TextField


class LocalDateTimeField(forms.Field):
    """A moment on Swedish clocks, which knows the two nights when they are put right."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {
        "required": "Ange dag och klockslag, till exempel 2026-12-03 08:00",
        "invalid": "Ange dag och klockslag, till exempel 2026-12-03 08:00",
    }

    def prepare_value(self, value: Any) -> Any:
        return local(value).replace(tzinfo=None) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip().replace(" ", "T")
        if not text:
            return None
        try:
            typed = datetime.strptime(text[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - local clock
            if not 2000 <= typed.year <= 2100:  # noqa: PLR2004 - a mistyped year
                raise ValueError(text)
            return rules.local_moment(typed.date(), typed.time())
        except rules.ClockError as error:
            raise forms.ValidationError(str(error)) from error
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error


class HolderField(forms.ModelChoiceField):
    """Somebody who holds the function."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class DeputyField(forms.ModelChoiceField):
    """One of the actor's other functions."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ReadingForm(forms.ModelForm):
    """A form of a model's fields that leaves the instance alone: only the service writes."""

    def _post_clean(self) -> None: ...


class DirectoryFilter(forms.Form):
    """What to see of the directory."""

    q = forms.CharField(label="Sök aktör eller funktion", required=False, max_length=100)
    slag = forms.ChoiceField(
        label="Slag", required=False, choices=[("", "Alla slag"), *Actor.Kind.choices]
    )
    medlemskap = forms.ChoiceField(
        label="Medlemskap", required=False, choices=[("", "Alla"), *Membership.Kind.choices]
    )
    nas = forms.BooleanField(label="Nås nu", required=False)


class FunctionForm(ReadingForm):
    """What is said about a post."""

    class Meta:
        model = Function
        fields = (
            "name",
            "short_name",
            "mandate_level",
            "mandate_note",
            "duty_kind",
            "round_the_clock",
            "deputy",
        )
        help_texts = {
            "name": "Befattningen, aldrig en person. Till exempel Säkerhetschef",
            "short_name": "Används i sms. Till exempel TiB",
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Function.objects.filter(actor=actor, is_active=True).exclude(pk=self.instance.pk)
        self.fields["deputy"] = DeputyField(
            label="Ersättande funktion",
            queryset=others,
            required=False,
            empty_label="Ingen",
            help_text="Kallas när funktionen inte svarar",
        )
        self.fields["mandate_level"] = forms.TypedChoiceField(
            label=self.fields["mandate_level"].label, choices=Level.choices, coerce=int
        )


class AddressForm(forms.Form):
    """One more address of a function."""

    channel = forms.ChoiceField(label="Kanal", choices=ContactAddress.Channel.choices)
    value = forms.CharField(
        label="Adress eller nummer",
        max_length=254,
        help_text="Funktionens egen, till exempel tib@kommun.example eller 070-123 45 67",
    )


class AddressChangeForm(forms.Form):
    """Another address of the same kind."""

    value = forms.CharField(label="Ny adress eller nytt nummer", max_length=254)


class InvitationForm(forms.Form):
    """Whom to invite to the function."""

    email = forms.CharField(
        label="E-postadress",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Personens egen adress i tjänsten",
    )
    kind = forms.ChoiceField(label="Som", choices=Appointment.Kind.choices)


class EndForm(forms.Form):
    """When an appointment ends."""

    ends_at = LocalDateTimeField(
        label="Avsluta den", required=False, help_text="Tomt: nu, vid nästa sidvisning"
    )


class OwnForm(forms.Form):
    """One's own name and number."""

    name = forms.CharField(
        label="Namn", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label="Egen telefon",
        max_length=40,
        required=False,
        widget=PhoneInput(),
        help_text="Fylls i när du begär aktivering. Sms kommer bara till ett mobilnummer. "
        "Tomt: inget nummer",
    )


class AcceptForm(OwnForm):
    """A new account, made by accepting an invitation."""

    password = forms.CharField(
        label="Välj lösenord",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Minst 12 tecken",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = "Hit ringer vi om du har begärt aktivering"


class ShiftForm(forms.Form):
    """A span of duty."""

    holder = HolderField(label="Vem", queryset=User.objects.none(), empty_label="Välj")
    starts_at = LocalDateTimeField(label="Från")
    ends_at = LocalDateTimeField(label="Till")

    def __init__(self, *args: Any, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = holders  # type: ignore[attr-defined]


class SwapForm(forms.Form):
    """Who takes the shift."""

    new_holder = HolderField(label="Vem tar passet?", queryset=User.objects.none())

    def __init__(self, *args: Any, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_holder"].queryset = holders  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """What the successor needs to know."""

    note = TextField(
        label="Till efterträdaren",
        max_length=2000,
        rows=5,
        help_text="Läget, vad som väntar och vem som har vad. Inga sekretessuppgifter",
    )


class ActorForm(ReadingForm):
    """What the actor has decided about itself."""

    class Meta:
        model = Actor
        fields = ("phone", "accepts_live_exercise")
        widgets = {"phone": PhoneInput()}  # noqa: RUF012 - Django reads the class
        help_texts = {
            "phone": "Aktörens nummer dygnet runt, sist på ringlistan",
            "accepts_live_exercise": (
                "Utan kryss visas övningskallelser bara i SSR. Med kryss går de till funktionernas "
                "riktiga nummer, med ÖVNING först i texten."
            ),
        }


class RegionForm(ReadingForm):
    """The region's number and limits."""

    class Meta:
        model = Region
        fields = (
            "convener_phone",
            "acknowledge_minutes",
            "summons_reminder_minutes",
            "summons_deputy_minutes",
            "summons_phone_minutes",
            "aim_minutes",
            "sibling_hours",
            "planned_hours",
            "message_prefix",
        )
        help_texts = {
            "convener_phone": "Visas på varje sida och på inloggningen",
            "acknowledge_minutes": "Har ingen tagit en begäran efter så här lång tid larmas nästa",
            "summons_reminder_minutes": "Räknat från kallelsen. Den som är tyst får en påminnelse",
            "summons_deputy_minutes": "Räknat från kallelsen. Då kallas ersättaren också",
            "summons_phone_minutes": "Räknat från kallelsen. Då visas numret på ringlistan",
            "aim_minutes": "Tiderna i aktiverade lägen jämförs med målet",
            "sibling_hours": "Två begäranden så nära varandra, av samma typ eller i samma kommun, "
            "visas ihop. Ingen källa anger tiden, regionen väljer den",
            "planned_hours": "Ett planerat behov väcker ingen: besked lämnas mellan 07 och "
            "21. Väntas det tidigare än så här larmas som vanligt. Ingen källa anger tiden, "
            "regionen väljer den",
            "message_prefix": "Första ordet i varje sms",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, formfield in self.fields.items():
            if name.endswith(("_minutes", "_hours")):
                self.fields[name] = forms.IntegerField(
                    label=formfield.label,
                    help_text=formfield.help_text,
                    min_value=1,
                    max_value=1440,
                )
        self.fields["convener_phone"] = forms.CharField(
            label=self.fields["convener_phone"].label,
            help_text=self.fields["convener_phone"].help_text,
            max_length=40,
            widget=PhoneInput(),
        )


class KeyForm(forms.Form):
    """A key for a REST client."""

    name = forms.CharField(label="Namn", max_length=80, help_text="Vad nyckeln används till")
    scopes = forms.MultipleChoiceField(
        label="Får",
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[ApiToken.Scope.STATUS],
    )
    days = forms.TypedChoiceField(
        label="Gäller",
        choices=[(30, "30 dagar"), (90, "90 dagar"), (365, "1 år")],
        coerce=int,
        initial=90,
    )


class ImportForm(forms.Form):
    """A filled-in template."""

    file = forms.FileField(
        label="Excelfil",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text="Den ifyllda mallen, högst 2 MB och 10 000 rader",
        error_messages={"empty": "Filen är tom.", "required": "Välj en fil."},
    )
