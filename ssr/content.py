"""The texts of the help, read once from the files that people edit in docs/."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from common.swedish import order, plain


@dataclass(frozen=True)
class Term:
    """A word of the glossary."""

    term: str
    identifier: str  # its name in code
    explanation: str

    @property
    def slug(self) -> str:
        return self.identifier.replace("_", "-")

    def has(self, words: str) -> bool:
        """Return whether the word itself holds what is looked for."""
        return plain(words) in plain(self.term)


@dataclass(frozen=True)
class Step:
    """One step of a task."""

    title: str
    text: str


@dataclass(frozen=True)
class Topic:
    """How to do one task."""

    slug: str
    group: str
    title: str
    intro: str
    steps: tuple[Step, ...]

    def has(self, words: str) -> bool:
        """Return whether every word stands somewhere in the topic."""
        texts = [self.group, self.title, self.intro]
        texts += [f"{step.title} {step.text}" for step in self.steps]
        whole = plain(" ".join(texts))
        return all(word in whole for word in plain(words).split())


@cache
def glossary() -> list[Term]:
    """Return the words of docs/ordlista.yaml in Swedish order."""
    terms = [Term(**entry) for entry in _read("ordlista.yaml")]
    return sorted(terms, key=lambda term: order(term.term))


@cache
def topics() -> dict[str, Topic]:
    """Return the tasks of docs/hjalp.yaml by slug, in the order of the file."""
    found = [
        Topic(
            slug=entry["slug"],
            group=entry["group"],
            title=entry["title"],
            intro=entry["intro"],
            steps=tuple(Step(**step) for step in entry["steps"]),
        )
        for entry in _read("hjalp.yaml")
    ]
    return {topic.slug: topic for topic in found}


def groups(words: str = "") -> list[tuple[str, list[Topic]]]:
    """Return the topics that hold the words under their headings, in the order of the file."""
    found: dict[str, list[Topic]] = {}
    for topic in topics().values():
        if topic.has(words):
            found.setdefault(topic.group, []).append(topic)
    return list(found.items())


def _read(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((Path(settings.BASE_DIR) / "docs" / name).read_text(encoding="utf-8"))
