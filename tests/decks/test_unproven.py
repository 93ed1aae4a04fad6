"""What a deck says of evidence that proves nothing."""

from dataclasses import replace

import pytest

from trainer.decks.evidence import evidence_path, write_evidence
from trainer.decks.keys import content_key
from trainer.decks.proven import unproven
from trainer.model import Baseline, Evidence, Proof, Verdict


@pytest.fixture
def deck(write_deck, texts):
    mutators = {"total-wrong": ("total", "sum"), "double-wrong": ("double", "twice")}
    return write_deck(
        {"small": texts[0]()}, {id_: texts[1](id_, *names) for id_, names in mutators.items()}
    )


@pytest.fixture
def told(deck):
    """Records evidence with changes and returns what is told of it."""

    def told(**changes):
        snippet = deck.snippets()[0][0]
        evidence = Evidence(
            content=content_key(snippet, deck.mutator_paths()),
            environment="",
            versions={},
            baseline=Baseline(None, 1.0),
            given={},
            mutants=(proof("total-wrong"), proof("double-wrong")),
        )
        write_evidence(evidence_path(snippet.path), replace(evidence, **changes))
        return [problem.message for problem in unproven(deck)]

    return told


def proof(mutator, verdict=Verdict.CONFIRMED):
    return Proof(
        f"small/{mutator}/1", mutator, verdict, (1, 1), "a", "b", "NameError", "x", 1, "t",
        "local", 0.1,
    )  # fmt: skip


def test_nothing_is_told_of_what_is_proven(told):
    assert told() == []


def test_a_failed_baseline_is_told_as_what_it_is_and_not_as_stale(told):
    baseline = Baseline(Verdict.BASELINE_FAILED, 1.0, "raised: NameError: no x\nmore")
    assert told(baseline=baseline, mutants=()) == [
        "the snippet itself: baseline-failed: raised: NameError: no x"
    ]


def test_a_combined_mutant_uses_all_of_its_mutators(told, deck):
    both = (proof("total-wrong+double-wrong"),)
    assert told(mutants=both) == []
    path = deck.mutator_path("double-wrong")
    path.write_text(path.read_text().replace('cst.Name("twice")', 'cst.Name("thrice")'))
    assert [problem.message for problem in unproven(deck)] == ["is stale."]


def test_a_combined_mutant_one_of_whose_mutators_is_gone_is_stale(told, deck):
    told(mutants=(proof("total-wrong+double-wrong"),))
    deck.mutator_path("double-wrong").unlink()
    assert [problem.message for problem in unproven(deck)] == ["is stale."]
