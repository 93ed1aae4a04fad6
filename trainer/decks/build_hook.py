"""Refuses to build a wheel whose evidence is missing, stale or not confirmed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class EvidenceCheck(BuildHookInterface):  # type: ignore[misc]
    """Runs before hatchling builds; an editable install is exempt, as authors verify from one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from trainer.decks.deck import Deck
            from trainer.decks.proven import unproven

            problems = unproven(Deck(Path(self.root)))
        finally:
            sys.path.remove(self.root)
        if problems:
            text = "\n".join(str(problem) for problem in problems)
            raise RuntimeError(f"the deck is not proven, so no wheel is built:\n{text}")
