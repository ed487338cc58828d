"""Search: what the reader may see, by name, heading, number or day. Also what Ctrl+K asks."""

from collections.abc import Iterator
from typing import Final

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from actors.models import User
from common import search as registry
from common.htmx import render_page_or_partial, wants_partial
from common.requests import UserRequest
from common.search import Hit, Kind, Words
from ssr import content

LONGEST = 100
IN_PALETTE, ON_PAGE, OF_ONE_KIND = 5, 10, 100  # hits of each kind


def _choices() -> list[tuple[str, str]]:
    return [("", "Allt"), *((kind.key, kind.label) for kind in registry.kinds())]


class SearchForm(forms.Form):
    """What is looked for, and perhaps of which kind."""

    q = forms.CharField(label="Sök", required=False, max_length=LONGEST)
    slag = forms.ChoiceField(label="Slag", choices=_choices, required=False)


@require_GET
def search(request: UserRequest) -> HttpResponse:
    """Show what the words fit, by kind; to the palette only the options of its list."""
    form = SearchForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    text, kind = wanted.get("q", ""), wanted.get("slag", "")
    limit = OF_ONE_KIND if kind else ON_PAGE
    if wants_partial(request):
        limit = IN_PALETTE
    found = registry.find(request.user, text, limit=limit, only=kind)
    context = {
        "form": form,
        "text": text,
        "kind": kind,
        "found": found,
        "is_enough": Words(text).is_enough,
        "limit": limit,
    }
    return render_page_or_partial(
        request, page="common/search.html", partial="common/_palette_hits.html", context=context
    )


def topics(user: User, words: Words) -> Iterator[Hit]:
    """Yield the help's topics, which everybody may read."""
    for topic in content.topics().values():
        if words.are_in(topic.title, topic.group):
            yield Hit(topic.title, reverse("help_topic", args=[topic.slug]), topic.group)


KINDS: Final = (Kind("hjalp", "Hjälp", topics, order=200),)
