"""The annual report, from begun to accepted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from common.autosave import mark_of
from common.errors import RuleError
from followup.annual.models import AnnualReport, IndicatorAnswer, ReportedItem
from followup.annual.reports import services as reports
from followup.annual.reports import steps
from followup.annual.reports.services import FieldConflict, Item, Typed, answer_field, remark_field
from followup.deadlines.models import Deadline
from followup.overview import municipal
from followup.terms.models import IndicatorSet, KeyDate
from notices.models import Notice
from tests.followup.annual import factories as make
from tests.followup.annual.factories import AT, LATER, YEAR
from tests.followup.worlds import World

pytestmark = pytest.mark.django_db
EVENT = Item("event", "Elavbrott", date(2025, 11, 3), "area_responsibility")


@pytest.fixture
def world():
    make.rules_of_the_year()
    return World()


def write(world, report, name, value, seen="", by=None):
    typed = {name: Typed(value, seen)}
    return reports.write_fields(report_id=report.pk, typed=typed, by=by or world.coordinator, at=AT)


def test_the_years_deadline_is_laid_once_for_each_municipality(world):
    """Vägledningen 2.4: redovisningen ska vara inne 15 februari."""
    other = world.another_municipality()

    assert steps.lay_year(county=world.county, year=YEAR, at=AT) == 2
    assert steps.lay_year(county=world.county, year=YEAR, at=AT) == 0

    laid = Deadline.objects.get(key=f"report:{other.scb_code}:{YEAR}")
    assert laid.due_date == make.DUE


def test_the_tick_lays_the_year_that_falls_due_next(world):
    steps.lay_coming(datetime(2026, 2, 15, 12, 0, tzinfo=UTC))
    steps.lay_coming(datetime(2026, 2, 16, 12, 0, tzinfo=UTC))

    years = {key.rsplit(":", 1)[1] for key in Deadline.objects.values_list("key", flat=True)}
    assert years == {"2025", "2026"}


def test_without_reference_data_the_tick_lays_nothing(world):
    KeyDate.objects.all().delete()

    assert steps.lay_coming(AT) == 0


def test_a_report_opens_when_its_year_is_over(world):
    """Vägledningen 2.4: året redovisas när det är slut."""
    with pytest.raises(RuleError, match="öppnar 2026-01-01"):
        make.begun(world, at=datetime(2025, 12, 31, 12, 0, tzinfo=UTC))

    assert make.begun(world, at=datetime(2026, 1, 1, 12, 0, tzinfo=UTC)).year == YEAR


def test_begun_twice_is_the_same_report(world):
    assert make.begun(world) == make.begun(world)


def test_a_moved_deadline_stays_where_it_was_put(world):
    steps.lay_year(county=world.county, year=YEAR, at=AT)
    Deadline.objects.update(due_date=date(2026, 3, 1))

    make.begun(world)

    assert Deadline.objects.get().due_date == date(2026, 3, 1)


def test_without_indicators_nothing_can_be_begun(world):
    IndicatorSet.objects.update(valid_to=date(2020, 1, 1))

    with pytest.raises(RuleError, match="Ingen uppsättning"):
        make.begun(world)


def test_only_the_municipality_begins(world):
    with pytest.raises(PermissionDenied):
        steps.start_report(
            municipality_id=world.municipality.pk, year=YEAR, by=world.handler, at=AT
        )


def test_fields_are_stored_each_in_its_spelling(world):
    """Vägledningen 2.4: indikatorerna besvaras efter sin svarstyp."""
    report = make.answered(world)
    write(world, report, "comment", "  Klart  ")
    write(world, report, remark_field(make.indicator("scale")), "Bättre än i fjol")

    report.refresh_from_db()
    values = dict(report.answers.values_list("indicator__answer_type", "value"))
    assert values == make.ANSWERS
    assert report.comment == "Klart"
    assert report.answers.get(indicator__answer_type="scale").comment == "Bättre än i fjol"


@pytest.mark.parametrize(
    ("kind", "typed", "problem"),
    [
        ("yes_no", "kanske", "ja eller nej"),
        ("scale", "6", "1 till 5"),
        ("number", "många", "Skriv ett tal"),
        ("number", "-1", "noll eller större"),
        ("text", "x" * 2001, "Högst 2000"),
    ],
)
def test_what_is_no_answer_is_refused_at_the_field(world, kind, typed, problem):
    report, field = make.begun(world), answer_field(make.indicator(kind))

    with pytest.raises(RuleError, match=problem) as refused:
        write(world, report, field, typed)

    assert refused.value.field == field


def test_a_comment_that_is_too_long_is_refused(world):
    with pytest.raises(RuleError, match="Högst 8000"):
        write(world, make.begun(world), "comment", "x" * 8001)


@pytest.mark.parametrize("name", ["a-999999", "x-1", "a-", "a-" + "9" * 30, "finns inte"])
def test_a_field_that_is_none_is_not_found(world, name):
    report = make.begun(world)

    with pytest.raises(Http404):
        write(world, report, name, "1")


def test_two_who_write_in_one_field_are_both_shown(world):
    report, field = make.answered(world), answer_field(make.indicator("text"))
    seen = mark_of("Vi övar.")
    write(world, report, field, "Vi övar ofta.", seen, by=world.director)

    with pytest.raises(FieldConflict) as conflict:
        write(world, report, field, "Vi övar sällan.", seen)

    assert conflict.value.clashes[0].value == "Vi övar ofta."
    assert "Kommundirektör" in conflict.value.clashes[0].by
    assert report.answers.get(indicator__answer_type="text").value == "Vi övar ofta."


def test_a_field_left_alone_keeps_what_another_wrote(world):
    report, field = make.answered(world), answer_field(make.indicator("number"))
    seen = mark_of("12")
    write(world, report, field, "13", seen, by=world.director)

    write(world, report, field, "12", seen)

    assert report.answers.get(indicator__answer_type="number").value == "13"


def test_only_what_is_complete_is_sent(world):
    """Vägledningen 2.4: alla indikatorer besvaras."""
    report = make.begun(world)

    with pytest.raises(RuleError, match="4 är kvar"):
        steps.send_report(report_id=report.pk, by=world.coordinator, at=AT)


def test_sending_meets_the_deadline_and_gives_a_receipt(world):
    """Vägledningen 2.4: kommunen redovisar till länsstyrelsen."""
    report = make.sent(world)

    assert report.status == "sent"
    assert Deadline.objects.get().state == Deadline.State.MET
    assert set(Notice.objects.values_list("template", flat=True)) == {"receipt", "dialogue"}


def test_what_is_sent_is_closed(world):
    report = make.sent(world)

    with pytest.raises(RuleError, match="inskickad"):
        write(world, report, "comment", "mer")
    with pytest.raises(RuleError, match="skickas in"):
        steps.send_report(report_id=report.pk, by=world.coordinator, at=AT)


def test_completion_opens_the_report_with_a_day_of_its_own(world):
    """Vägledningen 2.5: länsstyrelsen begär in ytterligare underlag."""
    report = make.sent(world)
    by = date(2026, 3, 10)

    steps.request_completion(
        report_id=report.pk, text="Ange effekten.", complete_by=by, by=world.handler, at=LATER
    )
    open_ones = Deadline.objects.filter(state=Deadline.State.OPEN)
    assert list(open_ones.values_list("kind", "due_date")) == [(Deadline.Kind.COMPLETION, by)]
    reports = reverse("followup:reports", args=[report.municipality.scb_code])
    assert municipal.page_of(open_ones.get()) == reports  # not among the documents

    write(world, report, "comment", "Effekten var god.")
    steps.send_report(report_id=report.pk, by=world.coordinator, at=LATER + timedelta(days=1))
    assert not Deadline.objects.filter(state=Deadline.State.OPEN).exists()

    again = date(2026, 4, 1)
    steps.request_completion(
        report_id=report.pk, text="Och kostnaden.", complete_by=again, by=world.handler, at=LATER
    )
    assert Deadline.objects.get(state=Deadline.State.OPEN).due_date == again
    kinds = list(report.steps.values_list("kind", flat=True))
    assert kinds.count("completion_requested") == 2


@pytest.mark.parametrize(
    ("text", "day", "problem"),
    [(" ", date(2026, 3, 10), "Skriv vad"), ("Mer", date(2026, 2, 20), "framåt")],
)
def test_completion_says_what_and_by_when(world, text, day, problem):
    report = make.sent(world)

    with pytest.raises(RuleError, match=problem):
        steps.request_completion(
            report_id=report.pk, text=text, complete_by=day, by=world.handler, at=LATER
        )


def test_accepted_is_frozen_for_good(world):
    report = make.accepted(world)

    assert report.status == "accepted"
    for act in (
        lambda: write(world, report, "comment", "x"),
        lambda: steps.accept_report(report_id=report.pk, by=world.handler, at=LATER),
        lambda: steps.request_completion(
            report_id=report.pk,
            text="x",
            complete_by=date(2026, 4, 1),
            by=world.handler,
            at=LATER,
        ),
        lambda: reports.add_item(report_id=report.pk, item=EVENT, by=world.coordinator, at=LATER),
    ):
        with pytest.raises(RuleError):
            act()


def test_each_step_needs_its_own_right(world):
    report = make.answered(world)

    with pytest.raises(PermissionDenied):
        steps.send_report(report_id=report.pk, by=world.handler, at=AT)
    steps.send_report(report_id=report.pk, by=world.director, at=AT)
    with pytest.raises(PermissionDenied):
        steps.accept_report(report_id=report.pk, by=world.coordinator, at=AT)
    with pytest.raises(PermissionDenied):
        steps.request_completion(
            report_id=report.pk,
            text="x",
            complete_by=LATER.date(),
            by=world.signer,
            at=AT,
        )


def test_a_report_that_is_none_is_not_found(world):
    with pytest.raises(Http404):
        steps.send_report(report_id=0, by=world.coordinator, at=AT)


def test_events_and_measures_are_added_changed_and_removed(world):
    """Vägledningen 2.4: händelser och vidtagna åtgärder redovisas."""
    report = make.begun(world)
    item = reports.add_item(report_id=report.pk, item=EVENT, by=world.coordinator, at=AT)
    better = Item("measure", "Reservkraft", None, "", "Avbrott klaras")

    reports.change_item(
        item_id=item.pk,
        item=better,
        seen=reports.mark_of_item(item),
        by=world.coordinator,
        at=AT,
    )
    assert ReportedItem.objects.get().effect == "Avbrott klaras"

    with pytest.raises(FieldConflict):
        reports.change_item(
            item_id=item.pk, item=EVENT, seen="gammalt", by=world.coordinator, at=AT
        )
    reports.remove_item(item_id=item.pk, by=world.coordinator, at=AT)
    assert not ReportedItem.objects.exists()
    with pytest.raises(Http404):
        reports.remove_item(item_id=item.pk, by=world.coordinator, at=AT)


def test_an_item_that_another_took_away_while_one_waited_is_not_found(world, monkeypatch):
    report = make.begun(world)
    item = reports.add_item(report_id=report.pk, item=EVENT, by=world.coordinator, at=AT)
    locked = reports.locked_report

    def after_the_other(report_id):
        found = locked(report_id)
        ReportedItem.objects.filter(pk=item.pk).delete()
        return found

    monkeypatch.setattr(reports, "locked_report", after_the_other)
    with pytest.raises(Http404):
        reports.change_item(
            item_id=item.pk,
            item=EVENT,
            seen=reports.mark_of_item(item),
            by=world.coordinator,
            at=AT,
        )


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (Item("event", " "), "text"),
        (Item("fest", "Kalas"), "kind"),
        (Item("event", "Brand", None, "månen"), "area"),
        (Item("event", "Brand", date(2024, 12, 31)), "happened_date"),
    ],
)
def test_an_item_that_does_not_hold_together_is_refused(world, item, field):
    report = make.begun(world)

    with pytest.raises(RuleError) as refused:
        reports.add_item(report_id=report.pk, item=item, by=world.coordinator, at=AT)

    assert refused.value.field == field


def test_a_municipality_without_county_still_reports(world):
    world.municipality.county = None
    world.municipality.save()

    assert make.sent(world).status == "sent"


def test_nothing_of_a_report_is_left_behind_by_a_conflict(world):
    report, text, number = (
        make.answered(world),
        answer_field(make.indicator("text")),
        answer_field(make.indicator("number")),
    )
    typed = {number: Typed("99", mark_of("12")), text: Typed("Nytt", mark_of("aldrig sett"))}

    with pytest.raises(FieldConflict):
        reports.write_fields(report_id=report.pk, typed=typed, by=world.coordinator, at=AT)

    assert IndicatorAnswer.objects.get(indicator__answer_type="number").value == "12"
    assert AnnualReport.objects.get().status == "draft"
