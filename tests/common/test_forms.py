"""What every page does with its form, and where it tells of a refusal."""

from django import forms
from django.test import RequestFactory

from common.errors import RuleError
from common.forms import REFUSED, WRONG, add_refusal, carried_out, posted


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
