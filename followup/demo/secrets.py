"""The demonstration: an undertaking, a secret annex with harmless words, and a reference."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import models

from actors.models import Actor, County
from common.clock import local
from followup.demo import people
from followup.models import CountySetting, Visit
from followup.reports import secrets as reports
from followup.services import secrets as services
from records import crypto
from records.models import SecretAnnex, UndertakingRequest
from records.refs import ref
from records.services import annexes, references

TITLE: Final = "DEMO: Exempel på hemlig bilaga"
BODY: Final = (
    "DEMO. Det här är en påhittad text utan något hemligt.\n\n"
    "I en riktig bilaga kan det till exempel stå om brister i reservkraft eller beroenden som "
    "omfattas av 18 kap. 13 § OSL."
)


def build(at: datetime) -> None:
    """Build what is missing; safe to repeat."""
    municipality = Actor.objects.filter(slug="vallentuna").select_related("county").first()
    if municipality is None or municipality.county is None or not crypto.has_key():
        return
    _store_here(municipality.county, at)
    thing = _visit(municipality) or municipality
    if SecretAnnex.objects.filter(about_ref=ref(thing)).exists():
        return
    what = str(thing)
    _signed(thing, municipality, what, at - timedelta(days=40))
    _annex(thing, at - timedelta(days=20), at)
    _reference(thing, at - timedelta(days=20))
    _waiting(thing, municipality, what, at - timedelta(days=2))


def _visit(municipality: Actor) -> Visit | None:
    """Return the latest visit that took place, or else the latest of all."""
    visits = Visit.objects.filter(municipality=municipality).order_by("-year", "-quarter", "-pk")
    return visits.filter(status__in=["held", "closed"]).first() or visits.first()


def _store_here(county: County, at: datetime) -> None:
    if reports.stores_secrets(county, at):
        return
    CountySetting.objects.create(
        county=county,
        key=reports.STORE,
        value=True,
        valid_from=date(2023, 1, 1),
        reason="DEMO: för att kunna visa hemliga bilagor",
        set_by="DEMO",
        set_at=at,
    )


def _ask(
    thing: models.Model, municipality: Actor, what: str, name: str, at: datetime, ground: str
) -> UndertakingRequest:
    function = people.person(name).appointments.order_by("pk")[0].function
    return services.ask_to_sign(
        about=thing,
        municipality=municipality,
        function=function,
        legal_grounds=[ground],
        what=what,
        valid_to=local(at).date() + timedelta(days=365),
        by=people.handler(),
        at=at,
    )


def _signed(thing: models.Model, municipality: Actor, what: str, at: datetime) -> None:
    asked = _ask(thing, municipality, what, "direktor.vallentuna", at, "18:13")
    director = people.person("direktor.vallentuna")
    services.sign(request_id=asked.pk, has_read=True, by=director, at=at + timedelta(hours=3))


def _waiting(thing: models.Model, municipality: Actor, what: str, at: datetime) -> None:
    _ask(thing, municipality, what, "samordnare.vallentuna", at, "18:13")
    _ask(thing, municipality, what, "direktor.vallentuna", at, "18:8")


def _annex(thing: models.Model, written_at: datetime, at: datetime) -> None:
    annex = annexes.create_annex(
        about_ref=ref(thing),
        legal_grounds=["18:13"],
        title=TITLE,
        body=BODY,
        by=people.handler(),
        at=written_at,
    )
    services.grant(
        annex_id=annex.pk,
        person_id=people.person("direktor.vallentuna").pk,
        motivation="DEMO: behöver bilagan för åtgärdsplanen",
        starts_at=written_at,
        ends_at=at + timedelta(days=90),
        by=people.chief(),
        at=written_at + timedelta(hours=1),
    )


def _reference(thing: models.Model, at: datetime) -> None:
    references.note_reference(
        about_ref=ref(thing),
        kind="classified",
        registry_number="DEMO 450-0000-2026",
        storage_place="Länsstyrelsen, säkerhetsskydd",
        responsible="Säkerhetsskyddschef",
        by=people.handler(),
        at=at,
    )
