"""Combined mutants: which are made, what they change, and that the choice is steady."""

import ast
import random
from collections import Counter
from itertools import pairwise

import pytest

from trainer.model import Mutant, apply_change
from trainer.mutation.combine import MOST_PAIRS, MOST_TRIPLES, combinations
from trainer.mutation.layout import is_formatted

CODE = """\
import one
import two

first = one.make(
    alpha=1,
    beta=2,
    gamma=3,
)
second = two.make(first)
with one.run():
    third = second.fit()
    print(third)

fourth = third.best
fifth = fourth + 1
print(fifth)"""
LINES = CODE.split("\n")


def single(mutator, first, last=None, after=None, number=1):
    last = last or first
    before = "\n".join(LINES[first - 1 : last])
    return Mutant(
        "small", mutator, number, (first, last), before, after or f"{before}  # {mutator}"
    )


USUAL = [
    single("import", 1),
    single("alpha", 5),
    single("gamma", 7),
    single("call", 4, 8, "first = one.make(\n    beta=2,\n)"),
    single("second", 9),
    single("header", 10, after="with one.run(\n    nested=True,\n):"),
    single("fit", 11),
    single("print", 12, number=1),
    single("fourth", 14, after="fourth = (\n    third.worst\n)"),
    single("print", 16, number=2),
]


def parts_of(mutant, singles):
    """The single mutants that a combined one says it is made of."""
    for first in singles:
        for second in singles:
            for third in (None, *singles):
                parts = [part for part in (first, second, third) if part]
                if "+".join(part.mutator for part in parts) != mutant.mutator:
                    continue
                if applied(parts) == apply_change(CODE, mutant.span, mutant.after):
                    return parts
    raise AssertionError(f"{mutant.id} is no combination")


def applied(parts):
    code = CODE
    for part in sorted(parts, key=lambda part: part.span, reverse=True):
        code = apply_change(code, part.span, part.after)
    return code


def test_a_combined_mutant_makes_the_changes_of_its_parts_and_no_other():
    found = combinations(USUAL, CODE)
    assert [mutant.mutator.count("+") for mutant in found].count(1) == MOST_PAIRS
    assert [mutant.mutator.count("+") for mutant in found].count(2) == MOST_TRIPLES
    for mutant in found:
        parts = parts_of(mutant, USUAL)
        first, last = parts[0].span[0], parts[-1].span[1]
        assert mutant.span == (first, last)
        assert mutant.before == "\n".join(LINES[first - 1 : last])
        ast.parse(apply_change(CODE, mutant.span, mutant.after))


@pytest.mark.parametrize("seed", range(30))
def test_parts_are_of_different_mutators_in_different_statements_and_apart(seed):
    some = random.Random(seed).sample(USUAL, 6)
    for mutant in combinations(some, CODE):
        parts = parts_of(mutant, some)
        assert len({part.mutator for part in parts}) == len(parts)
        for before, after in pairwise(parts):
            assert after.span[0] >= before.span[1] + 2
        assert len([part for part in parts if 4 <= part.span[0] <= 8]) < 2


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [(1, 11, 0), (4, 7, 0), (4, 9, 0), (1, 4, 1), (1, 9, 1), (4, 11, 1), (7, 11, 1)],
)
def test_no_part_changes_the_import_of_what_another_one_uses(first, second, count):
    code = """\
import one
from two import (
    first,
    second as other,
)

@first.mark
def run(rows):
    return other(rows)

kept = one.make()"""
    lines = code.split("\n")
    mutants = [
        Mutant("small", str(line), 1, (line, line), lines[line - 1], f"{lines[line - 1]}  # new")
        for line in (first, second)
    ]
    assert len(combinations(mutants, code)) == count


def test_a_change_that_brings_in_a_name_uses_its_import():
    lines = ["import one", "", "kept = 1"]
    mutants = [
        Mutant("small", "import", 1, (1, 1), lines[0], "import two as one"),
        Mutant("small", "use", 1, (3, 3), lines[2], "kept = one.make(1)"),
    ]
    assert combinations(mutants, "\n".join(lines)) == []


def test_ids_are_unique_and_name_the_parts_in_the_order_of_their_places():
    singles = [single("a", 4), single("b", 9), single("a", 14, number=2), single("b", 16, number=2)]
    found = [mutant.id for mutant in combinations(singles, CODE)]
    assert found == ["small/a+b/1", "small/a+b/2", "small/b+a/1", "small/a+b/3"]


def test_the_order_in_which_the_mutants_come_does_not_matter():
    shuffled = random.Random(1).sample(USUAL, len(USUAL))
    assert combinations(shuffled, CODE) == combinations(USUAL, CODE)


def test_each_mutator_is_in_as_few_pairs_as_can_be():
    singles = [single("first", 4), single("second", 9), single("third", 14), single("fourth", 16)]
    pairs = [m.mutator.split("+") for m in combinations(singles, CODE) if m.mutator.count("+") == 1]
    assert Counter(name for pair in pairs for name in pair) == {
        "first": 2,
        "second": 2,
        "third": 2,
        "fourth": 2,
    }


def test_one_more_mutator_changes_few_of_the_choices():
    kept = total = 0
    for number in range(40):
        before = {mutant.id for mutant in combinations(USUAL, CODE)}
        after = {m.id for m in combinations([*USUAL, single(f"new{number}", 2)], CODE)}
        kept += len(before & after)
        total += len(before)
    assert kept / total > 0.6


def test_changes_that_do_not_parse_together_are_left_out():
    code = "a = 1\nb = 2\nc = 3"
    open_ = Mutant("small", "open", 1, (1, 1), "a = 1", "a = (1")
    close = Mutant("small", "close", 1, (3, 3), "c = 3", "c = 3")
    assert combinations([open_, close], code) == []


def test_mutants_of_one_place_make_no_combination():
    assert combinations([single("a", 5), single("b", 7)], CODE) == []
    assert combinations([single("a", 1)], CODE) == []
    assert combinations([], CODE) == []


def test_the_example_is_laid_out_as_a_snippet_is():
    assert is_formatted(f"{CODE}\n")
