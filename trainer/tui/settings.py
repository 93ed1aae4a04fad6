"""Reads and writes the learner's settings: a TOML file that may be edited by hand."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from trainer.errors import UsageError
from trainer.learning.answers import Kind
from trainer.places import data_dir
from trainer.tui.themes import DEFAULT, THEMES

FILE = "settings.toml"
DEFAULT_BLUEPRINT = "study-guide"


@dataclass(frozen=True)
class Settings:
    """What the learner chose; `keys` is a binding's id to its keys, separated by commas."""

    theme: str = DEFAULT
    blueprint: str = DEFAULT_BLUEPRINT
    kinds: tuple[Kind, ...] = tuple(Kind)
    """What a drill may ask; never empty."""
    lessons: bool = True
    """Whether new ideas are shown right before they are asked about."""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def settings_path() -> Path:
    return data_dir() / FILE


def read_settings(path: Path) -> tuple[Settings, list[str]]:
    """The settings, and what is wrong in the file; all that is right in it holds."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings(), []
    except tomllib.TOMLDecodeError as error:
        return Settings(), [f"{path}: is not TOML: {error}. Mend that place, or remove the file."]
    except (OSError, UnicodeDecodeError) as error:
        return Settings(), [f"{path}: cannot be read: {error}. Mend or remove the file."]
    problems: list[str] = []
    theme = _text(document, "theme", path, problems)
    if theme is not None and theme not in THEMES:
        names = ", ".join(THEMES)
        problems.append(f"{path}: theme: there is no theme {theme!r}. Write one of: {names}.")
        theme = None
    blueprint = _text(document, "blueprint", path, problems)
    kinds = _kinds(document, path, problems)
    lessons = document.get("lessons", True)
    if not isinstance(lessons, bool):
        problems.append(f"{path}: lessons: must be true or false, not {lessons!r}.")
        lessons = True
    keys = _keys(document, path, problems)
    known = ("blueprint", "keys", "kinds", "lessons", "theme")
    problems += [
        f"{path}: {name}: there is no such setting. Remove it; there are: {', '.join(known)}."
        for name in document
        if name not in known
    ]
    settings = Settings(
        theme or DEFAULT, blueprint or DEFAULT_BLUEPRINT, kinds or tuple(Kind), lessons, keys
    )
    return settings, problems


def write_settings(path: Path, changes: Mapping[str, str | bool | list[str]]) -> None:
    """Puts values into the file; its comments and all else in it stay.

    Raises UsageError where the file cannot be read or written; it is unchanged then.
    """
    # Imported here: reading needs none of it, and a start only reads.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        document = tomlkit.parse(text)
        for name, value in changes.items():
            document[name] = value
        _replace(path, tomlkit.dumps(document))
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise UsageError(
            f"{path}: the settings cannot be saved: {error}. They hold until you quit."
        ) from error


def _replace(path: Path, text: str) -> None:
    """Writes all of the file or nothing of it."""
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _text(document: Mapping[str, Any], name: str, path: Path, problems: list[str]) -> str | None:
    value = document.get(name)
    if value is None or isinstance(value, str):
        return value
    problems.append(f"{path}: {name}: must be a text in quotes, not {value!r}.")
    return None


def _kinds(document: Mapping[str, Any], path: Path, problems: list[str]) -> tuple[Kind, ...]:
    value = document.get("kinds", list(Kind))
    if _is_texts(value) and value and set(value) <= set(Kind):
        return tuple(kind for kind in Kind if kind in value)
    problems.append(
        f"{path}: kinds: must be a list of some of {', '.join(Kind)}, in quotes, not {value!r}."
    )
    return ()


def _keys(document: Mapping[str, Any], path: Path, problems: list[str]) -> Mapping[str, str]:
    """`"drill.hint" = "x"` and `drill.hint = "x"` (a table in TOML) mean the same."""
    table = document.get("keys", {})
    if not isinstance(table, dict):
        problems.append(f"{path}: keys: must be a table: write [keys] on a line of its own.")
        return MappingProxyType({})
    found: dict[str, str] = {}
    for name, value in _flat(table):
        keys = ",".join(value) if _is_texts(value) else value
        if isinstance(keys, str) and keys.strip():
            found[name] = keys
        else:
            problems.append(
                f"{path}: keys: {name}: must be a key in quotes, or a list of them, not {value!r}."
            )
    return MappingProxyType(found)


def _flat(table: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in table.items():
        rows += _flat(value, f"{above}{name}.") if isinstance(value, dict) else []
        rows += [] if isinstance(value, dict) else [(above + name, value)]
    return rows


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
