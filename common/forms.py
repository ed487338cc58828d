"""What every page does with its form: bind it, carry the act out, tell why it was refused."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.http import HttpRequest, QueryDict

from common.errors import RuleError

WRONG: Final = 422
REFUSED: Final = 409


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, or nothing for a form that is only shown."""
    return request.POST if request.method == "POST" else None


def add_refusal(form: forms.BaseForm, refused: RuleError) -> None:
    """Tell a refusal at its field; above the form, when it has no such field."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def carried_out(form: forms.BaseForm, act: Callable[[dict[str, Any]], object]) -> int:
    """Do the act with what was typed; return 0, or the status that tells why it was not done."""
    if not form.is_valid():
        return WRONG
    try:
        act(form.cleaned_data)
    except RuleError as refused:
        add_refusal(form, refused)
        return REFUSED
    return 0
