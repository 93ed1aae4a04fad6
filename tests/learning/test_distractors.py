"""Which distractors are taken: those beside which the right option does not stand out."""

from __future__ import annotations

import random

from trainer.learning.distractors import (
    OFFERED_AS_FIXES,
    OFFERED_IN_GAPS,
    draw,
    is_fair,
    lengths,
    likenesses,
    rank,
)
from trainer.learning.lots import lot
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


def offered(right: str, *others: str, ids: int = 400) -> float:
    """Of how many items these options are offered."""
    both = [Option(right, True), *options(*others)]
    return sum(is_fair(f"snippet/idea/{n}", both, OFFERED_IN_GAPS) for n in range(ids)) / ids


def test_options_are_always_offered_where_the_right_one_is_the_shortest() -> None:
    assert offered("cv=3", "folds=3", "numFolds=3", "splits=3") == 1
    assert offered("cv=3", "cv=2", "cv=4", "cv=5") == 1


def test_of_those_whose_right_one_is_longer_than_others_about_half_are_offered() -> None:
    for others in (("k=3", "numFolds=3", "splits=3"), ("k=3", "n=3", "splits=3"), ("k", "n", "m")):
        assert 0.3 < offered("cv=3", *others) < 0.7


def test_the_same_item_has_always_the_same_lot() -> None:
    both = [RIGHT, *options("k=3", "n=3", "cv=3")]
    lots = {id_: lot(id_) for id_ in map(str, range(50))}
    assert all(0 <= each < 1 for each in lots.values())
    assert [is_fair(id_, both, OFFERED_AS_FIXES) for id_ in lots] == [
        is_fair(id_, both, OFFERED_AS_FIXES) for id_ in lots
    ]
    lowest = min(lots, key=lambda id_: lots[id_])
    assert is_fair(lowest, both, OFFERED_AS_FIXES)


def test_a_step_without_options_has_nothing_that_tells() -> None:
    assert is_fair("snippet/idea/1", (), OFFERED_AS_FIXES)
