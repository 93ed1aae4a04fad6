# ruff: noqa: T201
"""Prints how good readiness and the scheduler are for artificial learners.

    python tests/benchmarks/readiness_calibration.py [--learners N] [--scheduler-learners N]

Learners study with the real drill for up to 30 days and are looked at three times on the way; what
readiness says is compared with how exams end that are drawn as the trainer draws them. Then days of
up to 30 questions until ideas are mastered are compared with random order. The model was made with
an eye on the first two makes of learners, by other seeds; the third was kept for this report.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from random import Random

from tests.simulation.calibration import (
    Forecast,
    brier,
    brier_of_base_rate,
    forecasts,
    pairs,
    reliability,
)
from tests.simulation.learners import (
    Character,
    mixed_characters,
    other_characters,
    unlike_characters,
)
from tests.simulation.scheduling import compared, comparison
from trainer.learning.blueprints import read_blueprint

FIRST_SEED = 20_000
"""The model was looked at with seeds below it."""


def _look(folder: Path, make: Callable[[Random], Character], seed: int) -> list[Forecast]:
    guide = read_blueprint("study-guide")
    return forecasts(folder / make.__name__ / str(seed), seed, guide, make)


def calibration(folder: Path, make: Callable[[Random], Character], learners: int) -> None:
    seeds = range(FIRST_SEED, FIRST_SEED + learners)
    with ProcessPoolExecutor() as pool:
        found = [each for of in pool.map(partial(_look, folder, make), seeds) for each in of]
    told, enough = pairs(found), [each for each in found if each.said.enough]
    print(f"  looks {len(found)}, with a chance {len(told)}")
    print(f"  Brier score        {brier(told):.3f}")
    print(f"  of the base rate   {brier_of_base_rate(told):.3f}")
    print(f"  of the true chance {brier([(passed, passed) for _, passed in told]):.3f}")
    off = [each.said.score - each.mean_score for each in enough]
    print(f"  expected score     {sum(off) / len(off):+.2f} questions off on average,", end=" ")
    print(f"{sum(map(abs, off)) / len(off):.2f} without sign")
    within = sum(each.within_score_interval for each in enough) / len(enough)
    print(f"  scores within their interval of 80 %          {within:.0%}")
    print(
        f"  true chances within their interval of 80 %    "
        f"{sum(each.within_interval for each in enough) / len(enough):.0%}"
    )
    print("  said        looks  mean said  passed")
    for each in reliability(told, 10):
        print(
            f"  {each.low:.1f} to {each.high:.1f}  {each.count:5}"
            f"  {each.said:9.2f}  {each.passed:6.2f}"
        )


def scheduler(folder: Path, make: Callable[[Random], Character], learners: int) -> None:
    for ahead in (0, 7):
        seeds = range(FIRST_SEED, FIRST_SEED + learners)
        found = comparison(compared(folder / f"{make.__name__}-{ahead}", seeds, make, ahead))
        print(
            f"  mastered {ahead} days ahead: {found.questions:.0f} questions in"
            f" {found.days:.1f} days, random order {found.unordered:.0f} in"
            f" {found.unordered_days:.1f}; ratio {found.questions / found.unordered:.2f};"
            f" fewer for {found.fewer} of {found.mastered}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--scheduler-learners", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        for make in (mixed_characters, other_characters, unlike_characters):
            print(f"{make.__name__.replace('_', ' ')}: readiness")
            calibration(Path(place), make, options.learners)
            print(f"{make.__name__.replace('_', ' ')}: scheduler")
            scheduler(Path(place), make, options.scheduler_learners)


if __name__ == "__main__":
    main()
