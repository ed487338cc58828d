"""Events: the list, the hub, and the timeline."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from activations import leading
from activations.forms import running as forms
from activations.models import Activation, Event, LogEntry
from activations.reports import events as reports
from activations.services import notes
from activations.views import exports
from activations.views.acting import Act, ask_and_do
from activations.views.finding import event_or_404
from actors import regions, rights
from actors.models import User
from common import clock
from common.forms import posted
from common.htmx import wants_partial
from common.requests import UserRequest
from records import polling
from records.forms import once

PER_PAGE = 25
LATEST = 8
PER_TIMELINE_PAGE = 100


@login_required
@require_GET
def event_list(request: UserRequest, region: str) -> HttpResponse:
    """List the region's events, those with an activated forum first."""
    area = regions.get_region(request, region)
    form = forms.EventFilter(request.GET)
    form.is_valid()
    rows = reports.filtered(reports.events_of(area), form.cleaned_data)
    file = exports.asked_for(request, lambda: exports.events(rows, exports.chosen(request)))
    if file is not None:
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "region": area,
        "page": page,
        "form": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "query": request.GET.urlencode(),
        "count": f"{page.paginator.count} händelser" if page.paginator.count != 1 else "1 händelse",
        "can_convene": rights.may(request.user, leading.CONVENE, area),
    }
    return render(request, "activations/events.html", context)


@login_required
@require_GET
def event_detail(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Show the hub of an event: its forums, next meetings, who is in, and what has happened."""
    event = event_or_404(request, region, number)
    now = timezone.now()
    context = _hub(event, now) | {
        "municipalities": event.municipalities.all(),
        "requests": event.requests.select_related("region", "for_actor", "for_forum"),
        "can_convene": rights.may(request.user, leading.CONVENE, event.region),
        "can_write": writer_of(request.user, event),
    }
    return render(request, "activations/event.html", context)


@login_required
@require_GET
def event_live(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Answer the hub's polling: 304 while nothing has changed."""
    event = event_or_404(request, region, number)
    now = timezone.now()

    def fresh() -> HttpResponse:
        return render(request, "activations/_event_now.html", _hub(event, now))

    # Meetings begin and people answer; the countdown is right to the minute.
    scopes = [f"event:{event.pk}", f"region:{event.region_id}", f"minute:{now:%d%H%M}"]
    scopes += [f"meeting:{pk}" for pk in _meetings(event)]
    return polling.fragment(request, scopes=scopes, render=fresh)


def _hub(event: Event, now: datetime) -> dict[str, object]:
    return {
        "event": event,
        "region": event.region,
        "summaries": reports.summaries_of(event, now),
        "latest": event.log.all()[:LATEST],
    }


def _meetings(event: Event) -> list[int]:
    rows = Activation.objects.filter(event=event, meetings__isnull=False)
    return list(rows.values_list("meetings__meeting_id", flat=True))


def writer_of(user: User, event: Event) -> bool:
    """Return whether the user may write in the timeline: leads or takes part."""
    rows = event.activations.select_related("forum__region")
    return any(leading.taking_part(user, activation) for activation in rows)


# Timeline -------------------------------------------------------------------------------------


@login_required
@require_GET
def timeline(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Show everything that has happened, the latest first; the page's polling gets the list."""
    event = event_or_404(request, region, number)
    form = forms.TimelineFilter(request.GET)
    rows = _entries(event, form)
    page = Paginator(rows, PER_TIMELINE_PAGE).get_page(request.GET.get("sida"))
    context = {
        "event": event,
        "region": event.region,
        "page": page,
        "form": form,
        "can_write": writer_of(request.user, event),
    }

    def fresh() -> HttpResponse:
        return render(request, "activations/_timeline_entries.html", context)

    if wants_partial(request):
        return polling.fragment(request, scopes=[f"event:{event.pk}"], render=fresh)
    return render(request, "activations/timeline.html", context)


def _entries(event: Event, form: forms.TimelineFilter) -> "QuerySet[LogEntry]":
    rows = event.log.select_related("corrects").prefetch_related("corrections")
    if form.is_valid() and form.cleaned_data["slag"]:
        rows = rows.filter(kind=form.cleaned_data["slag"])
    return rows


@login_required
@require_http_methods(["GET", "POST"])
@once
def note(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Write a free note."""
    event = event_or_404(request, region, number)
    notes.writing_function(event, request.user)
    form = forms.TimelineNoteForm(posted(request))
    return ask_and_do(
        request,
        Act("Skriv i tidslinjen", "Posten syns för alla i regionen och kan inte ändras.", "Spara"),
        event=event,
        form=form,
        back=_timeline_address(event),
        do=lambda: notes.add_note(
            event_id=event.pk,
            note=notes.Note(**form.cleaned_data),
            by=request.user,
            at=timezone.now(),
        ),
        crumbs=crumbs_to(event),
    )


@login_required
@require_http_methods(["GET", "POST"])
@once
def correct(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Correct an entry by a later one."""
    event = event_or_404(request, region, number)
    entry = get_object_or_404(LogEntry, event=event, pk=pk)
    notes.writing_function(event, request.user)
    form = forms.CorrectionForm(posted(request))
    words = f"{clock.clock(entry.happened_at)} {entry.text}"
    return ask_and_do(
        request,
        Act("Rätta en post", f"Posten säger: {words}", "Spara rättelsen"),
        event=event,
        form=form,
        back=_timeline_address(event),
        do=lambda: notes.correct_entry(
            entry_id=entry.pk, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
        ),
        crumbs=crumbs_to(event),
    )


def crumbs_to(event: Event) -> list[tuple[str, str]]:
    """Return the way to an event's own pages."""
    events = reverse("activations:events", args=[event.region.slug])
    return [("Händelser", events), (str(event), event.get_absolute_url())]


def _timeline_address(event: Event) -> str:
    return reverse("activations:timeline", args=[event.region.slug, event.number])
