"""The nights: the packs of the visits that are near are made ahead, one at a time, each once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from actors.models import Actor
from actors.rights import rights
from followup import access
from followup.terms.models import CountySetting
from followup.visits import rules
from followup.visits import services as visits
from followup.visits.models import Visit
from followup.visits.pack import services as visit_packs
from followup.visits.plan import services as visit_plan
from notices.sender import ticks
from records.files import files
from records.jobs import jobs
from records.models import Job, StoredFile
from records.refs import ref
from tests.factories import FunctionFactory, MunicipalityFactory, holder
from tests.followup.visits.factories import AT, DAY, booked

NIGHT = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)  # 01:30 in Stockholm, a week before DAY
NEXT = NIGHT + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """Keep the job's thread from the database: the test's knows only one connection."""
    monkeypatch.setattr(jobs, "BEAT_EVERY", timedelta(hours=1))


def booked_at(scene, place: Actor, day: datetime) -> Visit:
    visit = visit_plan.plan_visit(
        municipality_id=place.pk, term=scene.term, year=day.year,
        quarter=rules.quarter_of(day.date()), by=scene.handler, at=AT,
    )  # fmt: skip
    booking = visits.Booking(day, "Kommunhuset", "Inledning")
    return visits.book_visit(visit_id=visit.pk, booking=booking, by=scene.handler, at=AT)


def whole_night(at: datetime) -> list[str]:
    """Run the night's ticks and the worker in turns; return whose packs were looked through."""
    looked_through = []
    for _ in range(20):
        with time_machine.travel(at, tick=False):
            visit_packs.want_due(at)
            for job in Job.objects.filter(kind=visit_packs.PACK.kind, status=Job.Status.WANTED):
                looked_through.append(job.object_ref)
                for _ in range(jobs.MAX_ATTEMPTS):
                    jobs.run(job.pk, at)
        at += visit_packs.EVERY
    return looked_through


def packs_of(visit: Visit) -> list[Job]:
    return list(Job.objects.filter(object_ref=ref(visit)).order_by("version"))


def newest(visit: Visit) -> StoredFile:
    stored = visit_packs.PACK.ready(visit)
    assert stored is not None
    return stored


def page_of(user, visit: Visit) -> str:
    client = Client()
    client.force_login(user)
    address = reverse("followup:visit", args=[visit.municipality.scb_code, visit.pk])
    return client.get(address).content.decode()


def test_a_night_makes_the_packs_of_the_booked_visits_that_are_near_the_nearest_first(scene):
    """Issue: "290 visit packs in one night's job"."""
    later = booked_at(scene, scene.other, DAY + timedelta(days=2))
    nearest = booked(scene)
    county = scene.municipality.county
    far = booked_at(scene, MunicipalityFactory(county=county), NIGHT + timedelta(days=40))
    visit_plan.plan_visit(
        municipality_id=MunicipalityFactory(county=county).pk, term=scene.term, year=2026,
        quarter=1, by=scene.handler, at=AT,
    )  # fmt: skip

    assert whole_night(NIGHT) == [ref(nearest), ref(later)]
    assert newest(nearest).name == f"underlag-{scene.municipality.scb_code}-2026-03-10.pdf"
    assert visit_packs.PACK.ready(far) is None


def test_a_night_run_twice_makes_each_pack_once(scene):
    visit = booked(scene)

    assert whole_night(NIGHT) == [ref(visit)]
    assert whole_night(NIGHT) == []
    assert whole_night(NIGHT + timedelta(hours=3)) == []

    assert len(packs_of(visit)) == 1
    assert StoredFile.objects.count() == 1


def test_a_pack_that_would_say_the_same_is_kept_and_the_page_says_so(scene):
    visit = booked(scene)
    whole_night(NIGHT)
    first = newest(visit)

    assert whole_night(NEXT) == [ref(visit)]

    assert newest(visit) == first
    assert StoredFile.objects.count() == 1
    with time_machine.travel(NEXT + timedelta(hours=6), tick=False):
        page = page_of(scene.handler, visit)
    assert "Skapat i går 01:30." in page
    assert "Inget hade ändrats i dag 01:30." in page


def test_a_pack_is_made_anew_when_what_it_is_built_from_has_changed(scene):
    visit = booked(scene)
    whole_night(NIGHT)
    first = newest(visit)
    visits.ask_completion(
        visit_id=visit.pk, text="Senaste planen", due_date=DAY.date(), by=scene.handler, at=NIGHT
    )

    whole_night(NEXT)

    assert newest(visit) != first
    with time_machine.travel(NEXT + timedelta(hours=6), tick=False):
        page = page_of(scene.handler, visit)
    assert "Skapat i dag 01:30." in page
    assert "Inget hade ändrats" not in page


def _lose(path: Path) -> None:
    path.unlink()


def _damage(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7 and no more")


@pytest.mark.parametrize("harm", [_lose, _damage])
def test_a_pack_that_is_lost_or_damaged_is_made_anew(scene, harm):
    visit = booked(scene)
    whole_night(NIGHT)
    first = newest(visit)
    harm(Path(settings.MEDIA_ROOT) / "files" / first.path)

    whole_night(NEXT)

    assert newest(visit) != first
    assert files.is_intact(newest(visit))


def test_a_pack_that_fails_stops_no_other_and_is_tried_again_the_next_night(scene, monkeypatch):
    visit = booked(scene)
    whole_night(NIGHT)
    first = newest(visit)
    other = booked_at(scene, scene.other, DAY + timedelta(days=2))
    visits.ask_completion(
        visit_id=visit.pk, text="Senaste planen", due_date=DAY.date(), by=scene.handler, at=NIGHT
    )
    store = files.store

    def full_for_one(content: bytes, *, name: str, **more):
        if scene.municipality.scb_code in name:
            raise OSError("No space left on device")
        return store(content, name=name, **more)

    monkeypatch.setattr(files, "store", full_for_one)
    assert whole_night(NEXT) == [ref(visit), ref(other)]

    assert [job.status for job in packs_of(visit)] == ["done", "failed"]
    assert newest(visit) == first  # still there to download, until there is a newer one
    assert "Försök igen" in page_of(scene.handler, visit)
    assert newest(other)
    monkeypatch.setattr(files, "store", store)
    whole_night(NEXT + timedelta(days=1))
    assert newest(visit) != first


def test_only_one_pack_is_under_way_at_a_time(scene):
    visit = booked(scene)
    booked_at(scene, scene.other, DAY)

    assert visit_packs.want_due(NIGHT) == 1
    assert visit_packs.want_due(NIGHT + visit_packs.EVERY) == 0

    jobs.run(packs_of(visit)[0].pk)
    assert visit_packs.want_due(NIGHT + 2 * visit_packs.EVERY) == 1
    assert Job.objects.count() == 2


def test_the_knock_on_the_workers_door_carries_a_number_and_no_words(
    scene, monkeypatch, django_capture_on_commit_callbacks
):
    visit = booked(scene)
    given = []
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda name, args, **more: given.append((name, args))
    )
    with django_capture_on_commit_callbacks(execute=True):
        visit_packs.want_due(NIGHT)

    (job,) = packs_of(visit)
    assert given == [(jobs.TASK, [job.pk])]
    assert (job.kind, job.object_ref) == ("visit_pack", f"followup.visit:{visit.pk}")


def test_the_county_sets_how_long_before_a_visit_its_pack_is_made(scene):
    """No source says: a choice of the county's, 14 days until it makes another."""
    visit = booked(scene)
    CountySetting.objects.create(
        county=scene.municipality.county, key="pack_days", value=3, valid_from=AT.date(),
        set_by="Test", set_at=AT,
    )  # fmt: skip

    assert whole_night(DAY - timedelta(days=4, hours=7, minutes=30)) == []
    assert whole_night(DAY - timedelta(days=3, hours=7, minutes=30)) == [ref(visit)]


def test_a_visit_that_has_begun_or_is_called_off_gets_no_pack(scene):
    begun = booked(scene, NIGHT - timedelta(minutes=5))
    called_off = booked_at(scene, scene.other, DAY)
    visit_plan.cancel_visit(visit_id=called_off.pk, reason="Sjukdom", by=scene.handler, at=AT)

    assert whole_night(NIGHT) == []
    assert visit_packs.PACK.ready(begun) is None


def test_no_pack_is_made_ahead_in_the_day(scene):
    booked(scene)

    assert visit_packs.want_due(NIGHT + timedelta(hours=8)) == 0
    assert visit_packs.want_due(NIGHT) == 1


@pytest.mark.parametrize(
    ("at", "began"),
    [
        (datetime(2026, 3, 2, 23, 59, tzinfo=UTC), None),
        (datetime(2026, 3, 3, 0, 0, tzinfo=UTC), datetime(2026, 3, 3, 0, 0, tzinfo=UTC)),
        (datetime(2026, 3, 3, 3, 59, tzinfo=UTC), datetime(2026, 3, 3, 0, 0, tzinfo=UTC)),
        (datetime(2026, 3, 3, 4, 0, tzinfo=UTC), None),
        # The nights when the clocks change: 01:00 is before the change, 04:59 after it.
        (datetime(2026, 3, 29, 2, 59, tzinfo=UTC), datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 3, 59, tzinfo=UTC), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
    ],
)
def test_the_night_is_from_one_to_five_on_swedish_clocks(at, began):
    assert rules.night_of(at) == began


def test_a_night_is_long_enough_for_every_municipality_in_the_country():
    """Issue: "290 visit packs in one night's job"; in spring the night is an hour shorter."""
    assert (
        timedelta(hours=rules.NIGHT_TO.hour - rules.NIGHT_FROM.hour - 1) / visit_packs.EVERY > 290
    )


def test_the_nights_work_is_registered_as_a_tick(scene):
    visit = booked(scene)
    assert visit_packs.TICK in [tick.name for tick in ticks.ticks]

    ticks.run_due(NIGHT)

    assert len(packs_of(visit)) == 1


def test_who_signs_but_does_not_handle_is_shown_no_pack(scene):
    visit = booked(scene)
    chief = FunctionFactory(actor=scene.board)
    rights.grant(chief, access.SIGN, scene.municipality.county)

    assert "Underlag inför besöket" not in page_of(holder(chief), visit)
    assert "Underlag inför besöket" in page_of(scene.handler, visit)


def test_a_quarters_packs_are_made_by_hand_with_the_same_work(scene):
    visit = booked(scene)

    call_command("visit_packs", "2026", "1", "--here")

    assert files.is_intact(newest(visit))
