"""Rules of Vägledningen on the running dialogue: what may be noted, and how little it asks."""

from followup.dialogue import rules as dialogue


def problem(form: str, municipalities: int) -> tuple[str, str]:
    return dialogue.problem_with(
        form=form,
        municipalities=municipalities,
        names_deficiencies=False,
        is_shared=False,
        confidentiality="internal",
    )


def test_a_call_or_a_simple_meeting_is_noted_with_nothing_more() -> None:
    """Vägledningen 2.3: samtal och enklare möten utan krav på protokoll."""
    assert problem("call", 1) == ("", "")
    assert problem("meeting", 1) == ("", "")


def test_a_meeting_with_several_municipalities_is_one_note() -> None:
    """Vägledningen 2.3: vissa frågor kan tas upp vid möten med flera kommuner tillsammans."""
    assert problem("joint_meeting", 2) == ("", "")
    assert problem("joint_meeting", 1) != ("", "")
