"""The pytest plugin in the repository of a deck: what it collects, passes, runs and shows."""

from dataclasses import replace

import pytest

from trainer.decks.evidence import evidence_path, write_evidence
from trainer.decks.memo import Memo
from trainer.model import Baseline, Evidence, Proof, Verdict
from trainer.verify.plan import Planner

pytest_plugins = ["pytester"]

INI = "[pytest]\ntrainer_deck = {deck}\naddopts = -p no:cacheprovider\n"


@pytest.fixture
def repository(write_deck, pytester):
    """Writes a deck as the folder `deck` of its repository, which asks for the plugin."""

    def write(snippets, mutators):
        deck = write_deck(snippets, mutators)
        deck.root.rename(pytester.path / "deck")
        pytester.makefile(".ini", pytest=INI.format(deck="deck"))
        return replace(deck, root=pytester.path / "deck")

    return write


@pytest.fixture
def deck(repository, texts):
    """A deck of one snippet that two mutators change."""
    snippet, mutator = texts
    return repository(
        {"small": snippet()},
        {
            "one-too-many": mutator("one-too-many", "total", "sum"),
            "twice-wrong": mutator("twice-wrong", "double", "twice"),
        },
    )


def prove(deck, **changes):
    """Writes evidence that all is confirmed; `changes` are of the first proof."""
    planner = Planner(deck, Memo(deck.root / "memo.json"))
    for work in map(planner.work, planner.snippets):
        proofs = [
            Proof(m.id, m.mutator, Verdict.CONFIRMED, m.span, m.before, m.after, "NameError", "x",
                  1, "the traceback of the mutant", "local", 0.1)
            for m in work.mutants
        ]  # fmt: skip
        proofs[0] = replace(proofs[0], **changes)
        evidence = Evidence(
            work.content, work.environment, {}, Baseline(None, 1.0), {}, tuple(proofs)
        )
        write_evidence(evidence_path(work.snippet.path), evidence)


def collected(result):
    return [line.rpartition("::")[2] for line in result.outlines if "::" in line]


def test_each_example_snippet_and_item_is_a_test(deck, pytester):
    result = pytester.runpytest_subprocess("--collect-only", "-q")
    assert collected(result) == [
        "one-too-many/applies[0]",
        "one-too-many/applies[1]",
        "one-too-many/leaves[0]",
        "twice-wrong/applies[0]",
        "twice-wrong/applies[1]",
        "twice-wrong/leaves[0]",
        "small",
        "small/one-too-many/1",
        "small/one-too-many/2",
        "small/twice-wrong/1",
        "small/twice-wrong/2",
        *collected(result)[11:],
    ]
    # What is left are combined items.
    assert all("+" in name for name in collected(result)[11:])


def test_without_the_option_a_deck_is_left_alone(deck, pytester):
    pytester.makefile(".ini", pytest="[pytest]\n")
    result = pytester.runpytest_subprocess("--collect-only", "-q")
    assert collected(result) == []


def test_a_folder_that_is_no_deck_is_told(deck, pytester):
    pytester.makefile(".ini", pytest=INI.format(deck="elsewhere"))
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*trainer_deck = elsewhere: there is no folder*"])


def test_what_fresh_evidence_proves_passes_without_a_worker(deck, pytester):
    prove(deck)
    pytester.makeconftest("from trainer.runtime import engine\n\nengine.Engine = None\n")
    result = pytester.runpytest_subprocess("-q")
    assert result.ret == 0, result.outlines
    assert "failed" not in result.outlines[-1]


def test_a_file_that_is_named_is_collected_as_a_deck_and_not_as_a_module(deck, pytester):
    result = pytester.runpytest_subprocess(
        "--collect-only", "-q", "deck/snippets/spark_ml/small.py"
    )
    assert collected(result)[0] == "small"
    assert not any("Error" in line for line in result.outlines)


def test_an_item_is_chosen_by_its_id(deck, pytester):
    prove(deck)
    result = pytester.runpytest_subprocess("-v", "-k", "small/twice-wrong/1")
    assert result.parseoutcomes()["passed"] == 1
    result.stdout.fnmatch_lines(["*::small/twice-wrong/1 PASSED*"])


def test_a_recorded_verdict_other_than_confirmed_fails_with_diff_and_traceback(deck, pytester):
    prove(deck, verdict=Verdict.WRONG_FAILURE)
    result = pytester.runpytest_subprocess("-q", "-k", "small/one-too-many/1")
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(
        [
            "*small.py:13",
            "  1 - total = 1",
            "  1 + sum = 1",
            "verdict: wrong-failure",
            "declared: raises NameError",
            "seen: the traceback of the mutant",
        ]
    )
    assert not any("pytest_plugin.py" in line for line in result.outlines)


def test_an_example_that_does_not_hold_fails_alone(deck, pytester):
    path = deck.root / "mutators/area/one_too_many.py"
    path.write_text(path.read_text().replace('"sum  # again"', '"num  # again"'))
    result = pytester.runpytest_subprocess("-q", "-k", "one-too-many and (applies or leaves)")
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["*example applies[[]1[]] gives:*", "sum  # again"])


def test_a_file_with_blanks_fails_with_what_to_fill_in(deck, pytester):
    path = deck.root / "mutators/area/one_too_many.py"
    path.write_text(path.read_text().replace("Counting begins at zero.", "TODO(principle): true"))
    result = pytester.runpytest_subprocess("-q", "-x")
    assert result.parseoutcomes() == {"failed": 1}
    result.stdout.fnmatch_lines(["*one_too_many.py:11: fill in: principle. True."])


def test_asked_to_run_again_it_needs_a_worker_for_what_is_proven(deck, pytester):
    prove(deck)
    pytester.makeconftest("from trainer.runtime import engine\n\nengine.Engine = None\n")
    result = pytester.runpytest_subprocess("-q", "--trainer-again", "-k", "small/twice-wrong/1")
    assert result.parseoutcomes()["failed"] == 1


@pytest.mark.engine
def test_what_is_not_proven_is_run_in_one_warm_worker(repository, texts, pytester):
    snippet, mutator = texts
    code = "total = 1\ndouble = total * 2\nlast = double\na = 1\nb = 2"
    deck = repository(
        {"small": snippet(code=code), "broken": snippet(code=code, check="assert double == 3")},
        {
            "one-too-many": mutator("one-too-many", "total", "sum", breaks='Raises("NameError")'),
            "b-for-c": mutator("b-for-c", "b", "c"),
        },
    )
    result = pytester.runpytest_subprocess("-q", "deck/snippets", timeout=300)
    text = "\n".join(result.outlines)
    # Writing `c` for `b` breaks nothing.
    assert "small/b-for-c/1" in text
    assert "verdict: survived" in text
    assert "verdict: baseline-failed" in text
    assert "small/one-too-many/1" not in text
    assert not list(deck.root.rglob("*.evidence.json"))
