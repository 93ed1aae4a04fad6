"""Builds `outcome`: what a program does, right or broken, among what others really did."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item, Original
from trainer.learning.questions import (
    MOST_OPTIONS,
    Option,
    Question,
    about_item,
    about_original,
)
from trainer.model import Proof

FEWEST_OPTIONS = 3
"""A question with fewer would be a guess."""

LONGEST_OUTCOME = 140
"""Characters: two lines of an 80-column screen."""

RUNS = "It runs, and does what its title says."
"""What an original does. It is among the options of every question of this kind."""

_ALONE = 1 / 3
"""The share of silent bugs beside which nothing else silent can stand: as the first assertion of
their check fails, none is known to hold. Measured on the built-in deck."""

_SAMPLE = 16
"""How many bugs of a domain or of the bank are looked through for options: each of them may have to
be read from the disk."""


def outcome_question(
    bank: Bank, subject: Item | Original, why: str, rng: random.Random
) -> Question | None:
    """The question what a program does; None with too few options or without a readable idea."""
    if isinstance(subject, Original):
        question = about_original(bank, subject, Kind.OUTCOME, why, rng)
        right = RUNS
    else:
        question = about_item(bank, subject, Kind.OUTCOME, why, rng)
        right = outcome_text(subject.proof)
    if question is None:
        return None
    texts = outcome_texts(bank, subject, rng)
    if len(texts) < FEWEST_OPTIONS:
        return None
    return replace(question, options=tuple(Option(text, text == right) for text in texts))


def outcome_text(proof: Proof) -> str:
    """What a bug does, in at most two lines of a narrow screen."""
    message = _first_words(proof.message or "")
    if proof.line is None:
        return _shortened(f"Nothing is raised, but: {message or 'the result is wrong'}")
    name = proof.exception or "Exception"
    return _shortened(f"{name}: {message}" if message else name)


def outcome_options(bank: Bank, item: Item, rng: random.Random) -> tuple[Option, ...]:
    """What the bug does among what up to three others really did, shuffled.

    The others are bugs of this snippet if there are enough, else of its domain, else any; never one
    that may be true of this bug as well. All raise, or three of four, or two, so often that one
    that raises and one that does not are right equally often; at least one other is of the right
    one's kind where that is possible: its form must not tell it.
    """
    right = outcome_text(item.proof)
    chosen = _chosen(bank, item, {right: item.silent}, right, rng)
    return tuple(Option(text, text == right) for text in chosen)


def outcome_texts(bank: Bank, subject: Item | Original, rng: random.Random) -> tuple[str, ...]:
    """What a program may do, shuffled: what it does, that it runs, and what its neighbours did.

    Beside that it runs all raise, or two of three: see `outcome_options`.
    """
    if isinstance(subject, Original):
        return _chosen(bank, subject, {RUNS: True}, RUNS, rng)
    right = outcome_text(subject.proof)
    return _chosen(bank, subject, {right: subject.silent, RUNS: True}, right, rng)


def _chosen(
    bank: Bank, subject: Item | Original, chosen: dict[str, bool], right: str, rng: random.Random
) -> tuple[str, ...]:
    """`chosen`, each with whether it is silent, made up with what others did, and shuffled."""
    spare: str | None = None
    raising = _raising(bank, chosen, right, rng)
    for pool in _pools(bank, subject, rng):
        left = {
            text: other.silent
            for other in pool
            if not _may_hold_too(subject, other)
            and (text := outcome_text(other.proof)) not in chosen
        }
        while left and len(chosen) < MOST_OPTIONS:
            silent = list(chosen.values()).count(False) >= raising
            text = next((text for text in left if left[text] == silent), next(iter(left)))
            chosen[text] = left.pop(text)
        spare = spare or next((text for text in left if left[text] == chosen[right]), None)
        # No other program can give company to one that raises nothing.
        if len(chosen) == MOST_OPTIONS and (chosen[right] or spare or _has_company(chosen, right)):
            break
    if not _has_company(chosen, right) and spare and spare not in chosen:
        if len(chosen) == MOST_OPTIONS:
            del chosen[list(chosen)[-1]]
        chosen[spare] = chosen[right]
    options = list(chosen)
    rng.shuffle(options)
    return tuple(options)


def _pools(bank: Bank, subject: Item | Original, rng: random.Random) -> Iterable[Sequence[Item]]:
    """Where options come from, the nearest first; each in an order that was drawn."""
    near = list(bank.by_snippet[subject.snippet.name])
    rng.shuffle(near)
    yield near
    for domain in (subject.snippet.domain, None):
        yield bank.some_items(rng, domain, _SAMPLE)


def _may_hold_too(subject: Item | Original, other: Item) -> bool:
    """Whether what the other bug did may be true of this program as well.

    A check ends with the first assertion that fails. So all that is known to hold for a silent
    bug is what its own check asserts before; what only another program's check says is not.
    """
    if isinstance(subject, Original):
        return other.silent and other.snippet.name != subject.snippet.name
    if other.mutator == subject.mutator:
        return True
    if not (subject.silent and other.silent):
        return False
    order = _assertions(subject.snippet.check.text)
    mine, others = order.get(subject.proof.message or ""), order.get(other.proof.message or "")
    return mine is None or others is None or others >= mine


@lru_cache(maxsize=16)
def _assertions(check: str) -> dict[str, int]:
    """What each assertion of a check says, to the number of the statement that it is (in)."""
    found: dict[str, int] = {}
    for number, statement in enumerate(ast.parse(check).body):
        if isinstance(statement, ast.FunctionDef):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Assert) and isinstance(node.msg, ast.Constant):
                found.setdefault(str(node.msg.value), number)
    return found


def _raising(bank: Bank, chosen: dict[str, bool], right: str, rng: random.Random) -> int:
    """How many options should raise: two, three, or all, as far as others can.

    Were it always two, one that raises would be right more often than one that does not, because
    most bugs raise. So where the right one is not a silent bug, it is more as often as makes each
    option equally likely to be right among as many that raise.
    """
    runs = RUNS in chosen
    if chosen[right] and right != RUNS:
        return 2
    items = sum(idea.items for idea in bank.ideas.values())
    silent = sum(idea.items * idea.silent for idea in bank.ideas.values())
    loud = items - silent
    share = silent / loud if loud else 1.0
    drawn = rng.random()
    if runs:
        # Two that raise stand beside a silent one and RUNS.
        return 2 if drawn < 2 * share else MOST_OPTIONS - 1
    # Two stand beside two, three beside one that is alone.
    two, three = (1 - _ALONE) * share, 3 * _ALONE * share
    return 2 if drawn < two else 3 if drawn < two + three else MOST_OPTIONS


def _has_company(chosen: dict[str, bool], right: str) -> bool:
    """Whether another option is of the right one's kind, raising or silent."""
    return list(chosen.values()).count(chosen[right]) > 1


def _first_words(message: str) -> str:
    """The first line that says something; Java's errors begin with a line that does not."""
    lines = [line.strip() for line in message.strip().splitlines() if line.strip()]
    if len(lines) > 1 and lines[1].startswith(": "):
        return lines[0] + lines[1]
    return lines[0] if lines else ""


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_OUTCOME:
        return text
    return text[: LONGEST_OUTCOME - 2].rsplit(" ", 1)[0] + " …"
