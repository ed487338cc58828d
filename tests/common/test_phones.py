"""Telephone numbers: one reading of them for forms, API, imports, SMS and pages."""

from pathlib import Path

import pytest

from common import phones

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("070-174 06 05", "+46701740605"),
        (" +46 (0)70 174 06 05 ", "+46701740605"),
        ("0046701740605", "+46701740605"),
        ("08-465 004 00", "+46846500400"),
        ("+358 9 1234567", "+35891234567"),
    ],
)
def test_a_number_is_read_in_any_common_form(typed, number):
    assert phones.e164(typed) == number


@pytest.mark.parametrize("typed", ["", "ring mig", "12", "0" * 30, "08-465 004 00 ankn 12"])
def test_what_is_no_number_is_nothing(typed):
    assert phones.read(typed) is None
    assert phones.e164(typed) == ""
    assert not phones.takes_sms(typed)


@pytest.mark.parametrize(
    ("typed", "takes"),
    [
        ("070-174 06 05", True),
        ("+47 412 34 567", True),
        ("08-465 004 00", False),
        ("020-12 34 56", False),
        ("010-123 45 67", False),
        ("070-174 06 051", False),  # a digit too many is no mobile number
    ],
)
def test_only_numbers_of_the_mobile_plan_take_sms(typed, takes):
    assert phones.takes_sms(typed) is takes


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+46846500400", "08-465 004 00"), ("+35891234567", "+358 9 1234567"), ("växeln", "växeln")],
)
def test_a_number_is_shown_as_swedes_write_it(number, shown):
    assert phones.shown(number) == shown


def test_the_numbering_plan_is_asked_in_one_place():
    apps = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
    asking = {
        str(path.relative_to(ROOT))
        for app in apps
        for path in app.rglob("*.py")
        if "import phonenumbers" in path.read_text(encoding="utf-8")
    }

    assert asking == {"common/phones.py"}
