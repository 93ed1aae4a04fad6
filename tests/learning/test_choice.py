"""The order of new ideas, kinds, lessons and leeches."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.decks_for_tests import Clock
from trainer.decks.deck import Deck
from trainer.learning import drill as drill_module
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, read_bank
from trainer.learning.blueprints import Blueprint, Section, read_blueprint
from trainer.learning.choice import LEECH_LAPSES, Candidate, Choice, is_leech
from trainer.learning.difficulty import chance, experience, prior
from trainer.learning.drill import Drill
from trainer.learning.history import CardRecord, History
from trainer.learning.lessons import lesson_for
from trainer.learning.schedule import Grade, replay

Start = Callable[..., Drill]
GUIDE = read_blueprint("study-guide")


def card(mutator: str, reviews: int, lapses: int, clock: Clock) -> CardRecord:
    grades = [Grade.AGAIN] * lapses + [Grade.GOOD] * (reviews - lapses)
    reviewed = replay((grade, clock() + timedelta(n)) for n, grade in enumerate(grades))
    return CardRecord(mutator, reviewed.card, reviewed.due, "", "", reviews, lapses)


def new_ideas(bank: Bank, blueprint: Blueprint, clock: Clock, seed: int = 1) -> list[str]:
    choice = Choice(bank, blueprint, random.Random(seed))
    return [candidate.mutator for candidate in choice.candidates([], clock())]


def answer_new_ideas(drill: Drill, count: int) -> list[str]:
    domains = []
    for _ in range(count):
        question = drill.next_question()
        assert question is not None
        assert question.why == "new"
        domains.append(question.snippet.domain)
        drill.accuse(question.answer_lines.start)
    return domains


def test_new_ideas_come_by_the_weights_of_the_blueprint(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drill_module, "ORIGINALS", 0.0)
    uneven = replace(
        GUIDE,
        sections=(
            Section("a", "A", 3, domains=("spark-ml",)),
            Section("b", "B", 1, domains=("databricks-ml",)),
        ),
    )
    domains = answer_new_ideas(start(blueprint=uneven), 8)
    assert Counter(domains) == {"spark-ml": 6, "databricks-ml": 2}
    assert "databricks-ml" in domains[:4]


def test_an_idea_comes_after_its_prerequisites(deck: Deck, clock: Clock) -> None:
    def in_spark(bank: Bank) -> list[str]:
        order = new_ideas(bank, GUIDE, clock)
        return [each for each in order if "spark-ml" in bank.ideas[each].domains]

    first, *between, last = in_spark(read_bank(deck))
    path = deck.mutator_path(first)
    assert path is not None
    named = f'    prerequisites = ["{last}", "gone"]\n    hint'
    path.write_text(path.read_text().replace("    hint", named))
    bank = read_bank(deck)
    assert bank.ideas[first].prerequisites == (last,)
    assert in_spark(bank) == [*between, last, first]


def test_easy_ideas_come_before_hard_ones(bank: Bank, clock: Clock) -> None:
    for seed in range(10):
        order = new_ideas(bank, GUIDE, clock, seed)
        for domain in ("spark-ml", "databricks-ml"):
            ideas = [bank.ideas[each] for each in order if domain in bank.ideas[each].domains]
            chances = [prior(idea) for idea in ideas]
            assert max(chances[-1:]) <= chances[0] + 0.1
            assert ideas[-1].silent > 0, "what raises nothing is hardest to see"


def test_what_raises_nothing_or_is_in_a_long_program_is_harder(bank: Bank) -> None:
    idea = next(idea for idea in bank.ideas.values() if not idea.silent)
    assert prior(replace(idea, silent=1.0)) < prior(idea)
    assert prior(replace(idea, snippet_lines=idea.snippet_lines + 10)) < prior(idea)
    assert prior(replace(idea, span_lines=idea.span_lines + 1)) > prior(idea)


def test_the_learners_own_answers_change_what_is_expected(bank: Bank, clock: Clock) -> None:
    missed, unseen = [each for each in bank.ideas.values() if each.domains.get("spark-ml")][:2]
    bad, good = card(missed.mutator, 9, 9, clock), card(missed.mutator, 9, 0, clock)
    after_bad, after_good = (experience(bank.ideas, [each]) for each in (bad, good))
    assert chance(unseen, None, after_bad) < prior(unseen) < chance(unseen, None, after_good)
    assert chance(missed, bad, after_bad) < 0.3
    assert chance(missed, good, after_good) > 0.8


def test_what_the_exam_no_longer_asks_comes_last(bank: Bank, clock: Clock) -> None:
    section = Section("a", "A", 1, domains=("databricks-ml",))
    order = new_ideas(bank, replace(GUIDE, sections=(section,)), clock)
    asked = ["databricks-ml" in bank.ideas[each].domains for each in order]
    assert asked == sorted(asked, reverse=True)
    assert sorted(order) == sorted(bank.ideas)


def test_a_novice_is_asked_neither_for_a_gap_nor_to_mend(bank: Bank, clock: Clock) -> None:
    choice = Choice(bank, GUIDE, random.Random(1))
    new = Candidate("new", "grid-without-build")
    assert {kind for _ in range(50) for kind in choice.kinds(new, list(Kind))} == {
        Kind.SPOT,
        Kind.OUTCOME,
    }


def test_who_wants_nothing_but_gaps_gets_gaps_from_the_first_question(start: Start) -> None:
    for kind in (Kind.BLANK, Kind.FIX):
        question = start(kinds=(kind,)).next_question()
        assert question is not None
        assert question.kind is kind


def test_a_new_idea_comes_between_reviews_however_many_are_due(
    start: Start, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(drill_module, "ORIGINALS", 0.0)
    answer_new_ideas(start(), 6)
    clock.pass_(days=100)
    drill = start()
    whys = []
    for _ in range(8):
        question = drill.next_question()
        assert question is not None
        whys.append(question.why)
        drill.accuse(question.answer_lines.start)
    assert whys == ["review"] * 3 + ["new"] + ["review"] * 3 + ["new"]


def test_each_kind_comes_and_mending_only_after_two_reviews(bank: Bank, clock: Clock) -> None:
    choice = Choice(bank, GUIDE, random.Random(1))

    def firsts(reviews: int) -> Counter[Kind]:
        known = Candidate("review", "an-idea", card("an-idea", reviews, 0, clock))
        return Counter(choice.kinds(known, list(Kind))[0] for _ in range(900))

    assert set(firsts(1)) == {Kind.SPOT, Kind.BLANK, Kind.OUTCOME}
    counts = firsts(2)
    assert set(counts) == set(Kind)
    assert counts[Kind.FIX] < counts[Kind.OUTCOME] < counts[Kind.SPOT]
    assert Kind.FIX not in choice.kinds(
        Candidate("review", "an-idea", card("an-idea", 5, 0, clock)), [Kind.SPOT, Kind.BLANK]
    )


@pytest.mark.parametrize(
    ("reviews", "lapses", "leech"), [(5, 5, True), (7, 4, True), (8, 4, False), (3, 3, False)]
)
def test_a_leech_is_an_idea_missed_often_and_mostly(
    clock: Clock, reviews: int, lapses: int, leech: bool
) -> None:
    assert is_leech(card("an-idea", reviews, lapses, clock)) is leech


def test_a_novice_sees_the_correct_lines_first_and_then_no_more(
    start: Start, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(drill_module, "ORIGINALS", 0.0)
    drill = start()
    question = drill.next_question()
    assert question is not None
    assert question.item is not None
    lesson = drill.lesson
    assert lesson is not None
    assert lesson.idea.id == question.mutator
    assert lesson.before in question.snippet.code.text
    assert lesson.before not in question.code
    assert lesson.after is None
    drill.accuse(None)
    clock.pass_(days=1)
    drill.next_question()
    drill.accuse(None)
    again = drill.next_question()
    assert again is not None
    assert (again.why, again.mutator) == ("review", question.mutator)
    assert drill.lesson is None


def test_the_lesson_is_of_another_program_where_there_is_one(bank: Bank) -> None:
    items = [item for item in bank.items if item.mutator == "transform-on-training-rows"]
    here, there = items
    lesson = lesson_for(bank, here, is_leech=False)
    assert lesson is not None
    assert lesson.before in there.snippet.code.text
    assert lesson.before not in here.snippet.code.text


def test_a_leech_comes_with_the_whole_correct_program_and_what_breaks_it(
    start: Start, monkeypatch: pytest.MonkeyPatch, clock: Clock, deck: Deck, history: History
) -> None:
    monkeypatch.setattr(drill_module, "ORIGINALS", 0.0)
    bank = read_bank(deck)
    only = Bank(deck, [each for each in bank.items if each.mutator == "grid-without-build"], [])
    drill = start(bank=only)
    for _ in range(LEECH_LAPSES):
        drill.next_question()
        drill.accuse(None)
        clock.pass_(days=1)
    question = drill.next_question()
    assert question is not None
    assert question.why == "leech"
    assert drill.lesson is not None
    assert drill.lesson.before == question.snippet.code.text
    assert drill.lesson.after is not None
    assert drill.lesson.after in question.code


def test_an_original_in_the_place_of_a_new_idea_has_its_lesson_too(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drill_module, "ORIGINALS", 1.0)
    drill = start()
    first = drill.next_question()
    assert first is not None
    drill.accuse(None)
    second = drill.next_question()
    assert second is not None
    assert second.is_original
    assert second.why == "new"
    assert drill.lesson is not None


def test_what_was_missed_comes_first_until_it_is_answered_rightly(
    start: Start, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(drill_module, "ORIGINALS", 0.0)
    missed = ["metric-logged-as-param", "grid-without-build", "no-such-idea"]
    drill = start(missed=missed)
    asked = []
    for right in (False, False, True, True, True):
        question = drill.next_question()
        assert question is not None
        asked.append((question.why, question.mutator))
        drill.accuse(question.answer_lines.start if right else None)
        clock.pass_(seconds=10)
    assert asked[:2] == [("missed", missed[0]), ("missed", missed[0])] or asked[1][1] == missed[1]
    assert {mutator for why, mutator in asked if why == "missed"} == set(missed[:2])
    assert asked[-1][0] != "missed"


def test_a_fix_may_be_asked_for_once_an_idea_was_reviewed(
    start: Start, history: History, clock: Clock
) -> None:
    assert not start(kinds=list(Kind)).may_ask_to_fix
    drill = start()
    drill.next_question()
    drill.accuse(None)
    assert start(kinds=list(Kind)).may_ask_to_fix
    assert not start().may_ask_to_fix


def test_the_order_of_new_ideas_is_the_same_in_every_process(deck: Deck, tmp_path: Path) -> None:
    program = (
        "import random, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from trainer.decks.deck import Deck; from trainer.learning.bank import read_bank\n"
        "from trainer.learning.blueprints import read_blueprint\n"
        "from trainer.learning.choice import Choice\n"
        "bank = read_bank(Deck(Path(sys.argv[1])))\n"
        "choice = Choice(bank, read_blueprint('study-guide'), random.Random(3))\n"
        "print([each.mutator for each in choice.candidates([], datetime.now(UTC))])"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program, str(deck.root)],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "TRAINER_HOME": str(tmp_path / "home"), "PATH": ""},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1


def test_new_ideas_need_no_file_to_be_read(deck: Deck, bank: Bank, clock: Clock) -> None:
    fresh = read_bank(deck)
    for path in deck.mutator_paths():
        path.unlink()
    assert sorted(new_ideas(fresh, GUIDE, clock)) == sorted(bank.ideas)
