"""The name that people gave a file, made safe to show; it never reaches the disk."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 150
_RESERVED: Final = {"con", "prn", "aux", "nul"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)
}
_UNSAFE: Final = re.compile(r'[<>:"|?*%;]')
# A harmless ending after one of these is a disguise. Not ``com``: addresses end so, as in
# ``Plan krisledning.com.pdf``, and the content is looked through whatever the name says.
_DISGUISED: Final = {
    *("exe", "scr", "bat", "cmd", "ps1", "vbs", "js", "jse", "hta", "html", "htm", "xhtml"),
    *("svg", "php", "jsp", "asp", "aspx", "lnk", "url", "msi", "jar", "iso", "img", "dll", "docm"),
    *("xlsm", "pptm", "swf", "eml", "mht"),
}

_SEND: Final = "och skicka den nya filen"
_MACROS: Final = f"den kan innehålla makron, spara den som PDF {_SEND}"
_UNPACK: Final = "packa upp den och skicka papperen var för sig"
# What to do with what municipalities often send and we do not take in.
_WAYS: Final = {
    **dict.fromkeys(
        ("doc", "dot", "dotx", "rtf", "wpd"),
        f"öppna den i Word eller LibreOffice, välj Spara som och PDF {_SEND}",
    ),
    **dict.fromkeys(
        ("xls", "xlt", "xltx", "xlsb"),
        f"öppna den i Excel eller LibreOffice, välj Spara som och PDF {_SEND}",
    ),
    **dict.fromkeys(
        ("ppt", "pptx", "pps", "ppsx", "odp", "pages", "numbers", "key", "vsd", "vsdx", "xps"),
        f"öppna den i programmet den gjordes i, exportera den som PDF {_SEND}",
    ),
    **dict.fromkeys(("docm", "dotm", "xlsm", "xltm", "pptm", "ppsm"), _MACROS),
    **dict.fromkeys(
        ("tif", "tiff", "bmp", "gif", "webp", "heic", "heif"),
        "öppna bilden, välj Skriv ut och Spara som PDF (eller skanna pappret som PDF) "
        "och skicka den nya filen",
    ),
    **dict.fromkeys(("zip", "7z", "rar", "tar", "gz", "tgz"), _UNPACK),
    **dict.fromkeys(("eml", "msg"), "spara mejlets text som PDF och bilagorna var för sig"),
}


def way_for(ending: str, endings: Iterable[str]) -> str:
    """Return what to do with a file that is not taken in, or nothing if we know no way.

    A way leads to a PDF, and is told only where a PDF is taken in.
    Källa: domain.md 10.1.
    """
    return _WAYS.get(ending, "") if "pdf" in endings else ""


def clean(name: str) -> str:
    """Return the name without folders, control characters and tricks of direction.

    Källa: domain.md 10.1.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(letter for letter in name if unicodedata.category(letter) not in _INVISIBLE)
    name = _UNSAFE.sub("_", " ".join(name.split())).rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    stem = stem.strip(". ") or "fil"
    if stem.split(".")[0].lower() in _RESERVED:
        stem = f"_{stem}"
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"[:LONGEST] if dot else stem[:LONGEST]


def ending_of(name: str) -> str:
    """Return the ending in lower case, or nothing.

    Källa: domain.md 10.1.
    """
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_disguised(name: str) -> bool:
    """Return whether a dangerous ending stands before the last, as in ``faktura.exe.pdf``.

    Källa: domain.md 10.1.
    """
    return bool(_DISGUISED & {part.strip().lower() for part in name.split(".")[1:-1]})


_INVISIBLE: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
