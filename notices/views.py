"""Pages about notices, answers without signing in, and what providers call."""

import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import contact
from common.acting import refusal_of
from common.requests import UserRequest
from notices import services
from notices.answers import answers, limits, links, sms_replies, webhooks
from notices.forms import FilterForm, SmsReplyForm
from notices.models import AnswerLink, Notice
from notices.outbox import access, queries
from notices.texts.texts import TEXTS

PAGE_SIZE: Final = 50
TASKS_SHOWN: Final = 20
_LINK: Final = re.compile(r"(?P<base>https?://[^\s/]+)(?P<path>/[^\s?]*[\w/])")
_KEYS: Final = {"token", "secret"}

# The list ------------------------------------------------------------------------------------


@require_safe
def outbox(request: UserRequest) -> HttpResponse:
    """Show what has been sent, what waits, and first what has failed."""
    if not access.may_see(request.user):
        raise PermissionDenied
    return _show_outbox(request)


@require_safe
def notice(request: UserRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one notice with every try, its text as sent and what may be done about it."""
    return _show_notice(request, *_seen(request, pk))


@require_POST
def handle(request: UserRequest, pk: uuid.UUID) -> HttpResponse:
    """Take care of a failed notice."""
    found, label = _seen(request, pk)
    refusal = refusal_of(services.handle_failure, notice_id=pk, by=request.user, at=timezone.now())
    if refusal:
        found.refresh_from_db()
        return _show_notice(request, found, label, message=refusal, status=409)
    messages.success(request, "Du har tagit hand om felet. Nå mottagaren på annat sätt.")
    return redirect("notices:notice", pk=pk)


@require_POST
def demo_sms(request: UserRequest) -> HttpResponse:
    """In the demo: send a reply by SMS through the very service of the webhook."""
    if not settings.DEMO:
        raise Http404
    form = SmsReplyForm(request.POST)
    if not form.is_valid():
        return _show_outbox(request, sms_form=form, status=422)
    now = timezone.now()
    sms = sms_replies.take_sms(
        provider_id=f"demo-{uuid.uuid4()}",
        sender=form.cleaned_data["sender"],
        text=form.cleaned_data["text"],
        received_at=now,
        at=now,
    )
    messages.success(request, f"Svaret togs emot. SSR svarade: {sms.result}")
    return redirect("notices:outbox")


def _seen(request: UserRequest, pk: uuid.UUID) -> tuple[Notice, str]:
    """Return the notice, and in which function the user may take care of it."""
    found = get_object_or_404(Notice, pk=pk)
    label = access.acting_label(request.user, found)
    if not label and not access.visible_to(request.user).filter(pk=pk).exists():
        raise Http404
    return found, label


def _show_outbox(
    request: UserRequest, *, sms_form: SmsReplyForm | None = None, status: int = 200
) -> HttpResponse:
    filter_form = FilterForm(request.GET)
    found = filter_form.narrow(access.visible_to(request.user).order_by("-created_at", "pk"))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida"))
    tasks = queries.tasks_open(access.visible_to(request.user))
    context = {
        "filter_form": filter_form,
        "count": f"{page.paginator.count} utskick",
        "page": page,
        "rows": [(notice, shown_body(notice)) for notice in page],
        "tasks": tasks[:TASKS_SHOWN],
        "task_count": tasks.count(),
        "demo": settings.DEMO,
        "sms_form": sms_form or (SmsReplyForm() if settings.DEMO else None),
        "replies": queries.replies()[:10] if settings.DEMO else [],
    }
    return render(request, "notices/outbox.html", context, status=status)


def _show_notice(
    request: UserRequest, notice: Notice, label: str, *, message: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "notice": notice,
        "reason": TEXTS[notice.template].when,
        "body": shown_body(notice),
        "tries": notice.tries.all(),
        "can_handle": bool(label) and notice.is_task,
        "acting_label": label,
        "message": message,
    }
    return render(request, "notices/notice.html", context, status=status)


def shown_body(notice: Notice) -> str:
    """Return the text as sent; outside the demo with the key of each link hidden.

    Who may see what was sent may neither answer nor come in for those it was sent to.
    """
    return notice.body if settings.DEMO else _LINK.sub(_without_key, notice.body)


def _without_key(link: re.Match[str]) -> str:
    """Return the link without what gives a right; one of ours that leads nowhere, without its end.

    An address that carries a key names it ``token`` or ``secret``.
    """
    base, path = link["base"], link["path"]
    try:
        found = resolve(path.split("?", 1)[0])
    except Resolver404:
        return f"{base}/…" if base == settings.PUBLIC_URL else link[0]
    for name in _KEYS & found.kwargs.keys():
        path = path.replace(str(found.kwargs[name]), "…")
    return f"{base}{path}"


# Answers without signing in ------------------------------------------------------------------


# No cookie gives the answerer any power, only the token does: there is nothing to forge across
# sites, and a telephone that refuses cookies must still be able to answer.
@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked; change it on POST only, since phones fetch links in advance."""
    link = links.find(token)
    handler = answers.handler_for(link.kind) if link else None
    if link is None or handler is None:
        if limits.too_many_misses(request):
            return _answer_page(request, "notices/answer_busy.html", {}, status=429)
        return _answer_page(request, "notices/answer_unknown.html", {}, status=404)
    if link.expires_at <= timezone.now():
        return _answer_page(request, "notices/answer_expired.html", {}, status=410)
    if request.method != "POST":
        return _show_question(request, link, handler)
    if limits.too_many_answers(link.pk):
        return _answer_page(request, "notices/answer_busy.html", {}, status=429)
    typed = request.POST.get("text", "")[:200].replace("\0", "")
    refusal = refusal_of(
        services.answer_link,
        link=link,
        choice=request.POST.get("choice", ""),
        extra={"text": typed},
        asked=request.POST.get("asked", ""),
        at=timezone.now(),
    )
    if refusal:
        return _show_question(request, link, handler, error=refusal, typed=typed, status=409)
    return redirect("notices:answer", token=token)


def _show_question(
    request: HttpRequest,
    link: AnswerLink,
    handler: answers.AnswerHandler,
    *,
    error: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
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


def _from_provider(take: Callable[[bytes], dict[str, object]]) -> Callable[..., HttpResponse]:
    """Return the view of a provider's call: small, signed, and what it says is read strictly."""

    @login_not_required
    @csrf_exempt
    @require_POST
    @wraps(take)
    def view(request: HttpRequest) -> HttpResponse:
        if int(request.headers.get("Content-Length") or 0) > webhooks.MAX_BODY:
            return JsonResponse({"detail": "För stort."}, status=413)
        if not webhooks.is_genuine(request):
            services.log.warning("webhook_forged", path=request.path)
            return JsonResponse({"detail": "Fel signatur."}, status=401)
        try:
            return JsonResponse(take(request.body))
        except webhooks.BadPayloadError as error:
            return JsonResponse({"detail": f"Fel i {error}."}, status=400)

    return view


@_from_provider
def sms_in(body: bytes) -> dict[str, object]:
    """Take a reply by SMS; a replay answers the same and does nothing."""
    reply = webhooks.read_sms(body)
    sms = sms_replies.take_sms(
        provider_id=reply.id,
        sender=reply.sender,
        text=reply.text,
        received_at=reply.received_at,
        at=timezone.now(),
    )
    return {"result": sms.result}


@_from_provider
def sms_receipt(body: bytes) -> dict[str, object]:
    """Take a delivery receipt."""
    receipt = webhooks.read_receipt(body)
    found = webhooks.notice_of(receipt.ref) if receipt else None
    if receipt and found:
        services.take_receipt(
            notice=found, delivered=receipt.delivered, error=receipt.error, at=timezone.now()
        )
    return {"known": found is not None}
