"""Runs what a plan asks for, judges it and writes the evidence, snippet by snippet."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from trainer.decks.evidence import evidence_path, write_evidence
from trainer.model import (
    Baseline,
    Ending,
    Evidence,
    Mutant,
    Outcome,
    Proof,
    Verdict,
)
from trainer.runtime.engine import Engine, Runs
from trainer.verify.judge import judge
from trainer.verify.plan import Planner, Work, environment_key, versions

Seen = Callable[[Work, Mutant, Verdict], None]


def verify(work: Work, planner: Planner, engine: Engine, repeat: int, seen: Seen) -> Evidence:
    """Runs a snippet and its mutants `repeat` times and writes and returns the evidence.

    What is not confirmed is run once more, so that a flaky mutant is not taken for a wrong one.
    `seen` is told each mutant's first verdict, as it comes. Raises WorkerError.
    """
    mutants = work.mutants

    def first_seen(id_: str, outcome: Outcome) -> None:
        mutant = next(mutant for mutant in mutants if mutant.id == id_)
        seen(work, mutant, _verdict(planner, mutant, outcome))

    runs = [_run(engine, work, mutants, first_seen)]
    first = runs[0]
    if first.baseline.ending is not Ending.PASSED:
        return _failed_baseline(work, first)
    runs += [_run(engine, work, mutants) for _ in range(repeat - 1)]
    doubtful = [
        mutant
        for mutant in mutants
        if _verdict(planner, mutant, first.outcomes[mutant.id]) is not Verdict.CONFIRMED
    ]
    if doubtful and repeat == 1:
        runs.append(_run(engine, work, doubtful))
    for run in runs:
        if run.baseline.ending is not Ending.PASSED:
            return _failed_baseline(work, run)
    proofs = []
    for mutant in mutants:
        outcomes = [run.outcomes[mutant.id] for run in runs if mutant.id in run.outcomes]
        verdicts = {_verdict(planner, mutant, outcome) for outcome in outcomes}
        verdict = verdicts.pop() if len(verdicts) == 1 else Verdict.FLAKY
        proofs.append(_proof(mutant, verdict, outcomes[0]))
    evidence = Evidence(
        content=work.content,
        environment=environment_key(versions()),
        versions=versions(),
        baseline=Baseline(None, _coarse(first.baseline.seconds)),
        given=first.given,
        mutants=tuple(proofs),
    )
    evidence = _keep_times(evidence, work.recorded)
    write_evidence(evidence_path(work.snippet.path), evidence)
    return evidence


def _run(
    engine: Engine,
    work: Work,
    mutants: Sequence[Mutant],
    seen: Callable[[str, Outcome], None] = lambda id_, outcome: None,
) -> Runs:
    """One run; where a mutant takes the whole stage down, each is run apart to find out which."""
    runs = engine.run(work.snippet, mutants, seen)
    if runs.baseline.ending is not Ending.DIED or not mutants:
        return runs
    alone = engine.run(work.snippet, [])
    if alone.baseline.ending is not Ending.PASSED:
        return alone
    outcomes = dict(runs.outcomes)
    for mutant in mutants:
        if mutant.id not in outcomes:
            apart = engine.run(work.snippet, [mutant])
            died = Outcome(Ending.DIED, 0.0, message=apart.baseline.message)
            outcomes[mutant.id] = apart.outcomes.get(mutant.id, died)
            seen(mutant.id, outcomes[mutant.id])
    return replace(alone, outcomes=outcomes)


def _verdict(planner: Planner, mutant: Mutant, outcome: Outcome) -> Verdict:
    mutator = planner.mutator(mutant.mutator)
    assert mutator is not None, "a mutator that made a mutant does load"
    return judge(mutator.breaks, outcome)


def _proof(mutant: Mutant, verdict: Verdict, outcome: Outcome) -> Proof:
    return Proof(
        id=mutant.id,
        mutator=mutant.mutator,
        verdict=verdict,
        span=mutant.span,
        before=mutant.before,
        after=mutant.after,
        exception=outcome.exception,
        message=outcome.message,
        line=outcome.line,
        traceback=outcome.traceback,
        ran_on="local",
        seconds=_coarse(outcome.seconds),
    )


def _failed_baseline(work: Work, run: Runs) -> Evidence:
    """Evidence that says nothing of mutants; not kept where the process died, whoever's fault."""
    evidence = _of_failed_baseline(work, run)
    if run.baseline.ending is not Ending.DIED:
        write_evidence(evidence_path(work.snippet.path), evidence)
    return evidence


def _of_failed_baseline(work: Work, run: Runs) -> Evidence:
    outcome = run.baseline
    message = f"{outcome.exception}: {outcome.message}" if outcome.exception else outcome.message
    return Evidence(
        content=work.content,
        environment=environment_key(versions()),
        versions=versions(),
        baseline=Baseline(
            Verdict.BASELINE_FAILED,
            _coarse(outcome.seconds),
            message=f"{outcome.ending}: {message}",
            traceback=outcome.traceback,
        ),
        given=run.given,
        mutants=(),
    )


def _coarse(seconds: float) -> float:
    """The duration to the nearest of 0.01, 0.03, 0.1, 0.3, 1, 3, 10 … seconds."""
    steps = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
    return min(steps, key=lambda step: abs(math.log(step / max(seconds, 1e-9))))


def _keep_times(new: Evidence, old: Evidence | None) -> Evidence:
    """The new evidence with the recorded durations where they are within a step of the new ones.

    A second verification of unchanged content must change no byte, and durations are never equal.
    """
    if old is None:
        return new

    def settle(now: float, before: float) -> float:
        return before if before / 4 <= now <= before * 4 else now

    recorded = {proof.id: proof.seconds for proof in old.mutants}
    return replace(
        new,
        baseline=replace(new.baseline, seconds=settle(new.baseline.seconds, old.baseline.seconds)),
        mutants=tuple(
            replace(proof, seconds=settle(proof.seconds, recorded.get(proof.id, proof.seconds)))
            for proof in new.mutants
        ),
    )
