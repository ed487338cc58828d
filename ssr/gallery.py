"""The component gallery: every shared part in every state, for those who build (DEBUG only)."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from common.banners import Banner
from common.icons import ICONS
from common.status import PILLS

LIVE_KEY = "gallery-live"
EVENT_TYPES = [
    ("weather", "Oväder"),
    ("power", "El"),
    ("it", "Tele/IT"),
    ("fire", "Brand"),
    ("transport", "Transport"),
    ("water", "Vatten"),
    ("threat", "Social oro/hot"),
    ("other", "Annat"),
]


class SampleForm(forms.Form):
    """One field of each kind."""

    kind = forms.ChoiceField(
        label="Vad har hänt?", choices=EVENT_TYPES, widget=forms.RadioSelect, initial="power"
    )
    what = forms.CharField(
        label="Kort",
        max_length=140,
        help_text="Till exempel: Strömlöst i hela Norrtälje",
    )
    phone = forms.CharField(
        label="Ring mig på",
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": "Ange telefonnummer, till exempel 070-123 45 67"},
    )
    forum = forms.ChoiceField(
        label="Forum", choices=[("2", "Samordnande forum"), ("", "Vet inte")], required=False
    )
    text = forms.CharField(
        label="Meddelande", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    channels = forms.MultipleChoiceField(
        label="Skicka med",
        choices=[("sms", "Sms"), ("email", "E-post")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts_at = forms.TimeField(
        label="Tid", required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    sure = forms.BooleanField(label="Jag har läst instruktionen", required=False)


class SampleFilter(forms.Form):
    """A filter of a list."""

    q = forms.CharField(label="Sök", required=False)
    kind = forms.ChoiceField(
        label="Slag", required=False, choices=[("", "Alla"), ("municipality", "Kommuner")]
    )


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    if not settings.DEBUG:
        raise Http404
    wrong = SampleForm({"what": "Strömlöst i hela Norrtälje", "kind": "power"})
    wrong.is_valid()
    return render(request, "common/gallery/page.html", _samples(request) | {"wrong_form": wrong})


@login_not_required
def live(request: HttpRequest) -> HttpResponse:
    """Answer a region that has news when the number in the cache has grown; else 304."""
    if not settings.DEBUG:
        raise Http404
    number = cache.get(LIVE_KEY, 0)
    etag = f'"live-{number}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = render(request, "common/gallery/_live.html", {"number": number})
    response["ETag"] = etag
    return response


def _samples(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    return {
        "pills": PILLS,
        "icons": sorted(ICONS),
        "plain_form": SampleForm(initial={"phone": "070-174 06 35"}),
        "filter_form": SampleFilter(),
        "now": now,
        "earlier": now - timedelta(minutes=23),
        "page_of_things": Paginator(range(200), 10).page(7),
        "sample_banners": [
            Banner("exercise", "Övning Vinter 2026, Samordnande forum sedan 10:00"),
            Banner("activated", "Samordnande forum, sedan 03:45", "#"),
        ],
        "entries": [
            {
                "happened_at": now,
                "text": "RSIB har tagit begäran.",
                "by_label": "RSIB",
                "kind": "answer",
            },
            {
                "happened_at": now - timedelta(minutes=2),
                "text": "Sms lämnat till RSIB.",
                "kind": "bell",
            },
            {
                "happened_at": now - timedelta(minutes=3),
                "text": "Norrtälje kommun begär samordnande forum.\nStrömlöst i hela Norrtälje.",
                "by_label": "TiB, Norrtälje kommun",
                "kind": "request",
            },
        ],
        "crumbs": [("Händelser", "#"), ("Snöoväder i norra länet", "#")],
        "tabs": [("Översikt", "#", True), ("Svar", "#", False), ("Tidslinje", "#", False)],
        "pairs": [("Begärd av", "Norrtälje kommun"), ("Forum", "Samordnande forum"), ("Rum", "")],
        "head": ["Aktör", "Funktion", "Svar", "Telefon"],
        "rows": [
            ["Norrtälje kommun", "TiB", "Kommer", "0176-710 00"],
            ["Polisregion Stockholm", "Vakthavande befäl", "Har inte svarat", "114 14"],
            ["Trafikförvaltningen", "Trafikdirektör i beredskap", "Ersättare kommer", ""],
        ],
    }
