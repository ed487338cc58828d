from decimal import Decimal

import pytest
from django import forms

from common import numbers
from common.form_fields import KronorField
from common.templatetags import ui

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (1234567, f"1{SPACE}234{SPACE}567"),
        (Decimal("1234567.5"), f"1{SPACE}234{SPACE}567,50"),
        (-1200, f"-1{SPACE}200"),
        (None, ""),
        ("", ""),
    ],
)
def test_numbers_are_written_the_swedish_way(number: object, shown: str) -> None:
    assert ui.sv(number) == shown


@pytest.mark.parametrize("written", ["08-123 456 78", "+46812345678", "0046 8 12345678"])
def test_a_number_rings_however_it_was_written(written: str) -> None:
    assert ui.tel(written) == (
        f'<a class="tel" href="tel:+46812345678">08-123{SPACE}456{SPACE}78</a>'
    )


def test_a_foreign_number_keeps_its_country() -> None:
    assert ui.phone("+4722334455").startswith("+47")


@pytest.mark.parametrize("text", ["", None, "växeln", "<script>alert(1)</script>"])
def test_what_is_no_number_is_no_link(text: str | None) -> None:
    assert ui.tel(text) == (text or "")
    assert ui.tel_href(text) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "100000",
        "100 000",
        "100\N{NO-BREAK SPACE}000",
        "100\N{NARROW NO-BREAK SPACE}000",
        "100\N{THIN SPACE}000",
        "100\N{ZERO WIDTH SPACE}000",
        " 100 000,00 kr",
        "100 000 kronor",
        "100000.0",
        "100 000:-",
    ],
)
def test_an_amount_is_read_whatever_spaces_it_is_typed_with(typed: str) -> None:
    assert numbers.amount(typed) == Decimal(100_000)
    assert KronorField().clean(typed) == Decimal(100_000)


@pytest.mark.parametrize(
    ("typed", "read"), [("1 234,50", "1234.50"), ("-5", "-5"), ("\N{MINUS SIGN}5,5", "-5.5")]
)
def test_an_amount_keeps_its_ore_and_its_sign(typed: str, read: str) -> None:
    assert numbers.amount(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["", "kr", "1,2345", "1.000.000", "NaN", "1e5", "٣", "12 34x"])
def test_what_is_no_amount_is_never_guessed(typed: str) -> None:
    assert numbers.amount(typed) is None


def test_a_number_may_have_more_decimals_than_an_amount() -> None:
    assert numbers.number("12 345,678") == Decimal("12345.678")
    assert numbers.number("tolv") is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234567.50"), f"1{SPACE}234{SPACE}567,50{SPACE}kr"),
        (Decimal("1234567.00"), f"1{SPACE}234{SPACE}567{SPACE}kr"),
        (100, f"100{SPACE}kr"),
        (None, ""),
    ],
)
def test_ore_are_shown_and_never_rounded_away(value: Decimal | int | None, shown: str) -> None:
    assert ui.kronor(value) == shown


def test_an_amount_stands_in_its_field_as_it_is_typed() -> None:
    assert KronorField().prepare_value(Decimal("1234.50")) == "1234,5"
    assert KronorField().prepare_value("abc") == "abc"


def test_an_amount_that_is_too_small_or_none_is_told() -> None:
    with pytest.raises(forms.ValidationError, match="Ange ett belopp i kronor, till exempel"):
        KronorField().clean("många")
    with pytest.raises(forms.ValidationError, match="Ange minst"):
        KronorField(least=Decimal(1)).clean("0,50")
    assert KronorField(required=False).clean("") is None


@pytest.mark.parametrize(
    "typed",
    ["Vallentuna\N{NARROW NO-BREAK SPACE}kommun", " Vallentuna  kommun\N{NO-BREAK SPACE}"],
)
def test_a_name_is_the_same_whatever_spaces_it_came_with(typed: str) -> None:
    assert numbers.tidy(typed) == "Vallentuna kommun"
    assert numbers.tidy("A\N{COMBINING RING ABOVE}") == "Å"
    assert numbers.tidy("Första raden\nAndra raden") == "Första raden\nAndra raden"
