"""Call templates: whom a forum usually calls for a type of event."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from activations.convening import templates
from activations.convening.template_forms import TemplateForm
from activations.models import CallTemplate
from actors.models import Region
from actors.rights import regions, rights
from common.acting import Question, act_of, ask, form_page
from common.forms import NothingToFill, posted
from common.requests import UserRequest


@require_GET
def template_list(request: UserRequest) -> HttpResponse:
    """List the templates of the user's region."""
    region = _region(request)
    rows = CallTemplate.objects.filter(region=region).select_related("forum", "event_type")
    context = {
        "region": region,
        "templates": rows.prefetch_related("actors"),
        "can_edit": rights.may(request.user, templates.ADMINISTER, region),
    }
    return render(request, "activations/convening/templates.html", context)


@require_http_methods(["GET", "POST"])
def template_edit(request: UserRequest, pk: int | None = None) -> HttpResponse:
    """Add a template, or change one."""
    region = _region(request)
    templates.require_right(request.user, region)
    found = get_object_or_404(CallTemplate, region=region, pk=pk) if pk else None
    initial = {}
    if found is not None:
        initial = {name: getattr(found, name) for name in ("name", "forum", "event_type")}
        initial |= {"replaces_seats": found.replaces_seats, "actors": found.actors.all()}
    return form_page(
        request,
        "activations/convening/template_edit.html",
        TemplateForm(posted(request), initial=initial, region=region),
        lambda typed: templates.save_template(
            region=region,
            data=templates.TemplateData(**typed),
            template_id=pk,
            by=request.user,
            at=timezone.now(),
        ),
        to=reverse("activations:templates"),
        context={"item": found},
    )


@require_http_methods(["GET", "POST"])
def template_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Remove a template after asking once more."""
    region = _region(request)
    templates.require_right(request.user, region)
    found = get_object_or_404(CallTemplate, region=region, pk=pk)
    way = [
        ("Katalog", reverse("actors:directory")),
        ("Kallelsemallar", reverse("activations:templates")),
    ]
    return ask(
        request,
        Question(
            f"Ta bort mallen {found.name}?",
            "Det som redan är sammankallat ändras inte.",
            "Ta bort",
            "danger",
            crumbs=way,
        ),
        NothingToFill(posted(request)),
        act_of(request, templates.remove_template, template_id=found.pk),
        to=reverse("activations:templates"),
    )


def _region(request: UserRequest) -> Region:
    region = regions.home_region_of(request)
    if region is None:
        raise Http404
    return region
