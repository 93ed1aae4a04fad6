"""Colours Python code, calmly: red is kept for what is wrong."""

from __future__ import annotations

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


def code_lines(code: str) -> list[Content]:
    """The highlighted lines of a program."""
    coloured = highlight(code, language="python", theme=Calm)
    return coloured.split("\n", allow_blank=True)
