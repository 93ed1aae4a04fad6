"""Parses a snippet file: its header and its three cells."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any, NoReturn

from trainer.errors import DeckError, Problem
from trainer.model import DOMAINS, Cell, Snippet

CELLS = ("given", "snippet", "check")
_TEXT_KEYS = ("title", "domain", "docs")
_LIST_KEYS = ("objectives", "requires")
_KEYS = (*_TEXT_KEYS, *_LIST_KEYS)
_MARKER = re.compile(r"# %%\s*(?P<name>.*?)\s*$")


def read_snippet(path: Path) -> Snippet:
    """Parses one file. Raises DeckError with the line and the way out."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DeckError(
            Problem(path, None, f"cannot be read: {error}.", "Save it as UTF-8.")
        ) from error
    header, after_header = _header(path, lines)
    cells = _cells(path, lines, after_header)
    for cell in cells.values():
        _refuse_future(path, cell)
    return Snippet(
        name=path.stem,
        path=path,
        title=header["title"],
        domain=header["domain"],
        objectives=tuple(header["objectives"]),
        docs=header["docs"],
        requires=tuple(header["requires"]),
        given=cells["given"],
        code=cells["snippet"],
        check=cells["check"],
    )


def _header(path: Path, lines: list[str]) -> tuple[dict[str, Any], int]:
    """The header's values and the number of the line after it (from 0)."""
    try:
        start = lines.index("# /// snippet")
    except ValueError:
        _fail(path, 1, "has no header.", 'Begin the file with "# /// snippet" … "# ///".')
    try:
        end = lines.index("# ///", start + 1)
    except ValueError:
        _fail(path, start + 1, "the header is not closed.", 'End it with a line "# ///".')
    toml: list[str] = []
    for number in range(start + 1, end):
        line = lines[number]
        if line != "#" and not line.startswith("# "):
            _fail(path, number + 1, "a header line must begin with '# '.", "Put that before it.")
        toml.append(line[2:])
    try:
        values = tomllib.loads("\n".join(toml))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line_number = start + 1 + int(at[1]) if at else end
        _fail(
            path,
            line_number,
            f"the header is not TOML: {error}.",
            'Write each value as TOML does: # title = "…"',
        )

    def line_of(key: str) -> int:
        pattern = re.compile(rf"# {re.escape(key)}\s*=")
        found = (n for n in range(start, end) if pattern.match(lines[n]))
        return next(found, start) + 1

    for key in values:
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            _fail(path, line_of(key), f"unknown header key {key!r}.", f"Known keys: {known}.")
    for key in _KEYS:
        if key not in values:
            _fail(path, start + 1, f"the header lacks {key!r}.", f"Add a line '# {key} = …'.")
    for key in _TEXT_KEYS:
        if not isinstance(values[key], str) or not values[key].strip():
            advice = f'Write: # {key} = "…"'
            _fail(path, line_of(key), f"{key!r} must be a text that is not empty.", advice)
    for key in _LIST_KEYS:
        value = values[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            advice = f'Write: # {key} = ["…", "…"]'
            _fail(path, line_of(key), f"{key!r} must be a list of texts.", advice)
    for module in values["requires"]:
        if not module.isidentifier():
            _fail(
                path,
                line_of("requires"),
                f"'requires' names {module!r}, which is no module.",
                "Give the name that an import begins with: sklearn, not scikit-learn.",
            )
    domain = values["domain"]
    if domain not in DOMAINS:
        known = ", ".join(DOMAINS)
        _fail(path, line_of("domain"), f"unknown domain {domain!r}.", f"Domains: {known}.")
    folder = domain.replace("-", "_")
    if path.parent.name != folder:
        _fail(
            path,
            line_of("domain"),
            f"domain {domain!r} does not fit the folder {path.parent.name!r}.",
            f"Move the file to {folder}/ or change the domain.",
        )
    return values, end + 1


def _cells(path: Path, lines: list[str], start: int) -> dict[str, Cell]:
    marks: list[tuple[str, int]] = []
    for number in range(start, len(lines)):
        match = _MARKER.match(lines[number])
        if match:
            marks.append((match["name"], number))
        elif not marks and lines[number].strip():
            _fail(path, number + 1, "code stands before the first cell.", "Move it to a cell.")
    names = [name for name, _ in marks]
    for name, number in marks:
        if name not in CELLS:
            _fail(path, number + 1, f"unknown cell {name!r}.", f"Cells: {', '.join(CELLS)}.")
        if names.count(name) > 1:
            message = f"the cell {name!r} stands more than once."
            _fail(path, number + 1, message, "Join them.")
    for name in CELLS:
        if name not in names:
            _fail(path, None, f"lacks the cell {name!r}.", f"Add a line '# %% {name}'.")
    if tuple(names) != CELLS:
        message = f"the cells must stand in the order {', '.join(CELLS)}."
        _fail(path, marks[0][1] + 1, message, "Move them.")
    ends = [number for _, number in marks[1:]] + [len(lines)]
    return {
        name: _cell(lines, number + 1, end) for (name, number), end in zip(marks, ends, strict=True)
    }


def _cell(lines: list[str], start: int, end: int) -> Cell:
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return Cell("\n".join(lines[start:end]), start + 1)


def _refuse_future(path: Path, cell: Cell) -> None:
    if "__future__" not in cell.text:
        return
    try:
        statements = ast.parse(cell.text).body
    except SyntaxError:
        return  # `trainer check` tells it
    for statement in statements:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            _fail(
                path,
                cell.line + statement.lineno - 1,
                "an import from __future__ has no effect, because statements run one by one.",
                "Write the program without it.",
            )


def _fail(path: Path, line: int | None, message: str, advice: str = "") -> NoReturn:
    raise DeckError(Problem(path, line, message, advice))
