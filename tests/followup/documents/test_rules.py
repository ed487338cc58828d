"""Who decides, by when, and whether the demand is fulfilled."""

from datetime import date

import pytest

from followup.documents import rules

ELECTION = date(2022, 9, 11)
DUE = date(2023, 12, 31)


@pytest.mark.parametrize(
    ("lowest", "decided_by", "holds"),
    [
        ("", "official", True),
        ("director", "official", False),
        ("director", "director", True),
        ("director", "board", True),
        ("director", "council", True),
        ("council", "board", False),
        ("council", "council", True),
    ],
)
def test_the_deciding_body_is_high_enough(lowest, decided_by, holds):
    """Vägledningen tabell 2.2: who at lowest decides each document."""
    verdict = rules.body_verdict(
        document="Planen",
        lowest=lowest,
        lowest_label="Kommundirektör",
        decided_by=decided_by,
        decided_label="x",
    )

    assert verdict.holds is holds
    assert verdict.why.source == "Vägledningen tabell 2.2"
    assert bool(verdict.missing) is not holds
    assert (decided_by in rules.bodies_below(lowest)) is not holds


def test_a_municipality_chooses_the_level_of_its_risk_analysis():
    """Vägledningen tabell 2.2: "Kommunen bestämmer själv nivå"."""
    verdict = rules.body_verdict(
        document="RSA", lowest="", lowest_label="", decided_by="official", decided_label="x"
    )

    assert verdict.holds
    assert "bestämmer själv" in verdict.why.rule
    assert rules.bodies_below("") == ()


def on_time(*, decided, received, is_reported, due=DUE):
    return rules.on_time(
        due=due, decided=decided, received=received, is_reported=is_reported, election=ELECTION
    )


def test_the_risk_analysis_is_in_time_by_the_day_it_is_reported():
    """Vägledningen 2.2.1: reported to the county by 31 October of the first year."""
    due, decided = date(2023, 10, 31), date(2023, 9, 1)

    assert on_time(due=due, decided=decided, received=due, is_reported=True).holds
    assert not on_time(due=due, decided=decided, received=date(2023, 11, 1), is_reported=True).holds


def test_the_other_documents_are_in_time_by_the_day_they_are_decided():
    """Vägledningen 2.2.2, 2.2.3, 2.2.4.

    decided by 31 December of the first year, whenever handed in.
    """
    late = date(2024, 1, 1)
    assert on_time(decided=DUE, received=date(2024, 2, 1), is_reported=False).holds
    assert not on_time(decided=late, received=late, is_reported=False).holds


def test_what_was_decided_before_the_election_is_not_in_time_for_the_term():
    """Vägledningen 2.2.2: decided for each new term; a decision of 2016 is for an earlier one."""
    early = on_time(decided=date(2016, 5, 1), received=date(2023, 1, 9), is_reported=False)

    assert early.holds is False
    assert "tidigare period" in early.missing[0]
    assert on_time(decided=ELECTION, received=date(2023, 1, 9), is_reported=False).holds


def test_a_document_is_asked_for_from_the_start_of_the_second_year():
    """Vägledningen 2.2: missing at the start of the second year calls for a reason and a plan."""
    check_day = date(2024, 1, 1)

    def missing(day, has_version):
        return rules.is_missing_at_year_two(has_version=has_version, day=day, check_day=check_day)

    assert missing(check_day, has_version=False)
    assert not missing(date(2023, 12, 31), has_version=False)
    assert not missing(check_day, has_version=True)


@pytest.mark.parametrize(
    ("exists", "body", "checks", "holds"),
    [
        (False, False, [], False),
        (True, False, [("basic", "A", "met")], False),
        (True, True, [("basic", "A", "met")], True),
        (True, True, [("basic", "A", "not_met")], False),
        (True, True, [("basic", "A", "partly")], False),
        (True, True, [("basic", "A", "not_assessed")], None),
        (True, True, [("basic", "A", "not_met"), ("basic", "B", "not_assessed")], False),
        (True, True, [], None),
    ],
)
def test_the_demand_is_fulfilled_when_it_exists_is_decided_and_meets_the_basics(
    exists, body, checks, holds
):
    """Vägledningen 2.2: the documents exist and meet the basic requirements."""
    judged = rules.Judged(body_holds=body, is_for_term=True, checks=checks)
    verdict = rules.fulfilled(judged if exists else None)

    assert verdict.holds is holds
    assert bool(verdict.missing) is (holds is False)


def test_a_quality_measure_never_fails_anything():
    """Vägledningen 2.2: only basic requirements decide; quality measures do not."""
    checks = [("basic", "A", "met"), ("quality", "B", "not_met")]
    verdict = rules.fulfilled(rules.Judged(body_holds=True, is_for_term=True, checks=checks))

    assert verdict.holds


def test_no_time_for_feedback_is_invented():
    """Vägledningen 2.3.

    written feedback; no source gives a time, so an unset one is said to be unset.
    """
    received = date(2023, 10, 20)

    assert rules.feedback_due(received, None) is None
    assert rules.feedback_due(received, 30) == date(2023, 11, 19)
    unset = rules.feedback_explained(received=received, days=None, is_visit_late=False)
    assert unset.reservations == ("Ingen gräns är satt för länet.",)


def test_feedback_matters_more_before_a_late_visit():
    """Vägledningen 2.3, 2.7.1: with a visit late in the term, feedback comes before it."""
    why = rules.feedback_explained(received=date(2023, 1, 1), days=30, is_visit_late=True)

    assert "sent" in why.reservations[0]
    assert rules.visit_is_late(3, 2)
    assert not rules.visit_is_late(2, 2)
    assert not rules.visit_is_late(None, 2)
    assert not rules.visit_is_late(3, None)
