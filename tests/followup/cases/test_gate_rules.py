"""The gate before an opinion: each ground by itself, on facts of its own."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.cases import gate_rules as rules
from followup.cases.models import Referral

TODAY = date(2026, 3, 20)
TOLD = date(2026, 1, 20)
NAMED = rules.Named(
    has_remedy=True,
    told=TOLD,
    has_plan=True,
    oral=(date(2026, 1, 12),),
    written=(TOLD,),
)
RSA = rules.Ground("no_risk_analysis", "RSA", (NAMED, NAMED))
OWN = rules.Ground("own_report", "Anmälan", (rules.Named(oral=(TOLD,), written=(TOLD,)),))
MISUSE = rules.Ground("wrong_use", "Fel", (rules.Named(is_misuse=True),))
WHY = "Kommunen har upphandlat Rakelapparater för hela beloppet."
COMPLETE = rules.Record(
    grounds=(RSA,), day=rules.Day(date(2026, 3, 15), rules.ACCEPTED, date(2026, 1, 25))
)


def missing(record):
    return {(step.ground, step.key) for step in rules.gate(record, TODAY).missing}


def with_named(**change):
    return replace(COMPLETE, grounds=(replace(RSA, named=(NAMED, replace(NAMED, **change))),))


def test_with_everything_on_record_the_gate_is_open():
    """Vägledningen 3.2: yttrande efter muntlig och skriftlig dialog, brister, tid och plan."""
    gate = rules.gate(COMPLETE, TODAY)

    assert gate.is_open
    assert not gate.by_exception


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"oral": ()}, "oral"),
        ({"written": ()}, "written"),
        ({"has_remedy": False}, "named"),
        ({"told": None}, "named"),
        ({"told": None}, "time"),
        ({"has_plan": False}, "plan"),
        ({"mended": TODAY}, "stands"),
    ],
)
def test_one_deficiency_that_lacks_something_closes_the_gate(change, step):
    """Vägledningen 3.2: varje brist är meddelad, med åtgärd, dialog och plan."""
    gate = rules.gate(with_named(**change), TODAY)

    assert step in [each.key for each in gate.missing]
    assert all(each.remedy and each.ground_label == "RSA" for each in gate.missing)


def test_a_ground_without_deficiencies_lacks_everything():
    """Vägledningen 3.2: "tydlig med vilka brister och felaktigheter som de uppfattat"."""
    bare = replace(COMPLETE, grounds=(replace(RSA, named=()),))

    assert {"oral", "written", "named", "time", "plan"} <= {key for _, key in missing(bare)}


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"day": rules.Day()}, "agreed"),
        ({"day": rules.Day(date(2026, 3, 15))}, "agreed"),
        ({"day": rules.Day(date(2026, 3, 15), rules.OBJECTED, TOLD)}, "agreed"),
        ({"day": rules.Day(TODAY, rules.ACCEPTED, TOLD)}, "time"),
        ({"reasonable_days": 90}, "time"),
        ({"saving": rules.Saving(is_any=True)}, "saving_plan"),
    ],
)
def test_each_thing_that_is_missing_closes_the_gate_and_is_named(change, step):
    """Vägledningen 3.2: "I samförstånd", "rimlig tid", plan för ett sparande."""
    assert step in {key for _, key in missing(replace(COMPLETE, **change))}


def test_the_countys_own_day_is_no_agreement_until_the_municipality_says_yes():
    """Vägledningen 3.2: "I samförstånd ska sedan kommunen och länsstyrelsen komma överens"."""
    proposed = replace(COMPLETE, day=rules.Day(date(2026, 3, 15)))
    step = rules.gate(proposed, TODAY).step("no_risk_analysis", "agreed")

    assert missing(proposed) == {("no_risk_analysis", "agreed")}
    assert "har inte svarat" in step.found


def reasoned(record, step, ground="no_risk_analysis", about=None):
    found = rules.gate(record, TODAY).step(ground, step).found if about is None else about
    return replace(record, reasons={(ground, step): rules.Reason(found, "Skäl.")})


@pytest.mark.parametrize(
    ("record", "step"),
    [
        (replace(COMPLETE, day=rules.Day(date(2026, 3, 15))), "agreed"),
        (with_named(mended=TODAY), "stands"),
        (replace(COMPLETE, grounds=(replace(RSA, known=frozenset({"rsa_accepted"})),)), "facts"),
        (with_named(oral=(), disputed=(TOLD,)), "oral"),
    ],
)
def test_a_reason_stands_in_for_what_was_found_and_for_nothing_else(record, step):
    """Vägledningen 3.2: kommunens tystnad, det åtgärdade och motsägelser kräver skäl."""
    assert rules.gate(record, TODAY).step("no_risk_analysis", step).wants_reason
    given_for = rules.gate(reasoned(record, step), TODAY)

    assert given_for.is_open
    assert given_for.step("no_risk_analysis", step).reason == "Skäl."
    assert not rules.gate(reasoned(record, step, about="Något annat"), TODAY).is_open


@pytest.mark.parametrize("step", ["oral", "written", "named", "time", "plan"])
def test_what_must_have_happened_cannot_be_reasoned_away(step):
    """Vägledningen 3.2: dialog, underrättelse, tid och plan går inte att ersätta med ett skäl."""
    bare = replace(COMPLETE, grounds=(replace(RSA, named=(rules.Named(),)),))

    assert not rules.gate(reasoned(bare, step), TODAY).step("no_risk_analysis", step).is_met


def test_a_reasonable_time_that_is_not_set_is_said_to_be_unset():
    """Vägledningen 3.2 anger inget antal dagar."""
    step = rules.gate(COMPLETE, TODAY).step("no_risk_analysis", "time")

    assert any(fact.value == "ingen gräns är satt för länet" for fact in step.why.facts)


def test_the_municipalitys_own_report_opens_the_way_for_itself_alone():
    """Vägledningen 3.3: anmälan gäller sparandet. De andra grunderna kräver sina egna steg."""
    bare = replace(RSA, named=(rules.Named(),))
    both = rules.Record(grounds=(OWN, bare), saving=rules.Saving(has_plan=True))

    left = missing(both)

    assert {ground for ground, _ in left} == {"no_risk_analysis"}
    assert {key for _, key in left} == {"oral", "written", "named", "agreed", "time", "plan"}


def test_a_saving_that_cannot_be_used_goes_through_the_same_dialogue():
    """Vägledningen 3.3: "I princip blir processen även för ett sådant ärende som … ovan"."""
    silent = rules.Record(grounds=(replace(OWN, named=(rules.Named(),)),))

    assert missing(silent) == {
        ("own_report", "oral"),
        ("own_report", "written"),
        ("", "saving_plan"),
    }
    assert rules.gate(silent, TODAY).step("", "saving_plan").wants_reason
    planned = rules.Record(grounds=(OWN,), saving=rules.Saving(has_plan=True))
    assert rules.gate(planned, TODAY).is_open


def test_a_plan_is_asked_for_whatever_the_size_of_the_saving():
    """Vägledningen 3.2: "Om kommunen har ett sparande" – inte bara ett stort."""
    saved = replace(COMPLETE, saving=rules.Saving(is_any=True))

    assert missing(saved) == {("", "saving_plan")}
    assert not rules.gate(saved, TODAY).step("", "saving_plan").may_be_reasoned
    assert rules.gate(replace(COMPLETE, saving=rules.Saving(True, True)), TODAY).is_open


def test_evident_misuse_with_a_reason_need_not_await_the_dialogue():
    """Vägledningen 3.2: "eller som på ett uppenbart sätt använt ersättningen felaktigt"."""
    gate = rules.gate(rules.Record(grounds=(MISUSE,), exception_reason=WHY), TODAY)

    assert gate.is_open
    assert gate.by_exception


@pytest.mark.parametrize(
    "record",
    [
        rules.Record(grounds=(MISUSE,), exception_reason="Kort."),
        rules.Record(grounds=(replace(MISUSE, named=()),), exception_reason=WHY),
        rules.Record(
            grounds=(replace(MISUSE, named=(rules.Named(is_misuse=True), rules.Named())),),
            exception_reason=WHY,
        ),
        rules.Record(grounds=(replace(MISUSE, code="saving"),), exception_reason=WHY),
        rules.Record(grounds=(MISUSE, replace(RSA, named=(rules.Named(),))), exception_reason=WHY),
    ],
)
def test_no_other_case_may_skip_the_dialogue(record):
    """Vägledningen 3.2: en felaktig användning ska annars först kunna rättas."""
    assert not rules.gate(record, TODAY).is_open


def test_every_ground_declares_what_speaks_against_it():
    """Vägledningen 3.2: felaktigheter och missförstånd rättas innan ett yttrande skickas."""
    assert set(rules.CONTRADICTED_BY) == set(Referral.Ground.values)
    for code, sentences in rules.CONTRADICTED_BY.items():
        for name, said in sentences.items():
            ground = rules.Ground(code, code, (NAMED,), frozenset({name}))
            assert rules.contradictions(ground) == (said,)
            assert not rules.gate(replace(COMPLETE, grounds=(ground,)), TODAY).is_open


@given(
    told=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    agreed=st.integers(1, 400),
    least=st.none() | st.integers(0, 400),
)
def test_the_time_never_ends_before_the_agreed_day_or_the_countys_least(told, agreed, least):
    """Vägledningen 3.2: överenskommen tid, och rimlig tid."""
    day = told + timedelta(days=agreed)

    ends = rules.time_ends(told, day, least)

    assert ends is not None
    assert ends > day
    assert least is None or ends >= told + timedelta(days=least)
    assert rules.time_ends(told, None, least) is None
