"""Reads what learners see of a mutator, from the text of its file: its code is not executed."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NoReturn

from trainer.errors import DeckError, Problem
from trainer.model import Idea

TEXTS = ("title", "misconception", "principle", "hint", "docs")
"""The class attributes that learners read; each a plain literal text."""

NOT_EXECUTABLE = (*TEXTS, "prerequisites", "seen", "applies", "leaves")
"""The class attributes that no mutant depends on."""


_CODE = {
    "breaks": 'Raises("TypeError", match="…") or FailsCheck()',
    "applies": '[Applies(before="…", after="…"), …]',
    "leaves": '[Leaves("…")]',
}
"""The class attributes that are no literals, with what they may be."""


def read_idea(path: Path) -> Idea:
    """Parses one mutator file. Raises DeckError with the line and the way out."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8-sig"))
    except SyntaxError as error:
        _fail(path, error.lineno, f"is not Python: {error.msg}.")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        _fail(path, None, f"cannot be read: {error}.", "Save it as UTF-8.")
    mutator = mutator_class(path, tree)
    fields = dict(class_fields(mutator))

    def text(name: str) -> str:
        if name not in fields:
            _fail(path, mutator.lineno, f"the mutator lacks {name!r}.", f"Add: {name} = '…'")
        node = fields[name]
        try:
            value = ast.literal_eval(node)
        except ValueError:
            value = None
        if not isinstance(value, str) or not value.strip():
            message = f"{name!r} must be a literal text that is not empty."
            advice = "Write it out: learners' sessions read it without running the file."
            _fail(path, node.lineno, message, advice)
        return str(value)

    id_ = text("id")
    if path.stem != id_.replace("-", "_"):
        _fail(
            path,
            fields["id"].lineno,
            f"the id {id_!r} does not fit the file's name.",
            f"Name the file {id_.replace('-', '_')}.py or change the id.",
        )
    for name, example in _CODE.items():
        if name not in fields:
            message = f"the mutator lacks {name!r}."
            _fail(path, mutator.lineno, message, f"Add: {name} = {example}")
    return Idea(
        id=id_,
        path=path,
        prerequisites=_names(path, fields.get("prerequisites")),
        seen=_seen(path, text("seen"), fields["seen"]) if "seen" in fields else "",
        **{name: text(name) for name in TEXTS},
    )


def _seen(path: Path, link: str, node: ast.expr) -> str:
    if not link.startswith("https://"):
        _fail(path, node.lineno, "'seen' is no https link.", "Give the page, or leave it out.")
    return link


def _names(path: Path, node: ast.expr | None) -> tuple[str, ...]:
    if node is None:
        return ()
    try:
        value = ast.literal_eval(node)
    except ValueError:
        value = None
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        message = "'prerequisites' must be a literal list of ids of mutators."
        _fail(path, node.lineno, message, "Write: prerequisites = ['…']")
    return tuple(value)


def mutator_id(path: Path) -> str:
    """The id that a mutator file gives, whatever else it lacks. Raises DeckError."""
    try:
        fields = dict(class_fields(mutator_class(path, ast.parse(path.read_bytes()))))
        value = ast.literal_eval(fields["id"])
    except SyntaxError as error:
        _fail(path, error.lineno, f"is not Python: {error.msg}.")
    except (KeyError, OSError, ValueError):
        value = None
    if not isinstance(value, str) or not value:
        _fail(path, None, "its mutator has no id.", "Add: id = '…', the file's name with '-'.")
    return value


def mutator_class(path: Path, tree: ast.Module) -> ast.ClassDef:
    """The one class of the file that derives from Mutator."""
    found = [
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).split(".")[-1] == "Mutator" for base in node.bases)
    ]
    if not found:
        _fail(path, None, "holds no mutator.", "Write one class that derives from Mutator.")
    if len(found) > 1:
        _fail(path, found[1].lineno, "holds two mutators.", "Give each a file of its own.")
    return found[0]


def class_fields(node: ast.ClassDef) -> list[tuple[str, ast.expr]]:
    """The names that the class body assigns, with the expressions assigned."""
    return [
        (target.id, statement.value)
        for statement in node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None
        for target in (
            statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        )
        if isinstance(target, ast.Name)
    ]


def _fail(path: Path, line: int | None, message: str, advice: str = "") -> NoReturn:
    raise DeckError(Problem(path, line, message, advice))
