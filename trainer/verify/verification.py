"""Runs what a plan asks for, judges it and writes the evidence, snippet by snippet."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from trainer.decks.evidence import evidence_path, write_evidence
from trainer.model import (
    Baseline,
    Breaks,
    Ending,
    Evidence,
    Mutant,
    Outcome,
    Proof,
    Snippet,
    Verdict,
)
from trainer.runtime.runs import Runs, Seen
from trainer.verify.judge import first_met, judge
from trainer.verify.plan import Work

Declared = Mapping[str, Breaks]
"""What each mutator declares, by its id."""


class Runner(Protocol):
    """What runs programs: the warm engine, or a fresh process for each."""

    def run(self, snippet: Snippet, mutants: Sequence[Mutant], seen: Seen = ...) -> Runs: ...


@dataclass(frozen=True)
class Verification:
    """What verifying a snippet found, and the seconds of its first runs, by mutant."""

    evidence: Evidence
    baseline: float
    mutants: dict[str, float]


def verify(
    work: Work,
    declared: Declared,
    runner: Runner,
    repeat: int = 1,
    seen: Callable[[Mutant, Verdict, float], None] = lambda mutant, verdict, seconds: None,
) -> Verification:
    """Runs a snippet and its mutants `repeat` times; writes and returns the evidence.

    What is not confirmed is run once more, so that a flaky mutant is not taken for a wrong one.
    `seen` is told each mutant's first verdict and its seconds, as they come. Raises WorkerError,
    and DeckError where the evidence cannot be written.
    """
    mutants = {mutant.id: mutant for mutant in work.mutants}
    outcomes: dict[str, Outcome] = {}

    def first_seen(id_: str, outcome: Outcome) -> None:
        outcomes[id_] = outcome
        verdict = verdict_of(mutants[id_], outcome, work, declared, outcomes)
        seen(mutants[id_], verdict, outcome.seconds)

    first = runner.run(work.snippet, work.mutants, first_seen)
    runs = [first]
    if first.baseline.ending is Ending.PASSED:
        runs += [runner.run(work.snippet, work.mutants) for _ in range(repeat - 1)]
        doubtful = [
            mutant
            for mutant in work.mutants
            if verdict_of(mutant, outcomes[mutant.id], work, declared, outcomes)
            is not Verdict.CONFIRMED
        ]
        if doubtful and repeat == 1:
            runs.append(runner.run(work.snippet, doubtful))
    seconds = {id_: outcome.seconds for id_, outcome in outcomes.items()}
    for run in runs:
        if run.baseline.ending is not Ending.PASSED:
            return Verification(_failed_baseline(work, run), run.baseline.seconds, seconds)
    proofs = []
    for mutant in work.mutants:
        found = [run.outcomes[mutant.id] for run in runs if mutant.id in run.outcomes]
        verdicts = {verdict_of(mutant, each, work, declared, outcomes) for each in found}
        # A mutant that breaks now in one way and now in another is flaky, if it is not as declared.
        verdict = verdicts.pop() if len(verdicts) == 1 else Verdict.FLAKY
        proofs.append(proof_of(mutant, verdict, _with_place(found[0], first.baseline)))
    evidence = Evidence(
        content=work.content,
        environment=work.environment,
        versions=work.versions,
        baseline=Baseline(None, _coarse(first.baseline.seconds)),
        given=first.given,
        mutants=tuple(proofs),
    )
    evidence = _keep_times(evidence, work.recorded)
    write_evidence(evidence_path(work.snippet.path), evidence)
    return Verification(evidence, first.baseline.seconds, seconds)


def verdict_of(
    mutant: Mutant,
    outcome: Outcome,
    work: Work,
    declared: Declared,
    outcomes: Mapping[str, Outcome],
) -> Verdict:
    """The verdict on one outcome; `outcomes` are those of the snippet's mutants, for their parts.

    The parts of a combined mutant are known by their mutators and by what they made of their lines.
    """
    if len(mutant.mutators) == 1:
        return judge(declared[mutant.mutator], outcome)
    unknown = Outcome(Ending.DIED, 0.0)
    parts = []
    for id_ in mutant.mutators:
        alone = next(
            (
                outcomes.get(each.id, unknown)
                for each in work.mutants
                if each.mutator == id_ and _is_part(each, mutant)
            ),
            unknown,
        )
        parts.append((declared[id_], alone))
    return judge(first_met(parts, outcome), outcome)


def _is_part(single: Mutant, combined: Mutant) -> bool:
    inside = combined.span[0] <= single.span[0] and single.span[1] <= combined.span[1]
    return inside and f"\n{single.after}\n" in f"\n{combined.after}\n"


def _with_place(outcome: Outcome, baseline: Outcome) -> Outcome:
    """The outcome with where it ran: of a process that ended silently, where the snippet did."""
    if outcome.ending in (Ending.TIMEOUT, Ending.DIED):
        return replace(outcome, ran_on=baseline.ran_on)
    return outcome


def proof_of(mutant: Mutant, verdict: Verdict, outcome: Outcome) -> Proof:
    """What is recorded of a mutant."""
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
        ran_on=outcome.ran_on,
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
        environment=work.environment,
        versions=work.versions,
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
    """The new evidence with the recorded durations of all that came out as it did before.

    A second verification of unchanged content must change no byte, and durations are never equal.
    They only tell how to share out the work, which an old one does as well as a new one.
    """
    if old is None:
        return new
    recorded = {proof.id: proof for proof in old.mutants}

    def settle(proof: Proof) -> Proof:
        before = recorded.get(proof.id, proof)
        same = replace(before, seconds=proof.seconds) == proof
        return before if same else proof

    passed = new.baseline.verdict is None and old.baseline.verdict is None
    return replace(
        new,
        baseline=old.baseline if passed else new.baseline,
        mutants=tuple(settle(proof) for proof in new.mutants),
    )
