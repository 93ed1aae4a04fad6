"""Says what of a deck is not proven: evidence that is missing, stale, or not confirmed."""

from __future__ import annotations

from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path
from trainer.errors import DeckError, Problem
from trainer.model import Baseline, Verdict


def unproven(deck: Deck) -> list[Problem]:
    """One problem for each snippet or mutant that may not be shown to a learner."""
    snippets, problems = deck.snippets()
    for snippet in snippets:
        path = evidence_path(snippet.path)
        advice = f"Run `trainer verify {snippet.name}`."
        try:
            evidence = deck.evidence(snippet)
        except DeckError as error:
            problems.append(error.problem)
            continue
        if evidence is None:
            problems.append(Problem(snippet.path, None, "has no evidence.", advice))
        elif evidence.baseline.verdict is not None:
            problems.append(Problem(path, None, _failed(evidence.baseline), advice))
        elif deck.is_stale(snippet, evidence):
            problems.append(Problem(path, None, "is stale.", advice))
        else:
            problems += [
                Problem(
                    path, None, f"{proof.id} is {proof.verdict}.", f"See `trainer show {proof.id}`."
                )
                for proof in evidence.mutants
                if proof.verdict is not Verdict.CONFIRMED
            ]
    return problems


def _failed(baseline: Baseline) -> str:
    seen = (baseline.message or "").strip().split("\n")[0]
    return f"the snippet itself: {baseline.verdict}" + (f": {seen}" if seen else ".")
