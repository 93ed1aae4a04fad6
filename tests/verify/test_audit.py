"""The audit: what counts as a disagreement, what a sample holds, what is run and in what way."""

import threading
from collections import Counter
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path

import pytest

from trainer.model import (
    Cell,
    Ending,
    FailsCheck,
    Mutant,
    Outcome,
    Proof,
    Raises,
    Snippet,
    Verdict,
)
from trainer.verify import audit as audit_module
from trainer.verify.audit import Disagreement, audit, compare, sample

TRACE = (
    'Traceback (most recent call last):\n  File "<snippet>", line 2, in <module>\n    a.b\nX: no'
)
BREAKS = Raises("AttributeError", match="no attribute")
PROOF = Proof(
    id="small/rule/1",
    mutator="rule",
    verdict=Verdict.CONFIRMED,
    span=(2, 2),
    before="a.c",
    after="a.b",
    exception="AttributeError",
    message="no attribute b",
    line=2,
    traceback=TRACE,
    ran_on="local",
    seconds=0.1,
)
OUTCOME = Outcome(
    Ending.RAISED,
    9.0,
    exception="AttributeError",
    bases=("AttributeError", "Exception"),
    message="no attribute b",
    full_message="no attribute b at 0x123",
    line=2,
    traceback=TRACE,
)


def test_a_fresh_run_that_says_the_same_is_no_disagreement():
    assert compare(PROOF, [BREAKS], OUTCOME) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"exception": "KeyError"}, ("exception", "AttributeError", "KeyError")),
        ({"message": "no attribute c"}, ("message", "no attribute b", "no attribute c")),
        ({"line": None}, ("line", "2", "none")),
        ({"bases": ("KeyError", "Exception")}, ("verdict", "confirmed", "wrong-failure")),
        (
            {"traceback": TRACE.replace("line 2", "line 1")},
            (
                "frames",
                'File "<snippet>", line 2, in <module>',
                'File "<snippet>", line 1, in <module>',
            ),
        ),
    ],
)
def test_each_thing_that_differs_is_told(change, told):
    found = compare(PROOF, [BREAKS], replace(OUTCOME, **change))
    assert found == [Disagreement("small/rule/1", *told)]


def test_a_mutant_that_passes_fresh_disagrees_on_its_verdict():
    found = compare(PROOF, [BREAKS], Outcome(Ending.PASSED, 9.0))
    assert found[0] == Disagreement("small/rule/1", "verdict", "confirmed", "survived")
    assert [each.what for each in found] == ["verdict", "exception", "message", "line", "frames"]


def test_a_failing_check_is_judged_by_its_own_declaration():
    proof = replace(PROOF, exception="AssertionError", message="is wrong", line=None)
    outcome = replace(
        OUTCOME,
        ending=Ending.CHECK_FAILED,
        exception="AssertionError",
        message="is wrong",
        line=None,
    )
    assert compare(proof, [FailsCheck()], outcome) == []
    (found,) = compare(proof, [FailsCheck("other")], outcome)
    assert found.what == "verdict"


def test_of_two_timeouts_the_limits_are_not_compared():
    nothing = {"exception": None, "line": None, "traceback": None}
    proof = replace(PROOF, verdict=Verdict.TIMEOUT, message="still running after 5 s", **nothing)
    outcome = Outcome(Ending.TIMEOUT, 60.0, message="still running after 60 s")
    assert compare(proof, [BREAKS], outcome) == []
    (*_, found) = compare(proof, [BREAKS], Outcome(Ending.DIED, 1.0, message="status -9"))
    assert found.what == "message"


IDS = [f"s{s}/m{m}/{n}" for s in range(6) for m in range(s % 3 + 2) for n in (1, 2)]


def test_a_sample_is_all_where_no_count_is_given():
    assert sample(IDS, None, "") == sample(IDS, len(IDS) + 1, "") == IDS


@pytest.mark.parametrize("count", [0, 1, 5, 6, 7, 20, len(IDS) - 1])
@pytest.mark.parametrize("seed", ["a", "b"])
def test_a_sample_holds_what_was_asked_for_spread_over_snippets(count, seed):
    found = sample(IDS, count, seed)
    assert len(set(found)) == len(found) == count
    assert found == [id_ for id_ in IDS if id_ in found]
    assert len({id_.split("/")[0] for id_ in found}) == min(count, 6)


def test_a_sample_takes_each_mutator_before_it_takes_one_twice():
    ids = [f"s{s}/m{m}/1" for s in range(4) for m in range(4)]
    for seed in "abcd":
        assert set(Counter(id_.split("/")[1] for id_ in sample(ids, 4, seed)).values()) == {1}


def test_a_sample_follows_from_its_seed():
    assert sample(IDS, 10, "a") == sample(IDS, 10, "a")
    assert sample(IDS, 10, "a") != sample(IDS, 10, "b")


def _snippet(name):
    return Snippet(
        name,
        Path(f"{name}.py"),
        "Small",
        "spark-ml",
        (),
        "https://example.org",
        (),
        given=Cell("a = 1", 1),
        code=Cell("a\na.c", 4),
        check=Cell("assert a", 9),
    )


def _work(names, mutants):
    """As many mutants of each snippet, all recorded as `PROOF` is."""
    work = []
    for name in names:
        proofs = [replace(PROOF, id=f"{name}/rule/{n}") for n in range(1, mutants + 1)]
        work.append(
            (
                _snippet(name),
                [
                    (Mutant(name, "rule", n, (2, 2), "a.c", f"a.b{n}"), proof, [BREAKS])
                    for n, proof in enumerate(proofs, 1)
                ],
            )
        )
    return work


@pytest.fixture
def answer(monkeypatch):
    """Makes a function stand in for the fresh process."""
    return lambda fake: monkeypatch.setattr(audit_module, "run_fresh", fake)


def test_mutants_and_the_snippets_they_come_from_are_run(answer, tmp_path):
    ran, seen = [], []

    def fake(cells, cache, seconds, stop):
        ran.append(cells.code)
        assert (cells.given, cells.check, cache, seconds) == ("a = 1", "assert a", tmp_path, 7)
        if cells.code == "a\na.c":
            return Outcome(Ending.PASSED, 1.0), {}
        return (replace(OUTCOME, line=1) if cells.code == "a\na.b2" else OUTCOME), {}

    answer(fake)
    found = audit(
        _work(["one", "two"], 2), tmp_path, 2, 7, None, "", lambda id_, *_: seen.append(id_)
    )
    assert sorted(ran) == sorted(["a\na.c", "a\na.b1", "a\na.b2"] * 2)
    ids = ["one", "one/rule/1", "one/rule/2", "two", "two/rule/1", "two/rule/2"]
    assert sorted(seen) == ids
    assert sorted((each.id, each.what) for each in found) == [
        ("one/rule/2", "line"),
        ("two/rule/2", "line"),
    ]


def test_a_snippet_of_which_nothing_is_sampled_is_not_run(answer, tmp_path):
    seen = []
    answer(lambda *_: (OUTCOME, {}))
    found = audit(
        _work(["one", "two", "three"], 2), tmp_path, 1, 7, 1, "x", lambda *told: seen.append(told)
    )
    assert len(seen) == 2
    (baseline,) = found  # the outcome that is right for a mutant is wrong for its snippet
    assert (baseline.what, baseline.fast) == ("baseline", "passed")
    assert baseline.fresh == "raised: AttributeError: no attribute b"


def test_an_interrupt_stops_what_runs_and_drops_the_rest(answer, tmp_path):
    began, stopped = [], []
    running = threading.Event()

    def fake(cells, cache, seconds, stop):
        began.append(cells.code)
        if len(began) == 1:
            running.wait(10)
            return Outcome(Ending.PASSED, 1.0), {}
        running.set()
        assert stop.wait(10)
        stopped.append(cells.code)
        raise CancelledError

    def interrupt(*_):
        raise KeyboardInterrupt

    answer(fake)
    with pytest.raises(KeyboardInterrupt):
        audit(_work(["one"], 9), tmp_path, 2, 7, None, "", interrupt)
    assert 1 <= len(stopped) <= 2
    assert len(began) <= 3


@pytest.mark.engine
def test_a_real_fresh_run_confirms_a_true_proof_and_contradicts_a_false_one(tmp_path):
    message = "'int' object has no attribute 'b1'"
    trace = (
        'Traceback (most recent call last):\n  File "<snippet>", line 2, in <module>\n'
        f"    a.b1\nAttributeError: {message}"
    )
    ((snippet, ((mutant, proof, breaks),)),) = _work(["one"], 1)
    snippet = replace(snippet, code=Cell("a\na.real", 4))
    proof = replace(proof, message=message, traceback=trace)
    lie = replace(proof, id="one/rule/2", exception="TypeError")
    work = [(snippet, [(mutant, proof, breaks), (replace(mutant, number=2), lie, breaks)])]
    found = audit(work, tmp_path, 1, 30, None, "", lambda *_: None)
    assert found == [Disagreement("one/rule/2", "exception", "TypeError", "AttributeError")]
