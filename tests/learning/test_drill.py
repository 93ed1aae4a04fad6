"""A session: what comes next, and what becomes of answers."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.decks_for_tests import Clock
from trainer.decks.deck import Deck
from trainer.errors import HistoryError
from trainer.learning import drill as drill_module
from trainer.learning.answers import OUTCOME_STEP, Kind, Step
from trainer.learning.bank import Bank, read_bank
from trainer.learning.drill import Drill
from trainer.learning.history import FILE, History
from trainer.learning.questions import Question, right_one

Start = Callable[..., Drill]
SPOT = (Kind.SPOT,)


def solve(drill: Drill) -> Question:
    """Asks the next question and answers it rightly."""
    question = drill.next_question()
    assert question is not None
    drill.accuse(None if question.is_original else question.answer_lines.start)
    return question


def ask_a_bug(drill: Drill) -> Question:
    """Asks until a question holds a bug."""
    while (question := drill.next_question()) is not None and question.is_original:
        drill.accuse(None)
    assert question is not None
    return question


def due_of(history: History, question: Question) -> timedelta:
    assert question.item is not None
    mutator = question.item.mutator
    return next(card.due for card in history.cards() if card.mutator == mutator)


def test_the_first_question_of_a_new_learner_is_a_new_idea_with_a_bug(
    bank: Bank, clock: Clock, tmp_path: Path
) -> None:
    for seed in range(40):
        history = History(tmp_path / f"{seed}.db")
        question = Drill(bank, history, random.Random(seed), clock, kinds=SPOT).next_question()
        assert question is not None
        assert question.why == "new"
        assert not question.is_original
        history.close()


def test_a_found_line_is_right_and_stored_at_once(
    start: Start, history: History, clock: Clock
) -> None:
    drill = start()
    question = ask_a_bug(drill)
    clock.pass_(seconds=42)
    result = drill.accuse(question.answer_lines.start)
    assert result.correct
    with sqlite3.connect(history.path) as plain:
        row = plain.execute(
            "SELECT question, response, correct, hints, seconds, steps FROM answers"
        ).fetchone()
    assert row == (question.key, str(question.answer_lines.start), 1, 0, 42.0, "{}")


def test_a_wrong_line_brings_the_idea_back_the_next_day(
    start: Start, history: History, clock: Clock
) -> None:
    drill = start()
    question = ask_a_bug(drill)
    wrong = next(n for n in range(1, 9) if n not in question.answer_lines)
    assert not drill.accuse(wrong).correct
    assert due_of(history, question) == clock() + timedelta(days=1)
    clock.pass_(days=1)
    assert question.item is not None
    other = ask_a_bug(drill)
    drill.accuse(other.answer_lines.start)
    again = ask_a_bug(drill)
    assert again.why == "review"
    assert again.item is not None
    assert again.item.mutator == question.item.mutator


def test_nothing_is_wrong_on_a_bug_brings_the_idea_back_as_a_wrong_line_does(
    start: Start, history: History, clock: Clock
) -> None:
    drill = start()
    question = ask_a_bug(drill)
    assert not drill.accuse(None).correct
    assert due_of(history, question) == clock() + timedelta(days=1)


def test_a_hint_makes_a_right_answer_hard(start: Start, history: History, clock: Clock) -> None:
    drill = start()
    question = ask_a_bug(drill)
    assert [drill.use_hint() for _ in range(3)] == [1, 2, 2]
    assert drill.accuse(question.answer_lines.start).correct
    with_hint = due_of(history, question)
    other = ask_a_bug(drill)
    drill.accuse(other.answer_lines.start)
    assert clock() < with_hint < due_of(history, other)


def test_a_hint_after_the_answer_changes_nothing(start: Start) -> None:
    drill = start()
    question = ask_a_bug(drill)
    drill.accuse(question.answer_lines.start)
    assert drill.use_hint() == 0


def test_the_outcome_does_not_move_the_card(start: Start, history: History) -> None:
    drill = start()
    question = ask_a_bug(drill)
    drill.accuse(question.answer_lines.start)
    before = history.cards()
    wrong = (right_one(question.options) + 1) % 4
    result = drill.choose_step(OUTCOME_STEP, wrong)
    assert result.steps == {OUTCOME_STEP: wrong}
    assert history.cards() == before
    [answer] = history.answers()
    assert answer.steps == {OUTCOME_STEP: Step(question.options[wrong].text, False)}


def test_a_second_answer_to_one_question_does_not_count(start: Start, history: History) -> None:
    drill = start()
    question = ask_a_bug(drill)
    drill.accuse(None)
    assert not drill.accuse(question.answer_lines.start).correct
    right = right_one(question.options)
    drill.choose_step(OUTCOME_STEP, right)
    assert drill.choose_step(OUTCOME_STEP, (right + 1) % 4).steps == {OUTCOME_STEP: right}
    assert history.count() == 1


def test_due_ideas_come_first_the_longest_overdue_at_the_front(
    start: Start, history: History, clock: Clock
) -> None:
    drill = start()
    asked = []
    for _ in range(3):
        question = ask_a_bug(drill)
        assert question.item is not None
        asked.append(question.item.mutator)
        drill.accuse(None)
        clock.pass_(seconds=5)
    clock.pass_(days=1)
    reviewed = []
    for _ in range(3):
        question = ask_a_bug(drill)
        assert question.item is not None
        assert question.why == "review"
        reviewed.append(question.item.mutator)
        drill.accuse(question.answer_lines.start)
    assert reviewed == asked


def test_new_ideas_take_turns_between_domains(start: Start) -> None:
    drill = start()
    domains = []
    for _ in range(6):
        question = ask_a_bug(drill)
        domains.append(question.snippet.domain)
        drill.accuse(question.answer_lines.start)
    assert domains[0::2] == [domains[0]] * 3
    assert domains[1::2] == [domains[1]] * 3
    assert domains[0] != domains[1]


def test_every_idea_comes_as_new_before_one_comes_ahead_of_time(
    start: Start, bank: Bank, clock: Clock
) -> None:
    drill = start()
    new = set()
    for _ in bank.by_mutator:
        question = ask_a_bug(drill)
        assert question.why == "new"
        assert question.item is not None
        new.add(question.item.mutator)
        drill.accuse(question.answer_lines.start)
    assert new == set(bank.by_mutator)
    assert ask_a_bug(drill).why == "extra"


def test_ahead_of_time_the_card_due_soonest_comes(
    start: Start, bank: Bank, history: History
) -> None:
    drill = start()
    for number, _ in enumerate(bank.by_mutator):
        question = ask_a_bug(drill)
        drill.accuse(None if number == 2 else question.answer_lines.start)
    soonest = history.cards()[0].mutator
    question = ask_a_bug(drill)
    assert question.item is not None
    assert question.item.mutator == soonest


def test_a_review_comes_in_another_program_where_there_is_one(
    deck: Deck, history: History, clock: Clock
) -> None:
    idea = "transform-on-training-rows"
    bank = read_bank(deck)
    items = [item for item in bank.items if item.mutator == idea]
    second = replace(
        items[0], proof=replace(items[0].proof, id=f"{items[0].snippet.name}/{idea}/2")
    )
    bank = Bank(deck, [*items, second], [])
    drill = Drill(bank, history, random.Random(1), clock, kinds=SPOT)
    programs, keys = [], []
    for _ in range(12):
        question = solve(drill)
        programs.append(question.snippet.name)
        keys.append(question.key)
        clock.pass_(days=100)
    assert programs[0::2] == [programs[0]] * 6
    assert programs[1::2] == [programs[1]] * 6
    assert programs[0] != programs[1]
    assert len(set(keys)) == 3
    # Of the program with two items, each time the one not seen for longer.
    assert keys[4:] == keys[:-4]


def test_no_question_comes_twice_in_a_row(start: Start, clock: Clock) -> None:
    drill = start(seed=5)
    last = None
    for number in range(120):
        question = drill.next_question()
        assert question is not None
        assert question.key != last
        last = question.key
        drill.accuse(None if number % 3 else 1)
        clock.pass_(minutes=3)


def test_a_new_session_does_not_begin_with_the_question_that_the_last_one_ended_with(
    start: Start, clock: Clock
) -> None:
    drill = start(seed=1)
    for seed in range(30):
        question = drill.next_question()
        assert question is not None
        drill.accuse(None)
        clock.pass_(minutes=2)
        drill = start(seed=seed)
        following = drill.next_question()
        assert following is not None
        assert following.key != question.key


def test_about_one_question_in_six_is_an_original(start: Start, clock: Clock) -> None:
    drill = start(seed=11)
    kinds = Counter()
    for _ in range(600):
        kinds[solve(drill).is_original] += 1
        clock.pass_(hours=5)
    assert 70 <= kinds[True] <= 130


def test_an_original_says_why_as_a_bug_in_its_place_would(start: Start, clock: Clock) -> None:
    drill = start(seed=2)
    whys = {solve(drill).why for _ in range(4)}
    assert whys == {"new"}
    clock.pass_(days=3000)
    originals = [question for _ in range(40) if (question := solve(drill)).is_original]
    assert originals
    assert {question.why for question in originals} <= {"review", "new", "extra"}


def test_on_an_original_nothing_is_wrong_is_right_and_any_line_is_wrong(
    start: Start, history: History, clock: Clock
) -> None:
    drill = start(seed=3)
    results = {}
    while len(results) < 2:
        question = drill.next_question()
        assert question is not None
        if question.is_original:
            line = None if True not in results else 1
            results[line is None] = drill.accuse(line).correct
        else:
            drill.accuse(question.answer_lines.start)
        clock.pass_(minutes=1)
    assert results == {True: True, False: False}


def test_originals_take_turns_between_programs(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drill_module, "ORIGINALS", 1.0)
    for seed in range(5):
        drill = start(seed)
        solve(drill)
        programs = [solve(drill).key for _ in range(9)]
        assert programs[3:] == programs[:-3]
        assert len(set(programs)) == 3


def test_an_original_never_follows_a_bug_in_the_same_program(start: Start, clock: Clock) -> None:
    drill = start(seed=6)
    last = ""
    originals = 0
    for _ in range(200):
        question = solve(drill)
        if question.is_original:
            originals += 1
            assert question.snippet.name != last
        last = question.snippet.name
        clock.pass_(hours=3)
    assert originals > 10


def test_a_damaged_idea_is_skipped_and_told(deck: Deck, start: Start, bank: Bank) -> None:
    for mutator in bank.by_mutator:
        if mutator != "grid-without-build":
            path = deck.mutator_path(mutator)
            assert path is not None
            path.write_text("class Broken(")
    for seed in range(5):
        question = start(seed).next_question()
        assert question is not None
        assert question.item is not None
        assert question.item.mutator == "grid-without-build"
    assert bank.problems
    assert all("is not Python" in problem.message for problem in bank.problems)


def test_an_empty_bank_has_no_question(deck: Deck, history: History, clock: Clock) -> None:
    empty = Bank(deck, (), ())
    assert Drill(empty, history, random.Random(1), clock).next_question() is None


def test_one_single_item_is_asked_again_rather_than_nothing(
    deck: Deck, bank: Bank, history: History, clock: Clock
) -> None:
    single = Bank(deck, bank.items[:1], [])
    drill = Drill(single, history, random.Random(1), clock, kinds=SPOT)
    keys = [solve(drill).key for _ in range(3)]
    assert keys == [bank.items[0].id] * 3


def test_the_same_seed_asks_the_same_questions(bank: Bank, clock: Clock, tmp_path: Path) -> None:
    def session(name: str) -> list[tuple[str, tuple[str, ...]]]:
        history = History(tmp_path / name)
        drill = Drill(bank, history, random.Random(9), clock, kinds=SPOT)
        asked = [solve(drill) for _ in range(12)]
        history.close()
        return [(question.key, question.options) for question in asked]

    assert session("a.db") == session("b.db")


def test_an_answer_that_cannot_be_stored_does_not_count_and_can_be_given_again(
    bank: Bank, clock: Clock, trainer_home: Path
) -> None:
    history = History(patience=0.01)
    drill = Drill(bank, history, random.Random(1), clock, kinds=SPOT)
    question = drill.next_question()
    assert question is not None
    with sqlite3.connect(trainer_home / FILE, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError):
            drill.accuse(question.answer_lines.start)
        assert drill.result is None
        other.execute("ROLLBACK")
    other.close()
    assert drill.accuse(question.answer_lines.start).correct
    assert history.count() == 1
    history.close()
