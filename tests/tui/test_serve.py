"""The trainer in a browser: who gets in, what a visitor sees, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from tests.decks_for_tests import make_deck
from trainer.errors import TrainerError, UsageError
from trainer.learning.history import FILE
from trainer.tui import serve

pytest.importorskip("textual_serve", reason="the extra `web` is not installed")

from aiohttp import ClientSession, WSServerHandshakeError
from textual_serve.download_manager import DownloadManager

from tests.tui.serving import Served, answers, ended, first_question, reveal, serving, visiting
from trainer.tui.web import session as session_module
from trainer.tui.web.server import PAGE
from trainer.tui.web.session import Session

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@pytest.fixture
def served(tmp_path: Path, trainer_home: Path) -> Iterator[Served]:
    make_deck(tmp_path / "deck")
    with serving(tmp_path / "deck", trainer_home) as found:
        yield found


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program has."""
    with socket.create_server((serve.LOOPBACK, 0)) as other:
        yield other.getsockname()[1]


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: None)
    with pytest.raises(TrainerError, match=r"pip install 'mla-trainer\[web\]'"):
        serve.run_serve(serve.LOOPBACK, 0, None)


def test_a_port_that_was_asked_for_and_is_taken_is_told(taken: int) -> None:
    with pytest.raises(UsageError, match=f"--port {taken}: is taken by another program"):
        serve.listen(serve.LOOPBACK, taken)


def test_where_no_port_was_asked_for_a_free_one_near_the_usual_is_found(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "PORT", taken)
    with serve.listen(serve.LOOPBACK, None) as listening:
        assert taken < listening.getsockname()[1] < taken + 20


def test_where_all_usual_ports_are_taken_it_is_told(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "PORT", taken)
    monkeypatch.setattr(serve, "_MORE", 1)
    with pytest.raises(UsageError, match="Choose another"):
        serve.listen(serve.LOOPBACK, None)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1"])
def test_an_address_that_is_not_this_machine_is_told(host: str) -> None:
    with pytest.raises(UsageError, match=f"--host {host}: .*Leave it out"):
        serve.listen(host, 0)


def test_on_loopback_nobody_is_warned() -> None:
    with serve.listen(serve.LOOPBACK, 0) as listening:
        said = "\n".join(serve.welcome(serve.LOOPBACK, listening))
    assert "Only this machine can reach it." in said
    assert "Ctrl-C" in said
    assert "WARNING" not in said


@pytest.mark.parametrize("engine", [True, False])
def test_elsewhere_it_is_said_what_others_can_do(
    monkeypatch: pytest.MonkeyPatch, engine: bool
) -> None:
    monkeypatch.setattr(serve, "engine_installed", lambda: engine)
    with serve.listen("0.0.0.0", 0) as listening:
        said = "\n".join(serve.welcome("0.0.0.0", listening))
    assert "Only this machine" not in said
    assert "your history" in said
    assert "no password and no encryption" in said
    assert ("run any code on this machine" in said) is engine


def test_the_page_names_no_other_host() -> None:
    assert re.findall(r"""(?:\w:|["'(])//[^/\s]+""", PAGE.read_text()) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Host": "elsewhere.example"},
        {"Host": "elsewhere.example", "Origin": "http://elsewhere.example"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
async def test_pages_of_other_sites_get_no_session(served: Served, headers: dict[str, str]) -> None:
    async with ClientSession(headers=headers) as client:
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(f"{served.address}/ws")
    assert refused.value.status == 403
    assert served.sessions() == []


async def test_the_page_itself_gets_a_session(served: Served) -> None:
    async with (
        ClientSession(headers={"Origin": served.address}) as client,
        client.ws_connect(f"{served.address}/ws") as opened,
    ):
        await opened.receive()
        assert len(served.sessions()) == 1


async def test_two_visitors_at_once_have_sessions_of_their_own_and_one_history(
    served: Served,
) -> None:
    async with visiting(served) as one, visiting(served) as other:
        for visit in (one, other):
            await first_question(visit)
        await one.press("n")
        await one.until_shown("Choose")
        assert "Nothing is wrong" in other.terminal.text
        await other.press("\x1b[B\r")
        await other.until_shown("Choose")
    assert {response for _, response in answers()} == {"", "2"}


async def test_what_is_no_message_of_a_page_ends_that_session_only(served: Served) -> None:
    async with visiting(served) as one, visiting(served) as other:
        await first_question(other)
        await one.socket.send_str('["resize", {"width": "wide"')
        await one.until_closed()
        await other.press("n")
        await other.until_shown("Choose")


async def test_a_link_is_opened_by_the_visitors_browser(served: Served) -> None:
    async with visiting(served) as visit:
        await first_question(visit)
        await visit.press("n")
        await reveal(visit)
        await visit.press("d")
        await visit.until(lambda: any("open_url" in each for each in visit.asked))
    [name, values] = json.loads(next(each for each in visit.asked if "open_url" in each))
    assert name == "open_url"
    assert values["url"].startswith("https://")


async def test_quitting_ends_the_session_and_tells_the_page(served: Served) -> None:
    async with visiting(served) as visit:
        await visit.until_shown("Start a drill")
        sessions = served.sessions()
        await visit.press("\x11")
        await visit.until_closed()
        assert ended(sessions)


async def test_a_history_that_cannot_be_opened_is_told_in_the_browser(
    served: Served, trainer_home: Path
) -> None:
    (trainer_home / FILE).write_text("my diary, which must survive this")
    async with visiting(served) as visit:
        screen = await visit.until_closed()
    assert "is not the trainer's history" in screen.replace("\n", " ")
    assert "Traceback" not in screen


@needs_linux
async def test_a_tab_that_closes_ends_its_session(served: Served) -> None:
    async with visiting(served) as visit:
        await first_question(visit)
        sessions = served.sessions()
        assert len(sessions) == 1
    assert ended(sessions)
    assert served.process.poll() is None


@needs_linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_the_server_ends_all_sessions_before_itself(
    served: Served, number: signal.Signals
) -> None:
    async with visiting(served) as one, visiting(served) as other:
        for visit in (one, other):
            await first_question(visit)
        sessions = served.sessions()
        served.process.send_signal(number)
        said = await asyncio.to_thread(served.process.communicate)
        assert (served.process.returncode, said[1]) == (0, "")
        assert [pid for pid in sessions if Path(f"/proc/{pid}").exists()] == []
        assert len(sessions) == 2


@needs_linux
async def test_no_session_outlives_a_server_that_is_killed(served: Served) -> None:
    async with visiting(served) as one, visiting(served) as other:
        for visit in (one, other):
            await first_question(visit)
        sessions = served.sessions()
        served.process.kill()
        assert len(sessions) == 2
        assert ended(sessions)


class Page:
    """What a session sent to its page."""

    def __init__(self) -> None:
        self.written = b""
        self.closed = False

    async def write(self, data: bytes) -> None:
        self.written += data

    async def ignore(self, data: str) -> None: ...

    async def close(self) -> None:
        self.closed = True

    def session(self, script: str) -> Session:
        return Session(
            [sys.executable, "-c", script],
            write_bytes=self.write,
            write_str=self.ignore,
            close=self.close,
            download_manager=DownloadManager(),
        )


async def test_a_session_that_crashes_shows_its_page_no_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, told = Page(), StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    session = page.session("print('__GANGLION__', flush=True); 1 / 0")
    await session.start(80, 24)
    assert session._task is not None
    await session._task
    assert b"What you answered is kept." in page.written
    assert b"Traceback" not in page.written
    assert "ZeroDivisionError" in told.getvalue()
    assert page.closed


STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("__GANGLION__", flush=True)
data = str(child.pid).encode()
sys.stdout.buffer.write(b"D" + len(data).to_bytes(4, "big") + data)
sys.stdout.flush()
time.sleep(600)
"""


@needs_linux
async def test_a_session_that_does_not_end_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_module, "_PATIENCE", 0.1)
    page = Page()
    heard = asyncio.Event()
    write = page.write

    async def hear(data: bytes) -> None:
        await write(data)
        heard.set()

    monkeypatch.setattr(page, "write", hear)
    session = page.session(STUBBORN)
    await session.start(80, 24)
    await heard.wait()
    child = int(page.written)
    await session.stop()
    assert session._process is not None
    assert session._process.returncode == -signal.SIGKILL
    assert ended([child])
