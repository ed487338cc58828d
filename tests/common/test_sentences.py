"""A field that is wrong says so in one short Swedish sentence that says what to do."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

CHOICES = [("a", "A")]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        (forms.CharField(), "", "Fyll i det här."),
        (forms.CharField(max_length=3), "abcd", "Skriv högst 3 tecken. Nu är det 4."),
        (forms.CharField(min_length=3), "ab", "Skriv minst 3 tecken. Nu är det 2."),
        (forms.CharField(), "a\x00b", "Ta bort tecknet som inte går att visa."),
        (forms.BooleanField(), False, "Kryssa i rutan."),
        (forms.ChoiceField(choices=CHOICES), "", "Välj i listan."),
        (forms.ChoiceField(choices=CHOICES), "x", "Välj i listan."),
        (forms.MultipleChoiceField(choices=CHOICES), ["x"], "Välj i listan."),
        (forms.IntegerField(), "tolv", "Skriv ett heltal med siffror."),
        (forms.IntegerField(max_value=5), "6", "Skriv högst 5."),
        (forms.IntegerField(min_value=5), "4", "Skriv minst 5."),
        (forms.DecimalField(), "x", "Skriv ett tal med siffror."),
        (forms.DateField(), "2026-02-30", "Skriv en dag som finns, så här: 2026-11-21."),
        (forms.TimeField(), "25:00", "Skriv en tid, så här: 09:30."),
        (forms.EmailField(), "x", "Skriv en e-postadress, så här: namn@exempel.se"),
        (
            forms.URLField(assume_scheme="https"),
            "http://[",
            "Skriv en webbadress, så här: https://exempel.se",
        ),
        (forms.FileField(), None, "Välj en fil."),
        (forms.FileField(), SimpleUploadedFile("a.pdf", b""), "Filen är tom. Välj en annan."),
    ],
)
def test_a_wrong_value_is_told_in_one_sentence(
    field: forms.Field, value: object, told: str
) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)

    assert refused.value.messages == [told]


def test_a_form_that_can_say_more_says_its_own() -> None:
    field = forms.CharField(error_messages={"required": "Skriv varför."})
    with pytest.raises(forms.ValidationError, match="Skriv varför"):
        field.clean("")
