"""The content key: what changes it, and what does not."""

import ast
import os
import shutil

import pytest

from trainer.decks import keys
from trainer.decks.ideas import read_idea
from trainer.decks.keys import MACHINERY, Keys, _memo, content_key


@pytest.fixture
def key(write_deck, texts):
    """The key of a snippet and a mutator after a change of the one or the other."""

    def key(change_snippet=lambda text: text, change_mutator=lambda text: text):
        deck = write_deck(
            {"small": change_snippet(texts[0]())},
            {"one-too-many": change_mutator(texts[1]("one-too-many", "a", "b"))},
        )
        snippet = deck.snippets()[0][0]
        return content_key(snippet, deck.mutator_paths())

    return key


def test_the_key_is_the_same_for_the_same_content(key):
    assert key() == key()


def test_an_edit_of_the_snippet_changes_the_key(key):
    assert key() != key(change_snippet=lambda text: text.replace("total = 1", "total = 3"))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('yield cst.Name("b")', 'yield cst.Name("c")'),
        lambda text: text.replace('Raises("NameError")', 'Raises("TypeError")'),
        lambda text: f'{text}\nCODE = """first\n\nsecond"""',
    ],
)
def test_an_edit_of_what_a_mutator_does_changes_the_key(key, change):
    assert key() != key(change_mutator=change)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("Adds one where", "Adds 1 where"),
        lambda text: text.replace("Counting begins at zero.", "We count from zero."),
        lambda text: text.replace("    breaks =", "    # said by the runtime\n    breaks ="),
        lambda text: text.replace("    breaks =", "    seen = 'https://a.b/c'\n    breaks ="),
        lambda text: text.replace("print('something else')", "print('other')"),
        lambda text: text.replace(
            '"One too many"', '(\n        "One too many "\n        "by far"\n    )'
        ),
        lambda text: text.replace('"""Adds one where', '"""Adds\n\none where'),
        lambda text: text.replace("        if node", '        """Says why."""\n        if node'),
    ],
)
def test_an_edit_of_words_leaves_the_key(key, change):
    assert key() == key(change_mutator=change)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('CODE = """first\nsecond"""', 'CODE = """first\n\nsecond"""'),
        ('CODE = """first\nsecond"""', 'CODE = """first \nsecond"""'),
        ('CODE = "#one"', 'CODE = "#two"'),
        ('"""Words."""; LAST = 1', '"""Words."""; LAST = 2'),
        ('title = "a"\nlast = 1', 'title = "b"\nlast = 1'),
    ],
)
def test_text_that_a_program_uses_changes_the_key(key, before, after):
    first, second = (
        key(change_mutator=lambda text, end=end: f"{text}\n{end}") for end in (before, after)
    )
    assert first != second


def test_an_edit_of_words_reaches_learners_although_the_key_stays(write_deck, texts):
    snippet, text = texts[0](), texts[1]("one-too-many", "a", "b")
    deck = write_deck({"small": snippet}, {"one-too-many": text})
    (path,) = deck.mutator_paths()
    before = content_key(deck.snippets()[0][0], [path])
    path.write_text(text.replace("Counting begins at zero.", "The first index is zero."))
    assert content_key(deck.snippets()[0][0], [path]) == before
    assert read_idea(path).principle == "The first index is zero."


@pytest.mark.parametrize(
    "line",
    [
        "from mutators.area._shared import NEW",
        "import mutators.area._shared",
        "from mutators.area import _shared",
        "from ._shared import NEW",
        "from . import _shared",
        "from .._between import NEW",
    ],
)
def test_an_edit_of_what_a_mutator_imports_of_its_deck_changes_the_key(write_deck, texts, line):
    deck = write_deck({"small": texts[0]()}, {"one-too-many": texts[1]("one-too-many", "a", "b")})
    snippet, (path,) = deck.snippets()[0][0], deck.mutator_paths()
    path.write_text(f"{line}\n{path.read_text()}")
    shared = deck.root / "mutators/area/_shared.py"
    (deck.root / "mutators/_between.py").write_text("from mutators.area._shared import NEW\n")
    shared.write_text('"""Words."""\nNEW = "b"\n')
    before = content_key(snippet, [path])
    shared.write_text('"""Other words."""\nNEW = "b"\n')
    assert content_key(snippet, [path]) == before
    shared.write_text('"""Other words."""\nNEW = "c"\n')
    assert content_key(snippet, [path]) != before


def test_a_mutator_that_imports_itself_in_a_circle_has_a_key(write_deck, texts):
    deck = write_deck({"small": texts[0]()}, {"one-too-many": texts[1]("one-too-many", "a", "b")})
    (path,) = deck.mutator_paths()
    path.write_text(f"import mutators.area._one\n{path.read_text()}")
    for name, other in (("_one", "_two"), ("_two", "_one")):
        text = f"import mutators.area.{other}, mutators.area.one_too_many\n"
        (path.parent / f"{name}.py").write_text(text)
    assert [helper.stem for helper in Keys().helpers(path)] == ["_one", "_two"]


@pytest.fixture
def machinery(tmp_path, monkeypatch):
    """A copy of the machinery's place in the package that a test may edit."""
    package = tmp_path / "package"
    (package / "runtime").mkdir(parents=True)
    (package / "runtime/stage.py").write_text("LIMIT = 1  # as measured\n")
    (package / "model.py").write_text("LINE = 1\n")
    monkeypatch.setattr(keys, "_PACKAGE", package)
    monkeypatch.setattr(keys, "MACHINERY", (package / "model.py", package / "runtime"))
    return package


@pytest.mark.parametrize(
    ("name", "text", "counts"),
    [
        ("runtime/stage.py", "LIMIT = 2\n", True),
        ("model.py", "LINE = 2\n", True),
        ("runtime/new.py", "", True),
        ("runtime/log4j2.properties", "level = info\n", True),
        ("runtime/stage.py", "LIMIT = 1  # as measured again\n", False),
        ("runtime/__pycache__/stage.cpython-311.pyc", "", False),
        ("learning.py", "", False),
    ],
)
def test_the_machinery_counts_for_every_key(key, machinery, name, text, counts):
    keys._machinery.cache_clear()
    before = key()
    (machinery / name).parent.mkdir(exist_ok=True)
    (machinery / name).write_text(text)
    keys._machinery.cache_clear()
    assert (key() != before) is counts
    keys._machinery.cache_clear()


def test_the_machinery_is_there_and_imports_no_more_of_the_trainer_than_it_counts():
    # What it raises, and where it keeps its files, decides no verdict.
    beside = ("trainer.errors", "trainer.places", "trainer.verify.plan", "trainer.decks.evidence")
    files = [
        file
        for place in MACHINERY
        for file in ([place] if place.is_file() else place.rglob("*.py"))
    ]
    counted = {
        ".".join(("trainer", *file.relative_to(keys._PACKAGE).with_suffix("").parts))
        for file in files
    }
    counted |= {name.removesuffix(".__init__") for name in counted}
    assert len(files) > len(MACHINERY)
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("trainer"):
                assert node.module in {*counted, *beside}, file


def test_what_is_remembered_of_mutants_depends_on_the_tools_and_the_key_does_not(
    write_deck, texts, monkeypatch
):
    deck = write_deck({"small": texts[0]()}, {"one-too-many": texts[1]("one-too-many", "a", "b")})
    snippet, (path,) = deck.snippets()[0][0], deck.mutator_paths()

    def all_keys():
        each = Keys()
        return each.content(snippet, [path]), each.mutants(snippet, path), each.examples(path)

    before = all_keys()
    monkeypatch.setattr(keys, "_tools", lambda: "libcst 99")
    after = all_keys()
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert after[2] != before[2]


def test_an_edit_of_an_example_makes_the_examples_be_tried_again(write_deck, texts):
    deck = write_deck({"small": texts[0]()}, {"one-too-many": texts[1]("one-too-many", "a", "b")})
    (path,) = deck.mutator_paths()
    before = Keys().examples(path)
    path.write_text(path.read_text().replace("something else", "other"))
    assert Keys().examples(path) != before


def test_a_separator_of_lines_within_a_text_moves_no_line(key):
    def with_separator(text):
        return f'SIGN = "\u2028"\n{text}'

    def reworded(text):
        return with_separator(text).replace("Counting begins at zero.", "We count from zero.")

    assert key(change_mutator=with_separator) == key(change_mutator=reworded)


def test_a_change_of_how_keys_are_made_forgets_what_is_remembered(write_deck, texts, monkeypatch):
    deck = write_deck({"small": texts[0]()}, {"one-too-many": texts[1]("one-too-many", "a", "b")})
    snippet, paths = deck.snippets()[0][0], deck.mutator_paths()
    before = content_key(snippet, paths)
    monkeypatch.setattr(keys, "_mutator_digest", lambda file: "made in another way")
    assert content_key(snippet, paths) == before
    monkeypatch.setattr(keys, "_maker", lambda: "another")
    assert content_key(snippet, paths) != before


def test_an_edit_that_keeps_size_and_time_is_seen(write_deck, texts):
    deck = write_deck({"small": texts[0]()}, {"one-too-many": texts[1]("one-too-many", "a", "b")})
    snippet, (path,) = deck.snippets()[0][0], deck.mutator_paths()
    before = content_key(snippet, [path])
    status = path.stat()
    path.write_text(path.read_text().replace('cst.Name("b")', 'cst.Name("c")'))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert content_key(snippet, [path]) != before


def test_a_damaged_cache_counts_as_empty(key, trainer_home):
    first = key()
    cache = trainer_home / "cache" / "keys.json"
    assert cache.exists()
    cache.write_text("{ damaged")
    _memo.cache_clear()
    assert key() == first


def test_a_cache_folder_that_cannot_be_made_is_no_error(key, trainer_home):
    first = key()
    shutil.rmtree(trainer_home)
    trainer_home.write_text("a file")
    _memo.cache_clear()
    assert key() == first
    assert trainer_home.read_text() == "a file"
