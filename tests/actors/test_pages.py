"""Every page of the register opens for those it is for, and for nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.imports import services as register_import
from actors.imports import spreadsheets
from actors.imports.rows import HEAD
from actors.imports.views import EXAMPLES, NOTES
from actors.register import appointments
from tests.factories import FunctionFactory, MemberFactory, on_duty


def pages(house, now):
    """Return each page, and who may open it: (name, arguments, allowed, seen but forbidden)."""
    shift = on_duty(house.tib, house.worker, now)
    address = house.tib.addresses.first()
    appointment = house.tib.appointments.first()
    content = spreadsheets.write(HEAD, EXAMPLES, notes=NOTES)
    item = register_import.upload(
        region_id=house.region.pk, name="a.xlsx", content=content, by=house.boss, at=now
    )
    slug, tib = house.actor.slug, house.tib.pk
    everyone = ["officer", "boss", "keeper", "worker"]
    admins, region_admins = ["boss", "keeper"], ["boss"]
    return [
        ("directory", [], [*everyone, "stranger"]),
        ("actor", [slug], everyone),
        ("duty", [], [*everyone, "stranger"]),
        ("rota", [tib], everyone),
        ("administration", [slug], admins),
        ("function_new", [slug], admins),
        ("function", [tib], admins),
        ("address_change", [address.pk], admins),
        ("appointment_end", [appointment.pk], admins),
        ("shift_swap", [shift.pk], [*admins, "worker"]),
        ("shift_hand_over", [shift.pk], [*admins, "worker"]),
        ("administration_home", [], region_admins),
        ("region_settings", [house.region.slug], region_admins),
        ("import", [], region_admins),
        ("import_template", [], region_admins),
        ("import_review", [item.pk], region_admins),
        ("import_marked", [item.pk], region_admins),
        ("export", [], region_admins),
        ("own_details", [], [*everyone, "stranger"]),
        ("own_keys", [], [*everyone, "stranger"]),
        ("own_calendar", [], [*everyone, "stranger"]),
    ]


GENERAL = {"administration_home", "import", "import_template", "import_review", "import_marked"}
GENERAL |= {"export"}


@pytest.mark.parametrize("who", ["officer", "boss", "keeper", "worker", "stranger"])
def test_each_page_opens_for_those_it_is_for(house, now, client, who):
    listed = pages(house, now)
    client.force_login(getattr(house, who))

    for name, args, allowed in listed:
        status = client.get(reverse(f"actors:{name}", args=args)).status_code
        if who in allowed:
            wanted = 200
        elif who == "keeper" and name == "administration_home":
            wanted = 302  # looks after one actor: leads straight to it
        else:
            wanted = 404 if who == "stranger" and name not in GENERAL else 403
        assert status == wanted, (who, name)


def test_nobody_gets_in_without_signing_in(house, now, client):
    for name, args, _ in pages(house, now):
        assert client.get(reverse(f"actors:{name}", args=args)).status_code == 302, name


def test_my_page_shows_functions_and_shifts(house, now, client):
    on_duty(house.tib, house.worker, now)
    client.force_login(house.worker)

    page = client.get(reverse("my_page")).content.decode()

    assert house.tib.name in page
    assert "Mina pass" in page


def test_names_of_holders_are_for_colleagues_and_administrators(house, now, client):
    on_duty(house.tib, house.worker, now)
    url = reverse("actors:rota", args=[house.tib.pk])

    seen = {}
    for who in ("worker", "keeper", "boss", "officer"):
        client.force_login(getattr(house, who))
        seen[who] = house.worker.name in client.get(url).content.decode()

    assert seen == {"worker": True, "keeper": True, "boss": True, "officer": False}


def test_an_invitation_opens_without_signing_in_and_changes_nothing(house, now, client):
    secret = appointments.invite(
        function_id=house.tib.pk, email="ny@x.example", kind="ordinary", by=house.keeper, at=now
    )

    page = client.get(reverse("actors:invitation", args=[secret]))

    assert page.status_code == 200
    assert house.tib.appointments.count() == 1
    assert client.get(reverse("actors:invitation", args=["fel"])).status_code == 410


def count(client, url):
    client.get(url)  # what is looked up once and kept
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def test_the_directory_takes_the_same_queries_however_many_actors(house, client):
    client.force_login(house.boss)
    url = reverse("actors:directory")
    few = count(client, url)
    for _ in range(10):
        FunctionFactory(actor=MemberFactory(region=house.region).actor, addresses=["sms"])

    assert count(client, url) == few


def test_the_actor_page_takes_the_same_queries_however_many_functions(house, client):
    client.force_login(house.boss)
    url = house.actor.get_absolute_url()
    few = count(client, url)
    for _ in range(10):
        FunctionFactory(actor=house.actor, addresses=["sms", "email"], duty_kind="tib")

    assert count(client, url) == few
