"""docs/rules-003.md tells the truth: each test it names exists and speaks of source 003."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = ROOT / "docs" / "rules-003.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py::\w+)`")
PARAGRAPH = re.compile(r"003 (§\d(\.\d+)*|tabell 2\.2)")
AT_LEAST = 60


@dataclass(frozen=True)
class Rule:
    number: int
    paragraph: str
    strength: str
    text: str
    held_by: str

    @property
    def tests(self) -> list[str]:
        return NAMED.findall(self.held_by)


def rules() -> list[Rule]:
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return [Rule(int(number), *cells) for number, *cells in rows]


def named() -> list[str]:
    return sorted({test for rule in rules() for test in rule.tests})


@cache
def words_of(path: str) -> dict[str, str]:
    """Return what each test of a file says of itself, with what the file says of all."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    of_all = ast.get_docstring(tree) or ""
    return {
        node.name: f"{of_all} {ast.get_docstring(node) or ''}"
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def test_no_rule_is_left_out() -> None:
    assert [rule.number for rule in rules()] == list(range(1, 114))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"rule-{rule.number}")
def test_each_rule_has_a_paragraph_a_strength_and_what_holds_it(rule: Rule) -> None:
    assert PARAGRAPH.match(rule.paragraph)
    assert rule.strength in {"ska", "bör", "kan", "beskrivs"}
    assert rule.tests or rule.held_by.startswith("Metodstöd: ")


def test_most_rules_are_held_by_a_test() -> None:
    assert sum(bool(rule.tests) for rule in rules()) >= AT_LEAST


@pytest.mark.parametrize("test", named())
def test_each_test_that_is_named_exists_and_names_the_source(test: str) -> None:
    path, name = test.split("::")

    assert (ROOT / path).is_file(), "the file has gone; has it been renamed?"
    assert name in words_of(path), "the test has gone; has it been renamed or moved?"
    assert "003" in words_of(path)[name], "its docstring does not name the paragraph"
