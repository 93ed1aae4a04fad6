"""What `trainer stats` prints."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.decks_for_tests import Clock
from trainer.learning.answers import Answer, Kind, new_uid
from trainer.learning.bank import Bank
from trainer.learning.blueprints import read_blueprint
from trainer.learning.history import History
from trainer.learning.readiness import readiness
from trainer.learning.schedule import Grade
from trainer.learning.statistics import statistics
from trainer.learning.stats_report import readiness_text, stats_json, stats_text


def record(history: History, clock: Clock, days_back: int, correct: bool) -> None:
    at = clock() - timedelta(days=days_back)
    question, mutator = "log_run/metric-logged-as-param/1", "metric-logged-as-param"
    grade = Grade.GOOD if correct else Grade.AGAIN
    history.record(
        Answer(
            *(new_uid(), at, Kind.SPOT, question, "log_run", mutator, "databricks-ml", "8"),
            *(correct, 0, 5.0, grade),
        )
    )


def test_the_text_fits_80_columns_and_says_the_figures(
    bank: Bank, history: History, clock: Clock
) -> None:
    record(history, clock, 1, False)
    record(history, clock, 0, True)
    text = stats_text(statistics(bank, history, clock()))
    assert max(map(len, text.splitlines())) <= 80
    assert "1 today, 2 in all" in text
    assert "Streak 2 days" in text
    assert "50%  1 of 2" in text
    assert "2026-03-02  100%  1 of 1" in text


def test_the_text_of_an_empty_history_has_no_share(
    bank: Bank, history: History, clock: Clock
) -> None:
    text = stats_text(statistics(bank, history, clock()))
    assert "%" not in text
    assert "Streak 0 days" in text


def test_the_chance_to_pass_is_not_told_from_too_few_answers(
    bank: Bank, history: History, clock: Clock
) -> None:
    record(history, clock, 0, True)
    guide = read_blueprint("study-guide")
    text = readiness_text(readiness(bank, history, guide, clock()), guide)
    assert max(map(len, text.splitlines())) <= 80
    assert "Not enough answers yet" in text
    assert "5 of 6 ideas not met yet" in text or "ideas not met yet" in text
    assert "%" not in text.splitlines()[1]


def test_the_json_holds_the_same_figures(bank: Bank, history: History, clock: Clock) -> None:
    record(history, clock, 1, False)
    record(history, clock, 0, True)
    guide = read_blueprint("study-guide")
    ready = readiness(bank, history, guide, clock())
    document = json.loads(stats_json(statistics(bank, history, clock()), ready, guide))
    assert document["readiness"]["blueprint"] == "study-guide"
    assert document["readiness"]["chance"] is None
    assert document["answers"] == 2
    assert document["streak"] == 2
    assert document["domains"][0] == {
        "name": "Databricks ML",
        "answers": 2,
        "right": 1,
        "accuracy": 0.5,
    }
    assert document["days"] == [
        {"day": "2026-03-01", "answers": 1, "right": 0},
        {"day": "2026-03-02", "answers": 1, "right": 1},
    ]
    assert sum(document["mastery"].values()) == len(bank.by_mutator)
    assert sum(document["forecast"]) == 1
