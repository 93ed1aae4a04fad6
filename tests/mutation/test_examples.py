"""One test for each example of each mutator of the built-in deck."""

import pytest

from trainer.decks.deck import find_deck
from trainer.decks.ideas import read_idea
from trainer.mutation.generate import changes
from trainer.mutation.load import load_mutator
from trainer.mutation.program import Program

IDEAS = [read_idea(path) for path in find_deck().mutator_paths()]
MUTATORS = {idea.id: load_mutator(idea) for idea in IDEAS}


def _programs(idea, source):
    made = changes(Program(source), MUTATORS[idea.id], idea.path)
    return tuple(change.program for change in made)


@pytest.mark.parametrize(
    ("idea", "example"),
    [
        pytest.param(idea, example, id=f"{idea.id}-{number}")
        for idea in IDEAS
        for number, example in enumerate(MUTATORS[idea.id].applies)
    ],
)
def test_the_example_becomes_what_the_mutator_says(idea, example):
    assert _programs(idea, example.before) == example.after


@pytest.mark.parametrize(
    ("idea", "example"),
    [
        pytest.param(idea, example, id=f"{idea.id}-{number}")
        for idea in IDEAS
        for number, example in enumerate(MUTATORS[idea.id].leaves)
    ],
)
def test_the_look_alike_stays_as_it_is(idea, example):
    assert _programs(idea, example.program) == ()
