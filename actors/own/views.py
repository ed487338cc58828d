"""A person's own: name and number, API keys, the calendar of one's shifts."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors import rules
from actors.forms import KeyForm, OwnForm
from actors.models import ApiToken, User
from actors.own import calendars, services
from actors.rights import rights
from common import calendar_files
from common.acting import SHOWN, act_of, form_page
from common.forms import carried_out, posted
from common.requests import UserRequest


@require_http_methods(["GET", "POST"])
def details(request: UserRequest) -> HttpResponse:
    """Change one's own name and number."""
    user = request.user
    return form_page(
        request,
        "actors/own/own_details.html",
        OwnForm(posted(request), initial={"name": user.name, "phone": user.phone}),
        act_of(request, services.change_own),
        to=reverse("my_page"),
        done="Uppgifterna är sparade.",
    )


@require_http_methods(["GET", "POST"])
def keys(request: UserRequest) -> HttpResponse:
    """List one's API keys and make new ones; a new secret is shown once, on this very page."""
    form = KeyForm(posted(request))
    made: list[tuple[ApiToken, str]] = []
    create = act_of(request, services.create_key)
    status = carried_out(form, lambda typed: made.append(create(typed))) if form.is_bound else 0
    context = {
        "form": form if status else KeyForm(),
        "secret": made[0][1] if made else "",
        "public_url": settings.PUBLIC_URL,
        "keys": ApiToken.objects.filter(user=request.user, expiry__gt=timezone.now()),
        "scopes": dict(ApiToken.Scope.choices),
        "may_create": bool(rights.functions_of(request.user)),
    }
    return render(request, "actors/own/own_keys.html", context, status=status or SHOWN)


@require_POST
def key_revoke(request: UserRequest, token_key: str) -> HttpResponse:
    """Take back one of one's own keys."""
    try:
        services.revoke_key(token_key=token_key, by=request.user, at=timezone.now())
    except ApiToken.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, "Nyckeln är återkallad.")
    return redirect("actors:own_keys")


@require_http_methods(["GET", "POST"])
def calendar(request: UserRequest) -> HttpResponse:
    """Make the secret address of one's shifts; it is shown once."""
    address = ""
    if request.method == "POST":
        secret = services.new_calendar_address(by=request.user, at=timezone.now())
        address = settings.PUBLIC_URL + reverse("actors:calendar_file", args=[secret])
    has_one = bool(address or request.user.calendar_hash)
    context = {"address": address, "has_one": has_one}
    return render(request, "actors/own/own_calendar.html", context)


@require_POST
def calendar_revoke(request: UserRequest) -> HttpResponse:
    """Let the calendar's address stop working."""
    services.revoke_calendar_address(by=request.user, at=timezone.now())
    messages.success(request, "Kalenderadressen är återkallad.")
    return redirect("actors:own_calendar")


@login_not_required
@require_GET
def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:
    """Serve somebody's shifts to their calendar: no names, no events, only function and time."""
    person = User.objects.filter(calendar_hash=rules.hash_of(secret), is_active=True).first()
    if person is None or not rights.functions_of(person):
        raise Http404
    content = calendars.shifts(person, at=timezone.now())
    return calendar_files.served(content, "beredskap")
