"""What a verification would run."""

import json
from dataclasses import replace

import pytest

from trainer.decks.evidence import evidence_path, write_evidence
from trainer.decks.memo import Memo
from trainer.model import Baseline, Evidence, Proof, Verdict
from trainer.verify.plan import Planner, UnknownNameError


@pytest.fixture
def deck(write_deck, texts):
    snippet, mutator = texts
    return write_deck(
        {"one": snippet(), "two": snippet(code="a = 1\nb = 1\nc = 1\nd = 1\ndouble = 2")},
        {
            "total-wrong": mutator("total-wrong", "total", "sum"),
            "double-wrong": mutator("double-wrong", "double", "twice"),
        },
    )


@pytest.fixture
def plan(deck, tmp_path):
    def plan():
        planner = Planner(deck, Memo(tmp_path / "memo.json"))
        work = {snippet.name: planner.work(snippet) for snippet in planner.snippets}
        planner.memo.save()
        return planner, work

    return plan


def prove(work, **changes):
    """Writes evidence that says of every mutant that it is confirmed."""
    proofs = tuple(
        Proof(m.id, m.mutator, Verdict.CONFIRMED, m.span, m.before, m.after, "NameError", "x", 1,
              "t", "local", 0.1)
        for m in work.mutants
    )  # fmt: skip
    evidence = Evidence(work.content, work.environment, {}, Baseline(None, 1.0), {}, proofs)
    path = evidence_path(work.snippet.path)
    write_evidence(path, evidence)
    if changes:
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_snippet_without_evidence_must_run_and_one_with_it_must_not(plan):
    _, work = plan()
    assert work["one"].must_run
    prove(work["one"])
    _, work = plan()
    assert not work["one"].must_run
    assert work["two"].must_run


def test_evidence_of_other_versions_must_run_again_but_is_not_stale_for_a_learner(plan, deck):
    _, work = plan()
    prove(work["one"])
    _, work = plan()
    other = replace(work["one"], versions={"python": "3.12"})
    assert not work["one"].must_run
    assert other.must_run
    assert not deck.is_stale(work["one"].snippet, work["one"].recorded)


def test_an_edited_mutator_makes_only_the_snippets_that_it_changes_run_again(plan, deck):
    _, work = plan()
    for each in work.values():
        prove(each)
    path = deck.mutator_path("total-wrong")
    path.write_text(path.read_text().replace('cst.Name("sum")', 'cst.Name("sums")'))
    _, work = plan()
    assert work["one"].must_run
    assert not work["two"].must_run


def test_a_new_mutator_makes_the_snippets_that_it_changes_run_again(plan, deck, texts):
    _, work = plan()
    for each in work.values():
        prove(each)
    (deck.root / "mutators/area/c_wrong.py").write_text(texts[1]("c-wrong", "c", "see"))
    _, work = plan()
    assert not work["one"].must_run
    assert work["two"].must_run


def test_a_mutator_that_is_gone_makes_its_snippets_run_again(plan, deck):
    _, work = plan()
    for each in work.values():
        prove(each)
    deck.mutator_path("total-wrong").unlink()
    _, work = plan()
    assert work["one"].must_run
    assert deck.is_stale(work["one"].snippet, work["one"].recorded)


def test_damaged_evidence_is_a_problem_and_the_other_snippets_are_planned(plan, deck):
    evidence_path(deck.root / "snippets/spark_ml/one.py").write_text("{")
    planner, work = plan()
    assert work["one"] is None
    assert work["two"] is not None
    assert ["is not JSON" in problem.message for problem in planner.problems] == [True]


def test_a_damaged_memo_counts_as_empty(plan, tmp_path):
    _, first = plan()
    (tmp_path / "memo.json").write_text("{ damaged")
    _, second = plan()
    assert first["one"].mutants == second["one"].mutants


def test_with_nothing_changed_no_mutator_is_imported(plan, deck):
    plan()
    for path in deck.mutator_paths():
        path.write_text("# imported\n" + path.read_text())
    planner, work = plan()
    assert planner._mutators == {}
    assert len(work["one"].mutants) > 0


@pytest.mark.parametrize(
    ("name", "snippets"),
    [
        ("one", ["one"]),
        ("one/total-wrong/1", ["one"]),
        ("total-wrong", ["one"]),
        ("double-wrong", ["one", "two"]),
    ],
)
def test_a_name_selects_snippets(plan, name, snippets):
    planner, _ = plan()
    assert [snippet.name for snippet in planner.select([name])] == snippets


def test_an_unknown_name_is_told_with_the_nearest(plan):
    planner, _ = plan()
    with pytest.raises(UnknownNameError, match="Did you mean total-wrong"):
        planner.select(["total-wron"])
