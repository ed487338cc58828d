"""Pages that belong to no domain: help, glossary, accessibility statement, my page."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from common import my_page, sessions, sources
from common.clock import local
from common.requests import UserRequest
from ssr import content, statement


class HelpFilter(forms.Form):
    """Search in the help."""

    q = forms.CharField(label="Sök i hjälpen", required=False, max_length=100)


@login_not_required
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


@login_not_required
def help_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how to do one task."""
    topic = content.topics().get(slug)
    if topic is None:
        raise Http404
    return render(request, "common/help/topic.html", {"topic": topic})


@login_not_required
def glossary(request: HttpRequest) -> HttpResponse:
    """Show every word that has a meaning of its own here."""
    return render(request, "common/help/glossary.html", {"terms": content.glossary()})


@login_not_required
def sources_page(request: HttpRequest) -> HttpResponse:
    """Show each source of the rules: what it is, what it rules, and its sections to link to."""
    return render(request, "common/help/sources.html", {"groups": sources.groups()})


@login_not_required
def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys."""
    return render(request, "common/help/keys.html")


@login_not_required
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


def mine(request: UserRequest) -> HttpResponse:
    """Show what concerns the person: functions, addresses, sign-in; apps add their own parts."""
    return render(request, "common/my_page.html", {"sections": my_page.sections_for(request)})


@require_POST
def stay_signed_in(request: UserRequest) -> HttpResponse:
    """Let the session last its whole length from now.

    Källa: domain.md 1.11.
    """
    ends_at = sessions.extend(request)
    if request.headers.get("HX-Request"):
        return render(request, "common/_session_end.html", {"end": sessions.EndNotice(ends_at)})
    messages.success(request, f"Du är inloggad till klockan {local(ends_at):%H:%M}.")
    return redirect("my_page")


@require_GET
def session_state(request: UserRequest) -> JsonResponse:
    """Answer a page that is about to send: who is signed in, how long, and by which token."""
    end = sessions.notice_for(request, timezone.now()).at
    return JsonResponse({"user": request.user.pk, "token": get_token(request), "ends_at": end})


@require_GET
def signed_in(request: UserRequest) -> HttpResponse:
    """Send whoever signed in beside another page back to it."""
    return render(request, "common/signed_in.html")
