"""Find annexes and readers of a request; whoever may not know of one gets 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from common.requests import UserRequest
from records.models import SecretAnnex
from records.secrets import second_factor
from records.secrets.crypto import CannotOpen
from records.secrets.owners import owner_of
from records.secrets.secrets import Reader, ReadLogUnavailable, Refused, participant_label
from secrecy import queries

View = Callable[..., HttpResponse]


def guarded(view: View) -> View:
    """Keep what is typed and shown out of error reports, and the answer out of every cache."""

    @wraps(view)
    @sensitive_variables()
    @sensitive_post_parameters()
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except ReadLogUnavailable:
            response = HttpResponse(status=503)  # not a byte of anything
        except CannotOpen:
            response = render(request, "secrecy/broken.html", status=410)
        response["Cache-Control"] = "no-store, private"
        # Stricter, and browsers say "Origin: null" of our own forms, which are then refused.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive, nosnippet"
        return response

    return wrapper


def get_kept_annex(request: UserRequest, pk: int) -> tuple[SecretAnnex, str, str]:
    """Return the annex and in which functions the user writes and grants on its thing."""
    annex = get_annex(pk)
    owner = owner_of(annex.about_ref)
    if owner is None:
        raise Http404
    holder = owner.holder_label(request.user, annex.about_ref)
    granter = owner.granter_label(request.user, annex.about_ref)
    if not (holder or granter):
        raise Http404
    return annex, holder, granter


def reader_of(request: UserRequest, annex: SecretAnnex) -> Reader:
    """Return who asks: in which function, and when a second factor was shown."""
    label = participant_label(request.user, annex.about_ref) or "utan funktion"
    return Reader(request.user, label, second_factor.shown_at(request))


def get_annex(pk: int) -> SecretAnnex:
    """Return the annex; who may read it is asked when it is opened."""
    return get_object_or_404(SecretAnnex, pk=pk)


def refused(request: UserRequest, error: Refused, annex: SecretAnnex) -> HttpResponse:
    """Answer 404, except to whom lacks nothing but a fresh second factor: ask for it."""
    if not error.decision.may_know_why:
        raise Http404
    if not second_factor.has_any(request.user.pk):
        return render(request, "secrecy/factor.html", status=403)
    page = reverse("secrecy:secret_annex", args=[annex.pk])
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': page})}")


def label_of(annex: SecretAnnex) -> str:
    """Return what a participant calls the thing that the annex belongs to."""
    return queries.label_of(annex.about_ref)
