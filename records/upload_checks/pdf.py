"""PDF: opened and looked through for what runs, is hidden inside or is locked."""

import re
from typing import Any, BinaryIO, Final

from records.upload_checks.refusals import DAMAGED, LOCKED, TOO_BIG_INSIDE, Findings, Unsafe

MOST_PAGES: Final = 3_000
MOST_OBJECTS: Final = 500_000
MOST_UNPACKED: Final = 150 * 1024 * 1024
_STRINGS: Final = re.compile(rb"\((?:\\.|[^\\()])*\)", re.DOTALL)
_ACTIVE: Final = (
    (re.compile(rb"/(?:JS|JavaScript)\b"), "den innehåller skript (JavaScript)"),
    (re.compile(rb"/Launch\b"), "den kan starta ett program"),
    (re.compile(rb"/(?:EmbeddedFiles?|EF|GoToE)\b"), "den innehåller inbäddade filer"),
    (re.compile(rb"/XFA\b"), "den innehåller ett formulär som kan köra kod (XFA)"),
    (re.compile(rb"/(?:RichMedia|Flash|ImportData)\b"), "den innehåller rörligt innehåll"),
)


def check(file: BinaryIO, findings: Findings) -> None:
    """Refuse a PDF that is damaged, locked, too long or does something when it is opened.

    :raises Unsafe: if it is.
    """
    import pikepdf

    file.seek(0)
    if not file.read(8).startswith(b"%PDF-"):
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
        names = _STRINGS.sub(b"", thing.unparse(resolved=True))
        for pattern, reason in _ACTIVE:
            if pattern.search(names):
                raise Unsafe(reason)
    if str(pdf.docinfo.get("/Author", "")).strip():
        findings.warnings.add("author")
