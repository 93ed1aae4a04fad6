"""Measures what a deck covers: APIs and objectives by snippets, ideas and confirmed items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from trainer.decks.curriculum import PATH, Api, Curriculum
from trainer.decks.deck import Deck, find_deck
from trainer.errors import DeckError, Problem
from trainer.model import DOMAINS, Proof, Snippet, Verdict
from trainer.verify.uses import changed_place, is_changed, part_for, uses_of

LEAST_ITEMS = 1
"""Confirmed items that each row needs: an objective that code can test must have some."""


@dataclass(frozen=True)
class Row:
    """What there is of one API or objective, and what there must be."""

    kind: str
    """`api` or `objective`."""
    id: str
    title: str
    group: str
    """The domain of an API; the section of an objective."""
    snippets: tuple[str, ...]
    ideas: tuple[str, ...]
    items: tuple[str, ...]
    wanted: tuple[int, int, int]
    """The least number of snippets, ideas and items."""
    line: int | None = None

    @property
    def counts(self) -> tuple[int, int, int]:
        return len(self.snippets), len(self.ideas), len(self.items)

    @property
    def lacks(self) -> tuple[bool, bool, bool]:
        """Which of the three are too few."""
        first, second, third = (
            have < wanted for have, wanted in zip(self.counts, self.wanted, strict=True)
        )
        return first, second, third

    @property
    def is_empty(self) -> bool:
        return any(self.lacks)


@dataclass(frozen=True)
class Totals:
    """What a domain holds, or the whole deck; an idea counts where it has a confirmed item."""

    domain: str
    """Empty for the whole deck."""
    snippets: int
    ideas: int
    items: int
    silent: int

    @property
    def silent_share(self) -> float:
        return self.silent / self.items if self.items else 0.0


@dataclass(frozen=True)
class Coverage:
    """All that `trainer coverage` says."""

    rows: tuple[Row, ...]
    totals: tuple[Totals, ...]
    """Of each domain, then of the whole deck."""
    alone: tuple[str, ...]
    """The ideas that show up in one snippet only."""
    stale: int
    """How many snippets have evidence that is no longer fresh; its items are counted."""
    is_required: bool
    """Whether something is asked of this deck: only of the built-in one."""

    @property
    def empty(self) -> list[Row]:
        return [row for row in self.rows if row.is_empty]


@dataclass(frozen=True)
class _Known:
    """A snippet with its confirmed items of one change each, and the APIs of both."""

    snippet: Snippet
    items: tuple[Proof, ...]
    apis: frozenset[str]
    changed: Mapping[str, frozenset[str]]
    """Item to the ids of the APIs whose use it changes."""


def coverage(deck: Deck, curriculum: Curriculum, objectives: Mapping[str, str]) -> Coverage:
    """What a deck covers of the curriculum and of an exam's objectives (id to section).

    A snippet covers an API if its shown code uses it. An idea covers an API if a confirmed item of
    it changes a use of that API in a snippet: something in the parentheses of its call, its name,
    or a function that is given to it; where the API is an argument, that argument. An idea covers
    an objective if it has a confirmed item in one of the objective's snippets. Files that cannot
    be read are left out: a check tells them.
    """
    required = is_built_in(deck)
    known, stale = [], 0
    for snippet in deck.snippets()[0]:
        try:
            evidence = deck.evidence(snippet)
        except DeckError:
            evidence = None
        stale += evidence is not None and deck.is_stale(snippet, evidence)
        confirmed = [
            proof
            for proof in (evidence.mutants if evidence else ())
            if proof.verdict is Verdict.CONFIRMED and len(proof.mutators) == 1
        ]
        known.append(_look_at(snippet, confirmed, curriculum.apis))
    rows = [_api_row(api, known, required) for api in curriculum.apis]
    own = {name for each in known for name in each.snippet.objectives}
    sections = {**objectives, **dict.fromkeys(sorted(own - objectives.keys()), "")}
    rows += [
        _objective_row(name, section, known, required and name in objectives)
        for name, section in sections.items()
    ]
    places: dict[str, set[str]] = {}
    for each in known:
        for proof in each.items:
            places.setdefault(proof.mutator, set()).add(each.snippet.name)
    totals = [_totals(domain, known) for domain in (*DOMAINS, "")]
    alone = tuple(sorted(idea for idea, names in places.items() if len(names) == 1))
    return Coverage(tuple(rows), tuple(totals), alone, stale, required)


def is_built_in(deck: Deck) -> bool:
    """Whether it is the deck that comes with the trainer: a foreign one has no required cells."""
    return deck.root.resolve() == find_deck().root.resolve()


def empty_cells(found: Coverage, curriculum: Curriculum) -> list[Problem]:
    """A problem for each required cell that is empty; none where the curriculum is not enforced."""
    if not curriculum.enforced:
        return []
    words = ("snippets", "ideas", "confirmed items")
    advice = {
        "api": "Write a snippet that uses it, or a mutator that changes such a use.",
        "objective": "Name it in the header of a snippet that mutators change.",
    }
    return [
        Problem(
            PATH,
            row.line,
            f"{row.kind} {row.id} has {have} {word}, and needs {wanted}.",
            advice[row.kind],
        )
        for row in found.rows
        for word, have, wanted, lacks in zip(words, row.counts, row.wanted, row.lacks, strict=True)
        if lacks
    ]


def _look_at(snippet: Snippet, items: Sequence[Proof], apis: Sequence[Api]) -> _Known:
    code = snippet.code.text
    try:
        uses = uses_of(code)
    except cst.ParserSyntaxError:
        return _Known(snippet, tuple(items), frozenset(), {})
    parts = [(api.id, part) for api in apis for use in uses if (part := part_for(use, api))]
    changed = {}
    for proof in items:
        change = changed_place(code, proof)
        changed[proof.id] = frozenset(id_ for id_, part in parts if is_changed(part, change))
    return _Known(snippet, tuple(items), frozenset(id_ for id_, _ in parts), changed)


def _api_row(api: Api, known: Iterable[_Known], required: bool) -> Row:
    having = [each for each in known if api.id in each.apis]
    items = [proof for each in having for proof in each.items if api.id in each.changed[proof.id]]
    wanted = (api.snippets, api.ideas, LEAST_ITEMS) if required else (0, 0, 0)
    return _row("api", api.id, api.title, api.domain, having, items, wanted, api.line)


def _objective_row(name: str, section: str, known: Iterable[_Known], required: bool) -> Row:
    having = [each for each in known if name in each.snippet.objectives]
    items = [proof for each in having for proof in each.items]
    wanted = (1, 1, LEAST_ITEMS) if required else (0, 0, 0)
    return _row("objective", name, name, section, having, items, wanted)


def _row(
    kind: str,
    id_: str,
    title: str,
    group: str,
    having: Iterable[_Known],
    items: Sequence[Proof],
    wanted: tuple[int, int, int],
    line: int | None = None,
) -> Row:
    return Row(
        kind,
        id_,
        title,
        group,
        snippets=tuple(each.snippet.name for each in having),
        ideas=tuple(sorted({proof.mutator for proof in items})),
        items=tuple(proof.id for proof in items),
        wanted=wanted,
        line=line,
    )


def _totals(domain: str, known: Iterable[_Known]) -> Totals:
    having = [each for each in known if domain in ("", each.snippet.domain)]
    items = [proof for each in having for proof in each.items]
    return Totals(
        domain,
        snippets=len(having),
        ideas=len({proof.mutator for proof in items}),
        items=len(items),
        silent=sum(proof.line is None for proof in items),
    )
