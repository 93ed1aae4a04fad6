"""What running a snippet and its mutants showed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trainer.model import Ending, Outcome

Seen = Callable[[str, Outcome], None]


@dataclass(frozen=True)
class Runs:
    """What running a snippet and its mutants showed; `outcomes` goes by mutant id."""

    given: dict[str, str]
    baseline: Outcome
    outcomes: dict[str, Outcome]


def outcome_of(data: dict[str, Any]) -> Outcome:
    """The outcome that a worker sent as JSON."""
    return Outcome(**{**data, "ending": Ending(data["ending"]), "bases": tuple(data["bases"])})
