"""A bank, a history and a drill over the small deck."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.decks_for_tests import Clock, make_deck
from trainer.decks.deck import Deck
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, read_bank
from trainer.learning.drill import Drill
from trainer.learning.history import History


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    return make_deck(tmp_path / "deck")


@pytest.fixture
def bank(deck: Deck) -> Bank:
    return read_bank(deck)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def history(trainer_home: Path) -> Iterator[History]:
    opened = History()
    yield opened
    opened.close()


@pytest.fixture
def start(bank: Bank, history: History, clock: Clock) -> Callable[..., Drill]:
    """Starts a session, by default one that asks for lines only."""

    def start_drill(
        seed: int = 1, bank: Bank = bank, kinds: Collection[Kind] = (Kind.SPOT,), **options: Any
    ) -> Drill:
        return Drill(bank, history, random.Random(seed), clock, kinds=kinds, **options)

    return start_drill
