# ruff: noqa: T201
"""Measures the time from the key press to the next question on screen.

    python tests/benchmarks/next_question.py [QUESTIONS] [--wide] [--deck DIR] [--home DIR]

Answers questions in a headless terminal: of the built-in deck with a history of its own, or with
the deck and the history that `learner.py --keep` has made. The time
is that from the key press until the screen has changed for the last time because of it, footer and
all.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.strip import Strip

GOAL = 0.050
"""Seconds, of the 99th percentile."""


async def measure(questions: int, size: tuple[int, int], root: Path | None) -> list[float]:
    """Seconds from each press of Enter on a reveal to the end of painting."""
    from trainer.decks.deck import find_deck
    from trainer.learning.bank import read_bank
    from trainer.learning.history import History
    from trainer.tui.app import TrainerApp

    history = History()
    app = TrainerApp(
        read_bank(find_deck(root)),
        history,
        start="drill",
        rng=random.Random(1),
        clock=lambda: datetime.now(UTC),
    )
    app.animation_level = "none"
    display, painted, shown = app._display, 0.0, list[Strip]()

    def timed_display(*args: Any) -> None:
        nonlocal painted, shown
        display(*args)
        now = time.perf_counter()
        strips = app.screen._compositor.render_strips()
        if strips != shown:
            painted, shown = now, strips

    app._display = timed_display  # type: ignore[method-assign]
    seconds = []
    async with app.run_test(size=size) as pilot:
        for _ in range(questions):
            await _reveal(pilot)
            pressed = time.perf_counter()
            await pilot.press("enter")
            await _settle(pilot)
            seconds.append(painted - pressed)
    history.close()
    return seconds


async def _reveal(pilot: Pilot[None]) -> None:
    """Answers the question on screen, whatever its kind, until its reveal is there."""
    await _settle(pilot)
    for _ in range(4):
        step = pilot.app.screen.step  # type: ignore[attr-defined]
        if step != "-revealed":
            await pilot.press({"-lesson": "enter", "-asking": "n"}.get(step, "1"))
    await _settle(pilot)
    assert pilot.app.screen.step == "-revealed"  # type: ignore[attr-defined]


async def _settle(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=int, nargs="?", default=100)
    parser.add_argument("--wide", action="store_true", help="160x48 instead of 80x24")
    parser.add_argument("--deck", type=Path)
    parser.add_argument("--home", help="the folder of the history; it gets the answers")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["TRAINER_HOME"] = asked.home or home
        size = (160, 48) if asked.wide else (80, 24)
        seconds = asyncio.run(measure(asked.questions, size, asked.deck))
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    print(
        f"{len(seconds)} questions: p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms, "
        f"most {max(seconds) * 1000:.1f} ms; goal for p99 {GOAL * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
