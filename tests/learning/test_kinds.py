"""Every question that the built-in deck allows holds the promise: all of it was run."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.learning.gaps import has_blanks
from trainer.decks.deck import find_deck
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item, read_bank
from trainer.learning.blanks import fill
from trainer.learning.kinds import build
from trainer.learning.outcomes import RUNS, outcome_text
from trainer.learning.questions import Option, Question
from trainer.model import Proof, Verdict, apply_change

SEEDS = range(4)


@pytest.fixture(scope="module")
def real() -> Bank:
    return read_bank(find_deck())


def programs_of(bank: Bank, item: Item) -> dict[str, Proof]:
    """Every program of the snippet that was run and broke as its bug declares."""
    name, code = item.snippet.name, item.snippet.code.text
    evidence = bank.deck.evidence(item.snippet)
    assert evidence is not None
    assert evidence.baseline.verdict is None, name
    return {
        apply_change(code, proof.span, proof.after): proof
        for proof in evidence.mutants
        if proof.verdict is Verdict.CONFIRMED
    }


def questions(bank: Bank, kind: Kind) -> Iterator[tuple[Item, Question]]:
    for item in bank.items:
        for seed in SEEDS:
            question = build(bank, item, kind, "new", random.Random(seed))
            spared = kind is Kind.BLANK or (kind is Kind.SPOT and not item.asks_line)
            assert question is not None or spared, (item.id, kind)
            if question is not None:
                assert question.kind is kind
                assert question.mutator == item.mutator
                yield item, question


def assert_one_is_right(options: tuple[Option, ...], fewest: int) -> None:
    assert fewest <= len(options) <= 4
    assert sum(option.right for option in options) == 1
    assert len({" ".join(option.text.split()) for option in options}) == len(options)


def test_every_gap_is_filled_with_what_was_run_there(real: Bank) -> None:
    counts = set()
    for item, question in questions(real, Kind.BLANK):
        ran = programs_of(real, item)
        assert_one_is_right(question.options, fewest=3)
        gaps = len(question.options[0].parts)
        counts.add(gaps)
        by_the_item = 0
        for option in question.options:
            assert len(option.parts) == gaps
            assert "\n" not in option.text
            program = fill(question.code, option.parts)
            if option.right:
                assert program == item.snippet.code.text
            else:
                assert option.did == outcome_text(ran[program])
                by_the_item += item.mutator in ran[program].mutators
        assert by_the_item, item.id
        shown = [n for n, line in enumerate(question.lines, start=1) if "____" in line]
        assert question.answer_lines == range(shown[0], shown[-1] + 1)
    assert counts == {1, 2, 3}


def test_every_line_that_might_be_the_fix_was_run_there(real: Bank) -> None:
    steps = 0
    for item, question in questions(real, Kind.SPOT):
        assert_one_is_right(question.options, fewest=4)
        if not question.fixes:
            continue
        steps += 1
        assert_one_is_right(question.fixes, fewest=3)
        ran, code = programs_of(real, item), item.snippet.code.text
        right = next(option for option in question.fixes if option.right).parts[0]
        lines = right.count("\n") + 1
        starts = range(code.count("\n") - lines + 2)
        held = [n for n in starts if code.split("\n")[n : n + lines] == right.split("\n")]
        for option in question.fixes:
            made = [apply_change(code, (n + 1, n + lines), option.parts[0]) for n in held]
            if option.right:
                assert code in made
            else:
                proof = next(ran[program] for program in made if program in ran)
                assert option.did == outcome_text(proof)
    assert steps


def test_every_outcome_is_one_that_happened(real: Bank) -> None:
    happened = {outcome_text(item.proof) for item in real.items}
    for item, question in questions(real, Kind.OUTCOME):
        assert_one_is_right(question.options, fewest=3)
        texts = {option.text for option in question.options}
        assert texts - {RUNS} <= happened
        assert RUNS in texts
        right = next(option.text for option in question.options if option.right)
        assert right == outcome_text(item.proof)


def test_no_silent_outcome_of_another_program_is_beside_a_program_that_raises_nothing(
    real: Bank,
) -> None:
    quiet = [item for item in real.items if item.silent]
    for subject in [*quiet, *real.originals.values()]:
        own = {outcome_text(other.proof) for other in real.by_snippet[subject.snippet.name]}
        for seed in SEEDS:
            question = build(real, subject, Kind.OUTCOME, "new", random.Random(seed))
            assert question is not None
            said = {o.text for o in question.options if o.text.startswith("Nothing is raised")}
            assert said <= own


def test_every_bug_can_be_mended_where_programs_can_be_run(real: Bank) -> None:
    for item in real.items:
        question = build(real, item, Kind.FIX, "new", random.Random(1))
        assert question is not None
        assert question.code == item.code
        assert question.options == question.fixes == ()


def test_an_original_is_asked_about_as_a_bug_is_but_has_no_gap_and_nothing_to_mend(
    real: Bank,
) -> None:
    for original in real.originals.values():
        for kind in Kind:
            question = build(real, original, kind, "new", random.Random(1))
            assert (question is not None) == (kind in (Kind.SPOT, Kind.OUTCOME))
            assert question is None or question.is_original


def test_the_same_seed_builds_the_same_question(real: Bank) -> None:
    for item in real.items[::10]:
        for kind in Kind:
            one, other = (build(real, item, kind, "new", random.Random(7)) for _ in range(2))
            assert one == other


def test_two_in_five_bugs_can_be_asked_about_by_gaps_of_which_no_length_tells(real: Bank) -> None:
    possible = [has_blanks(real, item) for item in real.items]
    assert sum(possible) >= 0.75 * len(possible)
    asked = [build(real, item, Kind.BLANK, "new", random.Random(1)) for item in real.items]
    assert sum(question is not None for question in asked) >= 0.4 * len(asked)


def test_building_needs_nothing_that_is_slow_to_import() -> None:
    program = "import sys, trainer.learning.kinds; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not {"difflib", "libcst", "fsrs", "textual"} & set(run.stdout.split())
