"""Reading what learners see of a mutator, without running its file."""

import pytest

from trainer.decks.ideas import read_idea
from trainer.errors import DeckError


@pytest.fixture
def read(tmp_path):
    def read(text, name="one_too_many.py"):
        path = tmp_path / name
        path.write_text(text)
        return read_idea(path)

    return read


def test_the_texts_are_read_and_nothing_is_run(read, texts):
    text = "raise SystemExit('this file was run')\n" + texts[1]("one-too-many", "a", "b")
    idea = read(text)
    assert idea.id == "one-too-many"
    assert idea.principle == "Counting begins at zero."


def test_a_byte_order_mark_is_no_part_of_the_text(read, texts):
    text = texts[1]("one-too-many", "a", "b")
    assert read("\ufeff" + text) == read(text)


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (lambda text: text.replace("class ATest", "clas ATest"), 7, "is not Python"),
        (lambda text: text.replace("(Mutator)", ""), None, "holds no mutator"),
        (lambda text: text + "\nclass Two(Mutator): pass\n", 25, "two mutators"),
        (lambda text: text.replace("    hint =", "    tip ="), 7, "lacks 'hint'"),
        (lambda text: text.replace('"One too many"', 'f"{1}"'), 9, "'title' must be a literal"),
        (lambda text: text.replace('"One too many"', '" "'), 9, "not empty"),
        (lambda text: text.replace("one-too-many", "two-too-many"), 8, "does not fit the file"),
        (lambda text: text.replace("    breaks", "    broken"), 7, "lacks 'breaks'"),
    ],
)
def test_a_malformed_mutator_is_told_with_its_line(read, texts, change, line, message):
    with pytest.raises(DeckError) as caught:
        read(change(texts[1]("one-too-many", "a", "b")))
    assert message in caught.value.problem.message
    assert caught.value.problem.line == line


def test_two_mutators_with_one_id_are_told_and_the_first_is_kept(write_deck, texts):
    deck = write_deck({}, {"one-too-many": texts[1]("one-too-many", "a", "b")})
    other = deck.root / "mutators/other/one_too_many.py"
    other.parent.mkdir()
    other.write_text(texts[1]("one-too-many", "a", "c"))
    ideas, problems = deck.ideas()
    assert [idea.path.parent.name for idea in ideas] == ["area"]
    assert [problem.path for problem in problems] == [other]
    assert "'one-too-many'" in problems[0].message


def test_prerequisites_are_read_and_nobody_needs_some(read, texts):
    text = texts[1]("one-too-many", "a", "b")
    assert read(text).prerequisites == ()
    named = text.replace("    breaks", '    prerequisites = ["counting", "zero"]\n    breaks')
    assert read(named).prerequisites == ("counting", "zero")


def test_prerequisites_that_are_no_names_are_told_with_their_line(read, texts):
    text = texts[1]("one-too-many", "a", "b").replace(
        "    breaks", "    prerequisites = 3\n    breaks"
    )
    with pytest.raises(DeckError, match="'prerequisites' must be") as caught:
        read(text)
    assert caught.value.problem.line == 14


def test_where_a_mistake_is_seen_is_read_and_need_not_be_known(read, texts):
    text = texts[1]("one-too-many", "a", "b")
    assert read(text).seen == ""
    page = "https://stackoverflow.com/questions/1"
    assert read(text.replace("    breaks", f'    seen = "{page}"\n    breaks')).seen == page


@pytest.mark.parametrize(
    ("value", "message"), [('"a forum"', "no https link"), ("3", "must be a literal text")]
)
def test_a_place_where_a_mistake_is_seen_must_be_a_link(read, texts, value, message):
    text = texts[1]("one-too-many", "a", "b")
    with pytest.raises(DeckError, match=message) as caught:
        read(text.replace("    breaks", f"    seen = {value}\n    breaks"))
    assert caught.value.problem.line == 14
