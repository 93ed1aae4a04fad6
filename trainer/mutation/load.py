"""Imports mutator files. This runs a deck's code."""

from __future__ import annotations

import importlib.util
import traceback

from trainer.errors import DeckError, Problem
from trainer.model import FailsCheck, Idea, Raises
from trainer.mutation.mutator import Applies, Leaves, Mutator


def load_mutator(idea: Idea) -> type[Mutator]:
    """The mutator class of an idea's file. Raises DeckError."""
    path = idea.path
    name = f"_mutators.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise DeckError(Problem(path, None, "cannot be imported."))
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        line = next((f.lineno for f in reversed(frames) if f.filename == str(path)), None)
        raise DeckError(
            Problem(path, line, f"does not import: {type(error).__name__}: {error}.")
        ) from error
    mutator: type[Mutator] = next(
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Mutator)
        and getattr(value, "id", None) == idea.id
    )
    for field, kind in (("applies", Applies), ("leaves", Leaves)):
        examples = getattr(mutator, field)
        if not examples or not all(isinstance(example, kind) for example in examples):
            raise DeckError(
                Problem(path, None, f"{field!r} must hold at least one {kind.__name__}(…).")
            )
    if not isinstance(mutator.breaks, Raises | FailsCheck):
        raise DeckError(Problem(path, None, "'breaks' must be Raises(…) or FailsCheck(…)."))
    if not any(name.startswith("mutate_") for name in dir(mutator)):
        raise DeckError(
            Problem(path, None, "defines no method mutate_NODE, so it changes nothing.")
        )
    return mutator
