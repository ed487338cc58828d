"""Pages that act: a form is shown, sent, refused with a reason, or carried out and left behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from common.errors import RuleError
from common.forms import REFUSED, carried_out

SHOWN: Final = 200
Words = str | Callable[[Any], str]
Context = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


def form_page(
    request: HttpRequest,
    template: str,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], object],
    *,
    to: Words,
    done: Words = "",
    context: Context = dict,
) -> HttpResponse:
    """Show the form; when it is sent and whole, do the act with what was typed and go on.

    ``to`` is an address and ``done`` a sentence, or they make one of what the act returned.
    ``context`` may be a function, read after a refusal: the page then shows what is true now.
    """
    status = SHOWN
    if request.method == "POST":
        made: list[object] = []
        status = carried_out(form, lambda values: made.append(act(values)))
        if not status:
            return _go_on(request, made[0], to, done)
    words = context() if callable(context) else context
    return render(request, template, {"form": form, **words}, status=status)


@dataclass(frozen=True)
class Question:
    """What a page says that asks once more before one thing is done."""

    title: str
    text: str
    submit: str
    kind: str = "primary"  # of the button
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    exercise: str = ""  # what is an exercise, if it is


def ask(
    request: HttpRequest,
    question: Question,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], object],
    *,
    to: str,
    done: str = "",
    template: str = "common/ask.html",
    **context: Any,
) -> HttpResponse:
    """Ask the question over its form; do the act when it is answered, and go on."""
    words = {"question": question, "back": to, **context}
    return form_page(request, template, form, act, to=to, done=done, context=words)


def question_page(
    request: HttpRequest,
    template: str,
    act: Callable[[], object],
    *,
    to: Words,
    done: Words = "",
    context: Context = dict,
) -> HttpResponse:
    """Ask before an act that needs no form; a refusal is the page's ``error``.

    The rest is as in ``form_page``.
    """
    error = ""
    if request.method == "POST":
        try:
            return _go_on(request, act(), to, done)
        except RuleError as refused:
            error = refused.message
    words = context() if callable(context) else context
    status = REFUSED if error else SHOWN
    return render(request, template, {"error": error, **words}, status=status)


def act_of(
    request: HttpRequest, service: Callable[..., Any], **known: Any
) -> Callable[[dict[str, Any]], Any]:
    """Return the act of a form: the service with what is known and typed, by who asks, now."""
    return lambda typed: service(**known, **typed, by=request.user, at=timezone.now())


def press(
    request: HttpRequest, act: Callable[..., object], *, to: str, done: str = "", **values: Any
) -> HttpResponse:
    """Carry out an act that needs no form, and go on; a refusal is told on the page gone to."""
    if refusal := refusal_of(act, **values):
        messages.error(request, refusal)
    elif done:
        messages.success(request, done)
    return redirect(to)


def refusal_of(act: Callable[..., object], **values: Any) -> str:
    """Carry the act out; return the sentence that refuses it, "" if it was done."""
    try:
        act(**values)
    except RuleError as refused:
        return refused.message
    return ""


def sent(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], object],
    *,
    again: Callable[[int], HttpResponse],
    to: Words,
    done: Words = "",
) -> HttpResponse:
    """Do the act of a form that was sent, and go on; or show its page ``again``, with a status.

    For a form that stands among other things, on a page that its view makes.
    """
    made: list[object] = []
    if status := carried_out(form, lambda values: made.append(act(values))):
        return again(status)
    return _go_on(request, made[0], to, done)


def attempt(
    request: HttpRequest,
    act: Callable[[], object],
    *,
    refused: Callable[[str], HttpResponse],
    to: Words,
    done: Words = "",
) -> HttpResponse:
    """Carry out an act that needs no form, and go on; ``refused`` shows the page that says why."""
    try:
        made = act()
    except RuleError as error:
        return refused(error.message)
    return _go_on(request, made, to, done)


def _go_on(request: HttpRequest, made: object, to: Words, done: Words) -> HttpResponse:
    if said := done(made) if callable(done) else done:
        messages.success(request, said)
    return redirect(to(made) if callable(to) else to)
