"""A proposed change of the common rules: read, confirmed by another, or ended."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.acting import Question, act_of, ask, press
from common.forms import posted
from common.requests import UserRequest
from common.second_look import is_another
from followup import access
from followup.method import proposals
from followup.method.forms import EndProposalForm
from followup.method.models import MethodProposal
from followup.method.views import base
from followup.terms.models import Area, DecidingBody, GrantAgreement, Part

SHOWN = 50
_LABELS = {
    "kind": "Dokument",
    "code": "Kod",
    "lowest_body": "Beslutas lägst av",
    "year_of_term": "År i mandatperioden",
    "month": "Månad",
    "day": "Dag",
    "count": "Minst antal per mandatperiod",
    "recommended": "Helst antal",
    "election_date": "Dag för ordinarie val",
    "name": "Namn",
    "part": "Del",
    "registry_number": "Diarienummer",
    "question": "Det som följs upp",
    "valid_from": "Gäller från och med",
    "valid_to": "Gäller till och med",
    "source": "Källa",
    "note": "Förbehåll",
    "reason": "Skäl till ändringen",
}
_WORDS = {
    "lowest_body": {"": "Kommunen väljer själv nivå", **dict(DecidingBody.choices)},
    "part": dict(Part.choices),
    "question": {"": "Källan säger inte", **dict(GrantAgreement.Question.choices)},
}


@require_GET
def proposal(request: UserRequest, pk: int) -> HttpResponse:
    """Show what is proposed, and what it would move."""
    found = _find(request, pk)
    now = timezone.now()
    is_open = found.status == MethodProposal.Status.OPEN
    effect = proposals.effect_of(found, request.user, now) if is_open else None
    context = base(request) | {
        "proposal": found,
        "pairs": _pairs(found),
        "effect": effect,
        "moves": effect.moves[:SHOWN] if effect else [],
        "more": max(len(effect.moves) - SHOWN, 0) if effect else 0,
        "is_open": is_open,
        "is_own": not is_another(request.user.pk, [found.proposed_by_user_id]),
    }
    return render(request, "followup/method/proposal.html", context)


@require_POST
def confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Carry out the proposal of another."""
    found = _find(request, pk)
    return press(
        request,
        proposals.confirm,
        to=found.get_absolute_url(),
        done="Bekräftat. Den nya versionen är sparad.",
        proposal_id=pk,
        by=request.user,
        at=timezone.now(),
    )


@require_http_methods(["GET", "POST"])
def end(request: UserRequest, pk: int) -> HttpResponse:
    """Refuse the proposal, or take back one's own."""
    found = _find(request, pk)
    question = Question(
        "Avsluta förslaget",
        f"{found.heading}. Inget ändras. Förslaget och skälet finns kvar att läsa.",
        "Avsluta utan ändring",
        crumbs=[
            ("Uppföljning", reverse("followup:home")),
            ("Metod och regler", reverse("followup:method")),
            (found.heading, found.get_absolute_url()),
        ],
    )
    return ask(
        request,
        question,
        EndProposalForm(posted(request)),
        act_of(request, proposals.end, proposal_id=pk),
        to=found.get_absolute_url(),
        done="Förslaget är avslutat. Inget har ändrats.",
    )


def _find(request: UserRequest, pk: int) -> MethodProposal:
    base(request)
    access.require_method(request.user)
    return get_object_or_404(MethodProposal, pk=pk)


def _pairs(found: MethodProposal) -> list[tuple[str, str]]:
    """Return what is proposed, in the words of its form."""
    values: dict[str, Any] = {}
    for name, value in found.values.items():
        values |= value if isinstance(value, dict) else {name: value}
    tasks = values.pop("tasks", [])
    pairs = [
        (_LABELS[name], str(_WORDS.get(name, {}).get(value, value)))
        for name, value in values.items()
        if name in _LABELS and (value not in {None, ""} or name in _WORDS)
    ]
    areas = dict(Area.choices)
    return [*pairs, *((f"Uppgift, {str(areas[area]).lower()}", text) for area, text in tasks)]
