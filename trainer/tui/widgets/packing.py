"""Puts pieces of text beside each other, and breaks lines between them only."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content


def packed(parts: Sequence[Content], width: int, gap: str = "   ") -> Content:
    """Textual would break a line at any space, one that does not break included."""
    lines: list[list[Content]] = []
    room = 0
    for part in parts:
        if not lines or part.cell_length + len(gap) > room:
            lines.append([])
            room = width + len(gap)
        lines[-1].append(part)
        room -= part.cell_length + len(gap)
    return Content("\n").join(Content(gap).join(line) for line in lines)
