"""The pages on visits: what each shows, to whom, and what a form does."""

import io

import pikepdf
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.rights import rights
from common.autosave import mark_of
from followup import access
from followup.calendars import services as calendar_addresses
from followup.terms import queries as method
from followup.terms.models import ElectoralTerm
from followup.visits import queries
from followup.visits import services as visits
from followup.visits.models import Visit, VisitCalendar, VisitPlan
from followup.visits.pack import services as visit_packs
from followup.visits.plan import services as visit_plan
from tests.clients import signed_in
from tests.factories import CountyFactory, MunicipalityFactory
from tests.followup.visits.factories import AT, Scene, booked, planned

WRONG, REFUSED, NOT_CHANGED = 422, 409, 304


@pytest.fixture
def term_now(scene: Scene) -> ElectoralTerm:
    """Let the scene's term be the one that the wall clock is in."""
    year = timezone.now().year
    first = year - (year - 2023) % 4
    scene.term.election_date = scene.term.election_date.replace(year=first - 1)
    scene.term.save()
    return scene.term


def at(name, scene, visit=None, *more):
    args = [scene.municipality.scb_code, *([visit.pk] if visit else []), *more]
    return reverse(f"followup:{name}", args=args)


def plan_page(scene):
    county = reverse("followup:visit_plan", args=[scene.municipality.county_id])
    return f"{county}?mandatperiod={scene.term.first_year}"


ALL = (
    "visit", "visit_book", "visit_cancel", "visit_details", "visit_pre_meeting",
    "visit_preparations", "visit_participants", "visit_criteria", "visit_ask", "visit_log",
    "visit_hold", "visit_pack_job",
)  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_the_handler_opens_every_page_and_an_outsider_none(scene, name):
    visit = booked(scene)

    assert signed_in(scene.handler).get(at(name, scene, visit)).status_code == 200
    assert signed_in(scene.outsider).get(at(name, scene, visit)).status_code == 404
    expected = 200 if name == "visit" else 403
    assert signed_in(scene.coordinator).get(at(name, scene, visit)).status_code == expected


def test_a_municipality_sees_a_visit_but_neither_notes_nor_log(scene):
    visit = booked(scene)
    Visit.objects.filter(pk=visit.pk).update(
        strengths="HEMLIGLOGG", pre_meeting_notes="HEMLIGFÖRMÖTE"
    )

    page = signed_in(scene.coordinator).get(at("visit", scene, visit)).content.decode()

    assert "Kommunhuset" in page
    assert "HEMLIG" not in page
    assert "HEMLIGLOGG" in signed_in(scene.handler).get(at("visit", scene, visit)).content.decode()


def test_a_municipality_does_not_see_a_visit_that_it_has_not_been_told_of(scene):
    visit = planned(scene)

    assert signed_in(scene.coordinator).get(at("visit", scene, visit)).status_code == 404
    page = signed_in(scene.coordinator).get(at("visits", scene)).content.decode()
    assert "Inga besök är planerade" in page


def test_a_municipality_sees_its_visits_when_told(scene):
    visit = planned(scene)
    plan = VisitPlan.objects.get()
    visit_plan.tell_plan(plan_id=plan.pk, version=plan.version, by=scene.handler, at=AT)

    assert (
        "2026 kvartal 1" in signed_in(scene.coordinator).get(at("visits", scene)).content.decode()
    )
    assert signed_in(scene.coordinator).get(at("visit", scene, visit)).status_code == 200


def test_one_button_lays_a_visit_and_two_move_it(scene):
    """domain.md 7.7: ≤ 3 clicks per visit."""
    client, page = signed_in(scene.handler), plan_page(scene)
    add = {"add": f"{scene.municipality.pk}:2026:1"}

    assert client.post(page, add).status_code == 302
    visit = Visit.objects.get()
    moving = client.get(f"{page}&flytta={visit.pk}").content.decode()
    assert 'value="2026:3"' in moving
    move = {"visit": visit.pk, "seen": visit.slot, "move": "2026:3"}
    assert client.post(page, move).status_code == 302
    assert client.post(page, move).status_code == REFUSED  # seen is no longer where it stands
    visit.refresh_from_db()
    assert visit.quarter == 3
    remove = {"visit": visit.pk, "seen": visit.slot, "remove": "1"}
    assert client.post(page, remove).status_code == 302
    assert not Visit.objects.exists()


@pytest.mark.parametrize("data", [{"add": "x"}, {"add": "1:2"}, {"visit": "1;2", "move": "2026:1"}])
def test_a_button_that_was_tampered_with_is_refused(scene, data):
    assert signed_in(scene.handler).post(plan_page(scene), data).status_code == REFUSED


def test_a_button_of_another_county_finds_nothing(scene):
    client, page = signed_in(scene.handler), plan_page(scene)

    assert client.post(page, {"add": "999999:2026:1"}).status_code == 404
    assert client.post(page, {"visit": "999999", "move": "2026:1"}).status_code == 404


def test_nobody_but_the_board_opens_the_plan(scene):
    assert signed_in(scene.coordinator).get(plan_page(scene)).status_code == 404
    assert signed_in(scene.handler).get(plan_page(scene)).status_code == 200


def test_a_visit_is_moved_by_form(scene):
    visit = planned(scene)
    page = reverse("followup:visit_place", args=[scene.municipality.county_id, visit.pk])
    client = signed_in(scene.handler)
    typed = {"year": 2026, "quarter": 4, "handler": visit.handler_id, "seen": visit.slot}

    assert client.get(page).status_code == 200
    assert client.post(page, {}).status_code == WRONG
    assert client.post(page, typed | {"seen": "old"}).status_code == REFUSED
    assert client.post(page, typed).status_code == 302
    assert client.get(page.replace(str(visit.pk), "0")).status_code == 404


def test_a_proposal_is_shown_before_it_is_taken(scene):
    county = scene.municipality.county_id
    page = reverse("followup:visit_plan_proposal", args=[county]) + "?mandatperiod=2023"
    client = signed_in(scene.handler)
    typed = {
        "first_from": "2024-1",
        "first_to": "2025-2",
        "second_from": "2025-3",
        "second_to": "2026-4",
    }

    assert client.get(page).status_code == 200
    assert "Föreslagna besök: 2" in client.post(page, typed).content.decode()
    assert not Visit.objects.exists()
    assert client.post(page, typed | {"first_to": "2023-1"}).status_code == WRONG
    assert client.post(page, typed | {"take": "1", "two": "on"}).status_code == 302
    assert Visit.objects.count() == 4


def test_the_review_names_receivers_and_the_plan_is_told(scene):
    county = scene.municipality.county_id
    page = reverse("followup:visit_plan_tell", args=[county]) + "?mandatperiod=2023"
    client = signed_in(scene.handler)
    assert client.get(page).status_code == 404
    planned(scene)
    version = VisitPlan.objects.get().version

    assert scene.municipality.name in client.get(page).content.decode()
    assert client.post(page, {"version": "x"}).status_code == REFUSED
    assert client.post(page, {"version": version}).status_code == 302
    assert VisitPlan.objects.get().is_told


def test_the_list_is_narrowed(scene):
    booked(scene)
    page = reverse("followup:county_visits", args=[scene.municipality.county_id])
    client = signed_in(scene.handler)

    assert "1 besök" in client.get(page).content.decode()
    assert "0 besök" in client.get(page, {"status": "held"}).content.decode()
    assert "1 besök" in client.get(page, {"mine": "on", "year": "2026"}).content.decode()
    assert "0 besök" in signed_in(scene.second).get(page, {"mine": "on"}).content.decode()
    assert "1 besök" in client.get(page, {"year": "x"}).content.decode()


def test_the_next_visit_stands_first_and_the_past_after_the_latest_first(scene):
    visits = {
        (year, quarter): planned(scene, year, quarter)
        for year, quarter in ((2026, 4), (2023, 1), (2024, 2), (2026, 1))
    }
    for past in ((2023, 1), (2024, 2)):
        Visit.objects.filter(pk=visits[past].pk).update(status="cancelled")

    shown = queries.in_county(scene.municipality.county)

    wanted = [(2026, 1), (2026, 4), (2024, 2), (2023, 1)]
    assert [visit.pk for visit in shown] == [visits[key].pk for key in wanted]


def test_a_visit_is_booked_through_the_form(scene, term_now):
    now = timezone.now()
    visit = planned(scene, now.year, (now.month - 1) // 3 + 1)
    client, page = signed_in(scene.handler), at("visit_book", scene, visit)
    day = now.date().replace(year=now.year, month=12, day=31)
    typed = {"day": day, "time": "23:59", "place": "Kommunhuset"}

    assert client.post(page, {}).status_code == WRONG
    assert client.post(page, typed | {"day": "2023-01-10"}).status_code == REFUSED
    assert client.post(page, typed).status_code == 302
    visit.refresh_from_db()
    assert visit.status == Visit.Status.BOOKED


def test_a_time_that_the_clock_skips_is_refused(scene):
    visit = planned(scene)
    typed = {"day": "2026-03-29", "time": "02:30", "place": "Kommunhuset"}

    answer = signed_in(scene.handler).post(at("visit_book", scene, visit), typed)

    assert answer.status_code == WRONG
    assert "Klockslaget finns inte" in answer.content.decode()


def test_the_forms_before_a_visit_keep_what_is_typed(scene):
    visit = booked(scene)
    client = signed_in(scene.handler)
    posts = {
        "visit_details": {"focus": "results", "handler": visit.handler_id},
        "visit_pre_meeting": {"day": "2026-03-01", "notes": "Bemanning"},
        "visit_preparations": {"needs_undertaking": "yes", "room_is_suitable": "no"},
        "visit_participants": {"role": "commissioner", "function_name": ""},
        "visit_criteria": {},
    }
    for name, typed in posts.items():
        assert client.post(at(name, scene, visit), typed).status_code == 302, name
    visit.refresh_from_db()
    assert visit.focus == "results"
    assert visit.room_is_suitable is False
    row = visit.participants.get(role="commissioner")
    assert (
        client.post(at("visit_participants", scene, visit), {"remove": row.pk}).status_code == 302
    )
    assert client.post(at("visit_criteria", scene, visit), {"criteria": "x"}).status_code == WRONG
    assert client.post(at("visit_cancel", scene, visit), {"reason": "Val."}).status_code == 302
    removed = client.post(at("visit_participants", scene, visit), {"remove": row.pk})
    assert removed.status_code == REFUSED


def test_a_criterion_with_a_note_is_not_dropped_by_the_form(scene):
    visit = booked(scene)

    chosen = [one.pk for one in method.criteria(AT.date())]
    visits.choose_criteria(visit_id=visit.pk, criterion_ids=chosen, by=scene.handler, at=AT)
    visit.criteria.update(note="Sagt")

    answer = signed_in(scene.handler).post(at("visit_criteria", scene, visit), {})

    assert answer.status_code == REFUSED


def test_a_completion_is_answered_by_the_municipality(scene, monkeypatch):
    visit = booked(scene)
    asked = visits.ask_completion(
        visit_id=visit.pk, text="Planen", due_date=AT.date(), by=scene.handler, at=AT
    )
    page = at("visit_answer", scene, visit, asked.pk)
    client = signed_in(scene.coordinator)

    assert client.get(page).status_code == 200
    assert signed_in(scene.handler).get(page).status_code == 403
    assert client.get(at("visit_answer", scene, visit, 0)).status_code == 404
    assert client.post(page, {"answer": "Här"}).status_code == 302
    assert client.post(page, {"answer": "Igen"}).status_code == REFUSED


def test_the_log_is_saved_whole_without_javascript_and_shows_a_conflict(scene):
    visit = booked(scene)
    client, page = signed_in(scene.handler), at("visit_log", scene, visit)
    blank = mark_of("")
    typed = {"strengths": "Bra", "strengths__seen": blank, "reasons": "", "reasons__seen": blank}

    assert client.post(page, typed).status_code == 302
    answer = client.post(page, typed | {"strengths": "Annat"})
    assert answer.status_code == REFUSED
    text = answer.content.decode()
    assert "Sparat av någon annan" in text
    assert "Bra" in text
    assert "Annat" in text
    assert client.post(page, {"x": "1", "x__seen": ""}).status_code == REFUSED


def test_one_field_is_saved_by_itself(scene):
    visit = booked(scene)
    client, page = signed_in(scene.handler), at("visit_log_field", scene, visit)
    data = {"field": "area-training", "value": "Pågår", "seen": mark_of("")}

    saved = client.post(page, data)
    assert saved.status_code == 200
    assert "Risk- och sårbarhetsanalys" in saved.json()["progress"]
    conflict = client.post(page, data | {"value": "Annat"})
    assert conflict.status_code == REFUSED
    assert conflict.json()["value"] == "Pågår"
    assert client.post(page, data | {"field": "x"}).status_code == REFUSED


def test_a_deficiency_is_named_from_the_log(scene):
    visit = booked(scene)
    client, page = signed_in(scene.handler), at("visit_log_deficiency", scene, visit)

    assert client.post(page, {"area": "training", "text": ""}).status_code == WRONG
    assert client.post(page, {"area": "training", "text": "Övar inte"}).status_code == 302
    assert "Övar inte" in client.get(at("visit_log", scene, visit)).content.decode()


def test_the_visit_is_held_through_the_form_with_its_reasons(scene):
    visit = booked(scene)
    Visit.objects.filter(pk=visit.pk).update(starts_at=AT)
    client, page = signed_in(scene.handler), at("visit_hold", scene, visit)
    typed = {"held_date": "2026-02-02"}

    assert client.post(page, typed).status_code == REFUSED
    reasons = {"participants_exception": "Sjuk", "areas_exception": "Tiden"}
    assert client.post(page, typed | reasons).status_code == 302
    assert client.get(page).status_code == 302
    visit.refresh_from_db()
    assert visit.status == Visit.Status.HELD


def test_the_pack_is_two_clicks_and_a_tagged_pdf(scene):
    """domain.md 7.7: ≤ 2 clicks, ≤ 30 s."""
    visit = booked(scene)
    client, page = signed_in(scene.handler), at("visit_pack", scene, visit)
    assert client.get(page).status_code == 404

    assert client.post(page).status_code == 302
    visit.refresh_from_db()
    job = visit_packs.PACK.latest(visit)
    assert visit_packs.want_pack(visit_id=visit.pk, by=scene.handler, at=AT) == job
    # As the worker does, but without its thread: the test's database knows only one.
    job.result = visit_packs.PACK.make(job)
    job.status, job.done_at = job.Status.DONE, AT
    job.save()

    answer = client.get(page)
    content = b"".join(answer.streaming_content)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.Root.MarkInfo.Marked
    assert "Ladda ner underlaget" in client.get(at("visit_pack_job", scene, visit)).content.decode()
    assert visit_packs.want_pack(visit_id=visit.pk, by=scene.handler, at=AT) != job


def test_the_page_that_waits_for_a_pack_is_told_when_it_failed(scene):
    visit = booked(scene)
    client, page = signed_in(scene.handler), at("visit_pack_job", scene, visit)
    job = visit_packs.want_pack(visit_id=visit.pk, by=scene.handler, at=AT)
    waiting = client.get(page)
    assert "Underlaget skapas" in waiting.content.decode()
    seen = {"If-None-Match": waiting["ETag"]}
    assert client.get(page, headers=seen).status_code == NOT_CHANGED

    job.status = job.Status.FAILED
    job.save()
    visit_packs.PACK.ended(job)

    assert "Försök igen" in client.get(page, headers=seen).content.decode()


def test_a_nights_packs_are_those_of_the_county_that_asks(scene):
    elsewhere = CountyFactory(code="03", letter="C", name="Uppsala län")
    rights.grant(scene.handler.appointments.get().function, access.HANDLE, elsewhere)
    own = planned(scene, 2026, 2)
    theirs = visit_plan.plan_visit(
        municipality_id=MunicipalityFactory(county=elsewhere).pk, term=scene.term, year=2026,
        quarter=2, by=scene.handler, at=AT,
    )  # fmt: skip
    out = io.StringIO()

    call_command("visit_packs", "2026", "2", county=scene.municipality.county_id, stdout=out)

    assert out.getvalue() == "1 underlag.\n"
    assert visit_packs.PACK.latest(Visit.objects.get(pk=own.pk))
    assert visit_packs.PACK.latest(Visit.objects.get(pk=theirs.pk)) is None


def test_the_calendar_is_personal_and_revocable(scene):
    visit = booked(scene)
    planned(scene, 2026, 3)
    client, page = signed_in(scene.coordinator), reverse("followup:visit_calendar")
    assert client.get(page).status_code == 200
    assert "/uppfoljning/besok/kalender/" in client.post(page).content.decode()
    secret = calendar_addresses.make_address(VisitCalendar, by=scene.handler, at=AT)
    address = reverse("followup:visit_calendar_file", args=[secret])

    served = Client().get(address).content.decode()

    assert f"UID:visit-{visit.pk}@" in served
    assert "Inledning" not in served
    assert "Kommunhuset" not in served
    assert (
        signed_in(scene.handler).post(reverse("followup:visit_calendar_revoke")).status_code == 302
    )
    assert Client().get(address).status_code == 404
    assert signed_in(scene.outsider).post(page).status_code == REFUSED


def test_the_municipalitys_calendar_holds_its_own_visits(scene):
    booked(scene)
    secret = calendar_addresses.make_address(VisitCalendar, by=scene.coordinator, at=AT)
    served = Client().get(reverse("followup:visit_calendar_file", args=[secret]))

    assert "Uppföljningsbesök" in served.content.decode()
