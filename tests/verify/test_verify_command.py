"""`trainer verify` and `trainer show`, as a user calls them, on real Spark and MLflow."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from click.testing import CliRunner

from trainer.cli import main
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


def start(deck, place, *arguments):
    """Starts a verification whose temporary files are in `place`."""
    return subprocess.Popen(
        [sys.executable, "-m", "trainer", "--deck", str(deck.root), "verify", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TMPDIR": str(place)},
    )


def is_clean(place):
    """Whether neither files nor processes of a verification are left."""
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return str(place) not in listing.stdout and list(place.glob("trainer-*")) == []


def value(mutator, id_, old, new, breaks):
    """A mutator that writes `new` for the number `old`."""
    body = f"if node.value == '{old}':\n            yield cst.parse_expression({new!r})"
    return mutator(id_, old, new, node="Integer", breaks=breaks, body=body)


def verdicts(path):
    """The verdicts of a snippet's single mutants by their mutators."""
    evidence = read_evidence(evidence_path(path))
    return {p.mutator: p.verdict for p in evidence.mutants if "+" not in p.mutator}


@pytest.fixture
def deck_of_all_verdicts(write_deck, texts, tmp_path):
    """A deck whose mutants come to every verdict that a machine can give."""
    snippet, mutator = texts
    code = "first = 1\nsecond = 2\nthird = 3\nfourth = 4\nfifth = 5\nsixth = 6"
    check = "assert fourth == 4, 'the fourth is wrong'"
    flag = tmp_path / "flag"

    def of(id_, *rest):
        return value(mutator, id_, *rest)

    flaky = f"open('{flag}', 'x') and 1 / 0"
    return write_deck(
        {
            "small": snippet(code=code, check=check, given=""),
            "broken": snippet(code=code.replace("6", "undefined"), check=check),
            "elsewhere": snippet(code=code, check=check, requires='["no_such_module"]'),
        },
        {
            "raises": of("raises", "1", "1 / 0", 'Raises("ZeroDivisionError", "by zero")'),
            "lives": of("lives", "2", "22", 'Raises("ValueError")'),
            "otherwise": of("otherwise", "3", "3 / 0", 'Raises("TypeError")'),
            "silent": of("silent", "4", "44", 'FailsCheck(match="fourth")'),
            "hangs": of("hangs", "5", "__import__('time').sleep(60)", 'Raises("ValueError")'),
            "wavers": of("wavers", "6", flaky, 'Raises("FileExistsError")'),
        },
    )


def test_every_verdict_is_told_apart_and_reported(deck_of_all_verdicts):
    deck = deck_of_all_verdicts
    page = deck.root.parent / "page.html"
    wide = {**os.environ, "COLUMNS": "200"}
    result = trainer(deck, "verify", "--timeout", "2", "--report", str(page), env=wide)
    assert result.returncode == 1, result.stderr
    path = deck.root / "snippets/spark_ml/small.py"
    assert verdicts(path) == {
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
        "3 - third = 3",
        "3 + third = 3 / 0",
        "declared: raises TypeError",
        "seen:     ZeroDivisionError in line 3: division by zero",
        "broken: baseline-failed",
        "elsewhere: not-run: no_such_module is not installed",
    ):
        assert text in result.stdout
    assert "small/raises/1" not in result.stdout
    told = page.read_text()
    for proof in read_evidence(evidence_path(path)).mutants:
        assert proof.id in told

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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_keeps_what_is_done_and_leaves_no_process(
    number, write_deck, texts, tmp_path
):
    snippet, mutator = texts
    slow = "import time\ntime.sleep(300)\nc = 3\nd = 4\ntotal = 5\ndouble = 2"
    deck = write_deck(
        {"a_quick": snippet(), "b_slow": snippet(code=slow)},
        {"total-wrong": mutator("total-wrong", "total", "undefined")},
    )
    process = start(deck, tmp_path, "--jobs", "2")
    done = evidence_path(deck.root / "snippets/spark_ml/a_quick.py")
    deadline = time.monotonic() + 120
    while not done.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 130, output
    assert "Interrupted: 1 of 2 snippets are done and kept" in output
    assert "Traceback" not in output
    assert read_evidence(done).mutants
    folder = done.parent
    assert {path.name for path in folder.iterdir()} == {"a_quick.py", done.name, "b_slow.py"}
    assert is_clean(tmp_path)


def test_ctrl_c_while_spark_starts_ends_at_once_even_if_pressed_twice(write_deck, texts, tmp_path):
    deck = write_deck({"small": texts[0]()}, {"a-wrong": texts[1]("a-wrong", "a", "b")})
    process = start(deck, tmp_path)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("trainer-*/jvm.log")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=8)
    assert process.returncode == 130, output
    assert "Interrupted: 0 of 1 snippets" in output
    assert "Traceback" not in output
    assert is_clean(tmp_path)


@pytest.mark.parametrize("module", ["click", "trainer.verify.command", "trainer.verify.plan"])
def test_ctrl_c_before_anything_runs_is_no_traceback(module, write_deck, texts):
    deck = write_deck({"small": texts[0]()})
    program = f"""
        import os, runpy, signal, sys

        class Interrupt:
            def find_spec(self, name, path=None, target=None):
                if name == {module!r}:
                    os.kill(os.getpid(), signal.SIGINT)

        # Who runs the tests in the background may have it ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.meta_path.insert(0, Interrupt())
        sys.argv = ["trainer", "--deck", {str(deck.root)!r}, "verify"]
        runpy.run_module("trainer", run_name="__main__")
    """
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in result.stderr
    assert result.returncode == 130


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["verify", "smal"], "Did you mean small?"),
        (["verify", "small/no-such/77"], "is no snippet, mutator or item"),
        (["verify", "small", "nothing-like-it"], "Names are those of the files"),
        (["verify", "--shard", "3/2"], "is no part of a whole"),
        (["verify", "--shard", "0/2"], "is no part of a whole"),
        (["verify", "--shard", "half"], "is no part of a whole"),
        (["verify", "--changed-since", "HEAD"], "--changed-since"),
        (["verify", "--jobs", "0"], "--jobs"),
        (["verify", "--repeat", "none"], "--repeat"),
        (["verify", "--audit=-1"], "'-1'"),
        (["merge"], "FOLDER"),
        (["merge", "nowhere"], "holds no evidence"),
        (["show", "small/x/1"], "no evidence of such an item"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(arguments, told, write_deck, texts, monkeypatch):
    deck = write_deck({"small": texts[0]()})
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(deck.root.parent))
    result = CliRunner().invoke(main, ["--deck", str(deck.root), *arguments])
    assert result.exit_code == 2, result.output
    assert told in result.stderr
    assert "Traceback" not in result.output


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


def test_several_snippets_at_once_repeated_and_streamed_as_json(write_deck, texts, tmp_path):
    snippet, mutator = texts
    flag = tmp_path / "flag"
    # As declared when it runs first, and an error of another kind the second time.
    once = f"open('{flag}', 'x') and 1 / 0"
    code = "first = 1\nsecond = 2\nthird = 3"
    deck = write_deck(
        {"one": snippet(code=code, check="pass"), "two": snippet(code="fourth = 4", check="pass")},
        {
            "raises": value(mutator, "raises", "1", "1 / 0", 'Raises("ZeroDivisionError")'),
            "kills": value(
                mutator,
                "kills",
                "2",
                "spark._jvm.java.lang.Runtime.getRuntime().halt(1)",
                'Raises("ValueError")',
            ),
            "after": value(mutator, "after", "3", "undefined", 'Raises("NameError")'),
            "wavers": value(mutator, "wavers", "4", once, 'Raises("ZeroDivisionError")'),
        },
    )
    process = start(deck, tmp_path, "--json", "--jobs", "2", "--repeat", "2")
    assert "Running the code" in process.stdout.readline(), "told before anything runs"
    first = json.loads(process.stdout.readline())
    still_running = process.poll() is None
    rest = [json.loads(line) for line in process.stdout]
    assert process.wait(30) == 1
    assert still_running, "each object comes when it is known"
    found = {line["id"]: line["verdict"] for line in [first, *rest[:-1]]}
    assert found["one/raises/1"] == "confirmed"
    assert found["one/kills/1"] == "wrong-failure"
    assert found["one/after/1"] == "confirmed", "its neighbour took the JVM down"
    assert found["two/wavers/1"] == "flaky", "the second run differs from the first"
    assert rest[-1]["snippets"] == {"run": 2}
    assert rest[-1]["verdicts"]["flaky"] == 1


def test_the_fresh_path_agrees_and_the_audit_finds_a_forged_proof(write_deck, texts, tmp_path):
    snippet, mutator = texts
    wrong = value(mutator, "wrong", "2", "undefined", 'Raises("NameError", match="undefined")')
    deck = write_deck({"small": snippet(code="a = 1\nb = 2", check="pass")}, {"wrong": wrong})
    fast = Deck(tmp_path / "fast")
    shutil.copytree(deck.root, fast.root)
    result = trainer(deck, "verify", "--fresh", "--jobs", "1")
    assert result.returncode == 0, result.stdout + result.stderr
    result = trainer(fast, "verify", "--audit=1")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "run fresh: 0 disagreements" in result.stdout

    def record(deck):
        record = json.loads(evidence_path(deck.snippet_paths()[0]).read_text())
        for each in (record["baseline"], *record["mutants"]):
            each["seconds"] = 0
        return record

    assert record(deck) == record(fast)

    evidence = evidence_path(fast.snippet_paths()[0])
    text = evidence.read_text()
    assert "name 'undefined' is not defined" in text
    evidence.write_text(text.replace("name 'undefined' is", "name 'undefinable' is"))
    wide = {**os.environ, "COLUMNS": "200"}
    result = trainer(fast, "verify", "--audit=1", env=wide)
    assert result.returncode == 1
    assert "message" in result.stdout
    assert "name 'undefinable' is not defined" in result.stdout
    assert "name 'undefined' is not defined" in result.stdout
    assert "1 disagreements" in result.stdout


def test_the_audit_leaves_out_what_cannot_run_here(write_deck, texts, tmp_path):
    snippet, mutator = texts
    wrong = value(mutator, "wrong", "2", "undefined", 'Raises("NameError", match="undefined")')
    needs = snippet(code="a = 1\nb = 2", check="pass", requires='["extra_module"]')
    small = snippet(code="b = 2", check="pass")
    deck = write_deck({"needs": needs, "small": small}, {"wrong": wrong})
    (tmp_path / "extra_module.py").touch()
    installed = {**os.environ, "PYTHONPATH": str(tmp_path)}
    for env, count in ((installed, 2), (None, 1)):
        result = trainer(deck, "verify", "--audit=9", "--jobs", "1", env=env)
        assert result.returncode == 0, result.stdout + result.stderr
        assert f"Audit: {count} of {count} mutants run fresh: 0 disagreements" in result.stdout


def test_bad_mutators_are_told_with_their_lines_and_the_others_are_verified(write_deck, texts):
    snippet, mutator = texts
    good = mutator("total-wrong", "total", "undefined")
    raising = mutator("raising", "total", "undefined", body='raise ValueError("no idea")')
    on_one = 'if node.value == "special":\n            raise ValueError("not this one")\n'
    on_one += '        if node.value == "total":\n            yield cst.Name("undefined")'
    deck = write_deck(
        {"a_small": snippet(), "b_other": snippet(code="special = 1\ntotal = 2", check="pass")},
        {
            "total-wrong": good,
            "printing": "print('hello from the deck')\n" + mutator("printing", "nothing", "x"),
            "looping": "while True:\n    pass\n" + mutator("looping", "total", "undefined"),
            "raising": raising,
            "on-one": mutator("on-one", "total", "undefined", body=on_one),
            "nonsense": mutator("nonsense", "total", "undefined", body="yield 42"),
        },
    )
    result = trainer(deck, "verify", "--json")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr, result.stderr
    for file in ("looping.py:", "raising.py:", "on_one.py:", "nonsense.py:"):
        assert any(
            file in line and line.split(file)[1][:1].isdigit()
            for line in result.stderr.splitlines()
        ), (file, result.stderr)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    found = {line["id"]: line["verdict"] for line in lines[:-1]}
    assert found["a_small/total-wrong/1"] == "confirmed"
    assert all(id_.split("/")[1] == "total-wrong" for id_ in found)
    assert verdicts(deck.root / "snippets/spark_ml/a_small.py")


def test_shards_are_run_apart_and_merged(write_deck, texts, tmp_path):
    snippet, mutator = texts
    deck = write_deck(
        {name: snippet() for name in ("a", "b")},
        {"total-wrong": mutator("total-wrong", "total", "undefined")},
    )
    parts = [Deck(tmp_path / name) for name in ("first", "second")]
    for index, part in enumerate(parts, 1):
        shutil.copytree(deck.root, part.root)
        result = trainer(part, "verify", "--shard", f"{index}/2", "--jobs", "1")
        assert result.returncode == 0, result.stdout + result.stderr
        assert len(list(part.root.rglob("*.evidence.json"))) == 1
    result = trainer(deck, "merge", *(str(part.root) for part in parts))
    assert result.returncode == 0, result.stderr
    assert all(evidence_path(path).exists() for path in deck.snippet_paths())
    result = trainer(deck, "verify")
    assert result.returncode == 0
    assert "2 proven already" in result.stdout
