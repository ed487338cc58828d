"""How often, by whom, on what: the rules on visits."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup.visits import rules

MUST = {"coordinator", "director"}


@pytest.mark.parametrize(
    ("count", "holds", "says"),
    [(0, False, "saknar"), (1, True, "ett besök till"), (2, True, ""), (3, True, "")],
)
def test_a_term_demands_one_visit_and_prefers_two(count, holds, says):
    """Vägledningen 2.7: "minst en gång per mandatperiod, gärna två gånger"."""
    verdict = rules.enough_visits(count, 1, 2)

    assert verdict.holds is holds
    assert says in " ".join(verdict.missing)
    assert verdict.why.source.startswith("Vägledningen 2.7")


def test_a_number_that_is_not_entered_is_said_not_to_be():
    verdict = rules.enough_visits(0, None, None)

    assert verdict.holds is None
    assert "inte inlagt" in verdict.missing[0]


def test_the_first_visit_is_on_the_documents_and_later_ones_on_results():
    """Vägledningen 2.7.1: "det första besöket utgår från RSA, styrdokumentet …"."""
    assert rules.focus_of(0) == rules.DOCUMENTS
    assert rules.focus_of(1) == rules.RESULTS


@pytest.mark.parametrize(
    ("present", "holds"),
    [
        (MUST, True),
        ({"coordinator", "senior_official"}, True),
        ({"coordinator"}, False),
        ({"director"}, False),
        ({"coordinator", "board_chair"}, False),
        (set(), False),
    ],
)
def test_the_coordinator_and_a_senior_official_must_take_part(present, holds):
    """Vägledningen 2.7: "beredskapssamordnaren … samt kommunens ledning delta"."""
    assert rules.attendance(present).must.holds is holds


@pytest.mark.parametrize(
    ("present", "holds"), [(MUST, False), (MUST | {"board_chair"}, True), ({"commissioner"}, True)]
)
def test_an_elected_should_take_part_but_need_not(present, holds):
    """Vägledningen 2.7.

    "bör även företrädas av kommunstyrelsens ordförande, eller … kommunalråd".
    """
    assert rules.attendance(present).should.holds is holds


def test_a_visit_without_the_leadership_is_held_only_with_a_reason():
    """Vägledningen 2.7: "ska … delta"; domain.md 7.7."""
    assert not rules.may_hold({"coordinator"}, "  ").holds
    assert rules.may_hold({"coordinator"}, "Direktören var sjuk.").holds
    assert rules.may_hold(MUST, "").holds


def test_every_area_in_force_is_touched_though_criteria_are_a_selection():
    """Vägledningen 2.7.3: "av vikt att samtliga områden som kommunen ska arbeta med berörs"."""
    verdict = rules.areas_touched(["risk_analysis", "training"], {"training"})

    assert verdict.holds is False
    assert verdict.missing == ("risk_analysis",)
    assert rules.areas_touched(["training"], {"training"}).holds
    assert rules.areas_touched([], set()).holds is None


@pytest.mark.parametrize("first_year", [None, 1, 4])
def test_a_late_first_visit_does_not_excuse_feedback(first_year):
    """Vägledningen 2.7.1: "behöver dock länsstyrelsen ändå återkoppla synpunkter"."""
    assert rules.feedback_owed(5, 4, first_year).holds is False
    assert rules.feedback_owed(5, 3, first_year).missing == ("2 dokument väntar på återkoppling.",)
    assert rules.feedback_owed(5, 5, first_year).holds is True


def test_what_is_late_is_the_countys_own_limit_and_unset_is_said():
    """Vägledningen 2.7.1: "besökas sent i mandatperioden" – gränsen anges inte i källan."""
    assert rules.first_visit_is_late(4, None).holds is None
    assert rules.first_visit_is_late(4, None).missing == (rules.NO_LIMIT,)
    assert rules.first_visit_is_late(3, 3).holds is True
    assert rules.first_visit_is_late(2, 3).holds is False
    assert rules.first_visit_is_late(None, 3).holds is True


def test_secrecy_is_settled_before_the_visit():
    """Vägledningen 2.10: "i god tid före besöket … lokaler … lämpliga"."""
    blank = rules.secrecy_prepared(needs_undertaking=None, room_is_suitable=None, settled=None)
    wrong = rules.secrecy_prepared(needs_undertaking=True, room_is_suitable=False, settled=None)
    done = rules.secrecy_prepared(
        needs_undertaking=False, room_is_suitable=True, settled=date(2026, 2, 1)
    )

    assert len(blank.missing) == 2
    assert "Byt lokal" in wrong.missing[0]
    assert done.holds


def test_the_talk_is_strategic_and_on_the_municipalitys_work():
    """Vägledningen 2.7.3: "på en strategisk nivå"; "kommunens arbete … inte hur en enskild"."""
    assert "strategisk nivå" in rules.STRATEGIC
    assert "inte hur en enskild beredskapssamordnare" in rules.MUNICIPALITYS_WORK


@pytest.mark.parametrize(
    ("status", "quarter", "day", "late"),
    [
        ("planned", 1, None, True),
        ("planned", 2, None, False),
        ("booked", 2, date(2026, 5, 1), True),
        ("booked", 2, date(2026, 5, 2), False),
        ("held", 1, date(2026, 1, 1), False),
    ],
)
def test_a_visit_is_late_when_its_quarter_or_day_has_passed(status, quarter, day, late):
    """Vägledningen 2.7.1: "så att de vet när de kan förvänta sig ett uppföljningsbesök"."""
    found = rules.is_overdue(
        status=status, year=2026, quarter=quarter, day=day, today=date(2026, 5, 2)
    )

    assert found is late


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    count=st.integers(0, 40),
    handlers=st.integers(1, 4),
    span=st.tuples(st.integers(0, 15), st.integers(0, 15)),
)
def test_a_proposal_is_even_over_quarters_and_handlers(count, handlers, span):
    """Vägledningen 2.7.1.

    "Samtliga kommuner i länet ska få minst ett formellt uppföljningsbesök".
    """
    start, end = sorted(span)
    quarters = rules.quarters_between(
        (2023 + start // 4, start % 4 + 1), (2023 + end // 4, end % 4 + 1)
    )
    slots = rules.spread(range(count), list(range(handlers)), quarters)

    per_quarter = [sum((s.year, s.quarter) == q for s in slots) for q in quarters]
    per_handler = [sum(s.handler == h for s in slots) for h in range(handlers)]
    assert [slot.municipality for slot in slots] == list(range(count))
    assert max(per_quarter) - min(per_quarter) <= 1
    assert max(per_handler) - min(per_handler) <= 1 + count // max(1, len(quarters))


def test_nobody_to_visit_gives_no_proposal():
    assert rules.spread([1], [], [(2026, 1)]) == []
    assert rules.spread([1], [2], []) == []
