"""Several workers at once: the order of work, an end in the middle, and an engine that is blind."""

import subprocess
import sys
import threading
from io import StringIO

import pytest
from rich.console import Console

from trainer.decks.evidence import evidence_path
from trainer.decks.memo import Memo
from trainer.errors import WorkerError
from trainer.model import Ending, Outcome
from trainer.runtime import canary
from trainer.runtime.canary import CANARY_MUTANTS, check_canary
from trainer.runtime.runs import Runs
from trainer.verify.command import Options, run_verify
from trainer.verify.plan import Planner
from trainer.verify.pool import default_jobs, verify_all
from trainer.verify.progress import Live

PASSED = Outcome(Ending.PASSED, 1.0)
RAISED = Outcome(
    Ending.RAISED, 0.1, exception="NameError", bases=("NameError",), message="no", statement=0
)


class Fake:
    """A worker without Spark: what it is asked to run breaks as declared, unless told else."""

    def __init__(self, ran, meet=None, fails_at=None):
        self.ran, self.meet, self.fails_at = ran, meet, fails_at
        self.ended = threading.Event()
        self.stopped = False

    def start(self):
        if self.fails_at == "start":
            raise WorkerError("it does not start")

    def stop(self):
        self.stopped = True

    def abandon(self):
        self.ended.set()

    def run(self, snippet, mutants, seen=lambda id_, outcome: None):
        self.ran.append(snippet.name)
        if self.meet is not None:
            self.meet.wait(10)
        if self.fails_at == snippet.name:
            raise WorkerError("it broke down")
        if self.fails_at is not None and self.ended.wait(10):
            raise WorkerError("ended")
        for mutant in mutants:
            seen(mutant.id, RAISED)
        return Runs({}, PASSED, {mutant.id: RAISED for mutant in mutants})


@pytest.fixture
def deck(write_deck, texts):
    snippet, mutator = texts
    return write_deck(
        {name: snippet() for name in ("a", "b", "c")},
        {"total-wrong": mutator("total-wrong", "total", "undefined")},
    )


@pytest.fixture
def verified(deck, tmp_path):
    """Verifies the deck with given workers; the works by name, the events and the time spent."""
    planner = Planner(deck, Memo(tmp_path / "memo.json"))
    works = [planner.work(snippet) for snippet in planner.snippets]
    told = []

    def verify(workers, repeat=1):
        waiting = list(workers)
        return verify_all(
            works,
            planner.breaks(works),
            lambda: waiting.pop(0),
            len(workers),
            repeat,
            Live(Console(file=StringIO()), works, len(workers)),
            lambda work, found: told.append(work.snippet.name),
        )

    verify.told = told
    return verify


def has_evidence(deck):
    return {path.stem for path in deck.snippet_paths() if evidence_path(path).exists()}


def test_workers_share_the_snippets_at_the_same_time(deck, verified):
    ran = []
    meet = threading.Barrier(3)  # none of three goes on before all are under way
    workers = [Fake(ran, meet) for _ in range(3)]
    spent = verified(workers)
    assert sorted(ran) == sorted(verified.told) == ["a", "b", "c"]
    assert has_evidence(deck) == {"a", "b", "c"}
    assert all(worker.stopped for worker in workers)
    assert {each.snippet for each in spent if each.snippet} == {"a", "b", "c"}


def test_what_was_verified_before_another_worker_broke_down_is_kept(deck, verified):
    ran = []
    good, bad = Fake(ran), Fake(ran, fails_at="start")
    with pytest.raises(WorkerError, match="it does not start"):
        verified([good, bad])
    assert good.stopped
    assert bad.stopped
    assert has_evidence(deck) == set(verified.told)


def test_a_snippet_whose_worker_breaks_down_gets_no_evidence(deck, verified):
    with pytest.raises(WorkerError, match="it broke down"):
        verified([Fake([], fails_at="a")])
    assert has_evidence(deck) == set()


def test_there_is_always_one_job(monkeypatch):
    monkeypatch.setattr("trainer.verify.pool.WORKER_MEMORY", 2**60)
    assert default_jobs() == 1


GOOD = {
    "passes": PASSED,
    "raises": Outcome(Ending.RAISED, 0.1, exception="AnalysisException", line=3),
    "fails its check": Outcome(Ending.CHECK_FAILED, 0.1, exception="AssertionError"),
}


def test_the_canary_is_content_with_what_it_expects():
    assert set(GOOD) == set(CANARY_MUTANTS)
    assert check_canary(PASSED, GOOD) == ""


@pytest.mark.parametrize(
    ("baseline", "change"),
    [
        (GOOD["raises"], {}),
        (Outcome(Ending.TIMEOUT, 9.0, message="still running"), {}),
        (PASSED, {"passes": GOOD["raises"]}),
        (PASSED, {"raises": PASSED}),
        (PASSED, {"raises": Outcome(Ending.RAISED, 0.1, exception="NameError", line=3)}),
        (PASSED, {"raises": Outcome(Ending.RAISED, 0.1, exception="AnalysisException", line=2)}),
        (PASSED, {"fails its check": PASSED}),
        (PASSED, {"fails its check": Outcome(Ending.DIED, 0.1)}),
    ],
)
def test_an_engine_that_sees_anything_else_is_not_trusted(baseline, change):
    said = check_canary(baseline, {**GOOD, **change})
    assert "cannot be trusted" in said
    assert "trainer doctor" in said


def test_an_outcome_that_is_missing_is_not_trusted():
    assert check_canary(PASSED, {id_: GOOD[id_] for id_ in ("passes", "raises")})


@pytest.mark.engine
def test_with_a_canary_that_is_not_as_expected_nothing_is_recorded(deck, monkeypatch):
    expected = {**canary._EXPECTED, "raises": (Ending.PASSED, None, None)}
    monkeypatch.setattr(canary, "_EXPECTED", expected)
    with pytest.raises(WorkerError, match="cannot be trusted"):
        run_verify(deck, (), Options(jobs=1))
    assert has_evidence(deck) == set()


def test_a_reader_that_is_gone_is_no_traceback(deck):
    """As in `trainer check --json | head -1`."""
    for path in deck.snippet_paths():
        path.write_text("nothing")
    process = subprocess.Popen(
        [sys.executable, "-m", "trainer", "--deck", str(deck.root), "verify", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.close()
    said = process.stderr.read()
    process.wait(60)
    assert "Traceback" not in said, said
