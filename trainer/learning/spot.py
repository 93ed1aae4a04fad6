"""Builds `spot`: which line is wrong; then what happens; then what belongs there."""

from __future__ import annotations

import random
from dataclasses import replace

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item, Original
from trainer.learning.fixes import fix_options
from trainer.learning.outcomes import outcome_options
from trainer.learning.questions import Question, about_item, about_original


def spot_question(
    bank: Bank, subject: Item | Original, why: str, rng: random.Random
) -> Question | None:
    """The question about a program that may be broken; None where no idea of it can be read.

    Both steps after the accusation are those of a bug; an original has none.
    """
    if isinstance(subject, Original):
        return about_original(bank, subject, Kind.SPOT, why, rng)
    question = about_item(bank, subject, Kind.SPOT, why, rng)
    if question is None:
        return None
    return replace(
        question,
        options=outcome_options(bank, subject, rng),
        fixes=fix_options(bank, subject, rng),
    )
