"""The outside of the warm worker: starts it, hands it programs, and ends all that it started."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from trainer.errors import WorkerError
from trainer.model import Ending, Mutant, Outcome, Snippet, apply_change
from trainer.runtime.canary import CANARY, CANARY_MUTANTS, check_canary
from trainer.runtime.cds import start_making, stop_making
from trainer.runtime.channel import Channel
from trainer.runtime.limits import (
    LASTING_SECONDS,
    PUT_BACK_SECONDS,
    WARM_UP_SECONDS,
    Limits,
)
from trainer.runtime.program import Cells, places
from trainer.runtime.runs import Runs, Seen, outcome_of


@dataclass
class _Stage:
    """A stage that is open in the worker."""

    cells: Cells
    job: int
    held: set[int]
    """The places from which mutants can be run."""
    given: dict[str, str] = field(default_factory=dict)
    baseline: Outcome | None = None
    place: int | None = None
    """The place to which Spark and the files were put back last."""


class Engine:
    """A warm worker, as a context manager. It starts with the first job and again if it dies.

    One thread at a time may use it; only `cancel` may be called from others.
    """

    def __init__(self, cache: Path, limits: Limits | None = None, sandbox: bool = False) -> None:
        """`sandbox` takes network and file system from the worker; see `runtime.sandbox`."""
        self._cache = cache
        self._limits = limits or Limits()
        self._sandbox = sandbox
        self._channel: Channel | None = None
        self._warm = False
        self._stage: _Stage | None = None
        self._job = 0
        self._abandoned = self._cancelled = False
        self._maker: subprocess.Popen[bytes] | None = None
        self._warm_since = 0.0

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def run(
        self,
        snippet: Snippet,
        mutants: Sequence[Mutant],
        seen: Seen = lambda id_, outcome: None,
        hold: bool = False,
    ) -> Runs:
        """Runs a snippet and its mutants; calls `seen` with each mutant's id and outcome.

        With `hold`, the snippet's processes are kept: the next call for the same snippet runs its
        mutants at once. Raises WorkerError where the worker does not start.
        """
        cells = Cells.of(snippet)
        codes = {m.id: apply_change(cells.code, m.span, m.after) for m in mutants}
        self.start()
        if self._maker is None and time.monotonic() - self._warm_since > LASTING_SECONDS:
            self._maker = start_making(self._cache)
        return self._run(cells, codes, seen, hold)

    def run_program(
        self,
        cells: Cells,
        seconds: float,
        output: Callable[[bytes], None],
        begins: Callable[[], None] = lambda: None,
    ) -> tuple[Outcome, list[str]]:
        """Runs one program from its start; `output` is given what it prints, as it comes.

        `begins` is called when `cancel` can end it. Also says for what reasons the worker could not
        be used on; it has been ended then.
        """
        self.start()
        self._cancelled = False
        begins()
        return self._run_whole(cells, seconds, output)

    def cancel(self) -> None:
        """Ends what runs now, from any thread; it ends as `died`."""
        self._cancelled = True
        self._send({"do": "close"})

    def abandon(self) -> None:
        """Ends what runs now and runs nothing more, from any thread: `run` raises WorkerError."""
        self._abandoned = True
        channel = self._channel
        if channel is not None:
            channel.kill()

    def start(self) -> None:
        """Starts the worker, if none is running, waits until it is warm, and tries it out.

        Raises WorkerError where it does not start, or does not see a program break.
        """
        self._stop_if_abandoned()
        if self._lives:
            return
        self.stop()
        self._channel = Channel(self._cache, self._sandbox)
        self._stop_if_abandoned()
        report = self._receive(time.monotonic() + WARM_UP_SECONDS)
        if report is None or "failed" in report:
            told = report["failed"] if report else self._channel.log
            self.stop()
            raise WorkerError(f"The worker did not start. It said:\n{told}")
        self._warm = True
        runs = self._run(CANARY, CANARY_MUTANTS, lambda id_, outcome: None, hold=False)
        problem = check_canary(runs.baseline, runs.outcomes)
        if problem:
            self.stop()
            raise WorkerError(problem)
        self._warm_since = time.monotonic()

    def stop(self) -> None:
        """Ends the worker, its JVM and its children, and removes their files.

        A warm worker may end in its own way; one that is still starting is killed at once.
        """
        channel, self._channel = self._channel, None
        self._stage = None
        if channel is not None:
            channel.end(patiently=self._warm)
        self._warm = False
        maker, self._maker = self._maker, None
        if maker is not None:
            stop_making(maker)

    def _run(self, cells: Cells, codes: Mapping[str, str], seen: Seen, hold: bool) -> Runs:
        place_of = places(cells.code, codes)
        # From the last place to the first: what a snippet cached cannot be given back, only taken.
        waiting = sorted(codes, key=lambda id_: -place_of[id_])
        whole: list[str] = []
        outcomes: dict[str, Outcome] = {}
        first: _Stage | None = None
        while first is None or waiting:
            stage = self._opened(cells, set(place_of.values()), hold)
            first = first or stage
            assert stage.baseline is not None
            self._stop_if_abandoned()
            if stage.baseline.ending is not Ending.PASSED:
                self._close()
                return Runs(stage.given, stage.baseline, outcomes)
            while waiting:
                id_ = waiting.pop(0)
                if place_of[id_] not in stage.held:
                    whole.append(id_)
                    continue
                outcome, usable = self._run_from_place(stage, id_, codes[id_], place_of[id_])
                self._stop_if_abandoned()
                if outcome is None:
                    whole.append(id_)
                else:
                    outcomes[id_] = outcome
                    seen(id_, outcome)
                if not usable:
                    break
        assert first.baseline is not None
        if not hold or whole:
            self._close()
        seconds = self._limits.run_seconds(first.baseline.seconds)
        for id_ in whole:
            self.start()
            outcomes[id_], _ = self._run_whole(cells.with_code(codes[id_]), seconds)
            self._stop_if_abandoned()
            seen(id_, outcomes[id_])
        return Runs(first.given, first.baseline, outcomes)

    def _stop_if_abandoned(self) -> None:
        if self._abandoned:
            raise WorkerError("The verification was ended before it was through.")

    def _opened(self, cells: Cells, wanted: set[int], hold: bool) -> _Stage:
        """A stage that has run a snippet and holds the wanted places, if they can be held."""
        stage = self._stage
        if hold and stage is not None and stage.cells == cells:
            return stage
        self._close()
        self.start()
        held = set(range(cells.statements())) if hold else wanted
        return self._open(cells, held, self._limits.baseline_seconds)

    def _open(
        self,
        cells: Cells,
        held: set[int],
        seconds: float,
        output: Callable[[bytes], None] | None = None,
    ) -> _Stage:
        self._job += 1
        if self._channel is not None:
            self._channel.on_output = output or (lambda data: None)
        self._stage = stage = _Stage(cells, self._job, held)
        self._send(
            {
                "do": "open",
                "job": self._job,
                **asdict(cells),
                "places": sorted(held),
                "output": output is not None,
                "limits": asdict(self._limits),
            }
        )
        if self._cancelled:
            # It may have been asked for before there was anything to close.
            self._send({"do": "close"})
        deadline = time.monotonic() + seconds
        while stage.baseline is None:
            report = self._receive(deadline)
            if report is None:
                if self._lives:
                    self._close()
                    text = f"still running after {seconds:g} s"
                    stage.baseline = Outcome(Ending.TIMEOUT, seconds, message=text)
                else:
                    self.stop()
                    text = "the processes that ran it ended before it was through"
                    stage.baseline = Outcome(Ending.DIED, 0.0, message=text)
            elif "given" in report:
                stage.given = report["given"]
            elif "unsplit" in report:
                # Reported from the place on that cannot be held.
                stage.held.clear()
            elif "baseline" in report:
                stage.baseline = outcome_of(report["baseline"])
            elif "closed" in report:
                self._closed(report)
                how = f"the process ended with status {report['closed']} before it was through"
                text = report["reason"] or how
                stage.baseline = Outcome(Ending.DIED, 0.0, message=text)
        return stage

    def _run_from_place(
        self, stage: _Stage, id_: str, code: str, place: int
    ) -> tuple[Outcome | None, bool]:
        """A mutant's outcome, and whether the stage can be used on.

        None where what the snippet itself did to Spark cannot be put back.
        """
        assert stage.baseline is not None
        seconds = self._limits.run_seconds(stage.baseline.seconds)
        moved, stage.place = stage.place != place, place
        command = {"id": id_, "place": place, "moved": moved, "code": code, "seconds": seconds}
        started = time.monotonic()
        self._send({"do": "run", **command})
        report = self._receive(started + seconds + PUT_BACK_SECONDS)
        if report is None or "mutant" not in report:
            text = "the processes around it ended or hung while it ran"
            if report is not None and "closed" in report:
                self._closed(report)
            else:
                self.stop()
            return Outcome(Ending.DIED, time.monotonic() - started, message=text), False
        if report["spoilt"]:
            # What this snippet can't be run on with may do for the next one: closing looks.
            self._close()
        outcome = report["outcome"]
        return (None if outcome is None else outcome_of(outcome)), not report["spoilt"]

    def _run_whole(
        self, cells: Cells, seconds: float, output: Callable[[bytes], None] | None = None
    ) -> tuple[Outcome, list[str]]:
        self._close()
        self.start()
        stage = self._open(cells, set(), seconds, output)
        assert stage.baseline is not None
        return stage.baseline, self._close()

    def _close(self) -> list[str]:
        """Ends the open stage; says why the worker had to be ended too, if it had to."""
        stage = self._stage
        if stage is None:
            return []
        self._send({"do": "close"})
        deadline = time.monotonic() + PUT_BACK_SECONDS
        while (report := self._receive(deadline)) is not None and "closed" not in report:
            pass
        if report is None:
            self.stop()
            return ["the worker ended or hung"]
        return self._closed(report)

    def _closed(self, report: dict[str, Any]) -> list[str]:
        self._stage = None
        if report["spoilt"]:
            self.stop()
        spoilt: list[str] = report["spoilt"]
        return spoilt

    @property
    def _lives(self) -> bool:
        return self._channel is not None and self._channel.lives

    def _send(self, message: dict[str, Any]) -> None:
        """What cannot be sent finds no answer either, and that is what is told."""
        channel = self._channel
        if channel is not None:
            with contextlib.suppress(OSError):
                channel.send(message)

    def _receive(self, deadline: float) -> dict[str, Any] | None:
        """The next report of the open stage; None if the worker ends or time runs out."""
        while self._channel is not None:
            message = self._channel.receive(deadline)
            if message is None or message.get("job", self._job) == self._job:
                return message
        return None
