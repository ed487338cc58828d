"""The name that people gave a file, made safe to show; it never reaches the disk."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 150
_RESERVED: Final = {"con", "prn", "aux", "nul"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)
}
_UNSAFE: Final = re.compile(r'[<>:"|?*%;]')
# A harmless ending after one of these is a disguise.
_DISGUISED: Final = {
    *("exe", "com", "scr", "bat", "cmd", "ps1", "vbs", "js", "jse", "hta", "html", "htm", "xhtml"),
    *("svg", "php", "jsp", "asp", "aspx", "lnk", "url", "msi", "jar", "iso", "img", "dll", "docm"),
    *("xlsm", "pptm", "swf", "eml", "mht"),
}


def clean(name: str) -> str:
    """Return the name without folders, control characters and tricks of direction.

    Källa: reliability.md §5.3 "Names".
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

    Källa: reliability.md §5.3.
    """
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_disguised(name: str) -> bool:
    """Return whether a dangerous ending stands before the last, as in ``faktura.exe.pdf``.

    Källa: reliability.md §5.3 "double extension".
    """
    return bool(_DISGUISED & {part.strip().lower() for part in name.split(".")[1:-1]})


_INVISIBLE: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
