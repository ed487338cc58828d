"""Pages of a request: ask in three screens, follow it, and answer it."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from activations import rules
from activations.models import ActivationRequest
from activations.requests import forms, queries, requesters, routing, services, siblings
from actors.models import Region, User
from actors.rights import regions, rights
from common.errors import RuleError
from common.htmx import render_page_or_partial
from common.requests import UserRequest
from records import polling
from records.forms import new_key
from records.pages import many_times

DRAFT = "request_draft"
DRAFT_MAX_CHARACTERS = 8000
PER_PAGE = 25
Status = ActivationRequest.Status


# Asking ---------------------------------------------------------------------------------------


@many_times
@login_not_required
@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest, region: str) -> HttpResponse:
    """Ask for activation: the form, then the review, then the request's own page.

    What somebody has typed survives that the session has ended in between.
    """
    if not isinstance(request.user, User):
        if request.method == "POST":
            names = forms.RequestForm.base_fields
            typed = {name: request.POST[name] for name in names if name in request.POST}
            if sum(map(len, typed.values())) <= DRAFT_MAX_CHARACTERS:
                request.session[DRAFT] = typed
        return redirect_to_login(request.path)
    area = regions.get_region(request, region)
    now = timezone.now()
    if request.method == "GET":
        form = _fresh_form(request, area, request.user, now)
        return _form_page(request, area, form)
    form = forms.RequestForm(request.POST, region=area, user=request.user, at=now)
    action = request.POST.get("action")
    if action == "change":
        return _form_page(request, area, form)
    if not form.is_valid():
        return _form_page(request, area, form, status=422)
    if action != "send":
        return _review_page(request, area, form)
    try:
        sent = services.submit_request(region=area, need=form.need(), by=request.user, at=now)
    except RuleError as refused:
        return _review_page(request, area, form, error=refused.message, status=409)
    return redirect(sent)


def _fresh_form(
    request: HttpRequest, region: Region, user: User, now: datetime
) -> forms.RequestForm:
    draft = request.session.pop(DRAFT, None)
    if draft is not None:
        return forms.RequestForm(draft, region=region, user=user, at=now)
    initial = forms.first_values(region, user, now, new_key())
    return forms.RequestForm(initial=initial, region=region, user=user, at=now)


def _form_page(
    request: HttpRequest, region: Region, form: forms.RequestForm, status: int = 200
) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - tells mypy
    others = [other for other in regions.visible_regions(request.user) if other != region]
    context = {"form": form, "region": region, "other_regions": others}
    return render(request, "activations/requests/form.html", context, status=status)


def _review_page(
    request: HttpRequest,
    region: Region,
    form: forms.RequestForm,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    need = form.need()
    told = siblings.account_of_need(region, need, form.at)
    similar = [one.thing for one in siblings.open_requests(told)]
    running = siblings.open_events(told, form.at)
    form.offer_events([(str(one.thing.pk), siblings.said(one)) for one in running])
    actors = list(form.actors.values())
    context = {
        "form": form,
        "region": region,
        "need": need,
        "asker": need.for_actor
        or (need.for_forum and need.for_forum.called_name)
        or need.for_outsider,
        "urgency": dict(forms.Urgency.choices)[need.urgency],
        "own": [one for one in similar if queries.takes_part(one, actors)],
        "others": [one for one in similar if not queries.takes_part(one, actors)],
        "can_join": bool(actors),
        "has_running": bool(running),
        "carried": [form[name] for name in form.fields if name != "event" or not running],
        "first": next(iter(routing.chain_of(region)), None),
        "is_pressing": rules.is_pressing(
            is_planned=need.urgency == forms.Urgency.PLANNED,
            ahead=need.planned_for - form.at if need.planned_for else None,
            planned_hours=region.planned_hours,
        ),
        "message": error,
    }
    return render(request, "activations/requests/review.html", context, status=status)


# The request's page ---------------------------------------------------------------------------


@require_GET
def request_detail(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Show how far the request has come and what can be done now."""
    found = get_visible(request, region, number)
    return show_request(request, found)


@require_GET
def request_status(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Answer the page's polling: 304 while nothing has changed."""
    found = get_visible(request, region, number)
    now = timezone.now()
    progress = queries.progress_of(found)
    scopes = [f"request:{found.pk}", f"sent:{progress.fingerprint}"]
    if found.status == Status.SUBMITTED:
        scopes.append(f"clock:{now:%d%H%M}")  # the clock runs while nobody has taken it

    def fresh() -> HttpResponse:
        is_open = found.status in {Status.SUBMITTED, Status.ACKNOWLEDGED}
        convener = rights.carrying(request.user, services.CONVENE, found.region)
        context = {
            "item": found,
            "progress": progress,
            "region": found.region,
            "can_answer": is_open and convener is not None,
        }
        return render(request, "activations/requests/_status.html", context)

    return polling.fragment(request, scopes=scopes, render=fresh)


def get_visible(request: HttpRequest, region: str, number: str) -> ActivationRequest:
    """Return the request of the address, or 404 if the user may not see it."""
    area = regions.get_region(request, region)
    rows = ActivationRequest.objects.filter(region=area).select_related(
        "region__convener",
        "forum",
        "event__region",
        "merged_into__region",
        "event_type",
        "for_actor",
        "for_forum",
        "raised_by_function__actor",
        "acknowledged_by__actor",
    )
    return get_object_or_404(rows, number=number)


def show_request(
    request: HttpRequest, found: ActivationRequest, *, error: str = "", **extra: Any
) -> HttpResponse:
    """Render the page, with what the user may do; 409 when an act was refused."""
    assert isinstance(request.user, User)  # noqa: S101 - tells mypy
    now = timezone.now()
    is_open = found.status in {Status.SUBMITTED, Status.ACKNOWLEDGED}
    convener = rights.carrying(request.user, services.CONVENE, found.region)
    side = requesters.asking_side(found, request.user, now)
    may_convene = is_open and convener is not None
    own = requesters.own_actors(found.region, request.user, now)
    kin = siblings.account_of(found) if is_open else None
    can_hand_over = may_convene and found.status == Status.ACKNOWLEDGED
    context = {
        "item": found,
        "region": found.region,
        "progress": queries.progress_of(found),
        "parties": found.parties.select_related("actor", "function__actor"),
        "notes": found.notes.all(),
        "log": found.log.all()[:50],
        "merged": found.merged.select_related("region", "for_actor", "for_forum"),
        "similar": siblings.open_requests(kin, but=found.pk) if kin else [],
        "running": siblings.open_events(kin, now) if kin else [],
        "can_acknowledge": may_convene and found.status == Status.SUBMITTED,
        "can_answer": may_convene,
        "hand_over": forms.HandOverForm(request=found) if can_hand_over else None,
        "can_complement": is_open and (side is not None or convener is not None),
        "can_withdraw": is_open and side is not None,
        "can_join": is_open
        and convener is None
        and bool(own)
        and not queries.takes_part(found, own),
        "message": error,
        **extra,
    }
    return render_page_or_partial(
        request,
        page="activations/requests/detail.html",
        partial="activations/requests/_page.html",
        context=context,
        status=409 if error else 200,
    )


# The list -------------------------------------------------------------------------------------


@require_GET
def request_list(request: UserRequest, region: str) -> HttpResponse:
    """List the region's requests, open ones first."""
    area = regions.get_region(request, region)
    form = forms.RequestFilter(request.GET)
    form.is_valid()
    is_closed = Case(
        When(closed_at=None, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = queries.filtered(ActivationRequest.objects.filter(region=area), form.cleaned_data)
    rows = rows.select_related(
        "region", "event_type", "for_actor", "for_forum", "acknowledged_by__actor"
    ).order_by(is_closed, "-submitted_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("sida"))
    total = page.paginator.count
    context = {
        "region": area,
        "page": page,
        "form": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "count": "1 begäran" if total == 1 else f"{total} begäranden",
    }
    return render(request, "activations/requests/list.html", context)
