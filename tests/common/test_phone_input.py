"""A telephone number in a field."""

import pytest

from common.form_fields import PhoneInput


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+46846500400", "08-465 004 00"),  # as it is kept
        ("070-12", "070-12"),  # as somebody typed it
        ("", None),
    ],
)
def test_a_number_is_shown_as_swedes_write_it(value: str, shown: str | None) -> None:
    assert PhoneInput().format_value(value) == shown
