"""What is done to a request: one small form each, which works without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from activations.forms import requests as forms
from activations.models import ActivationRequest
from activations.services import requesters
from activations.services import requests as services
from activations.views.requests import get_visible, show_request
from actors.models import User
from common.errors import RuleError
from common.requests import UserRequest
from records.forms import new_key, once


@dataclass(frozen=True)
class Act:
    """A page that asks once more and then does one thing to a request."""

    title: str
    text: str
    submit: str
    kind: str  # of the button
    form: type[django_forms.Form]
    service: Callable[..., Any]
    allows: Callable[[ActivationRequest, User, datetime], bool]


COMPLEMENT = Act(
    title="Komplettera begäran",
    text="Det du skriver syns direkt för den som har tagit begäran.",
    submit="Spara komplettering",
    kind="primary",
    form=forms.NoteForm,
    service=services.complement_request,
    allows=requesters.may_complement,
)
WITHDRAW = Act(
    title="Återkalla begäran",
    text="Den som har larmats får veta att begäran är återkallad.",
    submit="Återkalla begäran",
    kind="danger",
    form=forms.WithdrawForm,
    service=services.withdraw_request,
    allows=requesters.may_withdraw,
)
DECLINE = Act(
    title="Avböj begäran",
    text="Inget forum sammankallas. Alla som har begärt får ditt skäl.",
    submit="Avböj och skicka skälet",
    kind="danger",
    form=forms.ReasonForm,
    service=services.decline_request,
    allows=requesters.may_answer,
)
ORDINARY = Act(
    title="Möt behovet i ordinarie läge",
    text="Inget forum aktiveras, ordinarie strukturer räcker. Alla som har begärt får ditt skäl.",
    submit="Möt i ordinarie läge och skicka skälet",
    kind="primary",
    form=forms.ReasonForm,
    service=services.meet_in_ordinary_mode,
    allows=requesters.may_answer,
)
JOIN = Act(
    title="Lägg till er",
    text="Er aktör läggs till i begäran och får samma besked som den som begärde först.",
    submit="Lägg till oss",
    kind="primary",
    form=forms.JoinForm,
    service=services.join_request,
    allows=requesters.may_join,
)


@login_required
@require_POST
@once
def acknowledge(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Take the request for the convener."""
    found = get_visible(request, region, number)
    return _do(
        request,
        found,
        lambda: services.acknowledge_request(
            request_id=found.pk, by=request.user, at=timezone.now()
        ),
    )


@login_required
@require_POST
@once
def hand_over(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Let another convening function take over."""
    found = get_visible(request, region, number)
    if not requesters.may_answer(found, request.user, timezone.now()):
        raise PermissionDenied
    form = forms.HandOverForm(request.POST, request=found)
    if not form.is_valid():
        error = "Välj vilken funktion som ska ta över."
        return show_request(request, found, error=error, hand_over=form)
    function = form.cleaned_data["function"]
    return _do(
        request,
        found,
        lambda: services.hand_over_request(
            request_id=found.pk, function_id=function.pk, by=request.user, at=timezone.now()
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def complement(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Add what has become known."""
    return _ask_and_do(request, region, number, COMPLEMENT)


@login_required
@require_http_methods(["GET", "POST"])
@once
def withdraw(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Take the request back, asked once."""
    return _ask_and_do(request, region, number, WITHDRAW)


@login_required
@require_http_methods(["GET", "POST"])
@once
def decline(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Answer no, with a reason."""
    return _ask_and_do(request, region, number, DECLINE)


@login_required
@require_http_methods(["GET", "POST"])
@once
def ordinary(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Answer that ordinary mode meets the need, with a reason."""
    return _ask_and_do(request, region, number, ORDINARY)


@login_required
@require_http_methods(["GET", "POST"])
@once
def join(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Add the user's actor to the request; one tap from the review."""
    return _ask_and_do(request, region, number, JOIN)


def _ask_and_do(request: UserRequest, region: str, number: str, act: Act) -> HttpResponse:
    found = get_visible(request, region, number)
    if not act.allows(found, request.user, timezone.now()):
        raise PermissionDenied
    if request.method != "POST":
        return _question(request, found, act, act.form())
    form = act.form(request.POST)
    if not form.is_valid():
        return _question(request, found, act, form, status=422)
    try:
        act.service(request_id=found.pk, by=request.user, at=timezone.now(), **form.cleaned_data)
    except RuleError as refused:
        if refused.field in form.fields:
            form.add_error(refused.field, refused.message)
            return _question(request, found, act, form, status=422)
        return _question(request, found, act, form, message=refused.message, status=409)
    return redirect(found)


def _question(
    request: UserRequest,
    found: ActivationRequest,
    act: Act,
    form: django_forms.Form,
    *,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    key = request.POST.get("form_key") or new_key()
    context = {
        "item": found,
        "region": found.region,
        "act": act,
        "form": form,
        "message": message,
        "form_key": key,
    }
    return render(request, "activations/request_act.html", context, status=status)


def _do(request: UserRequest, found: ActivationRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except RuleError as refused:
        # Show what is true now, whoever changed it.
        fresh = get_visible(request, found.region.slug, found.number)
        return show_request(request, fresh, error=refused.message)
    return redirect(found)
