"""Shows a bank as mappings and sequences whose items are read when they are asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TypeVar, overload

from trainer.learning.bank_index import ItemFacts
from trainer.learning.bank_programs import Item, Program

T = TypeVar("T")
ReadProgram = Callable[[str], Program]


class Lazy(Mapping[str, T]):
    """A mapping of known keys whose values are read when they are asked for."""

    def __init__(self, keys: Iterable[str], read: Callable[[str], T | None]) -> None:
        self._keys = dict.fromkeys(keys)
        self._read = read

    def __getitem__(self, key: str) -> T:
        found = self._read(key) if key in self._keys else None
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class _Items(Sequence[Item]):
    """Items that are read when they are asked for.

    One that may not be asked any more is passed over by iteration, and is an IndexError else.
    """

    def _at(self, position: int) -> Item | None:
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        positions = range(len(self))[index]
        if isinstance(positions, range):
            return [item for item in map(self._at, positions) if item is not None]
        item = self._at(positions)
        if item is None:
            raise IndexError("this item's files have changed, so that it may not be asked")
        return item

    def __iter__(self) -> Iterator[Item]:
        return (item for item in map(self._at, range(len(self))) if item is not None)


class OfSnippets(_Items):
    """All items of some snippets."""

    def __init__(self, read: ReadProgram, snippets: Sequence[tuple[str, int]]) -> None:
        """`snippets` are names with the number of items of each."""
        self._read = read
        self._names = [name for name, _ in snippets]
        self._ends = list(accumulate(items for _, items in snippets))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def _at(self, position: int) -> Item | None:
        number = bisect_right(self._ends, position)
        start = self._ends[number - 1] if number else 0
        items = self._read(self._names[number]).items
        return items[position - start] if position - start < len(items) else None


class OfIdea(_Items):
    """All items of an idea."""

    def __init__(self, read: ReadProgram, facts: Sequence[ItemFacts]) -> None:
        self._read = read
        self._facts = facts

    def __len__(self) -> int:
        return len(self._facts)

    def _at(self, position: int) -> Item | None:
        facts = self._facts[position]
        items = self._read(facts.snippet).items
        item = items[facts.place] if facts.place < len(items) else None
        return item if item is not None and item.id == facts.id else None
