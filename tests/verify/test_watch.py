"""`trainer watch`, as an author uses it: save a file, read what becomes of it."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time

import pytest

from trainer.decks.evidence import evidence_path

pytestmark = pytest.mark.engine

STARTING_SECONDS = 90
"""On a machine that does other things too."""

VERDICT_SECONDS = 30


class Watching:
    """A `trainer watch` in the background, and its lines as they come."""

    def __init__(self, deck, place, *names):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "trainer", "--deck", str(deck.root), "watch", *names],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TMPDIR": str(place), "COLUMNS": "200"},
        )
        self.lines = []
        self._coming = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._coming.put(line)
        self._coming.put(None)

    def wait_for(self, text, seconds=VERDICT_SECONDS):
        """The lines up to one that holds the text."""
        deadline = time.monotonic() + seconds
        come = []
        while True:
            try:
                line = self._coming.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                pytest.fail(f"no {text!r} in {seconds} s, but: {''.join(come)}")
            if line is None:
                pytest.fail(f"ended without {text!r}: {''.join(self.lines)}")
            self.lines.append(line)
            come.append(line)
            if text in line:
                return "".join(come)

    def end(self, number):
        """Sends a signal; the exit status and the rest of the output."""
        self.process.send_signal(number)
        status = self.process.wait(30)
        rest = []
        while (line := self._coming.get(timeout=10)) is not None:
            rest.append(line)
        return status, "".join(rest)


@pytest.fixture
def watching(tmp_path):
    started = []

    def start(deck, *names):
        started.append(Watching(deck, tmp_path, *names))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.terminate()
            each.process.wait(30)


@pytest.fixture
def deck(write_deck, texts):
    snippet, mutator = texts
    return write_deck(
        {"small": snippet(), "other": snippet(code="first = 1\ntotal = 2", check="pass")},
        {"total-wrong": mutator("total-wrong", "total", "undefined")},
    )


def nothing_is_left(place):
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return str(place) not in listing.stdout and list(place.glob("trainer-*")) == []


def test_what_is_saved_is_judged_and_what_is_broken_does_not_end_it(
    deck, texts, watching, tmp_path
):
    mutator_file = deck.root / "mutators/area/total_wrong.py"
    snippet_file = deck.root / "snippets/spark_ml/small.py"
    good = mutator_file.read_text()
    watch = watching(deck, "small")
    watch.wait_for("Watching", STARTING_SECONDS)

    mutator_file.write_text(good.replace("undefined", "not_there"))
    said = watch.wait_for("small/total-wrong/1: confirmed")
    assert "other" not in said, "only what was named is run"

    mutator_file.write_text(good.replace('breaks = Raises("NameError")', 'breaks = Raises("Key")'))
    watch.wait_for("small/total-wrong/1: wrong-failure")
    said = watch.wait_for("NameError in line")
    assert "declared: raises Key" in said

    mutator_file.write_text(good.replace("def mutate_Name", "def mutate_Name("))
    said = watch.wait_for("total_wrong.py:")
    assert "is not Python" in said

    mutator_file.write_text(good)
    watch.wait_for("small/total-wrong/1: confirmed")

    snippet_file.write_text(snippet_file.read_text().replace("total = 1", "total = 0.5 + 0.5"))
    watch.wait_for("small/total-wrong/1: confirmed")

    snippet_file.write_text(
        snippet_file.read_text().replace("double = total", "double = 7 + total")
    )
    watch.wait_for("the double is wrong")

    snippet_file.write_text(snippet_file.read_text().replace("# /// snippet", "# nothing"))
    watch.wait_for("small.py")

    status, rest = watch.end(signal.SIGINT)
    assert status in (0, 130), rest
    assert "Traceback" not in rest
    assert nothing_is_left(tmp_path)
    assert not evidence_path(snippet_file).exists(), "watching writes no evidence"


def test_a_file_that_is_new_is_judged_too_and_sigterm_leaves_nothing(
    deck, texts, watching, tmp_path
):
    snippet, mutator = texts
    watch = watching(deck)
    watch.wait_for("Watching", STARTING_SECONDS)
    path = deck.root / "mutators/area/first_wrong.py"
    path.write_text(mutator("first-wrong", "first", "nowhere"))
    said = watch.wait_for("first_wrong")
    said = watch.wait_for("other/first-wrong/1")
    assert "survived" in said, "the name is never read: nothing breaks"
    (deck.root / "snippets/spark_ml/new.py").write_text(snippet())
    watch.wait_for("new/total-wrong/1: confirmed")
    _, rest = watch.end(signal.SIGTERM)
    assert "Traceback" not in rest
    assert nothing_is_left(tmp_path)


def test_a_name_that_is_nothing_is_wrong_usage(deck):
    result = subprocess.run(
        [sys.executable, "-m", "trainer", "--deck", str(deck.root), "watch", "smal"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2
    assert "Did you mean small?" in result.stderr
