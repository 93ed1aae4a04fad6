"""What export, import and check print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.decks_for_tests import Clock
from tests.learning.histories import answer
from trainer.errors import HistoryError
from trainer.learning.history import FILE, History
from trainer.learning.history_commands import run_check, run_export, run_import


@pytest.fixture
def filled(history: History, clock: Clock) -> History:
    for _ in range(3):
        history.record(answer(clock(), response="ü"))
        clock.pass_(days=1)
    return history


def test_what_is_exported_comes_in_elsewhere(
    filled: History,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "mine.jsonl"
    assert run_export(file) == 0
    assert capsys.readouterr().out == f"3 answers written to {file}.\n"
    assert list(tmp_path.glob("*.part")) == []
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "elsewhere"))
    assert run_import([file, file]) == 0
    assert capsys.readouterr().out == "3 new answers, 0 known already.\n1 card made anew.\n"
    assert run_import([file]) == 0
    assert capsys.readouterr().out == "0 new answers, 3 known already.\n"
    assert run_export(None) == 0
    assert capsys.readouterr().out == file.read_text(encoding="utf-8")


def test_one_bad_file_of_two_keeps_both_out(
    filled: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    run_export(good)
    bad.write_text(good.read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "elsewhere"))
    with pytest.raises(HistoryError, match=r"bad\.jsonl:5: is not a JSON object"):
        run_import([good, bad])
    with pytest.raises(HistoryError, match=r"none\.jsonl: cannot be read: No such file"):
        run_import([good, tmp_path / "none.jsonl"])
    history = History()
    assert history.count() == 0
    history.close()


def test_an_export_that_cannot_be_written_leaves_what_was_there(
    filled: History, tmp_path: Path
) -> None:
    with pytest.raises(HistoryError, match=r"cannot be written: No such file"):
        run_export(tmp_path / "none" / "mine.jsonl")
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(HistoryError, match=r"cannot be written: Is a directory"):
        run_export(folder)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "home"]


def test_the_check_tells_what_it_looked_at_and_repaired(
    filled: History, trainer_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = trainer_home / FILE
    assert run_check(as_json=False) == 0
    assert capsys.readouterr().out == (
        f"{path}: 3 answers, 1 card and 0 exams looked at.\nNothing to repair.\n"
    )
    with filled.transaction() as connection:
        connection.execute("UPDATE cards SET reviews = 9")
        connection.execute("UPDATE answers SET hints = -1 WHERE id = 2")
    assert run_check(as_json=True) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["answers"], report["answers_repaired"], report["cards_rebuilt"]) == (3, 1, 1)
    assert Path(report["backup"]).exists()
    with filled.transaction() as connection:
        connection.execute("UPDATE cards SET reviews = 9")
    assert run_check(as_json=False) == 0
    assert "Cards made anew from their answers: 1.\nThe file as it was: " in capsys.readouterr().out
