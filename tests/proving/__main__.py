"""Prove the rules: ``python -m tests.proving``, with numbers of rows to prove only those.

Once all are proved the table of ``docs/`` is written from its data.
"""

import argparse
import sys
from pathlib import Path

import pytest

from tests.proving.document import DATA, TABLE, read
from tests.proving.runner import Outcome, Prover, proved, tries, tries_of

OPTIONS = ["--no-migrations", "--capture=sys", "-qq", "-p", "no:cacheprovider", "-m", ""]


def main() -> int:
    """Return 0 if every rule that is said to be held is held."""
    parser = argparse.ArgumentParser(prog="tests.proving")
    parser.add_argument("numbers", nargs="*", type=int, help="only these rows")
    parser.add_argument("--write", action="store_true", help="only write the table")
    parser.add_argument("--data", type=Path, default=DATA, help="other rules than those of docs/")
    asked = parser.parse_args()
    document = read(asked.data)
    chosen = [rule for rule in document.rules if rule.number in asked.numbers or not asked.numbers]
    wanted = [] if asked.write else tries(chosen)

    def say(outcome: Outcome) -> None:
        numbers = [str(rule.number) for rule in chosen if outcome.of in tries_of(rule)]
        sys.stdout.write(f"{', '.join(numbers)}  {in_words(outcome)}\n")
        sys.stdout.flush()

    prover = Prover(wanted, say)
    if wanted:
        files = sorted({one.test.split("::")[0] for one in wanted})
        pytest.main([*OPTIONS, *files], plugins=[prover])
    wrong = [outcome for outcome in prover.outcomes if not outcome.is_right]
    if wanted:
        held, claims = proved(chosen, prover.outcomes), sum(bool(rule.proofs) for rule in chosen)
        sys.stdout.write(
            f"\n{len(held)} of the {claims} rules that claim proof are proved, of {len(chosen)}: "
            f"{len(prover.outcomes)} runs of {len(wanted)}, {len(wrong)} came out wrong\n"
        )
    for outcome in wrong:
        say(outcome)
    if wrong or len(prover.outcomes) != len(wanted):
        return 1
    if asked.data == DATA and not asked.numbers:
        TABLE.write_text(document.as_markdown(), encoding="utf-8")
    return 0


def in_words(outcome: Outcome) -> str:
    """Return what was run and what came of it, on two lines."""
    if not outcome.of.held_by:
        said = "passes as it is" if outcome.is_right else f"DOES NOT PASS: {outcome.result}"
        return f"{outcome.of.test}\n     {said}"
    said = f"proved by {outcome.at}" if outcome.is_right else f"NOT PROVED: {outcome.result}"
    return f"{outcome.of.held_by}  {outcome.of.test}\n     {said}"


if __name__ == "__main__":
    sys.exit(main())
