"""Another deck's mutators over a deck's snippets, and whose code is said to be run."""

from dataclasses import replace

import pytest
from click.testing import CliRunner
from rich.console import Console

from trainer.cli import main
from trainer.decks.deck import find_deck
from trainer.decks.evidence import evidence_path, write_evidence
from trainer.decks.memo import Memo
from trainer.model import Baseline, Evidence, Proof, Verdict
from trainer.verify.console import code_warning
from trainer.verify.plan import Planner

CODE = 'import mlflow\n\nwith mlflow.start_run():\n    mlflow.log_params({"a": 1})\n    a = 1'


@pytest.fixture
def deck(write_deck, texts):
    """A deck of its own mutator, whose snippet uses an API that the built-in deck is about."""
    snippet, mutator = texts
    deck = write_deck({"small": snippet(code=CODE)}, {"a-wrong": mutator("a-wrong", "a", "b")})
    return find_deck(deck.root)


def work(deck, *others):
    planner = Planner(deck, Memo(deck.root / "memo.json"), others)
    return planner, planner.work(planner.snippets[0])


def record(work):
    proofs = tuple(
        Proof(m.id, m.mutator, Verdict.CONFIRMED, m.span, m.before, m.after, "E", "x", 1, "t",
              "local", 0.1)
        for m in work.mutants
    )  # fmt: skip
    evidence = Evidence(work.content, work.environment, {}, Baseline(None, 1.0), {}, proofs)
    write_evidence(evidence_path(work.snippet.path), evidence)


def single(work):
    return {mutant.mutator for mutant in work.mutants if len(mutant.mutators) == 1}


def test_another_decks_mutators_change_the_snippets_when_asked(deck):
    assert single(work(deck)[1]) == {"a-wrong"}
    planner, both = work(deck, find_deck())
    assert "built-in:log-param-for-log-params" in single(both)
    assert planner.problems == []
    assert "built-in:log-param-for-log-params" in planner.breaks([both])
    assert both.mutants[0].id.startswith("small/")


def test_what_is_recorded_of_another_decks_mutators_stays_without_asking_again(deck):
    _, both = work(deck, find_deck())
    record(both)
    planner, again = work(deck)
    assert again.is_proven
    assert not planner.problems
    [snippet] = deck.snippets()[0]
    assert not deck.is_stale(snippet, deck.evidence(snippet))


def test_what_a_deck_recorded_that_is_not_installed_is_left_as_it_is(deck):
    _, both = work(deck)
    record(replace(both, mutants=(replace(both.mutants[0], mutator="gone:a"),)))
    planner, found = work(deck)
    assert found is None
    assert "the deck 'gone' is not installed. Install it, or delete" in str(planner.problems[0])


def test_a_deck_of_mutators_that_nobody_installed_is_told(deck):
    arguments = ["--deck", str(deck.root), "verify", "--with-mutators", "nobody"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "there is no deck of this name. Installed: built-in" in result.output


def told(deck):
    heard = []
    planner = Planner(deck, Memo(deck.root / "memo.json"), before_code=heard.append)
    planner.works(planner.snippets)
    return heard


def test_whose_code_is_about_to_run_is_told_before_it_is(deck):
    (deck.root / "mutators/area/a_wrong.py").write_text(
        (deck.root / "mutators/area/a_wrong.py").read_text() + "\n1 / 0\n"
    )
    assert told(deck)[0] == deck


def test_nothing_is_told_where_no_code_is_run(deck):
    _, found = work(deck)
    record(found)
    Planner(deck, Memo(deck.root / "memo.json")).works([])
    planner = Planner(deck, Memo(deck.root / "memo.json"))
    planner.works(planner.snippets)
    planner.memo.save()
    assert told(deck) == []


def test_it_is_told_once_of_each_deck_and_never_of_the_built_in_one(deck, capsys):
    tell = code_warning(Console(stderr=True))
    for each in (deck, deck, find_deck()):
        tell(each)
    told_once = f"Running the code of the deck 'deck' in {deck.root}, with your rights.\n"
    assert capsys.readouterr() == ("", told_once)
