"""What of a deck may be asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.decks_for_tests import BUGS, prove, snippet_path, write_mutator
from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path
from trainer.learning.bank import Bank, Item, read_bank
from trainer.model import Baseline, Verdict


def item_of(bank: Bank, name: str) -> Item:
    return next(item for item in bank.items if item.id.startswith(name))


def test_only_confirmed_mutants_are_in_the_bank(bank: Bank) -> None:
    confirmed = {bug.mutator for bug in BUGS if bug.verdict is Verdict.CONFIRMED}
    assert {item.mutator for item in bank.items} == confirmed
    assert "seed-left-out" not in bank.by_mutator
    assert bank.problems == []


def test_an_item_shows_the_mutants_code_and_its_changed_line(bank: Bank) -> None:
    item = item_of(bank, "tune_pipeline/grid-without-build")
    assert item.answer_lines == range(13, 14)
    assert item.code.split("\n")[12].endswith("[0.01, 0.1])")
    assert not item.silent
    assert item.raised_elsewhere


def test_every_line_of_the_span_counts_as_found(bank: Bank) -> None:
    item = item_of(bank, "tune_pipeline/stages-out-of-order")
    longer = replace(item.proof, span=(12, 13), after="one\ntwo\nthree")
    assert replace(item, proof=longer).answer_lines == range(12, 15)


def test_a_program_is_an_original_only_if_something_of_it_is_proven(deck: Deck) -> None:
    prove(deck, "log_run", mutants=())
    bank = read_bank(deck)
    assert bank.problems == []
    assert set(bank.originals) == {"tune_pipeline", "split_and_score"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"content": "of an older program"}, "has changed since it was run"),
        ({"baseline": Baseline(Verdict.BASELINE_FAILED, 1.0)}, "did not pass"),
    ],
)
def test_evidence_that_proves_nothing_leaves_its_snippet_out(
    deck: Deck, changes: dict[str, object], words: str
) -> None:
    prove(deck, "log_run", **changes)
    bank = read_bank(deck)
    assert "log_run" not in bank.originals
    assert "tune_pipeline" in bank.originals
    [problem] = bank.problems
    assert words in str(problem)
    assert "trainer verify log_run" in str(problem)


def test_a_snippet_without_evidence_is_left_out_and_named(deck: Deck) -> None:
    evidence_path(snippet_path(deck, "log_run")).unlink()
    bank = read_bank(deck)
    assert "log_run" not in bank.by_snippet
    assert [problem.path.name for problem in bank.problems] == ["log_run.py"]


def test_damaged_evidence_is_a_problem_and_the_rest_works(deck: Deck) -> None:
    path = evidence_path(snippet_path(deck, "log_run"))
    path.write_text("{ not JSON")
    bank = read_bank(deck)
    assert [problem.path for problem in bank.problems] == [path]
    assert set(bank.by_snippet) == {"tune_pipeline", "split_and_score"}
    assert path.read_text() == "{ not JSON"


def test_a_damaged_snippet_is_a_problem_and_the_rest_works(deck: Deck) -> None:
    snippet_path(deck, "log_run").write_text("no header\n")
    bank = read_bank(deck)
    assert len(bank.problems) == 1
    assert set(bank.by_snippet) == {"tune_pipeline", "split_and_score"}


def test_an_idea_is_read_when_it_is_asked_for(deck: Deck, bank: Bank) -> None:
    idea = bank.idea("grid-without-build")
    assert idea is not None
    assert idea.hint.startswith("What does each call")


def test_a_damaged_idea_is_told_once(deck: Deck, bank: Bank) -> None:
    path = deck.mutator_path("grid-without-build")
    assert path is not None
    path.write_text("class Broken(")
    assert bank.idea("grid-without-build") is None
    assert bank.idea("grid-without-build") is None
    assert [problem.path for problem in bank.problems] == [path]


def test_an_idea_whose_file_is_gone_is_a_problem(deck: Deck) -> None:
    bank = read_bank(Deck(deck.root, sealed=True))
    path = deck.mutator_path("grid-without-build")
    assert path is not None
    path.unlink()
    assert bank.idea("grid-without-build") is None
    assert "grid-without-build" in str(bank.problems[0])
    write_mutator(deck, "grid-without-build")
