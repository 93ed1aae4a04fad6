"""Says what an execution proves about a mutant."""

from __future__ import annotations

import re
from collections.abc import Sequence

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


def first_met(parts: Sequence[tuple[Breaks, Outcome]], outcome: Outcome) -> Breaks:
    """What that part of a combined mutant declares which the program meets first.

    Each part, in the order of the places, with what its mutant did alone. Code that raises is met
    at the statement in execution when it raised, what only the check notices after all of these.
    Of two in one statement that one was met which alone did what the combined mutant did.
    """

    def met(part: tuple[Breaks, Outcome]) -> tuple[bool, int]:
        outcome = part[1]
        raised = outcome.ending is Ending.RAISED and outcome.statement is not None
        return not raised, (outcome.statement or 0) if raised else 0

    first = min(map(met, parts))
    tied = [part for part in parts if met(part) == first]
    seen = (outcome.exception, outcome.message)
    same = (breaks for breaks, alone in tied if (alone.exception, alone.message) == seen)
    return next(same, tied[0][0])


def _as_declared(breaks: Breaks, outcome: Outcome) -> bool:
    texts = [text for text in (outcome.message, outcome.full_message) if text is not None]
    matches = any(re.search(breaks.match, text) for text in texts)
    if isinstance(breaks, Raises):
        return outcome.ending is Ending.RAISED and breaks.exception in outcome.bases and matches
    return outcome.ending is Ending.CHECK_FAILED and matches
