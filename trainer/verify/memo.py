"""Remembers which mutants a mutator makes of a snippet, so that nothing changed costs no libcst."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from trainer.model import Mutant

MOST_ENTRIES = 50_000


class Memo:
    """A file of the cache: a key over snippet, mutator and machinery, to the mutants made.

    A file that is damaged counts as empty; what it held is made again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[str, list[Any]] = {}
        self._changed = False
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        if isinstance(data, dict):
            self._entries = data

    def get(self, key: str, snippet: str, mutator: str) -> list[Mutant] | None:
        entry = self._entries.get(key)
        try:
            return (
                None
                if entry is None
                else [
                    Mutant(snippet, mutator, number, (first, last), before, after)
                    for number, (first, last, before, after) in enumerate(entry, 1)
                ]
            )
        except (TypeError, ValueError):
            return None

    def put(self, key: str, mutants: list[Mutant]) -> None:
        self._entries[key] = [[*each.span, each.before, each.after] for each in mutants]
        self._changed = True

    def save(self) -> None:
        """Writes the file, if anything came; a cache that cannot be written is no error."""
        if not self._changed:
            return
        kept = dict(list(self._entries.items())[-MOST_ENTRIES:])
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(kept), encoding="utf-8")
            temporary.replace(self._path)
        except OSError:
            temporary.unlink(missing_ok=True)
