# ruff: noqa: T201
"""Kills real sessions at random moments and looks for what they showed as accepted.

    python -m tests.benchmarks.kill_loop [KILLS] [--seed N]

Each session is the app in a pseudo-terminal, over one history that grows: keys are sent as its
screen asks for them, and kill -9 comes in its start or in the two seconds after its first question.
Then the history must open, need no repair, and hold all that any screen showed, with its steps.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from tests.decks_for_tests import make_deck
from tests.tui.sessions import kill_loop


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kills", type=int, nargs="?", default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        deck = make_deck(Path(folder) / "deck")
        began = time.monotonic()
        loop = kill_loop(
            deck.root, Path(folder) / "home", options.kills, random.Random(options.seed)
        )
    print(
        f"{loop.kills} kills in {time.monotonic() - began:.0f} s: {loop.shown} answers and "
        f"{loop.steps} steps shown as accepted, none lost; {len(loop.kept)} answers in the "
        f"history, {loop.unseen} of them stored in the very moment of the kill."
    )


if __name__ == "__main__":
    main()
