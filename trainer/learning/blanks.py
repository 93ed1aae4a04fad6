"""Builds `blank`: what belongs into the one to three gaps of a correct program."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise, product

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item
from trainer.learning.distractors import draw, least_telling
from trainer.learning.fixes import DID_RUN
from trainer.learning.gaps import Place, places
from trainer.learning.outcomes import outcome_text
from trainer.learning.questions import MOST_OPTIONS, Option, Question, about_item
from trainer.model import Proof, apply_change

FEWEST_DISTRACTORS = 2
LONGEST_PART = 140
"""Characters of what goes into a gap: two lines of an 80-column screen."""

_GAP_SIGNS = "①②③"
"""Stand before what goes into each of several gaps: options have plain numbers."""

_DRAWN_FROM = 8
"""How many distractors are looked at together; any three of them may be offered."""


@dataclass(frozen=True)
class _Way:
    """One way to ask: the gaps, what was there, and what else was there when it ran."""

    gaps: tuple[Place, ...]
    right: Option
    distractors: tuple[Option, ...]
    number: int
    """Which of the gaps holds the item's bug, from 0."""
    bug: str


def gap(number: int) -> str:
    """How a gap is shown; the first is 1."""
    return f"____{number}____"


def fill(code: str, parts: Sequence[str]) -> str:
    """The shown code with its gaps filled."""
    for number, part in enumerate(parts, start=1):
        code = code.replace(gap(number), part)
    return code


def filled_lines(code: str, parts: Sequence[str]) -> list[int]:
    """The lines, from 1, that hold what fills the gaps, once all are filled."""
    lines: dict[int, None] = {}
    for number, part in enumerate(parts, start=1):
        before, found, after = code.partition(gap(number))
        if found:
            first = before.count("\n") + 1
            lines |= dict.fromkeys(range(first, first + part.count("\n") + 1))
            code = before + part + after
    return list(lines)


def blank_question(bank: Bank, item: Item, why: str, rng: random.Random) -> Question | None:
    """The question with gaps; None where too little is proven, or its idea cannot be read.

    `code` is the correct program, byte for byte but for its gaps: `____1____`, also where several
    lines are left out. Each option's `parts` make of it a program that ran, byte for byte; `text`
    is the same on one line. At least one option holds the item's bug at its place.
    """
    question = about_item(bank, item, Kind.BLANK, why, rng)
    ways = list(_ways(bank, item))
    if question is None or not ways:
        return None
    rng.shuffle(ways)
    right, chosen = least_telling([(way.right, _drawn(way, rng)) for way in ways])
    way = next(way for way in ways if way.right is right)
    options = [right, *chosen]
    rng.shuffle(options)
    return _asked(question, way, options)


def blank_again(bank: Bank, item: Item, why: str, response: str) -> Question | None:
    """The question that an option's text was an answer to, with this option and the right one.

    None where no gaps are proven any more that it goes into.
    """
    question = about_item(bank, item, Kind.BLANK, why, random.Random(0))
    if question is None:
        return None
    for way in _ways(bank, item):
        for option in (way.right, *way.distractors):
            if option.text == response:
                return _asked(question, way, list(dict.fromkeys([way.right, option])))
    return None


def _asked(question: Question, way: _Way, options: Sequence[Option]) -> Question | None:
    """The question with the gaps of a way; None where they cannot be told from the program."""
    count = len(way.gaps)
    code = question.snippet.code.text
    shown = _filled(code, way.gaps, [gap(n + 1) for n in range(count)])
    if any(fill(shown, each.parts) != _filled(code, way.gaps, each.parts) for each in options):
        return None  # The program has something in it that looks like a gap.
    first, last = (shown[: shown.index(gap(n))].count("\n") + 1 for n in (1, count))
    return replace(
        question,
        code=shown,
        answer_lines=range(first, last + 1),
        hint_lines=range(0),
        options=tuple(options),
    )


def _drawn(way: _Way, rng: random.Random) -> list[Option]:
    """Three distractors, or all where there are no more; one at least holds the item's bug.

    Of several gaps those in which the original of each gap stands in about half of the options:
    what is offered most often must not tell.
    """
    others = list(way.distractors)
    rng.shuffle(others)
    own = next(option for option in others if option.parts[way.number] == way.bug)
    others.remove(own)
    if len(way.gaps) == 1:
        return draw(way.right, [own], others, MOST_OPTIONS - 1, rng)

    def imbalance(chosen: Sequence[Option]) -> int:
        options = [way.right, own, *chosen]
        kept = (
            sum(option.parts[number] == part for option in options)
            for number, part in enumerate(way.right.parts)
        )
        return sum(abs(2 * count - len(options)) for count in kept)

    sets = combinations(others[:_DRAWN_FROM], min(MOST_OPTIONS - 2, len(others)))
    return [own, *min(sets, key=imbalance)]


def _ways(bank: Bank, item: Item) -> Iterator[_Way]:
    """All ways to ask about the bug in which enough was tried."""
    code = item.snippet.code.text
    singles = {
        _program(code, other.proof): other.proof for other in bank.by_snippet[item.snippet.name]
    }
    one = _single(code, item.proof, singles)
    if one is not None:
        yield one
    met = bank.combined.get(item.snippet.name, ())
    proven = singles | {_program(code, proof): proof for proof in met}
    for combined in met:
        if item.mutator in combined.mutators:
            yield from _several(code, item.proof, combined, singles, proven)


def _single(code: str, own: Proof, singles: Mapping[str, Proof]) -> _Way | None:
    """The narrowest gap in which three bugs were tried, the item's first; else two."""
    best: _Way | None = None
    changed = _program(code, own)
    for place in places(code):
        bug = _part(code, changed, place)
        if not bug:
            continue
        tried = (_part(code, program, place) for program in singles)
        parts = list(dict.fromkeys([bug, *(part for part in tried if part)]))
        fewest = len(best.distractors) + 1 if best else FEWEST_DISTRACTORS
        if len(parts) < fewest:
            continue
        right = _option(code, (place,), (code[slice(*place)],), None)
        mine = _tried(code, (place,), (bug,), singles)
        if right is None or mine is None or mine.text == right.text:
            continue
        found = {right.text: right, mine.text: mine}
        for part in parts:
            option = _tried(code, (place,), (part,), singles)
            if option is not None:
                found.setdefault(option.text, option)
        _, *distractors = found.values()
        if len(distractors) >= fewest:
            best = _Way((place,), right, tuple(distractors), 0, bug)
        if len(distractors) >= MOST_OPTIONS - 1:
            break
    return best


def _several(
    code: str,
    own: Proof,
    combined: Proof,
    singles: Mapping[str, Proof],
    proven: Mapping[str, Proof],
) -> Iterator[_Way]:
    """Gaps where the bugs stand that meet in `combined`; each of them was tried alone as well."""
    whole, mine = _program(code, combined), _program(code, own)
    alone = (
        [program for program, proof in singles.items() if proof.mutator == mutator]
        for mutator in combined.mutators
    )
    for programs in product(*alone):
        if mine not in programs:
            continue
        gaps = tuple(place for each in programs if (place := _narrowest(code, each)))
        if len(gaps) < len(programs) or any(one[1] > next_[0] for one, next_ in pairwise(gaps)):
            continue
        originals = [code[start:end] for start, end in gaps]
        bugs = [_part(code, *each) or "" for each in zip(programs, gaps, strict=True)]
        if _filled(code, gaps, bugs) != whole:
            continue
        first, *others = product(*zip(originals, bugs, strict=True))
        right = _option(code, gaps, first, None)
        tried = [_tried(code, gaps, parts, proven) for parts in others]
        distractors = tuple({each.text: each for each in tried if each}.values())
        number = programs.index(mine)
        if (
            right is not None
            and right.text not in {each.text for each in distractors}
            and len(distractors) >= FEWEST_DISTRACTORS
            and any(each.parts[number] == bugs[number] for each in distractors)
        ):
            yield _Way(gaps, right, distractors, number, bugs[number])


def _tried(
    code: str, gaps: Sequence[Place], parts: Sequence[str], proven: Mapping[str, Proof]
) -> Option | None:
    """The distractor of these parts; None where exactly that program was not run."""
    proof = proven.get(_filled(code, gaps, parts))
    return _option(code, gaps, parts, proof) if proof else None


def _option(
    code: str, gaps: Sequence[Place], parts: Sequence[str], proof: Proof | None
) -> Option | None:
    """The option with each part on one line; None where a part is empty, long or needs its lines.

    Without a proof it is the right one.
    """
    texts = [_one_line(part) for part in parts]
    if not all(0 < len(text) <= LONGEST_PART for text in texts):
        return None
    if any("\n" in part for part in parts):
        meaning = _meaning(_filled(code, gaps, parts))
        if not meaning or _meaning(_filled(code, gaps, texts)) != meaning:
            return None
    if len(texts) > 1:
        texts = [f"{sign} {text}" for sign, text in zip(_GAP_SIGNS, texts, strict=False)]
    did = outcome_text(proof) if proof else DID_RUN
    return Option("   ".join(texts), proof is None, did, tuple(parts))


def _one_line(part: str) -> str:
    """Without the formatter's line breaks, and the commas and brackets that it adds with them."""
    if "\n" not in part:
        return part
    text = re.sub(r"([(\[{])\s*\n\s*", r"\1", part)
    text = re.sub(r",?\s*\n\s*([)\]}])", r"\1", text)
    text = re.sub(r"\s*\n\s*\.", ".", text)
    text = re.sub(r"\s*\n\s*", " ", text).strip().rstrip(",")
    return text[1:-1] if part.startswith("(\n") and part.endswith("\n)") else text


@lru_cache(maxsize=256)
def _meaning(program: str) -> str:
    """The program without its layout; empty where it does not parse."""
    try:
        return ast.dump(ast.parse(program))
    except SyntaxError:
        return ""


def _program(code: str, proof: Proof) -> str:
    return apply_change(code, proof.span, proof.after)


def _part(code: str, program: str, place: Place) -> str | None:
    """What the program has in the place; None where it differs from `code` elsewhere."""
    before, after = code[: place[0]], code[place[1] :]
    end = len(program) - len(after)
    if end < len(before) or not (program.startswith(before) and program.endswith(after)):
        return None
    return program[len(before) : end]


def _narrowest(code: str, program: str) -> Place | None:
    """The narrowest place with the whole change, and something left in it."""
    return next((place for place in places(code) if _part(code, program, place)), None)


def _filled(code: str, gaps: Sequence[Place], parts: Sequence[str]) -> str:
    """The program with other text in its gaps, which are given in their order."""
    for (start, end), part in reversed(list(zip(gaps, parts, strict=True))):
        code = code[:start] + part + code[end:]
    return code
