"""Finds a deck and reads all of it that can be read; what cannot is listed, not raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from trainer.decks.evidence import evidence_path, read_evidence
from trainer.decks.ideas import read_idea
from trainer.decks.keys import content_key
from trainer.decks.snippets import read_snippet
from trainer.errors import DeckError, Problem, TrainerError
from trainer.model import Evidence, Idea, Snippet

T = TypeVar("T")


@dataclass(frozen=True)
class Deck:
    """A folder with `snippets/` and `mutators/`.

    A sealed deck lies in a wheel; its evidence was checked when the wheel was built.
    """

    root: Path
    sealed: bool = False

    def snippet_paths(self) -> list[Path]:
        return _python_files(self.root / "snippets")

    def mutator_paths(self) -> list[Path]:
        return _python_files(self.root / "mutators")

    def mutator_path(self, id_: str) -> Path | None:
        """The file of a mutator, found by its name alone."""
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
    """The deck at `root`, or the built-in one. Raises TrainerError where there is none."""
    if root is not None:
        if not (root / "snippets").is_dir():
            raise TrainerError(
                f"{root}: is not a deck: it has no folder snippets/. "
                "Give the folder that holds snippets/ and mutators/."
            )
        return Deck(root)
    package = Path(__file__).parent.parent
    if (package / "_deck").is_dir():
        return Deck(package / "_deck", sealed=True)
    if (package.parent / "snippets").is_dir():
        return Deck(package.parent)
    raise TrainerError(
        f"{package}: the built-in deck is missing. "
        "Install the trainer again, or give one by --deck."
    )


def _python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*.py") if not path.name.startswith("_"))


def _read_all(paths: Iterable[Path], read: Callable[[Path], T]) -> tuple[list[T], list[Problem]]:
    read_ones: list[T] = []
    problems: list[Problem] = []
    for path in paths:
        try:
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
