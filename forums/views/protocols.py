"""The protocol of a meeting: draft, adjust, adopt, read, download."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.errors import RuleError
from common.requests import UserRequest
from forums import leading, minutes, rules, services
from forums.forms.conduct import SummaryForm
from forums.forms.meetings import ReasonForm
from forums.models import Protocol
from forums.services.protocols import adjusting_function, adopting_function, latest_job
from forums.views.finding import base, get_protocol
from records import files, polling
from records.models import Job


@login_required
@require_GET
def protocol(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show the protocol with what may be done to it now."""
    shown = get_protocol(request, region, pk)
    return render(request, "forums/protocol.html", _context(request, shown))


@login_required
@require_http_methods(["GET", "POST"])
def summary(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Write the summary; if somebody else has, show both texts and lose neither."""
    shown = get_protocol(request, region, pk)
    if request.method == "GET":
        return redirect("forums:protocol", region, pk)
    leading.require_leading(request.user, shown.meeting)
    form = SummaryForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form=form, status=422)
    values = form.cleaned_data
    try:
        services.edit_summary(
            protocol_id=shown.pk,
            text=values["text"],
            version=values["version"],
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
        return render(request, "forums/conflict.html", context, status=409)
    except RuleError as refused:
        form.add_error("text" if refused.field == "text" else None, refused.message)
        return _page(request, shown, form=form, status=409)
    return redirect("forums:protocol", region, pk)


@login_required
@require_POST
def adjust(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Adjust the draft."""
    return _act(request, region, pk, services.adjust_protocol)


@login_required
@require_http_methods(["GET", "POST"])
def adopt(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Show what adopting means, and adopt."""
    shown = get_protocol(request, region, pk)
    if request.method == "POST":
        return _act(request, region, pk, services.adopt_protocol)
    context = _context(request, shown)
    if not context["may_adopt"]:
        return redirect("forums:protocol", region, pk)
    context["told"] = shown.meeting.attendances.count()
    return render(request, "forums/adopt.html", context)


@login_required
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


@login_required
@require_http_methods(["GET", "POST"])
def pdf(request: UserRequest, region: str, pk: int) -> HttpResponseBase:
    """Ask for the PDF, or download the newest."""
    shown = get_protocol(request, region, pk)
    if request.method == "POST":
        services.want_pdf(protocol_id=shown.pk, by=request.user, at=timezone.now())
        return redirect("forums:protocol", region, pk)
    ready = latest_job(shown)
    stored = shown.pdf or (ready.result if ready else None)
    if stored is None:
        raise Http404
    return files.response(stored)


@login_required
@require_GET
def job(request: UserRequest, region: str, pk: int) -> HttpResponse:
    """Answer the poll: how far the PDF has come."""
    shown = get_protocol(request, region, pk)
    return polling.fragment(
        request,
        scopes=[f"meeting:{shown.meeting_id}"],
        render=lambda: render(request, "forums/_job.html", _job_context(shown)),
    )


def _act(
    request: UserRequest, region: str, pk: int, act: Callable[..., Protocol], **values: Any
) -> HttpResponse:
    shown = get_protocol(request, region, pk)
    try:
        act(protocol_id=shown.pk, by=request.user, at=timezone.now(), **values)
    except RuleError as refused:
        shown = get_protocol(request, region, pk)
        return _page(request, shown, error=refused.message, status=409)
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
    return render(request, "forums/protocol.html", context, status=status)


def _context(request: UserRequest, shown: Protocol) -> dict[str, Any]:
    meeting = shown.meeting
    shared = base(request, meeting)
    is_draft = shown.status == Protocol.Status.DRAFT
    is_adjusted = shown.status == Protocol.Status.ADJUSTED
    may_adjust = adjusting_function(request.user, meeting) is not None
    return {
        **shared,
        **_job_context(shown),
        "content": minutes.readable(minutes.content_of(shown)),
        "summary_form": SummaryForm(
            initial={"text": shown.summary, "version": shown.summary_version}
        ),
        "reason_form": ReasonForm(),
        "may_edit": is_draft and shared["leader"] is not None,
        "may_adjust": is_draft
        and may_adjust
        and rules.may_adjust(request.user.pk, shown.summary_by_user_id),
        "wrote_it": is_draft
        and may_adjust
        and not rules.may_adjust(request.user.pk, shown.summary_by_user_id),
        "may_reopen": is_adjusted and may_adjust,
        "may_adopt": is_adjusted and adopting_function(request.user, meeting) is not None,
        "is_intact": shown.status == Protocol.Status.ADOPTED and minutes.verify(shown),
    }


def _job_context(shown: Protocol) -> dict[str, Any]:
    found = latest_job(shown)
    return {
        "protocol": shown,
        "region": shown.meeting.forum.region,
        "meeting": shown.meeting,
        "job": found,
        "is_working": found is not None and found.status in {Job.Status.WANTED, Job.Status.RUNNING},
        "is_draft_pdf": shown.status != Protocol.Status.ADOPTED,
    }
