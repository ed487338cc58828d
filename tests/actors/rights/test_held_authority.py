"""How somebody stands is read once while a page is made, and again after every write."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actors import memory
from actors.models import Appointment, Function, Region
from actors.rights import rights
from records.models import HandledForm
from tests.factories import FunctionFactory, MembershipFactory, RegionFactory, holder

pytestmark = pytest.mark.django_db
CONVENE = "actors.convene_in_region"


@pytest.fixture
def region():
    return RegionFactory()


@pytest.fixture
def officer(region):
    function = FunctionFactory(actor=region.convener)
    rights.grant(function, CONVENE, region)
    return holder(function)


def test_it_is_asked_once_within_a_page(region, officer, django_assert_num_queries):
    with memory.kept():
        assert rights.may(officer, CONVENE, region)
        with django_assert_num_queries(0):
            assert rights.may(officer, CONVENE, region)
            assert rights.codenames_of(officer) == {"convene_in_region"}
            assert len(rights.functions_of(officer)) == 1


def test_what_somebody_ends_within_the_request_is_ended_at_once(region, officer):
    with memory.kept():
        assert rights.may(officer, CONVENE, region)
        Appointment.objects.filter(person=officer).update(ends_at=timezone.now())

        assert not rights.may(officer, CONVENE, region)
        assert rights.functions_of(officer) == []


def test_a_right_given_within_the_request_is_carried_at_once(region, officer):
    function = rights.functions_of(officer)[0]
    with memory.kept():
        assert not rights.may(officer, "actors.operate_region", region)
        rights.grant(function, "actors.operate_region", region)

        assert rights.may(officer, "actors.operate_region", region)


@pytest.mark.postgres
def test_whoever_locks_a_row_reads_anew(region, officer, django_assert_num_queries):
    with memory.kept(), transaction.atomic():
        rights.may(officer, CONVENE, region)
        Function.objects.select_for_update().first()

        with django_assert_num_queries(2):
            rights.may(officer, CONVENE, region)


def test_what_is_written_elsewhere_makes_nothing_old(region, officer, django_assert_num_queries):
    with memory.kept():
        rights.may(officer, CONVENE, region)
        with transaction.atomic():
            HandledForm.objects.create(key=uuid4(), user_id_was=1, handled_at=timezone.now())

        with django_assert_num_queries(0):
            assert rights.may(officer, CONVENE, region)


def test_a_right_that_is_undone_is_not_carried(region, officer):
    function = rights.functions_of(officer)[0]
    with memory.kept(), transaction.atomic():
        with transaction.atomic():
            rights.grant(function, "actors.operate_region", region)
            assert rights.may(officer, "actors.operate_region", region)
            transaction.set_rollback(True)

        assert not rights.may(officer, "actors.operate_region", region)


def test_the_regions_of_a_page_are_those_of_the_register(region, officer):
    other = RegionFactory()
    with memory.kept():
        assert list(Region.objects.visible_to(officer)) == [region]
        MembershipFactory(actor=region.convener, region=other)

        assert set(Region.objects.visible_to(officer)) == {region, other}


def test_nothing_is_remembered_between_pages(region, officer):
    with memory.kept():
        assert rights.may(officer, CONVENE, region)
    Appointment.objects.filter(person=officer).update(ends_at=timezone.now())

    with memory.kept():
        assert not rights.may(officer, CONVENE, region)


def test_two_people_are_kept_apart(region, officer):
    other = holder(FunctionFactory())
    with memory.kept():
        assert rights.may(officer, CONVENE, region)
        assert not rights.may(other, CONVENE, region)


def test_a_page_reads_it_once_and_the_next_page_sees_what_has_ended(officer):
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as seen:
        first = client.get("/min-sida/")
    asked = [q["sql"] for q in seen if 'AS "permission__codename"' in q["sql"]]
    assert len(asked) == 1

    appointment = Appointment.objects.select_related("function").get(person=officer)
    Appointment.objects.filter(pk=appointment.pk).update(ends_at=timezone.now())
    after = client.get("/min-sida/")
    assert appointment.function.name in first.content.decode()
    assert appointment.function.name not in after.content.decode()
