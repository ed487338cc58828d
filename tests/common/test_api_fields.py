"""Days, moments and refusals of the API: the same limits as on the pages, said in Swedish."""

from datetime import date

import pytest
from django.test import Client
from rest_framework import serializers

from common.api import DayField, MomentField
from common.form_fields import DayField as PageDayField
from tests.followup.visits.measures.factories import agreed
from tests.followup.visits.measures.test_api import READ, WRITE, measure_at, with_key
from tests.followup.worlds import World

WITHIN = ["Välj ett år mellan 2000 och 2100."]


def said(field: serializers.Field, value: str) -> list[str]:
    with pytest.raises(serializers.ValidationError) as refused:
        field.run_validation(value)
    return [str(one) for one in refused.value.detail]


@pytest.mark.parametrize("value", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_out_of_the_years_of_the_pages_is_refused(value):
    assert said(DayField(), value) == WITHIN
    with pytest.raises(Exception, match=WITHIN[0]):
        PageDayField().clean(value)


def test_a_day_that_is_none_is_told_how_to_write_it():
    assert said(DayField(), "2026-02-29") == ["Ange en dag som finns, så här: 2026-11-21."]
    assert DayField().run_validation("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_moment_out_of_the_years_is_refused_in_swedish(value):
    assert said(MomentField(), value) == WITHIN


def test_a_moment_that_is_none_is_told_how_to_write_it():
    assert said(MomentField(), "i morgon") == ["Ange tiden så här: 2026-11-21T09:00:00+01:00."]
    taken = MomentField().run_validation("2026-11-21T09:00:00+01:00")
    assert taken.isoformat() == "2026-11-21T08:00:00+00:00"


@pytest.mark.django_db
def test_a_measure_cannot_be_put_off_to_the_end_of_time(client: Client):
    """The county that then agreed met an error: no day comes after the last one."""
    world = World()
    measure = agreed(world)
    client = with_key(world.coordinator, READ, WRITE)

    answer = client.post(
        f"{measure_at(measure)}counter/",
        {"due_date": "9999-12-31", "reason": "Vi hinner inte."},
        content_type="application/json",
    )

    assert (answer.status_code, answer.json()["errors"]) == (400, {"due_date": WITHIN})


@pytest.mark.django_db
@pytest.mark.parametrize("term", [0, 99999999999999999999])
def test_a_document_of_a_term_that_no_calendar_has_is_refused(term):
    world = World()
    client = with_key(world.coordinator, READ, WRITE)
    address = f"/api/v1/follow-up/municipalities/{world.municipality.scb_code}/documents/"

    answer = client.post(address, {"term": term})

    assert answer.status_code == 400
    assert "term" in answer.json()["errors"]


@pytest.mark.django_db
def test_a_request_in_another_form_is_told_which_form_is_read():
    world = World()
    client = with_key(world.coordinator, READ, WRITE)
    here = f"/api/v1/follow-up/municipalities/{world.municipality.scb_code}/"

    files = client.post(f"{here}documents/", {}, content_type="application/json")
    fields = client.post(f"{here}costs/", {"year": 2026})

    assert (files.status_code, files.json()["detail"]) == (
        415,
        "Skicka förfrågan som multipart/form-data.",
    )
    assert (fields.status_code, fields.json()["detail"]) == (415, "Skicka förfrågan som JSON.")
