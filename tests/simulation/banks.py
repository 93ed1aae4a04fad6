"""Banks of made-up ideas, in memory, for artificial learners."""

from __future__ import annotations

import random
from pathlib import Path

from trainer.decks.deck import Deck
from trainer.learning.bank import Bank, Item, Original
from trainer.model import DOMAINS, Cell, Idea, Proof, Snippet, Verdict

PROGRAM_LINES = 12
IDEAS_IN_A_PROGRAM, IDEAS_ON_A_LINE = 6, 3
"""Three on a line: enough was tried there for a question with a gap."""


class SyntheticBank(Bank):
    """A bank whose ideas have no files."""

    def idea(self, mutator: str) -> Idea | None:
        text = f"What {mutator} is about."
        return Idea(mutator, Path(f"{mutator}.py"), mutator, text, text, text, "")


def make_bank(rng: random.Random, ideas: int, programs_of_an_idea: int = 3) -> SyntheticBank:
    """A bank of ideas that are spread over the domains, each in several programs."""
    domains = list(DOMAINS)
    own = {domain: [f"idea-{n}" for n in range(ideas) if domains[n % 4] == domain]
           for domain in domains}  # fmt: skip
    items, originals = [], []
    for domain, mutators in own.items():
        for turn in range(programs_of_an_idea):
            rng.shuffle(mutators)
            for start in range(0, len(mutators), IDEAS_IN_A_PROGRAM):
                used = mutators[start : start + IDEAS_IN_A_PROGRAM]
                snippet = _snippet(f"{domain.replace('-', '_')}_{turn}_{start}", domain)
                items += _items(snippet, used, rng)
                originals.append(Original(snippet, {}))
    return SyntheticBank(Deck(Path("no-deck"), sealed=True), items, originals)


def _snippet(name: str, domain: str) -> Snippet:
    code = "\n".join(f"value_{n} = source.{name}_{n}(table)" for n in range(1, PROGRAM_LINES + 1))
    check = "\n".join(f"assert value_{n}, 'value_{n} is wrong'" for n in range(1, 3))
    return Snippet(
        name,
        Path(f"{name}.py"),
        name,
        domain,
        ("develop-a-training-pipeline",),
        "",
        (),
        Cell("", 1),
        Cell(code, 1),
        Cell(check, 1),
    )


def _items(snippet: Snippet, mutators: list[str], rng: random.Random) -> list[Item]:
    lines = snippet.code.text.split("\n")
    places = rng.sample(range(1, PROGRAM_LINES + 1), -(-len(mutators) // IDEAS_ON_A_LINE))
    items = []
    for number, mutator in enumerate(mutators):
        line = places[number // IDEAS_ON_A_LINE]
        before = lines[line - 1]
        broken = mutator.replace("-", "_")
        proof = Proof(
            f"{snippet.name}/{mutator}/1",
            mutator,
            Verdict.CONFIRMED,
            (line, line),
            before,
            before.replace(f"{snippet.name}_{line}", broken),
            "AttributeError",
            f"source has no attribute {broken}",
            line,
            "",
            "local",
            0.1,
        )
        items.append(Item(snippet, proof, {}))
    return items
