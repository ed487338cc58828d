"""Make tagged PDFs that fetch nothing from outside and come out the same each time."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

import structlog
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

log = structlog.get_logger(__name__)

SCHEME: Final = "ssr"
# Where in the static files a document may take style sheets, fonts and pictures from.
FOLDERS: Final = ("css/", "inter/files/", "img/")
TYPES: Final = {
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


# In place of the time of printing, where only what a document says counts.
_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


class RefusedAddress(ValueError):
    """A document asked for something that is not ours."""


def render(template: str, context: dict[str, Any], *, identifier: bytes, at: datetime) -> bytes:
    """Render a template that extends ``records/pdf_base.html`` as PDF/UA-1.

    Same template, context, identifier and time give the same bytes. Addresses in the document are
    ``ssr:css/pdf.css`` (our static files) or ``data:``; all others are refused and left out.
    """
    return render_html(_html(template, context, at), identifier=identifier)


def render_html(html: str, *, identifier: bytes) -> bytes:
    """Make the PDF of a whole document."""
    from weasyprint import HTML  # slow to load: only workers make documents

    with _logged():
        document = HTML(string=html, base_url=f"{SCHEME}:document", url_fetcher=_make_fetcher())
        content: bytes = document.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=identifier, uncompressed_pdf=False
        )
    return content


def fingerprint(template: str, context: dict[str, Any]) -> str:
    """Return a hash of what a document would say, whenever it is printed."""
    return sha256(_html(template, context, _ANY_TIME).encode()).hexdigest()


def _html(template: str, context: dict[str, Any], at: datetime) -> str:
    """Return the document, marked as what it is: live, of an exercise, or of a demonstration."""
    return render_to_string(template, {**context, "demo": settings.DEMO, "printed_at": at})


def identifier_of(file: BinaryIO) -> bytes:
    """Return the identifier that a document was made with; nothing if it has none or is damaged."""
    import pikepdf

    try:
        with pikepdf.open(file) as document:
            return bytes(document.trailer.ID[0])
    except (pikepdf.PdfError, AttributeError):
        return b""


def read_own_file(url: str) -> tuple[bytes, str]:
    """Return bytes and type of ``ssr:css/pdf.css``.

    :raises RefusedAddress: if it is not one of our style sheets, fonts or pictures.
    """
    scheme, _, name = url.partition(":")
    suffix = Path(name).suffix
    ways_out = ("..", "//", "\\", "%", "\0")
    is_plain = name.isascii() and not any(sign in name for sign in ways_out)
    if scheme != SCHEME or not name.startswith(FOLDERS) or suffix not in TYPES or not is_plain:
        raise RefusedAddress("Adressen hör inte till SSR.")
    found = finders.find(name)
    if not isinstance(found, str):
        raise RefusedAddress("Filen finns inte bland våra.")
    return Path(found).read_bytes(), TYPES[suffix]


def _make_fetcher() -> Any:
    """Return a fetcher that has no way to the network or the file system.

    WeasyPrint's own opens both; its parent class is kept only for ``data:``.
    """
    from urllib.request import DataHandler, OpenerDirector

    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesFetcher(URLFetcher):
        def __init__(self) -> None:
            OpenerDirector.__init__(self)
            self.add_handler(DataHandler())
            self._timeout = 1
            self._http_headers: dict[str, str] = {}
            self._allowed_protocols = ("data",)
            self._fail_on_errors = False
            self._request = None

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.lower().startswith("data:"):
                return super().fetch(url, headers)
            content, content_type = read_own_file(url)
            return URLFetcherResponse(url, content, {"Content-Type": content_type})

    return OwnFilesFetcher()


@contextmanager
def _logged() -> Iterator[None]:
    """Log how much WeasyPrint complained, never about what: its records quote the document."""
    handler = _Counter(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    propagate, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
    if handler.count:
        log.warning("pdf_complaints", count=handler.count)


class _Counter(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1
