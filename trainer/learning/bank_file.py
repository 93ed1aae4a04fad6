"""Keeps the index of a deck in the cache, and reads again what has changed.

The file is never changed in place: what is new goes into a copy that takes its name. So a session
sees one state from its start to its end, whatever other trainers do, and nothing ever waits for a
lock. Where the file is damaged or cannot be written, the index is made anew in memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from trainer.decks import deck as deck_module
from trainer.decks import evidence as evidence_module
from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path
from trainer.decks.keys import MACHINERY
from trainer.errors import Problem
from trainer.learning.bank_index import (
    Entry,
    Index,
    Prerequisites,
    finish,
    forget,
    new_tables,
    put,
)
from trainer.places import cache_dir

VERSION = 3

SETTLED = 2_000_000_000
"""Nanoseconds after which a file's times tell of any further change to it.

Two writes in one tick of the file system's clock leave the same times behind; so what changed just
now is read again at the next start.
"""

_TWIN = "="
_NOT_STORED = (ValueError, OverflowError, sqlite3.InterfaceError, sqlite3.ProgrammingError)
"""What becomes of values in evidence that are no texts or no sensible numbers."""


def open_index(deck: Deck, read: Callable[[Path], Entry], prerequisites: Prerequisites) -> Index:
    """The index of a deck as its files are now; `read` reads those snippets that have changed."""
    stamps = stamps_of(deck)
    world = _world(deck)
    root = hashlib.sha256(os.fsencode(deck.root.absolute())).hexdigest()[:16]
    file = cache_dir() / f"bank-{root}{'-sealed' if deck.sealed else ''}.db"

    def anew() -> sqlite3.Connection:
        connection = new_tables(":memory:")
        _update(connection, deck, read, prerequisites, stamps, set(stamps), set(), world)
        return connection

    try:
        connection = _opened(file)
        [(known_world,)] = connection.execute("SELECT world FROM about").fetchall()
        known = dict(
            connection.execute("SELECT path, iif(settled, stamp, '') FROM snippets").fetchall()
        )
    except (sqlite3.Error, OSError, ValueError):
        known_world, known = "", {}
        connection = None
    if known_world != world or not world:
        known = {}
    changed = {path for path, stamp in stamps.items() if not stamp or known.get(path) != stamp}
    gone = known.keys() - stamps.keys()
    if connection is not None and known and not changed and not gone:
        return Index(connection, anew)
    if connection is not None:
        connection.close()
    try:
        _replace(
            file,
            bool(known),
            lambda new: _update(new, deck, read, prerequisites, stamps, changed, gone, world),
        )
        return Index(_opened(file), anew)
    except (sqlite3.Error, OSError):
        return Index(anew())


def stamp_of(snippet: Path) -> str:
    """Tells the files of a snippet from what they were and will be; empty where there are none."""
    try:
        status = os.stat(snippet)
    except OSError:
        return ""
    try:
        other = os.stat(evidence_path(snippet))
    except OSError:
        return _stamp(status)
    return f"{_stamp(status)} {_stamp(other)}"


def stamps_of(deck: Deck) -> dict[str, str]:
    """The stamp of each snippet of a deck by its path below the deck, in their order.

    Of two snippets with one name the first counts; the stamp of the other names it.
    """
    found: dict[str, str] = {}
    firsts: dict[str, str] = {}
    for folder in _entries(deck.root / "snippets"):
        if not folder.is_dir():
            continue
        entries = {entry.name: entry for entry in _entries(folder.path)}
        for name in sorted(entries):
            if not name.endswith(".py") or name.startswith("_"):
                continue
            stamp = _entry_stamp(entries[name])
            evidence = entries.get(f"{name[:-3]}.evidence.json")
            if stamp and evidence is not None:
                stamp = f"{stamp} {_entry_stamp(evidence)}".rstrip()
            # A name that is no text is not found under what stands for it, and told of.
            path = os.fsencode(f"snippets/{folder.name}/{name}").decode(errors="backslashreplace")
            first = firsts.setdefault(name, path)
            found[path] = stamp if first == path else _TWIN + first
    return found


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _entry_stamp(entry: os.DirEntry[str]) -> str:
    try:
        return _stamp(entry.stat())
    except OSError:
        return ""


def _stamp(status: os.stat_result) -> str:
    # The time of the inode's last change too: it moves even where an edit sets the other back.
    return f"{status.st_mtime_ns}.{status.st_ctime_ns}.{status.st_size}"


def _is_settled(stamp: str, now: int) -> bool:
    """Whether the files are old enough that any further change shows in their times."""
    if stamp.startswith(_TWIN):
        return True
    return bool(stamp) and all(now - int(at.split(".")[1]) > SETTLED for at in stamp.split())


def _world(deck: Deck) -> str:
    """What decides verdicts beside the snippets themselves, and how they are read.

    Where a file of it has changed, everything is read again: the verdicts then come from content.
    Empty where one has changed just now.
    """
    reading = [Path(module.__file__ or "") for module in (deck_module, evidence_module)]
    places = [*MACHINERY, deck.root / "mutators", *reading, *Path(__file__).parent.glob("bank*.py")]
    stamps = [stamp for place in places for stamp in _tree(place)]
    now = time.time_ns()
    if not all(_is_settled(stamp, now) for _, stamp in stamps):
        return ""
    text = repr((VERSION, deck.sealed, deck.name, sys.version_info[:2], stamps))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _tree(place: str | Path) -> Iterator[tuple[str, str]]:
    """All files at or below a place, with their stamps."""
    if os.path.isfile(place):
        yield str(place), _stamp(os.stat(place))
    for entry in _entries(place) if os.path.isdir(place) else []:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _tree(entry.path)
        else:
            yield entry.path, _entry_stamp(entry)


def _opened(file: Path) -> sqlite3.Connection:
    """Opens the index as a file that nobody changes: SQLite then needs no lock beside it."""
    address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def _replace(file: Path, from_old: bool, change: Callable[[sqlite3.Connection], None]) -> None:
    """Puts a changed copy of the index, or a new one, in its place."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        temporary.unlink(missing_ok=True)
        if from_old:
            shutil.copyfile(file, temporary)
            connection = sqlite3.connect(temporary, isolation_level=None)
        else:
            connection = new_tables(temporary)
        try:
            # A file that is not finished is thrown away, so nothing of it needs to be safe.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            change(connection)
        finally:
            connection.close()
        temporary.replace(file)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _update(
    connection: sqlite3.Connection,
    deck: Deck,
    read: Callable[[Path], Entry],
    prerequisites: Prerequisites,
    stamps: dict[str, str],
    changed: set[str],
    gone: set[str],
    world: str,
) -> None:
    """Reads again what has changed, all in one transaction."""
    connection.execute("BEGIN")
    forget(connection, changed | gone)
    now = time.time_ns()
    for path in sorted(changed):
        stamp = stamps[path]
        if stamp.startswith(_TWIN):
            entry = _twin(deck, path, stamp.removeprefix(_TWIN))
        else:
            entry = read(deck.root / path)
        settled = entry.lasting and _is_settled(stamp, now)
        try:
            put(connection, path, stamp, entry, settled=settled)
        except _NOT_STORED as error:
            forget(connection, {path})
            problem = Problem(deck.root / path, None, f"its evidence makes no sense: {error}.")
            put(connection, path, stamp, Entry(entry.name, problem=problem), settled=settled)
    finish(connection, world, prerequisites)
    connection.execute("COMMIT")


def _twin(deck: Deck, path: str, first: str) -> Entry:
    root = deck.root
    name = Path(path).stem
    message = f"two snippets are called {name!r}; the other: {root / first}."
    problem = Problem(root / path, None, message, "Rename one.")
    return Entry(deck.outside(name), problem=problem)
