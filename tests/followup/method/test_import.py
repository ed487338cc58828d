"""Criteria and indicators from Excel: looked through, confirmed, all or nothing."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from actors.imports import spreadsheets
from actors.models import User
from common.errors import RuleError
from followup.method import queries as method_overview
from followup.method.models import MethodImport
from followup.method.services import load_reference
from followup.method.sets import services as method_import
from followup.method.sets.rows import CRITERIA_HEAD
from followup.terms import queries as method
from followup.terms.models import AssessmentCriterion, CriteriaSet, IndicatorSet
from tests.followup.method.factories import AT, GROUND, INDICATOR, QUALITY, START, keeper, workbook
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_reference()


@pytest.fixture
def by() -> User:
    return keeper()


def upload(by: User, content: bytes, **given: Any) -> MethodImport:
    values: dict[str, Any] = {
        "kind": "criteria",
        "file_name": "kriterier.xlsx",
        "content": content,
        "name": "Kriterier 2027",
        "registry_number": "",
        "valid_from": START,
        "source": "Källa",
        "reason": "Ny utgåva",
        "by": by,
        "at": AT,
    }
    return method_import.upload(**(values | given))


def carry_out(item: MethodImport, by: User | None = None) -> method_import.Plan:
    """Read the file in: another than who uploaded it, unless somebody else is named."""
    return method_import.apply(import_id=item.pk, by=by or keeper(), at=AT)


def test_who_uploaded_the_file_does_not_read_it_in(by: User) -> None:
    """domain.md 1.9, 7.1."""
    item = upload(by, workbook([GROUND]))

    with pytest.raises(RuleError, match="En annan metodförvaltare"):
        carry_out(item, by)

    assert method.criteria_set(START) is None or method.criteria_set(START).name != item.name


def test_a_new_set_closes_the_one_before(by: User) -> None:
    """Vägledningen 4.1: gemensamma bedömningskriterier kommer i utgåvor."""
    plan = carry_out(upload(by, workbook([GROUND, QUALITY])))
    assert plan.new == ["K1", "K2"]
    assert method.criteria(START).count() == 2
    assert method.criteria(AT.date()).first() != method.criteria(START).first()
    assert CriteriaSet.objects.get(is_demo=True).valid_to == date(2026, 12, 31)


def test_the_same_file_twice_changes_nothing(by: User) -> None:
    carry_out(upload(by, workbook([GROUND])))
    again = upload(by, workbook([GROUND]), valid_from=date(2027, 2, 1))
    assert method_import.look_through(again).changes_nothing
    with pytest.raises(RuleError, match="Inget ändras"):
        carry_out(again)
    assert CriteriaSet.objects.count() == 2


def test_faults_are_told_by_row_and_column_and_nothing_is_read(by: User) -> None:
    wrong = ("K1", "Krav", "", "Okänt", "", "x" * 4001)
    item = upload(by, workbook([GROUND, wrong]))
    plan = method_import.look_through(item)
    assert [(fault.cell, fault.column) for fault in plan.faults] == [
        ("B3", "Slag"),
        ("C3", "Område"),
        ("D3", "Dokument"),
        ("E3", "Kriterium"),
        ("F3", "Stöd"),
        ("A3", "Kod"),
    ]
    with pytest.raises(RuleError, match="Rätta felen"):
        carry_out(item)
    assert not AssessmentCriterion.objects.filter(code="K1").exists()
    rows = spreadsheets.read(
        method_import.marked_file(item, plan), name="a.xlsx", head=[*CRITERIA_HEAD, "Fel"]
    )
    assert "Slag" in rows[1].cells[-1]


def test_guidance_may_be_as_long_in_the_file_as_it_is_kept(by: User) -> None:
    longest = AssessmentCriterion._meta.get_field("guidance").max_length
    fits = workbook([("K1", *GROUND[1:4], "Planen finns.", "x" * longest)])
    too_long = workbook([("K1", *GROUND[1:4], "Planen finns.", "x" * (longest + 1))])

    assert method_import.look_through(upload(by, fits)).faults == []
    (fault,) = method_import.look_through(upload(by, too_long)).faults
    assert fault.text == f"Korta till högst {longest} tecken."


def test_a_sign_that_nobody_sees_is_told(by: User) -> None:
    item = upload(by, workbook([("K1", *GROUND[1:4], "Planen\u200bfinns.", "")]))

    (fault,) = method_import.look_through(item).faults

    assert (fault.cell, fault.text) == ("E2", "Ta bort styrtecken.")


def test_a_changed_set_asks_for_another_look(by: User) -> None:
    first = upload(by, workbook([GROUND]))
    carry_out(upload(by, workbook([QUALITY]), valid_from=AT.date()))
    with pytest.raises(RuleError, match="sedan granskningen"):
        carry_out(first)


def test_a_file_is_read_once(by: User) -> None:
    item = upload(by, workbook([GROUND]))
    carry_out(item)
    with pytest.raises(RuleError, match="redan inläst"):
        carry_out(item)


def test_indicators_are_read_too_and_keep_their_order(by: User) -> None:
    """Vägledningen 2.4: indikatorerna i bilagan till föreskriften."""
    second = ("I0", "Ledning", "Hur många?", "Tal", "")
    item = upload(by, workbook([INDICATOR, second], indicators=True), kind="indicators")
    plan = carry_out(item)
    assert plan.new == ["I1", "I0"]
    held = method.indicator_set(START)
    assert held is not None
    assert [each.code for each in held.indicators.all()] == ["I1", "I0"]
    assert method_import.export_rows("indicators", held)[0] == INDICATOR
    older = IndicatorSet.objects.get(is_demo=True)
    assert {row[1] for row in method_overview.compared("indicators", older.pk, held.pk)} == {
        "Ny",
        "Utgår",
    }


def test_two_versions_are_compared_by_code(by: User) -> None:
    carry_out(upload(by, workbook([GROUND])))
    changed = (*GROUND[:4], "Planen finns och är beslutad.", "")
    carry_out(upload(by, workbook([changed]), valid_from=date(2027, 2, 1)))
    old, new = CriteriaSet.objects.filter(is_demo=False).order_by("valid_from")
    (difference,) = method_overview.compared("criteria", old.pk, new.pk)
    assert difference[:2] == ("K1", "Ändrad")


def test_what_is_exported_can_be_read_again(by: User) -> None:
    held = method.criteria_set(AT.date())
    rows = method_import.export_rows("criteria", held)
    item = upload(by, method_import.template("criteria", rows))
    assert method_import.look_through(item).changes_nothing
    assert method_import.export_rows("criteria", None) == []
    assert method_import.template("indicators", [])


def test_only_the_methods_function_reads_in() -> None:
    with pytest.raises(PermissionDenied):
        upload(World().administrator, workbook([GROUND]))


def test_a_set_does_not_start_in_the_past(by: User) -> None:
    with pytest.raises(RuleError, match="ändras inte"):
        upload(by, workbook([GROUND]), valid_from=date(2026, 1, 1))
