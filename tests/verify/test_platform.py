"""Where verification cannot run."""

import sys

import pytest
from click.testing import CliRunner

from trainer.cli import main


def test_elsewhere_than_on_linux_verify_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    result = CliRunner().invoke(main, ["verify"])
    assert result.exit_code == 1
    assert "verify runs on Linux only" in result.output
