"""Tells what the given names of a snippet are, from the objects themselves."""

from __future__ import annotations

import ast
import inspect
from types import FunctionType, ModuleType
from typing import Any

from trainer.runtime.normalise import normalise

MOST_CHARACTERS = 100


def summary(namespace: dict[str, Any], nodes: list[ast.stmt]) -> dict[str, str]:
    """What the given names are that the snippet reads, told from the objects themselves."""
    used = {
        node.id
        for statement in nodes
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return {
        name: normalise(_describe(value))
        for name, value in namespace.items()
        if name in used and name != "spark" and not isinstance(value, ModuleType)
    }


def _describe(value: Any) -> str:
    kind = type(value)
    name = f"{kind.__module__}.{kind.__qualname__}"
    if name.startswith("pyspark.sql.") and kind.__name__ == "DataFrame":
        columns = ", ".join(f"{field}: {type_}" for field, type_ in value.dtypes)
        return f"DataFrame[{columns}]"
    if name.startswith("pandas.") and kind.__name__ == "DataFrame":
        columns = ", ".join(f"{field}: {type_}" for field, type_ in value.dtypes.items())
        return f"pandas.DataFrame[{columns}] ({len(value)} rows)"
    if name.startswith("pandas.") and kind.__name__ == "Series":
        return f"pandas.Series[{value.dtype}] ({len(value)} values)"
    if name == "numpy.ndarray":
        return f"numpy.ndarray{list(value.shape)}"
    if isinstance(value, FunctionType):
        return f"function{inspect.signature(value)}"
    if isinstance(value, str | int | float | bool | list | tuple | dict | set) or value is None:
        text = repr(value)
        return text if len(text) <= MOST_CHARACTERS else kind.__name__
    return name.removeprefix("builtins.")
