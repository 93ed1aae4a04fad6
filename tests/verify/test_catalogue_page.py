"""The page of all ideas, from the same fields that learners and authors read."""

import re

import pytest
from click.testing import CliRunner

from tests.decks_for_tests import make_deck, prove, snippet_path
from trainer.cli import main
from trainer.decks.deck import find_deck
from trainer.verify.catalogue_page import first_example


@pytest.fixture
def deck(tmp_path):
    return make_deck(tmp_path / "deck")


@pytest.fixture
def page(deck, tmp_path):
    """Writes the catalogue of the deck and returns its text."""

    def page():
        path = tmp_path / "catalogue.html"
        result = CliRunner().invoke(
            main, ["--deck", str(deck.root), "catalogue", "--html", str(path)]
        )
        assert result.exit_code == 0, result.output
        return path.read_text()

    return page


def article(text, id_):
    return re.search(rf'<article class="card" id="{id_}">.*?</article>', text, re.DOTALL)[0]


def test_an_idea_is_told_with_all_that_is_written_of_it_and_what_happened(page):
    text = article(page(), "best-params-for-best-model")
    assert "One believes this: best params for best model." in text
    assert "Not so:" in text
    assert "What does each call really want" in text
    assert 'href="https://spark.apache.org/docs/latest/ml-tuning.html"' in text
    assert "- best_model = cv_model.bestModel" in text
    assert "+ best_model = cv_model.best_params" in text
    assert "AttributeError in line 21: &#39;CrossValidatorModel&#39; object" in text
    assert "Nothing is raised, but: the run holds no metric f1" in page()


def test_where_a_mistake_is_seen_is_linked(deck, page):
    path = deck.mutator_path("best-params-for-best-model")
    assert "<dt>Seen</dt>" not in page()
    text = path.read_text().replace("    breaks", '    seen = "https://a.example/1"\n    breaks')
    path.write_text(text)
    assert 'href="https://a.example/1"' in article(page(), "best-params-for-best-model")


def test_an_idea_without_a_confirmed_item_is_named_as_such(page):
    text = page()
    assert 'id="seed-left-out"' not in text
    assert "seed-left-out" in text[text.index("Not proven") :]


def test_what_a_stand_in_ran_says_so(deck, page):
    before = page()
    evidence = snippet_path(deck, "log_run").with_suffix(".evidence.json")
    evidence.write_text(evidence.read_text().replace('"ran_on": "local"', '"ran_on": "stand-in"'))
    assert '<span class="mark">stand-in</span>' not in before
    assert page().count('<span class="mark">stand-in</span>') == 4  # three items, and the header


def test_stale_evidence_is_told(deck, page):
    assert "stale" not in page()
    prove(deck, "log_run", content="something else")
    assert "The evidence of 1 snippet is stale" in page()


def test_texts_are_escaped_and_code_in_them_is_set_as_code(deck, page):
    path = deck.mutator_path("grid-without-build")
    path.write_text(path.read_text().replace("One believes this", "`<b>` is believed"))
    text = article(page(), "grid-without-build")
    assert "<code>&lt;b&gt;</code> is believed" in text


def test_the_page_needs_nothing_but_itself(page):
    text = page()
    assert "default-src 'none'" in text
    assert not re.search(r"<(script|link|img|iframe)\b", text)
    assert "prefers-color-scheme: dark" in text


def test_no_code_of_a_mutator_is_run(deck, page):
    path = deck.mutator_path("grid-without-build")
    path.write_text(f"raise SystemExit('this file was run')\n{path.read_text()}")
    assert article(page(), "grid-without-build")


def test_the_first_example_is_read_from_the_text_of_the_file(tmp_path, texts):
    path = tmp_path / "one_too_many.py"
    path.write_text(texts[1]("one-too-many", "a", "b"))
    assert first_example(path) == [("-", "a"), ("+", "b")]


def test_an_example_that_is_no_literal_is_left_out(tmp_path, texts):
    path = tmp_path / "one_too_many.py"
    path.write_text(texts[1]("one-too-many", "a", "b").replace('Applies("a"', "Applies(str(1)"))
    assert first_example(path) == []


def test_every_mutator_of_the_built_in_deck_shows_an_example():
    assert all(first_example(path) for path in find_deck().mutator_paths())


def test_the_built_in_deck_tells_where_the_study_guide_differs(tmp_path):
    path = tmp_path / "catalogue.html"
    result = CliRunner().invoke(main, ["catalogue", "--html", str(path)])
    assert result.exit_code == 0, result.output
    assert "MirroredStrategyRunner" in path.read_text()


def test_a_file_that_cannot_be_written_is_told(deck, tmp_path):
    path = tmp_path / "no/such/folder.html"
    result = CliRunner().invoke(main, ["--deck", str(deck.root), "catalogue", "--html", str(path)])
    assert result.exit_code == 1
    assert "cannot be written" in result.output
    assert "Give --html a file" in result.output
