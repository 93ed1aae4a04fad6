"""Values inside the JVM, as they were at one time, and the way to put them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


class Kept:
    """One value inside the JVM and the way to put it back."""

    def __init__(
        self, read: Callable[[], Any], replace: Callable[[Any], None], copy: Any = None
    ) -> None:
        self._read = read
        self._replace = replace
        self.copy = read() if copy is None else copy

    def put_back(self) -> None:
        """Replaces the value where it is another one than it was."""
        # py4j asks the objects themselves whether they are equal.
        if self._read() != self.copy:
            self._replace(self.copy)


def kept_map(scala_map: Any) -> Kept:
    """Keeps what is in a mutable map of Scala's."""

    def replace(copy: Any) -> None:
        scala_map.clear()
        scala_map.addAll(copy)

    return Kept(lambda: scala_map, replace, scala_map.clone())


def kept_field(owner: Any, name: str) -> Kept:
    """Keeps what a field of an object refers to."""
    field = _declared(owner, name)
    return Kept(lambda: field.get(owner), lambda value: field.set(owner, value))


def field_value(owner: Any, name: str) -> Any:
    """What a field of an object refers to, whatever its visibility."""
    return _declared(owner, name).get(owner)


def iterate(scala_iterator: Any) -> Iterator[Any]:
    """The elements of an iterator of Scala's, each by a call."""
    while scala_iterator.hasNext():
        yield scala_iterator.next()


def _declared(owner: Any, name: str) -> Any:
    field = owner.getClass().getDeclaredField(name)
    field.setAccessible(True)
    return field
