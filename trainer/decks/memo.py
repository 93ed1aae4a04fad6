"""Remembers in the cache what was worked out of unchanged files."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

MOST_ENTRIES = 50_000


class Memo:
    """Plain JSON values by key. A file that is damaged counts as empty: all can be made again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[str, Any] = {}
        self._changed = False
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return
        if isinstance(data, dict):
            self._entries = data

    def get(self, key: str) -> Any:
        """The value, or None."""
        return self._entries.get(key)

    def put(self, key: str, value: Any) -> None:
        self._entries[key] = value
        self._changed = True

    def save(self) -> None:
        """Writes the file, if anything came; a cache that cannot be written is no error."""
        if not self._changed:
            return
        self._changed = False
        kept = dict(list(self._entries.items())[-MOST_ENTRIES:])
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(kept), encoding="utf-8")
            temporary.replace(self._path)
        except OSError:
            # Where the folder's place is taken by a file, taking away fails too.
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
