"""Computes the content key of evidence: a hash over all in the project that a verdict depends on.

It covers the snippet's file, what is executable in the files of the mutators used and in what they
import beside them, and the machinery. Comments, docstrings and the texts that learners read don't
count, so that wording can be mended without running anything again. The key is made from source
text and not from a syntax tree's dump, because that dump differs between Python versions.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from trainer.decks.memo import Memo
from trainer.model import Snippet
from trainer.places import cache_dir

_PACKAGE = Path(__file__).parent.parent
MACHINERY = tuple(
    _PACKAGE / part
    for part in (
        "model.py",
        "decks/snippets.py",
        "mutation",
        "runtime",
        "verify/judge.py",
        "verify/verification.py",
    )
)
"""What of the trainer itself decides verdicts: it cuts cells, makes, runs and judges mutants.

Whole rooms, although not all in them decides something: a needless run of the bank costs minutes,
a file forgotten in a finer list costs the truth of the evidence.
"""


def content_key(snippet: Snippet, mutators: Iterable[Path]) -> str:
    """The key for a snippet and the files of the mutators that change it, as they are now."""
    return Keys().content(snippet, mutators)


def file_key(mutator: Path) -> str:
    """The key under which is remembered what a mutator's examples give."""
    return Keys().examples(mutator)


class Keys:
    """The keys of a deck's files, each looked at once: make a new one to see later edits."""

    def __init__(self) -> None:
        self._memo = _memo(cache_dir() / "keys.json")
        self._snippets: dict[Path, str] = {}
        self._mutators: dict[Path, str] = {}

    def content(self, snippet: Snippet, mutators: Iterable[Path]) -> str:
        """The content key of a snippet's evidence."""
        used = sorted(self._mutator(path) for path in mutators)
        key = _digest_of(self._snippet(snippet.path), _machinery(), *used)
        self._memo.save()
        return key

    def mutants(self, snippet: Snippet, mutator: Path) -> str:
        """The key under which a mutator's mutants of a snippet are remembered."""
        return _digest_of(
            self._snippet(snippet.path), _machinery(), self._mutator(mutator), _tools()
        )

    def examples(self, mutator: Path) -> str:
        """The key of a mutator's examples, and of what they give."""
        # With all the text of its file: the examples are among what the mutator's key leaves out.
        text = _digest(mutator.read_bytes())
        return _digest_of(text, _machinery(), self._mutator(mutator), _tools())

    def helpers(self, mutator: Path) -> list[Path]:
        """The files of the deck that a mutator imports, directly or through another of them."""
        folder = mutator.parent.parent
        found: set[Path] = set()
        waiting = [mutator]
        while waiting:
            path = waiting.pop()
            imports = _remembered(self._memo, "imports", [str(path)], _imports)
            named = {folder / name for name in imports.split()}
            new = {each for each in named - found - {mutator} if each.is_file()}
            found |= new
            waiting += new
        return sorted(found)

    def _snippet(self, path: Path) -> str:
        if path not in self._snippets:
            self._snippets[path] = _digest(path.read_bytes())
        return self._snippets[path]

    def _mutator(self, path: Path) -> str:
        if path not in self._mutators:
            own = _remembered(self._memo, "mutator", [str(path)], _mutator_digest)
            helpers = (
                f"{helper.name} {_remembered(self._memo, 'file', [str(helper)], _file_digest)}"
                for helper in self.helpers(path)
            )
            self._mutators[path] = _digest_of(path.stem, own, *helpers)
        return self._mutators[path]


@cache
def _machinery() -> str:
    files = sorted(str(file) for place in MACHINERY for file in _files(place))
    return _remembered(_memo(cache_dir() / "keys.json"), "machinery", files, _machinery_digest)


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for folder, folders, files in os.walk(place):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(folder, name) for name in files if not name.startswith("."))


def _machinery_digest(*files: str) -> str:
    names = (Path(file).relative_to(_PACKAGE).as_posix() for file in files)
    return _digest_of(
        *(f"{name} {_file_digest(file)}" for name, file in zip(names, files, strict=True))
    )


def _mutator_digest(file: str) -> str:
    return _digest(_counting(Path(file), is_mutator=True))


def _file_digest(file: str) -> str:
    return _digest(_counting(Path(file), is_mutator=False))


def _counting(path: Path, is_mutator: bool) -> bytes:
    """What of a file counts for a verdict."""
    if path.suffix != ".py":
        return path.read_bytes()
    # Needed after an edit only.
    from trainer.decks.executable import executable_text

    return executable_text(path, is_mutator).encode("utf-8", "surrogateescape")


def _imports(file: str) -> str:
    """The files that a file may import from the deck's `mutators/`, relative to that folder."""
    import ast

    path = Path(file)
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError):
        return ""
    area = path.parent.name
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = {1: f"mutators.{area}.", 2: "mutators."}.get(node.level, "")
            module = f"{above}{node.module or ''}".rstrip(".")
            modules |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    places = [
        module.removeprefix("mutators.").replace(".", "/")
        for module in sorted(modules)
        if module.startswith("mutators.")
    ]
    return " ".join(f"{place}{end}" for place in places for end in (".py", "/__init__.py"))


@cache
def _tools() -> str:
    """The versions of what makes mutants."""
    from importlib.metadata import PackageNotFoundError, version

    found = ["python", *map(str, sys.version_info[:2])]
    for package in ("libcst", "ruff"):
        try:
            found += [package, version(package)]
        except PackageNotFoundError:
            found += [package, "none"]
    return " ".join(found)


def _remembered(memo: Memo, what: str, files: list[str], make: Callable[..., str]) -> str:
    """What `make` makes of some files, made again when one of them has changed.

    Parsing every mutator and the machinery took 400 ms of each start from a checkout; looking at
    the times of the files takes 5.
    """
    stamps = [what, _maker(), *map(_stamp, files)]
    key = _digest(repr(stamps).encode())
    found = memo.get(key)
    if not isinstance(found, str):
        found = make(*files)
        memo.put(key, found)
    return found


@cache
def _maker() -> tuple[object, ...]:
    """What decides how keys are made: where it changes, nothing remembered holds."""
    here = Path(__file__)
    files = (str(here.with_name(name)) for name in ("keys.py", "executable.py", "ideas.py"))
    return sys.version_info[:2], *map(_stamp, files)


def _stamp(path: str) -> tuple[str, int, int, int]:
    # The time of the inode's last change too: it moves even where an edit sets the other back.
    status = os.stat(path)
    return path, status.st_mtime_ns, status.st_ctime_ns, status.st_size


@cache
def _memo(path: Path) -> Memo:
    return Memo(path)


def _digest_of(*parts: str) -> str:
    return _digest("\n".join(parts).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
