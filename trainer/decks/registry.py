"""Finds the decks that installed packages register, without running any code of theirs.

A package registers a deck by an entry point of the group `trainer.decks`: its name is the deck's,
its value the package whose folder holds `snippets/` and `mutators/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer.decks.deck import BUILT_IN, Deck, find_deck
from trainer.errors import DeckError, UsageError
from trainer.model import Verdict

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "trainer.decks"
_NAME = re.compile(r"[\w.-]+", re.ASCII)


@dataclass(frozen=True)
class Listed:
    """A deck with what is in it, or with why it cannot be used."""

    name: str
    place: str
    snippets: int = 0
    mutators: int = 0
    proven: int = 0
    """How many items may be asked: confirmed by fresh evidence."""
    problem: str = ""


def find_named(name: str) -> Deck | None:
    """The deck of this name, built in or registered; None where there is none.

    Raises UsageError where it is registered but cannot be used.
    """
    if name == BUILT_IN:
        return find_deck()
    found = next((each for each in _entry_points() if each.name == name), None)
    return _deck_of(found) if found else None


def registered_names() -> list[str]:
    """The names of all registered decks, usable or not."""
    return [each.name for each in _entry_points()]


def listed(given: Deck | None = None) -> list[Listed]:
    """The built-in deck, the registered ones, and `given` if it is none of these."""
    built_in = find_deck()
    found = [_listed(built_in)]
    places = {built_in.root.resolve()}
    for entry in _entry_points():
        try:
            deck = _deck_of(entry)
        except UsageError as error:
            found.append(Listed(entry.name, "", problem=str(error)))
            continue
        places.add(deck.root.resolve())
        found.append(_listed(deck))
    if given is not None and given.root.resolve() not in places:
        found.append(_listed(given))
    return found


def run_decks(given: Deck | None, as_json: bool) -> int:
    """Prints the decks; 1 where one of them cannot be used."""
    rows = listed(given)
    if as_json:
        for row in rows:
            click.echo(json.dumps(vars(row), sort_keys=True, ensure_ascii=False))
    else:
        head = ("name", "snippets", "mutators", "proven items", "place")
        cells = [head] + [
            (row.name, str(row.snippets), str(row.mutators), str(row.proven), row.place)
            for row in rows
            if not row.problem
        ]
        wide = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for name, *counts, place in cells:
            numbers = (text.rjust(width) for text, width in zip(counts, wide[1:], strict=False))
            click.echo("  ".join([name.ljust(wide[0]), *numbers, place]))
        for row in rows:
            if row.problem:
                click.echo(row.problem)
    return int(any(row.problem for row in rows))


def _listed(deck: Deck) -> Listed:
    snippets, _ = deck.snippets()
    proven = 0
    for snippet in snippets:
        try:
            evidence = deck.evidence(snippet)
            if evidence is None or evidence.baseline.verdict or deck.is_stale(snippet, evidence):
                continue
        except DeckError:
            continue  # `trainer check` tells what is damaged
        confirmed = (each for each in evidence.mutants if each.verdict is Verdict.CONFIRMED)
        proven += sum(len(each.mutators) == 1 for each in confirmed)
    counts = len(deck.snippet_paths()), len(deck.mutator_paths())
    return Listed(deck.shown_name, str(deck.root.resolve()), *counts, proven)


def _entry_points() -> list[EntryPoint]:
    # Imported here: the first question of the built-in deck must not wait for it.
    from importlib.metadata import entry_points

    found: dict[str, EntryPoint] = {}
    for each in entry_points(group=GROUP):
        found.setdefault(each.name, each)
    return sorted(found.values(), key=lambda each: each.name)


def _deck_of(entry: EntryPoint) -> Deck:
    if not _NAME.fullmatch(entry.name) or entry.name == BUILT_IN:
        raise UsageError(
            f"deck {entry.name!r} of {_package(entry)}: a deck cannot be called so. "
            f"Its package must register it by a name of letters, digits, '-', '_' and '.', "
            f"other than {BUILT_IN}."
        )
    for folder in _folders(entry):
        if (folder / "snippets").is_dir() and (folder / "mutators").is_dir():
            return Deck(folder, sealed=not _is_editable(entry), name=entry.name)
    raise UsageError(
        f"deck {entry.name!r} of {_package(entry)}: there is no folder of the package "
        f"{entry.value!r} that holds snippets/ and mutators/. Install a package that does."
    )


def _folders(entry: EntryPoint) -> Iterator[Path]:
    """Where the package's folder may be. Nothing is imported: that would run its code."""
    from importlib.util import find_spec

    first, *rest = entry.module.split(".")
    if entry.dist is not None:
        yield Path(str(entry.dist.locate_file("/".join([first, *rest]))))
    try:
        # Of the first name alone: to find what is in a package, Python would import it.
        spec = find_spec(first)
    except (ImportError, ValueError):
        return
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(place, *rest)


def _is_editable(entry: EntryPoint) -> bool:
    """Whether its files are those that an author works on."""
    try:
        told = json.loads((entry.dist and entry.dist.read_text("direct_url.json")) or "{}")
        return bool(told.get("dir_info", {}).get("editable"))
    except (ValueError, AttributeError):
        return False


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else "an unknown package"
