"""How far a guesser comes who knows no API: measured on banks whose tells are known."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from trainer.learning.bank import Bank, Item, Original
from trainer.learning.tells import ALL, Figure, measure, strong_tells, tells_report
from trainer.model import Cell, Proof, Verdict

SNIPPETS, LINES = 16, 12


def make_bank(bank: Bank, line_of: dict[int, list[int]]) -> Bank:
    """A bank of made-up programs; `line_of` says on which lines the bugs of each stand."""
    like = bank.items[0]
    items, originals = [], []
    for number in range(SNIPPETS):
        lines = [f"name{number}_{n} = call{n % 3}(value{n % 5})" for n in range(1, LINES + 1)]
        code = "\n".join(lines)
        snippet = replace(like.snippet, name=f"made_{number}", code=Cell(code, 1))
        originals.append(Original(snippet, {}))
        for line in line_of[number]:
            before = lines[line - 1]
            proof = Proof(
                id=f"made_{number}/{like.mutator}/{line}",
                mutator=like.mutator,
                verdict=Verdict.CONFIRMED,
                span=(line, line),
                before=before,
                after=before.replace("value", "other"),
                exception="NameError",
                message=f"{number} {line}",
                line=line,
                traceback=None,
                ran_on="local",
                seconds=0.1,
            )
            items.append(Item(snippet, proof, {}))
    return Bank(bank.deck, items, originals)


def figure_of(bank: Bank, step: str, tell: str) -> Figure:
    return next(each for each in measure(bank) if each.step == step and each.tell == tell)


@pytest.fixture
def at_the_end(bank: Bank) -> Bank:
    return make_bank(bank, {number: [10, 11, 12] for number in range(SNIPPETS)})


def test_bugs_that_always_stand_at_the_end_are_found_by_their_position(at_the_end: Bank) -> None:
    figure = figure_of(at_the_end, "spot: line", "position")
    assert figure.chance == pytest.approx(1 / LINES)
    assert figure.times > 2
    assert figure.exceeds


def test_bugs_that_stand_anywhere_are_not_found_by_their_position(bank: Bank) -> None:
    rng = random.Random(5)
    anywhere = make_bank(bank, {n: rng.sample(range(1, LINES + 1), 6) for n in range(SNIPPETS)})
    figure = figure_of(anywhere, "spot: line", "position")
    assert figure.times < 1.15 + figure.error
    assert not figure.exceeds


def test_a_small_bank_gives_no_figures(bank: Bank) -> None:
    assert measure(bank) == []


def test_the_same_bank_gives_the_same_figures(at_the_end: Bank) -> None:
    assert measure(at_the_end) == measure(at_the_end)


def test_a_bank_is_told_line_by_line_and_its_strong_tells_are_problems(at_the_end: Bank) -> None:
    figures = measure(at_the_end)
    steps = list(dict.fromkeys(figure.step for figure in figures))
    report = tells_report(figures)
    assert [line[2:].partition(": a guesser")[0] for line in report] == steps
    assert report[steps.index("spot: line")].startswith("✗")
    problems = strong_tells(figures, Path("snippets"))
    assert any("goes by position" in problem.message for problem in problems)
    assert len(problems) == sum(figure.exceeds for figure in figures)


def test_the_limit_is_not_exceeded_by_what_luck_explains() -> None:
    lucky = Figure("spot: line", ALL, 40, 0.1, 0.13, error=0.2)
    sure = replace(lucky, error=0.1)
    assert not lucky.exceeds
    assert sure.exceeds
    assert not replace(sure, counts=False).exceeds
