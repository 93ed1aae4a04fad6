"""Finds a deck and reads all of it that can be read; what cannot is listed, not raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from trainer.decks.blanks import refuse_blanks
from trainer.decks.evidence import evidence_path, read_evidence
from trainer.decks.ideas import read_idea
from trainer.decks.keys import content_key
from trainer.decks.snippets import read_snippet
from trainer.errors import DeckError, Problem, TrainerError, UsageError
from trainer.model import Evidence, Idea, Snippet

T = TypeVar("T")

BUILT_IN = "built-in"
"""What the built-in deck is called where a deck must be named; its ids are without a name."""

_PACKAGE = Path(__file__).parent.parent
_NO_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Deck:
    """A folder with `snippets/` and `mutators/`.

    A sealed deck lies in a wheel; its evidence was checked when the wheel was built.
    Inside a deck, and in its evidence, an id without a name means the deck's own snippet or
    mutator, and `NAME:ID` a mutator of another deck. Outside, in banks and histories, all ids are
    `NAME:ID`, but those of the built-in deck.
    """

    root: Path
    sealed: bool = False
    name: str = ""
    """Empty for the built-in deck, and for the checkout that it is made from."""

    @property
    def shown_name(self) -> str:
        return self.name or BUILT_IN

    def outside(self, id_: str) -> str:
        """The id of a snippet or an item of this deck, as it is known outside."""
        return f"{self.name}:{id_}" if self.name else id_

    def mutator_outside(self, id_: str) -> str:
        """The id of a mutator, or of several joined by `+`, of this deck's evidence, likewise."""

        def one(id_: str) -> str:
            deck, _, own = id_.rpartition(":")
            if not deck:
                return self.outside(own)
            return own if deck == BUILT_IN else id_

        return "+".join(map(one, id_.split("+")))

    def mutator_inside(self, id_: str) -> str:
        """The id of one mutator as this deck's evidence has it; undoes `mutator_outside`."""
        deck, _, own = id_.rpartition(":")
        if deck == self.name:
            return own
        return id_ if deck else f"{BUILT_IN}:{id_}"

    def snippet_paths(self) -> list[Path]:
        return _python_files(self.root / "snippets")

    def mutator_paths(self) -> list[Path]:
        return _python_files(self.root / "mutators")

    def mutator_path(self, id_: str) -> Path | None:
        """The file of a mutator, found by its name alone; of another deck's by that deck's too."""
        deck, _, own = id_.rpartition(":")
        if deck:
            from trainer.decks.registry import find_named

            other = find_named(deck)
            return other.mutator_path(own) if other else None
        name = id_.replace("-", "_") + ".py"
        return next(iter(sorted((self.root / "mutators").glob(f"*/{name}"))), None)

    def relative(self, path: Path) -> Path:
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path

    def snippets(self) -> tuple[list[Snippet], list[Problem]]:
        snippets, problems = _read_all(self.snippet_paths(), read_snippet)
        return _unique(snippets, lambda s: (s.name, s.path), "snippets", problems)

    def evidence(self, snippet: Snippet) -> Evidence | None:
        """What is recorded of a snippet, stale or not. Raises DeckError if it is damaged."""
        path = evidence_path(snippet.path)
        return read_evidence(path) if path.exists() else None

    def is_stale(self, snippet: Snippet, evidence: Evidence) -> bool:
        """Whether the snippet, one of its mutators or the machinery has changed since.

        Evidence of a failed baseline names no mutators, so this cannot be told of it.
        """
        if self.sealed:
            return False
        used = {id_ for proof in evidence.mutants for id_ in proof.mutators}
        paths = [path for path in map(self.mutator_path, sorted(used)) if path]
        return len(paths) != len(used) or content_key(snippet, paths) != evidence.content

    def ideas(self) -> tuple[list[Idea], list[Problem]]:
        ideas, problems = _read_all(self.mutator_paths(), read_idea)
        return _unique(ideas, lambda i: (i.id, i.path), "mutators", problems)


def find_deck(root: Path | None = None) -> Deck:
    """The deck at `root`, a folder or a registered name, or the built-in one.

    Raises UsageError where there is none.
    """
    if root is None:
        return _built_in()
    if not root.is_dir():
        return _registered(str(root))
    if not (root / "snippets").is_dir():
        raise UsageError(
            f"{root}: is not a deck: it has no folder snippets/. "
            "Give the folder that holds snippets/ and mutators/, "
            f"or make one: mkdir -p {root}/snippets {root}/mutators"
        )
    return deck_at(root)


def deck_at(root: Path) -> Deck:
    """The deck that a folder is, called as the folder is."""
    place = root.resolve()
    if place in _built_in_places():
        return Deck(root, sealed=place.name == "_deck")
    name = _NO_NAME.sub("-", place.name).strip("-") or "deck"
    return Deck(root, name=f"{name}-deck" if name == BUILT_IN else name)


def deck_around(folder: Path) -> Deck | None:
    """The deck that a folder is, or lies in; None where there is none."""
    for place in (folder, *folder.parents):
        if (place / "snippets").is_dir() and (place / "mutators").is_dir():
            return deck_at(place)
    return None


def _registered(name: str) -> Deck:
    # Looking for installed packages takes as long as all else before the first question.
    from trainer.decks.registry import find_named, registered_names

    found = find_named(name)
    if found is not None:
        return found
    names = ", ".join([BUILT_IN, *registered_names()])
    raise UsageError(
        f"--deck {name}: is neither a folder nor the name of an installed deck. Installed: {names}."
    )


def _built_in() -> Deck:
    for place in _built_in_places():
        if (place / "snippets").is_dir():
            return Deck(place, sealed=place.name == "_deck")
    raise TrainerError(
        f"{_PACKAGE}: the built-in deck is missing. "
        "Install the trainer again, or give one by --deck."
    )


def _built_in_places() -> tuple[Path, Path]:
    """Where the built-in deck is in an installed trainer, and in a checkout."""
    return _PACKAGE / "_deck", _PACKAGE.parent


def _python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*.py") if not path.name.startswith("_"))


def _read_all(paths: Iterable[Path], read: Callable[[Path], T]) -> tuple[list[T], list[Problem]]:
    read_ones: list[T] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            refuse_blanks(path)
            read_ones.append(read(path))
        except DeckError as error:
            problems.append(error.problem)
    return read_ones, problems


def _unique(
    items: list[T], key: Callable[[T], tuple[str, Path]], what: str, problems: list[Problem]
) -> tuple[list[T], list[Problem]]:
    """Keeps the first of each name and tells of the others."""
    seen: dict[str, Path] = {}
    kept: list[T] = []
    for item in items:
        name, path = key(item)
        if name in seen:
            problems.append(
                Problem(
                    path,
                    None,
                    f"two {what} are called {name!r}; the other: {seen[name]}.",
                    "Rename one.",
                )
            )
        else:
            seen[name] = path
            kept.append(item)
    return kept, problems
