"""Addresses of pages: what is sent to one counts once unless its view says otherwise."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from records.forms import once

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def page(
    route: str, view: Callable[..., Any], kwargs: dict[str, Any] | None = None, *, name: str
) -> URLPattern:
    """Return the address of a page, whose forms count once however often they are sent."""
    counted = view if getattr(view, "is_many_times", False) else once(view)
    return path(route, counted, kwargs, name)


def many_times(view: View) -> View:
    """Mark a view that takes the same form again and again: a field saved as it is typed, a form
    of several steps, or one whose request must be handled before it is read."""
    view.is_many_times = True  # type: ignore[attr-defined]
    return view
