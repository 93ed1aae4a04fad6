"""What a session uses in place of a terminal; it ends with the server that it talks to."""

from __future__ import annotations

import contextlib
import os
from functools import partial
from typing import Any

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp


class SessionDriver(WebDriver):
    """Ends the app where its server is gone: Textual's own would run on, seen by nobody."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._write = partial(self._write_if_heard)

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(ExitApp())

    def _write_if_heard(self, data: bytes) -> int:
        left = memoryview(data)
        with contextlib.suppress(BrokenPipeError):
            while left:
                left = left[os.write(self.fileno, left) :]
        return len(data)
