"""Export and import: complete, without duplicates, all or nothing; two machines become one."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.decks_for_tests import Clock
from tests.learning.histories import answer, make_version_1
from trainer.errors import HistoryError
from trainer.learning.answers import Kind, Step
from trainer.learning.backups import backups
from trainer.learning.history import ExamRecord, History
from trainer.learning.repair import check_history
from trainer.learning.schedule import Grade
from trainer.learning.transfer import ImportReport, export_history, import_history


@pytest.fixture
def other(tmp_path: Path) -> History:
    return History(tmp_path / "other" / "history.db")


def exported(history: History) -> list[str]:
    out = io.StringIO(newline="")
    export_history(history, out)
    return out.getvalue().split("\n")


def test_an_export_is_complete(history: History, other: History, clock: Clock) -> None:
    history.record(answer(clock(), response='größe = "\u2028"\n\x00', kind=Kind.FIX, exam="e"))
    history.record(
        answer(clock(), mutator=None, grade=None, steps={"outcome": Step("it runs", True)})
    )
    gone = answer(clock())
    history.record(gone)
    history.take_back(gone.uid)
    history.save_exam(ExamRecord("e", clock(), None, '{"at": 3}'))
    lines = exported(history)
    assert json.loads(lines[0]) == {"format": "mla-trainer-history", "version": 1}
    assert all(list(json.loads(line)) == sorted(json.loads(line)) for line in lines if line)
    assert "größe" in lines[1] + lines[2]
    assert import_history(other, lines) == ImportReport(2, 0, 0, 1, 1)
    assert exported(other) == lines
    assert sorted(other.answers(), key=repr) == sorted(history.answers(), key=repr)
    assert (other.cards(), other.exams()) == (history.cards(), history.exams())


def test_two_machines_that_import_from_each_other_become_equal(
    history: History, other: History, clock: Clock
) -> None:
    for number in range(40):
        machine = (history, other)[number % 2]
        grade = Grade.AGAIN if number % 3 == 0 else Grade.GOOD
        about = f"idea-{number % 4}"
        given = answer(
            clock(), grade=grade, correct=number % 3 != 0, mutator=about, question=f"p/{about}/1"
        )
        machine.record(given)
        if number % 9 == 0:
            machine.take_back(given.uid)
        clock.pass_(hours=7)
    history.save_exam(ExamRecord("open", clock(), None, '{"answered": 3}'))
    other.save_exam(ExamRecord("open", clock(), None, '{"answered": 12}'))
    history.save_exam(ExamRecord("done", clock(), clock() + timedelta(hours=1), "{}"))
    other.save_exam(ExamRecord("done", clock(), None, '{"answered": 44}'))
    one, two = exported(history), exported(other)
    import_history(history, two)
    import_history(other, one)
    assert exported(history) == exported(other)
    assert history.cards() == other.cards()
    assert history.last_seen("idea-1") == other.last_seen("idea-1")
    assert history.last_question() == other.last_question()
    assert [exam.ended is None for exam in sorted(history.exams(), key=lambda e: e.uid)] == [
        False,
        True,
    ]
    again = import_history(history, exported(other))
    assert (again.answers, again.exams, again.ideas) == (0, 0, 0)
    for each in (history, other):
        each.close()
        assert check_history(each.path, clock()).repaired == 0


def test_an_answer_taken_back_on_either_machine_is_gone_on_both(
    history: History, other: History, clock: Clock
) -> None:
    first, second = answer(clock()), answer(clock())
    for each in (first, second):
        history.record(each)
    import_history(other, exported(history))
    history.take_back(first.uid)
    other.take_back(second.uid)
    report = import_history(history, exported(other))
    assert (report.answers, report.known, report.withdrawn, report.ideas) == (0, 1, 1, 1)
    import_history(other, exported(history))
    assert history.count() == other.count() == 0
    assert history.cards() == other.cards() == []


def test_a_step_that_only_one_machine_knows_is_kept(
    history: History, other: History, clock: Clock
) -> None:
    given = answer(clock())
    history.record(given)
    other.record(given)
    other.record_step(given.uid, "outcome", Step("TypeError", True))
    one, two = exported(history), exported(other)
    import_history(history, two)
    import_history(other, one)
    assert exported(history) == exported(other) == two


def test_older_answers_are_not_the_last_that_were_seen(
    history: History, other: History, clock: Clock
) -> None:
    other.record(answer(clock(), question="program/idea/1"))
    clock.pass_(days=1)
    history.record(answer(clock(), question="program/idea/2"))
    import_history(history, exported(other))
    seen = history.last_seen("idea")
    assert seen["program/idea/1"] < seen["program/idea/2"]
    assert history.last_question() == ("program/idea/2", "program")


def test_copies_of_an_old_file_merge_without_duplicates(tmp_path: Path) -> None:
    one, two = (History(make_version_1(tmp_path / name)) for name in ("one", "two"))
    report = import_history(one, exported(two))
    assert (report.answers, report.known, one.count()) == (0, 4, 4)


def test_an_import_is_backed_up_before(history: History, other: History, clock: Clock) -> None:
    other.record(answer(clock()))
    import_history(history, exported(other))
    assert [each.name.endswith("-before-import.db") for each in backups(history.path)] == [True]


def change(**changes: object) -> Callable[[str], str]:
    return lambda line: json.dumps({**json.loads(line), **changes})


BAD = {
    "is not a JSON object": lambda line: "{",
    "is not a JSON object.": lambda line: "[" * 100_000,
    '"type" must be': change(type="card"),
    'lacks "uid"': lambda line: json.dumps(
        {name: value for name, value in json.loads(line).items() if name != "uid"}
    ),
    'holds "extra"': change(extra=1),
    '"uid" must not be empty': change(uid=""),
    '"uid" must be a text': change(uid=3),
    '"at" must be a time with its zone': change(at="2026-03-02T09:00:00"),
    '"at" must be a time': change(at="soon"),
    '"kind" must be one of spot, blank': change(kind=["spot"]),
    '"correct" must be true or false': change(correct=1),
    '"hints" must be a number from 0': change(hints=-1),
    '"hints" must be a number': change(hints=10**30),
    '"seconds" must be a number': change(seconds=float("nan")),
    '"seconds" must be a number from': change(seconds="1"),
    '"grade" must be null or one of Again, Hard, Good': change(grade="Easy"),
    '"grade" must be null where "mutator" is': change(mutator=None),
    '"steps" must be an object': change(steps=[]),
    "a step must be an object": change(steps={"outcome": ["x", True]}),
    '"response" holds half a character': change(response="\ud800"),
    '"mutator" must not be empty': change(mutator=""),
}


@pytest.mark.parametrize("message", BAD)
def test_a_bad_line_is_told_with_its_number_and_nothing_is_imported(
    history: History, other: History, clock: Clock, message: str
) -> None:
    for _ in range(3):
        other.record(answer(clock()))
    lines = exported(other)
    lines[2] = BAD[message](lines[2])
    with pytest.raises(HistoryError) as caught:
        import_history(history, lines)
    assert f"the import:3: {message}" in str(caught.value)
    assert str(caught.value).endswith("Nothing was imported.")
    assert history.count() == 0
    assert backups(history.path) == []


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (b'{"format": "mla-trainer-history", "version": 2}', "newer trainer"),
        (b'{"format": "mla-trainer-history", "version": "1"}', '"version" must be a number'),
        (b'{"format": "notes"}', "not the first line of an export"),
        (b"my notes", "not the first line of an export"),
        (b"SQLite format 3\0\xff", "is a history itself"),
        (b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_export_is_refused(history: History, first: bytes, message: str) -> None:
    with pytest.raises(HistoryError, match=message):
        import_history(history, [first, b"{}"])
    with pytest.raises(HistoryError, match="is empty"):
        import_history(history, [])


def test_marks_and_line_ends_of_other_systems_are_read(
    history: History, other: History, clock: Clock
) -> None:
    other.record(answer(clock(), response="ü"))
    text = "\ufeff" + "\r\n".join(exported(other)) + "\r\n"
    report = import_history(history, text.encode().splitlines(keepends=True))
    assert report.answers == 1
    assert exported(history) == exported(other)


def test_a_failure_in_the_middle_imports_nothing(
    history: History, other: History, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trainer.learning import transfer

    for _ in range(3):
        other.record(answer(clock()))
        clock.pass_(days=1)
    mine = answer(clock())
    history.record(mine)
    before = exported(history), history.cards()

    def fails(*_: object) -> None:
        import sqlite3

        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(transfer, "rebuild_card", fails)
    with pytest.raises(HistoryError, match="Free some space"):
        import_history(history, exported(other))
    assert (exported(history), history.cards()) == before
