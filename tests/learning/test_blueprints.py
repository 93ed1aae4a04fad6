"""Blueprints: those that ship, a learner's own, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.errors import UsageError
from trainer.learning.bank_index import Topic
from trainer.learning.blueprints import FOLDER, blueprint_paths, read_blueprint

OWN = """
title = "Mine"
questions = 10
minutes = 20
pass_share = 0.8
[[section]]
id = "all"
name = "All of it"
weight = 1
domains = ["spark-ml", "ml-workflows"]
"""


def write(home: Path, text: str, id_: str = "mine") -> None:
    (home / FOLDER).mkdir(parents=True, exist_ok=True)
    (home / FOLDER / f"{id_}.toml").write_text(text, encoding="utf-8")


def test_the_study_guide_asks_45_questions_in_90_minutes_and_32_pass() -> None:
    guide = read_blueprint("study-guide")
    assert (guide.questions, guide.minutes, guide.needed) == (45, 90, 32)
    assert guide.counts() == {
        "databricks-ml": 13,
        "ml-workflows": 13,
        "spark-ml": 10,
        "scaling-ml": 9,
    }


def test_the_official_guide_asks_as_many_questions_as_each_section_has_objectives() -> None:
    guide = read_blueprint("official-2025-03")
    assert list(guide.counts().values()) == [18, 9, 15, 6]
    assert guide.counts(16) == {
        "databricks-machine-learning": 6,
        "data-processing": 3,
        "model-development": 5,
        "model-deployment": 2,
    }
    assert "our own target" in guide.pass_note


def test_pandas_udfs_are_legacy_in_the_official_guide_alone() -> None:
    topic = Topic("scaling-ml", ("pandas-udf", "batch-inference-with-pandas"))
    assert read_blueprint("official-2025-03").section_of(topic) is None
    section = read_blueprint("study-guide").section_of(topic)
    assert section is not None
    assert section.id == "scaling-ml"


def test_a_snippet_counts_for_the_section_that_has_its_objective() -> None:
    section = read_blueprint("official-2025-03").section_of(
        Topic("spark-ml", ("pipeline", "one-hot-encoding"))
    )
    assert section is not None
    assert section.id == "data-processing"


def test_a_learners_own_file_is_a_blueprint_too_and_comes_first(trainer_home: Path) -> None:
    write(trainer_home, OWN)
    write(trainer_home, OWN, "study-guide")
    assert list(blueprint_paths()) == ["study-guide", "official-2025-03", "mine"]
    assert read_blueprint("mine").needed == 8
    assert read_blueprint("study-guide").title == "Mine"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("questions = 10", "", "lacks 'questions'"),
        ("questions = 10", "questions = 0", "questions must be a whole number from 1"),
        ("questions = 10", "questions = true", "questions must be a whole number from 1"),
        ("pass_share = 0.8", "pass_share = 80", "must be at most 1"),
        ("minutes = 20", 'minutes = 20\nhours = "3"', "holds 'hours'"),
        ('"spark-ml"', '"spark"', "there is no domain 'spark'"),
        ('domains = ["spark-ml", "ml-workflows"]', "", "needs domains or objectives"),
        ("weight = 1", "weight = -1", "weight must be a number above 0"),
        ('title = "Mine"', 'title = "Mine', "is not TOML"),
        ('title = "Mine"', "title = 3", "title must be a text"),
    ],
)
def test_what_is_wrong_with_a_blueprint_is_told_with_its_file(
    trainer_home: Path, old: str, new: str, message: str
) -> None:
    write(trainer_home, OWN.replace(old, new))
    with pytest.raises(UsageError, match=r"mine\.toml: .*") as caught:
        read_blueprint("mine")
    assert message in str(caught.value)


def test_an_unknown_blueprint_is_told_with_those_that_are_there() -> None:
    with pytest.raises(UsageError, match=r"'guide'; there are: study-guide, official-2025-03"):
        read_blueprint("guide")
