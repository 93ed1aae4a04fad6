"""What the tables of the history and of the catalogue share."""

from __future__ import annotations


def cut(text: str, width: int) -> str:
    """A text for a cell; the screen that a row opens shows all of it."""
    return text if len(text) <= width else text[: width - 1] + "…"
