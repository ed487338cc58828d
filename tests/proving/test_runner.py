"""What proves the rules tells a test that notices from one that does not, or that only breaks."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.proving.document import ROOT

HELD_BY = "followup.documents.rules.body_is_high_enough"
NOTICES = "tests/followup/documents/test_rules.py::test_the_deciding_body_is_high_enough"
CARES_NOT = "tests/followup/documents/test_rules.py::test_a_quality_measure_never_fails_anything"
LAID = "tests/followup/rules_003/test_documents.py::test_each_term_demands_a_plan_of_its_own"
LAYS = {"held_by": "followup.documents.services.lay_term", "broken": {"answers": 0}}


def proved(tmp_path: Path, test: str, **proof: object) -> "subprocess.CompletedProcess[str]":
    row = {
        "number": 1,
        "paragraph": "Vägledningen 2.2",
        "strength": "ska",
        "rule": "En regel.",
        "proofs": [{"held_by": HELD_BY, "shown_by": [test]} | proof],
    }
    data = tmp_path / "rules.yaml"
    data.write_text(yaml.safe_dump({"introduction": "", "rules": [row]}), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "tests.proving", "--data", str(data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.processes
@pytest.mark.parametrize(
    ("test", "proof", "says", "code"),
    [
        pytest.param(NOTICES, {}, "proved by assert verdict.holds is holds", 0, id="notices"),
        pytest.param(LAID, LAYS, "proved by assert dict(plans", 0, id="notices in the database"),
        pytest.param(CARES_NOT, {}, "NOT PROVED: passed", 1, id="does not notice"),
        pytest.param(
            NOTICES,
            {"broken": {"given": {"lowest": 7}}},
            "NOT PROVED: ValueError in call",
            1,
            id="only breaks",
        ),
        pytest.param(f"{NOTICES}_too", {}, "DOES NOT PASS: there is no such test", 1, id="gone"),
    ],
)
def test_only_what_a_test_asserts_is_a_proof(
    tmp_path: Path, test: str, proof: dict[str, object], says: str, code: int
) -> None:
    ended = proved(tmp_path, test, **proof)

    assert says in ended.stdout, ended.stdout + ended.stderr
    assert ended.returncode == code
