"""How questions are built: the program shown, and hints."""

from __future__ import annotations

import random

import pytest

from tests.decks_for_tests import TUNE
from trainer.decks.deck import Deck
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item
from trainer.learning.questions import about_item, about_original, hint_lines


def item_of(bank: Bank, name: str) -> Item:
    return next(item for item in bank.items if item.id.startswith(name))


def test_the_hint_of_a_line_within_a_statement_is_the_statement() -> None:
    for seed in range(10):
        assert hint_lines(TUNE, range(16, 17), random.Random(seed)) == range(14, 20)


def test_a_hint_never_names_the_answer_alone() -> None:
    starts = set()
    for seed in range(40):
        for line in range(1, 23):
            found = hint_lines(TUNE, range(line, line + 1), random.Random(seed))
            if TUNE.split("\n")[line - 1]:
                assert line in found
            assert len(found) >= 4
        starts.add(hint_lines(TUNE, range(12, 13), random.Random(seed)).start)
    assert len(starts) > 1, "the bug always stands at the same place of the hint"


def test_a_hint_on_a_whole_statement_reaches_beyond_it() -> None:
    found = hint_lines(TUNE, range(14, 20), random.Random(1))
    assert len(found) > 6
    assert set(range(14, 20)) <= set(found)


def test_a_hint_in_a_block_stays_within_the_program() -> None:
    code = "with a() as b:\n    c(b)\n    d(\n        b,\n    )\ne()"
    for line in range(1, 7):
        found = hint_lines(code, range(line, line + 1), random.Random(line))
        assert line in found
        assert set(found) <= set(range(1, 7))


@pytest.mark.parametrize("kind", [Kind.SPOT, Kind.OUTCOME])
def test_a_question_about_an_original_hints_like_one_about_a_bug(bank: Bank, kind: Kind) -> None:
    original = bank.originals["tune_pipeline"]
    question = about_original(bank, original, kind, "new", random.Random(3))
    assert question is not None
    assert question.kind is kind
    assert question.code == TUNE
    assert question.is_original
    assert not question.answer_lines
    assert not question.options
    assert len(question.hint_lines) >= 4
    hints = {bank.idea(item.mutator).hint for item in bank.by_snippet["tune_pipeline"]}  # type: ignore[union-attr]
    assert question.hint in hints


def test_a_question_whose_idea_is_damaged_is_not_built(deck: Deck, bank: Bank) -> None:
    path = deck.mutator_path("grid-without-build")
    assert path is not None
    path.write_text("")
    item = item_of(bank, "tune_pipeline/grid-without-build")
    for kind in Kind:
        assert about_item(bank, item, kind, "new", random.Random(1)) is None
