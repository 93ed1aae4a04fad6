"""The command watch: shows the verdict of what an author has just saved."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text
from watchfiles import PythonFilter, watch

from trainer.decks.deck import Deck
from trainer.decks.memo import Memo
from trainer.errors import TrainerError
from trainer.model import Ending, Mutant, Outcome, Verdict
from trainer.places import cache_dir
from trainer.runtime.engine import Engine
from trainer.runtime.limits import Limits
from trainer.verify.console import code_warning, tell_problems, tell_verdict, verdict_text
from trainer.verify.interrupts import interrupts
from trainer.verify.plan import Planner, UnknownNameError, Work
from trainer.verify.verification import proof_of, verdict_of

SETTLED_MS = 20
"""A file is read when nothing more is written for so long: an editor may write it in two steps."""


def run_watch(deck: Deck, names: tuple[str, ...], seconds: float) -> None:
    """Runs what is saved until it is interrupted. Raises UnknownNameError and WorkerError.

    `names` are as for verify; only what they mean is run, and the first of it is made ready.
    """
    if deck.sealed:
        raise TrainerError("An installed deck is not for editing. Give a folder by --deck.")
    console = Console()
    before_code = code_warning(console)
    Planner(deck, Memo(cache_dir() / "memo.json"), before_code=before_code).select(names)
    folders = [deck.root / "snippets", deck.root / "mutators"]
    try:
        with interrupts(), Engine(cache_dir(), Limits(seconds=seconds)) as engine:
            saves = watch(
                *filter(Path.is_dir, folders),
                watch_filter=PythonFilter(),
                step=SETTLED_MS,
                rust_timeout=100,
                yield_on_timeout=True,
            )
            next(saves)  # what is saved from here on is told
            planner = Planner(deck, Memo(cache_dir() / "memo.json"), before_code=before_code)
            watcher = Watcher(planner, engine, console, names)
            console.print("Starting Spark …")
            engine.start()
            before_code(deck)
            watcher.prepare()
            console.print("Watching: save a snippet or a mutator to see its verdict. Ctrl-C ends.")
            for changes in saves:
                if changes:
                    watcher.saved({Path(path) for _, path in changes})
    except KeyboardInterrupt:
        pass
    console.print("Nothing was recorded: `trainer verify` does that.")


class Watcher:
    """Holds a warm engine, with the snippet that was run last ready at each of its statements."""

    def __init__(
        self, planner: Planner, engine: Engine, console: Console, names: Sequence[str]
    ) -> None:
        self._planner = planner
        self._engine = engine
        self._console = console
        self._names = names
        self._held = ""

    def prepare(self) -> None:
        """Plans everything once, and makes ready the first snippet of those that were named."""
        works = self._works()
        # Parsed now: a saved mutator is tried on each of them.
        self._planner.parse_all()
        if self._names and works:
            self._run(works[0], [])
        if problems := len(self._planner.problems):
            self._console.print(f"{problems} problems in the deck: see `trainer check`.")

    def saved(self, paths: set[Path]) -> None:
        """Runs what some files that were saved touch, and tells the verdicts."""
        planner = self._planner
        planner.refresh(paths)
        ids = {idea.id for idea in planner.ideas if planner.depends_on(idea, paths)}
        works = sorted(self._works(), key=lambda work: work.snippet.name != self._held)
        told = ", ".join(sorted(path.stem for path in paths))
        self._console.print(Text(f"\n{told}", style="bold"))
        mine = [problem for problem in planner.problems if problem.path in paths]
        tell_problems(self._console, mine)
        if others := len(planner.problems) - len(mine):
            self._console.print(f"{others} more problems in other files: see `trainer check`.")
        ran = False
        for work in works:
            if work.snippet.path in paths:
                mutants: Sequence[Mutant] = work.mutants
            else:
                mutants = [each for each in work.mutants if ids.issuperset(each.mutators)]
            if mutants or work.snippet.path in paths:
                ran = True
                self._run(work, mutants)
        if not ran and not mine:
            self._console.print("It changes no snippet.")

    def _works(self) -> list[Work]:
        try:
            chosen = self._planner.select(self._names)
        except UnknownNameError:  # it is gone for now, or cannot be read
            return []
        return self._planner.works(chosen)

    def _run(self, work: Work, mutants: Sequence[Mutant]) -> None:
        if work.missing:
            self._console.print(f"{work.snippet.name}: needs {', '.join(work.missing)}.")
            return
        declared = self._planner.breaks([work])
        by_id = {mutant.id: mutant for mutant in mutants}
        outcomes: dict[str, Outcome] = {}

        def seen(id_: str, outcome: Outcome) -> None:
            outcomes[id_] = outcome
            verdict = verdict_of(by_id[id_], outcome, work, declared, outcomes)
            proof = proof_of(by_id[id_], verdict, outcome)
            told = ", or ".join(str(declared[each]) for each in by_id[id_].mutators)
            tell_verdict(self._console, proof, told, outcome.seconds)

        started = time.monotonic()
        if work.snippet.name != self._held:
            self._console.print(Text(f"{work.snippet.name}: running it …", style="dim"))
        self._held = work.snippet.name
        runs = self._engine.run(work.snippet, mutants, seen, hold=True)
        if runs.baseline.ending is not Ending.PASSED:
            what = runs.baseline.exception or runs.baseline.ending
            text = f"{work.snippet.name}: {what}: {runs.baseline.message or ''}"
            self._console.print(verdict_text(Verdict.BASELINE_FAILED, text))
            if runs.baseline.traceback:
                self._console.print(Text(runs.baseline.traceback))
        elif not mutants:
            took = time.monotonic() - started
            self._console.print(f"{work.snippet.name}: passes ({took:.1f} s); no mutant of it.")
