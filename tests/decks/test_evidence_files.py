"""Reading and writing evidence."""

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest

from trainer.decks.evidence import read_evidence, write_evidence
from trainer.errors import DeckError
from trainer.model import Baseline, Evidence, Proof, Verdict

PROOF = Proof(
    id="small/one-too-many/1",
    mutator="one-too-many",
    verdict=Verdict.CONFIRMED,
    span=(2, 3),
    before="a\nb",
    after="c",
    exception="TypeError",
    message="ein Zähler",
    line=2,
    traceback="Traceback …",
    ran_on="local",
    seconds=0.1,
)
EVIDENCE = Evidence(
    content="abc",
    environment="python-3.11",
    versions={"python": "3.11"},
    baseline=Baseline(None, 3.0),
    given={"df": "DataFrame[a: double]"},
    mutants=(PROOF,),
)


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "small.evidence.json"
    assert write_evidence(path, EVIDENCE)
    assert read_evidence(path) == EVIDENCE


def test_the_same_evidence_is_not_written_twice(tmp_path):
    path = tmp_path / "small.evidence.json"
    write_evidence(path, EVIDENCE)
    before = path.stat().st_mtime_ns
    assert not write_evidence(path, EVIDENCE)
    assert path.stat().st_mtime_ns == before


def test_the_file_has_the_documented_keys_in_order(tmp_path):
    path = tmp_path / "small.evidence.json"
    write_evidence(path, EVIDENCE)
    data = json.loads(path.read_text())
    assert list(data) == ["baseline", "format", "given", "key", "mutants", "versions"]
    assert list(data["mutants"][0]) == sorted(
        "id mutator verdict span before after exception message line traceback ran_on seconds"
        .split()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{\n "format": 1,\n oops', 3, "is not JSON"),
        ("[]", 1, "no format number"),
        ('{"format": 99}', 1, "has format 99"),
        ('{"format": 1}', None, "does not hold"),
    ],
)
def test_damaged_evidence_is_told_and_left_as_it_is(tmp_path, text, line, message):
    path = tmp_path / "small.evidence.json"
    path.write_text(text)
    with pytest.raises(DeckError) as caught:
        read_evidence(path)
    assert message in caught.value.problem.message
    assert caught.value.problem.line == line
    assert caught.value.problem.advice
    assert path.read_text() == text


def test_bytes_that_are_no_text_are_kept_as_python_prints_them(tmp_path):
    path = tmp_path / "small.evidence.json"
    proof = replace(PROOF, message="path \udc80", traceback='"\ud800\\"')
    write_evidence(path, replace(EVIDENCE, mutants=(proof,)))
    found = read_evidence(path).mutants[0]
    assert found.message == r"path \udc80"
    assert found.traceback == r'"\ud800\"'
    assert not write_evidence(path, replace(EVIDENCE, mutants=(proof,)))


@pytest.mark.parametrize("function", ["write_bytes", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_evidence_that_cannot_be_written_is_told_and_the_old_is_kept(
    tmp_path, monkeypatch, function, number
):
    path = tmp_path / "small.evidence.json"
    write_evidence(path, EVIDENCE)
    before = path.read_bytes()

    def fail(self, *arguments):
        if function == "write_bytes":
            with self.open("wb") as file:
                file.write(b"{ half")
        raise OSError(number, "no")

    monkeypatch.setattr(Path, function, fail)
    with pytest.raises(DeckError) as caught:
        write_evidence(path, replace(EVIDENCE, content="def"))
    monkeypatch.undo()
    assert caught.value.problem.path == path
    assert "cannot be written: no" in str(caught.value)
    assert "Make room" in caught.value.problem.advice
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_write_leaves_the_old_file_alone(tmp_path, monkeypatch):
    path = tmp_path / "small.evidence.json"
    write_evidence(path, EVIDENCE)
    before = path.read_bytes()

    def interrupt(self, *arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_evidence(path, replace(EVIDENCE, content="def"))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_evidence_in_a_folder_that_is_gone_is_told(tmp_path):
    with pytest.raises(DeckError, match="cannot be written"):
        write_evidence(tmp_path / "gone" / "small.evidence.json", EVIDENCE)
