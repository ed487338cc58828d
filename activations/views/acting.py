"""One small page per act: it asks once more, does one thing, and leads back."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from activations.models import Event
from common.errors import RuleError
from records.forms import new_key


@dataclass(frozen=True)
class Act:
    """What the page says before something is done."""

    title: str
    text: str
    submit: str
    kind: str = "primary"  # of the button


def ask_and_do(
    request: HttpRequest,
    act: Act,
    *,
    event: Event,
    form: forms.Form,
    back: str,
    do: Callable[[], object],
    crumbs: list[tuple[str, str]],
) -> HttpResponse:
    """Show the form; when it is sent and right, carry out the act and go back.

    What was typed stays when a rule refuses; the rule's words stand at its field if it has one.
    """
    message = ""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                do()
            except RuleError as refused:
                message, status = refused.message, 409
                if refused.field in form.fields:
                    form.add_error(refused.field, refused.message)
                    message = ""
            else:
                return redirect(back)
        else:
            status = 422
    context = {
        "act": act,
        "event": event,
        "form": form,
        "message": message,
        "back": back,
        "crumbs": crumbs,
        "form_key": new_key(),
    }
    return render(request, "activations/running_act.html", context, status=status)
