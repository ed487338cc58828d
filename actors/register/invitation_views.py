"""Accept an invitation: by signing in, or by making an account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actors.forms import AcceptForm
from actors.models import Invitation, User
from actors.register import appointments
from common.acting import SHOWN
from common.forms import carried_out, posted

BACKEND = "django.contrib.auth.backends.ModelBackend"
GONE = 410


@login_not_required
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who invites to what; a button, or a new account, accepts. GET changes nothing."""
    invitation = appointments.find_invitation(secret, at=timezone.now())
    if invitation is None:
        return render(request, "actors/register/invitation_gone.html", status=GONE)
    welcome = f"Välkommen som {invitation.function}."
    if isinstance(request.user, User):
        is_theirs = request.user.email == invitation.email
        if request.method == "POST" and is_theirs:
            appointments.accept_as(secret=secret, person=request.user, at=timezone.now())
            messages.success(request, welcome)
            return redirect("start")
        return _page(request, invitation, signed_in=True, is_theirs=is_theirs)
    if User.objects.filter(email=invitation.email).exists():
        return _page(request, invitation, has_account=True)
    form = AcceptForm(posted(request))
    status = SHOWN
    if form.is_bound:
        status = carried_out(
            form,
            lambda typed: appointments.accept_with_new_account(
                secret=secret, at=timezone.now(), **typed
            ),
        )
        if not status:
            login(request, User.objects.get(email=invitation.email), backend=BACKEND)
            messages.success(request, welcome)
            return redirect("start")
    return _page(request, invitation, form=form, status=status)


def _page(
    request: HttpRequest, invitation: Invitation, *, status: int = 200, **context: Any
) -> HttpResponse:
    response = render(
        request,
        "actors/register/invitation.html",
        {"invitation": invitation, **context},
        status=status,
    )
    # The secret is in the address: no other site is told it. With "no-referrer" browsers say
    # "Origin: null" of our own form, which is then refused.
    response["Referrer-Policy"] = "same-origin"
    return response
