"""Find annexes and readers of a request; whoever may not know of one gets 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from common.requests import UserRequest
from followup.reports import secrets as reports
from records import second_factor
from records.crypto import CannotOpen
from records.models import SecretAnnex
from records.secret_owners import owner_of
from records.secrets import Reader, ReadLogUnavailable, Refused, participant_label

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
            response = render(request, "followup/secret_broken.html", status=410)
        response["Cache-Control"] = "no-store, private"
        # Stricter, and browsers say "Origin: null" of our own forms, which are then refused.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive, nosnippet"
        return response

    return wrapper


def get_kept_annex(request: UserRequest, pk: int) -> tuple[SecretAnnex, str, str]:
    """Return the annex and in which functions the user writes and grants on its thing.

    :raises Http404: if there is none, or the user does neither.
    """
    annex = SecretAnnex.objects.filter(pk=pk).first()
    owner = owner_of(annex.about_ref) if annex else None
    if annex is None or owner is None:
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
    """Return the annex; who may read it is asked when it is opened.

    :raises Http404: if there is none.
    """
    annex = SecretAnnex.objects.filter(pk=pk).first()
    if annex is None:
        raise Http404
    return annex


def refused(request: UserRequest, error: Refused, annex: SecretAnnex) -> HttpResponse:
    """Answer 404, except to whom lacks nothing but a fresh second factor: ask for it.

    :raises Http404: to everybody else.
    """
    if not error.decision.may_know_why:
        raise Http404
    if not second_factor.has_any(request.user.pk):
        return render(request, "followup/secret_factor.html", status=403)
    page = reverse("followup:secret_annex", args=[annex.pk])
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': page})}")


def label_of(annex: SecretAnnex) -> str:
    """Return what a participant calls the thing that the annex belongs to."""
    return reports.label_of(annex.about_ref)


def now() -> Any:
    """Return the present moment, in one place for all views on secrecy."""
    return timezone.now()
