"""Every citation leads somewhere: to a source in docs/kallor.yaml or a section of domain.md."""

import ast
import csv
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from itertools import groupby

import pytest

from common import sources
from tests.house.repository import ROOT, files, name_of

READ = (".py", ".html", ".md", ".yaml", ".csv", ".css", ".js")
# They tell how a citation is written, with places that do not exist.
ABOUT_CITING = {"tests/house/test_sources.py", "tests/common/test_sources.py"}
REMARK = r"""(?:,? ?(?:"[^"]+"|”[^”]+”|\([^()]+\)))*"""
SECTIONS = re.compile(rf"domain\.md (\d+(?:\.\d+)?(?:, \d+(?:\.\d+)?)*){REMARK}")
DECISION = re.compile(rf"ADR (\d+){REMARK}")
DATA = re.compile(rf"(\w+\.csv)(?: ([A-Z_]+))?{REMARK}")
# What stood here before: files that are not in the repository, told by number or by name.
GONE = re.compile(
    r"(?<![\w.:/-])(?<!\d )00[0-4] (?:§|tabell|bild|scen |kap\.|\")|\b[Ss]ource 00[0-4]\b"
    r"|\b(?:model|ux|reliability|features|architecture|what-users-say)\.md\b|\b[Ii]ssue \d"
)
NUMBERED = re.compile(
    r"(?P<key>Vägledningen|Målbilden|Avsiktsförklaringen|Vägledningen för uppföljning|"
    r"Gemensam målbild 2023–2026)(?: för uppföljning)?,? (?:avsnitt )?"
    r"(?P<places>(?:tabell |bild |scen )?\d+(?:\.\d+)*"
    r"(?:(?:, | och )(?:tabell |bild |scen )?\d+\.\d+(?:\.\d+)*)*)(?![–\d])"
)
SHORT = {"Gemensam målbild 2023–2026": "Målbilden"}
OWN = re.compile(r"domain\.md (\d+(?:\.\d+)?(?:, \d+(?:\.\d+)?)*)")


def citations_of(text: str) -> Iterator[str]:
    """Yield what stands after each ``Källa:`` of a docstring or a comment, to the end of it."""
    for after in text.split("Källa:")[1:]:
        paragraph = re.split(r"\n\s*\n|\n\s*:raises", after)[0]
        yield " ".join(paragraph.split()).removesuffix(".")


def texts_of(code: str) -> Iterator[str]:
    """Yield the docstrings of a file, and its comments, those of adjoining lines as one."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""
    comments = [
        (token.start[0], token.string.lstrip("# "))
        for token in tokenize.generate_tokens(io.StringIO(code).readline)
        if token.type == tokenize.COMMENT
    ]
    numbered = enumerate(comments)
    for _, together in groupby(numbered, key=lambda pair: pair[1][0] - pair[0]):
        yield "\n".join(text for _, (_, text) in together)


@cache
def own_sections() -> frozenset[str]:
    headings = (ROOT / "docs/domain.md").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^#{2,3} (\d+(?:\.\d+)?)\.? ", headings, re.M))


def resolves(part: str) -> bool:
    """Return whether one part of a citation leads somewhere."""
    if match := SECTIONS.fullmatch(part):
        return set(match[1].split(", ")) <= own_sections()
    if match := DECISION.fullmatch(part):
        return any((ROOT / "docs/adr").glob(f"{int(match[1]):04d}-*.md"))
    if match := DATA.fullmatch(part):
        kept = [path for path in files(".csv") if path.name == match[1]]
        return bool(kept) and (match[2] or "") in kept[0].read_text(encoding="utf-8")
    return all(isinstance(found, sources.Citation) for found in sources.parse(part))


def unresolved(citation: str) -> list[str]:
    found = [found for found in sources.parse(citation) if isinstance(found, str)]
    return [part for part in found if not resolves(part)]


@cache
def read_files() -> dict[str, str]:
    """Return the text of every file that may cite, by name."""
    return {
        name: path.read_text(encoding="utf-8")
        for path in files(*READ)
        if (name := name_of(path)) not in ABOUT_CITING
    }


@cache
def citations() -> list[tuple[str, str]]:
    """Return every citation of the code with the name of its file."""
    return [
        (name, citation)
        for name, code in read_files().items()
        if name.endswith(".py") and "Källa:" in code
        for text in texts_of(code)
        for citation in citations_of(text)
    ]


def test_each_citation_of_the_code_leads_somewhere() -> None:
    lost = {f"{name}: {citation}" for name, citation in citations() if unresolved(citation)}

    assert not lost


def test_there_are_citations_to_follow() -> None:
    assert len(citations()) > 600


def test_each_section_that_a_text_mentions_exists() -> None:
    lost = {
        f"{name}: {match[0]}"
        for name, text in read_files().items()
        for match in NUMBERED.finditer(text)
        if unresolved(f"{SHORT.get(match['key'], match['key'])} {match['places']}")
    } | {
        f"{name}: {match[0]}"
        for name, text in read_files().items()
        for match in OWN.finditer(text)
        if not set(match[1].split(", ")) <= own_sections()
    }
    assert not lost


def test_nothing_cites_what_is_not_in_the_repository() -> None:
    found = {
        f"{name}: {match[0]}" for name, text in read_files().items() if (match := GONE.search(text))
    }
    assert not found


def test_each_row_of_reference_data_names_its_source() -> None:
    lost = set()
    for path in files(".csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if (source := row.get("source")) is not None and (unresolved(source) or not source):
                    lost.add(f"{name_of(path)}: {source}")
    assert not lost


@pytest.mark.parametrize(
    "citation",
    [
        "Vägledningen 2.2.5",
        "Vägledningen 2.2 enligt oss",
        'Avsiktsförklaringen "Forum på fyra nivåer": "kallas"; Hemligboken 3',
        "LEH 9 kap. 1 §; okänd lag 3 §",
        "domain.md 4.9",
        "domain.md 4.1, 99",
        "ADR 99",
        "no_such_file.csv",
        "key_dates.csv NO_SUCH_ROW",
        "003 kap. 3",
    ],
)
def test_a_citation_that_leads_nowhere_is_found(citation: str) -> None:
    assert unresolved(citation)


@pytest.mark.parametrize(
    "citation",
    [
        'Vägledningen 2.2, tabell 2.2 "finns"; LEH 2 kap. 1 § (planen)',
        'Avsiktsförklaringen "Så aktiveras olika forum": "anpassad sammansättning"',
        "domain.md 4.1, 4.2 (vårt val); ADR 14; key_dates.csv ARLIG_UPPFOLJNING",
    ],
)
def test_a_citation_that_leads_somewhere_is_not(citation: str) -> None:
    assert not unresolved(citation)


def test_anchors_are_unique() -> None:
    anchors = [source.anchor for _, rows in sources.groups() for source in rows]
    anchors += [
        anchor for _, rows in sources.groups() for source in rows for anchor, _ in source.listed()
    ]
    assert len(set(anchors)) == len(anchors)


def test_the_english_page_lists_the_same_sources_and_sections() -> None:
    page = " ".join((ROOT / "docs/sources.md").read_text(encoding="utf-8").split())
    for _, rows in sources.groups():
        for source in rows:
            assert re.search(rf'id="{source.anchor}"></a>(\*\*)?{re.escape(source.key)}', page)
            assert source.title in page
            assert not re.search(r"\d", source.number) or source.number in page
            for anchor, section in source.listed():
                assert f'<a id="{anchor}"></a>{section.label}' in page
    known = {source.anchor for _, rows in sources.groups() for source in rows}
    known |= {a for _, rows in sources.groups() for source in rows for a, _ in source.listed()}
    assert set(re.findall(r'<a id="([^"]+)"', page)) == known
