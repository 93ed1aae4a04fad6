"""The command try: shows what a mutator makes of any Python file, or why it makes nothing of it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import libcst as cst
from rich.console import Console
from rich.text import Text

from trainer.decks.blanks import blanks
from trainer.decks.deck import Deck, find_deck
from trainer.decks.ideas import mutator_id
from trainer.decks.snippets import read_snippet
from trainer.errors import DeckError, Problem, UsageError
from trainer.model import Idea
from trainer.mutation.generate import Change, changes, parse, what_is_no_python
from trainer.mutation.load import load_mutator
from trainer.mutation.mutator import Mutator
from trainer.mutation.program import Program
from trainer.verify.console import code_warning, print_json

APPLIES, APPLIES_NOT = 0, 1
MOST_QUESTIONS = 12
_CONTEXT = 2
_STYLES = {"-": "red", "+": "green", "@": "cyan"}


@dataclass(frozen=True)
class Question:
    """Something that the mutator asked about an expression of the program."""

    line: int
    expression: str
    answer: str | None
    """The full name or type; None where the code does not say."""

    def __str__(self) -> str:
        if self.answer is None:
            return f"line {self.line}: what `{self.expression}` is, the program does not say"
        return f"line {self.line}: `{self.expression}` is {self.answer}"


class AskedProgram(Program):
    """A program that remembers what it is asked about names and types."""

    def __init__(self, program: Program) -> None:
        super().__init__(program.source)
        self.questions: dict[Question, cst.CSTNode] = {}

    def qualified_name(self, node: cst.CSTNode | None) -> str | None:
        return self._noted(node, super().qualified_name(node))

    def type_of(self, node: cst.CSTNode | None) -> str | None:
        return self._noted(node, super().type_of(node))

    def _noted(self, node: cst.CSTNode | None, answer: str | None) -> str | None:
        if node is not None and node in self._parents:
            code = self.module.code_for_node(node).strip()
            text = re.sub(r"\s+", " ", code)
            self.questions[Question(self.lines(node)[0], text, answer)] = node
        return answer


def run_try(deck: Deck, name: str, file: str, as_json: bool) -> int:
    """Prints the diff of each mutant. Raises UsageError and DeckError."""
    errors = Console(stderr=True)
    code_warning(errors)(deck)
    path = _mutator_path(deck, name)
    mutator = load_mutator(_idea(path))
    source = _source_path(deck, file)
    program, region = _program(source)
    found = changes(program, mutator, path, region)
    asked = [] if found else _relevant(program, mutator, path, region)
    if as_json:
        mutants = [
            {"span": list(each.span), "before": each.before, "after": each.after} for each in found
        ]
        print_json(
            {
                "mutator": mutator.id,
                "file": str(source),
                "mutants": mutants,
                "asked": [asdict(each) for each in asked],
            }
        )
    else:
        console = Console()
        for number, change in enumerate(found, 1):
            _print(console, program, change, source, f"{mutator.id}, mutant {number}")
        if found:
            count = "1 mutant" if len(found) == 1 else f"{len(found)} mutants"
            console.print(Text(f"{mutator.id} makes {count} of {source}."), soft_wrap=True)
        else:
            _tell_why_not(console, mutator, program, region, source, asked)
        if left := len(blanks(path)):
            errors.print(f"It still has {left} blanks; `trainer check` names them.")
    return APPLIES if found else APPLIES_NOT


def _mutator_path(deck: Deck, name: str) -> Path:
    path = Path(name)
    if path.suffix == ".py" or path.is_file():
        if not path.is_file():
            raise UsageError(f"{name}: there is no such file.")
        return path.resolve()
    decks = [deck, find_deck()]
    found = next(filter(None, (each.mutator_path(name) for each in decks)), None)
    if found is None:
        known = {each.stem.replace("_", "-") for deck in decks for each in deck.mutator_paths()}
        near = difflib.get_close_matches(name, sorted(known), n=3)
        advice = f"Did you mean {' or '.join(near)}?" if near else "Give an id, or a file's path."
        raise UsageError(f"{name}: is no mutator. {advice}")
    return found


def _idea(path: Path) -> Idea:
    """As much of an idea as running its mutator needs: its words may not be there yet."""
    return Idea(mutator_id(path), path, "", "", "", "", "")


def _source_path(deck: Deck, file: str) -> Path:
    path = Path(file)
    if path.is_file():
        return path
    found = next((each for each in deck.snippet_paths() if each.stem == file), None)
    if found is None:
        raise UsageError(f"{file}: is neither a file nor a snippet of {deck.root}.")
    return found


def _program(path: Path) -> tuple[AskedProgram, tuple[int, int] | None]:
    """The program of a file and the lines that may change: a snippet's shown cell, or all."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {error}.") from error
    if "# /// snippet" in text.splitlines():
        snippet = read_snippet(path)
        first = snippet.code.line
        return AskedProgram(parse(snippet)), (first, first + snippet.code.text.count("\n"))
    source = text if text.endswith("\n") else f"{text}\n"
    try:
        return AskedProgram(Program(source)), None
    except cst.ParserSyntaxError as error:
        line, said = what_is_no_python(source, error)
        raise DeckError(Problem(path, line, f"is not Python: {said}.", "Mend it first.")) from error


def _relevant(
    program: AskedProgram,
    mutator: type[Mutator],
    path: Path,
    region: tuple[int, int] | None,
) -> list[Question]:
    """What was asked, in the order of the lines; of functions only those that the mutator names.

    A mutator asks of every call which function it calls.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    first, last = region or (1, program.source.count("\n"))

    def is_meant(question: Question, node: cst.CSTNode) -> bool:
        if not first <= question.line <= last:
            return False
        around = program.parent(node)
        if not (isinstance(around, cst.Call) and around.func is node):
            return True
        name = question.expression.rpartition(".")[2]
        return re.search(rf"\b{re.escape(name)}\b", text) is not None

    found = [question for question, node in program.questions.items() if is_meant(question, node)]
    return sorted(found, key=lambda question: question.line)


def _tell_why_not(
    console: Console,
    mutator: type[Mutator],
    program: Program,
    region: tuple[int, int] | None,
    path: Path,
    asked: list[Question],
) -> None:
    where = f"the shown cell of {path}" if region else str(path)
    console.print(Text(f"{mutator.id} applies nowhere in {where}."), soft_wrap=True)
    kinds = sorted(mutator(program).methods())
    if asked:
        console.print("It asked about these places, and went by what the program itself says:")
        for question in asked[:MOST_QUESTIONS]:
            console.print(Text(f"  {question}"), soft_wrap=True)
        if len(asked) > MOST_QUESTIONS:
            console.print(f"  … and {len(asked) - MOST_QUESTIONS} more")
        return
    first, last = region or (1, program.source.count("\n"))
    there = {
        type(node).__name__ for node in program.nodes if first <= program.lines(node)[0] <= last
    }
    missing = [kind for kind in kinds if kind not in there]
    if len(missing) == len(kinds):
        console.print(Text(f"No {' or '.join(missing)} is there, which is all that it looks at."))
    else:
        console.print("It looked at its places and asked nothing about a name that it knows there.")


def _print(console: Console, program: Program, change: Change, path: Path, what: str) -> None:
    before, after = program.source.splitlines(), change.program.splitlines()
    for line in _diff(before, after, str(path), f"{path} ({what})"):
        style = "bold" if line[:3] in ("---", "+++") else _STYLES.get(line[:1], "")
        console.print(Text(line, style=style), soft_wrap=True)
    console.print()


def _diff(before: list[str], after: list[str], old: str, new: str) -> Iterator[str]:
    return difflib.unified_diff(before, after, old, new, n=_CONTEXT, lineterm="")
