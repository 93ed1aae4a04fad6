"""Readiness: what moves the chance to pass, what does not, and when none is told."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle

import pytest

from tests.decks_for_tests import Clock
from tests.learning.histories import ROOT, answer
from tests.simulation.banks import make_bank
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank
from trainer.learning.blueprints import Blueprint, Section, read_blueprint
from trainer.learning.history import History
from trainer.learning.readiness import NEEDED, NEEDED_OF_SECTION, readiness
from trainer.learning.schedule import grade_of
from trainer.model import DOMAINS

IDEAS = 60
MIXED = [True, True, False, True, False, True, False] * 17
"""Nearly two rounds, in which an idea that was found may be missed and the other way round."""


@pytest.fixture
def bank() -> Bank:
    return make_bank(random.Random(1), IDEAS)


@pytest.fixture
def guide() -> Blueprint:
    return read_blueprint("study-guide")


def give(
    history: History,
    bank: Bank,
    at: datetime,
    correct: Iterable[bool],
    ideas: int = IDEAS,
    **changes: object,
) -> None:
    """Answers, a minute apart, to one idea after the other and from the start again."""
    chosen = cycle(list(bank.ideas)[:ideas])
    for number, (mutator, right) in enumerate(zip(chosen, correct, strict=False)):
        facts = bank.facts(mutator)[0]
        hints = changes.get("hints", 0)
        assert isinstance(hints, int)
        values = {
            "question": facts.id,
            "snippet": facts.snippet,
            "mutator": mutator,
            "domain": facts.domain,
            "correct": right,
            "grade": grade_of(right, hints),
            **changes,
        }
        history.record(answer(at + timedelta(minutes=number), **values))


def test_without_answers_no_chance_is_told_but_how_many_are_missing(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    found = readiness(bank, history, guide, clock())
    assert (found.chance, found.interval, found.enough) == (None, None, False)
    assert (found.answers, found.missing) == (0, NEEDED)
    assert [each.missing for each in found.sections] == [NEEDED_OF_SECTION] * 4
    assert sum(each.unseen for each in found.sections) == IDEAS


def test_enough_answers_tell_a_chance(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    give(history, bank, clock(), [True] * NEEDED)
    found = readiness(bank, history, guide, clock())
    assert found.enough
    assert found.answers == NEEDED
    assert found.chance is not None
    assert found.interval is not None
    assert 0 < found.interval.low < found.chance < found.interval.high <= 1
    assert found.score_interval.low < found.score < found.score_interval.high


def test_one_answer_too_few_is_told(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    give(history, bank, clock(), [True] * (NEEDED - 1))
    assert readiness(bank, history, guide, clock()).missing == 1


def test_answers_of_one_section_do_not_speak_for_the_others(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    own = [idea for idea in bank.ideas.values() if "spark-ml" in idea.domains]
    for idea in [*own, *own, *own, *own]:
        facts = bank.facts(idea.mutator)[0]
        history.record(answer(clock(), snippet=facts.snippet, mutator=idea.mutator))
    found = readiness(bank, history, guide, clock())
    assert found.answers > NEEDED
    assert found.missing == 3 * NEEDED_OF_SECTION
    assert {each.id for each in found.sections if each.missing} == DOMAINS.keys() - {"spark-ml"}


def test_many_old_answers_alone_are_not_enough(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    give(history, bank, clock() - timedelta(days=50), [True] * 4 * NEEDED)
    assert readiness(bank, history, guide, clock() - timedelta(days=40)).enough
    found = readiness(bank, history, guide, clock())
    assert found.chance is None
    assert 0 < found.missing < NEEDED


def test_the_same_answers_give_the_same_in_another_process(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    give(history, bank, clock(), [True, True, False] * 20)
    here = readiness(bank, history, guide, clock())
    script = (
        "import random\n"
        "from tests.decks_for_tests import Clock\n"
        "from tests.simulation.banks import make_bank\n"
        "from trainer.learning.blueprints import read_blueprint\n"
        "from trainer.learning.history import History\n"
        "from trainer.learning.readiness import readiness\n"
        f"bank = make_bank(random.Random(1), {IDEAS})\n"
        "print(readiness(bank, History(), read_blueprint('study-guide'), Clock()()))\n"
    )
    there = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == repr(here)


def score(bank: Bank, history: History, guide: Blueprint, at: datetime) -> float:
    return readiness(bank, history, guide, at).score


@pytest.fixture
def other(history: History, tmp_path_factory: pytest.TempPathFactory) -> Iterable[History]:
    """Another learner's history."""
    opened = History(tmp_path_factory.mktemp("other") / "history.db")
    yield opened
    opened.close()


def test_right_answers_raise_the_chance(
    bank: Bank, history: History, other: History, guide: Blueprint, clock: Clock
) -> None:
    give(history, bank, clock(), [True, True, True, False] * 30)
    give(other, bank, clock(), [True, False, False, False] * 30)
    good, bad = (readiness(bank, each, guide, clock()) for each in (history, other))
    assert good.chance is not None
    assert bad.chance is not None
    assert good.chance > bad.chance + 0.1
    assert all(g.share > b.share for g, b in zip(good.sections, bad.sections, strict=True))


def test_ideas_never_met_count_as_never_met(
    bank: Bank, history: History, other: History, guide: Blueprint, clock: Clock
) -> None:
    for day in (3, 2, 1):
        give(history, bank, clock() - timedelta(days=day), [True] * IDEAS)
        give(other, bank, clock() - timedelta(days=day), [True] * IDEAS, ideas=IDEAS // 3)
    assert score(bank, history, guide, clock()) > score(bank, other, guide, clock()) + 3


def test_recent_answers_outweigh_old_ones(
    bank: Bank, history: History, other: History, guide: Blueprint, clock: Clock
) -> None:
    before = clock() - timedelta(days=60)
    for learner, first in ((history, False), (other, True)):
        give(learner, bank, before, [first] * IDEAS)
        give(learner, bank, clock() - timedelta(days=2), [not first] * IDEAS)
        give(learner, bank, clock(), [not first] * IDEAS)
    assert score(bank, history, guide, clock()) > score(bank, other, guide, clock()) + 5


def test_a_line_found_counts_more_than_an_option_chosen(
    bank: Bank, history: History, other: History, guide: Blueprint, clock: Clock
) -> None:
    for day in (4, 2):
        at = clock() - timedelta(days=day)
        give(history, bank, at, MIXED, kind=Kind.SPOT)
        give(other, bank, at, MIXED, kind=Kind.BLANK)
    assert score(bank, history, guide, clock()) > score(bank, other, guide, clock()) + 0.5


def test_a_line_found_with_hints_counts_less(
    bank: Bank, history: History, other: History, guide: Blueprint, clock: Clock
) -> None:
    for day in (4, 2):
        at = clock() - timedelta(days=day)
        give(history, bank, at, MIXED)
        give(other, bank, at, MIXED, hints=2)
    assert score(bank, history, guide, clock()) > score(bank, other, guide, clock()) + 0.5


def test_a_first_answer_after_a_lesson_counts_less_than_one_in_an_exam(
    bank: Bank, history: History, other: History, guide: Blueprint, clock: Clock
) -> None:
    give(history, bank, clock(), [True, False] * 20, exam="an exam")
    give(other, bank, clock(), [True, False] * 20)
    assert score(bank, history, guide, clock()) > score(bank, other, guide, clock()) + 0.5


def test_repeating_at_once_what_was_missed_is_no_memory(
    bank: Bank, history: History, other: History, guide: Blueprint, clock: Clock
) -> None:
    for learner, apart in ((history, timedelta(days=1)), (other, timedelta(hours=1))):
        for turn in range(5):
            give(learner, bank, clock() - apart * (5 - turn), [True] * 40, ideas=40)
    assert score(bank, history, guide, clock()) > score(bank, other, guide, clock()) + 0.5


def test_ideas_long_overdue_count_less(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    for day in (2, 1):
        give(history, bank, clock() - timedelta(days=day), [True] * IDEAS)
    soon, late = (score(bank, history, guide, clock() + timedelta(days=days)) for days in (0, 90))
    assert soon > late + 1


def test_who_sees_bugs_where_there_are_none_is_less_ready(
    bank: Bank, history: History, other: History, guide: Blueprint, clock: Clock
) -> None:
    for learner, right in ((history, True), (other, False)):
        give(learner, bank, clock(), [True] * 40)
        for name in list(bank.originals)[:12]:
            original = {"question": name, "snippet": name, "mutator": None, "grade": None}
            learner.record(answer(clock(), correct=right, **original))
    assert score(bank, history, guide, clock()) > score(bank, other, guide, clock()) + 1


def test_more_answers_make_the_estimate_less_wide(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    def width() -> float:
        section = readiness(bank, history, guide, clock()).sections[0]
        return section.interval.high - section.interval.low

    give(history, bank, clock() - timedelta(days=6), [True, True, False, True] * 10)
    before = width()
    for day in range(5, 0, -1):
        give(history, bank, clock() - timedelta(days=day), [True, True, False, True] * 30)
    assert width() < before * 0.7


def test_a_section_without_ideas_leaves_its_questions_to_the_others(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    kept = [item for item in bank.items if item.domain != "spark-ml"]
    smaller = type(bank)(bank.deck, kept, [])
    found = readiness(smaller, history, guide, clock())
    assert [each.id for each in found.sections] == ["databricks-ml", "ml-workflows", "scaling-ml"]
    assert sum(each.questions for each in found.sections) == pytest.approx(45, abs=1)
    assert 0 < found.score < 45


def test_what_an_exam_does_not_ask_counts_for_nothing_in_it(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    without = replace(guide, legacy=("develop-a-training-pipeline",))
    give(history, bank, clock(), [True] * 2 * NEEDED)
    found = readiness(bank, history, without, clock())
    assert (found.answers, found.sections, found.chance) == (0, (), None)


def test_answers_from_a_clock_that_has_gone_back_since_count(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    give(history, bank, clock() + timedelta(days=3), [True] * NEEDED)
    assert readiness(bank, history, guide, clock()).enough


def test_a_card_that_is_damaged_stops_no_estimate(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    give(history, bank, clock(), [True] * NEEDED)
    before = readiness(bank, history, guide, clock())
    with history.transaction() as connection:
        connection.execute("UPDATE cards SET card = '[1'")
    assert readiness(bank, history, guide, clock()).score == pytest.approx(before.score, abs=0.1)


def test_a_blueprint_with_more_questions_than_ideas_asks_some_again(
    bank: Bank, history: History, guide: Blueprint, clock: Clock
) -> None:
    section = Section("all", "All", 1.0, tuple(DOMAINS))
    long = replace(guide, questions=200, sections=(section,))
    give(history, bank, clock(), [True] * NEEDED)
    found = readiness(bank, history, long, clock())
    assert found.sections[0].questions == 200
    assert found.score_interval.high <= 200


def test_an_answer_without_a_time_is_passed_over(
    history: History, bank: Bank, guide: Blueprint, clock: Clock
) -> None:
    give(history, bank, clock(), MIXED)
    before = readiness(bank, history, guide, clock() + timedelta(hours=3))
    give(history, bank, clock(), [True])
    with history.transaction() as connection:
        connection.execute("UPDATE answers SET at = 'zzz' WHERE id = (SELECT MAX(id) FROM answers)")
    after = readiness(bank, history, guide, clock() + timedelta(hours=3))
    assert after.answers == before.answers
