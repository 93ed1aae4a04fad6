"""`trainer serve`: finds a free port and says who may come and how to stop, then serves the app."""

from __future__ import annotations

import errno
import getpass
import ipaddress
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from trainer.errors import TrainerError, UsageError
from trainer.tui.runs import engine_installed

LOOPBACK, PORT = "127.0.0.1", 8000
_MORE = 20
"""How many ports from PORT on are tried where none was asked for."""


def run_serve(host: str, port: int | None, root: Path | None) -> None:
    """Serves the app until a signal ends it. Raises TrainerError before the first visitor."""
    if not find_spec("textual_serve"):
        raise TrainerError(
            "textual-serve: not installed. `serve` shows the trainer in a browser; "
            "install what it needs with: pip install 'mla-trainer[web]'"
        )
    listening = listen(host, port)
    from trainer.tui.web.server import Server

    server = Server(session_command(root), listening, host)
    for line in welcome(host, listening):
        click.echo(line)
    server.serve()


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens: at `port` (0 is any), or near PORT if that is None."""
    ports = range(PORT, PORT + _MORE) if port is None else (port,)
    for tried in ports:
        try:
            where = socket.getaddrinfo(host, tried, type=socket.SOCK_STREAM)[0]
            return socket.create_server(where[4][:2], family=where[0], backlog=64)
        except socket.gaierror as error:
            raise UsageError(
                f"--host {host}: is no address of this machine ({error.strerror}). "
                f"Leave it out to serve this machine only, at {LOOPBACK}."
            ) from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE and tried != ports[-1]:
                continue
            raise UsageError(_not_bound(host, ports[0], tried, error)) from error
    raise AssertionError("one port at least was tried")


def session_command(root: Path | None) -> list[str]:
    """What is run for each visitor: the trainer itself."""
    # What is no folder is the name of an installed deck.
    deck = root.resolve() if root is not None and root.is_dir() else root
    place = [] if deck is None else ["--deck", str(deck)]
    return [sys.executable, "-m", "trainer", *place]


def is_loopback(listening: socket.socket) -> bool:
    """Whether only this machine can reach it."""
    return ipaddress.ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback


def welcome(host: str, listening: socket.socket) -> list[str]:
    """The address, how to stop, and what it means to be reached from elsewhere."""
    address, port = listening.getsockname()[:2]
    everywhere = ipaddress.ip_address(address.partition("%")[0]).is_unspecified
    name = socket.gethostname() if everywhere else f"[{host}]" if ":" in host else host
    lines = [
        f"The trainer is at http://{name}:{port}/",
        "Each tab is a session of its own; all write to one history.",
        "Stop it with Ctrl-C: that ends all sessions; what was answered is kept.",
    ]
    if is_loopback(listening):
        return [*lines[:1], "Only this machine can reach it.", *lines[1:]]
    does = "reads and changes your history"
    if engine_installed():
        does += f" and can run any code on this machine, as {_user()}"
    return [
        *lines,
        "",
        f"WARNING: everybody who can reach port {port} of this machine",
        f"{does}.",
        "There is no password and no encryption. In a network that is not yours alone,",
        "stop it and leave --host out. From another machine it can then still be reached:",
        f"    ssh -L {port}:{LOOPBACK}:{port} THIS-MACHINE",
    ]


def _not_bound(host: str, first: int, last: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        if first != last:
            return f"The ports {first} to {last} are all taken. Choose another with --port."
        return (
            f"--port {last}: is taken by another program. Choose another, or 0 for any that is "
            "free; perhaps another `trainer serve` runs already."
        )
    if error.errno == errno.EACCES:
        return f"--port {last}: needs more rights than you have. Choose one from 1024 on."
    return (
        f"--host {host}: cannot be served ({error.strerror}). "
        f"Leave it out to serve this machine only, at {LOOPBACK}."
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "you"
