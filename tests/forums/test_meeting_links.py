"""The link of a meeting is encrypted, wherever it is written."""

import pytest
from django import forms
from rest_framework import serializers

from activations.convening.forms import ConveneForm
from activations.convening.serializers import PlaceSerializer
from activations.running.forms import NextMeetingForm
from forums.place_fields import PlaceForm


@pytest.mark.parametrize("form", [PlaceForm, NextMeetingForm, ConveneForm])
def test_a_page_takes_only_https(form: type[forms.Form]) -> None:
    field = form.base_fields["link"]

    assert field.clean("https://mote.example/1") == "https://mote.example/1"
    assert field.clean("mote.example/1") == "https://mote.example/1"
    for wrong in ("http://mote.example/1", "ftp://mote.example/1"):
        with pytest.raises(forms.ValidationError):
            field.clean(wrong)


def test_the_api_takes_only_https() -> None:
    field = PlaceSerializer().fields["link"]

    assert field.run_validation("https://mote.example/1") == "https://mote.example/1"
    with pytest.raises(serializers.ValidationError, match="https://"):
        field.run_validation("http://mote.example/1")
