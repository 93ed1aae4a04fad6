"""Draws the questions of an exam: by the blueprint's weights, from facts alone, by a seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, ItemFacts
from trainer.learning.bank_index import SnippetFacts
from trainer.learning.blueprints import Blueprint
from trainer.learning.drill import ORIGINALS
from trainer.learning.exam_state import Spec
from trainer.learning.kinds import build
from trainer.learning.lots import lot
from trainer.learning.questions import Question, about_item, about_original

SHARES = {Kind.SPOT: 2, Kind.BLANK: 2, Kind.OUTCOME: 1}
"""How many questions of each kind there are for five: the guides name the first two."""

MOST_SEEDS = 1_000_000
"""A seed that is drawn is below it, so that it can be told to a friend."""


def new_seed(rng: random.Random) -> int:
    return rng.randrange(MOST_SEEDS)


def draw(bank: Bank, blueprint: Blueprint, seed: int) -> tuple[Spec, ...]:
    """The questions, in their order; fewer than the blueprint asks for only where no more can be.

    Neither histories nor clocks are looked at, and no files of snippets are read.
    """
    rng = random.Random(f"{blueprint.id} {seed}")
    drawing = _Drawing(bank, blueprint, rng)
    drawing.take_originals()
    drawing.take_ideas()
    subjects = [*drawing.originals, *drawing.items()]
    return tuple(_in_order(_with_kinds(subjects, rng), rng))


def build_question(bank: Bank, spec: Spec) -> Question | None:
    """The question of a spec, the same at each call; None where the deck has it no more."""
    for kind in dict.fromkeys([spec.kind, Kind.SPOT]):
        if question := _built(bank, spec, kind):
            return question
    return None


def is_in(bank: Bank, spec: Spec) -> bool:
    """Whether the bank still has what the spec is about, as far as can be told without reading."""
    if spec.mutator is None:
        return spec.key in bank.originals
    return any(facts.id == spec.key for facts in bank.facts(spec.mutator))


def _built(bank: Bank, spec: Spec, kind: Kind) -> Question | None:
    rng = random.Random(spec.seed)
    if spec.mutator is None:
        original = bank.program(spec.snippet).original
        if original is None:
            return None
        if kind is Kind.SPOT:
            return about_original(bank, original, kind, "exam", rng)
        return build(bank, original, kind, "exam", rng)
    item = bank.item(spec.key)
    if item is None:
        return None
    if kind is Kind.SPOT:
        # Without the options of the steps that follow in a drill, which cost reading more files.
        return about_item(bank, item, kind, "exam", rng)
    return build(bank, item, kind, "exam", rng)


@dataclass
class _Section:
    """What of a section can still be asked, and what is taken already."""

    id: str
    weight: float
    wanted: int
    snippets: dict[str, SnippetFacts] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    """Idea to the number of its items that are not taken."""
    ideas: list[str] = field(default_factory=list)
    """What is taken: an idea for each question, some again where ideas are too few."""
    originals: int = 0

    @property
    def asked(self) -> int:
        return len(self.ideas) + self.originals


class _Drawing:
    """Takes originals, then ideas, then an item for each idea."""

    def __init__(self, bank: Bank, blueprint: Blueprint, rng: random.Random) -> None:
        self._bank = bank
        self._rng = rng
        counts = blueprint.counts()
        self._total = blueprint.questions
        self._sections = {
            each.id: _Section(each.id, each.weight, counts[each.id]) for each in blueprint.sections
        }
        for facts in bank.subjects:
            if section := blueprint.section_of(facts.topic):
                self._sections[section.id].snippets[facts.name] = facts
        for mutator, idea in bank.ideas.items():
            for topic, items in idea.topics.items():
                if section := blueprint.section_of(topic):
                    left = self._sections[section.id].left
                    left[mutator] = left.get(mutator, 0) + items
        self._used: set[str] = set()
        self._of_snippet: Counter[str] = Counter()
        self.originals: list[Spec] = []

    def take_originals(self) -> None:
        """Each of another snippet, from sections in the proportion of their questions."""
        items = sum(left for each in self._sections.values() for left in each.left.values())
        kinds = _kind_counts(min(self._total, items))
        count = round((kinds[Kind.SPOT] + kinds[Kind.OUTCOME]) * ORIGINALS)
        wanted = [each for each in self._sections.values() for _ in range(each.wanted)]
        self._rng.shuffle(wanted)
        spare = {
            each.id: self._shuffled(name for name, facts in each.snippets.items() if facts.original)
            for each in self._sections.values()
        }
        for section in wanted:
            if len(self.originals) == count:
                return
            if spare[section.id]:
                facts = section.snippets[spare[section.id].pop()]
                section.originals += 1
                self._of_snippet[facts.name] += 1
                self.originals.append(self._spec(facts.name, section, facts.name, None))

    def take_ideas(self) -> None:
        """Each section's share in ideas that differ; then others' ideas; then ideas again."""
        sections = self._sections.values()
        # Where there is least to choose from, that comes first.
        for section in sorted(sections, key=lambda each: (len(each.left) - each.wanted, each.id)):
            fresh = self._fresh(section)
            for idea in self._rng.sample(fresh, min(len(fresh), section.wanted - section.asked)):
                self._take(section, idea)
        while self._is_short and (able := [each for each in sections if self._fresh(each)]):
            section = max(able, key=lambda each: (each.weight / (each.asked + 1), each.id))
            self._take(section, self._rng.choice(self._fresh(section)))
        while self._is_short and (able := [each for each in sections if any(each.left.values())]):
            section = max(able, key=lambda each: (each.wanted - each.asked, each.id))
            self._take(section, self._least_asked(section))

    def items(self) -> list[Spec]:
        """An item for each idea, in snippets that differ as far as they can.

        Of one whose line is not asked for none is taken where there is another.
        """
        taken = [(section, idea) for section in self._sections.values() for idea in section.ideas]
        self._rng.shuffle(taken)
        # An idea that few programs hold has no choice, so it chooses first.
        taken.sort(key=lambda each: self._bank.ideas[each[1]].snippets)
        specs = []
        chosen: set[str] = set()
        for section, idea in taken:
            facts = min(
                (
                    facts
                    for facts in self._bank.facts(idea)
                    if facts.snippet in section.snippets and facts.id not in chosen
                ),
                key=lambda each: (
                    not each.asks_line,
                    self._of_snippet[each.snippet],
                    self._rng.random(),
                ),
            )
            chosen.add(facts.id)
            self._of_snippet[facts.snippet] += 1
            specs.append(self._spec(facts.id, section, facts.snippet, facts))
        return specs

    @property
    def _is_short(self) -> bool:
        return sum(section.asked for section in self._sections.values()) < self._total

    def _fresh(self, section: _Section) -> list[str]:
        """Ideas of a section that nothing is asked about yet."""
        return sorted(idea for idea in section.left if idea not in self._used)

    def _least_asked(self, section: _Section) -> str:
        times = Counter(idea for each in self._sections.values() for idea in each.ideas)
        ideas = self._shuffled(idea for idea, left in section.left.items() if left)
        return min(ideas, key=lambda idea: times[idea])

    def _take(self, section: _Section, idea: str) -> None:
        section.ideas.append(idea)
        section.left[idea] -= 1
        self._used.add(idea)

    def _shuffled(self, names: Iterable[str]) -> list[str]:
        found = sorted(names)
        self._rng.shuffle(found)
        return found

    def _spec(self, key: str, section: _Section, snippet: str, facts: ItemFacts | None) -> Spec:
        return Spec(
            key,
            Kind.SPOT,
            self._rng.getrandbits(32),
            section.id,
            snippet,
            section.snippets[snippet].topic.domain,
            facts.mutator if facts else None,
        )


def _kind_counts(questions: int) -> Mapping[Kind, int]:
    total = sum(SHARES.values())
    counts = {kind: questions * share // total for kind, share in SHARES.items()}
    for kind in [*SHARES][: questions - sum(counts.values())]:
        counts[kind] += 1
    return counts


def _with_kinds(specs: list[Spec], rng: random.Random) -> list[Spec]:
    """Gives out the kinds: gaps to the bugs that are likeliest to be asked about so at all."""
    counts = _kind_counts(len(specs))
    bugs = sorted((spec for spec in specs if spec.mutator), key=lambda each: lot(each.key))
    gaps = bugs[: counts[Kind.BLANK]]
    others = [spec for spec in specs if spec not in gaps]
    kinds = [kind for kind, count in counts.items() for _ in range(count) if kind is not Kind.BLANK]
    kinds += [Kind.SPOT] * (len(others) - len(kinds))
    rng.shuffle(kinds)
    return [
        *(replace(spec, kind=Kind.BLANK) for spec in gaps),
        *(replace(spec, kind=kind) for spec, kind in zip(others, kinds, strict=True)),
    ]


def _in_order(specs: list[Spec], rng: random.Random) -> list[Spec]:
    """Shuffled, but not one snippet twice in a row where that can be helped."""
    left = list(specs)
    rng.shuffle(left)
    ordered: list[Spec] = []
    while left:
        last = ordered[-1].snippet if ordered else None
        others = [spec for spec in left if spec.snippet != last] or left
        # What makes up half of what is left must come now, or it will be among itself at the end.
        often, count = Counter(spec.snippet for spec in left).most_common(1)[0]
        if often != last and 2 * count > len(left):
            others = [spec for spec in others if spec.snippet == often]
        ordered.append(others[0])
        left.remove(others[0])
    return ordered
