"""The repository keeps its own promises."""

import ast
import re
import tomllib
from fnmatch import fnmatch

from tests.house.repository import ROOT, app_files, contract, files, module_of, name_of

# Written in two parts, or this file would name what it forbids.
HOSTS = [f"{a}{b}" for a, b in [("npmjs", ".org"), ("pypi", ".org"), ("python", "hosted.org")]]
PLACES = [f"/{a}/{b}" for a, b in [("work", "main"), ("work", "shared"), ("tmp", "brief")]]


def test_files_are_short_enough_to_read() -> None:
    limits = {".py": 500, ".html": 150}
    too_long = {
        name_of(path): lines
        for path in files(*limits)
        if "migrations" not in path.parts  # written by Django
        and (lines := len(path.read_text().splitlines())) > limits[path.suffix]
    }
    assert not too_long


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    forbidden = re.compile("|".join(map(re.escape, HOSTS + PLACES)))
    found = {
        name_of(path): match.group()
        for path in files()
        if path.suffix not in {".png", ".pdf", ".xlsx", ".woff2"}
        and (match := forbidden.search(path.read_text(errors="replace")))
    }
    assert not found


def test_every_rule_names_its_source() -> None:
    pure = set(contract("Rules are pure")["source_modules"])
    rules = [path for path in app_files() if path.name == "rules.py" or module_of(path) in pure]
    unsourced = [
        f"{name_of(path)}: {node.name}"
        for path in rules
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "Källa:" not in (ast.get_docstring(node) or "")
    ]
    assert not unsourced


def test_there_are_no_signals() -> None:
    receivers = [
        name_of(path)
        for path in app_files()
        if re.search(r"django\.dispatch|django\.db\.models\.signals", path.read_text())
    ]
    assert not receivers


def test_migrations_have_names_that_say_what_they_do() -> None:
    unnamed = [name_of(path) for path in ROOT.glob("*/migrations/*_auto_*.py")]
    assert not unnamed


def test_every_room_file_that_writes_is_wholly_covered() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ssr"]["wholly_covered"]
    rooms = {"activations", "actors", "followup", "forums", "secrecy"}
    left_out = [
        name
        for path in app_files()
        if path.relative_to(ROOT).parts[0] in rooms
        and path.name not in {"api.py", "data.py"}  # they call services; they load reference data
        and "@transaction.atomic" in path.read_text()
        and not any(fnmatch(name := name_of(path), pattern) for pattern in wanted)
    ]
    assert left_out == []
    assert all(
        list(ROOT.glob(pattern.removeprefix("*/"))) for pattern in wanted if "*" not in pattern
    )
