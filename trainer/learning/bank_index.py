"""Holds the facts of all items in SQLite, so that none needs to be read to choose from them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from trainer.errors import Problem

_SCHEMA = """
CREATE TABLE about (world TEXT);      -- what else decides verdicts and how this file is made
CREATE TABLE snippets (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,        -- below the deck's folder
    stamp TEXT NOT NULL,              -- of its files when they were read
    settled INTEGER NOT NULL,         -- 0: read them again at the next start
    name TEXT NOT NULL,
    domain TEXT NOT NULL,
    objectives TEXT NOT NULL,         -- their ids, separated by blanks
    lines INTEGER NOT NULL,           -- of the shown program
    items INTEGER NOT NULL,
    original INTEGER NOT NULL,        -- whether it may be asked about as it is
    problem TEXT                      -- JSON; why nothing of it may be asked
);
CREATE TABLE items (
    mutator TEXT,
    snippet INTEGER,                  -- its number
    place INTEGER,                    -- among the snippet's items
    id TEXT NOT NULL,
    silent INTEGER NOT NULL,
    span_lines INTEGER NOT NULL,
    asks_line INTEGER NOT NULL,       -- whether it is asked where the bug stands
    PRIMARY KEY (mutator, snippet, place)
) WITHOUT ROWID;
CREATE TABLE ideas (
    mutator TEXT, domain TEXT, objectives TEXT, items INTEGER, snippets INTEGER,
    silent INTEGER, span_lines INTEGER, lines INTEGER,      -- sums over the items
    PRIMARY KEY (mutator, domain, objectives)
) WITHOUT ROWID;
CREATE TABLE prerequisites (
    mutator TEXT, other TEXT,
    PRIMARY KEY (mutator, other)
) WITHOUT ROWID;
"""


class Topic(NamedTuple):
    """What a snippet is about."""

    domain: str
    objectives: tuple[str, ...]


NO_TOPIC = Topic("", ())


class ItemFacts(NamedTuple):
    """What is known of an item without reading its texts."""

    id: str
    mutator: str
    snippet: str
    domain: str
    silent: bool
    span_lines: int
    """How many lines of the correct program were changed."""
    asks_line: bool
    """Whether it is asked in which line the bug stands."""
    snippet_lines: int
    place: int
    """Its position among the snippet's items."""


@dataclass(frozen=True)
class IdeaFacts:
    """What is known of an idea from all of its items together."""

    mutator: str
    items: int
    snippets: int
    topics: dict[Topic, int]
    """What its snippets are about, with the number of items."""
    silent: float
    """The share of items that raise nothing."""
    span_lines: float
    """The mean of what ItemFacts has by this name; so is the next."""
    snippet_lines: float
    prerequisites: tuple[str, ...] = ()
    """The ideas that should be met before it, those that the bank has."""

    @cached_property
    def domains(self) -> dict[str, int]:
        """Domain to number of items; every choice of a question asks each idea for it."""
        found: dict[str, int] = {}
        for topic, items in self.topics.items():
            found[topic.domain] = found.get(topic.domain, 0) + items
        return found


class SnippetFacts(NamedTuple):
    """What is known of a snippet of which something may be asked, without reading its files."""

    name: str
    topic: Topic
    items: int
    original: bool
    """Whether it may be asked about as it is."""


Prerequisites = Callable[[str], Iterable[str]]
"""From a mutator's id to those of the ideas that should be met before it."""


def no_prerequisites(mutator: str) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Entry:
    """What the index keeps of a snippet; of one that may not be asked, why."""

    name: str
    topic: Topic = NO_TOPIC
    lines: int = 0
    original: bool = False
    items: tuple[tuple[str, str, bool, int, bool], ...] = ()
    """Mutator, id, whether it is silent, how many lines were changed, and whether the line is asked
    for; by place."""
    problem: Problem | None = None
    lasting: bool = True
    """Whether it stays true while the deck's files do: not where it needs another deck's."""


class Index:
    """The facts of a bank's items. Damage to its file is mended without a word."""

    def __init__(
        self, connection: sqlite3.Connection, anew: Callable[[], sqlite3.Connection] | None = None
    ) -> None:
        """`anew` makes the index again where the connection turns out to be damaged."""
        self._connection = connection
        self._anew = anew

    @cached_property
    def ideas(self) -> dict[str, IdeaFacts]:
        """By mutator, in the order of their names."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        for mutator, *sums in self._rows("SELECT * FROM ideas ORDER BY mutator, domain"):
            found.setdefault(mutator, []).append(tuple(sums))
        before: dict[str, list[str]] = {}
        for mutator, other in self._rows("SELECT * FROM prerequisites ORDER BY mutator, other"):
            if other in found:
                before.setdefault(mutator, []).append(other)
        return {
            mutator: _idea_facts(mutator, rows, before.get(mutator, ()))
            for mutator, rows in found.items()
        }

    @cached_property
    def domains(self) -> dict[str, list[tuple[str, int]]]:
        """By domain, the snippets that items are made of, with the number of these."""
        found: dict[str, list[tuple[str, int]]] = {}
        for domain, name, items in self._rows(
            "SELECT domain, name, items FROM snippets WHERE items > 0 ORDER BY path"
        ):
            found.setdefault(domain, []).append((name, items))
        return found

    @cached_property
    def subjects(self) -> list[SnippetFacts]:
        """The snippets that items are made of."""
        rows = self._rows(
            "SELECT name, domain, objectives, items, original FROM snippets"
            " WHERE items > 0 ORDER BY path"
        )
        return [
            SnippetFacts(name, Topic(domain, tuple(objectives.split())), items, bool(original))
            for name, domain, objectives, items, original in rows
        ]

    @cached_property
    def originals(self) -> list[str]:
        """The names of snippets that may be asked about as they are."""
        return [
            name for (name,) in self._rows("SELECT name FROM snippets WHERE original ORDER BY path")
        ]

    @cached_property
    def snippets(self) -> dict[str, tuple[str, str]]:
        """By name, the path and the stamp of each snippet of which something may be asked."""
        rows = self._rows("SELECT name, path, stamp FROM snippets WHERE problem IS NULL")
        return {name: (path, stamp) for name, path, stamp in rows}

    def items(self, mutator: str) -> list[ItemFacts]:
        """The items of an idea, by snippet and place."""
        rows = self._rows(
            "SELECT id, mutator, name, domain, silent, span_lines, asks_line, lines, place"
            " FROM items JOIN snippets ON snippet = number WHERE mutator = ? ORDER BY path, place",
            mutator,
        )
        return [
            ItemFacts._make((*row[:4], bool(row[4]), row[5], bool(row[6]), *row[7:]))
            for row in rows
        ]

    def problems(self) -> list[Problem]:
        """Why snippets are left out."""
        rows = self._rows("SELECT problem FROM snippets WHERE problem IS NOT NULL ORDER BY path")
        return [Problem(Path(path), *rest) for path, *rest in (json.loads(row[0]) for row in rows)]

    def _rows(self, sql: str, *values: object) -> list[Any]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError:
            if self._anew is None:
                raise
            self._connection.close()
            self._connection, self._anew = self._anew(), None
            return self._connection.execute(sql, values).fetchall()


def index_of(entries: Iterable[Entry], prerequisites: Prerequisites = no_prerequisites) -> Index:
    """An index in memory, of snippets that no file needs to be read for."""
    connection = new_tables(":memory:")
    for number, entry in enumerate(entries):
        put(connection, f"{number:09}", "", entry)
    finish(connection, "", prerequisites)
    return Index(connection)


def new_tables(file: str | Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.executescript(_SCHEMA)
    return connection


def forget(connection: sqlite3.Connection, paths: set[str]) -> None:
    given = (json.dumps(sorted(paths)),)
    connection.execute(
        "DELETE FROM items WHERE snippet IN (SELECT number FROM snippets"
        " WHERE path IN (SELECT value FROM json_each(?)))",
        given,
    )
    connection.execute("DELETE FROM snippets WHERE path IN (SELECT value FROM json_each(?))", given)


def put(
    connection: sqlite3.Connection, path: str, stamp: str, entry: Entry, *, settled: bool = True
) -> None:
    problem = entry.problem and json.dumps(
        [str(entry.problem.path), entry.problem.line, entry.problem.message, entry.problem.advice]
    )
    number = connection.execute(
        "INSERT INTO snippets VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            path,
            stamp,
            settled,
            entry.name,
            entry.topic.domain,
            " ".join(entry.topic.objectives),
            entry.lines,
            len(entry.items),
            entry.original,
            problem,
        ),
    ).lastrowid
    connection.executemany(
        "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((mutator, number, place, *rest) for place, (mutator, *rest) in enumerate(entry.items)),
    )


def finish(connection: sqlite3.Connection, world: str, prerequisites: Prerequisites) -> None:
    """Sums up the items by idea, and asks for the prerequisites of ideas that are new here."""
    known = {mutator for (mutator,) in connection.execute("SELECT DISTINCT mutator FROM ideas")}
    connection.execute("DELETE FROM ideas")
    connection.execute(
        "INSERT INTO ideas SELECT mutator, domain, objectives, COUNT(*), COUNT(DISTINCT number),"
        " SUM(silent), SUM(span_lines), SUM(lines)"
        " FROM items JOIN snippets ON snippet = number GROUP BY mutator, domain, objectives"
    )
    rows = connection.execute("SELECT DISTINCT mutator FROM ideas").fetchall()
    connection.executemany(
        "INSERT OR REPLACE INTO prerequisites VALUES (?, ?)",
        ((new, other) for (new,) in rows if new not in known for other in prerequisites(new)),
    )
    connection.execute("DELETE FROM about")
    connection.execute("INSERT INTO about VALUES (?)", (world,))


def _idea_facts(
    mutator: str, rows: list[tuple[Any, ...]], prerequisites: Iterable[str]
) -> IdeaFacts:
    items, snippets, silent, span_lines, lines = (
        sum(column) for column in list(zip(*rows, strict=True))[2:]
    )
    return IdeaFacts(
        mutator,
        items,
        snippets,
        {Topic(domain, tuple(objectives.split())): count for domain, objectives, count, *_ in rows},
        silent / items,
        span_lines / items,
        lines / items,
        tuple(prerequisites),
    )
