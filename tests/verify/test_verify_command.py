"""`trainer verify` and `trainer show`, as a user calls them, on real Spark and MLflow."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from trainer.decks.deck import Deck, find_deck
from trainer.decks.evidence import evidence_path, read_evidence
from trainer.model import Verdict

pytestmark = pytest.mark.engine


def trainer(deck, *arguments, **kwargs):
    return subprocess.run(
        [sys.executable, "-m", "trainer", "--deck", str(deck.root), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        **kwargs,
    )


@pytest.fixture
def deck_of_all_verdicts(write_deck, texts, tmp_path):
    """A deck whose mutants come to every verdict that a machine can give."""
    snippet, mutator = texts
    code = "first = 1\nsecond = 2\nthird = 3\nfourth = 4\nfifth = 5\nsixth = 6"
    check = "assert fourth == 4, 'the fourth is wrong'"
    flag = tmp_path / "flag"

    def value(id_, old, new, breaks):
        body = f"if node.value == '{old}':\n            yield cst.parse_expression({new!r})"
        return mutator(id_, old, new, node="Integer", breaks=breaks, body=body)

    flaky = f"open('{flag}', 'x') and 1 / 0"
    return write_deck(
        {
            "small": snippet(code=code, check=check, given=""),
            "broken": snippet(code=code.replace("6", "undefined"), check=check),
            "elsewhere": snippet(code=code, check=check, requires='["no_such_module"]'),
        },
        {
            "raises": value("raises", "1", "1 / 0", 'Raises("ZeroDivisionError", "by zero")'),
            "lives": value("lives", "2", "22", 'Raises("ValueError")'),
            "otherwise": value("otherwise", "3", "3 / 0", 'Raises("TypeError")'),
            "silent": value("silent", "4", "44", 'FailsCheck(match="fourth")'),
            "hangs": value("hangs", "5", "__import__('time').sleep(60)", 'Raises("ValueError")'),
            "wavers": value("wavers", "6", flaky, 'Raises("FileExistsError")'),
        },
    )


def test_every_verdict_is_told_apart_and_reported(deck_of_all_verdicts):
    deck = deck_of_all_verdicts
    result = trainer(deck, "verify", "--timeout", "3")
    assert result.returncode == 1, result.stderr
    path = deck.root / "snippets/spark_ml/small.py"
    evidence = read_evidence(evidence_path(path))
    assert {proof.mutator: proof.verdict for proof in evidence.mutants} == {
        "raises": Verdict.CONFIRMED,
        "lives": Verdict.SURVIVED,
        "otherwise": Verdict.WRONG_FAILURE,
        "silent": Verdict.CONFIRMED,
        "hangs": Verdict.TIMEOUT,
        "wavers": Verdict.FLAKY,
    }
    broken = read_evidence(evidence_path(path.with_name("broken.py")))
    assert broken.baseline.verdict is Verdict.BASELINE_FAILED
    assert "undefined" in broken.baseline.message
    assert broken.mutants == ()
    for text in (
        "small/lives/1: survived",
        "declared: raises TypeError",
        "seen:     ZeroDivisionError in line 3: division by zero",
        "broken: baseline-failed",
        "elsewhere: not-run: no_such_module is not installed",
        "2 confirmed",
    ):
        assert text in result.stdout
    assert "small/raises/1" not in result.stdout

    shown = trainer(deck, "show", "small/otherwise/1")
    assert shown.returncode == 0
    for text in ("3 - third = 3", "3 + third = 3 / 0", "wrong-failure", 'File "<snippet>", line 3'):
        assert text in shown.stdout


def test_a_real_snippet_is_proven_once_and_again_without_a_changed_byte(tmp_path):
    built_in = find_deck()
    deck = Deck(tmp_path / "deck")
    name = "tune_with_train_validation_split"
    for path in [*built_in.mutator_paths(), *built_in.snippet_paths()]:
        target = deck.root / path.relative_to(built_in.root)
        if path.stem == name or "mutators" in path.parts:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    result = trainer(deck, "verify", "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0, result.stdout
    assert len(lines) > 5
    assert {line["verdict"] for line in lines[:-1]} == {"confirmed"}
    assert lines[-1]["verdicts"] == {"confirmed": len(lines) - 1}
    (path,) = deck.snippet_paths()
    first = evidence_path(path).read_bytes()

    started = time.monotonic()
    again = trainer(deck, "verify")
    assert again.returncode == 0
    assert "1 proven already" in again.stdout
    assert time.monotonic() - started < 5, "nothing has changed, so nothing may run"

    forced = trainer(deck, "verify", "--again")
    assert forced.returncode == 0
    assert evidence_path(path).read_bytes() == first


def test_ctrl_c_keeps_what_is_done_and_leaves_no_process(write_deck, texts, tmp_path):
    snippet, mutator = texts
    slow = "import time\ntime.sleep(300)\nc = 3\nd = 4\ntotal = 5\ndouble = 2"
    deck = write_deck(
        {"a_quick": snippet(), "b_slow": snippet(code=slow)},
        {"one-too-many": mutator("one-too-many", "total", "1 / 0")},
    )
    text = (deck.root / "mutators/area/one_too_many.py").read_text()
    text = text.replace('cst.Name("1 / 0")', 'cst.Name("undefined")').replace("1 / 0", "undefined")
    (deck.root / "mutators/area/one_too_many.py").write_text(text)
    process = subprocess.Popen(
        [sys.executable, "-m", "trainer", "--deck", str(deck.root), "verify"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    done = evidence_path(deck.root / "snippets/spark_ml/a_quick.py")
    deadline = time.monotonic() + 120
    while not done.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 130, output
    assert "Interrupted: 1 of 2 snippets are done and kept" in output
    assert "Traceback" not in output
    assert done.exists()
    assert not evidence_path(deck.root / "snippets/spark_ml/b_slow.py").exists()
    assert list(tmp_path.glob("trainer-*")) == []
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(tmp_path) not in listing.stdout


def test_ctrl_c_while_spark_starts_ends_at_once_even_if_pressed_twice(write_deck, texts, tmp_path):
    deck = write_deck({"small": texts[0]()}, {"a-wrong": texts[1]("a-wrong", "a", "b")})
    process = subprocess.Popen(
        [sys.executable, "-m", "trainer", "--deck", str(deck.root), "verify"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("trainer-*/jvm.log")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=8)
    assert process.returncode == 130, output
    assert "Interrupted: 0 of 1 snippets" in output
    assert "Traceback" not in output
    assert list(tmp_path.glob("trainer-*")) == []
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(tmp_path) not in listing.stdout


def test_a_name_that_is_nothing_is_wrong_usage(write_deck, texts):
    deck = write_deck({"small": texts[0]()})
    result = trainer(deck, "verify", "smal")
    assert result.returncode == 2
    assert "Did you mean small?" in result.stderr
    result = trainer(deck, "show", "small/x/1")
    assert result.returncode == 2


def test_a_mutator_that_does_not_import_leaves_its_evidence_and_the_rest_runs(write_deck, texts):
    snippet, mutator = texts
    deck = write_deck({"small": snippet()}, {"one-too-many": mutator("one-too-many", "total", "x")})
    assert trainer(deck, "verify").returncode == 0
    path = evidence_path(deck.snippet_paths()[0])
    before = path.read_bytes()
    broken = deck.mutator_paths()[0]
    broken.write_text("import nowhere_to_be_found\n" + broken.read_text())
    result = trainer(deck, "verify")
    assert result.returncode == 1
    assert "one_too_many.py:1: does not import" in result.stderr
    assert path.read_bytes() == before
