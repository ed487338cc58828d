"""Swedish letters are found, sorted and kept alike in any form and case, on any database."""

import unicodedata

import pytest
from django import forms
from rest_framework import serializers

from actors.models import Actor
from common import swedish
from tests.clients import signed_in
from tests.factories import ActorFactory, FunctionFactory, MemberFactory, holder

APART = unicodedata.normalize("NFD", "Räddningstjänst i Övre Åbo")
WHOLE = unicodedata.normalize("NFC", APART)


class OneText(forms.Form):
    text = forms.CharField()


class TextInput(serializers.Serializer):
    text = serializers.CharField()


def test_what_is_typed_in_two_characters_is_kept_as_one() -> None:
    form, sent = OneText({"text": APART}), TextInput(data={"text": APART})

    assert APART != WHOLE
    assert form.is_valid()
    assert sent.is_valid()
    assert form.cleaned_data["text"] == sent.validated_data["text"] == WHOLE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wanted", ["övre åbo", "ÖVRE ÅBO", unicodedata.normalize("NFD", "Övre"), "räddning"]
)
def test_the_database_finds_a_letter_in_any_case_and_a_page_in_any_form(wanted: str) -> None:
    member = MemberFactory(actor=ActorFactory(name=WHOLE))
    client = signed_in(holder(FunctionFactory(actor=member.actor)))

    found = Actor.objects.filter(name__icontains=swedish.composed(wanted))
    page = client.get("/katalog/", {"q": wanted}, follow=True).content.decode()

    assert list(found) == [member.actor]
    assert WHOLE in page.split("<main")[1]


@pytest.mark.django_db
def test_a_wildcard_that_is_typed_is_a_letter_and_a_line_is_no_border() -> None:
    ActorFactory(name="100 % klart")
    ActorFactory(name="100 procent")
    ActorFactory(name="En\nrad till")

    assert Actor.objects.filter(name__icontains="0 %").count() == 1
    assert Actor.objects.filter(name__icontains="n_r").count() == 0
    assert Actor.objects.filter(name__endswith="till").count() == 1


@pytest.mark.django_db
def test_names_stand_in_swedish_order() -> None:
    """SOS stood before Salem: capitals came before all small letters."""
    names = ["Salems kommun", "SOS Alarm", "Zettergården", "Åmåls kommun", "Älvkarleby", "Örebro"]
    shuffled = [
        "Örebro",
        "SOS Alarm",
        "Åmåls kommun",
        "Zettergården",
        "Älvkarleby",
        "Salems kommun",
    ]
    for name in shuffled:
        ActorFactory(name=name)

    assert list(Actor.objects.order_by("name").values_list("name", flat=True)) == names
    assert sorted(shuffled, key=swedish.order) == names
