"""Runs a deck's code for a limited time and listens whether it prints; tells what it does wrong."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from types import FrameType
from typing import Any, TextIO, cast

from trainer.errors import DeckError, Problem

IMPORT_SECONDS = 10.0
"""How long the import of one mutator's file may take. It takes a few milliseconds."""

MUTATE_SECONDS = 10.0
"""How long one mutator may look at one program. It takes a few milliseconds."""

_AGAIN_SECONDS = 0.5
"""Once the time is up, it is said again and again: one bare `except` must not swallow it."""

_QUOTED = 80
"""How many characters of what was printed a message quotes."""


class MutationError(DeckError):
    """A mutator whose code failed, or that yielded something that is not a mutant."""


class _TimeUpError(BaseException):
    """Not an Exception, so that a deck's `except Exception` lets it through."""


@contextmanager
def deck_code(path: Path, seconds: float, doing: str = "") -> Iterator[None]:
    """Around the running of code of the file `path`: raises MutationError where it raises anything

    but KeyboardInterrupt, runs for more than `seconds`, or prints. `doing` begins the message.

    The time is limited in the main thread only, because only that one receives signals, and only
    where there are interval timers (not on Windows).
    """
    listener = _Listener(path)
    try:
        with (
            redirect_stdout(listener.ear(sys.stdout)),
            redirect_stderr(listener.ear(sys.stderr)),
            _time_limit(seconds),
        ):
            yield
    except (DeckError, KeyboardInterrupt):
        raise
    except _TimeUpError as up:
        message = f"{doing}runs for more than {seconds:g} seconds."
        raise _error(path, _line(path, up), message, "Look for a loop without an end.") from None
    except BaseException as error:
        message = f"{doing}raises {described(error)}."
        raise _error(path, _line(path, error), message) from error
    if listener.heard:
        message = f"{doing}prints {listener.heard[:_QUOTED]!r}."
        raise _error(path, listener.line, message, "A deck's code must print nothing.")


def described(error: BaseException) -> str:
    """An exception's class and message, without a full stop."""
    return f"{type(error).__name__}: {error}".strip(".: ")


def _error(path: Path, line: int | None, message: str, advice: str = "") -> MutationError:
    return MutationError(Problem(path, line, message, advice))


def _line(path: Path, error: BaseException) -> int | None:
    """The line of the file at which an exception passed, nearest to where it was raised."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    return next((f.lineno for f in reversed(frames) if f.filename == str(path)), None)


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or not hasattr(signal, "setitimer"):
        yield
        return

    def up(number: int, frame: FrameType | None) -> None:
        raise _TimeUpError

    handler = signal.signal(signal.SIGALRM, up)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


class _Listener:
    """Keeps the beginning of what this thread writes to stdout and stderr, and where it did.

    Other threads write through: one of them may draw a progress bar meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self.heard = ""
        self.line: int | None = None
        self._file = str(path)
        self._thread = threading.get_ident()

    def hear(self, text: str) -> None:
        if not self.heard:
            self.line = self._writing_line()
        if len(self.heard) < _QUOTED:
            self.heard += text

    def owns_this_thread(self) -> bool:
        return threading.get_ident() == self._thread

    def ear(self, stream: TextIO) -> TextIO:
        return cast(TextIO, _Ear(self, stream))

    def _writing_line(self) -> int | None:
        frame: FrameType | None = sys._getframe()
        while frame is not None and frame.f_code.co_filename != self._file:
            frame = frame.f_back
        return frame.f_lineno if frame is not None else None


class _Ear:
    """Stands in for one stream; all but writing is the real one's."""

    def __init__(self, listener: _Listener, stream: TextIO) -> None:
        self._listener = listener
        self._stream = stream

    def write(self, text: str) -> int:
        if not self._listener.owns_this_thread():
            return self._stream.write(text)
        self._listener.hear(text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
