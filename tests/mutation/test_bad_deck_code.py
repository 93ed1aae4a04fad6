"""Deck code that does what it must not: told with file, line and what to do, and nothing hangs."""

import io
import signal
import sys
import threading
import time

import pytest

from trainer.decks.ideas import read_idea
from trainer.errors import DeckError
from trainer.mutation import generate, load
from trainer.mutation.limited import deck_code
from trainer.mutation.load import load_mutator
from trainer.mutation.program import Program


@pytest.fixture(autouse=True)
def short_limits(monkeypatch):
    monkeypatch.setattr(load, "IMPORT_SECONDS", 0.3)
    monkeypatch.setattr(generate, "MUTATE_SECONDS", 0.3)


@pytest.fixture
def file(tmp_path, texts):
    """Writes a mutator's file; `change` edits its usual text, in which mutate_Name is line 21."""

    def write(change=lambda text: text, **options):
        path = tmp_path / "one_too_many.py"
        path.write_text(change(texts[1]("one-too-many", "a", "b", **options)))
        return path

    return write


def changes(path, source="a = 1\n"):
    return generate.changes(Program(source), load_mutator(read_idea(path)), path)


def told(path, source="a = 1\n"):
    """The problem that a mutator's file has when it is loaded and used."""
    with pytest.raises(DeckError) as caught:
        changes(path, source)
    assert caught.value.problem.path == path
    return caught.value.problem


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1 / 0", "does not import: raises ZeroDivisionError"),
        ("import nowhere_to_be_found", "does not import: raises ModuleNotFoundError"),
        ("while True: pass", "does not import: runs for more than 0.3 seconds"),
        ("print('hello')", r"does not import: prints 'hello\n'"),
        ("import sys; sys.stderr.write('oh')", "does not import: prints 'oh'"),
        ("raise SystemExit(3)", "does not import: raises SystemExit: 3"),
        ("import asyncio; raise asyncio.CancelledError", "raises CancelledError"),
        ("class Odd(BaseException): pass\nraise Odd", "raises Odd"),
    ],
)
def test_a_file_that_does_not_import_as_it_should_is_told_with_its_line(file, line, message):
    problem = told(file(lambda text: text.replace("\nclass", f"\n{line}\n\nclass", 1)))
    assert message in problem.message
    assert problem.line == 7 + line.count("\n")


def test_a_loop_that_swallows_one_interruption_still_ends(file):
    loop = """
import time
try:
    time.sleep(60)
except BaseException:
    time.sleep(60)
"""
    problem = told(file(lambda text: text.replace("\nclass", f"{loop}\n\nclass", 1)))
    assert "runs for more than" in problem.message


@pytest.mark.parametrize(
    ("body", "message", "line"),
    [
        ("while True: pass", "runs for more than 0.3 seconds", 22),
        ("print('hello')\n        yield cst.Name('b')", r"prints 'hello\n'", 22),
        ("raise KeyError(node.value)", "raises KeyError: 'a'", 22),
        ("raise SystemExit", "raises SystemExit", 22),
        ("return cst.Name('b')", "mutate_Name returns Name; it must yield", 21),
        ("return [cst.Name('b')]", "mutate_Name returns list; it must yield", 21),
        ("return None", "mutate_Name returns None; it must yield", 21),
        ("node.value\n        yield 'b'", "yields str, not a libcst node", 23),
        ("yield None", "yields None, not a libcst node", 22),
        ("yield cst.Name('b c')", "not a valid identifier.", 22),
        ("yield cst.Name(7)", "raises TypeError", 22),
        ("yield cst.Name('class')", "does not parse", 22),
        ("yield cst.Pass()", "does not parse", 22),
        ("yield cst.Name('a')", "the code unchanged", 22),
        ("yield node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])",
         "only laid out in another way", 22),
        ("while True: yield cst.Name('b')", "makes more than 50 mutants", 22),
        ("for n in range(100_000): yield cst.Name(f'n{n}')", "makes more than 50 mutants", 22),
        ("node.value = 'b'; yield node", "raises FrozenInstanceError", 22),
        ("object.__setattr__(node, 'value', 'b'); yield node", "the program's tree itself", 22),
    ],
)  # fmt: skip
def test_a_method_that_does_what_it_must_not_is_told_with_its_line(file, body, message, line):
    problem = told(file(body=body))
    assert message in problem.message
    assert problem.line == line


def test_too_many_mutants_are_not_made_before_they_are_refused(file):
    began = time.monotonic()
    told(file(body="while True: yield cst.Name('b')"))
    assert time.monotonic() - began < 0.3


def test_a_tree_that_was_changed_in_place_is_read_again(file):
    program = Program("a = 1\n")
    mutator = load_mutator(
        read_idea(file(body="object.__setattr__(node, 'value', 'b'); yield node"))
    )
    with pytest.raises(DeckError):
        generate.changes(program, mutator, file())
    assert program.module.code == "a = 1\n"
    assert [change.after for change in changes(file(), program.source)] == ["b = 1"]


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (
            lambda text: text.replace("\nclass", "class Mutator: pass\n\n\nclass", 1),
            None,
            "does not derive from trainer.mutation.Mutator",
        ),
        (lambda text: text.replace('"NameError"', '"NameError", match="a("'), 14, "position 1"),
        (lambda text: text.replace('"NameError"', '"NameError", match=7'), 14, "a text as"),
        (lambda text: text.replace('"NameError"', '""'), 14, "names no exception: ''"),
        (lambda text: text.replace('"NameError"', '"a.b"'), 14, "names no exception: 'a.b'"),
        (lambda text: text.replace('"NameError"', "NameError"), 14, "names no exception"),
        (lambda text: text.replace('Raises("NameError")', "'NameError'"), 14, "must be Raises"),
        (lambda text: text.replace("leaves = [L", "leaves = []  # [L"), 19, "at least one"),
        (lambda text: text.replace("mutate_Name", "visit_Name"), None, "defines no method"),
        (lambda text: text.replace("mutate_Name", "mutate_Nam"), 21, "is never called"),
        (lambda text: text.replace("mutate_Name", "mutate_BaseExpression"), 21, "is never called"),
        (lambda text: text.replace("mutate_Name", "mutate_Comment"), 21, "is never called"),
    ],
)  # fmt: skip
def test_a_mutator_that_contradicts_itself_is_told_with_its_line(file, change, line, message):
    problem = told(file(change))
    assert message in problem.message
    assert problem.line == line


def test_a_method_for_a_misspelt_class_is_told_the_class_that_may_be_meant(file):
    problem = told(file(lambda text: text.replace("mutate_Name", "mutate_Cal")))
    assert problem.advice == "Did you mean mutate_Call?"


def test_a_mutators_time_limit_leaves_the_callers_alarm_as_it_was(file):
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(True))
    try:
        signal.setitimer(signal.ITIMER_REAL, 30)
        changes(file())
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 30
        signal.raise_signal(signal.SIGALRM)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert rung == [True]


def test_another_thread_may_write_while_deck_code_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    real = sys.stdout
    with deck_code(tmp_path / "rule.py", 5):
        thread = threading.Thread(target=lambda: print("progress"))  # noqa: T201
        thread.start()
        thread.join()
    assert real.getvalue() == "progress\n"


def test_outside_the_main_thread_deck_code_runs_without_a_time_limit(file):
    found = []
    thread = threading.Thread(target=lambda: found.extend(changes(file())))
    thread.start()
    thread.join()
    assert [change.after for change in found] == ["b = 1"]


def test_an_interruption_by_the_user_is_not_taken_for_the_decks(tmp_path):
    with pytest.raises(KeyboardInterrupt), deck_code(tmp_path / "rule.py", 5):
        raise KeyboardInterrupt
