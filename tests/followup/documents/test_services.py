"""Documents are handed in, replaced, withdrawn, checked, answered, accepted and planned for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from common.errors import RuleError
from followup import access
from followup.deadlines.models import Deadline
from followup.documents import queries as reads
from followup.documents import services as documents
from followup.documents.models import (
    CriterionCheck,
    DocumentVersion,
    Feedback,
    HeadingCheck,
    MunicipalDocument,
)
from followup.documents.reviews import services as reviews
from notices.models import Notice
from tests.factories import MunicipalityFactory
from tests.followup.documents.factories import (
    AT,
    PLAN,
    RSA,
    STEERING,
    delivery,
    hand_in,
    judge_all,
    new_world,
    set_days,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)
NEXT_YEAR = datetime(2024, 1, 15, 9, tzinfo=UTC)


@pytest.fixture
def world():
    return new_world()


def deadline(world, kind=RSA):
    return Deadline.objects.get(key=documents.deadline_key(world.municipality, world.term, kind))


def the_document(world, kind=RSA):
    return MunicipalDocument.objects.get(municipality=world.municipality, kind=kind)


def told(template):
    return Notice.objects.filter(template=template).count()


def test_five_deadlines_are_laid_for_each_municipality_once(world):
    """Vägledningen tabell 2.2.

    RSA by 31 October, the other four by 31 December of the first year.
    """
    laid = Deadline.objects.filter(municipality=world.municipality).order_by("due_date")

    assert [one.due_date for one in laid] == [date(2023, 10, 31), *[date(2023, 12, 31)] * 4]
    assert documents.lay_term(county=world.county, term=world.term, at=AT) == 0


def test_the_tick_lays_terms_whose_election_has_been_held(world):
    assert documents.lay_current(AT) == 0
    after_next_election = datetime(2026, 9, 20, tzinfo=UTC)

    assert documents.lay_current(after_next_election) == 5


def test_a_document_handed_in_meets_its_deadline_and_is_receipted(world):
    """Vägledningen 2.2: the municipality hands in; the county gets the day it came in."""
    version = hand_in(world)

    assert version.received_date == date(2023, 10, 20)
    assert version.document.status == "submitted"
    assert deadline(world).state == "met"
    assert told("receipt") == 1
    assert told("dialogue") == 2  # both handlers


def test_too_low_a_deciding_body_is_refused_with_the_rule(world):
    """Vägledningen tabell 2.2: at lowest the municipal director decides the plan."""
    with pytest.raises(RuleError, match="lägst kommundirektör") as refused:
        hand_in(world, PLAN, given=delivery("official"))

    assert refused.value.field == "deciding_body"
    assert refused.value.code == "body_too_low"


def test_too_low_a_body_may_be_handed_in_knowingly_and_is_not_fulfilled(world):
    """Vägledningen tabell 2.2: handed in all the same, the demand is not fulfilled."""
    version = hand_in(world, STEERING, given=delivery("board", knows_too_low=True))
    judge_all(world, version)

    assert reads.fulfilled(version).holds is False
    with pytest.raises(RuleError, match="för låg nivå"):
        reviews.accept_document(document_id=version.document_id, by=world.handler, at=LATER)


def test_a_decision_in_the_future_or_no_file_is_refused(world):
    with pytest.raises(RuleError, match="framåt"):
        hand_in(world, given=delivery(decided=date(2023, 12, 1)))
    with pytest.raises(RuleError, match="minst en fil"):
        hand_in(world, files=[])


def test_only_those_who_report_for_the_municipality_hand_in(world):
    for user in (world.handler, world.outsider):
        with pytest.raises(PermissionDenied):
            hand_in(world, by=user)
    assert hand_in(world, by=world.director)


def test_an_unknown_municipality_or_term_is_not_there(world):
    world.term.pk = 0
    with pytest.raises(Http404):
        hand_in(world)


def test_a_new_version_replaces_the_last_with_a_reason(world):
    first = hand_in(world)
    with pytest.raises(RuleError, match="varför"):
        hand_in(world, at=LATER)

    second = hand_in(world, at=LATER, given=delivery(reason="Bilaga saknades"))

    first.refresh_from_db()
    assert (first.state, first.end_reason) == ("replaced", "Bilaga saknades")
    assert (second.number, second.state) == (2, "current")
    assert documents.current_version(second.document) == second


def test_a_withdrawn_version_is_kept_and_the_deadline_opens_again(world):
    version = hand_in(world)

    documents.withdraw_version(
        document_id=version.document_id, reason="Fel fil", by=world.coordinator, at=LATER
    )

    version.refresh_from_db()
    assert version.state == "withdrawn"
    assert the_document(world).status == "missing"
    assert deadline(world).state == "open"
    with pytest.raises(RuleError, match="inget dokument"):
        documents.withdraw_version(
            document_id=version.document_id, reason="Fel fil", by=world.coordinator, at=LATER
        )


def test_a_municipality_in_no_county_hands_in_and_withdraws_all_the_same(world):
    """Nobody follows it up: no county is told, and no deadline is made up."""
    world.municipality = MunicipalityFactory(county=None)
    world.coordinator = world.person(world.municipality, "Beredskapssamordnare", access.REPORT)

    version = hand_in(world)
    documents.withdraw_version(
        document_id=version.document_id, reason="Fel fil", by=world.coordinator, at=LATER
    )

    version.refresh_from_db()
    assert version.state == "withdrawn"
    assert (told("receipt"), told("dialogue")) == (1, 0)
    assert not Deadline.objects.filter(municipality=world.municipality).exists()


def test_withdrawing_needs_a_reason_a_right_and_a_document(world):
    version = hand_in(world)
    with pytest.raises(RuleError, match="varför"):
        documents.withdraw_version(
            document_id=version.document_id, reason="x", by=world.coordinator, at=LATER
        )
    with pytest.raises(PermissionDenied):
        documents.withdraw_version(
            document_id=version.document_id, reason="Fel fil", by=world.handler, at=LATER
        )
    with pytest.raises(Http404):
        documents.withdraw_version(document_id=0, reason="Fel fil", by=world.coordinator, at=LATER)


def test_only_where_it_is_kept_is_noted_of_what_is_classified(world):
    """Vägledningen 2.10: what is classified stays outside; only a reference is kept."""
    noted = documents.note_reference(
        municipality_id=world.municipality.pk,
        term_id=world.term.pk,
        kind=RSA,
        registry_number="K 1",
        storage_place="Säkerhetsskyddschefen",
        responsible="Säkerhetsskyddschef",
        by=world.coordinator,
        at=AT,
    )

    assert noted.document.references.count() == 1
    assert not DocumentVersion.objects.exists()
    with pytest.raises(Http404):
        documents.note_reference(
            municipality_id=0,
            term_id=0,
            kind=RSA,
            registry_number="",
            storage_place="",
            responsible="",
            by=world.coordinator,
            at=AT,
        )


def test_the_countys_own_deadline_is_laid_only_where_a_time_is_set(world):
    """Vägledningen 2.3: feedback has no time in the source; the county sets its own."""
    without = hand_in(world)
    assert not Deadline.objects.filter(key=documents.feedback_key(without)).exists()
    set_days(world)

    with_time = hand_in(world, PLAN)
    laid = Deadline.objects.filter(key=documents.feedback_key(with_time))

    assert list(laid.values_list("is_countys", "due_date")) == [(True, date(2023, 12, 19))]
    assert reads.feedback_why(with_time)[0] == date(2023, 12, 19)


def test_headings_and_criteria_are_checked_one_by_one(world):
    """Vägledningen 2.2.1: the seven headings of the regulation's § 4."""
    version = hand_in(world)
    assert len(reads.headings(version)) == 7

    reviews.check_heading(
        version_id=version.pk, number=3, found="no", text="Saknas", by=world.handler, at=LATER
    )

    assert HeadingCheck.objects.get().is_found is False
    assert the_document(world).status == "under_review"


def test_a_heading_or_criterion_that_is_not_demanded_is_not_there(world):
    version = hand_in(world)
    with pytest.raises(Http404):
        reviews.check_heading(
            version_id=version.pk, number=99, found="yes", text="", by=world.handler, at=LATER
        )
    with pytest.raises(Http404):
        reviews.check_criterion(
            version_id=version.pk,
            criterion_id=0,
            verdict="met",
            reasoning="",
            by=world.handler,
            at=LATER,
        )
    with pytest.raises(Http404):
        judge_one(world, 0)


def judge_one(world, version_id):
    return reviews.check_heading(
        version_id=version_id, number=1, found="yes", text="", by=world.handler, at=LATER
    )


def test_only_handlers_check_and_only_what_is_in_force(world):
    old = hand_in(world)
    with pytest.raises(PermissionDenied):
        reviews.check_heading(
            version_id=old.pk, number=1, found="yes", text="", by=world.coordinator, at=LATER
        )
    hand_in(world, at=LATER, given=delivery(reason="Ny version"))
    with pytest.raises(RuleError, match="gäller inte längre"):
        judge_one(world, old.pk)


def draft(world, version, *, asks=False, day=None, text="Bra.", at=LATER):
    return reviews.draft_feedback(
        version_id=version.pk,
        text=text,
        asks_completion=asks,
        complete_by=day,
        by=world.handler,
        at=at,
    )


def test_feedback_is_a_draft_until_it_is_sent_and_never_changes_after(world):
    """Vägledningen 2.3: written feedback on the documents."""
    set_days(world)
    version = hand_in(world)
    written = draft(world, version)
    assert draft(world, version, text="Mycket bra.").pk == written.pk
    assert told("feedback") == 0

    reviews.send_feedback(feedback_id=written.pk, by=world.handler, at=LATER)

    assert told("feedback") == 1
    assert Deadline.objects.get(key=documents.feedback_key(version)).state == "met"
    with pytest.raises(RuleError, match="redan skickad"):
        reviews.send_feedback(feedback_id=written.pk, by=world.handler, at=LATER)


def test_empty_or_unknown_feedback_is_not_sent(world):
    empty = draft(world, hand_in(world), text=" ")
    with pytest.raises(RuleError, match="Skriv återkopplingen"):
        reviews.send_feedback(feedback_id=empty.pk, by=world.handler, at=LATER)
    with pytest.raises(Http404):
        reviews.send_feedback(feedback_id=0, by=world.handler, at=LATER)


def test_the_county_sees_when_the_municipality_has_opened_it(world):
    version = hand_in(world)
    sent = draft(world, version)
    reviews.send_feedback(feedback_id=sent.pk, by=world.handler, at=LATER)

    assert reviews.mark_read(document=version.document, by=world.handler, at=LATER) == 0
    assert reviews.mark_read(document=version.document, by=world.coordinator, at=LATER) == 1
    assert reviews.mark_read(document=version.document, by=world.coordinator, at=NEXT_YEAR) == 0
    assert Feedback.objects.get().read_at == LATER


def test_completion_is_asked_for_with_a_day_and_met_by_a_new_version(world):
    """Vägledningen 2.3, 2.7.3: the county asks for completions."""
    version = hand_in(world)
    with pytest.raises(RuleError, match="Välj vilken dag"):
        draft(world, version, asks=True)
    with pytest.raises(RuleError, match="framåt"):
        draft(world, version, asks=True, day=date(2023, 1, 1))

    asked = draft(world, version, asks=True, day=date(2023, 11, 30))
    reviews.send_feedback(feedback_id=asked.pk, by=world.handler, at=LATER)

    document = the_document(world)
    key = documents.completion_key(document)
    assert document.status == "completion_requested"
    assert Deadline.objects.get(key=key).due_date == date(2023, 11, 30)
    assert told("completion_asked") == 1

    again = draft(world, version, asks=True, day=date(2023, 12, 15))
    reviews.send_feedback(feedback_id=again.pk, by=world.handler, at=LATER + timedelta(hours=1))
    assert Deadline.objects.get(key=key).due_date == date(2023, 12, 15)

    hand_in(world, at=NEXT_YEAR, given=delivery(reason="Komplettering"))
    assert Deadline.objects.get(key=key).state == "met"


def test_completion_of_an_accepted_document_is_refused(world):
    version = hand_in(world)
    judge_all(world, version)
    reviews.accept_document(document_id=version.document_id, by=world.handler, at=LATER)
    asked = draft(world, version, asks=True, day=date(2023, 11, 30))

    with pytest.raises(RuleError, match="läget är ”godtaget”"):
        reviews.send_feedback(feedback_id=asked.pk, by=world.handler, at=LATER)


def test_a_document_that_meets_the_basics_is_accepted_and_then_stands(world):
    """Vägledningen 2.2: it exists and meets the basic requirements."""
    version = hand_in(world)
    with pytest.raises(RuleError, match="grundläggande krav är inte bedömd"):
        reviews.accept_document(document_id=version.document_id, by=world.handler, at=LATER)
    judge_all(world, version)

    accepted = reviews.accept_document(document_id=version.document_id, by=world.handler, at=LATER)

    assert accepted.accepted_by
    assert told("accepted") == 1
    with pytest.raises(RuleError, match="ligger fast"):
        judge_all(world, version)
    with pytest.raises(RuleError, match="godtaget"):
        documents.withdraw_version(
            document_id=version.document_id, reason="Fel fil", by=world.coordinator, at=LATER
        )
    with pytest.raises(RuleError, match="kan inte godtas"):
        reviews.accept_document(document_id=version.document_id, by=world.handler, at=LATER)


def test_what_has_been_withdrawn_is_not_there_to_accept(world):
    version = hand_in(world)
    documents.withdraw_version(
        document_id=version.document_id, reason="Fel fil", by=world.coordinator, at=LATER
    )

    with pytest.raises(RuleError, match="inget dokument att godta"):
        reviews.accept_document(document_id=version.document_id, by=world.handler, at=LATER)


def test_a_basic_requirement_that_is_not_met_stands_in_the_way(world):
    version = hand_in(world)
    judge_all(world, version, CriterionCheck.Verdict.NOT_MET)

    with pytest.raises(RuleError, match="är inte uppfyllt"):
        reviews.accept_document(document_id=version.document_id, by=world.handler, at=LATER)
    with pytest.raises(PermissionDenied):
        reviews.accept_document(document_id=version.document_id, by=world.coordinator, at=LATER)


def test_a_missing_document_gets_a_reason_and_a_dated_plan(world):
    """Vägledningen 2.2: at the start of the second year, why it is missing, and a plan."""
    missing = the_document(world)

    def plan(day, reason="DEMO: vakans", at=NEXT_YEAR, by=world.handler):
        return reviews.plan_missing(
            document_id=missing.pk, reason=reason, planned_date=day, by=by, at=at
        )

    with pytest.raises(RuleError, match="Skriv varför"):
        plan(date(2024, 6, 1), reason=" ")
    with pytest.raises(RuleError, match="framåt"):
        plan(date(2024, 1, 1))
    with pytest.raises(PermissionDenied):
        plan(date(2024, 6, 1), by=world.coordinator)
    plan(date(2024, 6, 1))
    plan(date(2024, 9, 1))

    laid = Deadline.objects.get(key=documents.plan_key(missing))
    assert laid.due_date == date(2024, 9, 1)
    assert laid.changes.count() == 1

    hand_in(world, at=NEXT_YEAR)
    laid.refresh_from_db()
    assert laid.state == "met"
    with pytest.raises(RuleError, match="Ingen plan behövs"):
        plan(date(2024, 10, 1))


def test_the_table_of_a_county_asks_no_more_for_more_municipalities(
    world, django_assert_max_num_queries
):
    for number in range(5):
        world.another_municipality(f"Kommun {number}")
    everybody = (
        list(world.county.actors.filter(kind="municipality"))
        if hasattr(world.county, "actors")
        else [world.municipality]
    )

    with django_assert_max_num_queries(12):
        rows = reads.county_table(world.county, everybody, world.term, date(2024, 1, 15))

    assert rows[0].late == 5
    assert rows[0].cells[0].is_missing_at_check


def test_the_handlers_are_told_once_to_follow_up_as_year_two_begins(world):
    """Vägledningen 2.2 "under inledningen av mandatperiodens andra år"."""
    hand_in(world)
    assert reviews.tell_year_two(datetime(2023, 12, 31, 9, tzinfo=UTC)) == 0

    assert reviews.tell_year_two(NEXT_YEAR) > 0
    assert reviews.tell_year_two(NEXT_YEAR + timedelta(days=9)) == 0
    assert reviews.tell_year_two(datetime(2060, 1, 9, tzinfo=UTC)) == 0

    notice = Notice.objects.filter(template="documents_to_follow_up").first()
    assert "4 dokument saknas" in notice.body
