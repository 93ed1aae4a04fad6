"""Which kinds of question a program allows, and the one way to build each."""

from __future__ import annotations

import random

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item, Original
from trainer.learning.blanks import blank_question, has_blanks
from trainer.learning.fixes import fix_question
from trainer.learning.outcomes import FEWEST_OPTIONS, outcome_question, outcome_texts
from trainer.learning.questions import Question
from trainer.learning.spot import spot_question


def possible_kinds(bank: Bank, subject: Item | Original, engine: bool) -> tuple[Kind, ...]:
    """The kinds that can be asked; `engine` says whether programs can be run here.

    An original has nothing to mend, and a gap in it would be about some idea after all.
    """
    kinds = [Kind.SPOT]
    if isinstance(subject, Item) and has_blanks(bank, subject):
        kinds.append(Kind.BLANK)
    if len(outcome_texts(bank, subject, random.Random(0))) >= FEWEST_OPTIONS:
        kinds.append(Kind.OUTCOME)
    if isinstance(subject, Item) and engine:
        kinds.append(Kind.FIX)
    return tuple(kinds)


def build(
    bank: Bank, subject: Item | Original, kind: Kind, why: str, rng: random.Random
) -> Question | None:
    """The question of that kind; None where it is not possible, or its idea cannot be read."""
    if kind is Kind.SPOT:
        return spot_question(bank, subject, why, rng)
    if kind is Kind.OUTCOME:
        return outcome_question(bank, subject, why, rng)
    if isinstance(subject, Original):
        return None
    if kind is Kind.BLANK:
        return blank_question(bank, subject, why, rng)
    return fix_question(bank, subject, why, rng)
