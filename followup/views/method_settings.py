"""The county's own limits: what each means, what it is, and who chose it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import rights
from common.forms import carried_out
from common.requests import UserRequest
from followup import access
from followup.forms.method import SettingForm
from followup.models import CountySetting
from followup.reports import method
from followup.rules import settings as rules
from followup.services import method_settings as services
from records.forms import new_key, once


@login_required
@require_GET
def settings(request: UserRequest, county: str) -> HttpResponse:
    """Show each limit: meaning, unit, value or that it is unset."""
    area = access.get_county(request, county)
    today = timezone.localdate()
    rows = []
    for setting in rules.SETTINGS:
        row = method.setting_row(area, setting.key, today)
        value = method.setting(area, setting.key, today)
        chosen = row is not None and row.value is not None
        rows.append(
            {
                "setting": setting,
                "row": row,
                "value": rules.shown(setting, value),
                "is_default": not chosen and value is not None,
            }
        )
    context = {
        "county": area,
        "rows": rows,
        "may_edit": rights.carrying(request.user, access.SET, area) is not None,
    }
    return render(request, "followup/method_settings.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def setting(request: UserRequest, county: str, key: str) -> HttpResponse:
    """Show one limit with its history, and set it."""
    area = access.get_county(request, county)
    known = rules.BY_KEY.get(key)
    if known is None:
        raise Http404
    may_edit = rights.carrying(request.user, access.SET, area) is not None
    made = CountySetting.objects.filter(county=area, key=key)
    held = method.setting_row(area, key, timezone.localdate())
    initial = {"value": _typed(held.value if held else None), "valid_from": timezone.localdate()}
    form = SettingForm(known, request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        rights.require(request.user, access.SET, area)

        def act(values: dict[str, Any]) -> object:
            return services.set_value(
                county_id=area.pk,
                key=key,
                text=values["value"],
                valid_from=values["valid_from"],
                reason=values["reason"],
                by=request.user,
                at=timezone.now(),
            )

        status = carried_out(form, act)
        if not status:
            messages.success(request, f"{known.label} är ändrad.")
            return redirect("followup:settings", area.pk)
    context = {
        "county": area,
        "setting": known,
        "value": rules.shown(known, method.setting(area, key, timezone.localdate())),
        "history": [(each, rules.shown(known, each.value)) for each in made],
        "form": form,
        "form_key": new_key(),
        "may_edit": may_edit,
    }
    return render(request, "followup/method_setting.html", context, status=status)


def _typed(value: rules.JsonValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
