"""What a field says when it is wrong, where its form says nothing of its own.

Django's Swedish is right and stiff; these are short and say what to do. A form whose field can say
more ("Välj en funktion.") gives its own ``error_messages``.
Källa: domain.md 11.2.
"""

from typing import Any, Final

from django import forms
from django.core import validators

CHOOSE: Final = "Välj i listan."
NUMBER: Final = "Skriv ett tal med siffror."
FIELDS: Final[dict[type[forms.Field], dict[str, str]]] = {
    forms.Field: {"required": "Fyll i det här."},
    forms.BooleanField: {"required": "Kryssa i rutan."},
    forms.ChoiceField: {"required": CHOOSE, "invalid_choice": CHOOSE},
    forms.MultipleChoiceField: {"invalid_choice": CHOOSE, "invalid_list": CHOOSE},
    forms.ModelChoiceField: {"required": CHOOSE, "invalid_choice": CHOOSE},
    forms.ModelMultipleChoiceField: {
        "invalid_choice": CHOOSE,
        "invalid_list": CHOOSE,
        "invalid_pk_value": CHOOSE,
    },
    forms.IntegerField: {"invalid": "Skriv ett heltal med siffror."},
    forms.DecimalField: {"invalid": NUMBER},
    forms.FloatField: {"invalid": NUMBER},
    forms.DateField: {"invalid": "Skriv en dag som finns, så här: 2026-11-21."},
    forms.TimeField: {"invalid": "Skriv en tid, så här: 09:30."},
    forms.URLField: {"invalid": "Skriv en webbadress, så här: https://exempel.se"},
    forms.FileField: {
        "required": "Välj en fil.",
        "missing": "Välj en fil.",
        "invalid": "Filen kom inte fram. Välj den igen.",
        "empty": "Filen är tom. Välj en annan.",
    },
}
VALIDATORS: Final[dict[Any, str]] = {
    validators.MaxLengthValidator: "Skriv högst %(limit_value)d tecken. Nu är det %(show_value)d.",
    validators.MinLengthValidator: "Skriv minst %(limit_value)d tecken. Nu är det %(show_value)d.",
    validators.MaxValueValidator: "Skriv högst %(limit_value)s.",
    validators.MinValueValidator: "Skriv minst %(limit_value)s.",
    validators.EmailValidator: "Skriv en e-postadress, så här: namn@exempel.se",
    validators.URLValidator: "Skriv en webbadress, så här: https://exempel.se",
    validators.ProhibitNullCharactersValidator: "Ta bort tecknet som inte går att visa.",
}


def speak() -> None:
    """Let every field and validator that has no sentence of its own use these."""
    for field, sentences in FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **sentences}
    for validator, sentence in VALIDATORS.items():
        validator.message = sentence
