"""The app over the small deck, with a seeded generator and a clock that stands still."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.decks_for_tests import Clock, make_deck
from trainer.decks.deck import Deck
from trainer.learning import drill as drill_module
from trainer.learning.answers import Kind
from trainer.learning.bank import read_bank
from trainer.learning.history import History
from trainer.tui.app import TrainerApp
from trainer.tui.settings import Settings

MakeApp = Callable[..., TrainerApp]
ONLY_LINES = Settings(kinds=(Kind.SPOT,), lessons=False)
"""A drill that asks for lines only, and at once."""


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    return make_deck(tmp_path / "deck")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def history(trainer_home: Path) -> Iterator[History]:
    opened = History(patience=0.01)
    yield opened
    opened.close()


@pytest.fixture
def no_originals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill_module, "ORIGINALS", 0.0)


@pytest.fixture
def only_originals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question but a new learner's first is an original."""
    monkeypatch.setattr(drill_module, "ORIGINALS", 1.0)


@pytest.fixture
def make_app(
    deck: Deck, history: History, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> MakeApp:
    monkeypatch.delenv("NO_COLOR", raising=False)
    # Two bugs of the small deck can be asked about by gaps; here they are.
    monkeypatch.setattr("trainer.learning.kinds.is_fair", lambda *_: True)
    monkeypatch.setattr("trainer.learning.exam_draw.lot", lambda id_: "transform-on" not in id_)

    def make(
        *,
        drill: bool = True,
        seed: int = 1,
        deck: Deck = deck,
        settings: Settings = ONLY_LINES,
        start: str = "",
        seed_of_exam: int | None = None,
        **options: Any,
    ) -> TrainerApp:
        app = TrainerApp(
            read_bank(deck),
            history,
            start=start or ("drill" if drill else "home"),
            seed=seed_of_exam,
            rng=random.Random(seed),
            clock=clock,
            settings=settings,
            **options,
        )
        app.animation_level = "none"
        return app

    return make
