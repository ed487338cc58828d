"""The answer board: who comes, who is silent, whom to ring."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activations import calls, leading
from activations.forms import running as forms
from activations.models import ActivationMeeting, Summons
from activations.reports import board as reports
from activations.reports.status import countdown
from activations.services import summonses
from activations.views.acting import Act, ask_and_do
from activations.views.events import crumbs_to
from activations.views.finding import meeting_or_404, summons_or_404
from actors import rights
from common.errors import RuleError
from common.forms import posted
from common.requests import UserRequest
from records import polling
from records.forms import new_key, once


@login_required
@require_GET
def board(request: UserRequest, region: str, meeting: int) -> HttpResponse:
    """Show who comes; the inside updates itself."""
    link = meeting_or_404(request, region, meeting)
    context = _context(request, link, timezone.now())
    return render(request, "activations/answers.html", context)


@login_required
@require_GET
def board_live(request: UserRequest, region: str, meeting: int) -> HttpResponse:
    """Answer the board's polling: 304 while nobody has answered and the minute is the same."""
    link = meeting_or_404(request, region, meeting)
    now = timezone.now()

    def fresh() -> HttpResponse:
        return render(request, "activations/_answers.html", _context(request, link, now))

    scopes = [f"meeting:{link.meeting_id}", f"minute:{now:%d%H%M}"]
    return polling.fragment(request, scopes=scopes, render=fresh)


def _context(
    request: UserRequest, link: ActivationMeeting, now: datetime, **extra: Any
) -> dict[str, Any]:
    activation, meeting = link.activation, link.meeting
    held = {function.pk for function in rights.functions_of(request.user)}
    own = meeting.summonses.exclude(status=Summons.Status.CANCELLED).select_related(
        "function__actor", "meeting__forum__region"
    )
    is_open = meeting.status in summonses.NOT_BEGUN
    return {
        "link": link,
        "activation": activation,
        "event": activation.event,
        "meeting": meeting,
        "region": activation.forum.region,
        "board": reports.board_of(meeting, activation),
        "countdown": countdown(meeting.starts_at, now),
        "is_open": is_open,
        "can_lead": leading.leading_function(request.user, activation) is not None,
        "own": [one for one in own if one.function_id in held] if is_open else [],
        "answers": Summons.Answer.choices,
        "crumbs": [
            *crumbs_to(activation.event),
            (activation.forum.called_name, activation.get_absolute_url()),
        ],
        "form_key": new_key(),
        **extra,
    }


@login_required
@require_GET
def call_list(request: UserRequest, region: str, meeting: int) -> HttpResponse:
    """Show whom to ring, made for printing: everybody who has not said that they come."""
    link = meeting_or_404(request, region, meeting)
    leading.require_leading(request.user, link.activation)
    return render(request, "activations/call_list.html", _context(request, link, timezone.now()))


@login_required
@require_POST
@once
def remind(request: UserRequest, region: str, meeting: int) -> HttpResponse:
    """Remind everybody who has not answered."""
    link = meeting_or_404(request, region, meeting)
    now = timezone.now()
    try:
        count = summonses.remind_silent(meeting_id=link.meeting_id, by=request.user, at=now)
    except RuleError as refused:
        context = _context(request, link, now, message=refused.message)
        return render(request, "activations/answers.html", context, status=409)
    messages.success(request, f"{count} har påmints.")
    return redirect("activations:answers", region, meeting)


@login_required
@require_http_methods(["GET", "POST"])
@once
def answer_own(request: UserRequest, region: str, meeting: int, pk: int) -> HttpResponse:
    """Answer for a function that one holds."""
    summons = summons_or_404(request, region, meeting, pk)
    link = meeting_or_404(request, region, meeting)
    summonses.answering_function(summons, request.user)
    form = forms.AnswerForm(posted(request), initial=_initial(summons))
    return ask_and_do(
        request,
        Act(
            f"Svara för {summons.function}",
            f"{_called_to(summons)} Ni kan ändra er tills mötet börjar.",
            "Svara",
        ),
        event=link.activation.event,
        form=form,
        back=reverse("activations:answers", args=[region, meeting]),
        do=lambda: summonses.answer_own(
            summons_id=summons.pk, by=request.user, at=timezone.now(), **form.cleaned_data
        ),
        crumbs=crumbs_to(link.activation.event),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def answer_for(request: UserRequest, region: str, meeting: int, pk: int) -> HttpResponse:
    """Note an answer that came by phone."""
    summons = summons_or_404(request, region, meeting, pk)
    link = meeting_or_404(request, region, meeting)
    leading.require_leading(request.user, link.activation)
    form = forms.OnBehalfForm(posted(request), initial=_initial(summons))
    return ask_and_do(
        request,
        Act(
            f"Anteckna svar för {summons.function}",
            f"{_called_to(summons)} För den som svarat på annat sätt, till exempel per telefon.",
            "Anteckna svaret",
        ),
        event=link.activation.event,
        form=form,
        back=reverse("activations:answers", args=[region, meeting]),
        do=lambda: summonses.answer_on_behalf(
            summons_id=summons.pk, by=request.user, at=timezone.now(), **form.cleaned_data
        ),
        crumbs=crumbs_to(link.activation.event),
    )


def _called_to(summons: Summons) -> str:
    meeting = summons.meeting
    return f"{meeting.forum.called_name} {calls.when(meeting.starts_at, timezone.now())}."


def _initial(summons: Summons) -> dict[str, str]:
    return {"answer": summons.answer, "deputy_note": summons.deputy_note}
