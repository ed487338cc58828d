"""What everybody starts from."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from actors.imports import reference
from actors.models import Actor, ActorName, County, Function, Level, Membership, Region
from actors.rights import rights

pytestmark = pytest.mark.django_db


def test_everything_is_loaded_once_however_often_the_command_runs():
    for _ in range(2):
        call_command("load_reference_data", stdout=(said := StringIO()))

    assert said.getvalue() == "Inget nytt att ladda.\n"
    assert County.objects.count() == 21
    assert Actor.objects.filter(kind="municipality").count() == 290
    assert Region.objects.get().convener.name == "Länsstyrelsen Stockholm"
    assert Membership.objects.current(date(2026, 1, 1)).filter(kind="ordinary").count() == 37


def test_members_count_from_the_day_the_source_documents_them():
    reference.load_reference_data()

    assert not Membership.objects.current(date(2022, 12, 30)).exists()


def test_the_agency_keeps_its_former_name_for_old_documents():
    reference.load_reference_data()

    names = ActorName.objects.filter(actor__slug="mcf")
    assert [(n.short_name, n.valid_to) for n in names] == [
        ("MSB", date(2025, 12, 31)),
        ("MCF", None),
    ]


def test_every_party_reaches_the_highest_and_the_coordinating_level():
    reference.load_reference_data()

    for actor in Actor.objects.in_region(Region.objects.get().pk):
        levels = set(actor.functions.values_list("mandate_level", flat=True))
        assert {Level.OWNER, Level.COORDINATING} <= levels, actor


def test_rights_hang_on_the_functions_named_for_them():
    reference.load_reference_data()
    region = Region.objects.get()

    conveners = rights.holders_of("actors.convene_in_region", region)
    assert {f.short_name for f in conveners} == {"RSIB", "TiB"}
    assert {f.actor for f in conveners} == {region.convener}
    for actor in Actor.objects.in_region(region.pk):
        assert rights.holders_of("actors.administer_actor", actor).count() == 1


def test_functions_are_examples_and_come_back_only_where_there_are_none():
    reference.load_reference_data()
    rsib = Function.objects.get(short_name="RSIB")
    rsib.name = "Eget namn"
    rsib.save()

    reference.load_reference_data()

    assert not Function.objects.exclude(mandate_note=reference.EXAMPLE_NOTE).exists()
    assert Function.objects.filter(actor=rsib.actor, duty_kind="rsib").count() == 1


def test_without_functions_nothing_is_made_up():
    call_command("load_reference_data", "--no-functions", stdout=StringIO())

    assert not Function.objects.exists()
    assert Region.objects.get().convener_phone == ""
