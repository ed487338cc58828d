"""The page of an activation, and what its leader does with it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activations import acts, who_leads
from activations.convening.forms import in_minutes
from activations.events import queries
from activations.finding import (
    about,
    activation_in_region_or_404,
    activation_or_404,
    crumbs_to,
    meeting_or_404,
)
from activations.models import Activation, Evaluation
from activations.running import composition, evaluating, forms, meetings, services
from common.acting import Question, act_of, ask, form_page, refusal_of
from common.counts import counted
from common.forms import NothingToFill, posted
from common.requests import UserRequest
from forums.models import Meeting, Protocol

NEXT_MEETING_IN = timedelta(hours=2)


@require_GET
def activation_detail(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Show how the forum is at work: mode, chair, meetings, who is in, and what can be done."""
    activation = activation_or_404(request, region, number, pk)
    return render(request, "activations/running/activation.html", _page(request, activation))


def _page(request: UserRequest, activation: Activation, message: str = "") -> dict[str, Any]:
    now = timezone.now()
    leader = who_leads.leading_function(request.user, activation)
    summaries = queries.summaries_of(activation.event, now)
    summary = next(one for one in summaries if one.activation.pk == activation.pk)
    links = activation.meetings.select_related(
        "meeting__forum__region", "meeting__protocol", "meeting__chair_function__actor"
    )
    directing = services.directing_forum(activation.forum)
    inside = activation.participants.filter(left_at=None)
    participants = list(inside.select_related("actor", "function__actor"))
    return {
        "activation": activation,
        "event": activation.event,
        "region": activation.forum.region,
        "summary": summary,
        "links": links,
        "to_review": [
            link
            for link in links
            if link.meeting.status in {Meeting.Status.RUNNING, Meeting.Status.HELD}
            and link.composition_reviewed_at is None
        ],
        "chair_terms": activation.chair_terms.select_related(
            "function__actor", "decided_at_meeting__forum__region"
        ),
        "participants": participants,
        "unsaid": sum(not row.affected for row in participants),
        "latest": activation.log.all()[:8],
        "can_lead": leader is not None and activation.is_open,
        "can_evaluate": leader is not None and activation.status == Activation.Status.ENDED,
        "evaluation": Evaluation.objects.filter(activation=activation).first(),
        "leader": leader,
        "directing": directing,
        "can_ask_direction": leader is not None and directing is not None and activation.is_open,
        "open_protocols": open_protocols(activation),
        "message": message,
    }


def open_protocols(activation: Activation) -> list[Protocol]:
    """Return the protocols of the activation that are not adopted yet."""
    return list(
        Protocol.objects.filter(meeting__in_activation__activation=activation)
        .exclude(status=Protocol.Status.ADOPTED)
        .select_related("meeting__forum__region")
        .order_by("meeting__starts_at")
    )


@require_GET
def chair_history(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Give the fragment that the forum's page fetches: who has chaired, by which meeting."""
    activation = activation_in_region_or_404(request, region, pk)
    terms = activation.chair_terms.select_related(
        "function__actor", "decided_at_meeting__forum__region"
    )
    return render(
        request,
        "activations/running/_chair_terms.html",
        {"chair_terms": terms, "activation": activation},
    )


# Composition ----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def composition_page(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Show who is in, who has left and why; call another actor of the region in."""
    activation = _led_when_posted(request, region, number, pk)
    return form_page(
        request,
        "activations/running/composition.html",
        forms.AddParticipantForm(posted(request), activation=activation),
        lambda typed: composition.add_participant(
            activation_id=activation.pk,
            function_id=typed["function"].pk,
            reason=typed["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        to=request.path,
        context=_composition(request, activation),
    )


@require_http_methods(["GET", "POST"])
def call_outsider(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Call somebody from outside the region in."""
    activation = activation_or_404(request, region, number, pk)
    who_leads.require_leading(request.user, activation)
    form = forms.AddOutsiderForm(posted(request))
    text = (
        "Skriv aktör och funktion, aldrig en persons namn. Funktionen kallas som de andra, svarar "
        "med länk eller sms, och står i registret som inkallad så länge forumet arbetar."
    )
    return ask(
        request,
        Question("Kalla in någon utanför regionen", text, "Kalla in", **about(activation)),
        form,
        lambda typed: composition.add_participant(
            activation_id=activation.pk,
            outsider=form.outsider(),
            reason=typed["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        to=reverse("activations:composition", args=[region, number, pk]),
    )


@require_http_methods(["GET", "POST"])
def affected(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Say who is directly and who is indirectly affected."""
    activation = activation_or_404(request, region, number, pk)
    who_leads.require_leading(request.user, activation)
    inside = activation.participants.filter(left_at=None).select_related("actor")
    form = forms.AffectedForm(posted(request), participants=inside)
    text = "Det styr ingenting. Det visar vem som behöver vilken information."
    return ask(
        request,
        Question("Direkt eller indirekt berörda", text, "Spara", **about(activation)),
        form,
        lambda _: composition.say_affected(
            activation_id=activation.pk,
            affected=form.affected(),
            by=request.user,
            at=timezone.now(),
        ),
        to=reverse("activations:composition", args=[region, number, pk]),
    )


def _led_when_posted(request: UserRequest, region: str, number: str, pk: int) -> Activation:
    activation = activation_or_404(request, region, number, pk)
    if request.method == "POST":
        who_leads.require_leading(request.user, activation)
    return activation


def _composition(request: UserRequest, activation: Activation) -> dict[str, Any]:
    leader = who_leads.leading_function(request.user, activation)
    rows = activation.participants.select_related("actor", "function__actor")
    return {
        "activation": activation,
        "event": activation.event,
        "region": activation.forum.region,
        "crumbs": crumbs_to(activation),
        "inside": [
            (row, row.function.falls_short(activation.forum.level))
            for row in rows
            if row.left_at is None
        ],
        "left": [row for row in rows if row.left_at is not None],
        "can_lead": leader is not None and activation.is_open,
    }


@require_http_methods(["GET", "POST"])
def leave(
    request: UserRequest, region: str, number: str, pk: int, participant: int
) -> HttpResponse:
    """Let an actor leave, with the reason."""
    activation = activation_or_404(request, region, number, pk)
    row = get_object_or_404(activation.participants.select_related("actor"), pk=participant)
    who_leads.require_leading(request.user, activation)
    text = "Aktörens kallelser till kommande möten återkallas."
    return ask(
        request,
        Question(f"{row.actor} lämnar", text, "Låt aktören lämna", "danger", **about(activation)),
        forms.ReasonForm(posted(request)),
        act_of(request, composition.remove_participant, participant_id=row.pk),
        to=reverse("activations:composition", args=[region, number, pk]),
    )


@require_POST
def review(request: UserRequest, region: str, meeting: int) -> HttpResponse:
    """Note that the composition was looked through at the meeting."""
    link = meeting_or_404(request, region, meeting)
    composition.review_composition(meeting_id=link.meeting_id, by=request.user, at=timezone.now())
    return redirect(link.activation)


# Meetings and direction -----------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def next_meeting(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Call everybody who takes part to the next meeting."""
    activation = activation_or_404(request, region, number, pk)
    who_leads.require_leading(request.user, activation)
    now = timezone.now()
    soon = in_minutes(now, int(NEXT_MEETING_IN.total_seconds() // 60))
    form = forms.NextMeetingForm(
        posted(request), initial=forms.next_meeting_values(activation.forum, soon)
    )
    count = counted(activation.participants.filter(left_at=None).count(), "aktör", "aktörer")
    return ask(
        request,
        Question(
            "Kalla till nästa möte",
            f"Kallelsen går till {count} genom sms och e-post.",
            f"Skicka till {count}",
            **about(activation),
        ),
        form,
        lambda typed: meetings.call_next_meeting(
            activation_id=activation.pk,
            starts_at=typed["starts_at"],
            place=form.place(),
            by=request.user,
            at=now,
        ),
        to=activation.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def ask_direction(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Ask that the directing forum is activated."""
    activation = activation_or_404(request, region, number, pk)
    who_leads.require_leading(request.user, activation)
    return ask(
        request,
        Question(
            "Begär inriktande forum",
            "Begäran går till Länsstyrelsens funktioner i tjänst, som sammankallar.",
            "Skicka begäran",
            **about(activation),
        ),
        forms.DirectionForm(posted(request)),
        act_of(request, services.request_direction, activation_id=activation.pk),
        to=activation.get_absolute_url(),
    )


# Mode -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def wind_down(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Begin the return to ordinary mode."""
    activation = activation_or_404(request, region, number, pk)
    who_leads.require_leading(request.user, activation)
    return ask(
        request,
        Question(
            "Börja avveckla",
            "Alla ser att forumet är på väg tillbaka till ordinarie läge. "
            "Det går att ångra ända tills ni avslutar.",
            "Börja avveckla",
            **about(activation),
        ),
        NothingToFill(posted(request)),
        act_of(request, services.wind_down, activation_id=activation.pk),
        to=activation.get_absolute_url(),
    )


@require_POST
def resume(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Go on after all."""
    activation = activation_or_404(request, region, number, pk)
    refusal = refusal_of(
        services.resume, activation_id=activation.pk, by=request.user, at=timezone.now()
    )
    if refusal:
        context = _page(request, activation, refusal)
        return render(request, "activations/running/activation.html", context, status=409)
    return redirect(activation)


@require_http_methods(["GET", "POST"])
def end(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Return to ordinary mode: what remains is shown, and everybody is told."""
    activation = activation_or_404(request, region, number, pk)
    who_leads.require_leading(request.user, activation)
    told = activation.participants.filter(left_at=None).count()
    return ask(
        request,
        Question(
            f"{activation.forum.called_name} åter till ordinarie läge",
            f"{told} aktörer får besked genom sms och e-post. "
            "Det går inte att ångra; ett nytt behov blir en ny aktivering.",
            "Avsluta och meddela alla",
            "danger",
            **about(activation),
        ),
        forms.EndForm(posted(request), forum=activation.forum),
        act_of(request, services.end_activation, activation_id=activation.pk),
        to=activation.get_absolute_url(),
        template="activations/running/end.html",
        region=activation.forum.region,
        ahead=acts.meetings_ahead(activation),
        open_protocols=open_protocols(activation),
        counter="chars",
    )


@require_http_methods(["GET", "POST"])
def evaluate(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Record the evaluation of a forum that is back in ordinary mode."""
    activation = activation_or_404(request, region, number, pk)
    who_leads.require_leading(request.user, activation)
    if activation.status != Activation.Status.ENDED:
        messages.info(
            request, "Utvärderingen antecknas en gång, när forumet är åter i ordinarie läge."
        )
        return redirect(activation)
    return ask(
        request,
        Question(
            f"Utvärdera {activation.forum.called_name}",
            "Det som antecknas syns för alla i regionen och kan inte ändras.",
            "Spara utvärderingen",
            **about(activation),
        ),
        forms.EvaluationForm(posted(request)),
        lambda typed: evaluating.evaluate(
            activation_id=activation.pk,
            findings=evaluating.Findings(**typed),
            by=request.user,
            at=timezone.now(),
        ),
        to=activation.get_absolute_url(),
        done="Utvärderingen är sparad.",
        counter="chars",
    )
