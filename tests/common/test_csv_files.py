"""What is written in a CSV cell: never a formula, and numbers as numbers."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from common import csv_files


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))  # noqa: RUF001
@pytest.mark.parametrize("blank", ["", " ", "\t", "\r", "\n", "\u00a0"])
def test_no_text_begins_a_formula_whatever_blank_stands_before(blank: str, sign: str) -> None:
    assert csv_files.cell(f"{blank}{sign}1") == f"'{blank}{sign}1"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, "-5"),
        (Decimal("-12.50"), "-12,50"),
        (None, ""),
        ("Botkyrka - Salem", "Botkyrka - Salem"),
        (datetime(2026, 11, 21, 2, 47, 5, tzinfo=UTC), "2026-11-21 03:47:05"),
    ],
)
def test_numbers_and_moments_are_themselves(value: object, written: str) -> None:
    assert csv_files.cell(value) == written


def test_the_file_opens_with_swedish_letters_in_a_swedish_spreadsheet() -> None:
    answer = csv_files.response("kommuner.csv", ["Kommun", "Kr"], [["Täby", 1]])

    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [["Kommun", "Kr"], ["Täby", "1"]]
