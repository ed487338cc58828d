"""How a municipality stands, part by part."""

from datetime import date

import pytest

from followup.economy.reviews.rules import Done
from followup.overview import rules

TODAY = date(2026, 11, 21)
PAST, NEAR, FAR = date(2023, 10, 31), date(2026, 12, 10), date(2027, 10, 31)


def documents(*facts):
    return rules.documents([rules.DocumentFact(*fact) for fact in facts], TODAY, 30)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ((), "unknown"),
        (((PAST, "missing"), (PAST, "accepted")), "late"),
        (((PAST, "accepted"), (PAST, "accepted")), "done"),
        (((PAST, "submitted"), (PAST, "accepted")), "soon"),
        (((PAST, "completion_requested"),), "soon"),
        (((NEAR, "missing"),), "soon"),
        (((FAR, "missing"),), "ahead"),
        (((TODAY, "missing"),), "soon"),
    ],
)
def test_documents_are_late_from_the_day_after_their_day(facts, state):
    """Vägledningen tabell 2.2."""
    cell = documents(*facts)

    assert cell.state == state
    assert cell.why.source.startswith("Vägledningen 2.2")


def test_what_waits_is_said_to_the_one_who_acts():
    """Vägledningen 2.2, 2.3."""
    cell = documents(
        (PAST, "missing"), (PAST, "completion_requested"), (PAST, "submitted"), (PAST, "accepted")
    )

    assert cell.municipality == "1 saknas, 1 ska kompletteras"
    assert cell.county == "1 att granska"


@pytest.mark.parametrize(
    ("status", "due", "state", "county", "own"),
    [
        ("accepted", PAST, "done", "", ""),
        ("sent", PAST, "soon", "Läs redovisningen för 2025", ""),
        ("completion_requested", PAST, "soon", "", "Komplettera 2025"),
        ("", PAST, "late", "", "Redovisa 2025"),
        ("", NEAR, "soon", "", "Redovisa 2025"),
        ("", FAR, "ahead", "", "Redovisa 2025"),
    ],
)
def test_the_annual_report(status, due, state, county, own):
    """Vägledningen 2.4."""
    cell = rules.annual_report(status, due, 2025, TODAY, 30)

    assert (cell.state, cell.county, cell.municipality) == (state, county, own)


@pytest.mark.parametrize(
    ("held", "planned", "late", "state", "text"),
    [
        ([], [], 0, "soon", "Inget besök planerat"),
        ([], [(2026, 4)], 0, "ahead", "0 genomförda, nästa 2026 kv 4"),
        ([], [(2026, 2)], 1, "late", "Planerat besök har inte blivit av"),
        ([PAST], [], 0, "done", "1 genomfört"),
        ([PAST, PAST], [(2026, 4)], 0, "done", "2 genomförda, nästa 2026 kv 4"),
    ],
)
def test_each_municipality_gets_at_least_one_visit(held, planned, late, state, text):
    """Vägledningen 2.7 "minst en gång per mandatperiod"."""
    cell = rules.visits(rules.VisitFact(held, planned, least=1, late=late), TODAY, 30)

    assert (cell.state, cell.text) == (state, text)


def test_without_a_known_least_number_no_visit_is_called_enough():
    assert rules.visits(rules.VisitFact([PAST], [], least=None), TODAY, 30).state == "ahead"


def test_a_term_that_ends_without_a_visit_is_late():
    """Vägledningen 2.7 "minst en gång per mandatperiod": not merely soon in its last days."""
    none = rules.VisitFact([], [], least=1, end=date(2026, 12, 31))

    cell = rules.visits(none, date(2026, 12, 30), 30)

    assert (cell.state, cell.county) == ("late", "Planera ett besök")
    assert cell.text == "Inget besök planerat, perioden slutar 2026-12-31"
    assert rules.visits(none, TODAY, 30).state == "soon"


@pytest.mark.parametrize(
    ("held", "planned", "state", "text"),
    [
        ([], [], "late", "Inget besök planerat, för få besök 2023–2026"),
        ([], [(2027, 2)], "late", "0 genomförda, nästa 2027 kv 2, för få besök 2023–2026"),
        ([PAST], [], "done", "1 genomfört, för få besök 2023–2026"),
    ],
)
def test_a_term_that_ended_without_a_visit_is_told_in_the_next(held, planned, state, text):
    """Vägledningen 2.7: the breach does not vanish with the term."""
    end = date(2030, 12, 31)
    fact = rules.VisitFact(held, planned, least=1, end=end, unvisited="2023–2026")

    cell = rules.visits(fact, date(2027, 1, 4), 30)

    assert (cell.state, cell.text) == (state, text)
    assert "2023–2026" in [each.value for each in cell.why.facts]


def test_what_is_missing_in_year_two_is_the_countys_to_ask_about():
    """Vägledningen 2.2: follow up why, and lay a plan; one whose plan runs is asked about."""
    facts = [
        rules.DocumentFact(PAST, "missing"),
        rules.DocumentFact(PAST, "missing", is_planned=True),
    ]
    year_two = rules.documents(facts, TODAY, 30, check_day=date(2024, 1, 1))

    assert year_two.county == "1 att följa upp varför de saknas"
    assert rules.documents(facts, TODAY, 30, check_day=date(2027, 1, 1)).county == ""


@pytest.mark.parametrize(
    ("state", "after"), [("ahead", "soon"), ("done", "soon"), ("late", "late"), ("soon", "soon")]
)
def test_what_is_due_soon_is_not_in_good_time(state, after):
    """Vägledningen 2.5: 0 of 2 reviews the day before the term ends is not in good time."""
    cell = rules.Cell(state, "0 av 2 granskningar", rules.Explanation("", ""))

    near = rules.with_near("economy", cell, {"economic_review": 2})

    assert near.state == after
    assert rules.with_near("economy", cell, {}) == cell
    if state == "ahead":
        assert near.text == "0 av 2 granskningar, 2 granskningar ska snart vara gjorda"
        assert (near.county, near.why.facts[0].label) == ("Granska ekonomin", "Snart")


VISITED = (Done(date(2026, 3, 1), "visit"), Done(date(2026, 9, 1), "visit"))
ENOUGH = (Done(date(2026, 3, 1), "between"), Done(date(2026, 9, 1), "visit"))


def economy(**given):
    fact = {
        "is_large": False, "is_growing": False, "has_limit": True, "plan": "", "kept": None,
        "reviews": ENOUGH, "visits": 1, "questions": 0, "late": {},
    } | given  # fmt: skip
    return rules.economy(rules.EconomyFact(**fact))


@pytest.mark.parametrize(
    ("given", "state", "text"),
    [
        ({"is_large": True}, "late", "Stort sparande utan plan, 2 av 2 granskningar"),
        ({"is_large": True, "plan": "requested"}, "soon", "Plan för sparande begärd, "),
        ({"plan": "draft"}, "soon", "Plan för sparande begärd, "),
        ({"plan": "adopted"}, "ahead", "Planen för sparande inte uppföljd än, "),
        ({"plan": "adopted", "kept": False}, "soon", "Planen för sparande följs inte, "),
        ({"is_large": True, "plan": "adopted", "kept": True}, "done", "2 av 2 granskningar"),
        ({"is_growing": True}, "done", "2 av 2 granskningar"),
        ({"is_large": None}, "ahead", "2 av 2 granskningar, sparandet går inte att bedöma"),
    ],
)
def test_a_large_saving_demands_a_plan_that_is_kept(given, state, text):
    """Vägledningen 2.6 "ha en tydlig plan"; "följa upp att planen efterlevs"."""
    cell = economy(**given)

    assert (cell.state, cell.text.startswith(text)) == (state, True)
    assert bool(cell.why.reservations) == (given.get("is_large", False) is None)


@pytest.mark.parametrize(("growing", "state"), [(True, "soon"), (False, "done"), (None, "done")])
def test_without_a_limit_done_says_nothing_of_the_saving(growing, state):
    """Vägledningen 2.6 gives no limit.

    what cannot be told is said, on the page and in the reason.
    """
    cell = economy(is_large=None, is_growing=growing, has_limit=False)

    assert cell.state == state
    assert "2 av 2 granskningar, ingen gräns satt för stort sparande" in cell.text
    assert "Klart säger därför inget om det." in cell.why.reservations[0]


@pytest.mark.parametrize(
    ("reviews", "visits", "state", "text"),
    [
        ((), 1, "ahead", "0 av 2 granskningar"),
        (ENOUGH[:1], 2, "ahead", "1 av 2 granskningar"),
        (VISITED, 1, "ahead", "2 av 2 granskningar, ingen mellan besöken"),
        (VISITED, 2, "done", "2 av 2 granskningar"),
        (ENOUGH, 1, "done", "2 av 2 granskningar"),
        ((*VISITED, ENOUGH[0]), 1, "done", "3 granskningar"),
    ],
)
def test_the_economy_is_done_when_the_reviews_of_the_term_are(reviews, visits, state, text):
    """Vägledningen 2.5 "minst två gånger per mandatperiod", "däremellan" with one visit only."""
    cell = economy(reviews=reviews, visits=visits)

    assert (cell.state, cell.text) == (state, text)
    assert any(fact.label == "Kvar" for fact in cell.why.facts) == (state != "done")


@pytest.mark.parametrize(
    ("given", "state", "county"),
    [
        ({"questions": 1}, "soon", "1 fråga att besvara"),
        ({"questions": 2}, "soon", "2 frågor att besvara"),
        (
            {"questions": 2, "is_large": True},
            "late",
            "Begär plan för sparande, 2 frågor att besvara",
        ),
        (
            {"questions": 1, "plan": "adopted", "kept": False},
            "soon",
            "Följ upp planen för sparande, 1 fråga att besvara",
        ),
    ],
)
def test_a_question_without_an_answer_waits_for_the_county(given, state, county):
    """Vägledningen 2.5."""
    cell = economy(**given)

    assert (cell.state, cell.county) == (state, county)


@pytest.mark.parametrize(
    ("late", "text", "county", "own"),
    [
        ({"economic_review": 1}, "1 granskning försenad, ", "Granska ekonomin", ""),
        ({"question": 2}, "2 svar försenade, ", "", ""),
        (
            {"saving_activity": 2},
            "2 aktiviteter i planen försenade, ",
            "",
            "Rapportera i planen",
        ),
    ],
)
def test_a_day_of_the_economy_that_has_passed_is_late(late, text, county, own):
    cell = economy(late=late)

    assert (cell.state, cell.county, cell.municipality) == ("late", county, own)
    assert cell.text.startswith(text)


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ((0, 0, 0, 0), "done"),
        ((2, 0, 0, 0), "ahead"),
        ((2, 0, 1, 0), "soon"),
        ((2, 0, 0, 1), "soon"),
        ((2, 1, 0, 0), "late"),
    ],
)
def test_the_plan_of_measures(counts, state):
    """Vägledningen 2.7.3."""
    open_, overdue, to_verify, to_agree = counts

    cell = rules.measures(open_=open_, overdue=overdue, to_verify=to_verify, to_agree=to_agree)

    assert cell.state == state


def test_one_is_said_in_the_singular():
    one = rules.measures(open_=1, overdue=0, to_verify=0, to_agree=0)
    late = rules.measures(open_=2, overdue=1, to_verify=0, to_agree=0)

    assert (one.text, late.text, late.municipality) == ("1 öppen", "1 försenad av 2", "1 försenad")
    assert documents((PAST, "accepted"), (FAR, "missing")).text == "1 av 2 inne, 1 godtaget"


def test_what_is_late_comes_first_and_no_score_is_made():
    """Vägledningen 2.8: ingen sammanvägd poäng."""
    late = rules.measures(open_=1, overdue=1, to_verify=0, to_agree=0)
    done = rules.measures(open_=0, overdue=0, to_verify=0, to_agree=0)
    to_verify = rules.measures(open_=1, overdue=0, to_verify=1, to_agree=0)

    assert rules.worst([done, late, to_verify]) == "late"
    assert rules.worst([]) == "unknown"
    assert rules.urgency([late, done], has_case=False) < rules.urgency([to_verify], has_case=True)
    assert rules.urgency([done], has_case=True) < rules.urgency([done], has_case=False)


def test_what_is_late_from_before_makes_the_part_late():
    """domain.md 7.11; Vägledningen 2.3, 2.4."""
    report = rules.annual_report("", FAR, 2026, TODAY, 30)

    cell = rules.with_overdue("report", report, {"annual_report": 1, "completion:visit": 2})

    assert (cell.state, cell.municipality) == (
        "late",
        "Redovisa 2026, 1 tidigare redovisning saknas",
    )
    assert "1 tidigare redovisning saknas" in cell.text
    assert [fact.value for fact in cell.why.facts][-1] == "1 tidigare redovisning saknas"


def test_the_countys_own_answer_waits_for_the_county():
    """Vägledningen 2.3."""
    cell = rules.with_overdue("documents", documents((PAST, "submitted")), {"feedback": 2})

    assert cell.state == "late"
    assert cell.county == "1 att granska, 2 återkopplingar försenade"
    assert cell.municipality == ""


def test_a_part_with_nothing_more_that_is_late_stays_as_it_is():
    """domain.md 7.11."""
    cell = documents((PAST, "accepted"))

    assert rules.with_overdue("documents", cell, {"annual_report": 1}) == cell
