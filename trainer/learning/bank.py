"""Offers a deck as learners may see it: fresh evidence, programs that pass, confirmed bugs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from trainer.decks.deck import Deck
from trainer.errors import DeckError, Problem
from trainer.learning.bank_file import open_index, stamp_of
from trainer.learning.bank_index import (
    NO_TOPIC,
    Entry,
    IdeaFacts,
    Index,
    ItemFacts,
    SnippetFacts,
    Topic,
    index_of,
)
from trainer.learning.bank_programs import Item, Judge, Original, Program, read_program
from trainer.learning.bank_views import Lazy, OfIdea, OfSnippets
from trainer.model import Evidence, Idea, Proof, Snippet

__all__ = [
    "Bank",
    "IdeaFacts",
    "Item",
    "ItemFacts",
    "Original",
    "Program",
    "SnippetFacts",
    "Topic",
    "read_bank",
]

_KEPT = 32
"""How many snippets are kept with their evidence; one of forty items takes some 100 KiB."""


class Bank:
    """All that may be asked, read when it is needed. `problems` grows where a file is damaged.

    A snippet whose files have changed since the start is judged anew by what is in them; where
    it may not be asked any more, its items are passed over.
    """

    def __init__(
        self,
        deck: Deck,
        items: Iterable[Item],
        originals: Iterable[Original],
        problems: Iterable[Problem] = (),
        combined: Mapping[str, Sequence[Proof]] | None = None,
    ) -> None:
        """A bank of what is given; `combined` is by snippet. See `read_bank` for a deck's own."""
        programs = _programs(items, originals, combined or {})
        entries = (_entry(name, program) for name, program in programs.items())
        index = index_of(entries, lambda mutator: _prerequisites(deck, mutator))
        self._use(deck, index, problems, programs.get)

    @classmethod
    def over(cls, deck: Deck, index: Index) -> Bank:
        """The bank of a deck whose index is up to date."""
        bank = cls.__new__(cls)
        bank._use(deck, index, index.problems(), bank._read_program)
        return bank

    def _use(
        self,
        deck: Deck,
        index: Index,
        problems: Iterable[Problem],
        find: Callable[[str], Program | None],
    ) -> None:
        self.deck = deck
        self.problems = list(problems)
        self._index = index
        self._find = lru_cache(maxsize=_KEPT)(find)
        self._read_ideas: dict[str, Idea | None] = {}

    @property
    def ideas(self) -> Mapping[str, IdeaFacts]:
        """What is known of each idea without reading a file, by mutator."""
        return self._index.ideas

    @property
    def subjects(self) -> Sequence[SnippetFacts]:
        """What is known of each snippet that items are made of, without reading a file."""
        return self._index.subjects

    def facts(self, mutator: str) -> list[ItemFacts]:
        """What is known of an idea's items without reading a file."""
        return self._index.items(mutator)

    def item(self, id_: str) -> Item | None:
        """The item; None where there is none of this id, or where it may not be asked any more."""
        program = self.program(id_.partition("/")[0])
        return next((item for item in program.items if item.id == id_), None)

    def program(self, name: str) -> Program:
        """All of a snippet that may be asked: nothing where its files no longer allow it."""
        return self._find(name) or Program()

    def some_items(
        self, rng: random.Random, domain: str | None = None, most: int = 60
    ) -> list[Item]:
        """Up to `most` items of a domain, or of all, in an order that was drawn.

        They are of four snippets at least, where there are as many, and of few more: each costs
        reading its files, and those of one program tend to fail alike.
        """
        domains = self._index.domains
        names = [
            name
            for each in ([domain] if domain is not None else domains)
            for name, _ in domains.get(each, ())
        ]
        found: list[Item] = []
        for name in rng.sample(names, min(most, len(names))):
            if len(found) >= most:
                break
            items = self.program(name).items
            share = max(most // 4, -(-most // len(names)))
            found += rng.sample(items, min(share, len(items)))
        rng.shuffle(found)
        return found[:most]

    @cached_property
    def items(self) -> Sequence[Item]:
        return OfSnippets(
            self.program, [each for of in self._index.domains.values() for each in of]
        )

    @cached_property
    def by_domain(self) -> Mapping[str, Sequence[Item]]:
        return {
            domain: OfSnippets(self.program, snippets)
            for domain, snippets in self._index.domains.items()
        }

    @cached_property
    def by_snippet(self) -> Mapping[str, Sequence[Item]]:
        names = [name for of in self._index.domains.values() for name, _ in of]
        return Lazy(names, lambda name: self.program(name).items)

    @cached_property
    def by_mutator(self) -> Mapping[str, Sequence[Item]]:
        return Lazy(list(self.ideas), lambda mutator: OfIdea(self.program, self.facts(mutator)))

    @cached_property
    def originals(self) -> Mapping[str, Original]:
        """By snippet; one that may not be asked any more is a KeyError."""
        return Lazy(self._index.originals, lambda name: self.program(name).original)

    @cached_property
    def combined(self) -> Mapping[str, Sequence[Proof]]:
        return Lazy(list(self._index.snippets), lambda name: self.program(name).combined)

    def idea(self, mutator: str) -> Idea | None:
        """What learners read of a mutator; None, and a problem, where its file is damaged.

        A file is parsed when a question needs it: parsing all of them would cost each start.
        """
        if mutator not in self._read_ideas:
            self._read_ideas[mutator] = self._read_idea(mutator)
        return self._read_ideas[mutator]

    def _read_idea(self, mutator: str) -> Idea | None:
        # Imported when the first question is built; home needs none of it.
        from trainer.decks.ideas import read_idea

        path = self.deck.mutator_path(self.deck.mutator_inside(mutator))
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

    def _read_program(self, name: str) -> Program | None:
        """Reads a snippet's files; None, and a problem, where they no longer allow a question."""
        if name not in self._index.snippets:
            return None
        path, stamp = self._index.snippets[name]
        file = self.deck.root / path

        def is_fresh(snippet: Snippet, evidence: Evidence) -> bool:
            # Looked at after the reading: what was read is then what the index was made of.
            return stamp_of(file) == stamp or Judge(self.deck).is_fresh(snippet, evidence)

        try:
            return read_program(self.deck, file, is_fresh)
        except DeckError as error:
            if error.problem not in self.problems:
                self.problems.append(error.problem)
            return None


def read_bank(deck: Deck) -> Bank:
    """The bank of all in a deck that is proven; what is damaged or stale is listed as a problem."""
    judge = Judge(deck)

    def read(path: Path) -> Entry:
        try:
            return _entry(
                deck.outside(path.stem), read_program(deck, path, judge.is_fresh), deck.name
            )
        except DeckError as error:
            return Entry(deck.outside(path.stem), problem=error.problem)

    return Bank.over(deck, open_index(deck, read, lambda mutator: _prerequisites(deck, mutator)))


def _prerequisites(deck: Deck, mutator: str) -> tuple[str, ...]:
    """None where the mutator's file is damaged: a question about it tells that."""
    from trainer.decks.ideas import read_idea

    path = deck.mutator_path(deck.mutator_inside(mutator))
    # A mutator names others of its own deck.
    name, colon, _ = mutator.rpartition(":")
    try:
        found = read_idea(path).prerequisites if path else ()
    except DeckError:
        return ()
    return tuple(f"{name}{colon}{other}" for other in found)


def _entry(name: str, program: Program, deck: str = "") -> Entry:
    """What the index keeps of a program; `deck` is the name of the deck that it lies in."""
    snippet = program.items[0].snippet if program.items else None
    proofs = [*(item.proof for item in program.items), *program.combined]
    mutators = {id_ for proof in proofs for id_ in proof.mutators}
    return Entry(
        name,
        Topic(snippet.domain, snippet.objectives) if snippet else NO_TOPIC,
        snippet.code.text.count("\n") + 1 if snippet else 0,
        program.original is not None,
        tuple(
            (
                item.mutator,
                item.id,
                item.silent,
                item.proof.span[1] - item.proof.span[0] + 1,
                item.asks_line,
            )
            for item in program.items
        ),
        lasting=all(id_.rpartition(":")[0] == deck for id_ in mutators),
    )


def _programs(
    items: Iterable[Item], originals: Iterable[Original], combined: Mapping[str, Sequence[Proof]]
) -> dict[str, Program]:
    own: dict[str, list[Item]] = {}
    for item in items:
        own.setdefault(item.snippet.name, []).append(item)
    asked = {original.snippet.name: original for original in originals}
    return {
        name: Program(tuple(own.get(name, ())), asked.get(name), tuple(combined.get(name, ())))
        for name in dict.fromkeys([*own, *asked, *combined])
    }
