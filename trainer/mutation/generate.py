"""Turns programs and mutators into mutants, and refuses what is not one changed place."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import NoReturn

import libcst as cst

from trainer.errors import Problem
from trainer.model import Mutant, Snippet
from trainer.mutation.difference import is_one_place
from trainer.mutation.layout import formatted, is_formatted
from trainer.mutation.limited import MUTATE_SECONDS, MutationError, deck_code, described
from trainer.mutation.mutator import PREFIX, Mutator
from trainer.mutation.program import Program

MOST_MUTANTS = 50
"""More mutants than this of one mutator in one program are a fault of the mutator."""

_ONE_PLACE = (
    "Yield each change by itself; only the parts of one call, or of one statement outside its "
    "calls, may change together."
)


@dataclass(frozen=True)
class Change:
    """One changed place of a program: lines `span` (from 1, inclusive) become `after`."""

    span: tuple[int, int]
    before: str
    after: str
    program: str
    """The whole program with the change."""


def parse(snippet: Snippet) -> Program:
    """The snippet's cells as one program, in which a line has the number that it has in the file.

    Raises MutationError where they are not Python.
    """
    lines = [""] * (snippet.given.line - 1) + snippet.given.text.split("\n")
    for cell in (snippet.code, snippet.check):
        lines += [""] * (cell.line - 1 - len(lines)) + cell.text.split("\n")
    source = "\n".join(lines) + "\n"
    try:
        return Program(source)
    except cst.ParserSyntaxError as error:
        line, said = what_is_no_python(source, error)
        raise MutationError(Problem(snippet.path, line, f"is not Python: {said}.")) from error


def what_is_no_python(source: str, error: cst.ParserSyntaxError) -> tuple[int, str]:
    """The line and, in Python's own words where it has some, what is wrong with it."""
    try:
        ast.parse(source)
    except SyntaxError as own:
        return own.lineno or error.raw_line, own.msg
    except ValueError:
        pass
    return error.raw_line, error.message


def mutants(snippet: Snippet, program: Program, mutator: type[Mutator], path: Path) -> list[Mutant]:
    """The mutants of a snippet's shown code, in the order of the lines.

    `program` is `parse(snippet)`; `path` is the mutator's file, for messages.
    Raises MutationError.
    """
    first = snippet.code.line
    last = first + snippet.code.text.count("\n")
    return [
        Mutant(
            snippet=snippet.name,
            mutator=mutator.id,
            number=number,
            span=(change.span[0] - first + 1, change.span[1] - first + 1),
            before=change.before,
            after=change.after,
        )
        for number, change in enumerate(changes(program, mutator, path, (first, last)), 1)
    ]


def changes(
    program: Program,
    mutator: type[Mutator],
    path: Path,
    region: tuple[int, int] | None = None,
) -> list[Change]:
    """What a mutator makes of a program, or of the lines `region` of it.

    Where these lines are laid out as the project's formatter does it, the mutants are, too.
    """
    region = region or (1, program.source.count("\n"))
    with deck_code(path, MUTATE_SECONDS):
        yielded = list(islice(_yields(mutator, program, path, region), MOST_MUTANTS + 1))
    if not yielded:
        return []
    if program.restore():
        message = "changes the program's tree itself."
        _fail(path, yielded[0].line, message, "Yield a changed copy: node.with_changes(…).")
    if len(yielded) > MOST_MUTANTS:
        line = yielded[-1].line
        message = f"makes more than {MOST_MUTANTS} mutants of one program."
        _fail(path, line, message, "Let it apply in fewer places.")
    found = [_change(program, each, path, region) for each in yielded]
    found.sort(key=lambda change: change.span)
    return found


@dataclass(frozen=True)
class _Yield:
    """What a method yielded for a node, and the line of its file on which it did."""

    old: cst.CSTNode
    new: object
    line: int | None


def _yields(
    mutator: type[Mutator], program: Program, path: Path, region: tuple[int, int]
) -> Iterator[_Yield]:
    methods = mutator(program).methods()
    for node in program.nodes:
        mutate = methods.get(type(node).__name__)
        if mutate is None:
            continue
        first, last = program.lines(node)
        if not region[0] <= first <= last <= region[1]:
            continue
        made = mutate(node)
        if not isinstance(made, Iterator):
            name = f"{PREFIX}{type(node).__name__}"
            message = f"{name} returns {_kind(made)}; it must yield."
            _fail(path, _line(made, mutate, path), message, "Write `yield` for `return`.")
        for new in made:
            yield _Yield(node, new, _line(made, mutate, path))


def _line(made: object, mutate: object, path: Path) -> int | None:
    """The line of the file on which a generator stands, or else on which its method begins."""
    frame = getattr(made, "gi_frame", None)
    if frame is not None and frame.f_code.co_filename == str(path):
        return int(frame.f_lineno)
    code = getattr(mutate, "__code__", None)
    if code is not None and code.co_filename == str(path):
        return int(code.co_firstlineno)
    return None


def _kind(value: object) -> str:
    return "None" if value is None else type(value).__name__


def _change(program: Program, made: _Yield, path: Path, region: tuple[int, int]) -> Change:
    new, line = made.new, made.line
    if not isinstance(new, cst.CSTNode):
        message = f"yields {_kind(new)}, not a libcst node."
        _fail(path, line, message, "A text becomes one by cst.parse_expression.")
    try:
        module = program.module.deep_replace(made.old, new)
        assert isinstance(module, cst.Module)
        mutated = module.code
        tree = ast.parse(mutated)
    except Exception as error:  # libcst checks little: a wrong node can fail anywhere in it
        message = f"yields code that does not parse: {described(error)}."
        _fail(path, line, message, "Build it as libcst parses it: cst.parse_expression helps.")
    if ast.dump(tree) == ast.dump(ast.parse(program.source)):
        message = "yields the code unchanged, or only laid out in another way."
        _fail(path, line, message, "Yield only where the meaning changes.")
    before, after = program.source.split("\n"), _laid_out(program, mutated, region)
    start = _common(before, after)
    tail = _common(before[start:][::-1], after[start:][::-1])
    gone, come = before[start : len(before) - tail], after[start : len(after) - tail]
    span = (start + 1, start + len(gone))
    if not is_one_place(made.old, new):
        _fail(path, line, "changes more than one place.", _ONE_PLACE)
    if not gone or _takes_away(gone, come):
        statement = _losing_statement(program, span, len(come) - len(gone))
        if statement is None:
            message = "takes away a whole top-level statement, which leaves no line to point at."
            _fail(path, line, message, "Change it, or take away a part of it.")
        span = statement
    elif not _is_one_run(program, span, gone, come):
        _fail(path, line, "changes more than one place.", _ONE_PLACE)
    return Change(
        span=span,
        before="\n".join(before[span[0] - 1 : span[1]]),
        after="\n".join(after[span[0] - 1 : span[1] + len(after) - len(before)]),
        program="\n".join(after),
    )


def _laid_out(program: Program, mutated: str, region: tuple[int, int]) -> list[str]:
    """The lines of a mutated program, with those of the region formatted if they were before."""
    before, after = program.source.split("\n"), mutated.split("\n")
    first, behind = region[0] - 1, len(before) - region[1]
    if is_formatted("\n".join(before[first : region[1]]) + "\n"):
        end = len(after) - behind
        code = formatted("\n".join(after[first:end]) + "\n")
        after[first:end] = code.removesuffix("\n").split("\n")
    return after


def _common(left: list[str], right: list[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _is_one_run(program: Program, span: tuple[int, int], gone: list[str], come: list[str]) -> bool:
    """Whether a change lies in one simple statement or header, or is one run of lines."""
    within = any(
        lines[0] <= span[0] and span[1] <= lines[1]
        for statement in program.statements
        for lines in list(_extents(program, statement))[:1]
    )
    hunks = [code for code in SequenceMatcher(None, gone, come).get_opcodes() if code[0] != "equal"]
    return within or len(hunks) == 1


def _losing_statement(
    program: Program, span: tuple[int, int], growth: int
) -> tuple[int, int] | None:
    """The lines of the innermost statement around a place that lost something and still stands.

    Where lines were added behind the last one of a block: of the statement before them.
    """
    around = (min(span), max(span))
    found = _smallest_statement(program, around, at_least=1 - growth)
    if found is None and growth > 0 and span[1] < span[0]:
        found = _smallest_statement(program, (span[1], span[1]))
    return found


def _smallest_statement(
    program: Program, span: tuple[int, int], at_least: int = 1
) -> tuple[int, int] | None:
    """The fewest lines, but `at_least` so many, that are a statement or a header around `span`."""
    found = [
        lines
        for statement in program.statements
        for lines in _extents(program, statement)
        if lines[0] <= span[0] and span[1] <= lines[1] and lines[1] - lines[0] + 1 >= at_least
    ]
    return min(found, key=lambda lines: lines[1] - lines[0], default=None)


def _extents(program: Program, statement: cst.BaseStatement) -> Iterator[tuple[int, int]]:
    """The lines of a statement; of a compound one, first those of its header."""
    first, last = program.lines(statement)
    if isinstance(statement, cst.FunctionDef | cst.ClassDef):
        first = min([first, *(program.lines(each)[0] for each in statement.decorators)])
    body = getattr(statement, "body", None)
    if isinstance(body, cst.IndentedBlock):
        yield first, max(first, program.lines(body.body[0])[0] - 1)
    yield first, last


def _takes_away(before: list[str], after: list[str]) -> bool:
    """Whether the new lines are the old ones less some tokens, with none added."""
    return _is_subsequence(_tokens(after), _tokens(before))


def _tokens(lines: Iterable[str]) -> list[str]:
    """The tokens of a piece of code, which need not be complete."""
    tokens: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline):
            if token.string.strip():
                tokens.append(token.string)
    except (tokenize.TokenError, IndentationError):
        pass  # a bracket that opens outside the piece; what was read until then stands
    return tokens


def _is_subsequence(short: list[str], long: list[str]) -> bool:
    rest = iter(long)
    return all(any(token == other for other in rest) for token in short)


def _fail(path: Path, line: int | None, message: str, advice: str) -> NoReturn:
    raise MutationError(Problem(path, line, message, advice))
