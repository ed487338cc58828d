"""The log on site, for a tablet: saved field by field, or all at once without JavaScript."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actors.models import Actor
from common import autosave
from common.acting import act_of, sent
from common.clock import local
from common.errors import RuleError
from common.forms import REFUSED
from common.requests import UserRequest
from followup import page_context
from followup.visits import areas as visit_areas
from followup.visits import queries, rules
from followup.visits.forms import DeficiencyForm
from followup.visits.log import services
from followup.visits.models import Visit
from followup.visits.views import TAB, handled
from records.pages import many_times

TEXTS = {
    "strengths": "Det som fungerar bra",
    "reasons": "Orsaker till brister",
    "support_needs": "Behov av stöd",
    "own_funded": "Arbete med kommunens egna medel",
}
OF_HELD = {
    "participants_exception": "Skäl till att ledningen eller samordnaren inte deltog",
    "areas_exception": "Skäl till att något område inte berördes",
}


@many_times
@require_http_methods(["GET", "POST"])
def log(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Show the log; without JavaScript its button saves everything."""
    municipality, visit = handled(request, code, pk)
    if request.method == "GET":
        return _page(request, municipality, visit)
    typed = {
        name: services.Typed(request.POST.get(name, ""), request.POST[key])
        for key in request.POST
        if key.endswith(autosave.SEEN) and (name := key.removesuffix(autosave.SEEN))
    }
    try:
        conflicts = services.save_log(visit_id=pk, fields=typed, by=request.user, at=timezone.now())
    except RuleError as refused:
        mine = {name: one.value for name, one in typed.items()}
        return _page(request, municipality, visit, mine=mine, error=refused.message, status=REFUSED)
    if conflicts:
        mine = {name: typed[name].value for name in conflicts}
        return _page(
            request,
            municipality,
            visit,
            mine=mine,
            theirs={name: one.value for name, one in conflicts.items()},
            error="Någon annan har skrivit i samma fält. Båda texterna visas. Inget är förlorat.",
            status=REFUSED,
        )
    messages.success(request, "Loggen är sparad.")
    return redirect("followup:visit_log", code, pk)


@many_times
@require_POST
def field(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Save one field (static/js/autosave.js)."""
    handled(request, code, pk)
    at = timezone.now()
    typed = services.Typed(request.POST.get("value", ""), request.POST.get("seen", ""))
    try:
        value = services.save_field(
            visit_id=pk, field=request.POST.get("field", ""), typed=typed, by=request.user, at=at
        )
    except services.FieldConflict as conflict:
        return autosave.conflict(conflict.message, value=conflict.value, by=conflict.by_label)
    except RuleError as refused:
        return autosave.refused(refused.message, status=REFUSED)
    _, visit = handled(request, code, pk)
    return autosave.saved(value, at=at, progress=_progress(visit))


@require_POST
def deficiency(request: UserRequest, code: str, pk: int) -> HttpResponse:
    municipality, visit = handled(request, code, pk)
    form = DeficiencyForm(request.POST)
    return sent(
        request,
        form,
        act_of(request, services.log_deficiency, visit_id=pk),
        again=lambda status: _page(request, municipality, visit, form=form, status=status),
        to=reverse("followup:visit_log", args=[code, pk]),
        done="Bristen är noterad. Kommunen får den med protokollet.",
    )


def _page(
    request: UserRequest,
    municipality: Actor,
    visit: Visit,
    *,
    form: DeficiencyForm | None = None,
    mine: dict[str, str] | None = None,
    theirs: dict[str, str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    mine, theirs = mine or {}, theirs or {}
    day = visit_areas.day_of(visit, local(timezone.now()).date())

    def shown(name: str, stored: str, label: str) -> dict[str, Any]:
        return {
            "name": name,
            "label": label,
            "value": mine.get(name, stored),
            "seen": autosave.mark_of(stored),
            "theirs": theirs.get(name),
        }

    areas = [
        {
            "row": row,
            "note": shown(f"area-{row.code}", row.note, f"Anteckning, {row.label.lower()}"),
            "touched": shown(f"touched-{row.code}", "on" if row.is_touched else "", "Berört"),
            "criteria": [
                shown(f"criterion-{one.pk}", one.note, str(one.criterion)) for one in row.chosen
            ],
        }
        for row in visit_areas.rows_of(visit, day)
    ]
    words = {True: "yes", False: "no", None: ""}
    texts = TEXTS | (OF_HELD if visit.held_date else {})
    context = page_context.base(request, municipality, TAB) | {
        "visit": visit,
        "is_writable": services.is_writable(visit),
        "texts": [shown(name, getattr(visit, name), label) for name, label in texts.items()],
        "areas": areas,
        "present": [
            {
                "row": row,
                "field": shown(f"present-{row.pk}", words[row.is_present], row.function),
            }
            for row in visit.participants.all()
        ],
        "deficiencies": queries.deficiencies_of(visit),
        "form": form or DeficiencyForm(),
        "error": error,
        "progress": _progress(visit),
        "strategic": rules.STRATEGIC,
        "municipalitys_work": rules.MUNICIPALITYS_WORK,
    }
    return render(request, "followup/visits/log/visit_log.html", context, status=status)


def _progress(visit: Visit) -> str:
    day = visit_areas.day_of(visit, local(timezone.now()).date())
    verdict = visit_areas.touched(visit, day)
    if verdict.holds is None:
        return "Inga områden är inlagda för dagen."
    if verdict.holds:
        return "Alla områden är berörda."
    return f"Kvar att beröra: {', '.join(visit_areas.names(verdict.missing))}."
