"""Stands in for a terminal: keeps what a real session has drawn, as text."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder

_PART = re.compile(
    r"\x1b\[(?P<values>[\d;]*)(?P<what>[A-Za-z])|\x1b\[[^A-Za-z]*[A-Za-z]|\x1b\][^\x07\x1b]*"
    r"(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\|\x1b[^\[\]P]|(?P<text>[^\x1b])",
    re.DOTALL,
)
_UNFINISHED = re.compile(r"\x1b(?:\[[^A-Za-z]*|\][^\x07\x1b]*\x1b?|P[^\x1b]*\x1b?)?\Z")


class Terminal:
    """Rows of text; colours are passed over. All characters take one column."""

    def __init__(self, columns: int = 80, rows: int = 24) -> None:
        self.size = (columns, rows)
        self._cells = [[" "] * columns for _ in range(rows)]
        self._row = self._column = 0
        self._decode = getincrementaldecoder("utf-8")().decode
        self._left = ""

    def feed(self, data: bytes) -> None:
        """Draws what came; an escape sequence may come in parts."""
        text = self._left + self._decode(data)
        unfinished = _UNFINISHED.search(text)
        self._left = unfinished[0] if unfinished else ""
        for part in _PART.finditer(text[: len(text) - len(self._left)]):
            if part["text"] is not None:
                self._put(part["text"].replace("\N{NO-BREAK SPACE}", " "))
            elif part["what"] in ("H", "J"):
                self._control(part["what"], part["values"])

    @property
    def text(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self._cells)

    def find(self, text: str) -> tuple[int, int]:
        """Column and row, from 0, of a text on the screen."""
        for number, row in enumerate(self.text.split("\n")):
            if text in row:
                return row.index(text), number
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")

    def _put(self, character: str) -> None:
        columns, rows = self.size
        if character == "\n":
            self._row, self._column = self._row + 1, 0
        elif character == "\r":
            self._column = 0
        elif character >= " ":
            if self._column == columns:
                self._row, self._column = self._row + 1, 0
            if self._row < rows and self._column < columns:
                self._cells[self._row][self._column] = character
                self._column += 1

    def _control(self, what: str, values: str) -> None:
        if what == "J":
            self._cells = [[" "] * self.size[0] for _ in range(self.size[1])]
        else:
            row, _, column = values.partition(";")
            self._row, self._column = int(row or 1) - 1, int(column or 1) - 1
