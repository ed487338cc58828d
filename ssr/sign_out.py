"""Signing out leaves nothing behind in the browser."""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out, and let the browser forget pages and what they kept.

    Cookies stay: the answer itself sets the one that carries "you have signed out".
    Källa: domain.md 9.7.
    """
    response: HttpResponse = account.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response
