"""Decks from elsewhere: how they are found, named and kept apart; none of their code is run."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.decks_for_tests import make_deck, prove, snippet_path
from trainer.cli import main
from trainer.decks.deck import BUILT_IN, Deck, deck_around, find_deck
from trainer.decks.evidence import evidence_path, read_evidence
from trainer.decks.registry import find_named, listed
from trainer.errors import UsageError
from trainer.learning.bank import read_bank

BOMB = "raise RuntimeError('the code of the deck was run')\n"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Installs a package that registers a deck; its own modules must not be imported."""

    def install(name="acme", value="acme_deck.content", folder="acme_deck/content", url=None):
        site = tmp_path / f"site-{name}"
        root = site / folder
        deck = make_deck(root)
        for package in (site / "acme_deck", root):
            (package / "__init__.py").write_text(BOMB)
        info = site / f"{name.replace('/', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-pkg\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[trainer.decks]\n{name} = {value}\n")
        if url:
            (info / "direct_url.json").write_text(json.dumps(url))
        monkeypatch.syspath_prepend(str(site))
        return deck

    return install


def test_an_installed_package_registers_a_deck_and_none_of_its_code_is_run(install):
    deck = install()
    found = find_named("acme")
    assert found == Deck(deck.root, sealed=True, name="acme")
    assert "acme_deck" not in sys.modules
    assert find_deck(Path("acme")) == found


def test_the_deck_of_an_editable_package_is_not_sealed(install):
    install(url={"dir_info": {"editable": True}})
    assert not find_named("acme").sealed


def test_a_package_that_is_not_beside_its_metadata_is_found_where_python_finds_it(
    install, tmp_path, monkeypatch
):
    deck = install()
    (tmp_path / "source").mkdir()
    (deck.root.parent).rename(tmp_path / "source/acme_deck")
    monkeypatch.syspath_prepend(str(tmp_path / "source"))
    assert find_named("acme").root == tmp_path / "source/acme_deck/content"
    assert "acme_deck" not in sys.modules


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("acme", "acme_deck.elsewhere", "there is no folder of the package"),
        ("acme", "no_such_package", "there is no folder of the package"),
        ("a:b", "acme_deck.content", "a deck cannot be called so"),
        (BUILT_IN, "acme_deck.content", "a deck cannot be called so"),
    ],
)
def test_a_package_that_registers_nonsense_is_told_with_its_name(install, name, value, message):
    install("acme", value)
    info = next(Path(sys.path[0]).glob("*.dist-info"))
    (info / "entry_points.txt").write_text(f"[trainer.decks]\n{name} = {value}\n")
    [problem] = [each.problem for each in listed() if each.problem]
    assert message in problem
    assert "acme-pkg" in problem


def test_a_name_that_nothing_registers_is_told_with_those_there_are(install):
    install()
    with pytest.raises(UsageError, match="Installed: built-in, acme"):
        find_deck(Path("acne"))


def test_the_decks_are_listed_with_what_is_proven(install, monkeypatch, tmp_path):
    install()
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["decks", "--json"])
    rows = {row["name"]: row for row in map(json.loads, result.output.splitlines())}
    assert list(rows) == [BUILT_IN, "acme"]
    assert rows["acme"]["snippets"] == 3
    # One of the eleven survived.
    assert rows["acme"]["proven"] == 10
    assert Path(rows["acme"]["place"]).name == "content"


def test_the_built_in_deck_is_opened_without_looking_for_packages():
    code = (
        "import sys\nfrom trainer.decks.deck import find_deck\n"
        "from trainer.learning.bank import read_bank\nread_bank(find_deck())\n"
        "print('importlib.metadata' in sys.modules, 'trainer.decks.registry' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    ("folder", "name"),
    [("mine", "mine"), ("my deck", "my-deck"), ("a+b:c", "a-b-c"), (BUILT_IN, "built-in-deck")],
)
def test_a_folder_is_called_as_it_is_as_far_as_ids_allow(tmp_path, folder, name):
    make_deck(tmp_path / folder)
    assert find_deck(tmp_path / folder).name == name


def test_the_project_itself_has_no_name():
    assert find_deck(find_deck().root).name == ""


def test_the_deck_around_a_folder_is_found_from_below(tmp_path):
    make_deck(tmp_path / "mine")
    assert deck_around(tmp_path / "mine/snippets/spark_ml") == find_deck(tmp_path / "mine")
    assert deck_around(tmp_path) is None


def test_ids_carry_the_name_of_their_deck(tmp_path):
    deck = replace(make_deck(tmp_path / "acme"), name="acme")
    item = read_bank(deck).items[0]
    assert item.id.startswith("acme:")
    assert item.id == f"{item.snippet.name}/{item.mutator.removeprefix('acme:')}/1"
    assert item.snippet.name.startswith("acme:")
    assert item.mutator.startswith("acme:")


def test_two_decks_with_equal_names_share_no_item_and_no_card(tmp_path):
    ids, mutators = [], []
    for name in ("one", "two", ""):
        bank = read_bank(replace(make_deck(tmp_path / "same"), name=name))
        ids += [item.id for item in bank.items]
        mutators += list(bank.ideas)
    assert len(set(ids)) == len(ids) == 30
    assert len(set(mutators)) == len(mutators)


def test_an_item_is_found_again_by_the_id_that_a_history_has(tmp_path):
    bank = read_bank(replace(make_deck(tmp_path / "acme"), name="acme"))
    item = bank.items[0]
    assert bank.item(item.id) == item
    assert bank.idea(item.mutator).title == item.mutator.removeprefix("acme:").replace("-", " ")


@pytest.mark.parametrize(
    ("inside", "name", "outside"),
    [
        ("a", "", "a"),
        ("a", "acme", "acme:a"),
        ("other:a", "acme", "other:a"),
        ("other:a", "", "other:a"),
        (f"{BUILT_IN}:a", "acme", "a"),
    ],
)
def test_a_mutators_id_goes_outside_and_back(inside, name, outside):
    deck = Deck(Path("deck"), name=name)
    assert deck.mutator_outside(inside) == outside
    assert deck.mutator_inside(outside) == inside


def test_of_several_mutators_each_keeps_its_own_deck():
    deck = Deck(Path("deck"), name="acme")
    assert deck.mutator_outside(f"a+{BUILT_IN}:b+other:c") == "acme:a+b+other:c"


@pytest.fixture
def borrowing(install, tmp_path):
    """A deck one of whose items was made by a mutator of an installed deck, and that deck."""
    other = install()
    deck = make_deck(tmp_path / "mine")
    borrow(deck, other)
    return find_deck(deck.root), other


def borrow(deck, other):
    """Records the items of one snippet as made by another deck's mutators."""
    recorded = read_evidence(evidence_path(snippet_path(deck, "log_run")))
    for proof in recorded.mutants:
        deck.mutator_path(proof.mutator).unlink()
    named = replace(deck, name="mine")
    mutants = tuple(
        replace(
            proof,
            id=proof.id.replace("/", "/acme:", 1),
            mutator=f"acme:{proof.mutator}",
        )
        for proof in recorded.mutants
    )
    assert named.mutator_path(mutants[0].mutator).is_relative_to(other.root)
    prove(deck, "log_run", mutants=mutants)


def test_an_item_made_by_another_decks_mutator_is_asked_with_that_decks_idea(borrowing):
    deck, other = borrowing
    bank = read_bank(deck)
    item = next(item for item in bank.items if item.mutator.startswith("acme:"))
    assert item.id.startswith("mine:log_run/acme:")
    assert bank.idea(item.mutator).path.is_relative_to(other.root)


def test_it_is_stale_once_that_mutator_has_changed(borrowing):
    deck, other = borrowing
    assert len(read_bank(deck).items) == 10
    path = other.mutator_path("metric-logged-as-param")
    path.write_text(path.read_text().replace("FailsCheck()", "FailsCheck('no')"))
    bank = read_bank(deck)
    assert len(bank.items) == 7
    assert [problem.message for problem in bank.problems] == [
        "has changed since it was run, so it is left out."
    ]
