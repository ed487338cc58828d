"""Files made by code, good and bad: what domain.md 10.1 asks that uploads withstand."""

import functools
import io
import struct
import zipfile
import zlib

import pikepdf
from openpyxl import Workbook
from pikepdf import Dictionary, Name, String
from PIL import Image

from records.files.checks.bytes import EICAR
from tests.records.files.pdfs import active_pdf, date_pdf, pdf

PKG = "http://schemas.openxmlformats.org/package/2006/"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def locked_pdf():
    return pdf(version="2.0", encryption=pikepdf.Encryption(user="hemligt", owner="hemligt"))


def pdf_that_mentions_script():
    def touch(document):
        document.docinfo["/Title"] = "Se /JavaScript och (/JS) på https://exempel.se/JS/x"

    return pdf(touch=touch)


def pdf_by(author):
    def touch(document):
        document.docinfo["/Author"] = author

    return pdf(touch=touch)


def pack(parts, *, stored=False):
    output = io.BytesIO()
    how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(output, "w", how) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return output.getvalue()


def docx(*more, body="<w:p/>", rels="", types=""):
    listed = [
        (
            "[Content_Types].xml",
            (
                f'<Types xmlns="{PKG}content-types"><Default Extension="xml" '
                f'ContentType="application/xml"/>{types}</Types>'
            ),
        ),
        (
            "_rels/.rels",
            (
                f'<Relationships xmlns="{PKG}relationships"><Relationship Id="r1" '
                f'Type="{DOC}officeDocument" Target="word/document.xml"/></Relationships>'
            ),
        ),
        (
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        ),
        (
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{PKG}relationships">{rels}</Relationships>',
        ),
    ]
    return pack([*listed, *more])


def relation(kind, target, *, external=True):
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="x" Type="{DOC}{kind}" Target="{target}"{mode}/>'


def xlsx(formula=None, *, hidden=False):
    book = Workbook()
    book.active["A1"] = formula or "Åtgärd"
    if hidden:
        book.create_sheet("Dolt").sheet_state = "hidden"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def opendocument(kind="text", *more, body=""):
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    content = (
        '<office:document-content xmlns:office="o" xmlns:draw="d" xmlns:xlink="x" '
        f'xmlns:text="t" xmlns:script="s" xmlns:table="b"><office:body>{body}</office:body>'
        "</office:document-content>"
    )
    return pack([("mimetype", mimetype), ("content.xml", content), *more], stored=True)


def picture(format_name="PNG", *, size=(40, 30), exif=None):
    output = io.BytesIO()
    extra = {"exif": exif} if exif else {}
    Image.new("RGB", size, (0, 120, 90)).save(output, format_name, **extra)
    return output.getvalue()


def picture_with_place():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x8825] = {1: "N", 2: (59.0, 19.0, 0.0)}
    return picture("JPEG", exif=exif)


def pixel_flood(width=50_000, height=50_000):
    """Return the start of a PNG that says it is enormous."""

    def chunk(kind, content):
        crc = struct.pack("!I", zlib.crc32(kind + content))
        return struct.pack("!I", len(content)) + kind + content + crc

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@functools.cache
def bomb(megabytes):
    """Return a document with a part that unpacks to so much, written a megabyte at a time."""
    output = io.BytesIO(docx())
    with (
        zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/media/x.xml", "w") as part,
    ):
        part.write(b"<a>")
        for _ in range(megabytes):
            part.write(b" " * (1024 * 1024))
        part.write(b"</a>")
    return output.getvalue()


class Lazily(dict):
    """Cases by name: what is a function is made when somebody asks for the case."""

    def __getitem__(self, case):
        return tuple(part() if callable(part) else part for part in super().__getitem__(case))


def slip(name):
    return docx((name, "x"))


def linked():
    info = zipfile.ZipInfo("word/link")
    info.external_attr = 0o120777 << 16
    return docx((info, "/etc/passwd"))


def doubled():
    return docx(("word/a.xml", "<a/>"), ("WORD/A.xml", "<a/>"))


def nested(levels):
    content = pack([("a.txt", EICAR)])
    for level in range(levels):
        content = pack([(f"{level}.zip", content)])
    return content


def locked_zip():
    """Return a document one of whose parts says that it is encrypted."""
    content = bytearray(docx())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def lying_zip():
    """Return a document whose table says that a part is smaller than it is."""
    content = bytearray(docx(("word/big.xml", b"<a>" + b"x" * 50_000 + b"</a>")))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


def many_entries(count):
    return pack([(f"word/{number}.xml", b"") for number in range(count)])


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
FIELD = (
    "<w:p><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:instrText>{}</w:instrText></w:r></w:p>"
)

GOOD = Lazily(
    {
        "pdf 1.4": ("a.pdf", pdf(version="1.4")),
        "pdf 1.7": ("a.PDF", pdf(version="1.7")),
        "pdf 2.0": ("a.pdf", pdf(version="2.0")),
        "pdf that mentions script": ("a.pdf", pdf_that_mentions_script()),
        "pdf of many pages": ("a.pdf", pdf(pages=400)),
        "pdf with blanks before": ("a.pdf", b"\xef\xbb\xbf\r\n" + pdf()),
        **{
            f"pdf with the date field {script}": ("a.pdf", date_pdf(script))
            for script in (
                'AFDate_FormatEx("yyyy-mm-dd");',
                "AFDate_KeystrokeEx('yyyy-mm-dd');",
                "AFTime_Format(0);",
            )
        },
        "docx": ("RSA åäö.docx", docx()),
        "docx with a link to a page": (
            "a.docx",
            docx(rels=relation("hyperlink", "https://exempel.se/")),
        ),
        "docx that speaks of DDE": ("a.docx", docx(body="<w:p><w:r><w:t>DDE</w:t></w:r></w:p>")),
        **{
            f"docx with the template {target}": (
                "a.docx",
                docx(rels=relation("attachedTemplate", target)),
            )
            for target in (
                "file:///C:\\Users\\anna\\Mallar\\RSA-mall.dotx",
                "file:///G:/Mallar/Kommunens%20mall.dotx",
                "Normal.dotm",
            )
        },
        "name with an address": ("Plan krisledning.com.pdf", pdf()),
        "xlsx": ("a.xlsx", xlsx()),
        "xlsx with a sum": ("a.xlsx", xlsx("=SUM(B1:B9)")),
        "odt": ("a.odt", opendocument()),
        "ods": ("a.ods", opendocument("spreadsheet")),
        "odt with own picture": (
            "a.odt",
            opendocument(body='<draw:image xlink:href="Pictures/1.png"/>'),
        ),
        "png": ("a.png", picture()),
        "jpg": ("a.jpg", picture("JPEG")),
        "jpeg": ("a.jpeg", picture("JPEG")),
        "csv": ("a.csv", b"kommun;belopp\nVallentuna;1\n"),
        "txt utf-8": ("a.txt", "Räksmörgås\n".encode()),
        "txt latin-1": ("a.txt", "Räksmörgås och mer text\n".encode("latin-1")),
        "name of 255 bytes": ("ä" * 125 + ".pdf", pdf()),
    }
)

BAD = Lazily(
    {
        # empty or cut
        "nothing": ("a.pdf", b"", "tom eller skadad"),
        "one byte": ("a.txt", b"a", "tom eller skadad"),
        "cut pdf": ("a.pdf", pdf(pages=30)[:900], "skadad"),
        "half zip": ("a.docx", docx()[:400], "skadad|stämmer inte"),
        "cut png": ("a.png", picture()[:60], "skadad"),
        "cut jpg": ("a.jpg", picture("JPEG", size=(800, 600))[:900], "skadad"),
        "pdf without pages": ("a.pdf", pdf(pages=0), "skadad"),
        # lies about the kind
        "program as pdf": ("a.pdf", b"MZ\x90\0" + b"\0" * 500, "stämmer inte"),
        "page as png": ("a.png", b"<!doctype html><html></html>", "stämmer inte"),
        "pdf as docx": ("a.docx", pdf(), "stämmer inte"),
        "xlsx as docx": ("a.docx", xlsx(), "stämmer inte"),
        "docx as xlsx": ("a.xlsx", docx(), "stämmer inte"),
        "odt as ods": ("a.ods", opendocument(), "stämmer inte"),
        "png as jpg": ("a.jpg", picture(), "stämmer inte"),
        "two endings": ("faktura.exe.pdf", pdf(), "två filändelser"),
        "no ending": ("rapport", pdf(), "filtypen tas inte emot"),
        "program": ("A.EXE", b"MZ\x90\0", "filtypen tas inte emot"),
        "page as text": ("a.txt", b"<html><script>x</script></html>", "stämmer inte|vanlig text"),
        "binary as text": ("a.csv", b"a;b\0\x01\x02" * 50, "stämmer inte|vanlig text"),
        "plain zip as docx": ("a.docx", pack([("a.txt", "x")]), "skadad"),
        "odt without content": ("a.odt", pack([("mimetype", "x")]), "skadad|stämmer inte"),
        # two in one
        "pdf and zip": ("a.pdf", pdf() + pack([("a.txt", "x")]), "annan sorts fil|skadad"),
        "zip before pdf": ("a.pdf", pack([("a.txt", "x")]) + pdf(), "stämmer inte"),
        "html before pdf": (
            "a.pdf",
            b"<html><script>x</script>" + pdf(),
            "stämmer inte|inte en PDF",
        ),
        "png and page": ("a.png", picture() + b"<html><script>x</script>", "annan sorts fil"),
        "jpg and php": ("a.jpg", picture("JPEG") + b"<?php system('x');", "annan sorts fil"),
        "gif and script": ("a.png", b"GIF89a/*" + b"\0" * 50 + b"*/=1;alert(1)", "stämmer inte"),
        "mht": ("a.txt", b"MIME-Version: 1.0\nContent-Type: text/html\n\n<html>", "text|stämmer"),
        # active
        "svg": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "filtypen"),
        "svg as png": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "stämmer inte"),
        "html": ("a.html", b"<html></html>", "filtypen"),
        "xml with style": ("a.xml", b"<?xml version='1.0'?><a/>", "filtypen"),
        "xml as text": ("a.txt", b"<?xml version='1.0'?><a/>", "stämmer inte|vanlig text"),
        "url": ("a.url", b"[InternetShortcut]\nURL=http://x", "filtypen"),
        "url as text": ("a.txt", b"[InternetShortcut]\nURL=http://x", "vanlig text|stämmer"),
        "hta": ("a.hta", b"<hta:application>", "filtypen"),
        "js": ("a.js", b"alert(1)", "filtypen"),
        "shell as text": ("a.txt", b"#!/bin/sh\nrm -rf /\n", "vanlig text|stämmer"),
        "swf": ("a.swf", b"FWS\x06", "filtypen"),
        "iso": ("a.iso", b"\0" * 100, "filtypen"),
        "lnk": ("a.lnk", b"L\0\0\0", "filtypen"),
        "eml": ("a.eml", b"From: x\n\n<html>", "filtypen"),
        # office
        "docm": ("a.docm", docx(("word/vbaProject.bin", "x")), "filtypen"),
        "xlsm": ("a.xlsm", xlsx(), "filtypen"),
        "docx with macros": ("a.docx", docx(("word/vbaProject.bin", "x")), "makron"),
        "docx of the macro kind": (
            "a.docx",
            docx(types='<Override PartName="/a" ContentType="a.macroEnabled.main+xml"/>'),
            "makron",
        ),
        "docx with ole": ("a.docx", docx(("word/embeddings/oleObject1.bin", "x")), "objekt"),
        "docx with ole relation": (
            "a.docx",
            docx(rels=relation("oleObject", "a", external=False)),
            "objekt",
        ),
        "docx with remote template": (
            "a.docx",
            docx(rels=relation("attachedTemplate", "http://x/a.dotm")),
            "utifrån",
        ),
        **{
            f"docx with the template {target}": (
                "a.docx",
                docx(rels=relation("attachedTemplate", target)),
                "utifrån",
            )
            for target in (
                "//server/a.dotm",
                "\\\\server\\a.dotm",
                "file://server/a.dotm",
                "file:///\\\\server\\a.dotm",
                "file:///%5C%5Cserver%5Ca.dotm",
                "C://server/a.dotm",
                "https:a.dotm",
                "",
            )
        },
        "docx with remote picture": (
            "a.docx",
            docx(rels=relation("image", "//x/a.png")),
            "utifrån",
        ),
        "docx with html part": ("a.docx", docx(rels=relation("aFChunk", "a.html")), "objekt"),
        "docx with dde": ("a.docx", docx(body=FIELD.format("DDE", " cmd")), "DDE"),
        "docx with cut dde": ("a.docx", docx(body=FIELD.format("DDEA", "UTO c")), "DDE"),
        "docx with simple dde": ("a.docx", docx(body='<w:fldSimple w:instr="DDE x"/>'), "DDE"),
        "docx with entities": (
            "a.docx",
            docx(("word/x.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
            "skadad",
        ),
        "docx with broken xml": ("a.docx", docx(("word/x.xml", "<a>")), "skadad"),
        "locked docx": ("a.docx", OLE, "lösenordet|stämmer"),
        "xlsx with dde": ("a.xlsx", xlsx("=cmd|'/c calc'!A0"), "DDE"),
        "xlsx with outer links": (
            "a.xlsx",
            pack(
                [
                    ("[Content_Types].xml", "<a/>"),
                    ("xl/workbook.xml", "<a/>"),
                    ("xl/externalLinks/externalLink1.xml", "<a/>"),
                ]
            ),
            "utifrån",
        ),
        "xlsx with dde link": (
            "a.xlsx",
            pack([("[Content_Types].xml", "<a/>"), ("xl/workbook.xml", "<a><ddeLink/></a>")]),
            "DDE",
        ),
        "xlsx with entities in a sheet": (
            "a.xlsx",
            pack(
                [
                    ("[Content_Types].xml", "<a/>"),
                    ("xl/workbook.xml", "<a/>"),
                    ("xl/worksheets/sheet1.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
                ]
            ),
            "skadad",
        ),
        "odt with macros": ("a.odt", opendocument("text", ("Basic/a.xml", "<a/>")), "makron"),
        "odt with an event": ("a.odt", opendocument(body="<script:event-listener/>"), "makron"),
        "odt with dde": ("a.odt", opendocument(body="<text:dde-connection/>"), "DDE"),
        "odt with remote picture": (
            "a.odt",
            opendocument(body='<draw:image xlink:href="http://x/a.png"/>'),
            "utifrån",
        ),
        "odt with ole": ("a.odt", opendocument(body="<draw:object-ole/>"), "objekt"),
        "ods with remote table": (
            "a.ods",
            opendocument("spreadsheet", body="<table:table-source/>"),
            "utifrån",
        ),
        # pdf
        "pdf with script": ("a.pdf", active_pdf("script"), "skript"),
        "pdf with script on a note": ("a.pdf", active_pdf("nested"), "skript"),
        **{
            f"pdf with the field {script}": (
                "a.pdf",
                date_pdf(script),
                "skript.*skriv ut den till PDF",
            )
            for script in (
                'AFDate_FormatEx("yyyy-mm-dd"); app.alert(1)',
                'AFDate_FormatEx(app.launchURL("http://x"));',
                'x=AFDate_FormatEx("yyyy");',
                'AFDate_FormatEx("yyyy"+app.alert(1)+"");',
            )
        },
        "pdf with a date field and more": (
            "a.pdf",
            date_pdf(
                'AFDate_FormatEx("yyyy");',
                more={"Next": Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))},
            ),
            "skript",
        ),
        "pdf with a function of that name": (
            "a.pdf",
            date_pdf("function AFDate_FormatEx(a){app.alert(1)}"),
            "skript",
        ),
        "words before pdf": ("a.pdf", b"rubbish\n" + pdf(), "stämmer inte|inte en PDF"),
        "too many blanks before pdf": ("a.pdf", b" " * 1020 + pdf(), "stämmer inte|inte en PDF"),
        # what municipalities send and we do not take in: the way is told
        "doc": ("RSA.doc", OLE, "Spara som och PDF"),
        "xls": ("Budget.xls", OLE, "Spara som och PDF"),
        "zip": ("Papper.zip", pack([("a.pdf", pdf())]), "packa upp den och skicka"),
        "tiff": ("Skannat.tiff", picture("TIFF"), "Skriv ut och Spara som PDF"),
        "pptx": ("Bilder.pptx", docx(), "exportera den som PDF"),
        "pdf with launch": ("a.pdf", active_pdf("launch"), "starta ett program"),
        "pdf with a file inside": (
            "a.pdf",
            active_pdf("embedded"),
            "inbäddade filer – skriv ut den till PDF",
        ),
        "pdf with xfa": ("a.pdf", active_pdf("xfa"), "XFA"),
        "pdf with media": ("a.pdf", active_pdf("media"), "rörligt"),
        "locked pdf": ("a.pdf", locked_pdf(), "kan inte virusgranskas – ta bort lösenordet"),
        "pdf of 3,001 pages": ("a.pdf", pdf(pages=3001), "fler än 3000 sidor"),
        # virus
        "virus plain": ("a.txt", EICAR, "virus"),
        "virus in pdf": ("a.pdf", pdf() + EICAR, "virus|skadad"),
        "virus in docx": ("a.docx", docx(("word/x.bin", EICAR)), "virus"),
        "virus over two pieces": (
            "a.docx",
            docx(("word/x.bin", b"a" * (256 * 1024 - 20) + EICAR)),
            "virus",
        ),
        "virus in zip in docx": ("a.docx", docx(("word/a.zip", nested(0))), "arkiv"),
        "virus three zips deep": ("a.docx", docx(("word/a.dat", nested(2))), "arkiv"),
        # bombs
        "bomb": ("a.docx", lambda: bomb(60), "packas upp"),
        "flat bomb": ("a.docx", lambda: bomb(210), "packas upp"),
        "nested twenty deep": ("a.docx", docx(("word/a.zip", nested(20))), "arkiv"),
        "pixel flood": ("a.png", pixel_flood(), "bildpunkter"),
        "small pixel flood": ("a.png", pixel_flood(9_000, 9_000), "bildpunkter"),
        "program inside": ("a.docx", docx(("word/a.dat", b"MZ\x90\0" * 9)), "ett program"),
        # zip tricks
        "slip": ("a.docx", slip("../../etc/passwd"), "utanför"),
        "absolute": ("a.docx", slip("/etc/passwd"), "utanför"),
        "backslash": ("a.docx", slip("..\\..\\x"), "utanför"),
        "link": ("a.docx", linked(), "utanför"),
        "same name twice": ("a.docx", doubled(), "samma namn"),
        "many entries": ("a.docx", many_entries(3_001), "packas upp|stämmer inte"),
        "locked part": ("a.docx", locked_zip(), "lösenordet"),
        "lying table": ("a.docx", lying_zip(), "skadad"),
    }
)

NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\passwd.pdf": "passwd.pdf",
    "%2e%2e%2fpasswd.pdf": "_2e_2e_2fpasswd.pdf",
    "a\0b.pdf": "ab.pdf",
    "CON.pdf": "_CON.pdf",
    'a".pdf': "a_.pdf",
    "a\r\nX-Evil: 1.pdf": "aX-Evil_ 1.pdf",
    "\u202efdp.exe.pdf": None,
    "x\u202efdp.pdf": "xfdp.pdf",
    "n" * 1000 + ".pdf": "n" * 146 + ".pdf",
    "🚒 plan.pdf": "🚒 plan.pdf",
    "....pdf": "fil.pdf",
    "RSA åäö.pdf": "RSA åäö.pdf",
}
