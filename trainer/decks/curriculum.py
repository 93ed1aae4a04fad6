"""Reads what the built-in deck must cover, and where the study guide differs from what exists."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.errors import DeckError, Problem
from trainer.model import DOMAINS

PATH = Path(__file__).with_name("curriculum.toml")


@dataclass(frozen=True)
class Api:
    """An API, what says that a program uses it, and how many snippets and ideas it must have."""

    id: str
    title: str
    domain: str
    names: tuple[str, ...]
    """Full names, `*` for anything; with a dot before, methods of any object."""
    argument: str = ""
    """Only calls that give this argument count; all where empty."""
    position: int | None = None
    """The argument's position, from 0, where it may be given without its name."""
    snippets: int = 1
    ideas: int = 2
    line: int | None = None
    """Where the file says so."""


@dataclass(frozen=True)
class Note:
    """What the study guide says, and what exists."""

    apis: tuple[str, ...]
    guide: str
    exists: str


@dataclass(frozen=True)
class Aims:
    """The least that the deck must hold; `silent_share` is from 0 to 1."""

    snippets: int
    ideas: int
    items: int
    silent_share: float
    snippets_in_each_domain: int
    ideas_in_each_domain: int


@dataclass(frozen=True)
class Curriculum:
    """All of the file. `enforced`: whether a check fails where a required cell is empty."""

    enforced: bool
    aims: Aims
    apis: tuple[Api, ...]
    notes: tuple[Note, ...]


def read_curriculum(path: Path = PATH) -> Curriculum:
    """Parses the file. Raises DeckError with what is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
        apis = tuple(_api(each, text) for each in values["api"])
        notes = tuple(
            Note(tuple(each["apis"]), each["guide"], each["exists"])
            for each in values.get("note", ())
        )
        found = Curriculum(values["enforced"], Aims(**values["aims"]), apis, notes)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DeckError(Problem(path, None, f"cannot be used: {error!r}.", "Mend it.")) from error
    known = {api.id for api in apis}
    named = [id_ for note in notes for id_ in note.apis]
    for wrong in (
        *(f"two APIs are called {id_!r}." for id_ in known if [a.id for a in apis].count(id_) > 1),
        *(f"{api.id}: unknown domain {api.domain!r}." for api in apis if api.domain not in DOMAINS),
        *(f"a note names {id_!r}, which is no API." for id_ in named if id_ not in known),
    ):
        raise DeckError(Problem(path, None, wrong, "Mend it."))
    return found


def _api(values: dict[str, Any], text: str) -> Api:
    at = re.search(rf'^id = "{re.escape(values["id"])}"', text, re.MULTILINE)
    line = text.count("\n", 0, at.start()) + 1 if at else None
    return Api(**{**values, "names": tuple(values["names"])}, line=line)
