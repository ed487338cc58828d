"""Typed requests."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    # The one type that every page needs; common imports no app at run time.
    from actors.models import User


class UserRequest(HttpRequest):
    """A request from somebody signed in."""

    user: "User"
    htmx: HtmxDetails
