"""PDFs made by code, empty and active."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def pdf(*, version="1.7", pages=1, touch=None, **saving):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if touch:
        touch(document)
    output = io.BytesIO()
    document.save(output, force_version=version, **saving)
    return output.getvalue()


def active_pdf(kind):
    def touch(document):
        acts = {
            "script": Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")),
            "launch": Dictionary(S=Name.Launch, F=String("cmd.exe")),
        }
        if kind in acts:
            document.Root.OpenAction = acts[kind]
        elif kind == "nested":
            note = Dictionary(Type=Name.Annot, A=Dictionary(S=Name.JavaScript, JS=String("x")))
            document.pages[0].Annots = Array([note])
        elif kind == "embedded":
            document.attachments["x.txt"] = b"abc"
        elif kind == "xfa":
            document.Root.AcroForm = Dictionary(XFA=String("<xdp/>"))
        elif kind == "media":
            document.pages[0].Annots = Array([Dictionary(Subtype=Name.RichMedia)])

    return pdf(touch=touch)


def date_pdf(script, *, more=None):
    """Return a PDF with a field for a date, as Acrobat makes it, that runs the script."""

    def touch(document):
        act = Dictionary(S=Name.JavaScript, JS=String(script), **(more or {}))
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("datum"), AA={"/F": act}
        )
        field = document.make_indirect(field)
        document.pages[0].Annots = Array([field])
        document.Root.AcroForm = Dictionary(Fields=Array([field]))

    return pdf(touch=touch)
