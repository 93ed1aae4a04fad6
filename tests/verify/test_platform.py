"""Where verification cannot run."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from trainer.cli import main


def test_elsewhere_than_on_linux_verify_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    result = CliRunner().invoke(main, ["verify"])
    assert result.exit_code == 1
    assert "on Linux only" in result.output
    assert "--fresh" in result.output
    assert "Traceback" not in result.output


def test_elsewhere_than_on_linux_the_fresh_way_is_open(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "snippets").mkdir()
    (tmp_path / "mutators").mkdir()
    monkeypatch.setattr(sys, "platform", "darwin")
    result = CliRunner().invoke(main, ["--deck", str(tmp_path), "verify", "--fresh"])
    assert result.exit_code == 0, result.output
    assert "0 mutants" in result.output
