"""What every page does with its form, and where it tells of a refusal."""

from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from common.errors import RuleError
from common.forms import REFUSED, WRONG, SeenForm, add_refusal, carried_out, posted


class Asked(forms.Form):
    reason = forms.CharField()


def refuse(**told):
    def act(_values):
        raise RuleError("Det går inte.", **told)

    return act


def test_a_form_that_is_only_shown_has_no_data():
    assert posted(RequestFactory().get("/")) is None
    assert not Asked(posted(RequestFactory().get("/"))).is_bound


def test_an_empty_post_binds_the_form():
    assert Asked(posted(RequestFactory().post("/"))).is_bound


def test_an_act_is_done_with_what_was_typed():
    done = []

    assert carried_out(Asked({"reason": "Skäl"}), done.append) == 0
    assert done == [{"reason": "Skäl"}]


def test_a_form_that_is_wrong_does_nothing():
    done = []

    assert carried_out(Asked({}), done.append) == WRONG
    assert done == []


def test_a_refusal_is_told_at_its_field():
    form = Asked({"reason": "Skäl"})

    assert carried_out(form, refuse(field="reason")) == REFUSED
    assert form.errors == {"reason": ["Det går inte."]}


def test_a_refusal_whose_field_is_not_on_the_form_is_told_above_it():
    form = Asked({"reason": "Skäl"})

    add_refusal(form, RuleError("Det går inte.", field="other"))

    assert form.non_field_errors() == ["Det går inte."]


class Notes(SeenForm):
    notes = forms.CharField(label="Anteckning", required=False)
    way = forms.ChoiceField(label="Sätt", choices=[("a", "Möte"), ("b", "Samtal")], required=False)


def typed(form: forms.Form, **values: str) -> QueryDict:
    """Return what a browser would send of a form that was shown."""
    sent = QueryDict(mutable=True)
    for name in form.fields:
        sent[name] = form[name].value() or ""
    for name, value in values.items():
        sent[name] = value
    return sent


def test_what_another_has_written_meanwhile_is_told_once_and_then_written_over():
    shown = Notes(initial={"notes": "", "way": "a"})
    stored = {"notes": "Den andras", "way": "b"}

    late = Notes(typed(shown, notes="Min", way="a"), initial=stored)

    assert not late.is_valid()
    told = late.non_field_errors()[0]
    assert told.endswith("Nu står det: Anteckning: Den andras; Sätt: Samtal")
    assert late["notes"].value() == "Min"
    again = Notes(typed(late, notes="Min", way="a"), initial=stored)
    assert again.is_valid()
    assert again.cleaned_data == {"notes": "Min", "way": "a"}


class Places(SeenForm):
    places = forms.MultipleChoiceField(
        label="Kommuner", choices=[("1", "Vallentuna"), ("2", "Täby")]
    )


def test_a_choice_of_several_that_another_has_made_is_told_in_words():
    stored = {"places": ["1", "2"]}

    late = Places(QueryDict("places=1&seen=old"), initial=stored)
    emptied = Places(QueryDict("places=1&seen=old"), initial={"places": []})

    assert late.non_field_errors()[0].endswith("Nu står det: Kommuner: Vallentuna, Täby")
    assert emptied.non_field_errors()[0].endswith("Nu står det: Kommuner: –")


def test_what_nobody_has_touched_meanwhile_is_saved():
    stored = {"notes": "Stod där", "way": "a"}

    form = Notes(typed(Notes(initial=stored), notes="Nytt"), initial=stored)
    same = Notes(typed(Notes(initial={"way": "a"}), notes="Stod där"), initial=stored)
    emptied = Notes(typed(Notes(initial=stored), notes="x"), initial={"way": "a"})

    assert form.is_valid()
    assert same.is_valid()
    assert not emptied.is_valid()
    assert emptied.non_field_errors()[0].endswith("Anteckning: –")
