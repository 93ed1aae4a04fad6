"""Says what an execution proves about a mutant."""

from __future__ import annotations

import re

from trainer.model import Breaks, Ending, Outcome, Raises, Verdict


def judge(breaks: Breaks, outcome: Outcome) -> Verdict:
    """The verdict on one run of a mutant whose snippet's own run passed."""
    if outcome.ending is Ending.TIMEOUT:
        return Verdict.TIMEOUT
    if outcome.ending is Ending.PASSED:
        return Verdict.SURVIVED
    if _as_declared(breaks, outcome):
        return Verdict.CONFIRMED
    return Verdict.WRONG_FAILURE


def _as_declared(breaks: Breaks, outcome: Outcome) -> bool:
    texts = [text for text in (outcome.message, outcome.full_message) if text is not None]
    matches = any(re.search(breaks.match, text) for text in texts)
    if isinstance(breaks, Raises):
        return outcome.ending is Ending.RAISED and breaks.exception in outcome.bases and matches
    return outcome.ending is Ending.CHECK_FAILED and matches
