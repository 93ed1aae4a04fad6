"""The content key: what changes it, and what does not."""

import os

import pytest

from trainer.decks.keys import _memo, content_key


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
        lambda text: text.replace("print('something else')", "print('other')"),
    ],
)
def test_an_edit_of_words_leaves_the_key(key, change):
    assert key() == key(change_mutator=change)


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
