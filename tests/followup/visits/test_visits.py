"""A visit: booked, prepared, logged, held."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from common.autosave import mark_of
from common.errors import RuleError
from followup.terms import queries as method
from followup.visits import areas as visit_areas
from followup.visits import queries as reports
from followup.visits import services as visits
from followup.visits.log import services as visit_log
from followup.visits.measures.models import Deficiency
from followup.visits.models import Visit, VisitArea
from notices.models import Notice
from tests.followup.visits.factories import AREAS, AT, DAY, booked, planned

AFTER = DAY + timedelta(hours=5)
TYPED = visit_log.Typed


def _touch_all(scene, visit):
    for area in AREAS:
        VisitArea.objects.update_or_create(visit=visit, area=area, defaults={"is_touched": True})


def _all_present(visit):
    visit.participants.update(is_present=True)


def test_a_booking_tells_the_coordinator_and_the_leadership_with_purpose_and_programme(scene):
    """Vägledningen 2.9: "Tydlighet i kommunikationen inför uppföljningen – syfte och mål"."""
    visit = booked(scene)

    notices = Notice.objects.filter(template="visit_planned")
    assert notices.count() == 2
    body = notices[0].body
    assert "2026-03-10" in body
    assert "Inledning" in body
    assert "Besöket gäller" in body
    assert "inte hur en enskild beredskapssamordnare" in body
    deadline = scene.municipality.deadlines.get(key=f"visit:{visit.pk}")
    assert deadline.due_date == date(2026, 3, 10)
    roles = set(visit.participants.values_list("role", flat=True))
    assert {"coordinator", "director", "board_chair", "county"} <= roles


def test_a_rebooking_moves_the_deadline_and_the_quarter_and_tells_anew(scene):
    """Vägledningen 2.9: "god framförhållning och planering"."""
    visit = booked(scene)
    booking = visits.Booking(DAY + timedelta(days=60), "Kommunhuset", joined_with_lso=True)

    visits.book_visit(visit_id=visit.pk, booking=booking, by=scene.handler, at=AT)

    visit.refresh_from_db()
    assert visit.quarter == 2
    assert visit.sequence == 2
    assert "LSO" in visits.purpose_of(visit)
    assert scene.municipality.deadlines.get().due_date == date(2026, 5, 9)
    assert Notice.objects.filter(template="visit_planned").count() == 4


@pytest.mark.parametrize(
    ("booking", "says"),
    [
        (visits.Booking(AT, "Kommunhuset"), "redan varit"),
        (visits.Booking(DAY, " "), "var besöket"),
        (visits.Booking(DAY + timedelta(days=400), "Kommunhuset"), "utanför mandatperioden"),
    ],
)
def test_a_booking_that_cannot_be_is_refused(scene, booking, says):
    visit = planned(scene)
    with pytest.raises(RuleError, match=says):
        visits.book_visit(visit_id=visit.pk, booking=booking, by=scene.handler, at=AT)


def test_a_booking_in_another_visits_quarter_is_refused(scene):
    planned(scene, 2026, 2)
    visit = planned(scene, 2026, 1)
    booking = visits.Booking(DAY + timedelta(days=60), "Kommunhuset")
    with pytest.raises(RuleError, match="redan ett besök"):
        visits.book_visit(visit_id=visit.pk, booking=booking, by=scene.handler, at=AT)


def test_only_a_handler_prepares_a_visit(scene):
    visit = booked(scene)
    acts = [
        lambda by: visits.note_pre_meeting(visit_id=visit.pk, day=None, notes="", by=by, at=AT),
        lambda by: visits.settle_secrecy(
            visit_id=visit.pk, needs_undertaking=True, room_is_suitable=True, note="", by=by, at=AT
        ),
        lambda by: visits.add_participant(
            visit_id=visit.pk, role="other", function_name="", by=by, at=AT
        ),
        lambda by: visits.choose_criteria(visit_id=visit.pk, criterion_ids=[], by=by, at=AT),
        lambda by: visits.ask_completion(
            visit_id=visit.pk, text="Planen", due_date=AT.date(), by=by, at=AT
        ),
        lambda by: visits.hold_visit(visit_id=visit.pk, by=by, at=AFTER),
        lambda by: visit_log.save_field(
            visit_id=visit.pk, field="strengths", typed=TYPED("x", mark_of("")), by=by, at=AT
        ),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(scene.coordinator)


def test_a_visit_that_is_not_is_not_found(scene):
    with pytest.raises(Http404):
        visits.hold_visit(visit_id=0, by=scene.handler, at=AT)


def test_the_pre_meeting_comes_before_the_visit(scene):
    """Vägledningen 2.7.3: "ett förmöte med beredskapssamordnaren inför besöken"."""
    visit = booked(scene)
    visits.note_pre_meeting(
        visit_id=visit.pk, day=date(2026, 3, 1), notes="Bemanning", by=scene.handler, at=AT
    )
    visit.refresh_from_db()
    assert visit.pre_meeting_notes == "Bemanning"
    with pytest.raises(RuleError, match="före besöket"):
        visits.note_pre_meeting(
            visit_id=visit.pk, day=date(2026, 3, 11), notes="", by=scene.handler, at=AT
        )


def test_secrecy_is_settled_by_both_answers(scene):
    """Vägledningen 2.10: "dialog … om besöket kräver några särskilda förberedelser"."""
    visit = booked(scene)
    given = {"visit_id": visit.pk, "note": "", "by": scene.handler, "at": AT}
    visits.settle_secrecy(needs_undertaking=True, room_is_suitable=None, **given)
    visit.refresh_from_db()
    assert visit.secrecy_settled_at is None
    assert not reports.readiness(visit, AT.date()).secrecy.holds

    visits.settle_secrecy(needs_undertaking=True, room_is_suitable=True, **given)
    visit.refresh_from_db()
    assert visit.secrecy_settled_at == AT
    assert reports.readiness(visit, AT.date()).secrecy.holds


def test_focus_handler_and_lso_are_changed_before_the_visit(scene):
    """Vägledningen 2.7.2: "kan samordnas med länsstyrelsens tillsynsbesök för LSO"."""
    visit = planned(scene)
    given = {"visit_id": visit.pk, "focus": "results", "joined_with_lso": True, "at": AT}
    visits.set_details(handler_id=visit.handler_id, by=scene.handler, **given)
    visit.refresh_from_db()
    assert visit.focus == "results"
    assert visit.joined_with_lso
    with pytest.raises(RuleError, match="handläggare"):
        visits.set_details(handler_id=0, by=scene.handler, **given)


def test_participants_are_functions_added_once(scene):
    """Vägledningen 2.7: deltagarna är funktioner: samordnaren, ledningen, de förtroendevalda."""
    visit = booked(scene)
    given = {"visit_id": visit.pk, "role": "commissioner", "by": scene.handler, "at": AT}
    added = visits.add_participant(function_name="", **given)
    assert added.function == "Ansvarigt kommunalråd"
    with pytest.raises(RuleError, match="redan"):
        visits.add_participant(function_name="", **given)
    visits.remove_participant(visit_id=visit.pk, participant_id=added.pk, by=scene.handler, at=AT)
    assert not visit.participants.filter(pk=added.pk).exists()


def test_there_is_a_limit_to_participants(scene, monkeypatch):
    monkeypatch.setattr(visits, "MAX_PARTICIPANTS", 1)
    visit = booked(scene)
    with pytest.raises(RuleError, match="Högst"):
        visits.add_participant(
            visit_id=visit.pk, role="other", function_name="Ekonomichef", by=scene.handler, at=AT
        )


def test_criteria_are_a_selection_and_a_noted_one_stays(scene):
    """Vägledningen 2.7.3: "endast ett passande urval"."""
    visit = booked(scene)
    offered = list(method.criteria(DAY.date()).values_list("pk", flat=True))
    given = {"visit_id": visit.pk, "by": scene.handler, "at": AT}
    visits.choose_criteria(criterion_ids=[offered[0], 987654], **given)
    assert visit.criteria.count() == 1
    assert reports.readiness(visit, AT.date()).missing_areas
    visit.criteria.update(note="Sagt.")
    with pytest.raises(RuleError, match="anteckning"):
        visits.choose_criteria(criterion_ids=[], **given)
    visits.choose_criteria(criterion_ids=offered, **given)
    assert reports.readiness(visit, AT.date()).missing_areas == []


def test_a_completion_is_asked_for_and_answered(scene):
    """Vägledningen 2.7.3: "Det kan föranleda kompletteringar"."""
    visit = booked(scene)
    asked = visits.ask_completion(
        visit_id=visit.pk, text="Övningsplanen", due_date=date(2026, 3, 1), by=scene.handler, at=AT
    )
    assert Notice.objects.filter(template="completion_asked").count() == 1
    key = visits.completion_key(asked)
    assert scene.municipality.deadlines.get(key=key).state == "open"

    with pytest.raises(RuleError, match="Skriv svaret"):
        visits.answer_completion(completion_id=asked.pk, answer=" ", by=scene.coordinator, at=AT)
    with pytest.raises(PermissionDenied):
        visits.answer_completion(completion_id=asked.pk, answer="x", by=scene.handler, at=AT)
    visits.answer_completion(completion_id=asked.pk, answer="Här.", by=scene.coordinator, at=AT)

    assert scene.municipality.deadlines.get(key=key).state == "met"
    assert Notice.objects.filter(template="dialogue").count() == 1
    with pytest.raises(RuleError, match="redan"):
        visits.answer_completion(completion_id=asked.pk, answer="x", by=scene.coordinator, at=AT)
    with pytest.raises(Http404):
        visits.answer_completion(completion_id=0, answer="x", by=scene.coordinator, at=AT)


@pytest.mark.parametrize(
    ("text", "due", "says"),
    [
        (" ", date(2026, 3, 1), "Skriv vad"),
        ("Planen", date(2026, 1, 1), "redan varit"),
        ("Planen", date(2026, 3, 11), "före besöket"),
    ],
)
def test_a_completion_that_cannot_be_is_refused(scene, text, due, says):
    visit = booked(scene)
    with pytest.raises(RuleError, match=says):
        visits.ask_completion(visit_id=visit.pk, text=text, due_date=due, by=scene.handler, at=AT)


def test_a_visit_is_held_when_all_rules_are_met(scene):
    """Vägledningen 2.7, 2.7.3: deltagande och samtliga områden."""
    visit = booked(scene)
    _all_present(visit)
    _touch_all(scene, visit)

    visits.hold_visit(visit_id=visit.pk, by=scene.handler, at=AFTER)

    visit.refresh_from_db()
    assert visit.status == Visit.Status.HELD
    assert visit.held_date == DAY.date()
    assert scene.municipality.deadlines.get(key=f"visit:{visit.pk}").state == "met"
    with pytest.raises(RuleError, match="genomfört"):
        visits.hold_visit(visit_id=visit.pk, by=scene.handler, at=AFTER)
    with pytest.raises(RuleError, match="kan inte ändras"):
        visits.remove_participant(visit_id=visit.pk, participant_id=1, by=scene.handler, at=AFTER)


def test_an_absent_leadership_needs_a_recorded_reason(scene):
    """Vägledningen 2.7; domain.md 7.7: undantag antecknas."""
    visit = booked(scene)
    visit.participants.filter(role="coordinator").update(is_present=True)
    _touch_all(scene, visit)
    with pytest.raises(RuleError, match="högre chef") as refused:
        visits.hold_visit(visit_id=visit.pk, by=scene.handler, at=AFTER)
    assert refused.value.field == "participants_exception"

    visits.hold_visit(visit_id=visit.pk, participants_exception="Sjuk.", by=scene.handler, at=AFTER)
    visit.refresh_from_db()
    assert visit.participants_exception == "Sjuk."


def test_an_untouched_area_needs_a_recorded_reason(scene):
    """Vägledningen 2.7.3: "av vikt att samtliga områden … berörs"."""
    visit = booked(scene)
    _all_present(visit)
    with pytest.raises(RuleError, match="Risk- och sårbarhetsanalys"):
        visits.hold_visit(visit_id=visit.pk, by=scene.handler, at=AFTER)

    visits.hold_visit(visit_id=visit.pk, areas_exception="Tiden.", by=scene.handler, at=AFTER)
    visit.refresh_from_db()
    assert visit.areas_exception == "Tiden."


def test_a_visit_is_not_held_before_its_day(scene):
    visit = booked(scene)
    with pytest.raises(RuleError, match="har inte kommit"):
        visits.hold_visit(visit_id=visit.pk, by=scene.handler, at=AT)


def test_a_visit_is_not_held_outside_its_term(scene):
    """Vägledningen 2.7: a visit of the term is held in the term."""
    visit = booked(scene)
    for day in (date(2001, 1, 1), date(2022, 12, 31)):
        with pytest.raises(RuleError, match="utanför mandatperioden 2023–2026") as refused:
            visits.hold_visit(visit_id=visit.pk, held_date=day, by=scene.handler, at=AFTER)
        assert refused.value.field == "held_date"


def test_what_a_held_visit_rests_on_is_not_undone_without_a_reason(scene):
    """Vägledningen 2.7 "ska … delta": not after the visit has been noted as held either."""
    visit = booked(scene)
    _all_present(visit)
    _touch_all(scene, visit)
    visits.hold_visit(visit_id=visit.pk, by=scene.handler, at=AFTER)
    director = visit.participants.get(role="director")
    gone = {f"present-{director.pk}": TYPED("no", mark_of("yes"))}
    save = {"visit_id": visit.pk, "by": scene.handler, "at": AFTER}

    with pytest.raises(RuleError, match="högre chef var inte med. Skriv skälet"):
        visit_log.save_log(fields=gone, **save)
    director.refresh_from_db()
    assert director.is_present
    untouched = {f"touched-{AREAS[0].value}": TYPED("", mark_of("on"))}
    with pytest.raises(RuleError, match="Inte berörda områden"):
        visit_log.save_log(fields=untouched, **save)

    reason = {"participants_exception": TYPED("Gick efter en timme.", mark_of(""))}
    assert visit_log.save_log(fields=gone | reason, **save) == {}
    director.refresh_from_db()
    assert director.is_present is False
    with pytest.raises(RuleError, match="för lång"):
        visit_log.save_field(field="areas_exception", typed=TYPED("x" * 1001, mark_of("")), **save)


def test_the_log_keeps_each_field_and_shows_both_texts_of_a_conflict(scene):
    """Vägledningen 2.7.3; domain.md 1.10."""
    visit = booked(scene)
    blank = mark_of("")
    save = {"visit_id": visit.pk, "field": "strengths", "at": AFTER}
    visit_log.save_field(typed=TYPED("Bra", blank), by=scene.handler, **save)
    assert visit_log.save_field(typed=TYPED("Bra", blank), by=scene.second, **save) == "Bra"
    with pytest.raises(visit_log.FieldConflict) as conflict:
        visit_log.save_field(typed=TYPED("Annat", blank), by=scene.second, **save)

    assert conflict.value.value == "Bra"
    assert conflict.value.by_label
    conflicts = visit_log.save_log(
        visit_id=visit.pk,
        fields={"strengths": TYPED("Annat", blank), "reasons": TYPED("Ensam", blank)},
        by=scene.second,
        at=AFTER,
    )
    visit.refresh_from_db()
    assert list(conflicts) == ["strengths"]
    assert (visit.strengths, visit.reasons) == ("Bra", "Ensam")


def test_a_note_on_an_area_or_its_criterion_touches_the_area(scene):
    """Vägledningen 2.7.3: områden berörs."""
    visit = booked(scene)
    offered = method.criteria(DAY.date())
    visits.choose_criteria(
        visit_id=visit.pk, criterion_ids=[offered[0].pk], by=scene.handler, at=AT
    )
    choice = visit.criteria.get()
    other = next(area for area in AREAS if area != choice.criterion.area)
    blank = mark_of("")
    participant = visit.participants.filter(role="director").get()
    fields = {
        f"criterion-{choice.pk}": "Gott",
        f"area-{other.value}": "Pågår",
        f"present-{participant.pk}": "yes",
        f"touched-{other.value}": "on",
    }
    for field, value in fields.items():
        given = {"visit_id": visit.pk, "field": field, "by": scene.handler, "at": AFTER}
        visit_log.save_field(typed=TYPED(value, blank), **given)
        visit.refresh_from_db()
        assert visit_log.read(visit, field) == value

    assert visit_areas.touched(visit, DAY.date()).holds


def _save(scene, visit, field, value, seen=""):
    given = {"visit_id": visit.pk, "field": field, "by": scene.handler, "at": AFTER}
    return visit_log.save_field(typed=TYPED(value, mark_of(seen)), **given)


def test_an_area_is_ticked_as_touched_and_the_tick_taken_back(scene):
    """Vägledningen 2.7.3: områden berörs; the one on site decides, without a note too."""
    visit = booked(scene)
    for area in AREAS:
        _save(scene, visit, f"touched-{area.value}", "on")
    assert visit_areas.touched(visit, DAY.date()).holds

    _save(scene, visit, f"touched-{AREAS[0].value}", "", seen="on")

    assert visit_areas.touched(visit, DAY.date()).missing == (AREAS[0].value,)


def test_an_area_stays_touched_when_its_note_is_taken_away(scene):
    visit = booked(scene)
    _save(scene, visit, "area-training", "Pågår")
    _save(scene, visit, "area-training", "", seen="Pågår")

    assert visit_log.read(visit, "area-training") == ""
    assert visit_log.read(visit, "touched-training") == "on"


def test_what_one_left_alone_is_no_conflict_when_the_whole_log_is_saved(scene):
    """domain.md 1.10: a note has ticked its area meanwhile, and another has written elsewhere."""
    visit = booked(scene)
    blank = mark_of("")
    _save(scene, visit, "area-training", "Pågår")
    _save(scene, visit, "strengths", "Bra")

    conflicts = visit_log.save_log(
        visit_id=visit.pk,
        fields={
            "touched-training": TYPED("", blank),
            "strengths": TYPED("", blank),
            "reasons": TYPED("Ensam", blank),
        },
        by=scene.second,
        at=AFTER,
    )

    visit.refresh_from_db()
    assert conflicts == {}
    assert (visit.strengths, visit.reasons) == ("Bra", "Ensam")
    assert visit_log.read(visit, "touched-training") == "on"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("handler", "1", "Fältet finns inte"),
        ("area-moon", "x", "Fältet finns inte"),
        ("criterion-x", "x", "inte längre valt"),
        ("present-0", "yes", "inte längre på listan"),
        ("strengths", "x" * 8001, "för lång"),
        ("area-training", "x" * 4001, "för lång"),
    ],
)
def test_a_field_that_cannot_be_written_is_refused(scene, field, value, says):
    visit = booked(scene)
    with pytest.raises(RuleError, match=says):
        visit_log.save_field(
            visit_id=visit.pk, field=field, typed=TYPED(value, mark_of("")), by=scene.handler,
            at=AFTER,
        )  # fmt: skip


def test_presence_is_yes_or_no(scene):
    visit = booked(scene)
    row = visit.participants.first()
    with pytest.raises(RuleError, match="ja eller nej"):
        visit_log.save_field(
            visit_id=visit.pk, field=f"present-{row.pk}", typed=TYPED("kanske", mark_of("")),
            by=scene.handler, at=AFTER,
        )  # fmt: skip


def test_a_planned_visit_has_no_log_yet(scene):
    visit = planned(scene)
    with pytest.raises(RuleError, match="stängd"):
        visit_log.save_field(
            visit_id=visit.pk, field="strengths", typed=TYPED("x", mark_of("")), by=scene.handler,
            at=AFTER,
        )  # fmt: skip


def test_a_deficiency_is_named_on_site(scene):
    """Vägledningen 2.9: "var tydlig med vad länsstyrelsen anser behöver förbättras"."""
    visit = booked(scene)
    found = visit_log.log_deficiency(
        visit_id=visit.pk, area="training", text="Ingen övning.", remedy="Öva.",
        by=scene.handler, at=AFTER,
    )  # fmt: skip

    assert found.origin == Deficiency.Origin.VISIT
    assert list(reports.deficiencies_of(visit)) == [found]
    assert found.told_at is None


def test_a_called_off_visit_is_not_prepared(scene):
    from followup.visits.plan import services as visit_plan

    visit = planned(scene)
    visit_plan.cancel_visit(visit_id=visit.pk, reason="Flyttas.", by=scene.handler, at=AT)
    with pytest.raises(RuleError, match="kan inte ändras"):
        visits.choose_criteria(visit_id=visit.pk, criterion_ids=[], by=scene.handler, at=AT)
