"""Says which APIs a program uses, and which of these uses a mutant's change lies in."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst
from libcst import metadata as meta

from trainer.decks.curriculum import Api
from trainer.model import Proof, apply_change
from trainer.mutation.program import Program

Place = tuple[int, int]
"""Line, from 1, and column, from 0."""

_PANDAS_UDF = "pyspark.sql.functions.pandas_udf"
_LAYOUT = {
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.COMMENT,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class Argument:
    """One argument of a call; its keyword is empty where it is given by its position."""

    keyword: str
    start: Place
    end: Place


@dataclass(frozen=True)
class Use:
    """One place that names an API: a call with its parentheses, or a name alone.

    A function that is given to a call, or decorated by one, belongs to its use.
    """

    name: str
    """In full, where the program says what the object is; else the method, after a dot."""
    start: Place
    end: Place
    arguments: tuple[Argument, ...] = ()


def uses_of(code: str) -> list[Use]:
    """All uses of names in a program. Raises libcst.ParserSyntaxError where it is not Python."""
    program = Program(f"{code}\n")
    # The tree is the program's own, so positions can be asked for its nodes.
    wrapper = meta.MetadataWrapper(program.module, unsafe_skip_copy=True)
    return list(_uses(program, dict(wrapper.resolve(meta.PositionProvider))))


def part_for(use: Use, api: Api) -> tuple[Place, Place] | None:
    """Where a use names this API: the argument that the API asks for, or the whole use.

    None where it is a use of something else.
    """
    if not any(_names(use.name, pattern) for pattern in api.names):
        return None
    if not api.argument:
        return use.start, use.end
    for number, given in enumerate(use.arguments):
        if given.keyword == api.argument or (not given.keyword and number == api.position):
            return given.start, given.end
    return None


def is_changed(part: tuple[Place, Place], change: tuple[Place, Place]) -> bool:
    """Whether a change lies in a part of a program, or takes it away."""
    around = part[0] <= change[0] and change[1] <= part[1]
    within = change[0] <= part[0] and part[1] <= change[1]
    return around or within


def changed_place(code: str, proof: Proof) -> tuple[Place, Place]:
    """Where the first token that a mutant changes begins, and where the last one ends.

    Line breaks, and the commas that the formatter adds with them, count as nothing.
    """
    before = _tokens(code)
    try:
        after = [text for text, _, _ in _tokens(apply_change(code, proof.span, proof.after))]
    except tokenize.TokenError:
        # Stale evidence speaks of lines that are others by now.
        return (proof.span[0], 0), (proof.span[1] + 1, 0)
    texts = [text for text, _, _ in before]
    most = min(len(texts), len(after))
    start = next((n for n in range(most) if texts[n] != after[n]), most)
    rest = most - start
    end = next((n for n in range(rest) if texts[-1 - n] != after[-1 - n]), rest)
    changed = before[start : len(before) - end]
    if changed:
        return changed[0][1], changed[-1][2]
    # Something was only added: the place between two tokens, which touches both.
    at = before[start][1] if start < len(before) else before[-1][2]
    return at, at


def _names(name: str, pattern: str) -> bool:
    if pattern.startswith("."):
        return name.endswith(pattern)
    return fnmatchcase(name, pattern)


def _uses(program: Program, positions: dict[cst.CSTNode, meta.CodeRange]) -> Iterator[Use]:
    functions = {
        node.name.value: node for node in program.nodes if isinstance(node, cst.FunctionDef)
    }

    def place(node: cst.CSTNode) -> tuple[Place, Place]:
        where = positions[node]
        return (where.start.line, where.start.column), (where.end.line, where.end.column)

    def called(name: str, call: cst.CSTNode, own: Sequence[cst.FunctionDef]) -> Iterator[Use]:
        args = call.args if isinstance(call, cst.Call) else ()
        given = tuple(
            Argument(arg.keyword.value if arg.keyword else "", *place(arg)) for arg in args
        )
        for node in (call, *own):
            yield Use(name, *place(node), given)
        if name == _PANDAS_UDF:
            for function in own:
                yield Use(f"{name} -> {_form(function)}", *place(function), given)

    for node in program.nodes:
        match node:
            case cst.Call():
                name = program.qualified_name(node.func)
                if not name and isinstance(node.func, cst.Attribute):
                    name = f".{node.func.attr.value}"
                values = [arg.value for arg in node.args]
                names = [value.value for value in values if isinstance(value, cst.Name)]
                own = [functions[each] for each in names if each in functions]
                if name:
                    yield from called(name, node, own)
            case cst.Decorator():
                call = node.decorator
                name = program.qualified_name(call.func if isinstance(call, cst.Call) else call)
                function = program.parent(node)
                if name and isinstance(function, cst.FunctionDef):
                    yield from called(name, call, [function])
            case cst.Attribute():
                name = program.qualified_name(node) or f".{node.attr.value}"
                yield Use(name, *place(node))
            case cst.Name() if not _is_part(program, node):
                name = program.qualified_name(node)
                if name:
                    yield Use(name, *place(node))


def _is_part(program: Program, name: cst.Name) -> bool:
    """Whether a name says nothing alone: an attribute's, a keyword's, one that is only imported."""
    parent = program.parent(name)
    if isinstance(parent, cst.Attribute) and parent.attr is name:
        return True
    if isinstance(parent, cst.Arg) and parent.keyword is name:
        return True
    return any(
        isinstance(around, cst.Import | cst.ImportFrom) for around in program.ancestors(name)
    )


def _form(function: cst.FunctionDef) -> str:
    """Which form of a pandas UDF it is, by what the function says that it returns."""
    if function.returns is None:
        return "unknown"
    text = cst.Module([]).code_for_node(function.returns.annotation)
    if re.search(r"\bIterator\b", text):
        return "iterator"
    return "series" if re.search(r"\b(Series|DataFrame)\b", text) else "scalar"


def _tokens(code: str) -> list[tuple[str, Place, Place]]:
    found = [
        (token.string, token.start, token.end)
        for token in tokenize.generate_tokens(io.StringIO(f"{code}\n").readline)
        if token.type not in _LAYOUT
    ]
    closing = {")", "]", "}"}
    return [
        token
        for token, after in zip(found, [*found[1:], ("", (0, 0), (0, 0))], strict=True)
        if not (token[0] == "," and after[0] in closing)
    ]
