"""The sources that rules come from, read once from docs/kallor.yaml, and how they are cited.

A citation is ``Vägledningen 2.2.3, tabell 2.2 "finns" (vår läsning); LEH 2 kap. 1 §``: parts with
semicolons between, each the key of a source, places in it, then what is quoted or remarked. Code
and data hold it like that; ``words`` and ``links`` turn it into what people read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

_NUMBER = re.compile(r"§?((?:tabell |bild |scen )?\d+(?:\.\d+)*)(?![\w:–-]|\.\d)")
_QUOTE = re.compile(r'"([^"]+)"|”([^”]+)”')
_BETWEEN = re.compile(r"(?:,|\s+och\b|:|\s)+")
_REMARK = re.compile(r"""(?:\s*[,:]?\s*(?:"[^"]+"|”[^”]+”|\([^()]+\)))*""")


@dataclass(frozen=True)
class Section:
    """A place in a document that may be cited: by number, or by heading where it has none."""

    title: str
    number: str = ""

    @property
    def place(self) -> str:
        return self.number or self.title

    @property
    def label(self) -> str:
        """Return the section as a list shows it."""
        return f"{self.number.capitalize()} {self.title}" if self.number else self.title


@dataclass(frozen=True)
class Source:
    """A document, statute, agreement or standard."""

    key: str
    name: str
    anchor: str
    title: str
    rules: str
    publisher: str = ""
    date: str = ""
    number: str = ""
    found: str = ""
    title_note: str = ""
    older: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    places: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()

    def section_anchor(self, place: str) -> str:
        """Return where the page shows a place, or the source where the place is not listed."""
        has = any(section.place == place for section in self.sections)
        return f"{self.anchor}-{slugify(place.replace('.', '-'))}" if has else self.anchor

    def listed(self) -> list[tuple[str, Section]]:
        """Return each section with its anchor."""
        return [(self.section_anchor(section.place), section) for section in self.sections]

    def holds(self, place: str) -> bool:
        """Return whether the source has this place."""
        return place in self.places or any(section.place == place for section in self.sections)


@dataclass(frozen=True)
class Citation:
    """One source, the places cited in it, and what is quoted or remarked."""

    source: Source
    places: tuple[str, ...] = ()
    remark: str = ""

    @property
    def words(self) -> str:
        """Return ``Vägledningen för uppföljning, avsnitt 2.2 och tabell 2.2``."""
        return f"{self.source.name}, {_in_a_row(self.places)}" if self.places else self.source.name

    @property
    def href(self) -> str:
        anchor = self.source.section_anchor(self.places[0] if self.places else "")
        return f"{reverse('sources')}#{anchor}"


@cache
def groups() -> list[tuple[str, list[Source]]]:
    """Return the sources of docs/kallor.yaml under their kinds, in the order of the file."""
    text = (Path(settings.BASE_DIR) / "docs" / "kallor.yaml").read_text(encoding="utf-8")
    return [
        (kind["kind"], [_source(row) for row in kind["sources"]]) for kind in yaml.safe_load(text)
    ]


def parse(text: str) -> list[Citation | str]:
    """Return the citations of a text; a part that cites nothing known comes back as it was."""
    return [_citation(part) or part for part in _parts(text)]


def words(text: str) -> str:
    """Return a citation as people read it."""
    return "; ".join(
        part if isinstance(part, str) else f"{part.words} {part.remark}".rstrip()
        for part in parse(text)
    )


def links(text: str) -> SafeString:
    """Return a citation as people read it, each source a link to the page that explains it."""
    return format_html_join(
        "; ",
        "{}{}",
        (
            (part, "")
            if isinstance(part, str)
            else (
                format_html('<a href="{}">{}</a>', part.href, part.words),
                f" {part.remark}" if part.remark else "",
            )
            for part in parse(text)
        ),
    )


def _source(row: dict[str, Any]) -> Source:
    for name in ("older", "places", "slips"):
        row[name] = tuple(row.get(name, ()))
    return Source(**row | {"sections": tuple(Section(**one) for one in row.get("sections", ()))})


@cache
def _by_key() -> list[tuple[str, Source]]:
    """Return every name that a citation may begin with, the longest first."""
    found = [
        (key, source)
        for _, sources in groups()
        for source in sources
        for key in (source.key, *source.older)
    ]
    return sorted(found, key=lambda pair: -len(pair[0]))


def _parts(text: str) -> Iterator[str]:
    """Split at the semicolons that stand in no quotation and no remark."""
    for part in re.findall(r'(?:"[^"]*"|”[^”]*”|\([^()]*\)|[^;])+', text):
        if part.strip():
            yield part.strip()


def _citation(part: str) -> Citation | None:
    for key, source in _by_key():
        rest = part.removeprefix(key)
        if rest != part and not re.match(r"[\w:–-]", rest):
            return _placed(source, rest)
    return None


def _placed(source: Source, rest: str) -> Citation | None:
    places: list[str] = []
    while found := _next_place(source, rest):
        place, rest = found
        places.append(place)
    remark = rest.strip().removeprefix(":").strip()
    if not _REMARK.fullmatch(rest):
        return None
    return Citation(source, tuple(places), remark)


def _next_place(source: Source, rest: str) -> tuple[str, str] | None:
    after = rest[gap.end() :] if (gap := _BETWEEN.match(rest)) else rest
    for place in sorted(source.places, key=len, reverse=True):
        if after.startswith(place):
            return place, after[len(place) :]
    for pattern in (_NUMBER, _QUOTE):
        match = pattern.match(after)
        if match and source.holds(place := next(filter(None, match.groups()))):
            return place, after[match.end() :]
    return None


def _in_a_row(places: tuple[str, ...]) -> str:
    said: list[str] = []
    was_number = False
    for place in places:
        is_number = re.fullmatch(r"\d+(\.\d+)*", place) is not None
        is_heading = not re.search(r"\d|bilagan|kap", place)
        numbered = place if was_number else f"avsnitt {place}"
        said.append(numbered if is_number else f"”{place}”" if is_heading else place)
        was_number = is_number
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} och {said[-1]}"
