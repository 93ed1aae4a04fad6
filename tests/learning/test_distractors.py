"""Which distractors are taken: those beside which the right option does not stand out."""

from __future__ import annotations

import random

from trainer.learning.distractors import draw, lengths, likenesses, rank
from trainer.learning.questions import Option


def options(*texts: str) -> list[Option]:
    return [Option(text, False) for text in texts]


RIGHT = Option("numFolds=3", True)


def test_as_many_are_drawn_as_there_is_room_for() -> None:
    always, others = options("cv=3"), options("folds=3", "k=3", "splits=3", "n=3")
    chosen = draw(RIGHT, always, others, 3, random.Random(1))
    assert len(chosen) == len({option.text for option in chosen}) == 3
    assert chosen[0] is always[0]
    assert len(draw(RIGHT, always, others[:1], 3, random.Random(1))) == 2


def test_as_few_as_can_be_are_shorter_than_the_right_option() -> None:
    others = options("cv=3", "k=3", "n=3", "number_of_folds=3", "n_splits_of_data=3")
    for seed in range(20):
        chosen = draw(RIGHT, [], others, 3, random.Random(seed))
        assert rank(lengths([RIGHT, *chosen])) == 1


def test_of_such_sets_that_is_taken_in_which_most_are_as_long() -> None:
    others = options("cv=3", "number_of_folds=3", "n_splits_of_data=3", "folds_nr=3", "numSplit=3")
    for seed in range(20):
        chosen = draw(RIGHT, [], others, 3, random.Random(seed))
        assert {"folds_nr=3", "numSplit=3"} < {option.text for option in chosen}


def test_the_one_that_all_others_were_made_from_is_most_like_them() -> None:
    made = options("CrossValidator(cv=3)", "CrossValidator(k=3)", "CrossValidation(numFolds=3)")
    found = likenesses([Option("CrossValidator(numFolds=3)", True), *made])
    assert found[0] == max(found)
    assert likenesses(options("same", "same")) == [1.0, 1.0]
