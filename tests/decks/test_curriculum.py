"""What the built-in deck must cover: the file, and what is wrong in one that cannot be used."""

import pytest

from trainer.decks.curriculum import PATH, read_curriculum
from trainer.errors import DeckError


def test_each_api_knows_the_line_that_names_it():
    curriculum = read_curriculum()
    lines = PATH.read_text().split("\n")
    assert curriculum.apis
    assert all(lines[api.line - 1] == f'id = "{api.id}"' for api in curriculum.apis)


def test_each_note_says_something_of_apis_that_are_there():
    curriculum = read_curriculum()
    known = {api.id for api in curriculum.apis}
    assert curriculum.notes
    assert all(set(note.apis) <= known and note.guide and note.exists for note in curriculum.notes)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('id = "automl-regress"', 'id = "automl-classify"', "two APIs are called"),
        ('domain = "spark-ml"', 'domain = "spark"', "unknown domain 'spark'"),
        ('apis = ["autolog"]', 'apis = ["autologging"]', "names 'autologging', which is no API"),
        ("enforced = true", "", "cannot be used: KeyError('enforced')"),
        ("[aims]", "[aims", "cannot be used: TOMLDecodeError"),
        ("items = 500", "itmes = 500", "cannot be used: TypeError"),
    ],
)
def test_what_is_wrong_in_the_file_is_told(tmp_path, before, after, message):
    text = PATH.read_text()
    assert before in text
    path = tmp_path / "curriculum.toml"
    path.write_text(text.replace(before, after, 1))
    with pytest.raises(DeckError) as caught:
        read_curriculum(path)
    assert message in caught.value.problem.message
    assert caught.value.problem.path == path
