"""The people, addresses and rota of the demonstration. Nobody and no number in it is real."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from knox import crypto
from knox.settings import CONSTANTS

from actors.imports import reference
from actors.models import (
    Actor,
    ApiToken,
    Appointment,
    ContactAddress,
    County,
    DutyShift,
    Function,
    Region,
    User,
)
from actors.register import appointments
from actors.rights import rights
from common.clock import local
from notices.models import Notice
from records.refs import ref

PASSWORD = "demo"  # noqa: S105 - the demo's own, refused outside it
COUNTY_BOARD = "lansstyrelsen-stockholm"

# Who signs in as <name>@demo.example, and which function they hold: (actor, start of its name).
PEOPLE: dict[str, tuple[str, str]] = {
    "rsib": (COUNTY_BOARD, "Regional samverkanskoordinator"),
    "rkk": (COUNTY_BOARD, "Regional kommunikationskoordinator"),
    "tib.lansstyrelsen": (COUNTY_BOARD, "Tjänsteman i beredskap"),
    "lagesbild": (COUNTY_BOARD, "Lägesbildsfunktion"),
    "handlaggare": (COUNTY_BOARD, "Handläggare uppföljning"),
    "handlaggare.b": (COUNTY_BOARD, "Handläggare civilt försvar"),
    "chef.lansstyrelsen": (COUNTY_BOARD, "Länsöverdirektör"),
    "admin": (COUNTY_BOARD, "Systemförvaltare"),
    "ordforande": ("stockholm", "Säkerhetschef"),
    "tib.norrtalje": ("norrtalje", "Tjänsteman i beredskap"),
    "kontakt.polisen": ("polisen", "Samverkanskontakt"),
    "samordnare.vallentuna": ("vallentuna", "Beredskapssamordnare"),
    "direktor.vallentuna": ("vallentuna", "Kommundirektör"),
    "granskare.mcf": ("mcf", "Granskare"),
    "metod.mcf": ("mcf", "Metodförvaltare"),
    "metod.b.mcf": ("mcf", "Metodförvaltare"),
    "handlaggare.uppsala": ("lansstyrelsen-uppsala", "Handläggare uppföljning"),
    "samordnare.enkoping": ("enkoping", "Beredskapssamordnare"),
    "observator": ("region-stockholm", "Observatör"),
    "gis": (COUNTY_BOARD, "GIS-klient"),
}
# Colleagues who take turns with the first of each rota.
ROTAS: dict[str, list[str]] = {
    "rsib": ["rsib", "rsib.b", "rsib.c"],
    "rkk": ["rkk", "rkk.b"],
    "tib.lansstyrelsen": ["tib.lansstyrelsen", "tib.lansstyrelsen.b"],
    "tib.norrtalje": ["tib.norrtalje", "tib.norrtalje.b"],
}
WEEKS = range(-4, 5)
FAILING = ("sundbyberg", "Tjänsteman i beredskap")
UNTESTED = ("vaxholm", "solna", "stockholms-hamnar")


@dataclass
class Demo:
    """What the one who starts the demo is told."""

    password: str = PASSWORD
    token: str = ""
    people: list[tuple[str, str]] = field(default_factory=list)  # address, function


@transaction.atomic
def build(at: datetime) -> Demo:
    """Build whatever of the demo is missing at that moment; safe to repeat.

    :raises ImproperlyConfigured: outside the demo, where nobody may have a known password.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Demodata finns bara med SSR_DEMO=1 och DEBUG=1.")
    reference.load_reference_data(convener_phone="+46846500400")
    region = Region.objects.get(slug=reference.REGION_SLUG)
    _extra_function("region-stockholm", "Observatör")
    _extra_function(COUNTY_BOARD, "GIS-klient")
    _second_county()
    demo = Demo()
    password = make_password(PASSWORD)  # once for everybody: it is slow on purpose
    for name in PEOPLE:
        person, function = _person(name, name, at, password)
        demo.people.append((person.email, str(function)))
    for first, names in ROTAS.items():
        _rota(first, names, at, password)
    _addresses(region, at)
    _failure(at)
    demo.token = _token(User.objects.get(email="gis@demo.example"))
    appointments.sync_groups(at)
    return demo


def _function(name: str) -> Function:
    slug, start = PEOPLE[name]
    return Function.objects.get(actor__slug=slug, name__startswith=start)


def _extra_function(slug: str, name: str) -> None:
    actor = Actor.objects.get(slug=slug)
    if not actor.functions.filter(name=name).exists():
        Function.objects.create(
            actor=actor,
            name=name,
            mandate_level=10,
            mandate_note=reference.EXAMPLE_NOTE,
            group=Group.objects.create(name=f"function-{uuid4()}"),
        )


def _second_county() -> None:
    """Give another county its board and a municipality, to show that nothing crosses."""
    county = County.objects.get(code="03")
    board, _ = Actor.objects.get_or_create(
        slug="lansstyrelsen-uppsala",
        defaults={
            "name": "Länsstyrelsen i Uppsala län",
            "kind": Actor.Kind.COUNTY_BOARD,
            "county": county,
        },
    )
    municipality = Actor.objects.get(slug="enkoping")
    for actor, name, codename, thing in (
        (board, "Handläggare uppföljning", "follow_up_county", county),
        (board, "Länsöverdirektör", "sign_for_county", county),
        (municipality, "Beredskapssamordnare", "report_for_municipality", municipality),
        (municipality, "Kommundirektör", "lead_municipality", municipality),
    ):
        _extra_function(actor.slug, name)
        rights.grant(actor.functions.get(name=name), f"actors.{codename}", thing)


def _person(name: str, holds: str, at: datetime, password: str) -> tuple[User, Function]:
    function = _function(holds)
    email = f"{name}@demo.example"
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(email, name=f"DEMO {name}")
        person.password = password
        person.save(update_fields=["password"])
    if not person.appointments.filter(function=function).exists():
        Appointment.objects.create(
            person=person, function=function, starts_at=at - timedelta(days=365)
        )
    return person, function


def _rota(first: str, names: list[str], at: datetime, password: str) -> None:
    """Lay a week each from Monday 08:00; the first has it now. RKK lacks a day next week."""
    people = [_person(name, first, at, password)[0] for name in names]
    function = _function(first)
    monday = local(at).replace(hour=8, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=monday.weekday())
    if monday > at:
        monday -= timedelta(days=7)
    for week in WEEKS:
        starts_at = monday + timedelta(weeks=week)
        ends_at = starts_at + timedelta(days=7)
        if first == "rkk" and week == 1:
            starts_at += timedelta(days=1)
        if not function.shifts.overlapping(starts_at, ends_at).exists():
            DutyShift.objects.create(
                function=function,
                holder=people[week % len(people)],
                starts_at=starts_at,
                ends_at=ends_at,
            )


def _addresses(region: Region, at: datetime) -> None:
    """Give every function an e-mail address, and those called at night a number each.

    Numbers are of the series that PTS has set aside for fiction: 070-174 06 05 to 99 and
    08-465 004 00 to 99, so a reply by SMS tells which function it came from.
    """
    members = Actor.objects.in_region(region.pk).order_by("pk")
    mobiles = iter(range(5, 100))
    functions = Function.objects.filter(actor__in=members).select_related("actor")
    urgent_first = functions.order_by("call_order", "-round_the_clock", "-mandate_level", "pk")
    settled = set(ContactAddress.objects.values_list("function_id", flat=True))
    for function in urgent_first:
        wants_sms = function.round_the_clock or function.mandate_level == 30  # noqa: PLR2004
        number = next(mobiles, None) if wants_sms else None
        if function.pk not in settled:
            _give(function, number, at)
    for number, actor in enumerate(members, start=1):
        if not actor.phone:
            actor.phone = f"+468465004{number:02d}"
            actor.save(update_fields=["phone"])


def _give(function: Function, number: int | None, at: datetime) -> None:
    tested = None if function.actor.slug in UNTESTED else at - timedelta(days=30)
    values = [("email", f"{_mailbox(function)}@{function.actor.slug}.example")]
    if number is not None:
        values.append(("sms", f"+467017406{number:02d}"))
    for channel, value in values:
        ContactAddress.objects.create(
            function=function,
            channel=channel,
            value=value,
            test_sent_at=tested,
            confirmed_at=tested,
        )


def _mailbox(function: Function) -> str:
    plain = function.label.lower().translate(str.maketrans("åäö ", "aao."))
    return "".join(letter for letter in plain if letter.isascii() and letter not in "()")


def _failure(at: datetime) -> None:
    slug, start = FAILING
    function = Function.objects.get(actor__slug=slug, name__startswith=start)
    address = function.addresses.get(channel="sms")
    if Notice.objects.filter(recipient_ref=ref(function)).exists():
        return
    address.confirmed_at = None
    address.test_sent_at = at - timedelta(hours=2)
    address.save(update_fields=["confirmed_at", "test_sent_at"])
    Notice.objects.create(
        template="address_test",
        channel="sms",
        address=address.value,
        recipient_label=str(function),
        recipient_ref=ref(function),
        about_ref=ref(address),
        body="SSR TEST: exempel på ett meddelande som inte gick fram.",
        status=Notice.Status.FAILED,
        created_at=at - timedelta(hours=2),
        due_at=at - timedelta(hours=2),
        failed_at=at - timedelta(hours=1),
        attempts=5,
        last_error="Numret är inte i bruk (DEMO)",
    )


def _token(owner: User) -> str:
    """Return the same key each time on the same installation, so that it can be shown again."""
    secret = hmac.new(settings.SECRET_KEY.encode(), b"demo api key", "sha256").hexdigest()
    if not ApiToken.objects.filter(user=owner).exists():
        scopes = [ApiToken.Scope.STATUS.value, ApiToken.Scope.READ.value]  # status, and the map
        token, _ = ApiToken.objects.create(owner, name="DEMO GIS", scopes=scopes)
        ApiToken.objects.filter(pk=token.pk).delete()
        token.digest = crypto.hash_token(secret)
        token.token_key = secret[: CONSTANTS.TOKEN_KEY_LENGTH]
        token.save(force_insert=True)
    return secret
