"""Turns programs and mutators into mutants, and refuses what is not one changed place."""

from __future__ import annotations

import ast
import io
import tokenize
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import NoReturn

import libcst as cst

from trainer.errors import DeckError, Problem
from trainer.model import Mutant, Snippet
from trainer.mutation.layout import formatted, is_formatted
from trainer.mutation.mutator import Mutator
from trainer.mutation.program import Program

MOST_MUTANTS = 50
"""More mutants than this of one mutator in one program are a fault of the mutator."""


class MutationError(DeckError):
    """A mutator that raised, or yielded something that is not a mutant."""


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
    try:
        return Program("\n".join(lines) + "\n")
    except cst.ParserSyntaxError as error:
        raise MutationError(
            Problem(snippet.path, error.raw_line, f"is not Python: {error.message}.")
        ) from error


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
    rule = mutator(program)
    region = region or (1, program.source.count("\n"))
    found: list[Change] = []
    for node in _within(program, region):
        try:
            for new in rule.mutants_of(node):
                found.append(_change(program, node, new, path, region))
                if len(found) > MOST_MUTANTS:
                    _fail(path, None, f"makes more than {MOST_MUTANTS} mutants of one program.")
        except DeckError:
            raise
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            line = next((f.lineno for f in reversed(frames) if f.filename == str(path)), None)
            _fail(path, line, f"raises {type(error).__name__}: {error}.")
    found.sort(key=lambda change: change.span)
    return found


def _within(program: Program, region: tuple[int, int]) -> Iterator[cst.CSTNode]:
    for node in program.nodes:
        first, last = program.lines(node)
        if region[0] <= first and last <= region[1]:
            yield node


def _change(
    program: Program, old: cst.CSTNode, new: object, path: Path, region: tuple[int, int]
) -> Change:
    if not isinstance(new, cst.CSTNode):
        _fail(path, None, f"yields {type(new).__name__}, not a libcst node.")
    try:
        module = program.module.deep_replace(old, new)
        assert isinstance(module, cst.Module)
        mutated = module.code
        ast.parse(mutated)
    except (SyntaxError, cst.CSTValidationError, TypeError, AttributeError) as error:
        _fail(path, None, f"yields code that does not parse: {error}.")
    if mutated == program.source:
        _fail(path, None, "yields the code unchanged.")
    before, after = program.source.split("\n"), _laid_out(program, mutated, region)
    start = _common(before, after)
    tail = _common(before[start:][::-1], after[start:][::-1])
    gone, come = before[start : len(before) - tail], after[start : len(after) - tail]
    span = (start + 1, start + len(gone))
    if not gone or _takes_away(gone, come):
        span = _losing_statement(program, span, len(come) - len(gone), path)
    elif not _is_one_place(program, span, gone, come):
        _fail(path, None, "changes more than one place.")
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


def _is_one_place(
    program: Program, span: tuple[int, int], gone: list[str], come: list[str]
) -> bool:
    """Whether a change lies in one simple statement or header, or is one run of lines."""
    within = any(
        lines[0] <= span[0] and span[1] <= lines[1]
        for node in program.nodes
        if isinstance(node, cst.BaseStatement)
        for lines in list(_extents(program, node))[:1]
    )
    hunks = [code for code in SequenceMatcher(None, gone, come).get_opcodes() if code[0] != "equal"]
    return within or len(hunks) == 1


def _losing_statement(
    program: Program, span: tuple[int, int], growth: int, path: Path
) -> tuple[int, int]:
    """The lines of the innermost statement around a place that lost something and still stands."""
    around = (min(span), max(span))
    statement = _smallest_statement(program, around, at_least=1 - growth)
    if statement is None:
        _fail(
            path,
            None,
            "takes away a whole top-level statement, which leaves no line to point at.",
        )
    return statement


def _smallest_statement(
    program: Program, span: tuple[int, int], at_least: int = 1
) -> tuple[int, int] | None:
    """The fewest lines, but `at_least` so many, that are a statement or a header around `span`."""
    found = [
        lines
        for node in program.nodes
        if isinstance(node, cst.BaseStatement)
        for lines in _extents(program, node)
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


def _fail(path: Path, line: int | None, message: str) -> NoReturn:
    raise MutationError(Problem(path, line, message, "See mutators/README.md for what it may do."))
