"""Joint directions: written, agreed on at a meeting, and decided on by each actor for itself."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actors.rights import regions
from common.acting import Question, ask, form_page, press
from common.forms import NothingToFill, posted
from common.requests import UserRequest
from forums import tallies, who_leads
from forums.directions import documents, forms, queries, services
from forums.finding import get_meeting
from forums.meetings.forms import ReasonForm
from forums.models import ActorDecision, JointDirection, Meeting
from records.jobs import views as job_views

AGREE = (
    "Orden fryses. Det är aktörernas överenskommelse och binder ingen: varje aktör på mötets lista "
    "får frågan vad den själv beslutar."
)


@require_GET
def direction_list(request: UserRequest, region: str) -> HttpResponse:
    """List the directions in force, the drafts, and those that held before."""
    area = regions.get_region(request, region)
    now = timezone.now()
    rows = JointDirection.objects.visible_to(request.user).filter(forum__region=area)
    counted = [(one, tallies.tally_of(one)) for one in tallies.with_counts(rows)[:200]]
    context = {
        "region": area,
        "in_force": [row for row in counted if row[0].is_in_force(now)],
        "drafts": [row for row in counted if row[0].is_draft],
        "earlier": [row for row in counted if not row[0].is_draft and not row[0].is_in_force(now)],
    }
    return render(request, "forums/directions/list.html", context)


@require_GET
def direction(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show what the actors are agreed on, and what each has decided for itself."""
    found = get_direction(request, region, pk)
    return render(request, "forums/directions/direction.html", _context(request, found))


@require_http_methods(["GET", "POST"])
def new(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write a direction for a meeting to agree on."""
    meeting = get_meeting(request, region, pk)
    who_leads.require_leading(request.user, meeting)
    form = _form(request, meeting)

    def act(typed: dict[str, Any]) -> JointDirection:
        return services.draft_direction(
            meeting_id=meeting.pk,
            words=form.words(),
            replaces_id=form.replaces_id,
            by=request.user,
            at=timezone.now(),
        )

    return _edit_page(request, meeting, form, act)


@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Change a draft; if somebody else has, both texts are shown and none is lost."""
    found = get_direction(request, region, pk)
    who_leads.require_leading(request.user, found.meeting)
    if not found.is_draft:
        raise Http404
    form = _form(request, found.meeting, found)

    def act(typed: dict[str, Any]) -> JointDirection:
        return services.edit_draft(
            direction_id=found.pk,
            words=form.words(),
            version=typed["version"],
            replaces_id=form.replaces_id,
            by=request.user,
            at=timezone.now(),
        )

    return _edit_page(request, found.meeting, form, act, found)


@require_http_methods(["GET", "POST"])
def agree(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Ask once more, and note that the actors have agreed."""
    found = get_direction(request, region, pk)
    who_leads.require_leading(request.user, found.meeting)
    return ask(
        request,
        Question("Är aktörerna överens?", AGREE, "Aktörerna är överens", **about(found)),
        forms.AgreeForm(posted(request), initial={"version": found.version}),
        lambda typed: services.agree(
            direction_id=found.pk, **typed, by=request.user, at=timezone.now()
        ),
        to=found.get_absolute_url(),
        done="Inriktningen är överenskommen. Varje aktör har fått frågan vad den beslutar.",
        template="forums/directions/agree.html",
        direction=found,
        asked=services.asked_at(found.meeting),
    )


@require_http_methods(["GET", "POST"])
def discard(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = get_direction(request, region, pk)
    who_leads.require_leading(request.user, found.meeting)
    text = "Utkastet försvinner. Loggen behåller att det fanns."
    return ask(
        request,
        Question("Kasta utkastet?", text, "Kasta utkastet", "danger", **about(found)),
        NothingToFill(posted(request)),
        lambda _: services.discard_draft(direction_id=found.pk, by=request.user, at=timezone.now()),
        to=reverse("forums:directions", args=[region]),
        done="Utkastet är kastat.",
    )


@require_http_methods(["GET", "POST"])
def end(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Say that a direction holds no longer."""
    found = get_direction(request, region, pk)
    who_leads.require_leading(request.user, found.meeting)
    text = "Alla som fick frågan får besked. Det varje aktör har beslutat är fortfarande dess eget."
    return ask(
        request,
        Question("Gäller inte längre?", text, "Inriktningen upphör", "danger", **about(found)),
        ReasonForm(posted(request)),
        lambda typed: services.end_direction(
            direction_id=found.pk, reason=typed["reason"], by=request.user, at=timezone.now()
        ),
        to=found.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def decide(request: UserRequest, region: str, pk: int, actor: str) -> HttpResponse:
    """Tell what an actor has decided: one of its own functions, or who leads on its word."""
    found = get_direction(request, region, pk)
    decision = _decision(found, actor)
    is_own = queries.deciding_function(request.user, decision) is not None
    if not is_own and who_leads.leading_function(request.user, found.meeting) is None:
        raise PermissionDenied
    form = forms.PositionForm(posted(request), initial=_initial(decision))
    act = services.decide if is_own else services.note_decision
    text = (
        "Beslutet är aktörens eget. Inget forum beslutar åt den."
        if is_own
        else "Anteckna bara det aktören själv säger att den har beslutat. Det står som antecknat "
        "tills aktören bekräftar."
    )
    return ask(
        request,
        Question(f"{decision.actor}: eget beslut", text, "Spara beslutet", **about(found)),
        form,
        lambda _: act(
            direction_id=found.pk,
            actor_id=decision.actor_id,
            position=form.position(),
            by=request.user,
            at=timezone.now(),
        ),
        to=found.get_absolute_url(),
        done="Beslutet är sparat.",
    )


@require_POST
def confirm(request: UserRequest, region: str, pk: int, actor: str) -> HttpResponse:
    """Let an actor say that what was noted of it is right."""
    found = get_direction(request, region, pk)
    decision = _decision(found, actor)
    return press(
        request,
        services.confirm,
        to=found.get_absolute_url(),
        done="Bekräftat.",
        direction_id=found.pk,
        actor_id=decision.actor_id,
        by=request.user,
        at=timezone.now(),
    )


@require_http_methods(["GET", "POST"])
def pdf(request: UserRequest, region: str, pk: int) -> HttpResponseBase:
    """Ask for the PDF, or download the newest."""
    found = get_direction(request, region, pk)

    def want() -> object:
        return services.want_pdf(direction_id=found.pk, by=request.user, at=timezone.now())

    to = found.get_absolute_url()
    return job_views.ask_or_give(request, documents.PDF, found, want, to=to)


@require_GET
def job(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Answer the poll: how far the PDF has come."""
    found = get_direction(request, region, pk)
    return job_views.state(request, documents.PDF, found, lambda: _pdf(found))


def get_direction(request: UserRequest, region: str, pk: int) -> JointDirection:
    """Return the direction of the address."""
    area = regions.get_region(request, region)
    rows = JointDirection.objects.visible_to(request.user).select_related(
        "forum__region", "meeting__forum__region", "meeting__chair_function__actor", "replaces"
    )
    return get_object_or_404(rows, forum__region=area, pk=pk)


def about(found: JointDirection) -> dict[str, Any]:
    """Return what every question about a direction says: the way there, and if an exercise."""
    way = reverse("forums:directions", args=[found.forum.region.slug])
    return {
        "crumbs": [("Inriktningar", way), (str(found), found.get_absolute_url())],
        "exercise": "Inriktningen gäller en övning." if found.exercise else "",
    }


def _decision(found: JointDirection, actor: str) -> ActorDecision:
    rows = found.decisions.select_related("actor", "function__actor")
    decision = get_object_or_404(rows, actor__slug=actor)
    decision.direction = found
    return decision


def _initial(decision: ActorDecision) -> dict[str, str]:
    if decision.decided_at is None:
        return {}
    names = ("status", "body", "deviation", "reason", "consequence")
    return {name: getattr(decision, name) for name in names}


def _form(
    request: UserRequest, meeting: Meeting, found: JointDirection | None = None
) -> forms.DirectionForm:
    now = timezone.now()
    in_force = JointDirection.objects.in_force(now)
    replaceable = in_force.filter(forum=meeting.forum, exercise=meeting.exercise)
    initial: dict[str, Any] = {}
    if found is not None:
        names = ("aim", "limits", "measures", "messages", "outside", "reply_by", "valid_until")
        initial = {name: getattr(found, name) for name in (*names, "replaces", "version")}
        initial["priorities"] = "\n".join(found.priorities)
    frame = queries.frame_of(meeting.forum, now, exercise=meeting.exercise)
    return forms.DirectionForm(
        posted(request), initial=initial, replaceable=replaceable, has_frame=bool(frame)
    )


def _edit_page(
    request: UserRequest,
    meeting: Meeting,
    form: forms.DirectionForm,
    act: Callable[[dict[str, Any]], JointDirection],
    found: JointDirection | None = None,
) -> HttpResponse:
    theirs: list[JointDirection] = []

    def carry_out(typed: dict[str, Any]) -> JointDirection:
        try:
            return act(typed)
        except services.DraftConflict as conflict:
            theirs.append(conflict.direction)
            form.see(conflict.direction.version)
            raise

    def context() -> dict[str, Any]:
        now = timezone.now()
        return {
            "region": meeting.forum.region,
            "meeting": meeting,
            "item": found,
            "theirs": theirs[0] if theirs else None,
            "above": queries.frame_of(meeting.forum, now, exercise=meeting.exercise),
        }

    return form_page(
        request,
        "forums/directions/edit.html",
        form,
        carry_out,
        to=lambda made: made.get_absolute_url(),
        done="Utkastet är sparat.",
        context=context,
    )


def _context(request: UserRequest, found: JointDirection) -> dict[str, Any]:
    now = timezone.now()
    leader = who_leads.leading_function(request.user, found.meeting)
    rows = queries.decisions_of(found)
    is_in_force = found.is_in_force(now)
    own = {row.pk for row in rows if queries.deciding_function(request.user, row) is not None}
    with_counts = tallies.with_counts(JointDirection.objects.filter(pk=found.pk)).get()
    return {
        **_pdf(found),
        "region": found.forum.region,
        "direction": found,
        "decisions": [(row, row.pk in own) for row in rows],
        "own": [row for row in rows if row.pk in own],
        "tally": tallies.tally_of(with_counts),
        "leader": leader,
        "is_in_force": is_in_force,
        "may_agree": leader is not None
        and found.is_draft
        and found.meeting.status == Meeting.Status.RUNNING,
        "later": JointDirection.objects.filter(replaces=found)
        .exclude(status=JointDirection.Status.DRAFT)
        .select_related("forum__region")
        .first(),
        "is_late": found.reply_by is not None and found.reply_by <= now,
    }


def _pdf(found: JointDirection) -> dict[str, Any]:
    args = [found.forum.region.slug, found.pk]
    return job_views.shown(
        documents.PDF.standing(found),
        url=reverse("forums:direction_pdf", args=args),
        poll=reverse("forums:direction_job", args=args),
        download="Ladda ner inriktningen (PDF)",
        ask="Skapa PDF",
    )
