"""Pages about notices, answers without signing in, and what providers call."""

import re
import uuid
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import contact
from common.errors import RuleError
from common.requests import UserRequest
from notices import access, answers, limits, reports, services, webhooks
from notices.forms import FilterForm, SmsReplyForm
from notices.models import AnswerLink, Notice

PAGE_SIZE: Final = 50
TASKS_SHOWN: Final = 20
_TOKEN: Final = re.compile(r"/k/[\w-]+/")

# The list ------------------------------------------------------------------------------------


@login_required
@require_safe
def outbox(request: UserRequest) -> HttpResponse:
    """Show what has been sent, what waits, and first what has failed."""
    _require_sight(request)
    return _show_outbox(request)


@login_required
@require_safe
def notice(request: UserRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one notice with every try, its text as sent and what may be done about it."""
    found = get_object_or_404(Notice, pk=pk)
    label = access.acting_label(request.user, found)
    if not label and not access.may_see(request.user):
        raise Http404
    return _show_notice(request, found, label)


@login_required
@require_POST
def handle(request: UserRequest, pk: uuid.UUID) -> HttpResponse:
    """Take care of a failed notice."""
    found = get_object_or_404(Notice, pk=pk)
    label = access.acting_label(request.user, found)
    if not label and not access.may_see(request.user):
        raise Http404
    try:
        services.handle_failure(notice_id=pk, by=request.user, at=timezone.now())
    except RuleError as refused:
        found.refresh_from_db()
        return _show_notice(request, found, label, message=refused.message, status=409)
    messages.success(request, "Du har tagit hand om felet. Nå mottagaren på annat sätt.")
    return redirect("notices:notice", pk=pk)


@login_required
@require_POST
def demo_sms(request: UserRequest) -> HttpResponse:
    """In the demo: send a reply by SMS through the very service of the webhook."""
    if not settings.DEMO:
        raise Http404
    form = SmsReplyForm(request.POST)
    if not form.is_valid():
        return _show_outbox(request, sms_form=form, status=422)
    now = timezone.now()
    sms = services.take_sms(
        provider_id=f"demo-{uuid.uuid4()}",
        sender=form.cleaned_data["sender"],
        text=form.cleaned_data["text"],
        received_at=now,
        at=now,
    )
    messages.success(request, f"Svaret togs emot. SSR svarade: {sms.result}")
    return redirect("notices:outbox")


def _require_sight(request: UserRequest) -> None:
    if not access.may_see(request.user):
        raise PermissionDenied


def _show_outbox(
    request: UserRequest, *, sms_form: SmsReplyForm | None = None, status: int = 200
) -> HttpResponse:
    filter_form = FilterForm(request.GET)
    found = filter_form.narrow(Notice.objects.order_by("-created_at", "pk"))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida"))
    tasks = reports.tasks_open()
    context = {
        "filter_form": filter_form,
        "count": f"{page.paginator.count} utskick",
        "page": page,
        "rows": [(notice, shown_body(notice)) for notice in page],
        "tasks": tasks[:TASKS_SHOWN],
        "task_count": tasks.count(),
        "demo": settings.DEMO,
        "sms_form": sms_form or (SmsReplyForm() if settings.DEMO else None),
        "replies": reports.replies()[:10] if settings.DEMO else [],
    }
    return render(request, "notices/outbox.html", context, status=status)


def _show_notice(
    request: UserRequest, notice: Notice, label: str, *, message: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "notice": notice,
        "body": shown_body(notice),
        "tries": notice.tries.all(),
        "can_handle": bool(label) and notice.is_task,
        "acting_label": label,
        "message": message,
    }
    return render(request, "notices/notice.html", context, status=status)


def shown_body(notice: Notice) -> str:
    """Return the text as sent; outside the demo with the key of the answer link hidden.

    Who may see what was sent may not answer for those it was sent to.
    """
    return notice.body if settings.DEMO else _TOKEN.sub("/k/…/", notice.body)


# Answers without signing in ------------------------------------------------------------------


# No cookie gives the answerer any power, only the token does: there is nothing to forge across
# sites, and a telephone that refuses cookies must still be able to answer.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked; change it on POST only, since phones fetch links in advance."""
    client = f"k:{limits.client_address(request)}"
    if limits.is_blocked(client, limits.WRONG_TOKENS_PER_WINDOW):
        return _answer_page(request, "notices/answer_busy.html", {}, status=429)
    link = services.find_link(token)
    handler = answers.handler_for(link.kind) if link else None
    if link is None or handler is None:
        limits.is_over(client, limits.WRONG_TOKENS_PER_WINDOW)
        return _answer_page(request, "notices/answer_unknown.html", {}, status=404)
    if link.expires_at <= timezone.now():
        return _answer_page(request, "notices/answer_expired.html", {}, status=410)
    if request.method == "POST":
        return _take_answer(request, token, link)
    return _show_question(request, link)


def _take_answer(request: HttpRequest, token: str, link: AnswerLink) -> HttpResponse:
    if limits.is_over(f"answer:{link.pk}", limits.ANSWERS_PER_WINDOW):
        return _answer_page(request, "notices/answer_busy.html", {}, status=429)
    extra = {"text": request.POST.get("text", "")[:200].replace("\0", "")}
    try:
        services.answer_link(
            link=link, choice=request.POST.get("choice", ""), extra=extra, at=timezone.now()
        )
    except RuleError as refused:
        return _show_question(request, link, error=refused.message, typed=extra["text"], status=409)
    return redirect("notices:answer", token=token)


def _show_question(
    request: HttpRequest, link: AnswerLink, *, error: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    handler = answers.handler_for(link.kind)
    if handler is None:
        raise Http404
    context = {
        "asked": handler.describe(link.subject_id, timezone.now()),
        "recipient": link.recipient_label,
        "error": error,
        "typed": typed,
    }
    return _answer_page(request, "notices/answer.html", context, status=status)


def _answer_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int
) -> HttpResponse:
    """Render a page that tells nobody its address, and always whom to ring."""
    context = {"contact": contact.contact_for(request), **context}
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


# What providers call -------------------------------------------------------------------------


@csrf_exempt
@require_POST
def sms_in(request: HttpRequest) -> HttpResponse:
    """Take a reply by SMS; a replay answers the same and does nothing."""
    refusal = _refuse(request)
    if refusal:
        return refusal
    try:
        reply = webhooks.read_sms(request.body)
    except webhooks.BadPayloadError as error:
        return JsonResponse({"detail": f"Fel i {error}."}, status=400)
    sms = services.take_sms(
        provider_id=reply.id,
        sender=reply.sender,
        text=reply.text,
        received_at=reply.received_at,
        at=timezone.now(),
    )
    return JsonResponse({"result": sms.result})


@csrf_exempt
@require_POST
def sms_receipt(request: HttpRequest) -> HttpResponse:
    """Take a delivery receipt."""
    refusal = _refuse(request)
    if refusal:
        return refusal
    try:
        receipt = webhooks.read_receipt(request.body)
    except webhooks.BadPayloadError as error:
        return JsonResponse({"detail": f"Fel i {error}."}, status=400)
    found = webhooks.notice_of(receipt.ref) if receipt else None
    if receipt and found:
        services.take_receipt(
            notice=found, delivered=receipt.delivered, error=receipt.error, at=timezone.now()
        )
    return JsonResponse({"known": found is not None})


def _refuse(request: HttpRequest) -> HttpResponse | None:
    if int(request.headers.get("Content-Length") or 0) > webhooks.MAX_BODY:
        return JsonResponse({"detail": "För stort."}, status=413)
    if not webhooks.is_genuine(request):
        services.log.warning("webhook_forged", path=request.path)
        return JsonResponse({"detail": "Fel signatur."}, status=401)
    return None
