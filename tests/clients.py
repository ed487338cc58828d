"""Somebody at the keyboard, and somebody's key."""

from typing import Any

from django.test import Client
from knox.models import get_token_model
from lxml import html

from actors.models import User


def signed_in(user: User) -> Client:
    """Return a client of somebody who has signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def with_key(owner: User, *scopes: str) -> Client:
    """Return a REST client that has a key of the owner's, with these scopes."""
    _token, key = get_token_model().objects.create(
        owner, name="Prov", scopes=[str(scope) for scope in scopes]
    )
    return Client(headers={"Authorization": f"Token {key}"})


def read_form(page: Any) -> dict[str, list[str]]:
    """Return what a browser would send back of the page's main form."""
    (form,) = html.fromstring(page.content.decode()).xpath("//form[@class='form']")
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        # A browser leaves out the line break that opens a text area.
        values.setdefault(name, []).append(value.removeprefix("\n"))
    return values
