"""Search finds what the reader may open, by every kind, and nothing of anybody else's."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from activations.models import Activation, ActivationRequest, Event
from actors.models import Actor, User
from common import search as registry
from followup.cases.models import Referral
from followup.overview.search import time_of
from followup.visits.models import Visit
from forums.models import Meeting
from ssr import search
from tests import factories, searching
from tests.access import copied
from tests.access.world import World
from tests.followup.visits.factories import booked, build_scene, planned

PALETTE = {"HX-Request": "true"}
LINK = re.compile(r'class="rows__title" href="([^"]+)"')
OPTION = re.compile(r'role="option"[^>]*href="([^"]+)"', re.S)
KINDS = {
    "aktiveringar", "kommuner", "aktorer", "funktioner", "forum", "moten", "handelser",
    "begaran", "besok", "arenden", "hjalp",
}  # fmt: skip
TRIED = 3  # of each kind
FOR_RIGHTS = 4  # questions at most: functions held, rights, what is reviewed, its kind


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with django_db_blocker.unblock(), copied.world(tmp_path_factory) as built:
        yield built


@pytest.fixture
def _open(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=world.media_root):
        yield


def hits(client: Client, text: str, kind: str = "") -> list[str]:
    """Return the addresses that the page shows for the words."""
    page = client.get("/sok/", {"q": text, "slag": kind})
    assert page.status_code == 200
    return [unescape(link) for link in LINK.findall(page.content.decode())]


def options(client: Client, text: str) -> list[str]:
    """Return the addresses that the palette shows for the words."""
    part = client.get("/sok/", {"q": text}, headers=PALETTE)
    assert part.status_code == 200
    return [unescape(link) for link in OPTION.findall(part.content.decode())]


def everything(role: str) -> dict[str, list[str]]:
    """Return, by kind, the addresses of all that the role can find."""
    return searching.everything(User.objects.get(email=f"{role}@demo.example"))


def links_of(role: str) -> set[str]:
    return {link for links in everything(role).values() for link in links}


ROLES = (
    "rsib", "tib.norrtalje", "kontakt.polisen", "observator", "handlaggare", "granskare.mcf",
    "samordnare.vallentuna", "direktor.vallentuna", "handlaggare.uppsala", "samordnare.enkoping",
    "granne.rsib", "metod.mcf", "admin",
)  # fmt: skip


def test_the_kinds_are_those_that_people_look_for() -> None:
    assert {kind.key for kind in registry.kinds()} == KINDS


@pytest.mark.usefixtures("_open")
@pytest.mark.parametrize("role", ROLES)
def test_all_that_is_found_can_be_opened_by_the_one_who_found_it(world: World, role: str) -> None:
    client = world.client(role)
    found = everything(role)
    tried = {link for links in found.values() for link in links[:: len(links) // TRIED + 1]}

    refused = {link for link in tried if client.get(link).status_code != 200}

    assert refused == set()
    assert "funktioner" in found


@pytest.mark.usefixtures("_open")
def test_each_kind_is_found_by_name_and_number(world: World) -> None:
    found = world.found
    case = Referral.objects.exclude(national_number="").first() or Referral.objects.first()
    visit = Visit.objects.filter(municipality__slug="vallentuna", starts_at__isnull=False).first()
    client = world.client("handlaggare")
    wanted = {
        "vallentuna": reverse("followup:municipality", args=["0115"]),
        "0115": reverse("followup:municipality", args=["0115"]),
        found["police"].name: found["police"].get_absolute_url(),
        "samverkanskontakt polis": found["police"].get_absolute_url(),
        "samordnande": found["forum"].get_absolute_url(),
        "snöoväder": found["activation"].get_absolute_url(),
        found["event"].number: found["event"].get_absolute_url(),
        found["request"].number: found["request"].get_absolute_url(),
        "dricksvatten": found["request"].get_absolute_url(),
        "besök vallentuna": reverse("followup:visit", args=["0115", visit.pk]),
        f"ärende {case.municipality.name}": reverse("followup:case", args=[case.pk]),
        "aktivering": reverse("help_topic", args=["begar-aktivering"]),
        f"{found['meeting']} {found['meeting'].starts_at:%Y}": found["meeting"].get_absolute_url(),
    }

    missing = {text for text, link in wanted.items() if link not in hits(client, text)}

    assert missing == set()


@pytest.mark.usefixtures("_open")
def test_a_former_name_is_found_too(world: World) -> None:
    client = world.client("rsib")
    actor = world.found["police"]
    actor.names.create(name="Rikspolisen", short_name="RPS", valid_from="1965-01-01")

    assert hits(client, "rps") == hits(client, "rikspolisen") == [actor.get_absolute_url()]


@pytest.mark.usefixtures("_open")
def test_what_is_typed_in_either_unicode_form_finds_the_same(world: World) -> None:
    client = world.client("rsib")
    apart = unicodedata.normalize("NFD", "norrtälje")

    assert hits(client, apart) == hits(client, "NORRTÄLJE") != []


@pytest.mark.usefixtures("_open")
@pytest.mark.parametrize("role", ["granne.rsib", "granne.admin"])
def test_the_neighbours_find_nothing_of_ours(world: World, role: str) -> None:
    ours = {
        *(one.get_absolute_url() for one in Event.objects.filter(region=world.found["region"])),
        *(one.get_absolute_url() for one in Activation.objects.all()),
        *(one.get_absolute_url() for one in ActivationRequest.objects.all()),
        *(one.get_absolute_url() for one in Meeting.objects.all()),
        world.found["forum"].get_absolute_url(),
        world.found["police"].get_absolute_url(),
    }

    assert links_of(role) & ours == set()
    assert len(links_of("rsib") & ours) > 10


@pytest.mark.usefixtures("_open")
def test_another_county_and_another_municipality_find_nothing_of_the_follow_up(
    world: World,
) -> None:
    theirs = ("/uppfoljning/kommun/0115/", "/uppfoljning/kommun/0188/")
    seen_by = {
        role: {link for link in links_of(role) if link.startswith(theirs)}
        for role in (
            "handlaggare", "samordnare.vallentuna", "handlaggare.uppsala",
            "samordnare.enkoping", "granskare.mcf", "kontakt.polisen", "rsib",
        )
    }  # fmt: skip

    assert any(link.startswith(theirs[0]) for link in seen_by["samordnare.vallentuna"])
    assert not any(link.startswith(theirs[1]) for link in seen_by["samordnare.vallentuna"])
    assert any(link.startswith(theirs[1]) for link in seen_by["handlaggare"])
    for role in ("handlaggare.uppsala", "samordnare.enkoping", "granskare.mcf", "kontakt.polisen"):
        assert seen_by[role] == set(), role


@pytest.mark.usefixtures("_open")
def test_mcf_finds_only_cases_that_were_sent(world: World) -> None:
    found = set(hits(world.client("granskare.mcf"), "ärende", "arenden"))
    sent = Referral.objects.filter(signed_at__isnull=False)

    assert found == {reverse("followup:case", args=[case.pk]) for case in sent} != set()
    assert Referral.objects.filter(signed_at=None).exists()


@pytest.mark.usefixtures("_open")
@pytest.mark.parametrize("role", ["rsib", "handlaggare", "samordnare.vallentuna", "granskare.mcf"])
def test_a_search_asks_once_for_each_kind(world: World, role: str) -> None:
    user = User.objects.get(email=f"{role}@demo.example")
    ContentType.objects.get_for_model(Actor)  # kept in memory by the process

    with CaptureQueriesContext(connection) as asked:
        registry.find(user, "an", limit=search.IN_PALETTE)

    assert len(asked) <= len(KINDS) + FOR_RIGHTS, [query["sql"][:120] for query in asked]


@pytest.mark.usefixtures("_open")
def test_the_palette_gets_options_and_five_of_a_kind_at_most(world: World) -> None:
    client = world.client("rsib")
    part = client.get("/sok/", {"q": "kommun"}, headers=PALETTE).content.decode()

    assert "<h1" not in part
    assert len([link for link in options(client, "kommun") if "/katalog/" in link]) <= 10
    assert 'href="/sok/?q=kommun&amp;slag=aktorer"' in part
    assert len(hits(client, "kommun", "aktorer")) > search.ON_PAGE


@pytest.mark.usefixtures("_open")
def test_the_page_says_what_to_do_when_nothing_is_found(world: World) -> None:
    client = world.client("rsib")

    assert "Skriv minst två tecken" in client.get("/sok/").content.decode()
    assert "Skriv minst två tecken" in client.get("/sok/", {"q": "a"}).content.decode()
    none = client.get("/sok/", {"q": "finnsinte"}).content.decode()
    assert "Inga träffar på ”finnsinte”." in none
    one_kind = client.get("/sok/", {"q": "finnsinte", "slag": "moten"}).content.decode()
    assert "Sök i allt" in one_kind
    assert client.get("/sok/", {"q": "x" * 101}).status_code == 200


@pytest.mark.usefixtures("_open")
def test_a_kind_that_is_cut_leads_to_more_of_it(world: World) -> None:
    client = world.client("rsib")

    assert (
        'href="/sok/?q=an&amp;slag=funktioner"' in client.get("/sok/", {"q": "an"}).content.decode()
    )
    many = client.get("/sok/", {"q": "an", "slag": "funktioner"}).content.decode()
    assert len(LINK.findall(many)) <= search.OF_ONE_KIND


@pytest.mark.django_db
def test_nobody_searches_before_signing_in(client: Client) -> None:
    answer = client.get("/sok/", {"q": "polisen"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/logga-in/")


@pytest.mark.django_db
def test_a_municipality_finds_a_visit_when_it_has_been_told_and_by_the_time_it_was_told() -> None:
    scene = build_scene()
    Actor.objects.filter(pk=scene.municipality.pk).update(name="Sökkommunen")  # without a number
    visit = planned(scene, year=2026, quarter=3)
    county, own, other = Client(), Client(), Client()
    county.force_login(scene.handler)
    own.force_login(scene.coordinator)
    other.force_login(scene.outsider)
    page = reverse("followup:visit", args=[scene.municipality.scb_code, visit.pk])

    assert page in hits(county, "besök 2026 kvartal 3")
    assert page not in hits(own, "besök")
    Visit.objects.filter(pk=visit.pk).update(told_year=2026, told_quarter=2)
    assert page in hits(own, "besök 2026 kvartal 2")
    assert page not in hits(own, "besök 2026 kvartal 3")
    assert page in hits(county, "besök 2026 kvartal 3")
    assert page not in hits(other, "besök")


@pytest.mark.django_db
def test_a_visit_that_a_municipality_was_never_told_has_no_time_for_it() -> None:
    scene = build_scene()
    visit = booked(scene)

    assert time_of(visit, is_for_board=False).startswith("2026-03-10")
    visit.starts_at = visit.told_year = None
    assert time_of(visit, is_for_board=False) == ""
    assert time_of(visit, is_for_board=True) == "2026 kvartal 1"


@pytest.mark.django_db
def test_a_function_out_of_use_is_not_found(client: Client) -> None:
    mine = factories.FunctionFactory(name="Stabschef", short_name="")
    factories.FunctionFactory(actor=mine.actor, name="Avskaffad post", is_active=False)
    client.force_login(factories.holder(mine))

    assert hits(client, "stabschef") == [mine.actor.get_absolute_url()]
    assert hits(client, "avskaffad") == []
