"""The answer board: who comes, who is silent, whom to ring."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activations import rules, who_leads
from activations.finding import about, crumbs_to, meeting_or_404, summons_or_404
from activations.models import ActivationMeeting, Summons
from activations.summons import board as boards
from activations.summons import chasing, forms, services
from activations.summons import messages as summons_messages
from actors.rights import rights
from common.acting import Question, act_of, ask
from common.errors import RuleError
from common.forms import posted
from common.requests import UserRequest
from records import polling


@require_GET
def board(request: UserRequest, region: str, meeting: int) -> HttpResponse:
    """Show who comes; the inside updates itself."""
    link = meeting_or_404(request, region, meeting)
    context = _context(request, link, timezone.now())
    return render(request, "activations/summons/answers.html", context)


@require_GET
def board_live(request: UserRequest, region: str, meeting: int) -> HttpResponse:
    """Answer the board's polling: 304 while nobody has answered and the minute is the same."""
    link = meeting_or_404(request, region, meeting)
    now = timezone.now()

    def fresh() -> HttpResponse:
        return render(request, "activations/summons/_answers.html", _context(request, link, now))

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
    is_open = meeting.status in services.NOT_BEGUN
    return {
        "link": link,
        "activation": activation,
        "event": activation.event,
        "meeting": meeting,
        "region": activation.forum.region,
        "board": boards.board_of(meeting, activation),
        "countdown": rules.countdown(meeting.starts_at, now),
        "is_open": is_open,
        "can_lead": who_leads.leading_function(request.user, activation) is not None,
        "own": [one for one in own if one.function_id in held] if is_open else [],
        "answers": Summons.Answer.choices,
        "crumbs": crumbs_to(activation),
        **extra,
    }


@require_GET
def call_list(request: UserRequest, region: str, meeting: int) -> HttpResponse:
    """Show whom to ring, made for printing: everybody who has not said that they come."""
    link = meeting_or_404(request, region, meeting)
    who_leads.require_leading(request.user, link.activation)
    return render(
        request, "activations/summons/call_list.html", _context(request, link, timezone.now())
    )


@require_POST
def remind(request: UserRequest, region: str, meeting: int) -> HttpResponse:
    """Remind everybody who has not answered."""
    link = meeting_or_404(request, region, meeting)
    now = timezone.now()
    try:
        count = chasing.remind_silent(meeting_id=link.meeting_id, by=request.user, at=now)
    except RuleError as refused:
        context = _context(request, link, now, message=refused.message)
        return render(request, "activations/summons/answers.html", context, status=409)
    messages.success(request, f"{count} har påmints.")
    return redirect("activations:answers", region, meeting)


@require_http_methods(["GET", "POST"])
def answer_own(request: UserRequest, region: str, meeting: int, pk: int) -> HttpResponse:
    """Answer for a function that one holds."""
    summons = summons_or_404(request, region, meeting, pk)
    services.answering_function(summons, request.user)
    text = f"{_called_to(summons)} Ni kan ändra er tills mötet börjar."
    return ask(
        request,
        Question(f"Svara för {summons.function}", text, "Svara", **_about(summons)),
        forms.AnswerForm(posted(request), initial=forms.answer_now(summons)),
        act_of(request, services.answer_own, summons_id=summons.pk),
        to=reverse("activations:answers", args=[region, meeting]),
    )


@require_http_methods(["GET", "POST"])
def answer_for(request: UserRequest, region: str, meeting: int, pk: int) -> HttpResponse:
    """Note an answer that came by phone."""
    summons = summons_or_404(request, region, meeting, pk)
    link = meeting_or_404(request, region, meeting)
    who_leads.require_leading(request.user, link.activation)
    title = f"Anteckna svar för {summons.function}"
    text = "För den som svarat på annat sätt, till exempel per telefon."
    return ask(
        request,
        Question(title, f"{_called_to(summons)} {text}", "Anteckna svaret", **_about(summons)),
        forms.OnBehalfForm(posted(request), initial=forms.answer_now(summons)),
        act_of(request, services.answer_on_behalf, summons_id=summons.pk),
        to=reverse("activations:answers", args=[region, meeting]),
    )


def _about(summons: Summons) -> dict[str, Any]:
    return about(summons.meeting.in_activation.activation.event)


def _called_to(summons: Summons) -> str:
    meeting = summons.meeting
    moment = summons_messages.when(meeting.starts_at, timezone.now())
    return f"{meeting.forum.called_name} {moment}."
