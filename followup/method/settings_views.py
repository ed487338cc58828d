"""The county's own limits: what each means, what it is, and who chose it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors.rights import rights
from common import sources
from common.acting import form_page
from common.forms import posted
from common.requests import UserRequest
from followup import access
from followup.method import settings as services
from followup.method.forms import SettingForm
from followup.terms import queries as method
from followup.terms import settings as rules
from followup.terms.models import CountySetting


@require_GET
def settings(request: UserRequest, county: str) -> HttpResponse:
    """Show each limit: meaning, unit, value or that it is unset."""
    area = access.get_county(request, county)
    today = timezone.localdate()
    rows = []
    for setting in rules.SETTINGS:
        row = method.setting_row(area, setting.key, today)
        chosen = row.value if row else None
        value = setting.default if chosen is None else chosen
        rows.append(
            {
                "setting": setting,
                "row": row,
                "value": rules.shown(setting, value),
                "is_default": chosen is None and value is not None,
            }
        )
    context = {"county": area, "rows": rows}
    return render(request, "followup/method/settings.html", context)


@require_http_methods(["GET", "POST"])
def setting(request: UserRequest, county: str, key: str) -> HttpResponse:
    """Show one limit with its history, and set it."""
    area = access.get_county(request, county)
    known = rules.BY_KEY.get(key)
    if known is None:
        raise Http404
    today = timezone.localdate()
    held = method.setting_row(area, key, today)
    initial = {"value": rules.typed(held.value if held else None), "valid_from": today}
    form = SettingForm(known, posted(request), initial=initial)
    if form.is_bound:
        rights.require(request.user, access.SET, area)
    made = CountySetting.objects.filter(county=area, key=key)
    return form_page(
        request,
        "followup/method/setting.html",
        form,
        lambda values: services.set_value(
            county_id=area.pk,
            key=key,
            text=values["value"],
            valid_from=values["valid_from"],
            reason=values["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        to=reverse("followup:settings", args=[area.pk]),
        done=f"{known.label} är ändrad.",
        context=lambda: {
            "county": area,
            "setting": known,
            "pairs": [
                ("Gäller nu", rules.shown(known, method.setting(area, key, today))),
                ("Källa", sources.links(known.source)),
            ],
            "history": [(each, rules.shown(known, each.value)) for each in made],
            "may_edit": rights.may(request.user, access.SET, area),
        },
    )
