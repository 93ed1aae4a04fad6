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


def test_the_right_option_is_seldom_the_longest_where_longer_ones_are_there() -> None:
    others = options("cv=3", "k=3", "n=3", "number_of_folds=3", "n_splits_of_data=3")
    longest = 0
    for seed in range(60):
        chosen = draw(RIGHT, [], others, 3, random.Random(seed))
        longest += rank(lengths([RIGHT, *chosen])) == 3
    assert longest <= 3  # Drawn by chance it would be six.


def test_the_length_of_the_right_option_takes_every_other_place() -> None:
    others = options(
        "cv=3", "k=3", "n=3", "number_of_folds=3", "n_splits_of_data=3", "how_many_f=3"
    )
    places = {
        rank(lengths([RIGHT, *draw(RIGHT, [], others, 3, random.Random(seed))]))
        for seed in range(60)
    }
    assert places == {0, 1, 2}


def test_the_one_that_all_others_were_made_from_is_most_like_them() -> None:
    made = options("CrossValidator(cv=3)", "CrossValidator(k=3)", "CrossValidation(numFolds=3)")
    found = likenesses([Option("CrossValidator(numFolds=3)", True), *made])
    assert found[0] == max(found)
    assert likenesses(options("same", "same")) == [1.0, 1.0]
