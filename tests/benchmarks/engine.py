# ruff: noqa: T201
"""Measures the engine's speed as ratios: both sides of each run here, on the same machine.

    python tests/benchmarks/engine.py [split] [overhead] [nothing] [watch] [--snippets NAME …]

split     mutants per second of a warm engine, beside a fresh process for each mutant.
overhead  wall time times cores of `trainer verify --again`, beside the unavoidable work: each
          baseline and each mutant's own suffix once, in one warm process, without isolation.
nothing   `trainer verify` where all is proven already.
watch     from saving a mutator to its first verdict, less the seconds of that mutant's own run.

All parts without a name; with no --snippets, the whole built-in deck. Everything happens in a copy
of the deck and with a TRAINER_HOME of its own, so no evidence is touched. The machine must have
nothing else to do. Ends with 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import resource
import selectors
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unavoidable import Unavoidable, planned

from trainer.decks.deck import Deck, find_deck
from trainer.model import Ending, Verdict, apply_change
from trainer.runtime.cds import start_making
from trainer.runtime.forking import adopt_orphans
from trainer.runtime.limits import Limits
from trainer.runtime.program import Cells
from trainer.runtime.settings import clean_environment
from trainer.verify.plan import Work
from trainer.verify.pool import default_jobs

SPLIT_TARGET = 20.0
"""Times as many mutants per second, at least."""
OVERHEAD_TARGET = 1.25
"""Times the unavoidable work, at most."""
NOTHING_TARGET = 0.5
"""Seconds, at most."""
WATCH_TARGET = 0.5
"""Seconds beyond the mutant's own, at most."""

VERDICT_SECONDS = 60.0
START_SECONDS = 300.0

CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Figure:
    """One line of the table at the end."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> bool:
        if self.target is None:
            return True
        return self.value >= self.target if self.at_least else self.value <= self.target


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time, and of all processes' user and system time."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Bench:
    """What all parts share: the copy of the deck, the cache and the options."""

    deck: Deck
    home: Path
    options: argparse.Namespace

    @property
    def cache(self) -> Path:
        return self.home / "cache"

    @property
    def environment(self) -> dict[str, str]:
        # Wide, so that no line that is searched for is broken in two.
        return {**os.environ, "TRAINER_HOME": str(self.home), "COLUMNS": "400"}

    def works(self) -> list[Work]:
        return planned(self.deck, self.cache)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "trainer", "--deck", str(self.deck.root), *arguments]

    def verify(self, *options: str) -> tuple[Cost, str]:
        """What `trainer verify` cost, and what it printed."""
        with measured() as cost:
            done = subprocess.run(
                self.command("verify", *options),
                env=self.environment,
                capture_output=True,
                text=True,
            )
        # 1: a mutant is not confirmed, which is no concern of a benchmark.
        if done.returncode not in (0, 1) or "mutants:" not in done.stdout:
            raise SystemExit(f"trainer verify failed:\n{done.stdout}\n{done.stderr}")
        return cost(), done.stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--snippets", nargs="+", metavar="NAME", help="all if not given")
    parser.add_argument("--fresh", type=int, default=12, help="mutants in the fresh sample")
    parser.add_argument("--runs", type=int, default=7, help="of nothing and watch")
    parser.add_argument("--jobs", type=int, help="of verify; its own default if not given")
    parser.add_argument("--home", type=Path, help="a TRAINER_HOME to keep, for the next time")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"{', '.join(unknown)}: no such part; there are {', '.join(PARTS)}")
    parts = [part for part in PARTS if part in (options.parts or PARTS)]
    adopt_orphans()  # so that the time of every process can be counted
    with tempfile.TemporaryDirectory(prefix="trainer-bench-") as folder:
        home = options.home or Path(folder) / "home"
        bench = Bench(copied_deck(Path(folder) / "deck", options.snippets), home, options)
        works = bench.works()
        mutants = sum(len(work.mutants) for work in works)
        print(f"{len(works)} snippets, {mutants} mutants, {CORES} cores; load {load()}")
        maker = start_making(bench.cache, idle=False)
        maker.communicate()
        if maker.returncode:
            raise SystemExit("The archive for class data sharing could not be made.")
        if "overhead" in parts or "nothing" in parts:
            cost, told = bench.verify("--again", *jobs_option(options))
            print(f"warmed up and proven in {cost.wall:.1f} s: {told.splitlines()[-1]}")
        figures = [figure for part in parts for figure in PARTS[part](bench)]
    print(f"\n{'figure':52} {'value':>10}  {'target':>10}")
    for figure in figures:
        sign = "at least" if figure.at_least else "at most"
        target = "" if figure.target is None else f"{sign} {figure.target:g}{figure.unit}"
        said = "" if figure.target is None else "reached" if figure.reached else "MISSED"
        print(f"{figure.name:52} {figure.value:9.2f}{figure.unit:2} {target:>14}  {said}".rstrip())
    sys.exit(not all(figure.reached for figure in figures))


def split(bench: Bench) -> list[Figure]:
    """Mutants per second, split stream beside fresh processes."""
    from trainer.runtime.engine import Engine
    from trainer.runtime.fresh import run_fresh

    heading("split")
    works = bench.works()
    count = sum(len(work.mutants) for work in works)
    with Engine(bench.cache, Limits()) as engine:
        began = time.perf_counter()
        engine.start()
        started = time.perf_counter() - began
        print(f"engine start {started:.2f} s")
        print(f"{'':36} {'mutants':>7} {'wall':>7} {'baseline':>8} {'suffixes':>8} {'rest':>7}")
        total = 0.0
        for work in works:
            began = time.perf_counter()
            runs = engine.run(work.snippet, work.mutants)
            wall = time.perf_counter() - began
            if runs.baseline.ending is not Ending.PASSED:
                raise SystemExit(f"{work.snippet.name}: {runs.baseline}")
            total += wall
            own = sum(outcome.seconds for outcome in runs.outcomes.values())
            row(work.snippet.name, len(work.mutants), wall, runs.baseline.seconds, own)
    fast = count / total
    print(
        f"{count} mutants in {total:.2f} s, one snippet after another: {fast:.2f} per second, "
        f"{count / (total + started):.2f} with the engine's start"
    )
    chosen = spread([(work, each) for work in works for each in work.mutants], bench.options.fresh)
    seconds = []
    # The first is run twice: it fills the caches of the disk.
    for number, (work, mutant) in enumerate([chosen[0], *chosen]):
        cells = Cells.of(work.snippet)
        code = apply_change(cells.code, mutant.span, mutant.after)
        began = time.perf_counter()
        run_fresh(cells.with_code(code), bench.cache, Limits().baseline_seconds)
        if number:
            seconds.append(time.perf_counter() - began)
            print(f"fresh {seconds[-1]:6.2f} s  {mutant.id}")
    mean = statistics.mean(seconds)
    print(
        f"fresh: extrapolated from the mean of {len(seconds)} of {count} mutants, one at a time: "
        f"{mean:.2f} s each ({min(seconds):.2f} to {max(seconds):.2f}), {1 / mean:.3f} per second"
    )
    with_start = count / (total + started) * mean
    return [
        Figure(
            "split: times the fresh path's mutants per second", fast * mean, "x", SPLIT_TARGET, True
        ),
        Figure("split: the same with the engine's start", with_start, "x"),
    ]


def overhead(bench: Bench) -> list[Figure]:
    """A verification beside the work that cannot be avoided."""
    heading("overhead")
    jobs = min(bench.options.jobs or default_jobs(), len(bench.works()))
    whole, told = bench.verify("--again", *jobs_option(bench.options))
    print(told.splitlines()[-1])
    start = engine_start(bench.cache, jobs)
    with tempfile.TemporaryDirectory(prefix="trainer-bench-") as scratch:
        answer = Path(scratch) / "answer.json"
        log = Path(scratch) / "log"
        with log.open("wb") as output:
            status = subprocess.run(
                [
                    *(sys.executable, "-P", str(Path(__file__).with_name("unavoidable.py"))),
                    *map(str, (bench.deck.root, bench.cache, answer)),
                ],
                env={**clean_environment(), "COLUMNS": "400"},
                stdout=output,
                stderr=output,
            ).returncode
        if status:
            raise SystemExit(f"The unavoidable work failed:\n{log.read_text()[-3000:]}")
        found = [Unavoidable(**each) for each in json.loads(answer.read_text())]
    print(f"{'':36} {'mutants':>7} {'work':>7} {'baseline':>8} {'suffixes':>8}")
    for each in found:
        row(each.snippet, len(each.suffixes), each.seconds, each.baseline, each.own)
    strange = [id_ for each in found for id_ in each.strange]
    count = sum(len(each.suffixes) for each in found)
    print(f"{count - len(strange)} of {count} suffixes ended as the evidence says", end="")
    print(f"; not: {', '.join(strange)}" if strange else "")
    work = Cost(sum(each.seconds for each in found), sum(each.cpu for each in found))
    print(f"unavoidable   {work.wall:7.2f} s of work  {work.cpu:7.2f} s of CPU")
    print(f"verification  {whole.wall:7.2f} s of wall  {whole.cpu:7.2f} s of CPU  ({jobs} workers)")
    print(f"its start-up  {start.wall:7.2f} s of wall  {start.cpu:7.2f} s of CPU  (start and stop)")
    name = f"overhead: wall x {CORES} cores / unavoidable"
    without = (whole.wall - start.wall) * CORES / work.wall
    return [
        Figure(f"{name}, without start-up", without, "x", OVERHEAD_TARGET),
        Figure(f"{name}, with start-up", whole.wall * CORES / work.wall, "x"),
        Figure("overhead: CPU / CPU, without start-up", (whole.cpu - start.cpu) / work.cpu, "x"),
        Figure("overhead: CPU / CPU, with start-up", whole.cpu / work.cpu, "x"),
    ]


def engine_start(cache: Path, jobs: int) -> Cost:
    """What it costs to start `jobs` engines at once, and to stop them."""
    from trainer.runtime.engine import Engine

    # A worker ends with the thread that started it, so the threads outlive the engines.
    with measured() as cost, ThreadPoolExecutor(jobs) as pool:
        engines = [Engine(cache, Limits()) for _ in range(jobs)]
        try:
            list(pool.map(Engine.start, engines))
        finally:
            list(pool.map(Engine.stop, engines))
    return cost()


def nothing(bench: Bench) -> list[Figure]:
    """A verification where there is nothing to do."""
    heading("nothing")
    walls = []
    for run in range(bench.options.runs + 1):
        cost, told = bench.verify()
        if f"{len(bench.works())} proven already" not in told:
            raise SystemExit(f"Not all was proven already: {told}")
        # The first fills the caches of the disk and of compiled modules.
        if run:
            walls.append(cost.wall)
            print(f"{cost.wall:.3f} s")
    imported = subprocess.run(
        [sys.executable, "-X", "importtime", *bench.command("verify")[1:]],
        env=bench.environment,
        capture_output=True,
        text=True,
    ).stderr
    libcst = len(re.findall(r"\|\s+libcst$", imported, re.MULTILINE))
    print(f"libcst is {'' if libcst else 'not '}imported")
    return [
        Figure("nothing: median wall", statistics.median(walls), "s", NOTHING_TARGET),
        Figure("nothing: imports of libcst", libcst, "", 0),
    ]


def watch(bench: Bench) -> list[Figure]:
    """From a save to the first verdict, beyond the mutant's own seconds."""
    heading("watch")
    deck = bench.deck
    work = next(
        (each for each in bench.works() if each.recorded and confirmed_mutators(each)), None
    )
    if work is None:
        raise SystemExit("No snippet has a confirmed mutant on record.")
    ids = confirmed_mutators(work)
    name = work.snippet.name
    process = subprocess.Popen(
        bench.command("watch", name),
        env={**bench.environment, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    extra = []
    try:
        lines = Lines(process)
        lines.wait_for(r"Watching", START_SECONDS)
        lines.drain()  # it says so just before it does
        for run in range(bench.options.runs):
            path = deck.mutator_path(ids[run % len(ids)])
            assert path is not None
            kind = "change" if run % 2 else "comment"
            addition = f"SAVED = {run}\n" if run % 2 else f"# Saved {run}.\n"
            unfinished = path.with_name(f".{path.name}")
            unfinished.write_text(path.read_text() + addition)
            began = time.perf_counter()
            unfinished.replace(path)
            found = lines.wait_for(rf"{name}/\S+: confirmed in ([\d.]+) s", VERDICT_SECONDS)
            seconds = time.perf_counter() - began
            own = float(found[1])
            extra.append(seconds - own)
            print(f"{seconds:.3f} s - {own:.2f} s = {extra[-1]:.3f} s  {kind} in {path.stem}")
            lines.drain()
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    print(f"from {min(extra):.3f} to {max(extra):.3f} s")
    return [Figure("watch: median beyond the mutant", statistics.median(extra), "s", WATCH_TARGET)]


def confirmed_mutators(work: Work) -> list[str]:
    """Mutators all of whose mutants of this snippet are confirmed, those of early places first."""
    proofs = work.recorded.mutants if work.recorded else ()
    bad = {proof.mutator for proof in proofs if proof.verdict is not Verdict.CONFIRMED}
    single = dict.fromkeys(proof.mutator for proof in proofs if len(proof.mutators) == 1)
    return [id_ for id_ in single if id_ not in bad]


class Lines:
    """What a process prints, read as it comes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self._descriptor = process.stdout.fileno()
        self._text = ""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._descriptor, selectors.EVENT_READ)

    def wait_for(self, pattern: str, seconds: float) -> re.Match[str]:
        """The first match of a pattern; what comes before it is forgotten."""
        deadline = time.monotonic() + seconds
        while (found := re.search(pattern, self._text)) is None:
            left = deadline - time.monotonic()
            if left < 0 or not self._read(left):
                raise SystemExit(f"trainer watch did not say {pattern!r}, but:\n{self._text}")
        self._text = self._text[found.end() :]
        return found

    def drain(self, quiet: float = 2.0) -> None:
        """Reads until nothing comes for so many seconds, and forgets it."""
        while self._selector.select(quiet) and self._read(0):
            pass
        self._text = ""

    def _read(self, seconds: float) -> bool:
        if not self._selector.select(seconds):
            return True
        data = os.read(self._descriptor, 65536)
        self._text += data.decode()
        return bool(data)


PARTS: dict[str, Callable[[Bench], list[Figure]]] = {
    "split": split,
    "overhead": overhead,
    "nothing": nothing,
    "watch": watch,
}


def copied_deck(target: Path, names: Sequence[str] | None) -> Deck:
    """A copy of the built-in deck with these snippets."""
    deck = find_deck()
    paths = deck.snippet_paths()
    unknown = set(names or ()) - {path.stem for path in paths}
    if unknown:
        raise SystemExit(f"{', '.join(sorted(unknown))}: no such snippet in {deck.root}")
    left_out = {path.stem for path in paths if names and path.stem not in names}

    def ignore(folder: str, files: list[str]) -> set[str]:
        return {file for file in files if file.split(".")[0] in left_out} | {"__pycache__"}

    shutil.copytree(deck.root / "snippets", target / "snippets", ignore=ignore)
    shutil.copytree(deck.root / "mutators", target / "mutators")
    return Deck(target)


@contextlib.contextmanager
def measured() -> Iterator[Callable[[], Cost]]:
    """What it yields tells the cost of the block, with all processes that have ended in it."""

    def cpu() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = cpu()
    began = time.perf_counter()
    cost = Cost(0.0, 0.0)
    yield lambda: cost
    wall = time.perf_counter() - began
    # What was left over has become a child of this process.
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    cost = Cost(wall, cpu() - before)


def spread(items: Sequence[Any], count: int) -> list[Any]:
    """So many of the items, at even distances."""
    count = max(1, min(count, len(items)))
    return [items[(2 * number + 1) * len(items) // (2 * count)] for number in range(count)]


def jobs_option(options: argparse.Namespace) -> list[str]:
    return ["--jobs", str(options.jobs)] if options.jobs else []


def row(name: str, count: int, wall: float, baseline: float, own: float) -> None:
    rest = wall - baseline - own
    last = f" {rest:7.2f}" if rest > 0.005 else ""
    print(f"{name:36} {count:7} {wall:7.2f} {baseline:8.2f} {own:8.2f}{last}")


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def load() -> str:
    return f"{os.getloadavg()[0]:.2f}"


if __name__ == "__main__":
    main()
