"""The register as Excel: template, upload with a dry run, confirmation, download."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from actors import frame, spreadsheets
from actors.forms import ImportForm
from actors.import_rows import HEAD
from actors.models import Actor, Level, Membership, Region, RegisterImport
from actors.services import register_import as services
from actors.views.common import REFUSED
from common import workbooks
from common.clock import local
from common.errors import RuleError
from common.requests import UserRequest
from records.forms import new_key, once

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
@login_required
@once
def upload(request: UserRequest) -> HttpResponse:
    """Take a file and look through it."""
    region = _region(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                item = services.upload(
                    region_id=region.pk,
                    name=file.name,
                    content=file.read(spreadsheets.MAX_BYTES + 1),
                    by=request.user,
                    at=timezone.now(),
                )
            except RuleError as refused:
                form.add_error("file", refused.message)
            else:
                return redirect("actors:import_review", pk=item.pk)
    context = {"region": region, "form": form, "form_key": new_key()}
    return render(request, "actors/import.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
@once
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
        "form_key": new_key(),
    }
    return render(request, "actors/import_review.html", context)


@require_GET
@login_required
def marked(request: UserRequest, pk: UUID) -> HttpResponse:
    """Serve the uploaded rows again, with each fault marked and explained."""
    item = _import(request, pk)
    plan = services.look_through(item)
    content = services.marked_file(item, plan)
    return workbooks.response(content, "register-med-fel.xlsx")


@require_GET
@login_required
def template(request: UserRequest) -> HttpResponse:
    """Serve the template, with lists to choose from and two example rows."""
    _region(request)
    content = spreadsheets.write(HEAD, EXAMPLES, notes=NOTES, choices=CHOICES)
    return workbooks.response(content, "mall-register.xlsx")


@require_GET
@login_required
def export(request: UserRequest) -> HttpResponse:
    """Serve the region's register in the form of the import."""
    region = _region(request)
    now = timezone.now()
    about = [f"{region.name}, hämtat {local(now):%Y-%m-%d %H:%M}.", *NOTES]
    content = spreadsheets.write(HEAD, services.export_rows(region), notes=about, choices=CHOICES)
    return workbooks.response(content, f"register-{region.slug}-{local(now):%Y-%m-%d}.xlsx")


def _region(request: UserRequest) -> Region:
    """Return the region whose register the user looks after.

    :raises PermissionDenied: if there is none.
    """
    region = frame.administered_regions(request.user).order_by("pk").first()
    if region is None:
        raise PermissionDenied("Behörighet saknas.")
    return region


def _import(request: UserRequest, pk: UUID) -> RegisterImport:
    mine = frame.administered_regions(request.user)
    if not mine.exists():
        raise PermissionDenied("Behörighet saknas.")
    item = get_object_or_404(
        RegisterImport.objects.select_related("file", "region"), pk=pk, region__in=mine
    )
    if item.applied_at is not None:
        raise Http404
    return item
