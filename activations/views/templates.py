"""Call templates: whom a forum usually calls for a type of event."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from activations.forms.running import TemplateForm
from activations.models import CallTemplate
from activations.services import templates as services
from actors import regions, rights
from actors.models import Region
from common.forms import carried_out, posted
from common.requests import UserRequest
from records.forms import new_key, once


@login_required
@require_GET
def template_list(request: UserRequest) -> HttpResponse:
    """List the templates of the user's region."""
    region = _region(request)
    rows = CallTemplate.objects.filter(region=region).select_related("forum", "event_type")
    context = {
        "region": region,
        "templates": rows.prefetch_related("actors"),
        "can_edit": rights.may(request.user, services.ADMINISTER, region),
    }
    return render(request, "activations/templates.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@once
def template_edit(request: UserRequest, pk: int | None = None) -> HttpResponse:
    """Add a template, or change one."""
    region = _region(request)
    services.require_right(request.user, region)
    found = get_object_or_404(CallTemplate, region=region, pk=pk) if pk else None
    form = TemplateForm(posted(request), initial=_values(found), region=region)

    def act(values: dict[str, Any]) -> object:
        data = services.TemplateData(**values)
        return services.save_template(
            region=region, data=data, template_id=pk, by=request.user, at=timezone.now()
        )

    status = carried_out(form, act) if form.is_bound else 200
    if not status:
        return redirect("activations:templates")
    context = {"region": region, "form": form, "form_key": new_key(), "item": found}
    return render(request, "activations/template_edit.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@once
def template_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Remove a template after asking once more."""
    region = _region(request)
    services.require_right(request.user, region)
    found = get_object_or_404(CallTemplate, region=region, pk=pk)
    if request.method == "POST":
        services.remove_template(template_id=found.pk, by=request.user, at=timezone.now())
        return redirect("activations:templates")
    context = {
        "item": found,
        "form_key": new_key(),
        "back": reverse("activations:templates"),
    }
    return render(request, "activations/template_remove.html", context)


def _values(template: CallTemplate | None) -> dict[str, object]:
    if template is None:
        return {}
    return {
        "name": template.name,
        "forum": template.forum_id,
        "event_type": template.event_type_id,
        "replaces_seats": template.replaces_seats,
        "actors": list(template.actors.values_list("pk", flat=True)),
    }


def _region(request: UserRequest) -> Region:
    region = regions.home_region_of(request)
    if region is None:
        raise Http404
    return region
