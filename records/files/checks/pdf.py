"""PDF: opened and looked through for what runs, is hidden inside or is locked."""

import re
from typing import Any, BinaryIO, Final

from records.files.checks.refusals import DAMAGED, LOCKED, TOO_BIG_INSIDE, Findings, Unsafe

MOST_PAGES: Final = 3_000
MOST_OBJECTS: Final = 500_000
MOST_UNPACKED: Final = 150 * 1024 * 1024
# A mark of byte order and blanks, which some systems write before the header, say nothing.
_LEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]{0,1000}(?=%PDF-)")
# What Acrobat writes by itself in a field for a date or a time: one call of a function that the
# reader has, with a pattern and nothing else. No other action hangs on it (no /Next).
_PATTERN: Final = rb"[dmyhHMst0-9:/., -]{1,40}"
_DATE_FIELD: Final = re.compile(
    rb"/JS \(AF(?:Date|Time)_(?:Format|Keystroke)(?:Ex)?\\\("
    rb"(?:[0-9]{1,2}|\"" + _PATTERN + rb"\"|'" + _PATTERN + rb"')"
    rb"\\\);?\) /S /JavaScript(?= +(?:/Type /Action +)?>>)"
)
_STRINGS: Final = re.compile(rb"\((?:\\.|[^\\()])*\)", re.DOTALL)
_PRINT: Final = "skriv ut den till PDF (Skriv ut, Spara som PDF) och skicka den nya filen"
_APART: Final = "skriv ut den till PDF eller spara som PDF/A-2, och skicka bilagorna var för sig"
_ACTIVE: Final = (
    (re.compile(rb"/(?:JS|JavaScript)\b"), f"den innehåller skript (JavaScript) – {_PRINT}"),
    (re.compile(rb"/Launch\b"), "den kan starta ett program"),
    (
        re.compile(rb"/(?:EmbeddedFiles?|EF|GoToE)\b"),
        f"den innehåller inbäddade filer – {_APART}",
    ),
    (re.compile(rb"/XFA\b"), f"den innehåller ett formulär som kan köra kod (XFA) – {_PRINT}"),
    (re.compile(rb"/(?:RichMedia|Flash|ImportData)\b"), "den innehåller rörligt innehåll"),
)


def without_lead(start: bytes) -> bytes:
    """Return the start of a PDF without the blanks that some systems write before its header."""
    lead = _LEAD.match(start)
    return start[lead.end() :] if lead else start


def check(file: BinaryIO, findings: Findings) -> None:
    """Refuse a PDF that is damaged, locked, too long or does something when it is opened.

    :raises Unsafe: if it is.
    """
    import pikepdf

    file.seek(0)
    if not without_lead(file.read(1024)).startswith(b"%PDF-"):
        raise Unsafe("innehållet är inte en PDF")
    file.seek(0)
    pikepdf.settings.set_qpdf_limits(flate_max_memory=MOST_UNPACKED)
    try:
        with pikepdf.open(file, attempt_recovery=False) as pdf:
            _look_through(pdf, findings)
    except pikepdf.PasswordError as error:
        raise Unsafe(LOCKED) from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as error:
        raise Unsafe(DAMAGED) from error


def _look_through(pdf: Any, findings: Findings) -> None:
    import pikepdf

    if len(pdf.objects) > MOST_OBJECTS:
        raise Unsafe(TOO_BIG_INSIDE)
    if not len(pdf.pages):
        raise Unsafe(DAMAGED)
    if len(pdf.pages) > MOST_PAGES:
        raise Unsafe(f"den har fler än {MOST_PAGES} sidor")
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            thing = thing.stream_dict
        elif not isinstance(thing, pikepdf.Dictionary | pikepdf.Array):
            continue
        told = _DATE_FIELD.sub(b"/S /Date", thing.unparse(resolved=True))
        names = _STRINGS.sub(b"", told)
        for pattern, reason in _ACTIVE:
            if pattern.search(names):
                raise Unsafe(reason)
    if str(pdf.docinfo.get("/Author", "")).strip():
        findings.warnings.add("author")
