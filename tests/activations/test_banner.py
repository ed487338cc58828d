"""The banner of the mode: which forums are at work, each with its own line and address."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from activations import banners as signs
from activations.convening import services as convening
from tests.activations.running_scene import make_work

pytestmark = pytest.mark.django_db


def event(work, title):
    return convening.EventData(type_id=work.scene.event_type.pk, title=title, since=timezone.now())


def convene(work, title, *, exercise=False):
    now = timezone.now()
    return work.convene(
        is_separate=True,
        event=event(work, title),
        exercise=exercise,
        at=now,
        starts_at=now + timedelta(minutes=30),
    )


def banners(work):
    request = RequestFactory().get("/")
    request.user = work.scene.officer
    return list(signs.mode_banners(request))


def test_one_forum_at_work_needs_no_name_of_the_event():
    work = make_work(2)
    activation = convene(work, "Snö")

    (banner,) = banners(work)

    assert banner.url == activation.get_absolute_url()
    assert banner.text.startswith("Samordnande forum, sammankallat ")


def test_the_same_forum_in_two_events_is_told_apart_by_the_event():
    work = make_work(2)
    rows = [convene(work, "Snö"), convene(work, "Brand")]

    found = banners(work)

    assert [banner.text for banner in found] == [
        "Snö: Samordnande forum",
        "Brand: Samordnande forum",
    ]
    assert [banner.url for banner in found] == [row.get_absolute_url() for row in rows]


def test_an_exercise_always_names_its_event_and_stands_apart():
    work = make_work(2)
    convene(work, "Provlarm", exercise=True)

    (banner,) = banners(work)

    assert (banner.kind, banner.text.split(":")[0]) == ("exercise", "Provlarm")


def test_beyond_three_the_rest_is_counted():
    work = make_work(2)
    for title in ("Ett", "Två", "Tre", "Fyra", "Fem"):
        convene(work, title)

    found = banners(work)

    assert [banner.text for banner in found][-1] == "2 till"
    assert found[-1].url.endswith("/handelser/")
