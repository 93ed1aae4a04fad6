"""Where the trainer keeps its files; `TRAINER_HOME` moves all of them into one folder."""

from __future__ import annotations

import os
from pathlib import Path

_NAME = "mla-trainer"


def data_dir() -> Path:
    """The folder of the learner's history."""
    home = os.environ.get("TRAINER_HOME")
    if home:
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path(_NAME)


def cache_dir() -> Path:
    """The folder of what can be made again at any time."""
    home = os.environ.get("TRAINER_HOME")
    if home:
        return Path(home) / "cache"
    from platformdirs import user_cache_path

    return user_cache_path(_NAME)
