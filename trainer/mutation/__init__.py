"""The `Mutator` base class and what a mutator file needs beside libcst."""

from trainer.model import FailsCheck, Raises
from trainer.mutation.edits import (
    argument,
    rename_keyword,
    rename_method,
    replace_value,
    swap_arguments,
    with_module,
    with_text,
    without_argument,
)
from trainer.mutation.mutator import Applies, Leaves, Mutator

__all__ = [
    "Applies",
    "FailsCheck",
    "Leaves",
    "Mutator",
    "Raises",
    "argument",
    "rename_keyword",
    "rename_method",
    "replace_value",
    "swap_arguments",
    "with_module",
    "with_text",
    "without_argument",
]
