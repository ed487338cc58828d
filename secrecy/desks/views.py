"""Secrecy before and after a visit or a meeting: who has signed, annexes, references, leaks.

Each view serves both addresses, the visit's and the meeting's.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from common.acting import act_of, form_page, refusal_of, sent
from common.forms import REFUSED, posted
from common.requests import UserRequest
from forums.meetings.secret_points import add_secret_point, remove_secret_point
from records.forms import once
from records.models import ClassifiedReference
from records.pages import many_times
from records.secrets import annexes, references
from records.secrets.annexes import defence_is_stored
from records.secrets.secrets import marks_for
from secrecy import queries, rules, services
from secrecy.desks.desks import Desk, at_desk, at_writers_desk
from secrecy.finding import guarded
from secrecy.forms import AnnexForm, AskForm, MoveForm, ReferenceForm
from secrecy.matters import stores_secrets
from secrecy.uploads import in_memory


@require_http_methods(["GET", "POST"])
@at_desk
def secrecy(request: UserRequest, desk: Desk) -> HttpResponse:
    """Show who is ready to be told what is secret, and ask a function to sign, or all."""
    if request.method == "GET":
        return _page(request, desk)
    if desk.matter.asker(request.user) is None:
        raise PermissionDenied
    form = _ask_form(desk, request.POST)

    def ask(values: dict[str, Any]) -> object:
        asked = {"matter": desk.matter, "by": request.user, "at": timezone.now(), **values}
        function = asked.pop("function")
        if form.asks_all:
            return services.ask_the_rest_to_sign(**asked)
        return services.ask_to_sign(function=function, **asked)

    return sent(
        request,
        form,
        ask,
        again=lambda status: _page(request, desk, form=form, status=status),
        to=desk.url("page"),
    )


@require_POST
@at_desk
def point(request: UserRequest, desk: Desk) -> HttpResponse:
    """Put a secret point on the meeting's agenda, or take it away."""
    act = remove_secret_point if request.POST.get("act") == "remove" else add_secret_point
    meeting_id = desk.frame["meeting"].pk
    refusal = refusal_of(act, meeting_id=meeting_id, by=request.user, at=timezone.now())
    if refusal:
        return _page(request, desk, error=refusal, status=REFUSED)
    return redirect(desk.url("page"))


@many_times
@csrf_exempt
@require_http_methods(["GET", "POST"])
def new_annex(request: UserRequest, **place: Any) -> HttpResponse:
    """Ask what it is before anything can be typed; then hold what is sent in memory alone."""
    in_memory(request)
    return _new_annex(request, **place)


@csrf_protect
@guarded
@once
@at_writers_desk
def _new_annex(request: UserRequest, desk: Desk) -> HttpResponse:
    is_shown = request.method == "GET"
    answer = request.GET.get("klass", "")
    if is_shown and answer not in list(rules.Answer):
        return render(request, "secrecy/matters/question.html", desk.context)
    ruling = rules.ruling(
        rules.Answer(answer) if is_shown else rules.Answer.SECRET,
        stores_here=stores_secrets(desk.matter.county, timezone.now()),
    )
    context = {**desk.context, "ruling": ruling}
    if ruling.place == rules.Place.REFERENCE:
        kind = "classified" if answer in {"klassificerad", "osaker"} else ""
        context |= {"steps": rules.INSTEAD, "form": ReferenceForm(initial={"kind": kind})}
        status = 200 if is_shown else REFUSED
        return render(request, "secrecy/matters/reference.html", context, status=status)
    form = AnnexForm(
        posted(request), request.FILES or None, defence_is_stored=_defence_is_stored(desk)
    )

    def create(values: dict[str, Any]) -> object:
        return annexes.create_annex(
            about_ref=desk.matter.about_ref,
            legal_grounds=values["legal_grounds"],
            title=values["title"],
            body=values["body"],
            files=form.new_files,
            by=request.user,
            at=timezone.now(),
        )

    template = "secrecy/matters/annex_new.html"
    return form_page(request, template, form, create, to=desk.url("page"), context=context)


@require_http_methods(["GET", "POST"])
@guarded
@at_writers_desk
def new_reference(request: UserRequest, desk: Desk) -> HttpResponse:
    """Note that something is kept elsewhere: four facts, nothing of what it says."""
    return form_page(
        request,
        "secrecy/matters/reference.html",
        ReferenceForm(posted(request)),
        act_of(request, references.note_reference, about_ref=desk.matter.about_ref),
        to=desk.url("page"),
        context={**desk.context, "steps": rules.INSTEAD},
    )


@require_POST
@at_writers_desk
def remove_reference(request: UserRequest, desk: Desk, reference: int) -> HttpResponse:
    about_ref = desk.matter.about_ref
    if not ClassifiedReference.objects.filter(pk=reference, about_ref=about_ref).exists():
        raise Http404
    references.remove_reference(reference_id=reference, by=request.user, at=timezone.now())
    return redirect(desk.url("page"))


@require_http_methods(["GET", "POST"])
@guarded
@at_writers_desk
def move(request: UserRequest, desk: Desk) -> HttpResponse:
    """Move the words of an open field into a secret annex, and purge them elsewhere."""
    texts = desk.open_texts()
    form = MoveForm(
        posted(request),
        fields=[(text.key, text.label) for text in texts],
        defence_is_stored=_defence_is_stored(desk),
    )
    return form_page(
        request,
        "secrecy/matters/move.html",
        form,
        act_of(request, desk.move),
        to=desk.url("page"),
        context={**desk.context, "has_texts": bool(texts)},
    )


def _page(
    request: UserRequest,
    desk: Desk,
    *,
    form: AskForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    matter, user, now = desk.matter, request.user, timezone.now()
    is_writer = matter.writer(user) is not None
    is_keeper = is_writer or matter.granter(user) is not None
    agenda = desk.frame["meeting"].agenda if "meeting" in desk.frame else None
    rows = queries.readiness(matter, now)
    unasked = sum(row.is_unasked for row in rows)
    noted = ClassifiedReference.objects.filter(about_ref=matter.about_ref, removed_at=None)
    context = {
        **desk.context,
        "numbers": marks_for(matter.about_ref, user),
        "rows": rows,
        "lacking": sum(not row.is_ready for row in rows),
        "unasked": unasked,
        "ask_all_label": f"Be alla {unasked} som inte är frågade",
        "may_ask": matter.asker(user) is not None,
        "may_write": is_writer,
        "annexes": queries.annexes_of(matter.about_ref) if is_keeper else [],
        "references": [(each, desk.url("remove_reference", each.pk)) for each in noted],
        "stores": stores_secrets(matter.county, now),
        "has_secret_point": agenda is not None and agenda.filter(is_secret=True).exists(),
        "ask_form": form or _ask_form(desk, None),
        "form": form,
        "error": error,
    }
    return render(request, "secrecy/matters/secrecy.html", context, status=status)


def _ask_form(desk: Desk, data: Any) -> AskForm:
    return AskForm(data, functions=desk.matter.participants(), today=timezone.localdate())


def _defence_is_stored(desk: Desk) -> bool:
    return defence_is_stored(desk.matter.county.pk if desk.matter.county else "")
