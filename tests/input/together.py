"""Nonsense in all fields of a form at once, until each has been refused or taken by itself.

One post fills every field. Those that the form refuses get what they should have, and the others
are sent again: what no form refuses reaches the service, the database and the page that follows,
as it does when each field is tried alone. When something is wrong the fields are tried one by one,
so that the fault names its field.
"""

import html
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any

from django import forms

REFUSED = 422
Answered = tuple[Any, str]  # the answer, and what was wrong with it
Post = Callable[[list[str], Any], Answered]


def faults_of(post: Post, form: type, names: list[str], typed: Any) -> list[str]:
    """Return what goes wrong when these fields hold the nonsense, by field."""
    waiting = list(names)
    while waiting:
        answer, fault = post(waiting, typed)
        refused = refused_fields(answer, form)
        is_unclear = answer.status_code == REFUSED and not refused & set(waiting)
        if (fault or is_unclear) and len(waiting) > 1:
            return _alone(post, waiting, typed) or ([f"{waiting}: {fault}"] if fault else [])
        if fault:
            return [_named(waiting[0], typed, fault)]
        # A filter answers 200 and passes over what it refuses.
        if is_unclear or not refused & set(waiting):
            break
        waiting = [name for name in waiting if name not in refused]
    return []


def _alone(post: Post, names: Iterable[str], typed: Any) -> list[str]:
    faults = {name: post([name], typed)[1] for name in names}
    return [_named(name, typed, fault) for name, fault in faults.items() if fault]


def _named(name: str, typed: Any, fault: str) -> str:
    return f"{name}={str(typed)[:40]!r}: {fault}"


def refused_fields(answer: Any, form: type) -> set[str]:
    """Return the fields of the form that have an error on the page, by their names there."""
    return {one.add_prefix(name) for one in _shown_forms(answer, form) for name in one.errors}


def _shown_forms(answer: Any, form: type) -> list[forms.BaseForm]:
    shown = [one for layer in answer.context or [] for part in layer for one in part.values()]
    return [one for one in shown if type(one) is form and isinstance(one, forms.BaseForm)]


class _Values(HTMLParser):
    """What stands in the fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag in {"input", "textarea"} and (name := facts.get("name")):
            values = self.found.setdefault(name, [])
            values.append(facts.get("value") or "")
            self._open = values if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._open = None


def lost_fields(answer: Any, form: type, written: Iterable[str], typed: str) -> list[str]:
    """Return the fields that no longer hold what was typed in them.

    Where another page answers than that of the form, it must be somewhere on it.
    """
    page, wanted = answer.content.decode(), typed.strip()
    parser = _Values()
    parser.feed(page)
    ours = {one.add_prefix(name) for one in _shown_forms(answer, form) for name in one.fields}
    is_somewhere = html.escape(wanted) in page or wanted in html.unescape(page)
    return [
        name
        for name in written
        if wanted not in [value.strip() for value in parser.found.get(name, [])]
        and ((name in ours and name in parser.found) or not is_somewhere)
    ]
