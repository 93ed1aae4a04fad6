"""Colours Python code, calmly: red is kept for what is wrong.

By Python's own tokenizer, which is loaded anyway: textual.highlight would bring pygments, whose
import and first use took 40 ms of the 600 ms until the first question.
"""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
from collections.abc import Iterator

from textual.content import Content, Span

_WORD, _NAME, _TEXT, _VALUE, _NOTE = (
    "$text-accent",
    "$text-primary",
    "$text-success",
    "$text-warning",
    "$text 60%",
)
_KINDS = {
    "STRING": _TEXT,
    "FSTRING_START": _TEXT,
    "FSTRING_MIDDLE": _TEXT,
    "FSTRING_END": _TEXT,
    "NUMBER": _VALUE,
    "COMMENT": _NOTE,
}
"""Kind of token to style; from Python 3.12 on f-strings come in parts."""

_VALUES = {"True", "False", "None"}


def code_lines(code: str) -> list[Content]:
    """The highlighted lines of a program; plain from where it is not Python."""
    lines = code.split("\n")
    spans: list[list[Span]] = [[] for _ in lines]
    try:
        for style, (row, column), (end_row, end_column) in _styled(code):
            for number in range(row, end_row + 1):
                start = column if number == row else 0
                end = end_column if number == end_row else len(lines[number - 1])
                spans[number - 1].append(Span(start, end, style))
    except (tokenize.TokenError, SyntaxError):
        pass
    return [Content(line, spans=found) for line, found in zip(lines, spans, strict=True)]


def _styled(code: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """The style of each token that has one, with its first row and column and its end."""
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        style = _KINDS.get(tokenize.tok_name[token.type])
        if token.type == tokenize.NAME:
            style = _style_of_name(token.string, before)
        if style:
            yield style, token.start, token.end
        before = token.string


def _style_of_name(name: str, before: str) -> str | None:
    if name in _VALUES:
        return _VALUE
    if keyword.iskeyword(name):
        return _WORD
    if before in ("def", "class", "@") or (before != "." and hasattr(builtins, name)):
        return _NAME
    return None
