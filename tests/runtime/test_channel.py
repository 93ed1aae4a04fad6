"""The worker's process as seen from outside: what is told of one that ends."""

import sys
import time

from trainer.runtime.channel import Channel

CLOSES_ITS_PIPES_AND_LIVES_ON = """\
import os
import time

os.closerange(3, 256)
time.sleep(0.5)
"""


def test_a_worker_that_says_no_more_has_ended(tmp_path, monkeypatch):
    worker = tmp_path / "worker"
    worker.write_text(f"#!{sys.executable}\n{CLOSES_ITS_PIPES_AND_LIVES_ON}")
    worker.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(worker))
    channel = Channel(tmp_path / "cache", sandbox=False)
    try:
        assert channel.receive(time.monotonic() + 30) is None
        assert not channel.lives, "it would be taken for one whose time is up"
    finally:
        channel.end(patiently=False)
