"""The live table of a running verification: what each worker does, counts, slowest, time left."""

from __future__ import annotations

import heapq
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median
from types import TracebackType

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live as Display
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from trainer.model import Mutant, Verdict
from trainer.verify.console import MARKS, verdict_text
from trainer.verify.plan import Work

REFRESHES_PER_SECOND = 4
BASELINE_SECONDS, MUTANT_SECONDS = 5.0, 0.3
"""What a run is expected to take where nothing at all is recorded."""
PRIOR_SECONDS = 10.0
"""How much work must be done before the pace is believed as much as the records are."""


class Forecast:
    """How long is left, from recorded durations and how fast it has gone so far.

    Seconds throughout. A snippet's cost is its own run and the run of each of its mutants.
    """

    def __init__(self, work: Sequence[Work], workers: int) -> None:
        self._workers = workers
        recorded = [each.recorded for each in work if each.recorded is not None]
        baselines = [evidence.baseline.seconds for evidence in recorded]
        proofs = {proof.id: proof.seconds for evidence in recorded for proof in evidence.mutants}
        baseline = median(baselines) if baselines else BASELINE_SECONDS
        mutant = median(proofs.values()) if proofs else MUTANT_SECONDS
        self._costs: dict[str, float] = {}
        self._mutants: dict[str, dict[str, float]] = {}
        for each in work:
            own = each.recorded.baseline.seconds if each.recorded else baseline
            costs = {made.id: proofs.get(made.id, mutant) for made in each.mutants}
            # The snippet's own run goes on between its mutants: each mutant stands for a share.
            share = own / max(1, len(costs))
            self._mutants[each.snippet.name] = {id_: cost + share for id_, cost in costs.items()}
            self._costs[each.snippet.name] = own + sum(costs.values())
        self._left = dict(self._costs)

    def seen(self, snippet: str, mutant: str) -> None:
        cost = self._mutants[snippet].pop(mutant, 0.0)
        self._left[snippet] -= cost

    def end(self, snippet: str) -> None:
        self._mutants[snippet].clear()
        self._left[snippet] = 0.0

    def left(self, busy: float) -> float:
        """Wall time to the end, after the workers have been busy so long in sum.

        No less than the longest snippet needs: one snippet is never shared out.
        """
        left = sum(self._left.values())
        done = sum(self._costs.values()) - left
        pace = (busy + PRIOR_SECONDS) / (done + PRIOR_SECONDS)
        return pace * max(left / self._workers, max(self._left.values(), default=0.0))


class Live:
    """The progress of a verification, as a context manager; silent where nobody looks.

    May be told of events from any thread. `clock` gives seconds.
    """

    def __init__(
        self,
        console: Console,
        work: Sequence[Work],
        workers: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = console
        self._clock = clock
        self._lock = threading.Lock()
        self._total = sum(len(each.mutants) for each in work)
        self._snippets = len(work)
        self._ended: set[str] = set()
        self._verdicts: dict[str, Verdict] = {}
        self._seconds: dict[str, float] = {}
        self._running: dict[int, tuple[Work | None, float]] = {}
        self._workers = workers
        self._busy = 0.0
        self._forecast = Forecast(work, workers)
        self._began = clock()
        self._left: tuple[float, float] | None = None
        self._display: Display | None = None

    def __enter__(self) -> Live:
        self._began = self._clock()
        if self._console.is_terminal:
            self._display = Display(
                console=self._console,
                get_renderable=lambda: self,
                refresh_per_second=REFRESHES_PER_SECOND,
                transient=True,
                # Else what is printed meanwhile would go to this console, not to the file or pipe.
                redirect_stdout=sys.stdout.isatty(),
            )
            self._display.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._display is not None:
            self._display.stop()

    def starting(self, worker: int) -> None:
        """A worker starts its Spark."""
        with self._lock:
            self._running[worker] = (None, self._clock())

    def begin(self, worker: int, work: Work) -> None:
        """A worker begins a snippet."""
        with self._lock:
            self._running[worker] = (work, self._clock())
            self._estimate()

    def seen(
        self, worker: int, work: Work, mutant: Mutant, verdict: Verdict, seconds: float
    ) -> None:
        """A mutant came to a verdict, after so many seconds of its own."""
        with self._lock:
            self._verdicts[mutant.id] = verdict
            self._seconds[mutant.id] = seconds
            self._forecast.seen(work.snippet.name, mutant.id)
            self._estimate()

    def end(self, worker: int, work: Work) -> None:
        """A snippet is done. Mutants that were not seen had no working original to differ from."""
        with self._lock:
            for mutant in work.mutants:
                self._verdicts.setdefault(mutant.id, Verdict.BASELINE_FAILED)
            self._ended.add(work.snippet.name)
            self._forecast.end(work.snippet.name)
            running, since = self._running.pop(worker, (None, 0.0))
            if running is not None:
                self._busy += self._clock() - since
            self._estimate()

    def __rich__(self) -> RenderableType:
        with self._lock:
            return Group(
                self._bar(), self._counts(), Text(), self._workers_now(), Text(), self._slowest()
            )

    def _estimate(self) -> None:
        now = self._clock()
        busy = self._busy + sum(now - since for work, since in self._running.values() if work)
        self._left = (self._forecast.left(busy), now)

    def _bar(self) -> RenderableType:
        now = self._clock()
        left = ""
        if self._left is not None:
            # Between two events the time that was left runs out as time does.
            seconds, at = self._left
            left = f"about {_clock_text(max(1.0, seconds - (now - at)))} left"
        grid = Table.grid(padding=(0, 2), expand=True)
        grid.add_column(ratio=1)
        for _ in range(3):
            grid.add_column(no_wrap=True, justify="right")
        grid.add_row(
            ProgressBar(total=max(1, self._total), completed=len(self._verdicts)),
            f"{len(self._verdicts)}/{self._total} mutants",
            _clock_text(now - self._began),
            left,
        )
        return grid

    def _counts(self) -> RenderableType:
        counts = Counter(self._verdicts.values())
        shown = [
            verdict_text(verdict, f"{counts[verdict]} {verdict}")
            for verdict in MARKS
            if counts[verdict]
        ]
        snippets = Text(f"{len(self._ended)}/{self._snippets} snippets")
        return Columns([snippets, *shown], padding=(0, 3))

    def _workers_now(self) -> RenderableType:
        now = self._clock()
        grid = Table.grid(padding=(0, 2), expand=True)
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        grid.add_column(no_wrap=True, justify="right")
        grid.add_column(no_wrap=True, justify="right", min_width=4)
        for worker in range(self._workers):
            name = f"worker {worker + 1}"
            if worker not in self._running:
                grid.add_row(name, Text("waiting", style="dim"), "", "")
                continue
            work, since = self._running[worker]
            if work is None:
                grid.add_row(name, "starting Spark", "", _clock_text(now - since))
                continue
            done = sum(mutant.id in self._verdicts for mutant in work.mutants)
            grid.add_row(
                name,
                Text(work.snippet.name),
                f"{done}/{len(work.mutants)}",
                _clock_text(now - since),
            )
        return grid

    def _slowest(self) -> RenderableType:
        grid = Table.grid(padding=(0, 2), expand=True)
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        grid.add_column(no_wrap=True, justify="right")
        slowest = heapq.nlargest(3, self._seconds.items(), key=lambda item: item[1])
        for number, (id_, seconds) in enumerate(slowest):
            label = "slowest" if number == 0 else ""
            # As wide as the workers' names, so that both lists have one left edge.
            grid.add_row(f"{label:<8}", Text(id_), f"{seconds:.1f} s")
        return grid


def _clock_text(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
