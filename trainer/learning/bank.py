"""Reads a deck as learners may see it: fresh evidence, programs that pass, confirmed bugs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from trainer.decks.deck import Deck
from trainer.errors import DeckError, Problem
from trainer.model import Evidence, Idea, Proof, Snippet, Verdict, apply_change


@dataclass(frozen=True)
class Item:
    """One proven bug: a snippet with one changed place, and what it did when it ran."""

    snippet: Snippet
    proof: Proof
    given: dict[str, str]

    @property
    def id(self) -> str:
        return self.proof.id

    @property
    def mutator(self) -> str:
        return self.proof.mutator

    @property
    def domain(self) -> str:
        return self.snippet.domain

    @property
    def code(self) -> str:
        return apply_change(self.snippet.code.text, self.proof.span, self.proof.after)

    @property
    def answer_lines(self) -> range:
        """The lines of `code` that count as found: all that stand where the change was made."""
        first = self.proof.span[0]
        return range(first, first + self.proof.after.count("\n") + 1)

    @property
    def silent(self) -> bool:
        """Whether the code ran to its end, so that only its check found the bug."""
        return self.proof.line is None

    @property
    def raised_elsewhere(self) -> bool:
        """Whether a line raised that is not among those that are wrong."""
        return not self.silent and self.proof.line not in self.answer_lines


@dataclass(frozen=True)
class Original:
    """A snippet as it is; it ran to its end and passed its check."""

    snippet: Snippet
    given: dict[str, str]


class Bank:
    """All that may be asked. `problems` grows where an idea turns out to be damaged."""

    def __init__(
        self,
        deck: Deck,
        items: Iterable[Item],
        originals: Iterable[Original],
        problems: Iterable[Problem] = (),
        combined: Mapping[str, Sequence[Proof]] | None = None,
    ) -> None:
        """`combined` holds, by snippet, the confirmed mutants in which several ideas meet."""
        self.deck = deck
        self.items = tuple(items)
        self.originals = {original.snippet.name: original for original in originals}
        self.combined = combined or {}
        self.problems = list(problems)
        self.by_mutator: dict[str, list[Item]] = {}
        self.by_snippet: dict[str, list[Item]] = {}
        for item in self.items:
            self.by_mutator.setdefault(item.mutator, []).append(item)
            self.by_snippet.setdefault(item.snippet.name, []).append(item)
        self._ideas: dict[str, Idea | None] = {}

    @cached_property
    def by_domain(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.domain, []).append(item)
        return found

    def idea(self, mutator: str) -> Idea | None:
        """What learners read of a mutator; None, and a problem, where its file is damaged.

        A file is parsed when a question needs it: parsing all of them would cost each start.
        """
        if mutator not in self._ideas:
            self._ideas[mutator] = self._read_idea(mutator)
        return self._ideas[mutator]

    def _read_idea(self, mutator: str) -> Idea | None:
        # Imported when the first question is built; home needs none of it.
        from trainer.decks.ideas import read_idea

        path = self.deck.mutator_path(mutator)
        if path is None:
            self.problems.append(
                Problem(
                    self.deck.root / "mutators",
                    None,
                    f"holds no mutator {mutator!r}, so its questions are left out.",
                    "Install the trainer again, or run `trainer verify`.",
                )
            )
            return None
        try:
            return read_idea(path)
        except DeckError as error:
            self.problems.append(error.problem)
            return None


def read_bank(deck: Deck) -> Bank:
    """Reads all of a deck that is proven; what is damaged or stale is listed as a problem."""
    snippets, problems = deck.snippets()
    items: list[Item] = []
    originals: list[Original] = []
    combined: dict[str, list[Proof]] = {}
    for snippet in snippets:
        try:
            evidence = deck.evidence(snippet)
        except DeckError as error:
            problems.append(error.problem)
            continue
        missing = _why_not(deck, snippet, evidence)
        if evidence is None or missing:
            problems.append(
                Problem(snippet.path, None, missing, f"Run `trainer verify {snippet.name}`.")
            )
            continue
        confirmed = [proof for proof in evidence.mutants if proof.verdict is Verdict.CONFIRMED]
        # A combined mutant has no one line to find; it serves questions with several gaps.
        combined[snippet.name] = [proof for proof in confirmed if len(proof.mutators) > 1]
        proven = [
            Item(snippet, proof, evidence.given) for proof in confirmed if len(proof.mutators) == 1
        ]
        items += proven
        # A program of which nothing is broken would always be right: that tells the answer.
        if proven:
            originals.append(Original(snippet, evidence.given))
    return Bank(deck, items, originals, problems, combined)


def _why_not(deck: Deck, snippet: Snippet, evidence: Evidence | None) -> str:
    """Why nothing of a snippet may be asked; empty where it may."""
    if evidence is None:
        return "has no evidence, so it is left out."
    if evidence.baseline.verdict is not None:
        return "did not pass when it was run, so it is left out."
    if deck.is_stale(snippet, evidence):
        return "has changed since it was run, so it is left out."
    return ""
