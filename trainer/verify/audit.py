"""The audit: runs mutants again in fresh processes and tells where the recorded proofs differ."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

from trainer.model import Breaks, Ending, Mutant, Outcome, Proof, Snippet, Verdict, apply_change
from trainer.runtime.fresh import run_fresh
from trainer.runtime.program import Cells
from trainer.verify.console import Disagreement
from trainer.verify.judge import judge

_Recorded = tuple[Proof, Sequence[Breaks]]
Seen = Callable[[str, list[Disagreement], float], None]


def audit(
    work: Sequence[tuple[Snippet, Sequence[tuple[Mutant, Proof, Sequence[Breaks]]]]],
    cache: Path,
    jobs: int,
    seconds: float,
    count: int | None,
    seed: str,
    seen: Seen,
) -> list[Disagreement]:
    """Runs all mutants, or a sample of `count`, and their snippets fresh, `jobs` at once.

    `seen` is told each id (a snippet's name for its baseline), what disagrees, and the seconds
    of that run, start of Spark included. KeyboardInterrupt ends what runs before it goes on.
    Raises WorkerError.
    """
    chosen = set(sample([mutant.id for _, items in work for mutant, _, _ in items], count, seed))
    stop = threading.Event()

    def run(snippet: Snippet, code: str) -> tuple[Outcome, float]:
        started = time.monotonic()
        outcome, _ = run_fresh(Cells.of(snippet).with_code(code), cache, seconds, stop)
        return outcome, time.monotonic() - started

    found: list[Disagreement] = []
    with ThreadPoolExecutor(jobs, "audit") as pool:
        runs: dict[Future[tuple[Outcome, float]], tuple[str, _Recorded | None]] = {}
        try:
            for snippet, items in work:
                kept = [item for item in items if item[0].id in chosen]
                if not kept:
                    continue
                runs[pool.submit(run, snippet, snippet.code.text)] = (snippet.name, None)
                for mutant, proof, breaks in kept:
                    code = apply_change(snippet.code.text, mutant.span, mutant.after)
                    runs[pool.submit(run, snippet, code)] = (mutant.id, (proof, breaks))
            for future in as_completed(runs):
                outcome, took = future.result()
                id_, recorded = runs[future]
                differing = compare(*recorded, outcome) if recorded else _baseline(id_, outcome)
                found += differing
                seen(id_, differing, took)
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
    return found


def compare(fast: Proof, breaks: Sequence[Breaks], fresh: Outcome) -> list[Disagreement]:
    """How a recorded proof differs from a fresh run of the same mutant, in texts for a person.

    `breaks` is what the mutant's mutators declare, each; one for all but combined mutants.
    """
    verdicts = [judge(each, fresh) for each in breaks]
    verdict = fast.verdict if fast.verdict in verdicts else verdicts[0]
    if fast.verdict is verdict is Verdict.TIMEOUT:
        return []  # the rest only tells which limit each path had
    sides = {
        "verdict": (fast.verdict, verdict),
        "exception": (fast.exception, fresh.exception),
        "message": (fast.message, fresh.message),
        "line": (fast.line, fresh.line),
        "frames": (_frames(fast.traceback), _frames(fresh.traceback)),
    }
    return [
        Disagreement(fast.id, what, _text(ours), _text(theirs))
        for what, (ours, theirs) in sides.items()
        if ours != theirs
    ]


def sample(ids: Sequence[str], count: int | None, seed: str) -> list[str]:
    """`count` of the items' ids, or all, in their order; the same ones for the same seed.

    Each snippet gives one before any gives a second, and of a snippet's items that one goes first
    whose mutator has been taken least.
    """
    if count is None or count >= len(ids):
        return list(ids)

    def rank(text: str) -> str:
        return hashlib.sha256(f"{seed} {text}".encode()).hexdigest()

    waiting: dict[str, list[str]] = {}
    for id_ in sorted(ids, key=rank):
        waiting.setdefault(id_.split("/")[0], []).append(id_)
    taken: list[str] = []
    mutators: Counter[str] = Counter()
    while len(taken) < count:
        for snippet in sorted(waiting, key=rank)[: count - len(taken)]:
            # Of equals, min gives the first, so the one of the lowest rank.
            best = min(waiting[snippet], key=lambda id_: mutators[id_.split("/")[1]])
            waiting[snippet].remove(best)
            if not waiting[snippet]:
                del waiting[snippet]
            mutators[best.split("/")[1]] += 1
            taken.append(best)
    chosen = set(taken)
    return [id_ for id_ in ids if id_ in chosen]


def _baseline(name: str, fresh: Outcome) -> list[Disagreement]:
    if fresh.ending is Ending.PASSED:
        return []
    parts = (fresh.ending, fresh.exception, fresh.message)
    told = ": ".join(str(part) for part in parts if part)
    return [Disagreement(name, "baseline", str(Ending.PASSED), told)]


def _frames(trace: str | None) -> str | None:
    """The places that a traceback names, one on a line, without the source and the message."""
    if trace is None:
        return None
    lines = (line.strip() for line in trace.splitlines() if line.startswith('  File "<'))
    return "\n".join(lines)


def _text(value: object) -> str:
    return "none" if value is None else str(value)
