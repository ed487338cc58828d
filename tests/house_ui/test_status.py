"""The states as people see them are the states of the models."""

import pytest

from activations.models import Activation, ActivationRequest, LogEntry, Summons
from common.icons import ALIASES, ICONS, SHAPES
from common.status import PILLS, UNKNOWN, pill_for
from common.templatetags import ui
from followup.annual.models import AnnualReport
from followup.cases.models import Referral
from followup.deadlines.models import Deadline, Reminder
from followup.documents.models import CriterionCheck, DocumentVersion, MunicipalDocument
from followup.economy.models import Cost, SavingActivity, SavingPlan
from followup.visits.measures.models import Measure
from followup.visits.models import Visit, VisitProtocol
from forums.models import Attendance, Meeting, Protocol
from notices.models import Notice
from records.models import Job

MODELS = {
    "request": ActivationRequest.Status,
    "activation": Activation.Status,
    "summons": Summons.Status,
    "answer": Summons.Answer,
    "attendance": Attendance.Status,
    "meeting": Meeting.Status,
    "protocol": Protocol.Status,
    "notice": Notice.Status,
    "job": Job.Status,
    "follow_up_document": MunicipalDocument.Status,
    "document_version": DocumentVersion.State,
    "verdict": CriterionCheck.Verdict,
    "annual_report": AnnualReport.Status,
    "eligibility": Cost.Eligibility,
    "saving_plan": SavingPlan.Status,
    "saving_activity": SavingActivity.Status,
    "visit": Visit.Status,
    "visit_protocol": VisitProtocol.Status,
    "measure": Measure.Status,
    "referral": Referral.Status,
    "outcome": Referral.Outcome,
    "deadline": Deadline.State,
    "reminder": Reminder.State,
}


@pytest.mark.parametrize("kind", MODELS)
def test_each_state_of_a_model_has_a_pill_in_the_models_words(kind: str) -> None:
    shown = {state: pill.word for state, pill in PILLS[kind].items() if state}

    assert shown == {str(state): label for state, label in MODELS[kind].choices}


@pytest.mark.parametrize("kind", PILLS)
def test_no_two_states_of_a_kind_look_the_same_without_colour(kind: str) -> None:
    looks = [(pill.shape, pill.word) for pill in PILLS[kind].values()]

    assert len(set(looks)) == len(looks)
    assert {pill.shape for pill in PILLS[kind].values()} <= set(SHAPES)


def test_an_unknown_state_looks_unknown() -> None:
    assert pill_for("request", "no such state") is UNKNOWN
    assert pill_for("no such kind", "submitted") is UNKNOWN


def test_each_kind_of_entry_in_the_timeline_has_an_icon() -> None:
    for kind in LogEntry.Kind.values:
        assert ALIASES.get(kind, kind) in ICONS
        assert ui.icon(kind).startswith("<svg")
