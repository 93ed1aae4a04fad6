"""Serves the page and a session for each visitor; lets no other site's pages in."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server as TextualServer
from textual_serve.server import to_int

from trainer.tui.web.session import Session

PAGE = Path(__file__).with_name("page.html")
_SECONDS = 2.0
_HEADERS = {
    # The page asks nobody but this server, whatever it is told to.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


class Server(TextualServer):
    """Has the sessions of all visitors, and ends with none of them left."""

    def __init__(self, command: Sequence[str], listening: socket.socket, host: str) -> None:
        address, port = listening.getsockname()[:2]
        super().__init__(" ".join(command), host=address, port=port, title="Find the bug")
        self._arguments = command
        self._listening = listening
        self._names = {"localhost", host.lower(), socket.gethostname().lower()}
        self._sessions: set[Session] = set()

    def serve(self, debug: bool = False) -> None:
        """Serves until SIGINT, SIGTERM or SIGHUP; then ends all sessions."""
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(self._serve())

    async def _serve(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            # Where signals cannot be had like this, Ctrl-C cancels us, which ends all as well.
            with contextlib.suppress(NotImplementedError, AttributeError):
                loop.add_signal_handler(getattr(signal, name), stop.set)
        app = await self._make_app()
        app.middlewares.append(self._guard)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SECONDS)
        await runner.setup()
        try:
            await web.SockSite(runner, self._listening).start()
            await stop.wait()
        finally:
            await asyncio.gather(*(session.stop() for session in self._sessions))
            await runner.cleanup()

    async def on_startup(self, app: web.Application) -> None:
        """Says nothing: `run_serve` has said it."""

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page, which loads all it needs from here, so that it works without the internet."""
        return web.FileResponse(PAGE)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One session, from the tab's opening to its closing."""
        websocket = web.WebSocketResponse(heartbeat=15)
        await websocket.prepare(request)

        async def close() -> None:
            await websocket.close()

        session = Session(
            self._arguments,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=close,
            download_manager=self.download_manager,
        )
        self._sessions.add(session)
        try:
            size = (to_int(request.query.get(name, ""), 0) for name in ("width", "height"))
            width, height = size
            await session.start(width or 80, height or 24)
            await self._process_messages(websocket, session)
        except (AssertionError, LookupError, TypeError, ValueError, AttributeError):
            # No page of ours sends such a message.
            await websocket.close()
        finally:
            await session.stop()
            self._sessions.discard(session)
        return websocket

    @web.middleware
    async def _guard(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """Refuses what a page of another site sends from a browser on this machine.

        Such pages can open sockets to any address, loopback too, but cannot hide their origin;
        and a name that was made to point here is not one of ours.
        """
        host = request.headers.get("Host", "")
        origin = request.headers.get("Origin")
        if not self._is_ours(host):
            raise web.HTTPForbidden(
                text="This name is not known here. Use the machine's own name or its address."
            )
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            raise web.HTTPForbidden(text="Pages of other sites may not come in here.")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    def _is_ours(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
        except ValueError:
            return False
        if name in self._names or name.removesuffix(".local") in self._names:
            return True
        with contextlib.suppress(ValueError):
            ipaddress.ip_address(name.partition("%")[0])
            return True
        return False
