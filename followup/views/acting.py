"""One form on a page of its own: shown, sent, refused, or carried out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from actors.models import Actor
from common.errors import RuleError
from common.forms import carried_out
from common.requests import UserRequest
from followup import frame
from records.forms import new_key

TAB = "followup:economy"


@dataclass(frozen=True)
class Page:
    """What a form's page says. ``to`` is where one goes on to, and back to."""

    heading: str
    submit: str
    to: str
    done: str = ""
    lead: str = ""
    notes: Sequence[str] = ()
    warning: str = ""
    receivers: Sequence[str] = ()
    kind: str = "primary"
    multipart: bool = False


def form_page(
    request: UserRequest,
    municipality: Actor,
    form: forms.Form,
    page: Page,
    act: Callable[[dict[str, Any]], object],
    *,
    tab: str = TAB,
    template: str = "followup/economy_form.html",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a bound or unbound form; when it is sent and whole, do the act and go on."""
    status = 200
    if request.method == "POST":
        status = carried_out(form, act)
        if not status:
            if page.done:
                messages.success(request, page.done)
            return redirect(page.to)
    context = {
        **frame.base(request, municipality, tab),
        "form": form,
        "page": page,
        "form_key": new_key(),
        **(extra or {}),
    }
    return render(request, template, context, status=status)


def press(
    request: UserRequest, to: str, done: str, act: Callable[..., object], **values: Any
) -> HttpResponse:
    """Carry out an act that needs no form, and go on; a refusal is told on the page gone to."""
    try:
        act(by=request.user, **values)
    except RuleError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return redirect(to)
