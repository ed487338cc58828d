"""Fields that several forms use."""

from datetime import date

import pytest
from django import forms

from common.form_fields import DayField, MomentField, TextField


@pytest.mark.parametrize("typed", ["2000-01-01", "2026-11-21", "2100-12-31"])
def test_a_day_is_read_as_swedes_write_it(typed):
    assert DayField().clean(typed) == date.fromisoformat(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0206-11-21", "Välj ett år mellan 2000 och 2100."),
        ("1999-12-31", "Välj ett år mellan 2000 och 2100."),
        ("2101-01-01", "Välj ett år mellan 2000 och 2100."),
        ("21/11", "Ange en dag som finns, så här: 2026-11-21."),
    ],
)
def test_a_mistyped_day_says_what_to_type(typed, said):
    with pytest.raises(forms.ValidationError, match=said):
        DayField(required=False).clean(typed)


def test_a_day_may_be_left_out_where_it_is_not_asked_for():
    assert DayField(required=False).clean("") is None
    assert 'type="date"' in str(DayField().widget.render("day", date(2026, 11, 21)))


def test_a_text_asks_for_itself_in_its_own_words():
    field = TextField(rows=2, max_length=3, required_text="Skriv varför.")

    assert field.widget.attrs == {"cols": "40", "rows": 2, "maxlength": "3"}
    with pytest.raises(forms.ValidationError, match="Skriv varför."):
        field.clean(" ")


def test_a_moment_is_read_on_swedish_clocks():
    found = MomentField().clean("2026-11-23T09:00")

    assert found.isoformat() == "2026-11-23T09:00:00+01:00"
    assert MomentField().clean("2026-11-23T09:00+00:00").hour == 9
    assert MomentField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("i morgon", "Ange dag och tid, till exempel 2026-11-23 09:00."),
        ("2027-03-28T02:30", "Den tiden finns inte"),
        ("1999-12-31T23:59", "Välj ett år mellan 2000 och 2100."),
        ("9999-12-31T23:59", "Välj ett år mellan 2000 och 2100."),
        ("9999-12-31T23:59-12:00", "Välj ett år mellan 2000 och 2100."),
    ],
)
def test_a_mistyped_moment_says_what_to_type(typed, said):
    with pytest.raises(forms.ValidationError, match=said):
        MomentField().clean(typed)
