"""Pages that belong to no domain: help, glossary, accessibility statement, my page."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from common import my_page, sessions
from common.clock import local
from common.requests import UserRequest
from ssr import content, statement


class HelpFilter(forms.Form):
    """Search in the help."""

    q = forms.CharField(label="Sök i hjälpen", required=False, max_length=100)


def help_index(request: HttpRequest) -> HttpResponse:
    """List what one can get help with, by the work it belongs to; ``q`` narrows it."""
    form = HelpFilter(request.GET or None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    groups = content.groups(words)
    shown = sum(len(topics) for _, topics in groups)
    context = {
        "form": form,
        "words": words,
        "groups": groups,
        "count": f"{shown} av {len(content.topics())} ämnen" if words else "",
        "terms": [term for term in content.glossary() if words and term.has(words)],
    }
    return render(request, "common/help/index.html", context)


def help_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how to do one task.

    :raises Http404: if there is no such task.
    """
    topic = content.topics().get(slug)
    if topic is None:
        raise Http404
    return render(request, "common/help/topic.html", {"topic": topic})


def glossary(request: HttpRequest) -> HttpResponse:
    """Show every word that has a meaning of its own here."""
    return render(request, "common/help/glossary.html", {"terms": content.glossary()})


def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys."""
    return render(request, "common/help/keys.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    stated = statement.current()
    return render(
        request,
        "common/accessibility.html",
        {
            "statement": stated,
            "gaps": statement.GAPS,
            "is_old": stated.is_old(local(timezone.now()).date()),
        },
    )


@login_required
def mine(request: UserRequest) -> HttpResponse:
    """Show what concerns the person: functions, addresses, sign-in; apps add their own parts."""
    return render(request, "common/my_page.html", {"sections": my_page.sections_for(request)})


@login_required
@require_POST
def stay_signed_in(request: UserRequest) -> HttpResponse:
    """Let the session last its whole length from now.

    Källa: ux.md §3 "Session ending".
    """
    ends_at = sessions.extend(request)
    if request.headers.get("HX-Request"):
        return render(request, "common/_session_end.html", {"end": sessions.EndNotice(ends_at)})
    messages.success(request, f"Du är inloggad till klockan {local(ends_at):%H:%M}.")
    return redirect("my_page")
