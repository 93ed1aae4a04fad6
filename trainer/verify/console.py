"""What verification says in the terminal: a progress bar, and a list of what is not confirmed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from trainer.decks.evidence import proof_to_json
from trainer.errors import Problem
from trainer.model import Evidence, Mutant, Proof, Verdict, changed_lines
from trainer.verify.plan import Work


class Live:
    """The progress of a verification, as a context manager; silent where nobody looks."""

    def __init__(self, console: Console, work: Sequence[Work]) -> None:
        self._counts: Counter[str] = Counter()
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        total = sum(len(each.mutants) + 1 for each in work)
        self._task = self._progress.add_task("starting Spark", total=total, counts="")

    def __enter__(self) -> Live:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begin(self, work: Work) -> None:
        self._progress.update(self._task, description=work.snippet.name)

    def seen(self, work: Work, mutant: Mutant, verdict: Verdict) -> None:
        self._counts[verdict] += 1
        counts = "  ".join(f"{name} {number}" for name, number in sorted(self._counts.items()))
        self._progress.update(self._task, counts=counts)
        self._progress.advance(self._task)

    def end(self, work: Work) -> None:
        self._progress.advance(self._task)


class Reporter:
    """Tells what became of each snippet, in words or as one JSON object for each mutant."""

    def __init__(self, console: Console, as_json: bool) -> None:
        self._console = console
        self._as_json = as_json
        self._verdicts: Counter[str] = Counter()
        self._snippets: Counter[str] = Counter()

    @property
    def findings(self) -> int:
        """How many mutants and snippets are neither confirmed nor left out for good reason."""
        return sum(self._verdicts.values()) - sum(
            self._verdicts[verdict] for verdict in (Verdict.CONFIRMED, Verdict.NOT_RUN)
        )

    def known(self, work: Work, evidence: Evidence) -> None:
        """A snippet whose record is fresh."""
        self._snippets["proven already"] += 1
        self._tell(work, evidence, lambda id_: "as recorded")

    def done(self, work: Work, evidence: Evidence, declared: Callable[[str], str]) -> None:
        """A snippet that has just been run; `declared` says what a mutator declares."""
        self._snippets["run"] += 1
        self._tell(work, evidence, declared)

    def not_run(self, work: Work) -> None:
        """A snippet that cannot run here."""
        self._snippets["not run"] += 1
        self._verdicts[Verdict.NOT_RUN] += len(work.mutants)
        missing = ", ".join(work.missing)
        if self._as_json:
            for mutant in work.mutants:
                print_json({"id": mutant.id, "verdict": Verdict.NOT_RUN, "missing": missing})
        else:
            self._console.print(Text(f"{work.snippet.name}: not-run: {missing} is not installed."))

    def summary(self, interrupted: bool, planned: int, problems: int) -> None:
        if self._as_json:
            print_json(
                {
                    "snippets": dict(self._snippets),
                    "verdicts": dict(self._verdicts),
                    "problems": problems,
                    "interrupted": interrupted,
                }
            )
            return
        total = sum(self._verdicts.values())
        verdicts = ", ".join(f"{count} {name}" for name, count in sorted(self._verdicts.items()))
        snippets = ", ".join(f"{count} {name}" for name, count in sorted(self._snippets.items()))
        if interrupted:
            ran = self._snippets["run"]
            self._console.print(f"Interrupted: {ran} of {planned} snippets are done and kept.")
        self._console.print(
            f"{total} mutants: {verdicts or 'none'}. Snippets: {snippets or 'none'}."
        )

    def _tell(self, work: Work, evidence: Evidence, declared: Callable[[str], str]) -> None:
        if evidence.baseline.verdict is not None:
            self._verdicts[evidence.baseline.verdict] += max(1, len(work.mutants))
        for proof in evidence.mutants:
            self._verdicts[proof.verdict] += 1
        if self._as_json:
            if evidence.baseline.verdict is not None:
                data = {"id": work.snippet.name, **asdict(evidence.baseline)}
                print_json(data)
            for proof in evidence.mutants:
                print_json(proof_to_json(proof))
        else:
            tell_findings(self._console, work, evidence, declared)


def tell_findings(
    console: Console, work: Work, evidence: Evidence, declared: Callable[[str], str]
) -> None:
    """Prints what of a snippet is not confirmed: the diff, what was declared, what was seen."""
    baseline = evidence.baseline
    if baseline.verdict is not None:
        console.print(Text(f"\n{work.snippet.name}: {baseline.verdict}", style="bold"))
        console.print(Text(_indent(baseline.message or "")))
        if baseline.traceback:
            console.print(Text(_indent(baseline.traceback)))
        return
    for proof in evidence.mutants:
        if proof.verdict is not Verdict.CONFIRMED:
            console.print(Text(f"\n{proof.id}: {proof.verdict}", style="bold"))
            console.print(Text(_indent("\n".join(diff_lines(proof)))), soft_wrap=True)
            console.print(Text(f"  declared: {declared(proof.mutator)}"), soft_wrap=True)
            console.print(Text(f"  seen:     {seen_text(proof)}"), soft_wrap=True)


def diff_lines(proof: Proof) -> list[str]:
    """The changed lines, numbered as in the shown code, `-` before and `+` after."""
    return [f"{number:>3} {sign} {text}" for sign, number, text in changed_lines(proof)]


def seen_text(proof: Proof) -> str:
    """What a mutant did, in one line."""
    if proof.exception is None:
        return proof.message or "it ran to its end and passed its check"
    where = f"line {proof.line}" if proof.line else "the check"
    first = (proof.message or "").splitlines()[0] if proof.message else ""
    return f"{proof.exception} in {where}: {first}"


def tell_problems(console: Console, problems: Sequence[Problem]) -> None:
    for problem in problems:
        console.print(Text(str(problem)), soft_wrap=True)


def problem_to_json(problem: Problem) -> dict[str, Any]:
    return {**asdict(problem), "path": str(problem.path)}


def print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, sort_keys=True, ensure_ascii=False))  # noqa: T201


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
