"""What is taken out of messages."""

import sys

import pytest

from trainer.runtime.normalise import MOST_CHARACTERS, message_of, normalise, shortened


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("<Pipeline object at 0x7f3a9c0d1e20>", "<Pipeline object at 0x…>"),
        ("Run 0123456789abcdef0123456789abcdef not found", "Run <run id> not found"),
        ("models:/m-0123456789abcdef0123456789abcdef", "models:/m-<model id>"),
        ("LogisticRegression_8f921a4b9c06 parameter", "LogisticRegression_… parameter"),
        ("calling o5136.collectToPython.", "calling o….collectToPython."),
        ("'Project [label#123, x#45L]'", "'Project [label#…, x#…]'"),
        ("(timestamp=1795457328895)", "(timestamp=<time>)"),
        ("in stage 12.0 (TID 31)", "in stage … (TID …)"),
        ("expected 3 columns, got 12", "expected 3 columns, got 12"),
    ],
)
def test_what_differs_from_run_to_run_is_taken_out(text, normal):
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("no file /var/x/trainer-ab_12xyz/world/run/a.txt", "no file <run>/a.txt"),
        ("no file 'C/tmp/trainer-fresh-ab_12xyz/home/a.txt'", "no file '<home>/a.txt'"),
        ("file:/tmp/trainer-ab_12xyz/blockmgr", "file:<scratch>/blockmgr"),
        (f"{sys.prefix}/lib/x.py", "<python>/lib/x.py"),
        ("a \udc80 surrogate", "a \\udc80 surrogate"),
    ],
)
def test_paths_of_this_machine_and_what_is_no_text_are_taken_out(text, normal):
    assert normalise(text) == normal


def test_a_folder_called_like_the_trainer_is_left_alone():
    assert normalise("/home/a/trainer-app/run.py") == "/home/a/trainer-app/run.py"


def test_the_stack_of_a_jvm_is_left_out():
    error = ValueError("[FIELD_NOT_FOUND] No such field\n\tat org.apache.spark.X.y(X.scala:1)\n")
    assert message_of(error) == "[FIELD_NOT_FOUND] No such field"


def test_of_an_error_in_a_python_worker_the_error_itself_stays():
    error = ValueError(
        "An exception was thrown from the Python worker:\n"
        "Traceback (most recent call last):\n"
        '  File "<snippet>", line 3, in score\n'
        "    return values[0]\n"
        "TypeError: 'int' object is not subscriptable\n"
    )
    assert message_of(error) == (
        "An exception was thrown from the Python worker:\n"
        "TypeError: 'int' object is not subscriptable"
    )


def test_a_message_without_end_is_cut():
    assert len(shortened("x" * 10 * MOST_CHARACTERS)) <= MOST_CHARACTERS + 2


def test_an_exception_without_a_text_is_told_all_the_same():
    class SilentError(Exception):
        def __str__(self):
            raise RuntimeError

    assert message_of(SilentError()) == "(its text cannot be told: RuntimeError)"
