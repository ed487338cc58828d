"""The directory: which actors there are, which functions they have, how they are reached."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from actors import page_context, queries
from actors.finding import visible_actor
from actors.forms import DirectoryFilter
from actors.models import Function, Membership
from actors.rights.administration import administrator_of
from common.requests import UserRequest

PER_PAGE = 50


@require_GET
def start(request: UserRequest) -> HttpResponse:
    """Lead to the directory."""
    return redirect("actors:directory")


@require_GET
def directory(request: UserRequest) -> HttpResponse:
    """List the actors that the user may see, narrowed by the filter."""
    form = DirectoryFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    actors = queries.directory(
        request.user,
        at=timezone.now(),
        text=wanted.get("q", ""),
        kind=wanted.get("slag", ""),
        membership=wanted.get("medlemskap", ""),
        reachable=wanted.get("nas", False),
    )
    paginator = Paginator(actors, PER_PAGE)
    context = {
        "form": form,
        "page": paginator.get_page(request.GET.get("sida")),
        "count": "1 aktör" if paginator.count == 1 else f"{paginator.count} aktörer",
        "is_filtered": any(wanted.values()),
        "may_import": page_context.administered_regions(request.user).exists(),
    }
    return render(request, "actors/register/directory.html", context)


@require_GET
def actor(request: UserRequest, slug: str) -> HttpResponse:
    """Show one actor: its functions by level, how each is reached, names and memberships."""
    found = visible_actor(request, slug)
    now = timezone.now()
    functions = list(
        Function.objects.filter(actor=found, is_active=True)
        .select_related("actor", "deputy")
        .prefetch_related("addresses")
        .order_by("-mandate_level", "name")
    )
    states = queries.address_states(functions)
    duty = {line.function.pk: line for line in queries.duty_lines(found.functions.all(), at=now)}
    rows = [
        {
            "function": function,
            "addresses": [(a, states[a.pk]) for a in function.addresses.all()],
            "duty": duty.get(function.pk),
        }
        for function in functions
    ]
    context = {
        "actor": found,
        "rows": rows,
        "names": found.names.order_by("-valid_from"),
        "memberships": Membership.objects.filter(actor=found).select_related("region"),
        "may_administer": administrator_of(request.user, found) is not None,
    }
    return render(request, "actors/register/actor.html", context)
