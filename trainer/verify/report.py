"""Writes the report of a verification: one HTML page that needs nothing but itself."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from trainer.errors import Problem, TrainerError
from trainer.model import Evidence, Mutant, Proof, Verdict, changed_lines
from trainer.verify.console import MARKS, seen_text
from trainer.verify.plan import Work

SLOWEST = 10


@dataclass(frozen=True)
class Spent:
    """Where one worker's time went while it verified one snippet.

    Times are seconds since the start of verification.
    """

    worker: int
    """From 0."""
    snippet: str
    """Empty while the worker itself started."""
    began: float
    ended: float
    baseline: float
    """Seconds of the snippet's own run."""
    mutants: dict[str, float]
    """Mutant id to seconds of its own run."""


def write_report(
    path: Path,
    results: Sequence[tuple[Work, Evidence | None]],
    spent: Sequence[Spent],
    declared: Callable[[str], str],
    problems: Sequence[Problem],
    versions: dict[str, str],
) -> None:
    """Writes the page in one step, over what was there; its folder must exist.

    `declared` says in words what a mutator declares. Evidence is None where a snippet was not run.
    Raises TrainerError where the file cannot be written.
    """
    environment = Environment(
        loader=PackageLoader("trainer.verify", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["seconds"] = _seconds_text
    measured = {id_: seconds for each in spent for id_, seconds in each.mutants.items()}
    shares = _shares(spent)
    snippets = [
        _Section(work, evidence, number, shares.get(work.snippet.name))
        for number, (work, evidence) in enumerate(results, 1)
    ]
    counts = Counter(proof.verdict for each in snippets for proof in each.proofs)
    text = environment.get_template("report.html.jinja").render(
        snippets=snippets,
        counts=counts,
        total=counts.total(),
        marks=MARKS,
        unconfirmed=[each for each in snippets if each.is_unconfirmed],
        problems=problems,
        versions=versions,
        written=f"{datetime.now().astimezone():%d %B %Y, %H:%M %Z}",
        declared=declared,
        diff=changed_lines,
        seen=seen_text,
        timeline=_Timeline(spent, {each.name: each.number for each in snippets}),
        shares=sorted(shares.values(), key=lambda share: -share.total),
        slowest=sorted(measured.items(), key=lambda item: -item[1])[:SLOWEST],
        measured=measured,
    )
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise TrainerError(
            f"{path}: the report cannot be written: {error.strerror}. "
            "Give --report a file in a folder that exists and that you may write to."
        ) from error


@dataclass(frozen=True)
class _Share:
    """Seconds that a snippet took, by what they went into."""

    name: str
    own: float
    mutants: float
    wall: float

    @property
    def rest(self) -> float:
        """Waiting, forking and putting back; nothing where runs overlapped."""
        return max(0.0, self.wall - self.own - self.mutants)

    @property
    def total(self) -> float:
        return self.own + self.mutants + self.rest


def _shares(spent: Sequence[Spent]) -> dict[str, _Share]:
    """Snippet to what it took; one that was run several times took the sum."""
    shares = {}
    for name in dict.fromkeys(each.snippet for each in spent if each.snippet):
        runs = [each for each in spent if each.snippet == name]
        shares[name] = _Share(
            name,
            own=sum(each.baseline for each in runs),
            mutants=sum(sum(each.mutants.values()) for each in runs),
            wall=sum(each.ended - each.began for each in runs),
        )
    return shares


@dataclass(frozen=True)
class _Section:
    """What the page says of one snippet; `number` stands for it in the charts, from 1."""

    work: Work
    evidence: Evidence | None
    number: int
    share: _Share | None

    @property
    def name(self) -> str:
        return self.work.snippet.name

    @property
    def state(self) -> str:
        """What became of it, in a word or two."""
        if self.evidence is None:
            return "not run"
        return "run" if self.share is not None else "recorded earlier"

    @property
    def failed(self) -> bool:
        return self.evidence is not None and self.evidence.baseline.verdict is not None

    @property
    def reason(self) -> str:
        """Why nothing is known of its mutants; empty where something is."""
        if self.evidence is None:
            missing = ", ".join(self.work.missing)
            return f"Not installed here: {missing}." if missing else "It was not reached."
        return "The snippet itself does not pass." if self.failed else ""

    @cached_property
    def proofs(self) -> tuple[Proof, ...]:
        """The evidence of each mutant; where there is none, what can be said without."""
        if self.evidence is not None and not self.failed:
            return self.evidence.mutants
        verdict = Verdict.BASELINE_FAILED if self.failed else Verdict.NOT_RUN
        return tuple(_unknown(mutant, verdict, self.reason) for mutant in self.work.mutants)

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(proof.verdict for proof in self.proofs)

    @property
    def unconfirmed(self) -> list[Proof]:
        """The mutants that ran and are not confirmed."""
        unknown = (Verdict.CONFIRMED, Verdict.BASELINE_FAILED, Verdict.NOT_RUN)
        return [proof for proof in self.proofs if proof.verdict not in unknown]

    @property
    def is_unconfirmed(self) -> bool:
        return bool(self.reason or self.unconfirmed)


def _unknown(mutant: Mutant, verdict: Verdict, reason: str) -> Proof:
    return Proof(
        id=mutant.id,
        mutator=mutant.mutator,
        verdict=verdict,
        span=mutant.span,
        before=mutant.before,
        after=mutant.after,
        exception=None,
        message=reason,
        line=None,
        traceback=None,
        ran_on="",
        seconds=0.0,
    )


@dataclass(frozen=True)
class _Block:
    """A stretch of a worker's time; `x` and `width` are percentages of the whole."""

    spent: Spent
    number: int
    x: float
    width: float


class _Timeline:
    """What each worker did when, ready to be drawn."""

    def __init__(self, spent: Sequence[Spent], numbers: dict[str, int]) -> None:
        self.seconds = max((each.ended for each in spent), default=0.0)
        self._whole = self.seconds or 1.0
        self.workers: dict[int, list[_Block]] = {}
        for each in sorted(spent, key=lambda each: (each.worker, each.began)):
            x = 100 * each.began / self._whole
            width = 100 * (each.ended - each.began) / self._whole
            block = _Block(each, numbers.get(each.snippet, 0), x, width)
            self.workers.setdefault(each.worker, []).append(block)

    def ticks(self) -> Iterator[tuple[float, float]]:
        """Round times and their percentages, no more than six."""
        steps = (0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600)
        step = next((step for step in steps if self._whole / step <= 6), self._whole / 6)
        for number in range(int(self._whole / step) + 1):
            yield number * step, 100 * number * step / self._whole


def _seconds_text(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return f"{minutes} min {rest} s"
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds:.2f} s"
