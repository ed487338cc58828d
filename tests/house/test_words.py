"""Words that use in earnest found wrong stand in no page, and what stands there is true."""

import re
from pathlib import Path
from typing import Final

from django.conf import settings

ROOT: Final = Path(settings.BASE_DIR)

# The phrase, and what it should have said.
WRONG: Final = {
    "Ordförande fortsatt:": "X är fortsatt ordförande.",
    "Börja {{ meeting }}": "Börja mötet",
    "Avsluta {{ meeting }}": "Avsluta mötet",
    ">Kom ändå<": "Lägg till deltagare",
    'cancel_label="Vänta"': "where the button leads",
    ">Den stämmer för": "Sammansättningen stämmer för",
    "annan läsning": "eller …, om dagen flyttas till närmaste vardag",
    "Det växte": "Sparandet växte",
    "}}, klar senast": "Klar senast …: …",
    "%}utkast från": "the status says that it is a draft",
    "field.label }}:": "lead_in: no colon after a question mark",
    "<kbd>Å</kbd>": "no key is told of that does nothing",
}


def sources() -> list[Path]:
    """Return everything that words for people are written in."""
    apps = [p.parent for p in ROOT.glob("*/apps.py")]
    python = [p for app in apps for p in app.rglob("*.py") if "migrations" not in p.parts]
    return [*python, *(ROOT / "templates").rglob("*.html")]


def test_no_page_says_what_was_found_wrong():
    found = [
        f"{path.relative_to(ROOT)}: {phrase} (say: {instead})"
        for path in sources()
        for phrase, instead in WRONG.items()
        if phrase in path.read_text(encoding="utf-8")
    ]

    assert found == []


def test_the_keys_of_the_meeting_are_those_that_its_view_has():
    """Letter keys act only in the view of the meeting; a key told of is a key that acts."""
    told = (ROOT / "templates/common/_key_list.html").read_text(encoding="utf-8")
    of_meeting = told.split("När du genomför ett möte")[1]
    bound = {
        key
        for path in (ROOT / "templates/forums").rglob("*.html")
        for key in re.findall(r'key="(\w)"', path.read_text(encoding="utf-8"))
    }

    assert {key.lower() for key in re.findall(r"<kbd>(.)</kbd>", of_meeting)} == bound
