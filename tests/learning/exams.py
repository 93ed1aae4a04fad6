"""Blueprints, banks and finished answers for the tests of the exam."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from tests.decks_for_tests import Clock
from trainer.decks.deck import Deck
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item, Original
from trainer.learning.blueprints import Blueprint, Section
from trainer.learning.exam import Exam
from trainer.learning.questions import right_one
from trainer.model import Cell, Proof, Snippet, Verdict

SMALL = Blueprint(
    id="small",
    title="A small exam",
    source="",
    questions=9,
    minutes=18,
    pass_share=0.7,
    pass_note="as we say",
    sections=(
        Section("spark", "Spark ML", 2, ("spark-ml",)),
        Section("tracking", "Tracking", 1, ("databricks-ml",)),
    ),
)
"""Nine of the eleven questions and more that the small deck allows, in 18 minutes."""


def bank_of(
    programs: Mapping[tuple[str, str], Iterable[str]], path: Path, after: str = "a = 2"
) -> Bank:
    """A bank to draw from: by domain and snippet's name, the ideas of its bugs (again: again).

    `after` is what all bugs look like.
    """
    items, originals = [], []
    for (domain, name), ideas in programs.items():
        cell = Cell("a = 1\nb = 2", 1)
        snippet = Snippet(name, path, name, domain, (), "", (), cell, cell, cell)
        originals.append(Original(snippet, {}))
        for number, idea in enumerate(ideas, start=1):
            proof = Proof(
                id=f"{name}/{idea}/{number}",
                mutator=idea,
                verdict=Verdict.CONFIRMED,
                span=(1, 1),
                before="a = 1",
                after=after,
                exception=None,
                message=None,
                line=None,
                traceback=None,
                ran_on="local",
                seconds=0.1,
            )
            items.append(Item(snippet, proof, {}))
    return Bank(Deck(path), items, originals)


def answer_rightly(exam: Exam) -> None:
    question = exam.question
    assert question is not None
    if question.kind is Kind.SPOT:
        exam.answer_line(None if question.is_original else question.answer_lines.start)
    else:
        exam.choose(right_one(question.options))


def answer_wrongly(exam: Exam) -> None:
    question = exam.question
    assert question is not None
    if question.kind is Kind.SPOT:
        exam.answer_line(1 if question.is_original else None)
    else:
        exam.choose((right_one(question.options) + 1) % len(question.options))


def find(exam: Exam, wanted: Callable[[Exam], bool]) -> None:
    """Goes to the first question of which that is true."""
    for index in range(exam.numbers):
        exam.go_to(index)
        if wanted(exam):
            return
    raise AssertionError("no question is like that")


def ticks(exam: Exam, clock: Clock, seconds: int) -> None:
    """Lets time pass as the screen does: a tick a second."""
    for _ in each_second(clock, seconds):
        exam.tick(clock())


def each_second(clock: Clock, seconds: int) -> Iterator[None]:
    for _ in range(seconds):
        clock.now += timedelta(seconds=1)
        yield
