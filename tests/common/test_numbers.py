from decimal import Decimal

import pytest

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
