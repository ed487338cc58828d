"""One form on a page of its own, about one municipality."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse

from actors.models import Actor
from common import acting
from common.requests import UserRequest
from followup import page_context

TAB = "followup:economy"


@dataclass(frozen=True)
class Page:
    """What a form's page says. ``to`` is where one goes on to, and back to."""

    heading: str
    submit: str
    to: str
    title: str = ""  # of the window, where it is not the heading
    done: str = ""
    lead: str = ""
    notes: Sequence[str] = ()
    warning: str = ""
    receivers: Sequence[str] = ()
    kind: str = "primary"
    multipart: bool = False
    back: str = "Avbryt"
    crumbs: Sequence[tuple[str, str]] = ()


def form_page(
    request: UserRequest,
    municipality: Actor,
    form: forms.Form,
    page: Page,
    act: Callable[[dict[str, Any]], object],
    *,
    tab: str = TAB,
    template: str = "followup/economy/form.html",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a bound or unbound form; when it is sent and whole, do the act and go on."""
    return acting.form_page(
        request,
        template,
        form,
        act,
        to=page.to,
        done=page.done,
        context=lambda: (
            page_context.base(request, municipality, tab)
            | {"page": page, "crumbs": page.crumbs, **(extra or {})}
        ),
    )


def press(
    request: UserRequest, to: str, done: str, act: Callable[..., object], **values: Any
) -> HttpResponse:
    """Carry out an act that needs no form, and go on; a refusal is told on the page gone to."""
    return acting.press(request, act, to=to, done=done, by=request.user, **values)
