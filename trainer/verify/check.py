"""Checks a deck without Spark: its files, its mutators' examples, its evidence."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import libcst as cst

from trainer.decks.blanks import blanks
from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path
from trainer.decks.ideas import class_fields, mutator_class
from trainer.decks.keys import file_key
from trainer.decks.memo import Memo
from trainer.decks.proven import unproven
from trainer.errors import DeckError, Problem
from trainer.model import Idea, Snippet
from trainer.mutation.generate import changes
from trainer.mutation.layout import LINE_LENGTH, is_formatted
from trainer.mutation.mutator import Mutator
from trainer.mutation.program import Program
from trainer.verify.plan import Planner

FEWEST_LINES, MOST_LINES = 5, 30
FEWEST_SHAPES = 2


def check(planner: Planner) -> list[Problem]:
    """All that is wrong with a deck, in the order of its files."""
    for snippet in planner.snippets:
        planner.problems += _snippet_problems(snippet)
    work = [planner.work(snippet) for snippet in planner.snippets]
    all_read = [each for each in work if each]
    all_usable = all(map(planner.mutator, (idea.id for idea in planner.ideas))) and (
        len(planner.ideas) == len(planner.deck.mutator_paths())
    )
    applied = {mutant.mutator for each in work if each for mutant in each.mutants}
    for idea in planner.ideas:
        mutator = planner.mutator(idea.id)
        if mutator is None:
            continue
        planner.problems += _example_problems(idea, mutator, planner.memo)
        planner.problems += _prerequisite_problems(idea, planner.ideas)
        # Where a snippet cannot be read, it may be the one.
        if idea.id not in applied and len(all_read) == len(planner.deck.snippet_paths()):
            planner.problems.append(
                Problem(idea.path, None, "applies to no snippet.", "Write one that uses its API.")
            )
    for each in work:
        if each is None:
            continue
        path = each.snippet.path
        if not each.mutants and all_usable:
            planner.problems.append(
                Problem(
                    path, None, "is changed by no mutator.", "Write one for an API that it uses."
                )
            )
        if (
            each.recorded is not None
            and each.recorded.baseline.verdict is None
            and not each.is_proven
        ):
            planner.problems.append(
                Problem(
                    evidence_path(path),
                    None,
                    "is stale.",
                    f"Run `trainer verify {each.snippet.name}`.",
                )
            )
    planner.problems += unproven(planner.deck)
    planner.problems += _orphans(planner)
    # What is wrong with a file whose author is still at work on it is no news.
    unfinished = {path: found for path in _files(planner.deck) if (found := blanks(path))}
    problems = [each for each in planner.problems if each.path not in unfinished]
    problems += [problem for found in unfinished.values() for problem in found]
    # `work` and `unproven` can find the same thing.
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: (str(problem.path), problem.line or 0))


def _files(deck: Deck) -> list[Path]:
    return [*deck.snippet_paths(), *deck.mutator_paths()]


def example_failures(mutator: type[Mutator], idea: Idea) -> list[str]:
    """Which of a mutator's examples don't hold, and what it does instead. Raises DeckError."""
    failures = []
    for number, example in enumerate(mutator.applies):
        made = _programs(example.before, mutator, idea)
        if made != example.after:
            failures.append(f"applies[{number}] gives:\n" + ("\n---\n".join(made) or "(nothing)"))
    for number, look_alike in enumerate(mutator.leaves):
        made = _programs(look_alike.program, mutator, idea)
        if made:
            failures.append(f"leaves[{number}] is changed:\n" + "\n---\n".join(made))
    return failures


def _programs(source: str, mutator: type[Mutator], idea: Idea) -> tuple[str, ...]:
    return tuple(change.program for change in changes(Program(source), mutator, idea.path))


def _example_problems(idea: Idea, mutator: type[Mutator], memo: Memo) -> list[Problem]:
    problems = []
    key = file_key(idea.path)
    failures = memo.get(key)
    if failures is None:
        try:
            failures = example_failures(mutator, idea)
        except DeckError as error:
            return [error.problem]
        except cst.ParserSyntaxError as error:
            return [_no_python(idea, mutator, error)]
        memo.put(key, failures)
    for failure in failures:
        line = _line_of(idea.path, failure.split(" ")[0])
        message = f"mend the method or the example: {failure.rstrip()}"
        problems.append(Problem(idea.path, line, message))
    if len(mutator.applies) < FEWEST_SHAPES:
        problems.append(
            Problem(
                idea.path,
                None,
                f"has {len(mutator.applies)} example in `applies`.",
                f"Show at least {FEWEST_SHAPES} shapes of the code: aliases, positional arguments.",
            )
        )
    if not idea.docs.startswith("https://"):
        problems.append(Problem(idea.path, None, "'docs' is no https link.", "Give the page."))
    return problems


def _no_python(idea: Idea, mutator: type[Mutator], error: cst.ParserSyntaxError) -> Problem:
    programs = {f"applies[{n}]": each.before for n, each in enumerate(mutator.applies)}
    programs |= {f"leaves[{n}]": each.program for n, each in enumerate(mutator.leaves)}
    for example, source in programs.items():
        try:
            ast.parse(source)
        except (SyntaxError, ValueError) as own:
            line = _line_of(idea.path, example)
            return Problem(idea.path, line, f"{example} is not Python: {own}.", "Mend it.")
    return Problem(idea.path, None, f"an example is not Python: {error.message}.", "Mend it.")


def _line_of(path: Path, example: str) -> int | None:
    """The line of an example such as `applies[0]`, where the list is written out."""
    field, _, number = example.rstrip("]").partition("[")
    try:
        fields = dict(class_fields(mutator_class(path, ast.parse(path.read_bytes()))))
    except (DeckError, SyntaxError, OSError, ValueError):
        return None
    listed = fields.get(field)
    if not isinstance(listed, ast.List | ast.Tuple) or int(number) >= len(listed.elts):
        return None
    return listed.elts[int(number)].lineno


def _prerequisite_problems(idea: Idea, ideas: Iterable[Idea]) -> list[Problem]:
    """Prerequisites that are no ideas of the deck, and those that wait for this one themselves."""
    before = {each.id: each.prerequisites for each in ideas}
    problems = [
        Problem(
            idea.path,
            None,
            f"has the prerequisite {other!r}, which is no mutator here.",
            "Give the id of one that is, or take it out.",
        )
        for other in idea.prerequisites
        if other not in before
    ]
    reached, waiting = set[str](), list(idea.prerequisites)
    while waiting:
        other = waiting.pop()
        if other not in reached:
            reached.add(other)
            waiting += before.get(other, ())
    if idea.id in reached:
        problems.append(
            Problem(idea.path, None, "is its own prerequisite, through others.", "Take one out.")
        )
    return problems


def _snippet_problems(snippet: Snippet) -> list[Problem]:
    problems = []
    for cell in (snippet.given, snippet.code, snippet.check):
        try:
            ast.parse(cell.text)
        except SyntaxError as error:
            line = cell.line + (error.lineno or 1) - 1
            problems.append(Problem(snippet.path, line, f"is not Python: {error.msg}."))
    if not problems and not is_formatted(f"{snippet.code.text}\n"):
        problems.append(
            Problem(
                snippet.path,
                snippet.code.line,
                "the shown code is not formatted, so a mutant could be told by its layout.",
                f"Run `ruff format --line-length {LINE_LENGTH} {snippet.path}`.",
            )
        )
    lines = snippet.code.text.count("\n") + 1
    if not FEWEST_LINES <= lines <= MOST_LINES:
        problems.append(
            Problem(
                snippet.path,
                snippet.code.line,
                f"the shown code has {lines} lines.",
                f"Write {FEWEST_LINES} to {MOST_LINES}.",
            )
        )
    if not snippet.check.text:
        problems.append(
            Problem(snippet.path, None, "the check is empty.", "Assert what must have come out.")
        )
    return problems


def _orphans(planner: Planner) -> list[Problem]:
    """Evidence files whose snippet is gone."""
    owned = {evidence_path(path) for path in planner.deck.snippet_paths()}
    found = (planner.deck.root / "snippets").glob("*/*.evidence.json")
    return [
        Problem(path, None, "speaks of a snippet that is not there.", "Delete it.")
        for path in sorted(found)
        if path not in owned
    ]
