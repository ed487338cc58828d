"""The register as Excel: template, upload with a dry run, confirmation, download."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import page_context
from actors.forms import ImportForm
from actors.imports import services, spreadsheets
from actors.imports.rows import HEAD
from actors.models import Actor, Level, Membership, Region, RegisterImport
from common import workbooks
from common.acting import form_page
from common.clock import local
from common.forms import posted
from common.requests import UserRequest

SHOWN = 200
CHOICES = {
    1: Actor.Kind.labels,
    3: Membership.Kind.labels,
    7: Level.labels,
    8: ["Ja", "Nej"],
}
NOTES = [
    "En rad för varje funktion. Aktörens uppgifter upprepas på varje rad.",
    "Sms, E-post och Telefon är funktionens egna, aldrig en persons privata. Flera skiljs med ;",
    "En tom adresscell ändrar inget. En ifylld cell ersätter funktionens adresser i den kanalen.",
    "Kommunkod fylls bara i för kommuner, fyra siffror. Mandat är den högsta nivå som täcks.",
    "Inläsningen tar aldrig bort aktörer eller funktioner. Samma fil två gånger ändrar inget.",
    "Byt ut exempelraderna mot era egna.",
]
EXAMPLES = [
    ("Exempel kommun", "Kommun", "9999", "Ordinarie medlem", "08-465 004 98")
    + ("Tjänsteman i beredskap (TiB)", "TiB", "Samordnande", "Ja")
    + ("070-174 06 98", "tib@kommun.example", ""),
    ("Exempel kommun", "Kommun", "9999", "Ordinarie medlem", "08-465 004 98")
    + ("Kommundirektör", "", "Inriktande", "Nej", "", "direktor@kommun.example", ""),
]


@require_http_methods(["GET", "POST"])
def upload(request: UserRequest) -> HttpResponse:
    """Take a file and look through it."""
    region = _region(request)
    return form_page(
        request,
        "actors/imports/import.html",
        ImportForm(posted(request), request.FILES or None),
        lambda typed: services.upload(
            region_id=region.pk,
            name=typed["file"].name,
            content=typed["file"].read(spreadsheets.MAX_BYTES + 1),
            by=request.user,
            at=timezone.now(),
        ),
        to=lambda item: reverse("actors:import_review", args=[item.pk]),
        context={"region": region},
    )


@require_http_methods(["GET", "POST"])
def review(request: UserRequest, pk: UUID) -> HttpResponse:
    """Show what the file would do; the button carries it out."""
    item = _import(request, pk)
    if request.method == "POST":
        plan = services.apply(import_id=pk, by=request.user, at=timezone.now())
        messages.success(request, f"Registret är inläst: {plan.summary}.")
        return redirect("actors:directory")
    plan = services.look_through(item)
    doing = [line for line in plan.lines if line.is_new or line.changes]
    context = {
        "item": item,
        "plan": plan,
        "faults": plan.faults[:SHOWN],
        "lines": doing[:SHOWN],
        "more": max(len(doing), len(plan.faults)) > SHOWN,
        "nothing": not doing and not plan.faults,
    }
    return render(request, "actors/imports/import_review.html", context)


@require_GET
def marked(request: UserRequest, pk: UUID) -> HttpResponse:
    """Serve the uploaded rows again, with each fault marked and explained."""
    item = _import(request, pk)
    plan = services.look_through(item)
    content = services.marked_file(item, plan)
    return workbooks.response(content, "register-med-fel.xlsx")


@require_GET
def template(request: UserRequest) -> HttpResponse:
    """Serve the template, with lists to choose from and two example rows."""
    _region(request)
    content = spreadsheets.write(HEAD, EXAMPLES, notes=NOTES, choices=CHOICES)
    return workbooks.response(content, "mall-register.xlsx")


@require_GET
def export(request: UserRequest) -> HttpResponse:
    """Serve the region's register in the form of the import."""
    region = _region(request)
    now = timezone.now()
    about = [f"{region.name}, hämtat {local(now):%Y-%m-%d %H:%M}.", *NOTES]
    content = spreadsheets.write(HEAD, services.export_rows(region), notes=about, choices=CHOICES)
    return workbooks.response(content, f"register-{region.slug}-{local(now):%Y-%m-%d}.xlsx")


def _region(request: UserRequest) -> Region:
    """Return the region whose register the user looks after."""
    region = page_context.administered_regions(request.user).order_by("pk").first()
    if region is None:
        raise PermissionDenied("Behörighet saknas.")
    return region


def _import(request: UserRequest, pk: UUID) -> RegisterImport:
    mine = page_context.administered_regions(request.user)
    if not mine.exists():
        raise PermissionDenied("Behörighet saknas.")
    item = get_object_or_404(
        RegisterImport.objects.select_related("file", "region"), pk=pk, region__in=mine
    )
    if item.applied_at is not None:
        raise Http404
    return item
