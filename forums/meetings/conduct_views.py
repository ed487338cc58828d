"""Conduct a meeting: agenda, the actor whose turn it is, notes and decisions.

Each act is a small form that works without JavaScript; htmx swaps only the part that holds it, so
that what the other writer is typing stays.
"""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.models import Actor, Function
from common.acting import Question, act_of, form_page
from common.forms import NothingToFill, carried_out, posted
from common.htmx import wants_partial
from common.numbers import whole
from common.requests import UserRequest
from forums import hooks, queries, who_leads
from forums.finding import about, base, get_meeting
from forums.meetings import attendance, services
from forums.meetings import conduct as conducting
from forums.meetings.conduct_forms import DecisionForm, EndForm, MarkForm, NoteForm, decision_values
from forums.meetings.contradictions import contradictions_of
from forums.meetings.forms import FunctionForm
from forums.models import Attendance, Meeting, MeetingDecision, Protocol
from forums.places import place_of
from records import polling
from records.forms import ALREADY, again

KEYS = [
    ("N", "nästa aktör"),
    ("P", "föregående aktör"),
    ("A", "närvarande"),
    ("E", "ersättare närvarande"),
    ("F", "frånvarande"),
    ("D", "skriv anteckning"),
    ("S", "spara anteckningen"),
    ("B", "ny överenskommelse eller beslut"),
]
CHANGED = "meeting-changed"  # the live part listens for it


@require_http_methods(["GET", "POST"])
def begin(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show what the meeting is about to begin with, and begin it."""
    shown = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, shown)
    agenda = queries.agenda_of(shown, request.user)
    return form_page(
        request,
        "forums/meetings/begin.html",
        NothingToFill(posted(request)),
        act_of(request, services.begin_meeting, meeting_id=shown.pk),
        to=reverse("forums:conduct", args=[region, pk]),
        context={
            **base(request, shown),
            "roll": queries.roll_call(shown),
            "agenda": agenda,
            "lacking": hooks.lacking(shown, timezone.now()) if agenda.has_secret_point else [],
        },
    )


@require_http_methods(["GET", "POST"])
def end(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show what is still open, and end the meeting."""
    shown = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, shown)
    is_running = shown.status == Meeting.Status.RUNNING
    odd = contradictions_of(shown) if is_running else []
    return form_page(
        request,
        "forums/meetings/end.html",
        EndForm(posted(request), contradictions=odd),
        act_of(request, services.end_meeting, meeting_id=shown.pk),
        to=reverse("forums:protocol", args=[region, pk]),
        context={
            **base(request, shown),
            "contradictions": odd,
            "roll": queries.roll_call(shown),
            "notes": shown.notes.count(),
            "decisions": queries.settled(shown, request.user),
            "lacks_chair": queries.lacks_chair_decision(shown),
        },
    )


@require_GET
def conduct(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show the meeting as it is conducted; the parts come alone when htmx asks for one."""
    shown = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, shown)
    drafts = Protocol.objects.filter(meeting=shown, status=Protocol.Status.DRAFT)
    is_held = shown.status == Meeting.Status.HELD and drafts.exists()
    if shown.status != Meeting.Status.RUNNING and not is_held:
        return redirect(shown)  # nothing more can be written down about it
    context = _context(request, shown)
    if wants_partial(request) and request.htmx.target == "current":
        return render(request, "forums/meetings/_current.html", context)
    return render(request, "forums/meetings/conduct.html", context)


@require_GET
def live(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Answer the poll: who is there, what is noted and settled."""
    shown = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, shown)
    return polling.fragment(
        request,
        scopes=[f"meeting:{shown.pk}"],
        render=lambda: render(request, "forums/meetings/_live.html", _context(request, shown)),
    )


@again(lambda request, region, pk: _as_it_is(request, region, pk, "_current"))
@require_POST
def mark(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write down that somebody is present, replaced, absent, gone or on the telephone only."""
    shown = get_meeting(request, region, pk)

    def act(typed: dict[str, Any]) -> object:
        wanted = typed["mark"]
        row: dict[str, Any] = {
            "meeting_id": shown.pk,
            "attendance_id": typed["attendance"],
            "by": request.user,
            "at": timezone.now(),
        }
        if wanted == "left":
            return attendance.mark_left(**row)
        if wanted in {"by_phone", "not_by_phone"}:
            return attendance.set_by_phone(by_phone=wanted == "by_phone", **row)
        deputy = typed["deputy_function"]
        return attendance.mark_attendance(status=wanted, deputy_function=deputy, **row)

    form = MarkForm(request.POST)
    if status := carried_out(form, act):
        return _part(request, shown, "_current", form=form, status=status)
    return _part(request, shown, "_current")


@again(lambda request, region, pk: _as_it_is(request, region, pk, "_current", said=ALREADY))
@require_POST
def note(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write a note, or a correction of an earlier one."""
    shown = get_meeting(request, region, pk)
    form = NoteForm(request.POST)
    status = carried_out(
        form,
        lambda typed: conducting.add_note(
            meeting_id=shown.pk,
            text=typed["text"],
            agenda_item_id=typed["agenda_item"],
            actor_id=typed["actor"],
            corrects_id=typed["corrects"],
            corrects_decision_id=typed["corrects_decision"],
            wording_reason=typed["wording_reason"],
            by=request.user,
            at=timezone.now(),
        ),
    )
    if status:
        return _part(request, shown, "_current", note_form=form, status=status)
    return _part(request, shown, "_current", said="Anteckningen är sparad.")


@again(lambda request, region, pk: _as_it_is(request, region, pk, "_decide", decided=ALREADY))
@require_POST
def decide(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write down what the meeting settled or the actors agreed on."""
    shown = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, shown)
    form = DecisionForm(request.POST, functions=_candidates(shown))
    made: list[MeetingDecision] = []
    status = carried_out(
        form,
        lambda _typed: made.append(
            conducting.add_decision(
                meeting_id=shown.pk, by=request.user, at=timezone.now(), **decision_values(form)
            )
        ),
    )
    if status:
        return _part(request, shown, "_decide", decision_form=form, status=status)
    return _part(request, shown, "_decide", decided=f"§ {made[0].number} är sparad.")


@require_http_methods(["GET", "POST"])
def unexpected(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write down somebody who came without having been called."""
    shown = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, shown)
    visible = Actor.objects.visible_to(request.user)
    uncalled = (
        Function.objects.filter(actor__in=visible, is_active=True)
        .exclude(pk__in=shown.attendances.values("function_id"))
        .select_related("actor")
        .order_by("actor__name", "name")
    )
    address = reverse("forums:conduct", args=[region, pk])
    question = Question(
        "Lägg till någon som kom ändå",
        "Välj den funktion som deltar utan att vara kallad. Den skrivs som närvarande.",
        "Skriv in som närvarande",
        **about(shown),
    )
    return form_page(
        request,
        "common/ask.html",
        FunctionForm(posted(request), functions=uncalled),
        lambda typed: attendance.add_unexpected(
            meeting_id=shown.pk,
            function_id=typed["function"].pk,
            by=request.user,
            at=timezone.now(),
        ),
        to=lambda row: f"{address}?actor={row.pk}",
        context={"question": question, "back": address},
    )


# What the parts show --------------------------------------------------------------------------


def _context(request: UserRequest, meeting: Meeting) -> dict[str, Any]:
    roll = queries.roll_call(meeting)
    agenda = queries.agenda_of(meeting, request.user)
    points = agenda.points
    actor = _chosen(roll.rows, request, "actor") or next(iter(roll.waiting or roll.rows), None)
    correct = _correct(request, meeting)
    point = _chosen(points, request, "punkt")
    if point is None or (correct and point.is_secret):  # nothing is written at a secret point
        point = next(iter(points), None)
    is_secret = point is not None and point.is_secret
    turn = {"punkt": point.pk if point else ""}
    return {
        **base(request, meeting),
        "place": place_of(meeting),
        "roll": roll,
        "agenda": agenda,
        "actor": actor,
        "point": point,
        "next_turn": _turn(_neighbour(roll.rows, actor, 1), turn),
        "previous_turn": _turn(_neighbour(roll.rows, actor, -1), turn),
        "turn": _turn(actor, turn),
        "turns": [(row, _turn(row, turn)) for row in roll.rows],
        "points": [(item, _turn(actor, {"punkt": item.pk})) for item in points],
        "must_leave": queries.without_right(meeting, roll, timezone.now()) if is_secret else [],
        "notes": list(
            meeting.notes.select_related(
                "actor", "agenda_item", "corrects", "corrects_decision"
            ).order_by("-written_at", "-pk")
        ),
        "decisions": queries.settled(meeting, request.user),
        "note_form": NoteForm(),
        "decision_form": DecisionForm(functions=_candidates(meeting)),
        "is_running": meeting.status == Meeting.Status.RUNNING,
        "lacks_chair": queries.lacks_chair_decision(meeting),
        "correct": correct,
        "keys": KEYS,
    }


def _chosen(rows: list[Any], request: UserRequest, name: str) -> Any:
    """Return the row that the address or the form names, if it is one of them."""
    wanted = request.GET.get(name, "") or request.POST.get(name, "")
    if name == "actor" and not wanted:
        wanted = request.POST.get("attendance", "")
    return next((row for row in rows if str(row.pk) == wanted), None)


def _neighbour(rows: list[Attendance], row: Attendance | None, step: int) -> Attendance | None:
    if row is None:
        return None
    place = rows.index(row) + step
    return rows[place] if 0 <= place < len(rows) else None


def _turn(row: Attendance | None, more: dict[str, Any]) -> str:
    """Return the query of an address: whose turn it is, at which point."""
    return f"?{urlencode({'actor': row.pk, **more})}" if row else ""


def _correct(request: UserRequest, meeting: Meeting) -> dict[str, Any]:
    """Return what a new note would correct, if the address names something of this meeting."""
    note = meeting.notes.filter(pk=whole(request.GET.get("ratta", "")) or 0).first()
    if note is not None:
        return {"note": note, "words": f"”{note.text[:60]}”"}
    number = whole(request.GET.get("ratta_beslut", ""))
    decision = next((one for one in meeting.decisions.all() if one.number == number), None)
    return {"decision": decision, "words": f"§ {decision.number}"} if decision else {}


def _candidates(meeting: Meeting) -> QuerySet[Function]:
    ids = meeting.attendances.values("function_id")
    functions = Function.objects.filter(pk__in=ids).select_related("actor")
    return functions.order_by("actor__name", "name")


def _as_it_is(request: UserRequest, region: str, pk: int, part: str, **said: Any) -> HttpResponse:
    """Answer a form that comes again: what it did is stored, and shown."""
    return _part(request, get_meeting(request, region, pk), part, **said)


def _part(
    request: UserRequest, meeting: Meeting, part: str, *, status: int = 200, **shown: Any
) -> HttpResponse:
    """Answer with one part alone, or send on to the page where there is no htmx."""
    who_leads.require_leading(request.user, meeting)
    context = _context(request, meeting)
    if wants_partial(request):
        page = f"forums/meetings/{part}.html"
    elif status == 200:  # noqa: PLR2004 - it went well
        address = reverse("forums:conduct", args=[meeting.forum.region.slug, meeting.pk])
        return redirect(address + context["turn"])
    else:
        page = "forums/meetings/conduct.html"
    response = render(request, page, context | shown, status=status)
    response["HX-Trigger"] = CHANGED
    return response
