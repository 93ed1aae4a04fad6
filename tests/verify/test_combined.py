"""Combined mutants: which of their changes the verdict follows, by the rule and on real Spark."""

import subprocess
import sys

import pytest

from trainer.decks.evidence import evidence_path, read_evidence
from trainer.model import Ending, FailsCheck, Outcome, Raises, Verdict
from trainer.verify.judge import first_met

FIRST, SECOND, THIRD = Raises("KeyError"), Raises("TypeError"), FailsCheck("total")


def raised(statement):
    return Outcome(Ending.RAISED, 0.1, exception="KeyError", statement=statement)


SILENT = Outcome(Ending.CHECK_FAILED, 0.1)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(FIRST, raised(1)), (SECOND, raised(3))], FIRST),
        ([(FIRST, raised(5)), (SECOND, raised(3))], SECOND),
        ([(FIRST, raised(0)), (SECOND, raised(3))], FIRST),
        ([(FIRST, raised(2)), (SECOND, raised(2))], FIRST),
        ([(THIRD, SILENT), (SECOND, raised(9))], SECOND),
        ([(FIRST, raised(9)), (THIRD, SILENT)], FIRST),
        ([(THIRD, SILENT), (FailsCheck(), SILENT)], THIRD),
        ([(THIRD, SILENT), (SECOND, raised(4)), (FIRST, raised(3))], FIRST),
        ([(FIRST, Outcome(Ending.DIED, 0.0)), (SECOND, raised(4))], SECOND),
        ([(FIRST, Outcome(Ending.TIMEOUT, 9.0)), (SECOND, raised(4))], SECOND),
    ],
)
def test_the_change_that_is_met_first_is_the_one_that_decides(parts, expected):
    assert first_met(parts, raised(0)) is expected


def test_of_two_changes_in_one_statement_that_one_decides_which_alone_did_the_same():
    other = Outcome(Ending.RAISED, 0.1, exception="TypeError", statement=2)
    parts = [(FIRST, raised(2)), (SECOND, other)]
    assert first_met(parts, raised(2)) is FIRST
    assert first_met(parts, other) is SECOND


@pytest.fixture
def deck(write_deck, texts):
    snippet, mutator = texts

    def value(id_, old, new, breaks):
        body = f"if node.value == '{old}':\n            yield cst.parse_expression({new!r})"
        return mutator(id_, old, new, node="Integer", breaks=breaks, body=body)

    later = "def total():\n    return 1\n\n\nother = 2\nthird = 3\nresult = total()"
    return write_deck(
        {
            "in_order": snippet(code="first = 1\nsecond = 2\nthird = 3", check="pass"),
            "silent_first": snippet(
                code="first = 7\nsecond = 2\nthird = 3",
                check="assert first == 7, 'the first is wrong'",
            ),
            "called_later": snippet(code=later, check="assert result == 1, 'the result'"),
            "first_misdeclared": snippet(code="first = 5\nsecond = 2\nthird = 3", check="pass"),
            "last_misdeclared": snippet(code="first = 3\nsecond = 2\nthird = 5", check="pass"),
        },
        {
            "early": value("early", "1", "1 / 0", 'Raises("ZeroDivisionError")'),
            "late": value("late", "3", "undefined", 'Raises("NameError")'),
            "quiet": value("quiet", "7", "8", 'FailsCheck("first")'),
            "misdeclared": value("misdeclared", "5", "1 / 0", 'Raises("KeyError")'),
        },
    )


@pytest.mark.engine
def test_the_verdict_follows_the_change_that_the_program_meets_first(deck):
    done = subprocess.run(
        [sys.executable, "-m", "trainer", "--deck", str(deck.root), "verify"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    seen = {}
    for path in deck.snippet_paths():
        for proof in read_evidence(evidence_path(path)).mutants:
            if "+" in proof.mutator:
                seen[proof.id] = (proof.verdict, proof.exception, proof.line)
    assert seen == {
        "in_order/early+late/1": (Verdict.CONFIRMED, "ZeroDivisionError", 1),
        "silent_first/quiet+late/1": (Verdict.CONFIRMED, "NameError", 3),
        "called_later/early+late/1": (Verdict.CONFIRMED, "NameError", 6),
        "first_misdeclared/misdeclared+late/1": (Verdict.WRONG_FAILURE, "ZeroDivisionError", 1),
        "last_misdeclared/late+misdeclared/1": (Verdict.CONFIRMED, "NameError", 1),
    }
    assert "declared: raises KeyError, or raises NameError" in done.stdout
