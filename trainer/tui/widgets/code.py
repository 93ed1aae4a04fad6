"""Colours Python code, calmly: red is kept for what is wrong."""

from __future__ import annotations

import re
from functools import lru_cache

from pygments.token import Token
from textual.content import Content
from textual.highlight import HighlightTheme, TokenType, highlight


class Calm(HighlightTheme):
    """Five colours, and nothing underlined."""

    STYLES: dict[TokenType, str] = {
        Token.Comment: "$text 60%",
        Token.Keyword: "$text-accent",
        Token.Keyword.Constant: "$text-warning",
        Token.Literal.Number: "$text-warning",
        Token.Literal.String: "$text-success",
        Token.Name.Builtin: "$text-primary",
        Token.Name.Class: "$text-primary",
        Token.Name.Decorator: "$text-primary",
        Token.Name.Function: "$text-primary",
        Token.Operator.Word: "$text-accent",
    }


_GAP = re.compile(r"____\d____")
"""What stands for a blank in a program's code."""


@lru_cache(maxsize=256)
def code_text(code: str) -> Content:
    """A program, or a piece of one, highlighted; gaps to fill in stand out."""
    coloured = highlight(code, language="python", theme=Calm)
    for gap in _GAP.finditer(code):
        coloured = coloured.stylize("bold $text-warning", *gap.span())
    return coloured


def code_lines(code: str) -> list[Content]:
    """The highlighted lines of a program."""
    return code_text(code).split("\n", allow_blank=True)
