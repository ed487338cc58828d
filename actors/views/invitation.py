"""Accept an invitation: by signing in, or by making an account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actors.forms import AcceptForm, carry_out
from actors.models import Invitation, User
from actors.services import appointments
from actors.views.common import REFUSED

BACKEND = "django.contrib.auth.backends.ModelBackend"
GONE = 410


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who invites to what; a button, or a new account, accepts. GET changes nothing."""
    invitation = appointments.find_invitation(secret, at=timezone.now())
    if invitation is None:
        return render(request, "actors/invitation_gone.html", status=GONE)
    if isinstance(request.user, User):
        return _as_signed_in(request, request.user, invitation, secret)
    if User.objects.filter(email=invitation.email).exists():
        return _page(request, invitation, has_account=True)
    return _with_new_account(request, invitation, secret)


def _as_signed_in(
    request: HttpRequest, user: User, invitation: Invitation, secret: str
) -> HttpResponse:
    is_theirs = user.email == invitation.email
    if request.method == "POST" and is_theirs:
        appointments.accept_as(secret=secret, person=user, at=timezone.now())
        messages.success(request, f"Välkommen som {invitation.function}.")
        return redirect("start")
    return _page(request, invitation, signed_in=True, is_theirs=is_theirs)


def _with_new_account(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    form = AcceptForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        appointments.accept_with_new_account(secret=secret, at=timezone.now(), **data)

    if request.method == "POST" and carry_out(form, act):
        person = User.objects.get(email=invitation.email)
        login(request, person, backend=BACKEND)
        messages.success(request, f"Välkommen som {invitation.function}.")
        return redirect("start")
    return _page(request, invitation, form=form, status=REFUSED if form.errors else 200)


def _page(
    request: HttpRequest, invitation: Invitation, *, status: int = 200, **context: Any
) -> HttpResponse:
    response = render(
        request, "actors/invitation.html", {"invitation": invitation, **context}, status=status
    )
    # The secret is in the address: no other site is told it. With "no-referrer" browsers say
    # "Origin: null" of our own form, which is then refused.
    response["Referrer-Policy"] = "same-origin"
    return response
