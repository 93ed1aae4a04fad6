"""Imports mutator files. This runs a deck's code."""

from __future__ import annotations

import difflib
import importlib.util
import inspect
import re
from functools import cache
from pathlib import Path
from typing import NoReturn

import libcst as cst

from trainer.errors import DeckError, Problem
from trainer.model import FailsCheck, Idea, Raises
from trainer.mutation.limited import IMPORT_SECONDS, deck_code
from trainer.mutation.mutator import PREFIX, Applies, Leaves, Mutator
from trainer.mutation.program import LAYOUT


def load_mutator(idea: Idea) -> type[Mutator]:
    """The mutator class of an idea's file. Raises DeckError."""
    path = idea.path
    name = f"_mutators.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise DeckError(Problem(path, None, "cannot be imported."))
    module = importlib.util.module_from_spec(spec)
    with deck_code(path, IMPORT_SECONDS, "does not import: "):
        spec.loader.exec_module(module)
    mutator = next(
        (
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Mutator)
            and getattr(value, "id", None) == idea.id
        ),
        None,
    )
    if mutator is None:
        message = "its class does not derive from trainer.mutation.Mutator."
        _fail(path, None, message, "Import Mutator from trainer.mutation.")
    for field, kind in (("applies", Applies), ("leaves", Leaves)):
        examples = getattr(mutator, field)
        if (
            not isinstance(examples, list | tuple)
            or not examples
            or not all(isinstance(example, kind) for example in examples)
        ):
            _fail(path, field, f"{field!r} must be a list of at least one {kind.__name__}(…).")
    _check_breaks(path, mutator)
    _check_methods(path, mutator)
    return mutator


def _check_breaks(path: Path, mutator: type[Mutator]) -> None:
    breaks = mutator.breaks
    if not isinstance(breaks, Raises | FailsCheck):
        _fail(path, "breaks", "'breaks' must be Raises(…) or FailsCheck(…).")
    if isinstance(breaks, Raises) and not (
        isinstance(breaks.exception, str) and breaks.exception.isidentifier()
    ):
        message = f"'breaks' names no exception: {breaks.exception!r}."
        _fail(path, "breaks", message, "Give the name of its class without the module.")
    try:
        re.compile(breaks.match)
    except re.error as error:
        message = f"'breaks' has a match that is no regular expression: {error}."
        _fail(path, "breaks", message, "A literal bracket, dot or star needs a backslash.")
    except TypeError:
        _fail(path, "breaks", "'breaks' must have a text as its match.")


def _check_methods(path: Path, mutator: type[Mutator]) -> None:
    names = [name.removeprefix(PREFIX) for name in dir(mutator) if name.startswith(PREFIX)]
    if not names:
        message = f"defines no method {PREFIX}NODE, so it changes nothing."
        _fail(path, None, message, f"Define {PREFIX}Call, or one for another of libcst's nodes.")
    visited = _visited()
    for name in names:
        if name in visited:
            continue
        near = difflib.get_close_matches(name, visited, n=1)
        advice = (
            f"Did you mean {PREFIX}{near[0]}?"
            if near
            else "A method is named after a class of libcst's nodes: mutate_Call."
        )
        message = f"{PREFIX}{name} is never called: no node of a program is a libcst {name!r}."
        _fail(path, f"def {PREFIX}{name}", message, advice)


@cache
def _visited() -> list[str]:
    """The names of the classes of which a program's nodes can be."""
    return [
        name
        for name, kind in vars(cst).items()
        if isinstance(kind, type)
        and issubclass(kind, cst.CSTNode)
        and not issubclass(kind, (*LAYOUT, cst.Module))
        and not name.startswith("Base")
        and not inspect.isabstract(kind)
        and kind is not cst.CSTNode
    ]


def _fail(path: Path, place: str | None, message: str, advice: str = "") -> NoReturn:
    """Raises DeckError with the first line of the file that begins with `place`."""
    line = None
    if place is not None:
        starts = re.compile(rf"\s+{re.escape(place)}\b")
        lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        line = next((number for number, text in lines if starts.match(text)), None)
    raise DeckError(Problem(path, line, message, advice))
