"""docs/rules-003.md tells the truth of what it names; ``make prove-rules`` that it is so."""

import ast
import inspect
import re
from functools import cache

from tests.proving import mutants
from tests.proving.document import ROOT, TABLE, Proof, Rule, read

PARAGRAPH = re.compile(r"Vägledningen (\d(\.\d+)*|tabell 2\.2)")


@cache
def words_of(path: str) -> dict[str, str]:
    """Return what each test of a file says of itself, with what the file says of all."""
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    of_all = ast.get_docstring(tree) or ""
    return {
        node.name: f"{of_all} {ast.get_docstring(node) or ''}"
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def faults_of(rule: Rule) -> list[str]:
    found = [] if PARAGRAPH.match(rule.paragraph) else ["names no paragraph"]
    if rule.strength not in {"ska", "bör", "kan", "beskrivs"}:
        found.append(f"is neither ska, bör, kan nor beskrivs: {rule.strength}")
    if bool(rule.proofs) is rule.note.startswith("Metodstöd: "):
        found.append("needs either proofs or a note that says why there are none")
    for proof in rule.proofs:
        found += [*faults_of_function(proof), *faults_of_tests(proof)]
    return found


def faults_of_function(proof: Proof) -> list[str]:
    try:
        _, name, thing = mutants.find(proof.held_by)
        mutants.mutant_of(thing, proof.broken)
    except (LookupError, ValueError) as error:
        return [str(error)]
    function = inspect.unwrap(thing.fget if isinstance(thing, property) else thing)
    home = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', name)}"
    if inspect.isroutine(function) and home != proof.held_by:
        return [f"{proof.held_by} lives at {home}"]
    return []


def faults_of_tests(proof: Proof) -> list[str]:
    found = [] if proof.shown_by else [f"no test shows {proof.held_by}"]
    for test in proof.shown_by:
        path, name = test.split("[")[0].split("::")
        words = words_of(path).get(name)
        if words is None:
            found.append(f"there is no {test}")
        elif "Vägledningen" not in words:
            found.append(f"{test} does not name the paragraph")
    return found


def test_the_table_of_rules_names_what_is_there_and_says_how_much_is_proved() -> None:
    """003: every rule, once, with what holds it and what shows it."""
    document = read()
    found = document.rules

    assert [rule.number for rule in found] == list(range(1, 114))
    assert {rule.number: faults for rule in found if (faults := faults_of(rule))} == {}
    is_written = TABLE.read_text(encoding="utf-8") == document.as_markdown()
    assert is_written, "the data has changed: make prove-rules writes the table anew"
