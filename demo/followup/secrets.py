"""The demonstration: an undertaking, a secret annex with harmless words, and a reference."""

from datetime import date, datetime, timedelta
from typing import Final

from actors.models import Actor, County, User
from common.clock import local
from demo.followup import people
from followup.terms.models import CountySetting
from followup.visits.models import Visit
from forums.meetings.secret_points import add_secret_point
from forums.models import Meeting
from records.models import SecretAnnex, UndertakingRequest
from records.secrets import annexes, crypto, references
from secrecy import matters as secret_matters
from secrecy import services
from secrecy.matters import Matter, MeetingMatter, MunicipalityMatter

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
    matter = MunicipalityMatter(municipality, _visit(municipality))
    if not SecretAnnex.objects.filter(about_ref=matter.about_ref).exists():
        _after_the_visit(matter, at)
    meeting = _next_conference(at)
    if meeting is not None and not meeting.agenda.filter(is_secret=True).exists():
        _before_the_conference(MeetingMatter(meeting), at)


def _after_the_visit(matter: Matter, at: datetime) -> None:
    _signed(matter, "direktor.vallentuna", at - timedelta(days=40), by=people.handler())
    annex = _annex(matter, at - timedelta(days=20), by=people.handler())
    _granted(annex, "direktor.vallentuna", "DEMO: behöver bilagan för åtgärdsplanen", at)
    references.note_reference(
        about_ref=matter.about_ref,
        kind="classified",
        registry_number="DEMO 450-0000-2026",
        storage_place="Länsstyrelsen, säkerhetsskydd",
        responsible="Säkerhetsskyddschef",
        by=people.handler(),
        at=at - timedelta(days=20),
    )
    asked = at - timedelta(days=2)
    _ask(matter, "samordnare.vallentuna", asked, "18:13", by=people.handler())
    _ask(matter, "direktor.vallentuna", asked, "18:8", by=people.handler())


def _before_the_conference(matter: MeetingMatter, at: datetime) -> None:
    """A secret point: one actor is ready, one has been asked, the others lack everything."""
    leader = people.person("tib.lansstyrelsen")
    add_secret_point(meeting_id=matter.meeting.pk, by=leader, at=at - timedelta(hours=4))
    _signed(matter, "ordforande", at - timedelta(hours=4), by=leader)
    annex = _annex(matter, at - timedelta(hours=1), by=leader)
    _granted(annex, "ordforande", "DEMO: deltar vid den hemliga punkten", at)
    _ask(matter, "tib.norrtalje", at - timedelta(hours=3), "18:13", by=leader)


def _next_conference(at: datetime) -> Meeting | None:
    """Return the weekly conference after the next, so that there is time to prepare it."""
    planned = Meeting.objects.filter(
        kind=Meeting.Kind.WEEKLY,
        status=Meeting.Status.PLANNED,
        exercise=False,
        forum__region__slug="stockholm",
        starts_at__gt=at + timedelta(days=7),
    ).select_related("forum__region__convener__county", "chair_function__actor")
    return planned.order_by("starts_at").first()


def _visit(municipality: Actor) -> Visit | None:
    """Return the latest visit that took place, or else the latest of all."""
    visits = Visit.objects.filter(municipality=municipality).order_by("-year", "-quarter", "-pk")
    return visits.filter(status__in=["held", "closed"]).first() or visits.first()


def _store_here(county: County, at: datetime) -> None:
    if secret_matters.stores_secrets(county, at):
        return
    CountySetting.objects.create(
        county=county,
        key=secret_matters.STORE,
        value=True,
        valid_from=date(2023, 1, 1),
        reason="DEMO: för att kunna visa hemliga bilagor",
        set_by="DEMO",
        set_at=at,
    )


def _ask(matter: Matter, name: str, at: datetime, ground: str, *, by: User) -> UndertakingRequest:
    function = people.person(name).appointments.order_by("pk")[0].function
    return services.ask_to_sign(
        matter=matter,
        function=function,
        legal_grounds=[ground],
        valid_to=local(at).date() + timedelta(days=365),
        by=by,
        at=at,
    )


def _signed(matter: Matter, name: str, at: datetime, *, by: User) -> None:
    asked = _ask(matter, name, at, "18:13", by=by)
    signer = people.person(name)
    services.sign(request_id=asked.pk, has_read=True, by=signer, at=at + timedelta(hours=3))


def _annex(matter: Matter, at: datetime, *, by: User) -> SecretAnnex:
    return annexes.create_annex(
        about_ref=matter.about_ref,
        legal_grounds=["18:13"],
        title=TITLE,
        body=BODY,
        by=by,
        at=at,
    )


def _granted(annex: SecretAnnex, name: str, motivation: str, at: datetime) -> None:
    services.grant(
        annex_id=annex.pk,
        person_id=people.person(name).pk,
        motivation=motivation,
        starts_at=annex.created_at,
        ends_at=at + timedelta(days=90),
        by=people.chief(),
        at=annex.created_at + timedelta(minutes=30),
    )
