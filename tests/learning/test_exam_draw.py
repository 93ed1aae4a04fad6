"""What an exam asks: by the blueprint's weights, as varied as can be, the same for a seed."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.decks_for_tests import make_deck
from tests.learning.exams import SMALL, bank_of
from tests.learning.histories import ROOT
from trainer.decks.deck import Deck, find_deck
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, read_bank
from trainer.learning.blueprints import Blueprint, Section, read_blueprint
from trainer.learning.exam_draw import MOST_SEEDS, build_question, draw, is_in, new_seed
from trainer.model import DOMAINS

SEEDS = range(12)


@pytest.fixture(scope="module")
def real() -> Bank:
    return read_bank(find_deck())


@pytest.fixture(scope="module")
def guide() -> Blueprint:
    return read_blueprint("study-guide")


@pytest.fixture
def large(tmp_path: Path) -> Bank:
    """Sixty snippets and ideas a domain, four ideas a snippet."""
    return bank_of(
        {
            (domain, f"{domain}-{number}"): [
                f"{domain}-idea-{(number + other) % 60}" for other in range(4)
            ]
            for domain in DOMAINS
            for number in range(60)
        },
        tmp_path,
    )


def whole(specs: object) -> list[object]:
    return [spec for spec in specs if spec.kind is not Kind.BLANK]  # type: ignore[attr-defined]


def test_questions_are_shared_out_by_the_weights_of_the_blueprint(
    large: Bank, guide: Blueprint
) -> None:
    for seed in SEEDS:
        specs = draw(large, guide, seed)
        assert Counter(spec.section for spec in specs) == guide.counts()
        assert all(spec.domain == spec.section for spec in specs)


def test_the_built_in_deck_fills_the_study_guide(real: Bank, guide: Blueprint) -> None:
    for seed in SEEDS:
        assert Counter(spec.section for spec in draw(real, guide, seed)) == guide.counts()


def test_ideas_and_snippets_all_differ_where_the_bank_has_enough(
    large: Bank, guide: Blueprint
) -> None:
    for seed in SEEDS:
        specs = draw(large, guide, seed)
        ideas = [spec.mutator for spec in specs if spec.mutator]
        assert len(set(ideas)) == len(ideas)
        assert len({spec.snippet for spec in specs}) == len(specs) == 45


def test_ideas_differ_in_the_built_in_deck(real: Bank, guide: Blueprint) -> None:
    for seed in SEEDS:
        ideas = [spec.mutator for spec in draw(real, guide, seed) if spec.mutator]
        assert len(set(ideas)) == len(ideas)


def test_no_snippet_comes_twice_in_a_row(real: Bank, guide: Blueprint) -> None:
    for seed in SEEDS:
        for one, other in pairwise(draw(real, guide, seed)):
            assert one.snippet != other.snippet


def test_about_one_whole_program_in_six_is_right(real: Bank, guide: Blueprint) -> None:
    for seed in SEEDS:
        specs = draw(real, guide, seed)
        originals = [spec for spec in specs if spec.mutator is None]
        assert len(originals) / len(whole(specs)) == pytest.approx(1 / 6, abs=0.03)
        assert all(spec.key == spec.snippet for spec in originals)
        assert len({spec.snippet for spec in originals}) == len(originals)


def test_two_in_five_have_gaps_and_those_are_never_of_originals(
    real: Bank, guide: Blueprint
) -> None:
    for seed in SEEDS:
        specs = draw(real, guide, seed)
        kinds = Counter(spec.kind for spec in specs)
        assert kinds == {Kind.SPOT: 18, Kind.BLANK: 18, Kind.OUTCOME: 9}
        assert all(spec.mutator for spec in specs if spec.kind is Kind.BLANK)


def test_originals_are_both_kinds_of_question(real: Bank, guide: Blueprint) -> None:
    specs = [spec for seed in SEEDS for spec in draw(real, guide, seed)]
    assert {s.kind for s in specs if s.mutator is None} == {Kind.SPOT, Kind.OUTCOME}


def test_no_bug_is_taken_whose_line_is_not_asked_for_where_there_is_another(
    tmp_path: Path, guide: Blueprint
) -> None:
    programs = {
        (domain, f"{domain}-{number}"): [f"{domain}-idea-{number}"] * 4
        for domain in DOMAINS
        for number in range(60)
    }
    bank = bank_of(programs, tmp_path, after="    a = 2")
    asked = {item.id: item.asks_line for item in bank.items}
    able = {item.mutator for item in bank.items if item.asks_line}
    assert 0 < list(asked.values()).count(False) < 600
    for seed in SEEDS:
        for spec in draw(bank, guide, seed):
            assert spec.mutator not in able or asked[spec.key], spec


def test_each_seed_draws_another_exam(real: Bank, guide: Blueprint) -> None:
    assert len({draw(real, guide, seed) for seed in SEEDS}) == len(SEEDS)


def test_a_drawn_seed_is_easy_to_tell_a_friend() -> None:
    seeds = {new_seed(random.Random(n)) for n in range(100)}
    assert len(seeds) > 90
    assert all(0 <= seed < MOST_SEEDS for seed in seeds)


DRAWN = """
import sys
from pathlib import Path
from trainer.decks.deck import Deck
from trainer.learning.bank import read_bank
from trainer.learning.exam_draw import build_question, draw
from tests.learning.exams import SMALL
bank = read_bank(Deck(Path(sys.argv[1])))
for spec in draw(bank, SMALL, 7):
    question = build_question(bank, spec)
    print(spec, question.kind, question.code, [option.text for option in question.options])
"""


def test_a_seed_draws_the_same_exam_on_another_machine(tmp_path: Path) -> None:
    printed = []
    for number in range(2):
        make_deck(tmp_path / str(number) / "deck")
        places = {"PYTHONPATH": str(ROOT), "TRAINER_HOME": str(tmp_path / str(number))}
        run = subprocess.run(
            [sys.executable, "-c", DRAWN, str(tmp_path / str(number) / "deck")],
            env={**os.environ, **places, "PYTHONHASHSEED": str(number)},
            capture_output=True,
            text=True,
            check=True,
        )
        printed.append(run.stdout)
    assert printed[0] == printed[1]
    assert printed[0].count("Spec(") == SMALL.questions


def test_drawing_reads_no_file_of_the_deck(deck: Deck, bank: Bank) -> None:
    shutil.rmtree(deck.root)
    assert len(draw(bank, SMALL, 1)) == SMALL.questions


def test_every_drawn_question_can_be_built_and_most_are_of_the_kind_drawn(
    real: Bank, guide: Blueprint
) -> None:
    same = 0
    for seed in range(3):
        for spec in draw(real, guide, seed):
            question = build_question(real, spec)
            assert question is not None
            assert (question.key, question.mutator, question.why) == (
                spec.key,
                spec.mutator,
                "exam",
            )
            assert question.kind in (spec.kind, Kind.SPOT)
            assert bool(question.options) == (question.kind is not Kind.SPOT)
            assert question.fixes == ()
            assert is_in(real, spec)
            same += question.kind is spec.kind
    assert same >= 0.85 * 3 * 45


def test_a_question_is_the_same_each_time_it_is_built(real: Bank, guide: Blueprint) -> None:
    for spec in draw(real, guide, 1):
        assert build_question(real, spec) == build_question(real, spec)


def test_what_is_no_longer_in_the_deck_is_no_question(deck: Deck, bank: Bank) -> None:
    specs = draw(bank, SMALL, 1)
    assert all(is_in(bank, spec) for spec in specs)
    gone = replace(specs[0], key="gone/idea/1", mutator="idea", snippet="gone")
    assert build_question(bank, gone) is None
    assert not is_in(bank, gone)
    original = replace(specs[0], key="gone", mutator=None, snippet="gone")
    assert build_question(bank, original) is None
    assert not is_in(bank, original)


def halves(questions: int) -> Blueprint:
    sections = tuple(Section(each, each, 1, (each,)) for each in ("spark-ml", "ml-workflows"))
    return replace(SMALL, questions=questions, sections=sections)


def test_what_a_section_lacks_in_ideas_goes_to_the_others(tmp_path: Path) -> None:
    few = ["a", "b", "a", "b", "a", "b"]
    many = {("ml-workflows", f"w{n}"): [f"idea-{n}-{m}" for m in range(3)] for n in range(10)}
    bank = bank_of({("spark-ml", "s"): few, **many}, tmp_path)
    for seed in SEEDS:
        specs = draw(bank, halves(20), seed)
        ideas = [spec.mutator for spec in specs if spec.mutator]
        assert len(specs) == 20
        assert len(set(ideas)) == len(ideas)
        assert 2 <= Counter(spec.section for spec in specs)["spark-ml"] <= 3


def test_a_section_with_little_to_choose_from_chooses_first(tmp_path: Path) -> None:
    wide = {("spark-ml", f"s{n}"): ["a", "b", f"idea-{n}"] for n in range(6)}
    bank = bank_of({**wide, ("ml-workflows", "w"): ["a", "b"]}, tmp_path)
    for seed in SEEDS:
        specs = draw(bank, halves(4), seed)
        assert Counter(spec.section for spec in specs) == {"spark-ml": 2, "ml-workflows": 2}
        assert len({spec.mutator for spec in specs}) == 4


def test_where_ideas_are_too_few_they_come_again_with_other_items(tmp_path: Path) -> None:
    programs = {
        (domain, f"{domain}-{n}"): ["a", "b", "c"]
        for domain in ("spark-ml", "ml-workflows")
        for n in range(4)
    }
    bank = bank_of(programs, tmp_path)
    for seed in SEEDS:
        specs = draw(bank, halves(12), seed)
        assert len({spec.key for spec in specs}) == len(specs) == 12
        ideas = Counter(spec.mutator for spec in specs if spec.mutator)
        assert max(ideas.values()) - min(ideas.values()) <= 1
        assert Counter(spec.section for spec in specs) == {"spark-ml": 6, "ml-workflows": 6}


def test_only_where_items_are_too_few_fewer_questions_are_drawn(tmp_path: Path) -> None:
    bank = bank_of({("spark-ml", "s"): ["a", "a", "b"], ("ml-workflows", "w"): ["c"]}, tmp_path)
    specs = draw(bank, halves(20), 1)
    assert sorted(spec.key for spec in specs if spec.mutator) == [
        "s/a/1",
        "s/a/2",
        "s/b/3",
        "w/c/1",
    ]
    assert len(specs) == 4, "and an original in six whole programs, so none in four questions"


def test_what_a_blueprint_calls_legacy_is_never_asked(real: Bank) -> None:
    official = read_blueprint("official-2025-03")
    legacy = {facts.name for facts in real.subjects if not official.section_of(facts.topic)}
    assert legacy
    for seed in SEEDS:
        specs = draw(real, official, seed)
        assert len(specs) == 48
        assert not legacy & {spec.snippet for spec in specs}


def test_a_bank_that_has_nothing_of_a_blueprint_draws_nothing(tmp_path: Path) -> None:
    bank = bank_of({("scaling-ml", "s"): ["a"]}, tmp_path)
    assert draw(bank, halves(10), 1) == ()
