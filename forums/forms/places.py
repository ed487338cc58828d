"""Where a forum or a meeting meets."""

import phonenumbers
from django import forms

from common.form_fields import PhoneInput
from forums.places import Place, place_from


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
    link = forms.URLField(label="Möteslänk", required=False, max_length=200, assume_scheme="https")
    room = forms.CharField(label="Rum", max_length=120, required=False)
    fallback = forms.CharField(
        label="Reserv om inget annat fungerar", max_length=200, required=False
    )

    def clean_bridge_number(self) -> str:
        typed: str = self.cleaned_data["bridge_number"]
        if not typed:
            return ""
        problem = "Ange telefonnummer, till exempel 08-465 004 10."
        try:
            number = phonenumbers.parse(typed, "SE")
        except phonenumbers.NumberParseException as error:
            raise forms.ValidationError(problem) from error
        if not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(problem)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError("Länken ska börja med https://")
        return link

    def place(self) -> Place:
        """Return the place that was written."""
        return place_from(self.cleaned_data)
