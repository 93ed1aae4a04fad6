"""Reading snippet files: what is right is read, what is wrong is told with its line."""

import pytest

from trainer.decks.snippets import read_snippet
from trainer.errors import DeckError


@pytest.fixture
def read(texts, tmp_path):
    folder = tmp_path / "spark_ml"
    folder.mkdir()

    def read(text):
        path = folder / "small.py"
        path.write_text(text)
        return read_snippet(path)

    return read


def test_a_snippet_is_read_with_the_lines_of_its_cells(read, texts):
    snippet = read(texts[0]())
    assert snippet.name == "small"
    assert snippet.domain == "spark-ml"
    assert snippet.objectives == ("pipeline",)
    assert snippet.code.text.startswith("total = 1\n")
    lines = snippet.path.read_text().splitlines()
    for cell in (snippet.given, snippet.code, snippet.check):
        assert lines[cell.line - 1] == cell.text.splitlines()[0]


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (lambda text: text.replace("# /// snippet", "# snippet"), 1, "no header"),
        (lambda text: text.replace("# ///\n", "#\n"), 1, "not closed"),
        (lambda text: text.replace('"A small program"', '"A small'), 2, "not TOML"),
        (lambda text: text.replace("# docs", "# dox"), 5, "unknown header key 'dox'"),
        (lambda text: text.replace("# requires = []\n", ""), 1, "lacks 'requires'"),
        (lambda text: text.replace('["pipeline"]', '"pipeline"'), 4, "a list of texts"),
        (lambda text: text.replace('"A small program"', '""'), 2, "not empty"),
        (lambda text: text.replace("requires = []", 'requires = [""]'), 6, "names '', which"),
        (lambda text: text.replace("requires = []", 'requires = ["a.b"]'), 6, "names 'a.b', which"),
        (lambda text: text.replace("requires = []", 'requires = ["ok", "scikit-learn"]'), 6,
         "names 'scikit-learn', which"),
        (lambda text: text.replace("double =", "from __future__ import annotations\ndouble ="), 14,
         "no effect"),
        (lambda text: text.replace('"spark-ml"', '"spark"'), 3, "unknown domain"),
        (lambda text: text.replace('"spark-ml"', '"scaling-ml"'), 3, "does not fit the folder"),
        (lambda text: text.replace("# %% check", "# %% cheque"), 19, "unknown cell 'cheque'"),
        (lambda text: text.replace("# %% check", "# %% given"), 9, "more than once"),
        (lambda text: text.replace("# %% check", "# check"), None, "lacks the cell 'check'"),
        (lambda text: text.replace("# ///\n\n", "# ///\nx = 1\n"), 8, "before the first cell"),
        (
            lambda text: text.replace("# %% given", "# %% x").replace("# %% check", "# %% given")
            .replace("# %% x", "# %% check"),
            9,
            "in the order",
        ),
    ],
)  # fmt: skip
def test_a_malformed_snippet_is_told_with_its_line(read, texts, change, line, message):
    with pytest.raises(DeckError) as caught:
        read(change(texts[0]()))
    assert message in caught.value.problem.message
    assert caught.value.problem.line == line
    assert "small.py" in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_text(read, texts):
    assert read("\ufeff" + texts[0]()) == read(texts[0]())


def test_the_word_future_may_stand_in_a_snippet(read, texts):
    assert "__future__" in read(texts[0](code="a = '__future__'")).code.text


def test_a_file_that_is_not_text_is_told(tmp_path):
    path = tmp_path / "bytes.py"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DeckError, match="cannot be read"):
        read_snippet(path)
