"""What is done to a request: one small form each, which works without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from activations.models import ActivationRequest
from activations.requests import forms, requesters, services
from activations.requests.views import get_visible, show_request
from actors.models import User
from common.acting import Question, act_of, ask, refusal_of
from common.forms import posted
from common.requests import UserRequest


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


@require_POST
def acknowledge(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Take the request for the convener."""
    found = get_visible(request, region, number)
    return _do(request, found, services.acknowledge_request)


@require_POST
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
    return _do(request, found, services.hand_over_request, function_id=function.pk)


def _do(
    request: UserRequest, found: ActivationRequest, act: Callable[..., object], **values: Any
) -> HttpResponse:
    refusal = refusal_of(act, request_id=found.pk, by=request.user, at=timezone.now(), **values)
    if refusal:
        # Show what is true now, whoever changed it.
        fresh = get_visible(request, found.region.slug, found.number)
        return show_request(request, fresh, error=refusal)
    return redirect(found)


def _page(act: Act) -> Callable[[UserRequest, str, str], HttpResponse]:
    """Return the page of an act: it asks once more, with what the request is about above."""

    @require_http_methods(["GET", "POST"])
    def page(request: UserRequest, region: str, number: str) -> HttpResponse:
        found = get_visible(request, region, number)
        if not act.allows(found, request.user, timezone.now()):
            raise PermissionDenied
        way = [("Begäranden", reverse("activations:requests", args=[found.region.slug]))]
        question = Question(
            f"{act.title} {number}",
            act.text,
            act.submit,
            act.kind,
            crumbs=[*way, (number, found.get_absolute_url())],
            exercise="Begäran gäller en övning" if found.exercise else "",
        )
        return ask(
            request,
            question,
            act.form(posted(request)),
            act_of(request, act.service, request_id=found.pk),
            to=found.get_absolute_url(),
            template="activations/requests/act.html",
            item=found,
            counter="chars",
        )

    return page


complement = _page(COMPLEMENT)
withdraw = _page(WITHDRAW)
decline = _page(DECLINE)
ordinary = _page(ORDINARY)
join = _page(JOIN)
