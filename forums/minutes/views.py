"""The protocol of a meeting: draft, adjust, adopt, read, download."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.acting import Question, refusal_of
from common.errors import RuleError
from common.forms import NothingToFill, add_refusal
from common.requests import UserRequest
from forums import rules, who_leads
from forums.finding import about, base, get_protocol
from forums.meetings.conduct_forms import SummaryForm
from forums.meetings.forms import ReasonForm
from forums.minutes import content, corrections, documents, services
from forums.minutes.authors import authors_of
from forums.minutes.services import adjusting_function, adopting_function
from forums.models import MinutesCorrection, Protocol
from records.files import seals
from records.jobs import views as job_views


@require_GET
def protocol(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show the protocol with what may be done to it now."""
    shown = get_protocol(request, region, pk)
    return render(request, "forums/minutes/protocol.html", _context(request, shown))


@require_http_methods(["GET", "POST"])
def summary(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write the summary; if somebody else has, show both texts and lose neither."""
    shown = get_protocol(request, region, pk)
    if request.method == "GET":
        return redirect("forums:protocol", region, pk)
    who_leads.require_leading(request.user, shown.meeting)
    form = SummaryForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form=form, status=422)
    values = form.cleaned_data
    try:
        services.edit_summary(
            protocol_id=shown.pk,
            text=values["text"],
            version=values["version"],
            wording_reason=values["wording_reason"],
            by=request.user,
            at=timezone.now(),
        )
    except services.SummaryConflict as conflict:
        context = {
            **base(request, shown.meeting),
            "theirs": conflict.protocol,
            "mine": values["text"],
            "message": conflict.message,
            "form": SummaryForm(
                initial={"text": values["text"], "version": conflict.protocol.summary_version}
            ),
        }
        return render(request, "forums/minutes/conflict.html", context, status=409)
    except RuleError as refused:
        add_refusal(form, refused)
        return _page(request, shown, form=form, status=409)
    return redirect("forums:protocol", region, pk)


@require_POST
def adjust(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Adjust the draft."""
    return _act(request, region, pk, services.adjust_protocol)


@require_http_methods(["GET", "POST"])
def adopt(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show what adopting means, and adopt."""
    shown = get_protocol(request, region, pk)
    if request.method == "POST":
        return _act(request, region, pk, services.adopt_protocol)
    context = _context(request, shown)
    if not context["may_adopt"]:
        return redirect("forums:protocol", region, pk)
    question = Question(
        "Fastställ protokollet",
        "Innehållet fryses och får en kontrollsumma. Det kan inte ändras efteråt. "
        f"{shown.meeting.attendances.count()} funktioner får besked, och PDF:en skapas.",
        "Fastställ protokollet",
        **about(shown.meeting),
    )
    back = reverse("forums:protocol", args=[region, pk])
    context |= {"question": question, "form": NothingToFill(), "back": back}
    return render(request, "forums/minutes/adopt.html", context)


@require_http_methods(["GET", "POST"])
def reopen(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Take an adjusted protocol up again, with a reason."""
    shown = get_protocol(request, region, pk)
    if request.method == "GET":
        return redirect("forums:protocol", region, pk)
    if adjusting_function(request.user, shown.meeting) is None:
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, reason_form=form, status=422)
    return _act(request, region, pk, services.reopen_protocol, reason=form.cleaned_data["reason"])


@require_http_methods(["GET", "POST"])
def pdf(request: UserRequest, region: str, pk: int) -> HttpResponseBase:
    """Ask for the PDF, or download the newest."""
    shown = get_protocol(request, region, pk)

    def want() -> object:
        return services.want_pdf(protocol_id=shown.pk, by=request.user, at=timezone.now())

    to = reverse("forums:protocol", args=[region, pk])
    return job_views.ask_or_give(request, documents.PDF, shown, want, to=to)


@require_GET
def job(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Answer the poll: how far the PDF has come."""
    shown = get_protocol(request, region, pk)
    return job_views.state(request, documents.PDF, shown, lambda: _pdf(shown))


def _act(
    request: UserRequest, region: str, pk: int, act: Callable[..., Protocol], **values: Any
) -> HttpResponse:
    shown = get_protocol(request, region, pk)
    refusal = refusal_of(act, protocol_id=shown.pk, by=request.user, at=timezone.now(), **values)
    if refusal:
        shown = get_protocol(request, region, pk)
        return _page(request, shown, error=refusal, status=409)
    return redirect("forums:protocol", region, pk)


def _page(
    request: UserRequest,
    shown: Protocol,
    *,
    form: SummaryForm | None = None,
    reason_form: ReasonForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = _context(request, shown)
    if form is not None:
        context["summary_form"] = context["form"] = form
    if reason_form is not None:
        context["reason_form"] = context["form"] = reason_form
    context["error"] = error
    return render(request, "forums/minutes/protocol.html", context, status=status)


def _context(request: UserRequest, shown: Protocol) -> dict[str, Any]:
    meeting = shown.meeting
    shared = base(request, meeting)
    is_draft = shown.status == Protocol.Status.DRAFT
    is_adjusted = shown.status == Protocol.Status.ADJUSTED
    may_adjust = adjusting_function(request.user, meeting) is not None
    is_writer = not rules.may_adjust(request.user.pk, authors_of(shown))
    return {
        **shared,
        **_pdf(shown),
        "protocol": shown,
        "content": seals.readable(content.content_of(shown)),
        "summary_form": SummaryForm(
            initial={"text": shown.summary, "version": shown.summary_version}
        ),
        "reason_form": ReasonForm(),
        "may_edit": is_draft and shared["leader"] is not None,
        "may_adjust": is_draft and may_adjust and not is_writer,
        "wrote_it": is_draft and may_adjust and is_writer,
        "adjusters": services.adjusters_of(shown, timezone.now()) if is_draft else [],
        "may_reopen": is_adjusted and may_adjust,
        "may_adopt": is_adjusted and adopting_function(request.user, meeting) is not None,
        "may_correct": shown.status == Protocol.Status.ADOPTED and may_adjust,
        "corrections": [
            (
                one,
                is_waiting and corrections.may_settle(request.user, one),
                is_waiting and one.proposed_by_user_id == request.user.pk,
            )
            for one, is_waiting in _corrections_of(shown)
        ],
        "is_intact": shown.status == Protocol.Status.ADOPTED and content.verify(shown),
    }


def _corrections_of(shown: Protocol) -> list[tuple[MinutesCorrection, bool]]:
    """Return the corrections that were not taken back, each with whether it waits."""
    rows = list(shown.corrections.exclude(status=MinutesCorrection.Status.WITHDRAWN))
    for row in rows:
        row.protocol = shown
    return [(row, row.status == MinutesCorrection.Status.PROPOSED) for row in rows]


def _pdf(shown: Protocol) -> dict[str, Any]:
    standing = documents.PDF.standing(shown)
    args = [shown.meeting.forum.region.slug, shown.meeting_id]
    return job_views.shown(
        standing,
        url=reverse("forums:protocol_pdf", args=args),
        poll=reverse("forums:protocol_job", args=args),
        download=f"Ladda ner {'protokollet' if standing.is_settled else 'utkastet'} (PDF)",
        ask="Skapa PDF" if standing.is_settled else "Skapa PDF av utkastet",
    )
