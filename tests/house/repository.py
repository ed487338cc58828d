"""What the tests of the house ask the repository itself."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "common",
    "notices",
    "records",
    "actors",
    "forums",
    "activations",
    "followup",
    "secrecy",
    "capabilities",
    "ssr",
    "demo",
)


def files(*suffixes: str) -> list[Path]:
    """Return every file git keeps or would keep, all or those with these suffixes."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (ROOT / name for name in listing.split("\0") if name)
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def app_files() -> list[Path]:
    """Return the Python files of the apps, migrations left out."""
    return [
        path
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] in APPS and "migrations" not in path.parts
    ]


def contracts() -> list[dict[str, Any]]:
    """Return the import contracts as pyproject.toml states them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return found


def contract(name: str) -> dict[str, Any]:
    return next(found for found in contracts() if found["name"] == name)


def module_of(path: Path) -> str:
    """Return the dotted name of a Python file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))
