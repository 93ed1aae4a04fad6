"""Measures how far a guesser comes who knows no API: by where a bug stands, and by how it looks."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path

from trainer.errors import Problem
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank
from trainer.learning.distractors import likenesses
from trainer.learning.drill import ORIGINALS
from trainer.learning.kinds import FEWEST_TO_LEARN_FROM, build
from trainer.learning.outcomes import RUNS
from trainer.learning.questions import Option, Question

LIMIT = 1.15
"""How many times better than chance a guesser may be."""

FEWEST_SNIPPETS = 4
"""Of fewer nothing can be said: half of them must teach the guesser, the other half test it."""

_ENOUGH = 500
"""Items that are asked about at least, each as often as that takes: what is drawn differs."""

_SPLITS = 4
"""How often the snippets are divided anew into those that teach and those that test."""

_WORD = re.compile(r"[A-Za-z_]\w*")
_COMMON = 3
"""In how many snippets a word must stand to be no unusual one."""

ALL = "all together"
LIKENESS = "likeness"
"""How much an option has in common with the others; told, but not asked for by the limit."""


@dataclass(frozen=True)
class Figure:
    """How often one tell, or all together, leads to the right answer of one kind of question."""

    step: str
    tell: str
    questions: int
    chance: float
    """The rate of a guess at random over the same questions."""
    hits: float
    """The rate of the guesser, on questions about snippets that it has not learned from."""
    error: float
    """The standard error of `times`. It counts snippets, not questions: those about one program
    share its lines, so that a guess is right for several of them or for none."""
    counts: bool = True
    """Whether the limit is asked of it."""

    @property
    def times(self) -> float:
        return self.hits / self.chance

    @property
    def exceeds(self) -> bool:
        """Whether it is over the limit by more than luck explains."""
        return self.counts and self.times - self.error > LIMIT


@dataclass(frozen=True)
class _Choice:
    """One thing that can be answered: what tells see of it, and whether it is right."""

    right: bool
    seen: Mapping[str, Hashable]
    words: frozenset[str]


@dataclass(frozen=True)
class _Asked:
    snippet: str
    choices: tuple[_Choice, ...]


def tells_report(figures: Sequence[Figure]) -> list[str]:
    """A line for each kind of question: all tells together, then each.

    Its sign is ✗ where the limit is exceeded, and ~ where luck alone may be the reason.
    """
    lines = []
    for step in dict.fromkeys(figure.step for figure in figures):
        *each, whole = [figure for figure in figures if figure.step == step]
        counted = [figure for figure in (*each, whole) if figure.counts]
        sign = "✓" if all(figure.times <= LIMIT for figure in counted) else "~"
        sign = "✗" if any(figure.exceeds for figure in counted) else sign
        parts = ", ".join(
            f"{figure.tell} {figure.times:.2f}" + ("" if figure.counts else " (not counted)")
            for figure in each
        )
        lines.append(
            f"{sign} {step}: a guesser is right {whole.times:.2f} ± {whole.error:.2f} times as "
            f"often as chance; at most {LIMIT} is allowed ({parts})."
        )
    return lines


def strong_tells(figures: Iterable[Figure], where: Path) -> list[Problem]:
    """A problem for each tell by which a guesser does better than the limit allows."""
    return [
        Problem(
            where,
            None,
            f"{figure.step}: a guesser who goes by {figure.tell} is right {figure.times:.2f} ± "
            f"{figure.error:.2f} times as often as chance; at most {LIMIT} is allowed.",
            "Write mutators and snippets that look otherwise.",
        )
        for figure in figures
        if figure.exceeds
    ]


def measure(bank: Bank) -> list[Figure]:
    """The figures for each kind of question, `all together` last; none for a small bank."""
    figures: list[Figure] = []
    for step, asked in _asked(bank).items():
        names = sorted({each.snippet for each in asked})
        if len(names) >= FEWEST_SNIPPETS and len(asked) >= FEWEST_TO_LEARN_FROM:
            figures += _figures(step, asked, names)
    return figures


def _asked(bank: Bank) -> dict[str, list[_Asked]]:
    found: dict[str, list[_Asked]] = defaultdict(list)
    for seed in range(-(-_ENOUGH // max(1, len(bank.items)))):
        for item in bank.items:
            for kind in (Kind.SPOT, Kind.BLANK, Kind.OUTCOME):
                rng = random.Random(f"{seed} {kind} {item.id}")
                question = build(bank, item, kind, "new", rng)
                if question is None:
                    continue
                name = item.snippet.name
                if kind is Kind.SPOT:
                    # Its lines are the same whatever is drawn.
                    if seed == 0:
                        found["spot: line"].append(_Asked(name, _lines(question)))
                    if question.options:
                        found["spot: outcome"].append(_Asked(name, _options(question.options)))
                    if question.fixes:
                        found["spot: fix"].append(_Asked(name, _options(question.fixes)))
                else:
                    found[kind].append(_Asked(name, _options(question.options)))
    # An outcome may be that of an original, as often as the drill asks about one.
    originals = len(found[Kind.OUTCOME]) * ORIGINALS / (1 - ORIGINALS)
    rng = random.Random(0)
    for number, name in enumerate(rng.choices(sorted(bank.originals), k=round(originals))):
        draw = random.Random(number)
        question = build(bank, bank.originals[name], Kind.OUTCOME, "new", draw)
        if question is not None:
            found[Kind.OUTCOME].append(_Asked(name, _options(question.options)))
    return found


def _lines(question: Question) -> tuple[_Choice, ...]:
    # Nobody takes a line that says nothing: a bracket alone.
    shown = [(n, text) for n, text in enumerate(question.lines, 1) if _WORD.search(text)]
    ranks = _ranks([text.strip() for _, text in shown])
    return tuple(
        _Choice(
            number in question.answer_lines,
            {
                "position": 6 * place // len(shown),
                "length": 4 * rank // len(shown),
                "indentation": min(len(text) - len(text.lstrip()), 8),
            },
            frozenset(_WORD.findall(text)),
        )
        for place, ((number, text), rank) in enumerate(zip(shown, ranks, strict=True))
    )


def _options(options: Sequence[Option]) -> tuple[_Choice, ...]:
    ranks = _ranks([option.text for option in options])
    near = likenesses(options)
    order = sorted(near)
    return tuple(
        _Choice(
            option.right,
            {
                "length": (len(options), rank),
                "form": _form(option.text),
                LIKENESS: (len(options), order.index(likeness)),
            },
            frozenset(_WORD.findall(option.text)),
        )
        for option, rank, likeness in zip(options, ranks, near, strict=True)
    )


def _form(text: str) -> str:
    """What an outcome says before it says anything: that it runs, is silent, or raises."""
    if text == RUNS:
        return "runs"
    return "silent" if text.startswith("Nothing is raised") else "other"


def _ranks(texts: Sequence[str]) -> list[int]:
    """How many are shorter; of the same length as well as none."""
    lengths = sorted(map(len, texts))
    return [lengths.index(len(text)) for text in texts]


def _figures(step: str, asked: Sequence[_Asked], names: Sequence[str]) -> Iterator[Figure]:
    tells = [tell for tell in asked[0].choices[0].seen if tell != "form" or "outcome" in step]
    tells.append("unusual word")
    # By tell, then by snippet: how often the guesser was right, over all divisions.
    hits = {tell: dict.fromkeys(names, 0.0) for tell in (*tells, ALL)}
    rng = random.Random(0)
    for _ in range(_SPLITS):
        taught = set(rng.sample(names, len(names) // 2))
        for half in (taught, set(names) - taught):
            learned = _learn([each for each in asked if each.snippet in half], tells)
            for each in asked:
                if each.snippet in half:
                    continue
                worth = {tell: [learned(tell, choice) for choice in each.choices] for tell in tells}
                worth[ALL] = [
                    sum(worth[tell][number] for tell in tells if tell != LIKENESS)
                    for number in range(len(each.choices))
                ]
                for tell, scores in worth.items():
                    hits[tell][each.snippet] += _guess(each, scores)
    chance = dict.fromkeys(names, 0.0)
    for each in asked:
        chance[each.snippet] += sum(choice.right for choice in each.choices) / len(each.choices)
    count, expected = len(asked), sum(chance.values())
    for tell, found in hits.items():
        rate = {name: found[name] / _SPLITS for name in names}
        times = sum(rate.values()) / expected
        off = sum((rate[name] - times * chance[name]) ** 2 for name in names)
        error = sqrt(off * len(names) / (len(names) - 1)) / expected
        yield Figure(
            step,
            tell,
            count,
            expected / count,
            sum(rate.values()) / count,
            error,
            counts=tell != LIKENESS,
        )


def _learn(teach: Sequence[_Asked], tells: Iterable[str]) -> Callable[[str, _Choice], float]:
    """What a tell is worth: how much more often than others a choice that looks so was right."""
    snippets: dict[str, set[str]] = defaultdict(set)
    for each in teach:
        for choice in each.choices:
            for word in choice.words:
                snippets[word].add(each.snippet)
    common = {word: min(len(names), _COMMON) for word, names in snippets.items()}

    def look(tell: str, choice: _Choice) -> Hashable:
        if tell != "unusual word":
            return choice.seen[tell]
        return min((common.get(word, 0) for word in choice.words), default=None)

    right: dict[tuple[str, Hashable], float] = defaultdict(float)
    fair: dict[tuple[str, Hashable], float] = defaultdict(float)
    for each in teach:
        share = sum(choice.right for choice in each.choices) / len(each.choices)
        for choice in each.choices:
            for tell in tells:
                seen = tell, look(tell, choice)
                right[seen] += choice.right
                fair[seen] += share
    worth = {seen: log((right[seen] + 1) / (fair[seen] + 1)) for seen in fair}
    return lambda tell, choice: worth.get((tell, look(tell, choice)), 0.0)


def _guess(asked: _Asked, scores: Sequence[float]) -> float:
    """The chance to be right of one who takes a choice of the highest score."""
    best = max(scores)
    top = [number for number, each in enumerate(scores) if each >= best - 1e-9]
    return sum(asked.choices[number].right for number in top) / len(top)
