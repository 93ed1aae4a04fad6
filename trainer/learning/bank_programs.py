"""Reads what of one snippet may be asked: fresh evidence, a program that passes, confirmed bugs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from trainer.decks.deck import Deck
from trainer.decks.keys import Keys
from trainer.decks.snippets import read_snippet
from trainer.errors import DeckError, Problem
from trainer.learning.lots import asks_line
from trainer.model import Evidence, Proof, Snippet, Verdict, apply_change


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
    def asks_line(self) -> bool:
        """Whether it is asked in which line the bug stands, where other items could take turns."""
        lines = self.code.count("\n") + 1
        return asks_line(self.id, self.proof.after, self.proof.span[0], lines)

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


@dataclass(frozen=True)
class Program:
    """All that may be asked of one snippet."""

    items: tuple[Item, ...] = ()
    original: Original | None = None
    combined: tuple[Proof, ...] = ()
    """The confirmed mutants in which several ideas meet."""


class Judge:
    """Says whether evidence is fresh, as `Deck.is_stale` does, each mutator looked at once."""

    def __init__(self, deck: Deck) -> None:
        self._deck = deck

    @cached_property
    def _mutators(self) -> dict[str, Path]:
        return {path.stem.replace("_", "-"): path for path in reversed(self._deck.mutator_paths())}

    @cached_property
    def _keys(self) -> Keys:
        return Keys()

    def _path(self, mutator: str) -> Path | None:
        """The file of a mutator; one of another deck is looked for there."""
        is_own = ":" not in mutator
        return self._mutators.get(mutator) if is_own else self._deck.mutator_path(mutator)

    def is_fresh(self, snippet: Snippet, evidence: Evidence) -> bool:
        if self._deck.sealed:
            return True
        used = {id_ for proof in evidence.mutants for id_ in proof.mutators}
        paths = [path for path in map(self._path, used) if path]
        if len(paths) != len(used):
            return False
        return self._keys.content(snippet, paths) == evidence.content


def read_program(deck: Deck, path: Path, is_fresh: Callable[[Snippet, Evidence], bool]) -> Program:
    """What may be asked of a snippet. Raises DeckError where nothing may, or where it is damaged.

    `is_fresh` is called when all has been read.
    """
    snippet = read_snippet(path)
    evidence = deck.evidence(snippet)
    missing = ""
    if evidence is None:
        missing = "has no evidence, so it is left out."
    elif evidence.baseline.verdict is not None:
        missing = "did not pass when it was run, so it is left out."
    elif not is_fresh(snippet, evidence):
        missing = "has changed since it was run, so it is left out."
    if evidence is None or missing:
        advice = f"Run `trainer verify {snippet.name}`."
        raise DeckError(Problem(snippet.path, None, missing, advice))
    # From here on ids are those that hold outside: of two decks with equal names no card, and no
    # answer, is taken for the other's.
    snippet = replace(snippet, name=deck.outside(snippet.name))
    confirmed = [
        replace(proof, id=deck.outside(proof.id), mutator=deck.mutator_outside(proof.mutator))
        for proof in evidence.mutants
        if proof.verdict is Verdict.CONFIRMED
    ]
    items = tuple(
        Item(snippet, proof, evidence.given) for proof in confirmed if len(proof.mutators) == 1
    )
    return Program(
        items,
        # A program of which nothing is broken would always be right: that tells the answer.
        Original(snippet, evidence.given) if items else None,
        # A combined mutant has no one line to find; it serves questions with several gaps.
        tuple(proof for proof in confirmed if len(proof.mutators) > 1),
    )
