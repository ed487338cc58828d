"""Word, Excel and OpenDocument: no macros, embedded programs, or links that fetch by themselves."""

import re
import zipfile
from collections.abc import Callable
from typing import IO, BinaryIO, Final
from urllib.parse import unquote
from xml.parsers import expat

from records.files.checks import archives
from records.files.checks.refusals import DAMAGED, LOCKED, Findings, Unsafe

MACROS: Final = "den innehåller makron"
OBJECTS: Final = "den innehåller inbäddade objekt – spara den som PDF"
LINKS: Final = "den hämtar innehåll utifrån (mallar eller länkade filer)"
DDE: Final = "den kan starta ett annat program (DDE)"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS: Final = re.compile(
    r"vbaproject|vbadata|/activex/|^basic/|^scripts/|macrosheets/|customui", re.IGNORECASE
)
_OBJECTS: Final = re.compile(r"/embeddings/|oleobject|objectreplacements/ole", re.IGNORECASE)
_WORD_DDE: Final = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
_FORMULA_DDE: Final = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>[^<]{0,200}\|", re.IGNORECASE)
_CHUNK: Final = 256 * 1024

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]


def check_word(file: BinaryIO, findings: Findings) -> None:
    """Look through a Word document.

    :raises Unsafe: if it is damaged, locked, another kind of file, or does something by itself.
    """
    _check_openxml(file, findings, "word/document.xml")


def check_excel(file: BinaryIO, findings: Findings) -> None:
    """Look through an Excel workbook.

    :raises Unsafe: if it is damaged, locked, another kind of file, or does something by itself.
    """
    _check_openxml(file, findings, "xl/workbook.xml")


def check_opendocument(file: BinaryIO, findings: Findings, *, mimetype: str) -> None:
    """Look through an OpenDocument text or spreadsheet.

    :raises Unsafe: if it is damaged, locked, another kind of file, or does something by itself.
    """
    with _open(file) as archive:
        names = set(archive.namelist())
        if "mimetype" not in names or "content.xml" not in names:
            raise Unsafe(DAMAGED)
        if archive.read("mimetype").strip() != mimetype.encode():
            raise Unsafe("innehållet stämmer inte med filändelsen")
        _check_names(names)
        archives.read_through(archive)
        for name, part in archives.parts(archive):
            if name.endswith(".xml"):
                _read_xml(part, lambda tag, found: _open_tag(tag, found, findings))


def _check_openxml(file: BinaryIO, findings: Findings, main: str) -> None:
    with _open(file) as archive:
        names = set(archive.namelist())
        if "[Content_Types].xml" not in names:
            raise Unsafe(DAMAGED)
        if main not in names:
            raise Unsafe("innehållet stämmer inte med filändelsen")
        _check_names(names)
        archives.read_through(archive)
        for name, part in archives.parts(archive):
            _check_part(name.lower(), part, findings)


def _open(file: BinaryIO) -> zipfile.ZipFile:
    file.seek(0)
    if file.read(8) == _OLE:
        raise Unsafe(LOCKED)
    return archives.open_checked(file)


def _check_names(names: set[str]) -> None:
    for name in names:
        if _MACROS.search(name):
            raise Unsafe(MACROS)
        if _OBJECTS.search(name):
            raise Unsafe(OBJECTS)
        if name.lower().startswith("xl/externallinks/"):
            raise Unsafe(LINKS)


def _check_part(name: str, part: IO[bytes], findings: Findings) -> None:
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        _check_sheet(part)
    elif name.endswith((".xml", ".rels", ".vml")):
        fields = _Fields()
        _read_xml(part, lambda tag, found: _x_tag(tag, found, findings, fields), fields.add)
        fields.check()
    if name.endswith("comments.xml"):
        findings.warnings.add("comments")


def _check_sheet(part: IO[bytes]) -> None:
    """Look for formulas that start programs, without building the sheet: it may be very large."""
    tail = b""
    while chunk := part.read(_CHUNK):
        if b"<!ENTITY" in tail + chunk:
            raise Unsafe(DAMAGED)
        if _FORMULA_DDE.search(tail + chunk):
            raise Unsafe(DDE)
        tail = chunk[-400:]


class _Fields:
    """The instructions of a Word document's fields, which may be cut in many pieces."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.is_inside = False

    def add(self, text: str) -> None:
        if self.is_inside and len(self.pieces) < 100_000:  # noqa: PLR2004 - enough for any document
            self.pieces.append(text)

    def check(self) -> None:
        if _WORD_DDE.search("".join(self.pieces)):
            raise Unsafe(DDE)


def _x_tag(tag: str, found: Attributes, findings: Findings, fields: _Fields) -> None:
    local = tag.rpartition(":")[2]
    fields.is_inside = local == "instrText"
    if local == "Relationship":
        _check_relationship(found)
    elif local in {"Override", "Default"}:
        if re.search("macroenabled|vbaproject|activex", found.get("ContentType", ""), re.I):
            raise Unsafe(MACROS)
    elif local == "fldSimple":
        fields.pieces.append(f" {found.get('w:instr', '')} ")
    elif local == "ddeLink":
        raise Unsafe(DDE)
    elif tag in {"w:ins", "w:del"}:
        findings.warnings.add("changes")
    elif local == "sheet" and found.get("state", "visible") != "visible":
        findings.warnings.add("hidden")
    elif local in {"creator", "lastModifiedBy"}:
        findings.warnings.add("author")


def _is_own_template(target: str) -> bool:
    """Return whether a template lies on a disk, as Word itself writes it, and not on a net."""
    path = unquote(target).replace("\\", "/").removeprefix("file:///")
    if path[1:2] == ":" and path[:1].isalpha():
        path = path[2:].removeprefix("/")
    return bool(path) and not path.startswith("/") and ":" not in path and "//" not in path


def _check_relationship(found: Attributes) -> None:
    kind = found.get("Type", "").rpartition("/")[2].lower()
    if kind == "attachedtemplate" and _is_own_template(found.get("Target", "")):
        return
    if kind in {"afchunk", "attachedtemplate", "oleobject", "package", "externallinkpath"}:
        raise Unsafe(LINKS if kind in {"attachedtemplate", "externallinkpath"} else OBJECTS)
    if found.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
        raise Unsafe(LINKS)


_REFUSED_TAGS: Final = {
    "script:event-listener": MACROS,
    "office:script": MACROS,
    "table:table-source": LINKS,
    "draw:plugin": LINKS,
    "draw:applet": LINKS,
    "draw:floating-frame": LINKS,
    "draw:object-ole": OBJECTS,
    "manifest:encryption-data": LOCKED,
}
_TOLD_TAGS: Final = {
    "text:tracked-changes": "changes",
    "office:annotation": "comments",
    "meta:initial-creator": "author",
    "dc:creator": "author",
}


def _open_tag(tag: str, found: Attributes, findings: Findings) -> None:
    if tag in _REFUSED_TAGS:
        raise Unsafe(_REFUSED_TAGS[tag])
    if "dde" in tag.rpartition(":")[2].split("-"):
        raise Unsafe(DDE)
    if tag.startswith(("draw:image", "draw:object", "text:section-source")):
        target = found.get("xlink:href", "")
        if "//" in target or target.startswith(("/", "..", "file:")):
            raise Unsafe(LINKS)
    if tag in _TOLD_TAGS:
        findings.warnings.add(_TOLD_TAGS[tag])


def _read_xml(
    part: IO[bytes], on_start: Start, on_text: Callable[[str], None] | None = None
) -> None:
    """Read XML in pieces, without building it; anything but plain XML is refused."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = on_start
    if on_text:
        parser.CharacterDataHandler = on_text

    def refuse(*_about: object) -> None:
        raise Unsafe(DAMAGED)

    parser.EntityDeclHandler = refuse
    try:
        parser.ParseFile(part)
    except expat.ExpatError as error:
        raise Unsafe(DAMAGED) from error
