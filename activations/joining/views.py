"""Pages that bring together what is about one event."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from activations import who_leads
from activations.finding import about, activation_in_region_or_404, crumbs_to, event_or_404
from activations.joining import events, forms, services
from activations.models import ActivationRequest, Event
from activations.requests.views import get_visible
from actors.rights import rights
from common.acting import Question, act_of, ask
from common.forms import NothingToFill, posted
from common.requests import UserRequest


@require_http_methods(["GET", "POST"])
def join_activation(
    request: UserRequest, region: str, number: str, activation: int
) -> HttpResponse:
    """Grant a request by the forum that works already."""
    found = _answered_by(request, region, number)
    chosen = activation_in_region_or_404(request, region, activation)
    forum, event = chosen.forum.called_name, chosen.event
    text = (
        f"{forum} arbetar redan med {event.number} {event}. Inga nya kallelser går ut, utom till "
        "den som har begärt och inte är med. Alla som har begärt får besked."
    )
    return ask(
        request,
        Question(f"Anslut {number} till {forum}", text, "Anslut begäran", **_about(found)),
        NothingToFill(posted(request)),
        act_of(request, services.join_activation, request_id=found.pk, activation_id=chosen.pk),
        to=found.get_absolute_url(),
        done="Begäran är ansluten.",
        template="activations/requests/act.html",
        item=found,
    )


@require_http_methods(["GET", "POST"])
def merge_request(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Let another open request carry on this one."""
    found = _answered_by(request, region, number)
    text = (
        "Begäran fortsätter i den andra. De som begärt här följer med och får samma besked, "
        "och båda behåller sin tidslinje."
    )
    return ask(
        request,
        Question(f"För samman {number} med en annan", text, "För samman", **_about(found)),
        forms.MergeRequestForm(posted(request), request=found, chosen=request.GET.get("med", "")),
        lambda typed: services.merge_requests(
            request_id=found.pk, into_id=typed["into"].pk, by=request.user, at=timezone.now()
        ),
        to=found.get_absolute_url(),
        done="Begärandena är sammanförda.",
        template="activations/requests/act.html",
        item=found,
    )


@require_GET
def choose_event(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Show the events that may carry this one on."""
    event = _convened_by(request, region, number)
    context = {
        "event": event,
        "region": event.region,
        "crumbs": crumbs_to(event),
        "choices": events.choices(event),
    }
    return render(request, "activations/joining/choose_event.html", context)


@require_http_methods(["GET", "POST"])
def merge_event(request: UserRequest, region: str, number: str, into: str) -> HttpResponse:
    """Show what happens to each forum and who is told; then let the other event carry on."""
    event = _convened_by(request, region, number)
    stands = event_or_404(request, region, into)
    text = (
        f"{event.number} stängs och {stands.number} fortsätter. Tidslinje, begäranden, möten som "
        "har hållits och protokoll finns kvar och nås från den som fortsätter."
    )
    return ask(
        request,
        Question(
            f"För samman {event.number} med {stands.number}",
            text,
            "För samman och meddela",
            "danger",
            **about(event),
        ),
        forms.MergeEventForm(posted(request)),
        act_of(request, events.merge_events, event_id=event.pk, into_id=stands.pk),
        to=stands.get_absolute_url(),
        done=f"{event.number} är sammanförd med {stands.number}.",
        template="activations/joining/merge_event.html",
        back=event.get_absolute_url(),
        event=event,
        stands=stands,
        joinings=events.plan(event, stands),
    )


def _convened_by(request: UserRequest, region: str, number: str) -> Event:
    event = event_or_404(request, region, number)
    rights.require(request.user, who_leads.CONVENE, event.region)
    return event


def _answered_by(request: UserRequest, region: str, number: str) -> ActivationRequest:
    found = get_visible(request, region, number)
    rights.require(request.user, who_leads.CONVENE, found.region)
    return found


def _about(found: ActivationRequest) -> dict[str, Any]:
    way = [("Begäranden", reverse("activations:requests", args=[found.region.slug]))]
    return {
        "crumbs": [*way, (found.number, found.get_absolute_url())],
        "exercise": "Begäran gäller en övning" if found.exercise else "",
    }
