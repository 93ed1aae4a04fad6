"""Reading and writing evidence."""

import json

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
