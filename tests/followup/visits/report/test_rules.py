"""What a protocol must say, and who may approve it."""

from datetime import date

import pytest

from followup.visits.report import assessment_rules, rules
from followup.visits.report.rules import Draft, DraftDeficiency, DraftMeasure

HELD = date(2026, 3, 10)
GOOD = DraftMeasure("Öva nämnden", date(2026, 9, 30), "Redovisas i SSR")


def test_a_draft_with_all_that_is_needed_may_be_proposed():
    """Vägledningen 2.7.3: bedömning, åtgärder, när och hur de följs upp ska framgå."""
    draft = Draft("Arbetet fungerar.", (DraftDeficiency("Övar inte", (GOOD,)),), (GOOD,), HELD)

    verdict = rules.may_propose(draft)

    assert verdict.holds
    assert verdict.missing == ()
    assert verdict.why.source.startswith("Vägledningen 2.7.3")


def test_without_deficiencies_the_assessment_is_enough():
    """Vägledningen 2.7.3: "eventuella åtgärder"."""
    assert rules.may_propose(Draft("Arbetet fungerar.")).holds


def test_without_an_assessment_it_may_not_be_proposed():
    """Vägledningen 2.7.3: det ska tydligt framgå vilken bedömning länsstyrelsen gjort."""
    verdict = rules.may_propose(Draft("  "))

    assert not verdict.holds
    assert verdict.missing == ("Skriv vilken bedömning Länsstyrelsen gör.",)


def test_a_deficiency_without_a_measure_is_told():
    """Vägledningen 2.7.3: åtgärder som kommunen bör vidta."""
    verdict = rules.may_propose(Draft("Text", (DraftDeficiency("x" * 80, ()),)))

    assert verdict.missing == (f"Bristen ”{'x' * 57}…” saknar åtgärd.",)


@pytest.mark.parametrize(
    ("measure", "gap"),
    [
        (DraftMeasure("Öva", None, "Redovisas"), "ange när den bör vara klar."),
        (DraftMeasure("Öva", HELD, "Redovisas"), "dagen ska ligga efter besöket."),
        (DraftMeasure("Öva", date(2026, 9, 30), " "), "ange hur den följs upp."),
    ],
)
def test_a_measure_has_a_day_after_the_visit_and_a_way_of_follow_up(measure, gap):
    """Vägledningen 2.7.3: när åtgärderna bör vara klara och hur de följs upp ska anges."""
    verdict = rules.may_propose(Draft("Text", (), (measure,), HELD))

    assert verdict.missing == (f"Åtgärden ”Öva”: {gap}",)


@pytest.mark.parametrize(
    ("approver", "may"), [(1, False), (2, False), (3, True)], ids=["writer", "another", "other"]
)
def test_the_approver_neither_wrote_nor_proposed(approver, may):
    """Vägledningen 2.7.3, domain.md 1.9: två olika personer."""
    assert rules.may_approve(approver, [1, 2, None]) is may


def test_two_persons_are_explained():
    assert "någon del av" in rules.why_two_persons().rule


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Samordnaren har inte hunnit.", True),
        ("Beredskapssamordnarens arbete är gott.", True),
        ("Kommunen samordnar sitt arbete.", False),
    ],
)
def test_a_text_that_speaks_of_the_coordinator_gives_a_hint(text, hint):
    """Vägledningen 2.7.3: kommunens arbete följs upp, inte hur en samordnare sköter sitt."""
    assert rules.speaks_of_coordinator(text) is hint


def test_the_first_text_leaves_out_what_was_not_noted():
    """Vägledningen 2.9: lyft fram det som gått bra, ta reda på orsaker."""
    assert rules.draft_text((("Planering", " God. "), ("Orsaker", " "))) == "Planering: God."


def test_no_score_is_explained():
    """Vägledningen 2.8: en övergripande bedömning är svår; poäng finns inte."""
    assert "utan poäng" in assessment_rules.why_no_score().rule
