"""What the pages on a municipality's economy share: what is seen, the form, and the way back."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor
from common.requests import UserRequest
from followup import access
from followup.economy import eligibility
from followup.form_page import TAB, Page, form_page


def back(municipality: Actor) -> str:
    return reverse(TAB, args=[municipality.scb_code])


def handlers_of(municipality: Actor) -> list[str]:
    """Return the functions that what is sent to the county reaches."""
    if municipality.county is None:
        return []
    return [str(function) for function in access.functions_with(access.HANDLE, municipality.county)]


def guidance() -> dict[str, object]:
    return {
        "guidance": {
            "examples": eligibility.guidance(),
            "reservations": eligibility.RESERVATIONS,
            "left_over": eligibility.LEFT_OVER,
        }
    }


def ask_and_do(
    request: UserRequest,
    municipality: Actor,
    form: forms.Form,
    page: Page,
    service: Callable[..., object],
    about: Mapping[str, Any],
    **shown: Any,
) -> HttpResponse:
    """Show the form; when it is whole, let the service do what was typed ``about`` something.

    ``shown`` is the ``template`` and its ``extra`` context, where the page is not the plain one.
    """
    return form_page(
        request,
        municipality,
        form,
        page,
        lambda values: service(by=request.user, at=timezone.now(), **about, **values),
        **shown,
    )
