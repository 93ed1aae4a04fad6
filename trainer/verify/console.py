"""What verification says in the terminal: what is not confirmed, and why; or JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from trainer.decks.deck import Deck
from trainer.decks.evidence import proof_to_json
from trainer.errors import Problem
from trainer.model import Baseline, Evidence, Proof, Verdict, changed_lines
from trainer.verify.plan import Work

MARKS = {
    Verdict.CONFIRMED: ("✓", "green"),
    Verdict.SURVIVED: ("○", "yellow"),
    Verdict.WRONG_FAILURE: ("≠", "magenta"),
    Verdict.FLAKY: ("~", "cyan"),
    Verdict.TIMEOUT: ("»", "blue"),
    Verdict.BASELINE_FAILED: ("✗", "red"),
    Verdict.NOT_RUN: ("-", "dim"),
}
"""The sign and the colour of each verdict, so that no colour need be seen."""

NEXT = {
    Verdict.SURVIVED: "let the snippet's check assert what the mistake makes wrong; if nothing is "
    "wrong, it is no mistake there: let the mutator leave it, and show that in `leaves`",
    Verdict.WRONG_FAILURE: "declare in `breaks` what was seen, if that is the reason; else let the "
    "mutator apply in fewer places, or mend what the snippet makes of them",
    Verdict.FLAKY: "take what differs from run to run (order, time, chance, seeds) out of the "
    "snippet; `trainer verify --repeat 3 NAME` shows whether it is gone",
    Verdict.TIMEOUT: "make the snippet's data smaller, give --timeout, or let the mutator leave it",
    Verdict.BASELINE_FAILED: "mend the snippet until it passes its own check; `trainer watch NAME` "
    "runs it each time you save",
}
"""What an author does about each verdict."""


@dataclass(frozen=True)
class Disagreement:
    """One thing in which an item's two ways of being run differ."""

    id: str
    what: str
    """The field that differs: verdict, exception, message or line."""
    fast: str
    fresh: str


class Reporter:
    """Tells what became of each snippet: in words at the end, or in JSON as it comes."""

    def __init__(self, console: Console, as_json: bool) -> None:
        self._console = console
        self._as_json = as_json
        self._verdicts: Counter[str] = Counter()
        self._snippets: Counter[str] = Counter()
        self._unconfirmed: dict[str, RenderableType] = {}

    @property
    def findings(self) -> int:
        """How many mutants and snippets are neither confirmed nor left out for good reason."""
        return sum(self._verdicts.values()) - sum(
            self._verdicts[verdict] for verdict in (Verdict.CONFIRMED, Verdict.NOT_RUN)
        )

    def known(self, work: Work, evidence: Evidence) -> None:
        """A snippet whose record is fresh."""
        self._snippets["proven already"] += 1
        self._add(work, evidence, lambda id_: "as recorded")

    def done(self, work: Work, evidence: Evidence, declared: Callable[[str], str]) -> None:
        """A snippet that has just been run; `declared` says what a mutator declares."""
        self._snippets["run"] += 1
        self._add(work, evidence, declared)

    def not_run(self, work: Work) -> None:
        """A snippet that cannot run here."""
        self._snippets["not run"] += 1
        self._verdicts[Verdict.NOT_RUN] += len(work.mutants)
        missing = ", ".join(work.missing)
        if self._as_json:
            for mutant in work.mutants:
                print_json({"id": mutant.id, "verdict": Verdict.NOT_RUN, "missing": missing})
        else:
            verb = "is" if len(work.missing) == 1 else "are"
            text = (
                f"{work.snippet.name}: not-run: {missing} {verb} not installed. "
                "What is recorded of it stays; to run it, install that."
            )
            self._console.print(Text(text), soft_wrap=True)

    def summary(self, interrupted: bool, planned: int, problems: int) -> None:
        """Prints the table of what is not confirmed, then the counts; the last thing to call."""
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
        if self._unconfirmed:
            table = _lined("Not confirmed", show_header=False)
            for _, row in sorted(self._unconfirmed.items()):
                table.add_row(row)
            self._console.print(table)
        total = sum(self._verdicts.values())
        verdicts = ", ".join(f"{count} {name}" for name, count in sorted(self._verdicts.items()))
        snippets = ", ".join(f"{count} {name}" for name, count in sorted(self._snippets.items()))
        if interrupted:
            ran = self._snippets["run"]
            text = f"Interrupted: {ran} of {planned} snippets are done and kept."
            self._console.print(f"{text} The same command goes on with the rest.")
        counts = f"{total} mutants: {verdicts or 'none'}. Snippets: {snippets or 'none'}."
        self._console.print(Text(counts), soft_wrap=True)

    def _add(self, work: Work, evidence: Evidence, declared: Callable[[str], str]) -> None:
        baseline = evidence.baseline
        if baseline.verdict is not None:
            self._verdicts[baseline.verdict] += max(1, len(work.mutants))
            name = work.snippet.name
            self._unconfirmed[name] = _failed_baseline(name, baseline)
            if self._as_json:
                print_json({"id": work.snippet.name, **asdict(baseline)})
        for proof in evidence.mutants:
            self._verdicts[proof.verdict] += 1
            if self._as_json:
                print_json(proof_to_json(proof))
            elif proof.verdict is not Verdict.CONFIRMED:
                self._unconfirmed[proof.id] = _finding(proof, declared(proof.mutator))


def tell_disagreements(console: Console, rows: Sequence[Disagreement]) -> None:
    """Prints where the fast path and the fresh path differ; nothing where they agree."""
    if not rows:
        return
    table = _lined("The fast path and the fresh path disagree")
    table.add_column("item", overflow="fold")
    table.add_column("what differs", no_wrap=True)
    table.add_column("fast path", overflow="fold")
    table.add_column("fresh path", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, (row.id, row.what, row.fast, row.fresh)))
    console.print(table)


def tell_verdict(console: Console, proof: Proof, declared: str, seconds: float) -> None:
    """Prints one verdict; of one that is not confirmed also the diff, and what was seen."""
    if proof.verdict is Verdict.CONFIRMED:
        console.print(verdict_text(proof.verdict, f"{proof.id}: confirmed in {seconds:.2f} s"))
    else:
        console.print(_finding(proof, declared))


def diff_lines(proof: Proof) -> list[str]:
    """The changed lines, numbered as in the shown code, `-` before and `+` after."""
    return [f"{number:>3} {sign} {text}" for sign, number, text in changed_lines(proof)]


def seen_text(proof: Proof) -> str:
    """What a mutant did, with the whole message."""
    if proof.exception is None:
        return proof.message or "it ran to its end and passed its check"
    where = f"line {proof.line}" if proof.line else "the check"
    return f"{proof.exception} in {where}: {proof.message or ''}"


def verdict_text(verdict: Verdict, text: str = "") -> Text:
    """A text, the verdict's own name unless given, after the verdict's sign and in its colour."""
    sign, colour = MARKS[verdict]
    return Text(f"{sign} {text or verdict}", style=colour)


def code_warning(console: Console) -> Callable[[Deck], None]:
    """Says once of each deck that its code is about to run; nothing of the built-in one."""
    told: set[str] = set()

    def tell(deck: Deck) -> None:
        if deck.name and deck.name not in told:
            told.add(deck.name)
            text = f"Running the code of the deck {deck.name!r} in {deck.root}, with your rights."
            console.print(Text(text), soft_wrap=True)

    return tell


def tell_problems(console: Console, problems: Sequence[Problem]) -> None:
    for problem in problems:
        console.print(Text(str(problem)), soft_wrap=True)


def problem_to_json(problem: Problem) -> dict[str, Any]:
    return {**asdict(problem), "path": str(problem.path)}


def print_json(value: dict[str, Any]) -> None:
    """Prints one object on one line at once, for whoever reads the other end of a pipe."""
    print(json.dumps(value, sort_keys=True, ensure_ascii=False), flush=True)  # noqa: T201


def _lined(title: str, **options: Any) -> Table:
    return Table(
        title=title,
        title_style="bold",
        title_justify="left",
        box=box.HORIZONTALS,
        show_lines=True,
        **options,
    )


def _finding(proof: Proof, declared: str) -> RenderableType:
    lines = Text("\n").join(
        Text(line, style={"-": "red", "+": "green"}.get(line[4], "dim"))
        for line in diff_lines(proof)
    )
    rows = Table.grid(padding=(0, 1))
    rows.add_row(Text("declared:"), Text(declared))
    rows.add_row(Text("seen:"), Text(seen_text(proof)))
    if proof.verdict in NEXT:
        rows.add_row(Text("next:"), Text(NEXT[proof.verdict]))
    heading = verdict_text(proof.verdict, f"{proof.id}: {proof.verdict}")
    heading.stylize("bold")
    return Group(heading, lines, rows)


def _failed_baseline(name: str, baseline: Baseline) -> RenderableType:
    heading = verdict_text(Verdict.BASELINE_FAILED, f"{name}: {baseline.verdict}")
    heading.stylize("bold")
    told = (baseline.message, baseline.traceback, f"next: {NEXT[Verdict.BASELINE_FAILED]}")
    return Group(heading, *map(Text, filter(None, told)))
