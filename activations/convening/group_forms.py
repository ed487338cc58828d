"""The parts of the form that say who is called, and of which forum."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, Final

from django import forms
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict

from activations.requests.forms import ForumField, PhoneField
from actors.models import Level
from actors.register.outside import Outsider
from forums.models import Forum

NEW_FORUM: Final = "new"
NEW_LEVELS: Final = (Level.EXECUTIVE, Level.COORDINATING, Level.DIRECTING)
MOST_OUTSIDERS: Final = 20


class _WithNew(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        yield from super().__iter__()
        yield NEW_FORUM, "Ett nytt forum för händelsen"


class ForumOrNewField(ForumField):
    """The forums at hand, and one that is formed now."""

    iterator = _WithNew

    def to_python(self, value: Any) -> Any:
        return NEW_FORUM if value == NEW_FORUM else super().to_python(value)


class OutsiderForm(forms.Form):
    """A function outside the region; one row of several with the same names."""

    actor = forms.CharField(
        label="Aktör", max_length=120, error_messages={"required": "Skriv vilken aktör."}
    )
    function = forms.CharField(
        label="Funktion",
        max_length=80,
        error_messages={"required": "Skriv funktionen, inte en persons namn."},
        help_text="Till exempel: Vakthavande meteorolog.",
    )
    phone = PhoneField(label="Telefon", required=False)
    email = forms.EmailField(
        label="E-post",
        required=False,
        error_messages={"invalid": "Ange en e-postadress, till exempel tib@kommun.example"},
    )

    def add_prefix(self, field_name: str) -> str:
        return f"outside_{field_name}"

    def outsider(self) -> Outsider:
        """Return whom the row tells of; the row must be valid."""
        return Outsider(**{name: self.cleaned_data[name] for name in OutsiderForm.base_fields})


def outsider_rows(typed: QueryDict) -> list[OutsiderForm]:
    """Return a form for each row in which something is typed."""
    names = [f"outside_{name}" for name in OutsiderForm.base_fields]
    columns = [typed.getlist(name)[:MOST_OUTSIDERS] for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
    return [
        OutsiderForm(row, auto_id=f"id_outside_{number}_%s")
        for number, row in enumerate(rows, start=1)
        if any(value.strip() for value in row.values())
    ]


def blank_row(number: int) -> OutsiderForm:
    """Return the row in which one more is typed."""
    return OutsiderForm(auto_id=f"id_outside_{number}_%s")


def new_forum_of(form: forms.Form, region: Any) -> Forum:
    """Return the forum that is formed when the call is sent; it is not stored."""
    given = form.cleaned_data
    level = int(given.get("new_level") or Level.EXECUTIVE)
    return Forum(
        region=region,
        name=given.get("new_name", "").strip(),
        scope=given.get("new_scope", "").strip(),
        level=level,
        is_standing=False,
    )
