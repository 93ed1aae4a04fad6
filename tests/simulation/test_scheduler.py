"""The scheduler against random order, by artificial learners."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.learners import mixed_characters, other_characters
from tests.simulation.scheduling import MakeCharacter, compared, comparison

LEARNERS = 10


@pytest.mark.parametrize("make", [mixed_characters, other_characters])
@pytest.mark.parametrize("ahead", [0, 7])
def test_fewer_questions_than_in_random_order_lead_to_mastery(
    tmp_path: Path, make: MakeCharacter, ahead: int
) -> None:
    found = compared(tmp_path, range(LEARNERS), make, ahead)
    result = comparison(found)
    assert result.mastered >= LEARNERS - 2
    assert result.questions < result.unordered
