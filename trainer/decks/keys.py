"""Computes the content key of evidence: a hash over all in the project that a verdict depends on.

Comments, docstrings and the texts that learners read don't count, so that wording can be mended
without running anything again. The key is made from source text and not from a syntax tree's dump,
because that dump differs between Python versions.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import tokenize
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from trainer.decks.ideas import NOT_EXECUTABLE, class_fields
from trainer.decks.memo import Memo
from trainer.model import Snippet
from trainer.places import cache_dir

_PACKAGE = Path(__file__).parent.parent
_MACHINERY = ("mutation", "runtime", "verify/judge.py")
"""What of the trainer itself decides verdicts: it makes, runs and judges mutants."""


_COMMENT = re.compile(r"(^|\s)#", re.MULTILINE)


def content_key(snippet: Snippet, mutators: Iterable[Path]) -> str:
    """The key for a snippet and the files of the mutators that change it."""
    parts = [_digest(snippet.path.read_bytes()), _machinery_key()]
    parts += sorted(_mutator_key(path) for path in mutators)
    _memo(cache_dir() / "keys.json").save()
    return _digest("\n".join(parts).encode())


def file_key(path: Path) -> str:
    """A key for all the text of a mutator's file, and the machinery."""
    return _digest(f"{_digest(path.read_bytes())}\n{_machinery_key()}".encode())


def _mutator_key(path: Path) -> str:
    return _remembered([path], lambda: f"{path.stem}\n{_executable(path)}")


@cache
def _machinery_key() -> str:
    files: list[Path] = []
    for part in _MACHINERY:
        place = _PACKAGE / part
        files += [place] if place.is_file() else place.rglob("*.py")
    names = sorted((path.relative_to(_PACKAGE).as_posix(), path) for path in files)
    return _remembered(
        [path for _, path in names],
        lambda: "\n".join(f"{name}\n{_executable(path)}" for name, path in names),
    )


def _remembered(files: list[Path], make: Callable[[], str]) -> str:
    """The digest of what is made of some files, made again when one of them has changed.

    Parsing every mutator and the machinery took 400 ms of each start from a checkout; looking at
    the times of the files takes 5.
    """
    stamps = [_stamp(path) for path in files]
    memo, key = _memo(cache_dir() / "keys.json"), _digest(repr(stamps).encode())
    found = memo.get(key)
    if not isinstance(found, str):
        found = _digest(make().encode())
        memo.put(key, found)
    return found


def _stamp(path: Path) -> tuple[str, int, int, int]:
    # The time of the inode's last change too: it moves even where an edit sets the other back.
    status = path.stat()
    return str(path), status.st_mtime_ns, status.st_ctime_ns, status.st_size


@cache
def _memo(path: Path) -> Memo:
    return Memo(path)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _executable(path: Path) -> str:
    """The file's text without comments, docstrings, blank lines and texts for learners.

    A file that is not Python counts as it is.
    """
    source = path.read_text(encoding="utf-8", errors="replace")
    try:
        tree = ast.parse(source)
        # Half the time of a verification with nothing to do went into this, for few comments.
        tokens = (
            list(tokenize.generate_tokens(io.StringIO(source).readline))
            if _COMMENT.search(source)
            else []
        )
    except (SyntaxError, ValueError, tokenize.TokenError):
        return source
    lines = source.splitlines()
    blank = {number for node in _words(tree) for number in range(node[0], node[1] + 1)}
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    kept = (line.rstrip() for number, line in enumerate(lines, 1) if number not in blank)
    return "\n".join(line for line in kept if line)


def _words(tree: ast.Module) -> Iterable[tuple[int, int]]:
    """First and last line of each docstring and of each class attribute that is not executable."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                yield first.lineno, first.end_lineno or first.lineno
        if isinstance(node, ast.ClassDef):
            for name, value in class_fields(node):
                if name in NOT_EXECUTABLE:
                    yield value.lineno, value.end_lineno or value.lineno
