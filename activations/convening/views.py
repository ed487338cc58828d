"""Convene a forum in steps: forum, group, time and place, review. Nothing is lost going back."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from activations import who_leads
from activations.convening import forms, services
from activations.finding import event_or_404
from activations.models import Activation, ActivationRequest, Event
from activations.requests import siblings
from activations.requests.views import get_visible
from actors.models import Level, Region
from actors.rights import regions, rights
from common.errors import RuleError
from common.requests import UserRequest
from forums.models import Forum
from records.forms import once
from records.pages import many_times


@dataclass(frozen=True)
class Cause:
    """What a forum is convened for: a request, an event at hand, or a new event."""

    region: Region
    request: ActivationRequest | None = None
    event: Event | None = None

    @property
    def has_event(self) -> bool:
        return self.request is not None or self.event is not None

    @property
    def exercise(self) -> bool:
        thing = self.request or self.event
        return bool(thing and thing.exercise)

    @property
    def title(self) -> str:
        """Return what the event is or will be called; "" for one that is still to be described."""
        if self.event is not None:
            return self.event.title
        return services.event_data_of(self.request).title if self.request else ""

    @property
    def back(self) -> str:
        thing = self.request or self.event
        if thing is None:
            return reverse("activations:events", args=[self.region.slug])
        return thing.get_absolute_url()


@many_times
@require_http_methods(["GET", "POST"])
def for_request(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Grant a request by convening the forum it asks for, or another."""
    found = get_visible(request, region, number)
    is_granted = found.status == ActivationRequest.Status.GRANTED
    if request.method == "GET" and is_granted:
        existing = found.activations.select_related("forum__region", "event").first()
        if existing is not None:
            return _already(request, Cause(found.region, request=found), existing)
    return _wizard(request, Cause(found.region, request=found, event=found.event))


@many_times
@require_http_methods(["GET", "POST"])
def for_event(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Convene another forum for an event at hand."""
    event = event_or_404(request, region, number)
    return _wizard(request, Cause(event.region, event=event))


@many_times
@require_http_methods(["GET", "POST"])
def for_new_event(request: UserRequest, region: str) -> HttpResponse:
    """Convene for a known coming event, or one that the convener itself has seen.

    Källa: Avsiktsförklaringen scen 2 "aktiverar ett planeringsforum"; Avsiktsförklaringen scen 3.
    """
    return _wizard(request, Cause(regions.get_region(request, region)))


def _wizard(request: UserRequest, cause: Cause) -> HttpResponse:
    rights.require(request.user, who_leads.CONVENE, cause.region)
    now = timezone.now()
    if request.method == "GET":
        asked = cause.request.forum if cause.request else None
        form = _form(cause, forms.first_data(asked or _usual_forum(cause)), now)
        step = request.GET.get("steg", "")
        step = step if step in form.steps else next(iter(form.steps))
        return _show(request, cause, form, step)
    form = _form(cause, request.POST, now)
    step = request.POST.get("step", "")
    step = step if step in form.steps else next(iter(form.steps))
    goto = request.POST.get("go", "")
    if goto == "send":
        return _send(request, cause, form)
    if goto not in form.steps:
        goto = step
    order = list(form.steps)
    going_on = order.index(goto) > order.index(step)
    wrong = form.step_of_first_error()
    if going_on and wrong is not None and order.index(wrong) < order.index(goto):
        if wrong == "same" and step != wrong:  # nobody has seen the question yet
            return _show(request, cause, form, wrong)
        return _show(request, cause, form, wrong, status=422, errors=True)
    return _show(request, cause, form, goto)


@once  # the steps before may be sent again: the way back in the browser loses nothing
def _send(request: UserRequest, cause: Cause, form: forms.ConveneForm) -> HttpResponse:
    wrong = form.step_of_first_error()
    if wrong is not None or not form.is_valid():
        return _show(request, cause, form, wrong or "review", status=422, errors=True)
    forum = form.chosen_forum
    assert forum is not None  # noqa: S101 - the form is valid
    try:
        activation = services.convene(
            forum_id=forum.pk,
            new_forum=form.new_forum(),
            outsiders=form.called_outsiders,
            function_ids=[int(pk) for pk in form.cleaned_data["functions"]],
            starts_at=form.moment(),
            place=form.place(),
            exercise=form.is_exercise,
            request_id=cause.request.pk if cause.request else None,
            event_id=cause.event.pk if cause.event else form.chosen_event_id,
            event=None if cause.has_event or form.chosen_event_id else form.event_data(),
            is_separate=form.is_separate,
            need_reason=form.cleaned_data["need_reason"],
            by=request.user,
            at=form.at,
        )
    except services.AlreadyActivated as already:
        return _already(request, cause, already.activation)
    except RuleError as refused:
        step = form.take_refusal(refused) or "review"
        return _show(request, cause, form, step, status=409, message=refused.message)
    meeting = activation.meetings.get(is_first=True).meeting_id
    return redirect("activations:answers", cause.region.slug, meeting)


def _already(request: HttpRequest, cause: Cause, existing: Activation) -> HttpResponse:
    context = {
        "region": cause.region,
        "activation": existing,
        "cause": cause,
        "can_join": cause.request is not None and cause.request.closed_at is None,
    }
    return render(request, "activations/convening/already.html", context, status=409)


def _form(cause: Cause, data: QueryDict, now: datetime) -> forms.ConveneForm:
    event_type = None
    if cause.request is not None:
        event_type = cause.request.event_type
    elif cause.event is not None:
        event_type = cause.event.type
    request = cause.request
    return forms.ConveneForm(
        data,
        told=siblings.account_of(request) if request and not request.event_id else None,
        concerned=services.concerned_by(request, cause.event) if cause.has_event else None,
        region=cause.region,
        event_type=event_type,
        has_event=cause.has_event,
        exercise=cause.exercise,
        at=now,
    )


def _usual_forum(cause: Cause) -> Forum | None:
    """Return the coordinating forum; if it is at work already, the nearest that is not.

    Källa: Avsiktsförklaringen "Så aktiveras olika forum": "Normalt sett aktiveras i första hand det
    samordnande forumet".
    """
    found = Forum.objects.filter(region=cause.region, is_active=True, level__lt=Level.OWNER)
    free = found.exclude(pk__in=_active_forums(cause))
    coordinating = free.filter(level=Level.COORDINATING).order_by("-is_standing", "pk").first()
    return coordinating or free.order_by("-level", "pk").first()


def _show(
    request: HttpRequest,
    cause: Cause,
    form: forms.ConveneForm,
    step: str,
    *,
    status: int = 200,
    errors: bool = False,
    message: str = "",
) -> HttpResponse:
    is_review = step == "review"
    if is_review and form.step_of_first_error() is not None:
        step, is_review = str(form.step_of_first_error()), False
    chosen = form.chosen if is_review else []
    context = {
        "region": cause.region,
        "cause": cause,
        "form": form,
        "step": step,
        "title": form.steps[step],
        "steps": list(form.steps.items()),
        "number": list(form.steps).index(step) + 1,
        "previous": _beside(form, step, -1),
        "next": _beside(form, step, 1),
        "hidden": form.hidden_of_other_steps(step),
        "active": _active_forums(cause, form.chosen_event_id),
        "message": message,
        "chosen": chosen,
        "gaps": [one for one in chosen if one.has_gap],
        "unreachable": [one for one in chosen if not one.is_reachable],
        "moment": form.moment() if is_review else None,
        "preview": form.preview(cause.title) if is_review else None,
        "exercise": form.is_exercise,
    }
    if not errors and not message:
        form.keep_errors_of(None)
    elif not message:
        form.keep_errors_of(step)
    return render(request, "activations/convening/convene.html", context, status=status)


def _active_forums(cause: Cause, chosen_id: int | None = None) -> dict[int, Activation]:
    event_id = cause.event.pk if cause.event else chosen_id
    rows = Activation.objects.open().filter(event=event_id).select_related("forum__region", "event")
    return {row.forum_id: row for row in rows}


def _beside(form: forms.ConveneForm, step: str, offset: int) -> str:
    order = list(form.steps)
    place = order.index(step) + offset
    return order[place] if 0 <= place < len(order) else ""
