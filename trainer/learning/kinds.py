"""The one way to build a question of each kind."""

from __future__ import annotations

import random
from dataclasses import replace

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item, Original
from trainer.learning.blanks import blank_question
from trainer.learning.distractors import OFFERED_AS_FIXES, OFFERED_IN_GAPS, is_fair
from trainer.learning.fixes import fix_question
from trainer.learning.outcomes import outcome_question
from trainer.learning.questions import Question
from trainer.learning.spot import spot_question

FEWEST_TO_LEARN_FROM = 40
"""Of fewer items or questions nobody can learn how a right answer looks."""


def build(
    bank: Bank, subject: Item | Original, kind: Kind, why: str, rng: random.Random
) -> Question | None:
    """The question of that kind; None where it is not possible, or its idea cannot be read.

    Options among which the right one is told by its length are not offered: such a question is not
    asked, and after an accusation that step is left out. In a bank that is large enough to learn
    from where bugs stand, not every item's line is asked for.
    """
    if kind is Kind.SPOT:
        if isinstance(subject, Item) and not subject.asks_line and _is_large(bank):
            return None
        question = spot_question(bank, subject, why, rng)
        if question is None or isinstance(subject, Original):
            return question
        if is_fair(subject.id, question.fixes, OFFERED_AS_FIXES):
            return question
        return replace(question, fixes=())
    if kind is Kind.OUTCOME:
        return outcome_question(bank, subject, why, rng)
    if isinstance(subject, Original):
        return None
    if kind is Kind.BLANK:
        question = blank_question(bank, subject, why, rng)
        if question and is_fair(subject.id, question.options, OFFERED_IN_GAPS):
            return question
        return None
    return fix_question(bank, subject, why, rng)


def _is_large(bank: Bank) -> bool:
    return sum(idea.items for idea in bank.ideas.values()) >= FEWEST_TO_LEARN_FROM
