"""The index over a deck: always as the files are, and never an error."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.decks_for_tests import make_deck, prove, snippet_path
from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path
from trainer.learning import bank as bank_module
from trainer.learning import bank_file
from trainer.learning.bank import Bank, read_bank

NAMES = {"tune_pipeline", "split_and_score", "log_run"}


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as old enough the moment they are written."""
    monkeypatch.setattr(bank_file, "SETTLED", -1)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the snippets that are read from now on."""
    names: list[str] = []
    real = bank_module.read_program

    def counted(deck: Deck, path: Path, is_fresh: Callable[..., bool]) -> object:
        names.append(path.stem)
        return real(deck, path, is_fresh)

    monkeypatch.setattr(bank_module, "read_program", counted)
    return names


def index_file(home: Path) -> Path:
    [file] = (home / "cache").glob("bank-*")
    return file


def contents(bank: Bank) -> tuple[object, ...]:
    return [item.id for item in bank.items], list(bank.originals), list(bank.by_mutator)


@pytest.mark.usefixtures("settled")
def test_a_second_start_reads_no_snippet(deck: Deck, read: list[str]) -> None:
    first = read_bank(deck)
    assert set(read) == NAMES
    read.clear()
    second = read_bank(deck)
    assert (len(second.items), set(second.by_mutator)) == (len(first.items), set(first.by_mutator))
    assert read == []
    assert contents(second) == contents(first)


def test_what_changed_just_now_is_read_again(deck: Deck, read: list[str]) -> None:
    # Two changes in one tick of the clock would leave the same times behind.
    read_bank(deck)
    read.clear()
    read_bank(deck)
    assert set(read) == NAMES


def edit_snippet(deck: Deck) -> None:
    path = snippet_path(deck, "log_run")
    path.write_text(path.read_text() + "\n")


def damage_evidence(deck: Deck) -> None:
    evidence_path(snippet_path(deck, "log_run")).write_text("{ not JSON")


def remove_evidence(deck: Deck) -> None:
    evidence_path(snippet_path(deck, "log_run")).unlink()


def prove_nothing(deck: Deck) -> None:
    prove(deck, "log_run", mutants=())


def edit_mutator(deck: Deck) -> None:
    path = deck.mutator_path("log-param-for-log-params")
    assert path is not None
    path.write_text(path.read_text().replace("FailsCheck()", 'FailsCheck("new")'))


def remove_mutator(deck: Deck) -> None:
    path = deck.mutator_path("log-param-for-log-params")
    assert path is not None
    path.unlink()


def remove_snippet(deck: Deck) -> None:
    snippet_path(deck, "log_run").unlink()


CHANGES = [
    edit_snippet,
    damage_evidence,
    remove_evidence,
    prove_nothing,
    edit_mutator,
    remove_mutator,
    remove_snippet,
]


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_between_two_starts_is_noticed(
    deck: Deck, change: Callable[[Deck], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert set(read_bank(deck).by_snippet) == NAMES
    change(deck)
    changed = read_bank(deck)
    assert set(changed.by_snippet) == NAMES - {"log_run"}
    assert "log-param-for-log-params" not in changed.by_mutator
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "another"))
    anew = read_bank(deck)
    assert contents(anew) == contents(changed)
    assert anew.problems == changed.problems


@pytest.mark.usefixtures("settled")
def test_what_is_mended_comes_back(deck: Deck) -> None:
    path = snippet_path(deck, "log_run")
    text = path.read_text()
    path.write_text("no header\n")
    assert "log_run" not in read_bank(deck).by_snippet
    path.write_text(text)
    mended = read_bank(deck)
    assert set(mended.by_snippet) == NAMES
    assert mended.problems == []


@pytest.mark.usefixtures("settled")
def test_only_what_changed_is_read_again(deck: Deck, read: list[str]) -> None:
    read_bank(deck)
    read.clear()
    edit_snippet(deck)
    read_bank(deck)
    assert read == ["log_run"]


@pytest.mark.usefixtures("settled")
def test_a_text_of_a_mutator_can_be_mended_without_losing_its_items(deck: Deck) -> None:
    before = contents(read_bank(deck))
    path = deck.mutator_path("log-param-for-log-params")
    assert path is not None
    path.write_text(path.read_text().replace("One believes", "Some believe"))
    assert contents(read_bank(deck)) == before


def put_garbage(file: Path) -> None:
    file.write_bytes(b"\xff" * file.stat().st_size)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def put_nothing(file: Path) -> None:
    file.write_bytes(b"")


def put_folder(file: Path) -> None:
    file.unlink()
    (file / "inside").mkdir(parents=True)


def put_other_database(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE about (other TEXT)")
    connection.close()


def put_other_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE about SET world = 'of another trainer'")
        connection.execute("DELETE FROM items")
    connection.close()


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    "damage",
    [put_garbage, cut_off, put_nothing, put_folder, put_other_database, put_other_version],
)
def test_an_index_that_is_damaged_is_made_anew(
    deck: Deck, trainer_home: Path, damage: Callable[[Path], None]
) -> None:
    before = contents(read_bank(deck))
    damage(index_file(trainer_home))
    bank = read_bank(deck)
    assert contents(bank) == before
    assert bank.problems == []


@pytest.mark.usefixtures("settled")
def test_an_index_that_is_damaged_in_a_session_is_made_anew(deck: Deck, trainer_home: Path) -> None:
    expected = [read_bank(deck).facts("log-param-for-log-params")]
    bank = read_bank(deck)
    put_garbage(index_file(trainer_home))
    assert [bank.facts("log-param-for-log-params")] == expected
    assert len(bank.items) == 10


def test_a_cache_that_cannot_be_written_is_no_error(deck: Deck, trainer_home: Path) -> None:
    shutil.rmtree(trainer_home / "cache")
    (trainer_home / "cache").write_text("in the way")
    bank = read_bank(deck)
    assert set(bank.by_snippet) == NAMES
    assert bank.problems == []
    assert [item.snippet.name for item in bank.by_mutator["log-param-for-log-params"]] == [
        "log_run"
    ]


def test_nothing_is_left_beside_the_index(deck: Deck, trainer_home: Path) -> None:
    read_bank(deck)
    names = {path.name for path in (trainer_home / "cache").iterdir()}
    assert names == {"keys.json", index_file(trainer_home).name}


def test_each_deck_has_an_index_of_its_own(deck: Deck, tmp_path: Path, trainer_home: Path) -> None:
    other = make_deck(tmp_path / "other")
    prove(other, "log_run", mutants=())
    assert len(read_bank(deck).items) == 10
    assert len(read_bank(other).items) == 7
    assert len(read_bank(deck).items) == 10
    assert len(list((trainer_home / "cache").glob("bank-*"))) == 2


def test_a_session_keeps_its_index_whatever_another_trainer_does(deck: Deck) -> None:
    ours = read_bank(deck)
    prove(deck, "split_and_score", mutants=())
    theirs = read_bank(deck)
    assert (len(ours.items), len(theirs.items)) == (10, 8)
    assert [facts.snippet for facts in ours.facts("transform-on-estimator")] == ["split_and_score"]


@pytest.mark.parametrize("change", CHANGES[:4])
def test_what_changes_in_a_session_is_asked_no_more(
    deck: Deck, change: Callable[[Deck], None]
) -> None:
    bank = read_bank(deck)
    change(deck)
    assert bank.item("log_run/log-param-for-log-params/1") is None
    assert list(bank.by_mutator["log-param-for-log-params"]) == []
    assert "log_run" not in {item.snippet.name for item in bank.items}
    assert bank.originals.get("log_run") is None
    assert len(bank.problems) == (change is not prove_nothing)


def test_files_that_are_only_touched_in_a_session_stay_in_it(deck: Deck) -> None:
    bank = read_bank(deck)
    os.utime(snippet_path(deck, "log_run"))
    item = bank.item("log_run/log-param-for-log-params/1")
    assert item is not None
    assert item.snippet.name == "log_run"
    assert bank.problems == []


def test_the_facts_are_those_of_the_items(bank: Bank) -> None:
    assert list(bank.ideas) == sorted({item.mutator for item in bank.items})
    for mutator, idea in bank.ideas.items():
        items = list(bank.by_mutator[mutator])
        facts = bank.facts(mutator)
        assert [each.id for each in facts] == [item.id for item in items]
        assert [bank.item(each.id) for each in facts] == items
        assert [each[1:5] for each in facts] == [
            (mutator, item.snippet.name, item.domain, item.silent) for item in items
        ]
        assert (idea.items, idea.snippets) == (len(items), len({each.snippet for each in facts}))
        assert idea.silent == sum(item.silent for item in items) / len(items)
        assert sum(idea.domains.values()) == len(items)
    [fact] = bank.facts("grid-without-build")
    assert (fact.span_lines, fact.snippet_lines) == (1, 22)
    assert bank.ideas["grid-without-build"].snippet_lines == 22


def test_a_bank_of_given_items_has_the_same_facts(bank: Bank) -> None:
    given = Bank(bank.deck, bank.items, bank.originals.values(), [], bank.combined)
    assert contents(given) == contents(bank)
    assert given.ideas == bank.ideas
    assert given.facts("transform-on-training-rows")[0].domain == "spark-ml"


def test_items_can_be_reached_by_every_way(bank: Bank) -> None:
    items = list(bank.items)
    assert [bank.items[number] for number in range(len(bank.items))] == items
    assert bank.items[-1] == items[-1]
    assert list(bank.items[2:5]) == items[2:5]
    assert [item for of in bank.by_domain.values() for item in of] == items
    assert [item for of in bank.by_snippet.values() for item in of] == items
    with pytest.raises(IndexError):
        bank.items[len(items)]
    with pytest.raises(KeyError):
        bank.by_mutator["seed-left-out"]


def test_some_items_are_drawn_of_a_domain_or_of_all(bank: Bank) -> None:
    some = bank.some_items(random.Random(1), "databricks-ml")
    assert {item.id for item in some} == {item.id for item in bank.by_domain["databricks-ml"]}
    few = [bank.some_items(random.Random(seed), most=4) for seed in range(20)]
    assert {len(each) for each in few} == {4}
    assert {item.id for each in few for item in each} == {item.id for item in bank.items}
    assert {item.snippet.name for item in few[0]} > {few[0][0].snippet.name}
    assert bank.some_items(random.Random(1), "scaling-ml") == []


def test_a_file_whose_name_is_no_text_is_a_problem(deck: Deck) -> None:
    name = os.fsencode(snippet_path(deck, "log_run").with_name("odd")) + b"\xff.py"
    try:
        Path(os.fsdecode(name)).write_text("")
    except OSError:
        pytest.skip("this file system takes no such name")
    bank = read_bank(deck)
    assert set(bank.by_snippet) == NAMES
    [problem] = bank.problems
    assert "cannot be read" in problem.message


@pytest.mark.usefixtures("settled")
def test_of_two_snippets_with_one_name_the_first_counts(deck: Deck) -> None:
    first = snippet_path(deck, "log_run")
    second = deck.root / "snippets" / "spark_ml" / "log_run.py"
    shutil.copy(snippet_path(deck, "tune_pipeline"), second)
    for _ in range(2):
        bank = read_bank(deck)
        assert set(bank.by_snippet) == NAMES
        [problem] = bank.problems
        assert problem.path == second
        assert str(first) in problem.message
    first.unlink()
    [problem] = read_bank(deck).problems
    assert "has no evidence" in problem.message


@pytest.mark.parametrize(
    ("field", "value"), [("id", "log_run/\ud800/1"), ("span", [1, 2**70]), ("id", ["no", "text"])]
)
def test_evidence_that_makes_no_sense_is_a_problem(deck: Deck, field: str, value: object) -> None:
    path = evidence_path(snippet_path(deck, "log_run"))
    data = json.loads(path.read_text())
    data["mutants"][0][field] = value
    path.write_text(json.dumps(data))
    bank = read_bank(deck)
    assert set(bank.by_snippet) == NAMES - {"log_run"}
    [problem] = bank.problems
    assert problem.path.stem == "log_run"


def test_a_sealed_deck_asks_for_no_content_key(deck: Deck) -> None:
    edit_mutator(deck)
    assert "log_run" not in read_bank(deck).by_snippet
    assert "log_run" in read_bank(Deck(deck.root, sealed=True)).by_snippet
