"""PDFs: tagged, the same bytes each time, and unable to fetch anything that is not ours."""

import hashlib
import io
import logging
import socket
import threading

import pikepdf
import pytest
from django.template import engines
from weasyprint.urls import URLFetchingError  # noqa: TID253 - this test makes documents anyway

from records import pdf
from tests.records.factories import AT

CANARY = "CANARY-7f3a91"
PORT = 8150
BODY = """{% extends "records/pdf_base.html" %}
{% block title %}{{ title }}{% endblock %}{% block heading %}{{ title }}{% endblock %}
{% block version %}Version 1.{% endblock %}
{% block content %}<h2>Närvaro</h2>
<table><caption>Aktörer</caption>
<thead><tr><th scope="col">Aktör</th><th scope="col">Mandat</th></tr>
</thead><tbody><tr><th scope="row">Polisen</th><td>Stabschef åäö</td></tr></tbody></table>
<ol><li>{{ text }}</li></ol>{% endblock %}"""


class Complaints(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.records = []

    def emit(self, record):
        self.records.append(record.getMessage())


@pytest.fixture
def complaints():
    handler = Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    yield handler.records
    logger.removeHandler(handler)


@pytest.fixture
def render(monkeypatch):
    """Render the document above."""
    monkeypatch.setattr(
        pdf,
        "render_to_string",
        lambda name, context: engines["django"].from_string(BODY).render(context),
    )

    def make(identifier=b"forums.protocol:1:1", **context):
        values = {"title": "Protokoll 21 november", "text": "Ingen åtgärd.", "exercise": False}
        return pdf.render("x.html", values | context, identifier=identifier, at=AT)

    return make


def test_the_document_is_tagged_and_says_language_and_title(render, complaints):
    content = render()

    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "sv"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "/StructTreeRoot" in root
        with document.open_metadata() as data:
            assert data["pdfuaid:part"] == "1"
            assert data["dc:title"] == "Protokoll 21 november"
    assert complaints == []


def test_the_same_document_is_the_same_bytes(render):
    first, second = render(), render()

    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()
    assert hashlib.sha256(render(text="Annat.")).hexdigest() != hashlib.sha256(first).hexdigest()


def test_a_document_tells_the_identifier_that_it_was_made_with(render):
    assert pdf.identifier_of(io.BytesIO(render(b"followup.visit:1"))) == b"followup.visit:1"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 and no more",
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"
        ),
    ],
    ids=["damaged", "without"],
)
def test_a_document_without_an_identifier_has_none(content):
    assert pdf.identifier_of(io.BytesIO(content)) == b""


def test_what_a_document_says_has_the_same_fingerprint_whenever_it_is_printed(render):
    said = {"title": "Protokoll", "text": "Ingen åtgärd.", "exercise": False}

    assert pdf.fingerprint("x.html", said) == pdf.fingerprint("x.html", said | {"printed_at": AT})
    assert pdf.fingerprint("x.html", said) != pdf.fingerprint("x.html", said | {"text": "Annat."})


def test_only_our_typeface_is_in_it(render):
    with pikepdf.open(io.BytesIO(render())) as document:
        fonts = {
            str(item.FontName)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and "/FontName" in item
        }

    assert fonts
    assert all("Inter" in name for name in fonts), fonts


def test_an_exercise_says_so_in_its_title(render):
    with (
        pikepdf.open(io.BytesIO(render(exercise=True))) as document,
        document.open_metadata() as data,
    ):
        assert data["dc:title"].startswith("ÖVNING – ")


def test_what_people_wrote_is_text(render, complaints):
    render(text='<img src="http://127.0.0.1:8150/x"><script>alert(1)</script>')

    assert complaints == []


# Hostile documents ---------------------------------------------------------------------------


@pytest.fixture
def listener():
    """Count whoever comes to our door."""
    hits = []
    server = socket.create_server(("127.0.0.1", PORT))
    server.settimeout(0.1)
    stop = threading.Event()

    def accept():
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            hits.append(1)
            connection.close()

    thread = threading.Thread(target=accept)
    thread.start()
    yield hits
    stop.set()
    thread.join()
    server.close()


WEB = f"http://127.0.0.1:{PORT}/x"
VECTORS = {
    "img": '<img alt="" src="URL">',
    "img srcset": '<img alt="" src="data:," srcset="URL 2x">',
    "stylesheet": '<link rel="stylesheet" href="URL">',
    "import": '<style>@import "URL";</style>',
    "import url": "<style>@import url(URL);</style>",
    "nested import": '<link rel="stylesheet" href="data:text/css,@import%20url(URL)">',
    "font": '<style>@font-face{font-family:x;src:url(URL)}</style><p style="font-family:x">a</p>',
    "background": '<p style="background:url(URL)">a</p>',
    "list style": '<ul style="list-style-image:url(URL)"><li>a</li></ul>',
    "content": "<style>p::before{content:url(URL)}</style><p>a</p>",
    "border image": '<p style="border:1px solid;border-image:url(URL) 1">a</p>',
    "page background": "<style>@page{background:url(URL)}</style>",
    "margin box": "<style>@page{@top-left{content:url(URL)}}</style>",
    "object": '<object data="URL"></object>',
    "embed": '<embed src="URL">',
    "iframe": '<iframe src="URL"></iframe>',
    "attachment link": '<link rel="attachment" href="URL" title="a">',
    "attachment anchor": '<a rel="attachment" href="URL">a</a>',
    "icon": '<link rel="icon" href="URL">',
    "base": '<base href="URL/"><img alt="" src="y.png">',
    "svg image": '<svg width="9" height="9"><image href="URL" width="9" height="9"/></svg>',
    "svg use": '<svg width="9" height="9"><use href="URL#a"/></svg>',
    "svg xlink": '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
    '<image xlink:href="URL" width="9" height="9"/></svg>',
    "svg style": '<svg width="9" height="9"><style>@import url(URL);</style><rect/></svg>',
    "svg in data": "<img alt='' src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' "
    "width='9' height='9'><image href='URL' width='9' height='9'/></svg>\">",
    "svg entity": "<img alt='' src=\"data:image/svg+xml,<!DOCTYPE s [<!ENTITY x SYSTEM 'URL'>]>"
    "<svg xmlns='http://www.w3.org/2000/svg'><text>&x;</text></svg>\">",
    "video": '<video src="URL" poster="URL"></video>',
    "color profile": "<style>@color-profile --x{src:url(URL)}</style>",
}


@pytest.mark.parametrize("name", VECTORS)
def test_no_document_reaches_the_network_or_a_file(name, listener, tmp_path):
    secret = tmp_path / "canary.txt"
    secret.write_text(CANARY)
    addresses = [WEB, f"http://localhost:{PORT}/x", f"file://{secret}", str(secret), "ssr:../x.css"]

    for address in addresses:
        html = f"<html lang=sv><title>t</title>{VECTORS[name].replace('URL', address)}<p>a"
        try:
            content = pdf.render_html(html, identifier=b"1")
        except URLFetchingError:
            continue  # no document at all: refused all the more
        assert content.startswith(b"%PDF")
        with pikepdf.open(io.BytesIO(content)) as document:
            for item in document.objects:
                if isinstance(item, pikepdf.Stream):
                    assert CANARY.encode() not in item.read_bytes()
                assert "/EmbeddedFile" not in repr(item)

    assert listener == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x.css", "https://example.se/x.css", "ftp://x/y.css", "file:///etc/passwd",
        "ssr:css/../../ssr/settings.py", "ssr:/etc/passwd", "ssr:css//etc/passwd",
        "ssr:css/%2e%2e/x.css", "ssr:css\\..\\x.css", "ssr:js/app.js", "ssr:css/app.py",
        "ssr:css/none.css", "ssr:", "SSR:css/pdf.css", "gopher://x", "css/pdf.css",
        "ssr:css/pdf.css?x", "ssr:css/å.css",
    ],
)  # fmt: skip
def test_only_our_own_style_sheets_fonts_and_pictures_are_read(address):
    with pytest.raises(pdf.RefusedAddress):
        pdf.read_own_file(address)


def test_our_own_style_sheet_is_read():
    content, content_type = pdf.read_own_file("ssr:css/pdf.css")

    assert b"@page" in content
    assert content_type == "text/css"


def test_the_logs_never_quote_the_document(listener, capfd, caplog):
    pdf.render_html(f'<p style="background:url({WEB}?hemligt)">a', identifier=b"1")

    out, err = capfd.readouterr()
    assert "hemligt" not in out + err + caplog.text
    assert "pdf_complaints" in out + err + caplog.text


def test_a_state_is_as_tall_as_its_word():
    state = '{% status_pill "annual_report" "accepted" %}'
    table = BODY.replace(
        "Stabschef åäö</td></tr>", f"{state}</td></tr>" + f"<tr><td>{state}</td></tr>" * 20
    )
    html = engines["django"].from_string(table).render({"title": "T", "text": "t"})

    content = pdf.render_html(html, identifier=b"1")

    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 1
