"""No template takes something away at one press: it asks first, or the page is the question."""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
ACT = r"[a-z_]+:[a-z_]*(?:remove|withdraw|revoke|retire)[a-z_]*"
FORM = re.compile(rf"<form[^>]*?url ['\"]({ACT})['\"].*?</form>", re.S)
NAMED = re.compile(rf"url ['\"]({ACT})['\"][^%]* as (\w+)")
ASKS = (
    "components/confirm.html",
    "components/dialog.html",
    "components/calendar_address.html",
    "components/link_button.html",  # leads to a page that asks
)
# Something is written before the button, such as the reason.
WRITTEN = re.compile(
    r"<textarea|<select|(field|form_fields|form)\.html|type=\"(text|file|checkbox)\""
)

# The fold around it says what comes of it.
FOLDED = {"actors:function_retire"}
# Rights to what is secret are taken back at once and given anew; see templates/followup/secret_*.
AT_ONCE = {
    "secrecy:secret_revoke",
    "secrecy:undertaking_revoke",
    "secrecy:undertaking_withdraw",
}


def pressed_once(text: str) -> set[str]:
    """Return the addresses that a press in the template posts to without a question."""
    found = {match[1] for match in FORM.finditer(text) if not WRITTEN.search(match[0])}
    for match in NAMED.finditer(text):
        later = text[match.end() :]
        used = re.findall(rf"{{% include \"([^\"]+)\" with [^%]*\b{match[2]}\b", later)
        if any(part not in ASKS and not WRITTEN.search(part) for part in used[:1]):
            found.add(match[1])
    return found - FOLDED - AT_ONCE


def test_nothing_is_taken_away_at_one_press() -> None:
    found = {
        f"{path.relative_to(TEMPLATES)}: {act}"
        for path in TEMPLATES.rglob("*.html")
        for act in pressed_once(path.read_text(encoding="utf-8"))
    }

    assert found == set()


def test_a_bare_button_is_found() -> None:
    form = "<form method='post' action=\"{% url 'a:key_revoke' 1 %}\"><button>Bort</button></form>"
    part = '{% url "a:key_revoke" 1 as url %}{% include "actors/_act.html" with url=url only %}'
    asked = part.replace("actors/_act", "components/confirm")

    assert pressed_once(form) == pressed_once(part) == {"a:key_revoke"}
    assert pressed_once(asked) == set()
    assert pressed_once(form.replace("<button>", "<textarea></textarea><button>")) == set()
