"""The one way to build a question of each kind."""

from __future__ import annotations

import random
from dataclasses import replace

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item, Original
from trainer.learning.blanks import blank_question
from trainer.learning.distractors import is_fair
from trainer.learning.fixes import fix_question
from trainer.learning.outcomes import outcome_question
from trainer.learning.questions import Question
from trainer.learning.spot import spot_question


def build(
    bank: Bank, subject: Item | Original, kind: Kind, why: str, rng: random.Random
) -> Question | None:
    """The question of that kind; None where it is not possible, or its idea cannot be read.

    Options among which the right one is told by its length are not offered: such a question is not
    asked, and after an accusation that step is left out.
    """
    if kind is Kind.SPOT:
        question = spot_question(bank, subject, why, rng)
        if question is None or isinstance(subject, Original):
            return question
        if is_fair(subject.id, question.fixes):
            return question
        return replace(question, fixes=())
    if kind is Kind.OUTCOME:
        return outcome_question(bank, subject, why, rng)
    if isinstance(subject, Original):
        return None
    if kind is Kind.BLANK:
        question = blank_question(bank, subject, why, rng)
        return question if question and is_fair(subject.id, question.options) else None
    return fix_question(bank, subject, why, rng)
