"""The demo shows the scenes of Avsiktsförklaringen, is built once, and exists nowhere else."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from activations.models import Activation, ActivationRequest, Event
from actors.models import User
from forums.models import Meeting
from notices.models import Notice

pytestmark = pytest.mark.django_db


def build() -> str:
    call_command("demo", stdout=(said := StringIO()))
    return said.getvalue()


def test_the_demo_is_refused_outside_the_demo(settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="SSR_DEMO"):
        build()


def test_the_demo_shows_the_error_pages_of_use() -> None:
    """A wrong address showed the English page of a developer, with the settings on it."""
    asked = "from ssr import settings; print(settings.DEMO, settings.DEBUG)"
    said = [
        subprocess.run(
            [sys.executable, "-c", asked],
            env=os.environ | {"DEBUG": "1", "SSR_DEMO": demo},
            capture_output=True, text=True, check=True,
        ).stdout.split()
        for demo in ("1", "0")
    ]  # fmt: skip

    assert said == [["True", "False"], ["False", "True"]]


def test_the_scenes_stand_at_their_stages_and_twice_changes_nothing(settings: Settings) -> None:
    settings.DEMO = True

    said = build()
    events = Event.objects.count()
    again = build()

    storm = Event.objects.get(title__contains="Snöoväder")
    open_for_storm = Activation.objects.open().filter(event=storm)
    assert {a.forum.slug for a in open_for_storm} == {"samordnande", "inriktande"}
    assert Activation.objects.filter(status="evaluated", event__exercise=False).count() == 1
    assert Event.objects.filter(exercise=True).count() == 1
    assert Meeting.objects.filter(status="minuted").count() == 2
    assert ActivationRequest.objects.filter(status="acknowledged").count() == 1
    assert all(title.startswith("DEMO:") for title in Event.objects.values_list("title", flat=True))
    assert Event.objects.count() == events
    assert said == again
    assert "curl -H 'Authorization: Token " in said
    people = User.objects.filter(email__endswith="@demo.example")
    assert [user.email for user in people if not user.check_password("demo")] == []
    # What is sent in its exercise leaves for nobody.
    exercise = Notice.objects.filter(exercise=True)
    assert exercise.exists()
    assert not exercise.filter(console_only=False).exists()
