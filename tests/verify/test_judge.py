"""What an outcome proves about a mutant."""

import pytest

from trainer.model import Ending, FailsCheck, Outcome, Raises, Verdict
from trainer.verify.judge import judge

TYPE_ERROR = Outcome(
    Ending.RAISED,
    0.1,
    exception="TypeError",
    bases=("TypeError", "Exception", "BaseException", "object"),
    message="takes no keyword 'cols'",
    full_message="takes no keyword 'cols' at 0x1234",
)
CHECK_FAILED = Outcome(
    Ending.CHECK_FAILED,
    0.1,
    exception="AssertionError",
    bases=("AssertionError", "Exception"),
    message="the metric is missing",
    full_message="the metric is missing",
)


def ended(outcome, ending):
    return Outcome(**{**vars(outcome), "ending": ending})


@pytest.mark.parametrize(
    ("breaks", "outcome", "verdict"),
    [
        (Raises("TypeError", match="cols"), TYPE_ERROR, Verdict.CONFIRMED),
        (Raises("Exception"), TYPE_ERROR, Verdict.CONFIRMED),
        (Raises("TypeError", match="0x"), TYPE_ERROR, Verdict.CONFIRMED),
        (Raises("TypeError", match="rows"), TYPE_ERROR, Verdict.WRONG_FAILURE),
        (Raises("ValueError", match="cols"), TYPE_ERROR, Verdict.WRONG_FAILURE),
        (Raises("AssertionError"), CHECK_FAILED, Verdict.WRONG_FAILURE),
        (Raises("TypeError"), ended(TYPE_ERROR, Ending.CHECK_RAISED), Verdict.WRONG_FAILURE),
        (FailsCheck(), CHECK_FAILED, Verdict.CONFIRMED),
        (FailsCheck(match="metric"), CHECK_FAILED, Verdict.CONFIRMED),
        (FailsCheck(match="param"), CHECK_FAILED, Verdict.WRONG_FAILURE),
        (FailsCheck(), TYPE_ERROR, Verdict.WRONG_FAILURE),
        (FailsCheck(), ended(CHECK_FAILED, Ending.CHECK_RAISED), Verdict.WRONG_FAILURE),
        (FailsCheck(), Outcome(Ending.PASSED, 0.1), Verdict.SURVIVED),
        (Raises("TypeError"), Outcome(Ending.PASSED, 0.1), Verdict.SURVIVED),
        (Raises("TypeError"), Outcome(Ending.TIMEOUT, 60.0), Verdict.TIMEOUT),
        (Raises("TypeError"), Outcome(Ending.DIED, 1.0), Verdict.WRONG_FAILURE),
    ],
)
def test_a_mutant_is_confirmed_only_if_it_breaks_as_declared(breaks, outcome, verdict):
    assert judge(breaks, outcome) is verdict
