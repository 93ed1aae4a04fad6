"""`trainer new`: what it writes, where, and what it refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from trainer.cli import main
from trainer.decks.blanks import blanks
from trainer.decks.snippets import read_snippet

SNIPPET = ("new", "snippet", "count_rows", "--domain", "spark-ml", "--title", "Count the rows")
MUTATOR = ("new", "mutator", "count-for-len", "--area", "frames")

GIVEN = "numbers = [1, 2, 3]"
CODE = "rows = len(numbers)\na = 1\nb = 2\nc = 3\nd = 4"
CHECK = 'assert rows == 3, "the count is wrong"'
WORDS = {
    "title": "A count",
    "misconception": "A list counts itself.",
    "principle": "A list has a length.",
    "hint": "What does a list have?",
    "docs": "https://docs.python.org/3/",
    "docstring": "Counts instead of measuring.",
    "call": "len",
    "objectives": "pipeline",
}
CELLS = {"given": GIVEN, "snippet": CODE, "check": CHECK}
PROGRAMS = {
    "first applies, before": "from frames import size\nn = size(x)",
    "first applies, after": "from frames import size\nn = size()",
    "second applies, before": "import frames as f\nf.size(1)",
    "second applies, after": "import frames as f\nf.size()",
    "leaves": "import other\nother.size(1)",
}


@pytest.fixture
def root(tmp_path, monkeypatch):
    """An empty deck, which is the working directory."""
    root = tmp_path / "deck"
    for folder in ("snippets", "mutators"):
        (root / folder).mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


def trainer(*arguments):
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def findings():
    return [json.loads(line) for line in trainer("check", "--json").stdout.splitlines()]


def fill(path):
    """Fills in each blank of a file as its author would."""
    lines = []
    for line in path.read_text().splitlines():
        before, blank, rest = line.partition("TODO(")
        what = rest.partition(")")[0]
        if not blank or what == "change":
            lines.append(line.partition("  # TODO")[0])
        elif what in CELLS:
            lines.append(CELLS[what])
        elif what in PROGRAMS:
            indent = before.replace("# ", "")
            lines += [f"{indent}{each}" for each in PROGRAMS[what].split("\n")]
        elif what == "breaks":
            lines.append('    breaks = Raises("TypeError", match="size")')
        elif what == "call":
            lines.append(f'{before}frames.size"):')
        else:
            quotes = '"""' if before == '"""' else '"]' if before.endswith('["') else '"'
            lines.append(f"{before}{WORDS[what]}{quotes}")
    path.write_text("\n".join(lines) + "\n")


def test_a_new_snippet_has_blanks_and_nothing_else_is_wrong_with_it(root):
    trainer(*SNIPPET)
    path = root / "snippets/spark_ml/count_rows.py"
    told = findings()
    assert {finding["path"] for finding in told} == {str(path)}
    assert [finding["message"] for finding in told] == [
        f"fill in: {what}." for what in ("objectives", "docs", "given", "snippet", "check")
    ]
    lines = path.read_text().splitlines()
    assert all("TODO(" in lines[finding["line"] - 1] for finding in told)


def test_a_new_mutator_has_blanks_and_nothing_else_is_wrong_with_it(root):
    trainer(*MUTATOR)
    told = findings()
    assert all(finding["message"].startswith("fill in: ") for finding in told)
    assert "fill in: principle." in [finding["message"] for finding in told]


def test_a_snippet_whose_blanks_are_filled_lacks_only_evidence_and_a_mutator(root):
    trainer(*SNIPPET)
    fill(root / "snippets/spark_ml/count_rows.py")
    assert [finding["message"] for finding in findings()] == [
        "is changed by no mutator.",
        "has no evidence.",
    ]


@pytest.mark.parametrize("breaks", ["raises", "fails-check"])
def test_a_mutator_whose_blanks_are_filled_lacks_only_a_snippet(root, breaks):
    trainer(*MUTATOR, "--breaks", breaks)
    fill(root / "mutators/frames/count_for_len.py")
    assert [finding["message"] for finding in findings()] == ["applies to no snippet."]


def test_a_title_with_quotes_is_kept(root):
    title = 'Say "hi", c:\\rows'
    trainer("new", "snippet", "count_rows", "--domain", "spark-ml", "--title", title)
    assert read_snippet(root / "snippets/spark_ml/count_rows.py").title == title


def test_what_is_there_already_is_not_overwritten(root):
    trainer(*SNIPPET)
    path = root / "snippets/spark_ml/count_rows.py"
    path.write_text("mine")
    result = trainer(*SNIPPET[:3], "--domain", "scaling-ml", "--title", "Another")
    assert result.exit_code == 2
    assert f"{path}: has this name already" in result.output
    assert path.read_text() == "mine"
    assert list(root.rglob("*.py")) == [path]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("new", "snippet", "count-rows", *SNIPPET[3:]), "joined by '_'"),
        (("new", "snippet", "../rows", *SNIPPET[3:]), "cannot be a snippet's name"),
        (("new", "mutator", "count_for_len", "--area", "frames"), "joined by '-'"),
        (("new", "mutator", "count-for-len", "--area", "../up"), "cannot be an area"),
        ((*SNIPPET[:3], "--domain", "ml", "--title", "t"), "there is no such domain"),
        ((*SNIPPET[:3], "--domain", "spark-ml"), "--title: is missing"),
        (("new", "snippet"), "NAME: is missing"),
        ((*SNIPPET[:5], "--title", "two\nlines"), "must be one line"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(root, arguments, message):
    result = trainer(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert list(root.rglob("*.py")) == []


def test_outside_a_deck_it_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = trainer(*SNIPPET)
    assert result.exit_code == 2
    assert "mkdir snippets mutators" in result.output


def test_below_a_decks_folder_it_writes_to_that_deck(root, monkeypatch):
    (root / "snippets/spark_ml").mkdir()
    monkeypatch.chdir(root / "snippets/spark_ml")
    trainer(*SNIPPET)
    assert (root / "snippets/spark_ml/count_rows.py").exists()


def test_the_deck_that_is_given_comes_before_the_one_around(root, tmp_path):
    (tmp_path / "other/snippets").mkdir(parents=True)
    trainer("--deck", "../other", *SNIPPET)
    assert list(tmp_path.rglob("*.py")) == [tmp_path / "other/snippets/spark_ml/count_rows.py"]


def test_somebody_at_a_terminal_is_asked(root, monkeypatch):
    monkeypatch.setattr("trainer.cli.author._is_terminal", lambda: True)
    CliRunner().invoke(main, ["new", "snippet"], input="count_rows\nspark-ml\nCount the rows\n")
    assert read_snippet(root / "snippets/spark_ml/count_rows.py").title == "Count the rows"


def test_a_blank_says_what_its_author_must_think_of(tmp_path):
    path = tmp_path / "a.py"
    path.write_text('x = 1\nhint = "TODO(hint): a question", 2\n')
    [blank] = blanks(path)
    assert str(blank) == f"{path}:2: fill in: hint. A question."


def test_a_plain_todo_is_no_blank(tmp_path):
    path = Path(tmp_path / "a.py")
    path.write_text("# TODO: later\n")
    assert blanks(path) == []
