"""Where a forum or a meeting meets."""

from django import forms

from common import phones
from common.form_fields import PhoneInput
from forums.places import HTTPS_ONLY, Place, place_from


class MeetingLinkField(forms.URLField):
    """The link of a meeting, the same wherever one is written."""

    default_validators = [*forms.URLField.default_validators, HTTPS_ONLY]  # noqa: RUF012 - Django's

    def __init__(self) -> None:
        super().__init__(label="Möteslänk", required=False, max_length=200, assume_scheme="https")


class PlaceForm(forms.Form):
    """The ways to take part; the rule that one is needed stands in the service."""

    bridge_number = forms.CharField(
        label="Telefonbrygga",
        max_length=40,
        required=False,
        widget=PhoneInput(attrs={"autocomplete": "off"}),
    )
    bridge_code = forms.RegexField(
        r"^[0-9#* ]*$",
        label="Kod",
        max_length=12,
        required=False,
        error_messages={"invalid": "Koden får bara ha siffror, # och *."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    link = MeetingLinkField()
    room = forms.CharField(label="Rum", max_length=120, required=False)
    fallback = forms.CharField(
        label="Reserv om inget annat fungerar", max_length=200, required=False
    )

    def clean_bridge_number(self) -> str:
        typed: str = self.cleaned_data["bridge_number"]
        if not typed:
            return ""
        number = phones.e164(typed)
        if not number:
            raise forms.ValidationError(phones.SPOKEN)
        return number

    def place(self) -> Place:
        """Return the place that was written."""
        return place_from(self.cleaned_data)
