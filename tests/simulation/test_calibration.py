"""What readiness says of artificial learners, against how their exams went."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.simulation.calibration import (
    Forecast,
    brier,
    brier_of_base_rate,
    forecasts,
    pairs,
    reliability,
)
from tests.simulation.learners import mixed_characters
from trainer.learning.blueprints import read_blueprint

LEARNERS, DAYS = 32, 8


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Forecast]:
    folder, guide = tmp_path_factory.mktemp("learners"), read_blueprint("study-guide")
    return [
        forecast
        for seed in range(LEARNERS)
        for forecast in forecasts(Path(folder, str(seed)), seed, guide, mixed_characters, DAYS)
    ]


def test_most_looks_at_a_learner_tell_a_chance(found: Sequence[Forecast]) -> None:
    assert len(pairs(found)) >= 2 * LEARNERS


def test_a_forecast_is_better_than_always_saying_how_many_pass(found: Sequence[Forecast]) -> None:
    told = pairs(found)
    assert brier(told) < 0.8 * brier_of_base_rate(told)


def test_of_those_who_are_told_a_chance_about_as_many_pass(found: Sequence[Forecast]) -> None:
    bins = [each for each in reliability(pairs(found), 3) if each.count >= 20]
    assert len(bins) >= 2
    assert max(abs(each.said - each.passed) for each in bins) < 0.2


def test_the_expected_score_is_near_the_real_one(found: Sequence[Forecast]) -> None:
    off = [each.said.score - each.mean_score for each in found if each.said.enough]
    assert abs(sum(off) / len(off)) < 1.7
    assert sum(map(abs, off)) / len(off) < 3


def test_scores_lie_within_the_interval_about_as_often_as_is_said(
    found: Sequence[Forecast],
) -> None:
    within = [each.within_score_interval for each in found if each.said.enough]
    assert 0.75 < sum(within) / len(within) < 0.96
