"""What is sent counts once: no form is forgotten, and each that may come often says why."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.repository import ROOT, files, name_of

TEMPLATES = ROOT / "templates"
FORM = re.compile(r"<form\b[^>]*?(?:method=.?post|hx-post)[^>]*>.*?</form>", re.S | re.I)
SENT_BY_HTMX = re.compile(r"<(\w+)\b[^<]*?\bhx-(?:post|put|patch|delete)=", re.S)
KEYS = ("{% form_key %}", "components/form_key.html")
# Whole folders of allauth's: sign-in ends in a session, and is asked for anew by each page.
SIGN_IN = ("account/", "mfa/", "socialaccount/", "usersessions/")
# Other forms without the tag, each with the reason.
WITHOUT_TAG = {
    "activations/request_unsaved.html": "sends the typed form again, its own key among it",
    "activations/requests/form.html": "the request's own field form_key, unique in the database",
    "activations/requests/review.html": "the request's own field form_key, unique in the database",
    "common/_session_end.html": "asks for more time; asked twice it is as much",
    "common/send_again.html": "sends the typed form again, its own key among it",
    "followup/visits/log/visit_log.html": "each field is stored by the mark of what was seen",
    "notices/_demo_sms.html": "plays a telephone, which may send the same text twice",
    "notices/answer.html": "the same answer again changes nothing (AnswerHandler.answer)",
    "secrecy/annexes/annex.html": "each press is a numbered copy of its own, and a line in the log",
}
# Views that take the same form again and again, each with what makes the second harmless.
MANY_TIMES = {
    "activations:event_convene": "steps; the last one is once (_send)",
    "activations:event_new": "steps; the last one is once (_send)",
    "activations:convene": "steps; the last one is once (_send)",
    "activations:request_new": "steps; the request's own form_key is unique",
    "followup:compilation_field": "the mark of what was seen",
    "followup:document_field": "the mark of what was seen",
    "followup:document_files": "the same file under the same key is one (staging.add)",
    "followup:document_hand_in": "files first, then once (_hand_in)",
    "followup:report_field": "the mark of what was seen",
    "followup:visit_log": "the mark of what was seen",
    "followup:visit_log_field": "the mark of what was seen",
    "followup:visit_protocol_field": "the mark of what was seen",
    "secrecy:secret_annex_pdf": "a numbered copy of its own",
    "secrecy:secret_edit": "held in memory first, then once (_edit)",
    "secrecy:secret_file": "a numbered copy of its own",
    "secrecy:meeting_annex_new": "held in memory first, then once (_new_annex)",
    "secrecy:secret_annex_new": "held in memory first, then once (_new_annex)",
}


def unkeyed(text: str) -> int:
    """Return how many forms of a template are posted without a key."""
    return sum(not any(key in form for key in KEYS) for form in FORM.findall(text))


def test_every_posted_form_carries_its_key() -> None:
    found = {
        name
        for path in TEMPLATES.rglob("*.html")
        if not (name := str(path.relative_to(TEMPLATES))).startswith(SIGN_IN)
        and unkeyed(path.read_text(encoding="utf-8"))
    }

    assert found == set(WITHOUT_TAG)


@pytest.mark.parametrize("how", ['method="post"', 'method="post" action="/a/"', 'hx-post="/a/"'])
def test_a_form_without_a_key_is_found(how: str) -> None:
    form = f"<form {how}>{{% csrf_token %}}</form>"

    assert unkeyed(form) == 1
    assert unkeyed(form.replace("{% csrf_token %}", "{% csrf_token %}{% form_key %}")) == 0


def test_htmx_sends_nothing_but_forms() -> None:
    """What another element sends has no key to carry."""
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]

    assert {tag for text in texts for tag in SENT_BY_HTMX.findall(text)} == {"form"}


def test_every_view_that_takes_a_form_many_times_says_why() -> None:
    assert {name for name, view in _views() if getattr(view, "is_many_times", False)} == set(
        MANY_TIMES
    )


def test_no_script_sends_but_by_what_knows_the_rules() -> None:
    """A field by its mark, a file by its key: another script that sends would need its own."""
    senders = {
        name_of(path)
        for path in files(".js")
        if path.is_relative_to(ROOT / "static" / "js")
        and re.search(r"method: \"POST\"|open\(\"POST\"", path.read_text(encoding="utf-8"))
    }

    assert senders == {"static/js/autosave.js", "static/js/upload.js"}


def _views(resolver: URLResolver | None = None, space: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLPattern):
            found.append((f"{space}{item.name}", item.callback))
        else:
            found += _views(item, f"{space}{item.namespace}:" if item.namespace else space)
    return found
