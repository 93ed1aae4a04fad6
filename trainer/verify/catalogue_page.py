"""Writes the catalogue of ideas: one HTML page that needs nothing but itself."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from textwrap import dedent

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from trainer.decks.curriculum import Curriculum, Note, read_curriculum
from trainer.decks.deck import Deck
from trainer.decks.ideas import class_fields, mutator_class
from trainer.errors import DeckError, TrainerError
from trainer.model import DOMAINS, Idea, Proof, Snippet, Verdict, changed_lines
from trainer.verify.coverage import coverage, is_built_in

Row = tuple[str, str]
"""A line of a comparison: its sign (`-`, `+` or blank) and its text."""


@dataclass(frozen=True)
class Item:
    """One proven bug of an idea."""

    snippet: Snippet
    proof: Proof

    @property
    def rows(self) -> list[tuple[str, int, str]]:
        return changed_lines(self.proof)

    @property
    def happened(self) -> str:
        """What really happened, in words."""
        message = (self.proof.message or "").strip()
        if self.proof.line is None:
            return f"Nothing is raised, but: {message or 'the result is wrong'}"
        return f"{self.proof.exception} in line {self.proof.line}: {message}"

    @property
    def is_stand_in(self) -> bool:
        return self.proof.ran_on == "stand-in"


@dataclass(frozen=True)
class Entry:
    """All that the page says of one idea."""

    idea: Idea
    example: list[Row]
    items: tuple[Item, ...]
    apis: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def domain(self) -> str:
        """Where most of its items are; empty where it has none."""
        found = [item.snippet.domain for item in self.items]
        return max(DOMAINS, key=found.count) if found else ""


def write_catalogue(deck: Deck, path: Path) -> None:
    """Writes the page in one step, over what was there; its folder must exist.

    No code of the deck is run. Raises TrainerError where the file cannot be written.
    """
    curriculum = read_curriculum()
    entries, stale = _entries(deck, curriculum)
    environment = Environment(
        loader=PackageLoader("trainer.verify", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["code"] = _with_code
    text = environment.get_template("catalogue.html.jinja").render(
        groups={
            name: [entry for entry in entries if entry.domain == domain]
            for domain, name in DOMAINS.items()
        },
        unproven=[entry.idea for entry in entries if not entry.items],
        count=sum(bool(entry.items) for entry in entries),
        items=[item for entry in entries for item in entry.items],
        notes=_titled(curriculum) if is_built_in(deck) else [],
        stale=stale,
    )
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise TrainerError(
            f"{path}: the catalogue cannot be written: {error.strerror}. "
            "Give --html a file in a folder that exists and that you may write to."
        ) from error


def first_example(path: Path) -> list[Row]:
    """The first entry of a mutator's `applies`, compared; nothing where it is not literal."""
    try:
        fields = dict(class_fields(mutator_class(path, ast.parse(path.read_bytes()))))
    except (DeckError, SyntaxError, ValueError):
        return []
    match fields.get("applies"):
        case ast.List(elts=[ast.Call() as call, *_]):
            given = dict(zip(("before", "after"), call.args, strict=False))
            given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        case _:
            return []
    try:
        before, after = (ast.literal_eval(given[name]) for name in ("before", "after"))
    except (KeyError, ValueError):
        return []
    after = after if isinstance(after, str) else after[0]
    return list(_compared(_lines(before), _lines(after)))


def _entries(deck: Deck, curriculum: Curriculum) -> tuple[list[Entry], int]:
    found = coverage(deck, curriculum, {})
    items: dict[str, list[Item]] = {}
    for snippet in deck.snippets()[0]:
        for proof in _confirmed(deck, snippet):
            items.setdefault(proof.mutator, []).append(Item(snippet, proof))
    covered = [row for row in found.rows if row.kind == "api"]
    entries = []
    for idea in deck.ideas()[0]:
        apis = [row for row in covered if idea.id in row.ideas]
        ids = {row.id for row in apis}
        entries.append(
            Entry(
                idea,
                first_example(idea.path),
                tuple(items.get(idea.id, ())),
                tuple(row.title for row in apis),
                tuple(note for note in curriculum.notes if ids & set(note.apis)),
            )
        )
    return sorted(entries, key=lambda entry: entry.idea.title.casefold()), found.stale


def _confirmed(deck: Deck, snippet: Snippet) -> Iterable[Proof]:
    try:
        evidence = deck.evidence(snippet)
    except DeckError:
        return []
    return [
        proof
        for proof in (evidence.mutants if evidence else ())
        if proof.verdict is Verdict.CONFIRMED and len(proof.mutators) == 1
    ]


def _with_code(text: str) -> Markup:
    """A text of the deck's, with what stands between backquotes set as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part
        for number, part in enumerate(parts)
    )


def _titled(curriculum: Curriculum) -> list[tuple[str, Note]]:
    titles = {api.id: api.title for api in curriculum.apis}
    return [(", ".join(titles[id_] for id_ in note.apis), note) for note in curriculum.notes]


def _lines(program: str) -> list[str]:
    return dedent(program).strip("\n").split("\n")


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old, old_end, new, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from ((" ", text) for text in before[old:old_end])
            continue
        yield from (("-", text) for text in before[old:old_end])
        yield from (("+", text) for text in after[new:new_end])
