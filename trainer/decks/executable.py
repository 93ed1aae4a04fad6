"""Takes from a Python file's text what does not decide what it does: comments and plain words."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

from trainer.decks.ideas import NOT_EXECUTABLE, mutator_class
from trainer.errors import DeckError

_COMMENT = re.compile(r"(^|\s)#", re.MULTILINE)


def executable_text(path: Path, is_mutator: bool) -> str:
    """The file's text without comments, docstrings, blank lines and a mutator's learners' texts.

    A file that is not Python counts as it is. Bytes that are not UTF-8 come as surrogates.
    """
    source = path.read_text(encoding="utf-8", errors="surrogateescape")
    try:
        tree = ast.parse(source)
        # Half the time of a verification with nothing to do went into this, for few comments.
        tokens = (
            list(tokenize.generate_tokens(io.StringIO(source).readline))
            if _COMMENT.search(source)
            else []
        )
    except (SyntaxError, ValueError, tokenize.TokenError, RecursionError):
        return source
    # Only "\n" ends a line for the parser, and its columns count bytes.
    texts = source.split("\n")
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            texts[row - 1] = texts[row - 1][:column]
    lines = [text.encode() for text in texts]
    as_they_are = _lines_within_strings(tree)
    words = _plain_texts(tree) + (_learners_texts(path, tree) if is_mutator else [])
    for statement in sorted(words, key=lambda each: (each.lineno, each.col_offset), reverse=True):
        first, last = statement.lineno - 1, (statement.end_lineno or statement.lineno) - 1
        rest = lines[last][statement.end_col_offset :]
        for row in range(first + 1, last + 1):
            lines[row] = b""
        lines[first] = lines[first][: statement.col_offset] + rest
        as_they_are -= set(range(first + 1, last + 2))
    kept = (
        line if number in as_they_are else line.rstrip()
        for number, line in enumerate(lines, 1)
        if line.strip() or number in as_they_are
    )
    return b"\n".join(kept).decode()


def _plain_texts(tree: ast.Module) -> list[ast.stmt]:
    """The statements that are nothing but a text: docstrings, mostly."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]


def _learners_texts(path: Path, tree: ast.Module) -> list[ast.stmt]:
    """The assignments in a mutator's class that no mutant depends on."""
    try:
        body = mutator_class(path, tree).body
    except DeckError:
        return []
    return [statement for statement in body if _is_learners_text(statement)]


def _is_learners_text(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    else:
        return False
    return all(isinstance(each, ast.Name) and each.id in NOT_EXECUTABLE for each in targets)


def _lines_within_strings(tree: ast.Module) -> set[int]:
    """The lines that end within a literal: there blanks and empty lines are a part of it."""
    return {
        number
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for number in range(node.lineno, node.end_lineno or node.lineno)
    }
