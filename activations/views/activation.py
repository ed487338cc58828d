"""The page of an activation, and what its leader does with it."""

from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activations import leading
from activations.forms import running as forms
from activations.forms.convening import in_minutes
from activations.models import Activation, ActivationMeeting
from activations.reports import events as reports
from activations.services import acts, composition, meetings, running
from activations.views.acting import Act, ask_and_do
from activations.views.events import crumbs_to
from activations.views.finding import (
    activation_in_region_or_404,
    activation_or_404,
    meeting_or_404,
)
from common.counts import counted
from common.errors import RuleError
from common.forms import posted
from common.requests import UserRequest
from forums.models import Meeting, Protocol
from records.forms import new_key, once

NEXT_MEETING_IN = timedelta(hours=2)


class NothingToFill(django_forms.Form):
    """A question without fields."""


@login_required
@require_GET
def activation_detail(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Show how the forum is at work: mode, chair, meetings, who is in, and what can be done."""
    activation = activation_or_404(request, region, number, pk)
    return render(request, "activations/activation.html", _page(request, activation))


def _page(request: UserRequest, activation: Activation, message: str = "") -> dict[str, Any]:
    now = timezone.now()
    leader = leading.leading_function(request.user, activation)
    summaries = reports.summaries_of(activation.event, now)
    summary = next(one for one in summaries if one.activation.pk == activation.pk)
    links = activation.meetings.select_related(
        "meeting__forum__region", "meeting__protocol", "meeting__chair_function__actor"
    )
    directing = running.directing_forum(activation.forum)
    return {
        "activation": activation,
        "event": activation.event,
        "region": activation.forum.region,
        "summary": summary,
        "links": links,
        "to_review": [link for link in links if _is_to_review(link)],
        "chair_terms": activation.chair_terms.select_related(
            "function__actor", "decided_at_meeting__forum__region"
        ),
        "participants": activation.participants.filter(left_at=None).select_related(
            "actor", "function__actor"
        ),
        "latest": activation.log.all()[:8],
        "can_lead": leader is not None and activation.is_open,
        "leader": leader,
        "directing": directing,
        "can_ask_direction": leader is not None and directing is not None and activation.is_open,
        "open_protocols": open_protocols(activation),
        "form_key": new_key(),
        "message": message,
    }


def _is_to_review(link: ActivationMeeting) -> bool:
    asked = {Meeting.Status.RUNNING, Meeting.Status.HELD}
    return link.meeting.status in asked and link.composition_reviewed_at is None


def open_protocols(activation: Activation) -> list[Protocol]:
    """Return the protocols of the activation that are not adopted yet."""
    return list(
        Protocol.objects.filter(meeting__in_activation__activation=activation)
        .exclude(status=Protocol.Status.ADOPTED)
        .select_related("meeting__forum__region")
        .order_by("meeting__starts_at")
    )


@login_required
@require_GET
def chair_history(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Give the fragment that the forum's page fetches: who has chaired, by which meeting."""
    activation = activation_in_region_or_404(request, region, pk)
    terms = activation.chair_terms.select_related(
        "function__actor", "decided_at_meeting__forum__region"
    )
    return render(
        request, "activations/_chair_terms.html", {"chair_terms": terms, "activation": activation}
    )


# Composition ----------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
@once
def composition_page(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Show who is in, who has left and why; call another actor in."""
    activation = activation_or_404(request, region, number, pk)
    leader = leading.leading_function(request.user, activation)
    form = forms.AddParticipantForm(posted(request), activation=activation)
    message, status = "", 200
    if request.method == "POST":
        leading.require_leading(request.user, activation)
        if form.is_valid():
            try:
                composition.add_participant(
                    activation_id=activation.pk,
                    function_id=form.cleaned_data["function"].pk,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    at=timezone.now(),
                )
                return redirect(request.path)
            except RuleError as refused:
                message, status = refused.message, 409
        else:
            status = 422
    rows = activation.participants.select_related("actor", "function__actor")
    context = {
        "activation": activation,
        "event": activation.event,
        "region": activation.forum.region,
        "crumbs": _crumbs(activation),
        "inside": [
            (row, not row.function.covers(activation.forum.level))
            for row in rows
            if row.left_at is None
        ],
        "left": [row for row in rows if row.left_at is not None],
        "can_lead": leader is not None and activation.is_open,
        "form": form,
        "message": message,
        "form_key": new_key(),
    }
    return render(request, "activations/composition.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def leave(
    request: UserRequest, region: str, number: str, pk: int, participant: int
) -> HttpResponse:
    """Let an actor leave, with the reason."""
    activation = activation_or_404(request, region, number, pk)
    row = get_object_or_404(activation.participants.select_related("actor"), pk=participant)
    leading.require_leading(request.user, activation)
    form = forms.ReasonForm(posted(request))
    text = "Aktörens kallelser till kommande möten återkallas."
    return ask_and_do(
        request,
        Act(f"{row.actor} lämnar", text, "Låt aktören lämna", "danger"),
        event=activation.event,
        form=form,
        back=reverse("activations:composition", args=[region, number, pk]),
        do=lambda: composition.remove_participant(
            participant_id=row.pk,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        crumbs=_crumbs(activation),
    )


@login_required
@require_POST
@once
def review(request: UserRequest, region: str, meeting: int) -> HttpResponse:
    """Note that the composition was looked through at the meeting."""
    link = meeting_or_404(request, region, meeting)
    composition.review_composition(meeting_id=link.meeting_id, by=request.user, at=timezone.now())
    return redirect(link.activation)


# Meetings and direction -----------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
@once
def next_meeting(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Call everybody who takes part to the next meeting."""
    activation = activation_or_404(request, region, number, pk)
    leading.require_leading(request.user, activation)
    now = timezone.now()
    soon = in_minutes(now, int(NEXT_MEETING_IN.total_seconds() // 60))
    form = forms.NextMeetingForm(
        posted(request), initial=forms.next_meeting_values(activation.forum, soon)
    )
    count = activation.participants.filter(left_at=None).count()
    return ask_and_do(
        request,
        Act(
            "Kalla till nästa möte",
            f"Kallelsen går till {counted(count, 'aktör', 'aktörer')} genom sms och e-post.",
            f"Skicka till {counted(count, 'aktör', 'aktörer')}",
        ),
        event=activation.event,
        form=form,
        back=activation.get_absolute_url(),
        do=lambda: meetings.call_next_meeting(
            activation_id=activation.pk,
            starts_at=form.cleaned_data["starts_at"],
            place=form.place(),
            by=request.user,
            at=now,
        ),
        crumbs=_crumbs(activation),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def ask_direction(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Ask that the directing forum is activated."""
    activation = activation_or_404(request, region, number, pk)
    leading.require_leading(request.user, activation)
    form = forms.DirectionForm(posted(request))
    return ask_and_do(
        request,
        Act(
            "Begär inriktande forum",
            "Begäran går till Länsstyrelsens funktioner i tjänst, som sammankallar.",
            "Skicka begäran",
        ),
        event=activation.event,
        form=form,
        back=activation.get_absolute_url(),
        do=lambda: running.request_direction(
            activation_id=activation.pk,
            why=form.cleaned_data["why"],
            by=request.user,
            at=timezone.now(),
        ),
        crumbs=_crumbs(activation),
    )


# Mode -----------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
@once
def wind_down(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Begin the return to ordinary mode."""
    activation = activation_or_404(request, region, number, pk)
    leading.require_leading(request.user, activation)
    return ask_and_do(
        request,
        Act(
            "Börja avveckla",
            "Alla ser att forumet är på väg tillbaka till ordinarie läge. "
            "Det går att ångra ända tills ni avslutar.",
            "Börja avveckla",
        ),
        event=activation.event,
        form=NothingToFill(posted(request)),
        back=activation.get_absolute_url(),
        do=lambda: running.wind_down(
            activation_id=activation.pk, by=request.user, at=timezone.now()
        ),
        crumbs=_crumbs(activation),
    )


@login_required
@require_POST
@once
def resume(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Go on after all."""
    activation = activation_or_404(request, region, number, pk)
    try:
        running.resume(activation_id=activation.pk, by=request.user, at=timezone.now())
    except RuleError as refused:
        context = _page(request, activation, refused.message)
        return render(request, "activations/activation.html", context, status=409)
    return redirect(activation)


@login_required
@require_http_methods(["GET", "POST"])
@once
def end(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Return to ordinary mode: what remains is shown, and everybody is told."""
    activation = activation_or_404(request, region, number, pk)
    leading.require_leading(request.user, activation)
    form = forms.EndForm(posted(request))
    message, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            try:
                running.end_activation(
                    activation_id=activation.pk,
                    note=form.cleaned_data["note"],
                    by=request.user,
                    at=timezone.now(),
                )
                return redirect(activation)
            except RuleError as refused:
                message, status = refused.message, 409
        else:
            status = 422
    context = {
        "activation": activation,
        "event": activation.event,
        "region": activation.forum.region,
        "crumbs": _crumbs(activation),
        "form": form,
        "message": message,
        "form_key": new_key(),
        "ahead": acts.meetings_ahead(activation),
        "open_protocols": open_protocols(activation),
        "told": activation.participants.filter(left_at=None).count(),
    }
    return render(request, "activations/end.html", context, status=status)


def _crumbs(activation: Activation) -> list[tuple[str, str]]:
    return [
        *crumbs_to(activation.event),
        (activation.forum.called_name, activation.get_absolute_url()),
    ]
