"""Events: the list, the hub, and the timeline."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from activations import who_leads
from activations.events import corrections, exports, forms, queries, services
from activations.finding import about, event_or_404
from activations.models import Activation, Event, LogEntry
from actors.models import User
from actors.rights import regions, rights
from common import clock
from common.acting import Question, act_of, ask
from common.forms import posted
from common.htmx import wants_partial
from common.requests import UserRequest
from records import polling

PER_PAGE = 25
LATEST = 8
PER_TIMELINE_PAGE = 100


@require_GET
def event_list(request: UserRequest, region: str) -> HttpResponse:
    """List the region's events, those with an activated forum first."""
    area = regions.get_region(request, region)
    form = forms.EventFilter(request.GET)
    form.is_valid()
    rows = queries.filtered(queries.events_of(area), form.cleaned_data)
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
        "can_convene": rights.may(request.user, who_leads.CONVENE, area),
    }
    return render(request, "activations/events/events.html", context)


@require_GET
def event_detail(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Show the hub of an event: its forums, next meetings, who is in, and what has happened."""
    event = event_or_404(request, region, number)
    now = timezone.now()
    lives = event.merged_into_id is None
    can_convene = lives and rights.may(request.user, who_leads.CONVENE, event.region)
    merged = event.merged.select_related("region", "type").order_by("merged_at")
    context = _hub(event, request.user, now) | {
        "municipalities": event.municipalities.all(),
        "requests": event.requests.select_related("region", "for_actor", "for_forum"),
        "can_convene": can_convene,
        "can_merge": can_convene and event.activations.open().exists(),
        "can_write": lives and writer_of(request.user, event),
        "can_correct": lives and corrections.correcting_function(event, request.user) is not None,
        "merged": merged.prefetch_related("requests__for_actor", "requests__for_forum"),
        "changes": event.changes.all(),
    }
    return render(request, "activations/events/event.html", context)


@require_http_methods(["GET", "POST"])
def correct_event(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Put right what is known of the event as it spreads; what was said before stays on record."""
    event = event_or_404(request, region, number)
    corrections.require_correcting(event, request.user)
    return ask(
        request,
        Question("Rätta händelsens uppgifter", "", "Spara", **about(event)),
        forms.EventForm(posted(request), event=event),
        lambda typed: corrections.correct_event(
            event_id=event.pk,
            reason=typed.pop("reason"),
            facts=corrections.EventFacts(**typed),
            by=request.user,
            at=timezone.now(),
        ),
        to=event.get_absolute_url(),
    )


@require_GET
def event_live(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Answer the hub's polling: 304 while nothing has changed."""
    event = event_or_404(request, region, number)
    now = timezone.now()

    def fresh() -> HttpResponse:
        return render(request, "activations/events/_event_now.html", _hub(event, request.user, now))

    # Meetings begin and people answer; the countdown is right to the minute.
    scopes = [f"event:{event.pk}", f"region:{event.region_id}", f"minute:{now:%d%H%M}"]
    meetings = Activation.objects.filter(event=event, meetings__isnull=False)
    scopes += [f"meeting:{pk}" for pk in meetings.values_list("meetings__meeting_id", flat=True)]
    return polling.fragment(request, scopes=scopes, render=fresh)


def _hub(event: Event, user: User, now: datetime) -> dict[str, object]:
    return {
        "event": event,
        "region": event.region,
        "summaries": queries.summaries_of(event, now),
        "agreements": queries.agreements_of(event, user),
        "directions": queries.directions_of(event, user),
        "latest": event.log.exclude(kind=LogEntry.Kind.ANSWER)[:LATEST],
    }


def writer_of(user: User, event: Event) -> bool:
    """Return whether the user may write in the timeline: leads or takes part."""
    rows = event.activations.select_related("forum__region")
    return any(who_leads.taking_part(user, activation) for activation in rows)


# Timeline -------------------------------------------------------------------------------------


@require_GET
def timeline(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Show everything that has happened, the latest first; the page's polling gets the list."""
    event = event_or_404(request, region, number)
    form = forms.TimelineFilter(request.GET)
    rows = event.log.select_related("corrects").prefetch_related("corrections")
    if form.is_valid() and form.cleaned_data["slag"]:
        rows = rows.filter(kind=form.cleaned_data["slag"])
    page = Paginator(rows, PER_TIMELINE_PAGE).get_page(request.GET.get("sida"))
    chosen = form.cleaned_data.get("slag")
    context = {
        "event": event,
        "region": event.region,
        "page": page,
        "parts": queries.folded(page.object_list, is_chosen=chosen == LogEntry.Kind.ANSWER),
        "form": form,
        "can_write": writer_of(request.user, event),
    }

    def fresh() -> HttpResponse:
        return render(request, "activations/events/_timeline_entries.html", context)

    if wants_partial(request):
        return polling.fragment(request, scopes=[f"event:{event.pk}"], render=fresh)
    return render(request, "activations/events/timeline.html", context)


@require_http_methods(["GET", "POST"])
def note(request: UserRequest, region: str, number: str) -> HttpResponse:
    """Write a free note."""
    event = event_or_404(request, region, number)
    services.writing_function(event, request.user)
    text = "Posten syns för alla i regionen och kan inte ändras."
    return ask(
        request,
        Question("Skriv i tidslinjen", text, "Spara", **about(event)),
        forms.TimelineNoteForm(posted(request)),
        lambda typed: services.add_note(
            event_id=event.pk, note=services.Note(**typed), by=request.user, at=timezone.now()
        ),
        to=_timeline_address(event),
    )


@require_http_methods(["GET", "POST"])
def correct(request: UserRequest, region: str, number: str, pk: int) -> HttpResponse:
    """Correct an entry by a later one."""
    event = event_or_404(request, region, number)
    entry = get_object_or_404(LogEntry, event=event, pk=pk)
    services.writing_function(event, request.user)
    words = f"{clock.clock(entry.happened_at)} {entry.text}"
    return ask(
        request,
        Question("Rätta en post", f"Posten säger: {words}", "Spara rättelsen", **about(event)),
        forms.CorrectionForm(posted(request)),
        act_of(request, services.correct_entry, entry_id=entry.pk),
        to=_timeline_address(event),
    )


def _timeline_address(event: Event) -> str:
    return reverse("activations:timeline", args=[event.region.slug, event.number])
