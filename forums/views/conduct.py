"""Conduct a meeting: agenda, the actor whose turn it is, notes and decisions.

Each act is a small form that works without JavaScript; htmx swaps only the part that holds it, so
that what the other writer is typing stays.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.models import Actor, Function
from common.errors import RuleError
from common.forms import add_refusal
from common.htmx import wants_partial
from common.numbers import whole
from common.requests import UserRequest
from forums import hooks, leading, reports, services
from forums.forms.conduct import DecisionForm, MarkForm, NoteForm, decision_values
from forums.forms.meetings import FunctionForm
from forums.models import Attendance, Meeting, Protocol
from forums.places import place_of
from forums.views.finding import base, get_meeting, posted
from records import polling

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
TURN = ("actor", "punkt")  # in the address: whose turn, which point


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show what the meeting is about to begin with, and begin it."""
    shown = get_meeting(request, region, pk)
    leading.require_leading(request.user, shown)
    error = ""
    if request.method == "POST":
        try:
            services.begin_meeting(meeting_id=shown.pk, by=request.user, at=timezone.now())
            return redirect("forums:conduct", region, pk)
        except RuleError as refused:
            error = refused.message
    agenda = reports.agenda_of(shown, request.user)
    context = {
        **base(request, shown),
        "roll": reports.roll_call(shown),
        "agenda": agenda,
        "lacking": hooks.lacking(shown, timezone.now()) if agenda.has_secret_point else [],
        "error": error,
    }
    return render(request, "forums/begin.html", context, status=409 if error else 200)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show what is still open, and end the meeting."""
    shown = get_meeting(request, region, pk)
    leading.require_leading(request.user, shown)
    error = ""
    if request.method == "POST":
        try:
            services.end_meeting(meeting_id=shown.pk, by=request.user, at=timezone.now())
            return redirect("forums:protocol", region, pk)
        except RuleError as refused:
            error = refused.message
    context = {
        **base(request, shown),
        "roll": reports.roll_call(shown),
        "notes": shown.notes.count(),
        "decisions": shown.decisions.all(),
        "lacks_chair": reports.lacks_chair_decision(shown),
        "error": error,
    }
    return render(request, "forums/end.html", context, status=409 if error else 200)


@login_required
@require_GET
def conduct(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show the meeting as it is conducted; the parts come alone when htmx asks for one."""
    shown = get_meeting(request, region, pk)
    leading.require_leading(request.user, shown)
    if not _is_open(shown):
        return redirect(shown)
    context = _context(request, shown)
    if wants_partial(request) and request.htmx.target == "current":
        return render(request, "forums/_current.html", context)
    return render(request, "forums/conduct.html", context)


@login_required
@require_GET
def live(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Answer the poll: who is there, what is noted and settled."""
    shown = get_meeting(request, region, pk)
    leading.require_leading(request.user, shown)
    return polling.fragment(
        request,
        scopes=[f"meeting:{shown.pk}"],
        render=lambda: render(request, "forums/_live.html", _context(request, shown)),
    )


@login_required
@require_POST
def mark(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write down that somebody is present, replaced, absent, gone or on the telephone only."""
    shown = get_meeting(request, region, pk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _current(request, shown, form=form, status=422)
    try:
        _mark(request, shown, form.cleaned_data)
    except RuleError as refused:
        return _current(request, shown, error=refused.message, status=409)
    return _current(request, shown)


def _mark(request: UserRequest, meeting: Meeting, values: dict[str, Any]) -> None:
    common: dict[str, Any] = {
        "meeting_id": meeting.pk,
        "attendance_id": values["attendance"],
        "by": request.user,
        "at": timezone.now(),
    }
    wanted = values["mark"]
    if wanted == "left":
        services.mark_left(**common)
    elif wanted in {"by_phone", "not_by_phone"}:
        services.set_by_phone(by_phone=wanted == "by_phone", **common)
    else:
        services.mark_attendance(status=wanted, deputy_function=values["deputy_function"], **common)


@login_required
@require_POST
def note(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write a note, or a correction of an earlier one."""
    shown = get_meeting(request, region, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _current(request, shown, note_form=form, status=422)
    values = form.cleaned_data
    try:
        services.add_note(
            meeting_id=shown.pk,
            text=values["text"],
            agenda_item_id=values["agenda_item"],
            actor_id=values["actor"],
            corrects_id=values["corrects"],
            corrects_decision_id=values["corrects_decision"],
            by=request.user,
            at=timezone.now(),
        )
    except RuleError as refused:
        form.add_error("text" if refused.field == "text" else None, refused.message)
        return _current(request, shown, note_form=form, status=409)
    return _current(request, shown, said="Anteckningen är sparad.")


@login_required
@require_POST
def decide(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write down what the meeting settled or the actors agreed on."""
    shown = get_meeting(request, region, pk)
    leading.require_leading(request.user, shown)
    form = DecisionForm(request.POST, functions=_candidates(shown))
    status = 422
    if form.is_valid():
        try:
            decision = services.add_decision(
                meeting_id=shown.pk,
                by=request.user,
                at=timezone.now(),
                **decision_values(form),
            )
        except RuleError as refused:
            form.add_error(_decision_field(refused.field), refused.message)
            status = 409
        else:
            return _decided(request, shown, said=f"§ {decision.number} är sparad.")
    return _decided(request, shown, form=form, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def unexpected(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write down somebody who came without having been called."""
    shown = get_meeting(request, region, pk)
    leading.require_leading(request.user, shown)
    form = FunctionForm(posted(request), functions=_uncalled(request, shown))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = services.add_unexpected(
                    meeting_id=shown.pk,
                    function_id=form.cleaned_data["function"].pk,
                    by_phone=False,
                    by=request.user,
                    at=timezone.now(),
                )
                address = reverse("forums:conduct", args=[region, pk])
                return redirect(f"{address}?actor={row.pk}")
            except RuleError as refused:
                add_refusal(form, refused)
                status = 409
    context = {**base(request, shown), "form": form}
    return render(request, "forums/unexpected.html", context, status=status)


# What the parts show --------------------------------------------------------------------------


def _is_open(meeting: Meeting) -> bool:
    """Return whether anything can still be written down about the meeting."""
    if meeting.status == Meeting.Status.RUNNING:
        return True
    if meeting.status != Meeting.Status.HELD:
        return False
    return Protocol.objects.filter(meeting=meeting, status=Protocol.Status.DRAFT).exists()


def _context(request: UserRequest, meeting: Meeting) -> dict[str, Any]:
    roll = reports.roll_call(meeting)
    agenda = reports.agenda_of(meeting, request.user)
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
        "must_leave": reports.without_right(meeting, roll, timezone.now()) if is_secret else [],
        "notes": list(
            meeting.notes.select_related(
                "actor", "agenda_item", "corrects", "corrects_decision"
            ).order_by("-written_at", "-pk")
        ),
        "decisions": list(meeting.decisions.all()),
        "note_form": NoteForm(),
        "decision_form": DecisionForm(functions=_candidates(meeting)),
        "is_running": meeting.status == Meeting.Status.RUNNING,
        "lacks_chair": reports.lacks_chair_decision(meeting),
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


def _uncalled(request: UserRequest, meeting: Meeting) -> QuerySet[Function]:
    visible = Actor.objects.visible_to(request.user)
    functions = Function.objects.filter(actor__in=visible, is_active=True)
    functions = functions.exclude(pk__in=meeting.attendances.values("function_id"))
    return functions.select_related("actor").order_by("actor__name", "name")


def _decision_field(name: str) -> str | None:
    if name == "next_starts_at":
        return "day"
    return name if name in {"text", "chair_function", "kind"} else None


def _current(
    request: UserRequest,
    meeting: Meeting,
    *,
    form: forms.Form | None = None,
    note_form: forms.Form | None = None,
    error: str = "",
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the middle part alone, or send on to the page where there is no htmx."""
    leading.require_leading(request.user, meeting)
    context = _context(request, meeting)
    if not wants_partial(request) and status == 200:  # noqa: PLR2004 - it went well
        address = reverse("forums:conduct", args=[meeting.forum.region.slug, meeting.pk])
        return redirect(address + context["turn"])
    context |= {"form": form, "error": error, "said": said}
    if note_form is not None:
        context["note_form"] = note_form
    page = "forums/_current.html" if wants_partial(request) else "forums/conduct.html"
    return _told(render(request, page, context, status=status))


def _decided(
    request: UserRequest,
    meeting: Meeting,
    *,
    form: DecisionForm | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the decision form alone, or send on to the page where there is no htmx."""
    context = _context(request, meeting)
    if not wants_partial(request) and form is None:
        address = reverse("forums:conduct", args=[meeting.forum.region.slug, meeting.pk])
        return redirect(address + context["turn"])
    context["decided"] = said
    if form is not None:
        context["decision_form"] = form
    page = "forums/_decide.html" if wants_partial(request) else "forums/conduct.html"
    return _told(render(request, page, context, status=status))


def _told(response: HttpResponse) -> HttpResponse:
    response["HX-Trigger"] = CHANGED
    return response
