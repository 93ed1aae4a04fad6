"""Drives a headless Chromium by its own protocol: real keys, clicks and pictures, no driver."""

from __future__ import annotations

import asyncio
import base64
import itertools
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from tests.tui.terminal import Terminal

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SIZE = (1280, 800)
SECONDS = 60
_QUIET, _PATIENCE = 0.3, 3.0
"""Seconds without a word after which a screen is drawn; and those that a click has for its work."""

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--window-size={SIZE[0]},{SIZE[1]}",
    "--remote-debugging-port=0",
)
_COLOURS = """(async () => {
    const image = new Image();
    image.src = "data:image/png;base64,DATA";
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const data = context.getImageData(0, 0, image.width, image.height).data;
    return new Set(new Uint32Array(data.buffer)).size;
})()"""


class Page:
    """A tab; `terminal` holds what its session has drawn, `requests` what it has asked for."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.terminal = Terminal()
        self.requests: list[str] = []
        self._socket = socket
        self._numbers = itertools.count(1)

    async def open(self, address: str) -> None:
        """Goes to a page; its terminal has the size that the page chose."""
        for domain in ("Page", "Network", "Runtime"):
            await self.call(f"{domain}.enable")
        await self.call("Page.navigate", url=address)
        await self.until(lambda: self.terminal.text.strip() != "")

    async def until_shown(self, text: str) -> None:
        await self.until(lambda: text in self.terminal.text)

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(SECONDS):
            while not done():
                await self._receive()

    async def evaluate(self, script: str) -> Any:
        answer = await self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def click(self, text: str, then: str) -> None:
        """Clicks the first place where a text is, until another text is shown.

        A click that comes while the screen is laid out hits what is elsewhere a moment later.
        """
        end = asyncio.get_running_loop().time() + SECONDS
        while then not in self.terminal.text:
            assert asyncio.get_running_loop().time() < end, self.terminal.text
            await self._click(text)
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await self.until_shown(then)

    async def _click(self, text: str) -> None:
        with suppress(TimeoutError):
            while True:
                async with asyncio.timeout(_QUIET):
                    await self._receive()
        column, row = self.terminal.find(text)
        box = await self.evaluate(
            "(() => { const at = document.querySelector('.xterm-screen').getBoundingClientRect();"
            " return [at.left, at.top, at.width, at.height]; })()"
        )
        left, top, width, height = box
        columns, rows = self.terminal.size
        where = {
            "x": left + (column + 0.5) * width / columns,
            "y": top + (row + 0.5) * height / rows,
        }
        for kind, buttons in (("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)):
            await self.call(
                "Input.dispatchMouseEvent",
                type=kind,
                button="none" if kind == "mouseMoved" else "left",
                buttons=buttons,
                clickCount=0 if kind == "mouseMoved" else 1,
                **where,
            )

    async def press(self, key: str) -> None:
        """Presses a key that writes a character; Enter is \\r."""
        name = "Enter" if key == "\r" else key
        for kind in ("keyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=name,
                text=key if kind == "keyDown" else "",
                windowsVirtualKeyCode=ord(key.upper()),
            )

    async def picture(self, path: Path) -> None:
        """Saves what is seen, as PNG."""
        answer = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(answer["data"]))

    async def colours(self, picture: Path) -> int:
        """How many colours a picture has; one that is blank has one."""
        data = base64.b64encode(picture.read_bytes()).decode()
        return int(await self.evaluate(_COLOURS.replace("DATA", data)))

    async def call(self, method: str, **values: Any) -> Any:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": values})
        async with asyncio.timeout(SECONDS):
            while True:
                said = await self._receive()
                if said.get("id") == number:
                    assert "result" in said, said
                    return said["result"]

    async def _receive(self) -> dict[str, Any]:
        message = await self._socket.receive()
        assert message.type is WSMsgType.TEXT, f"Chromium is gone: {message}"
        said: dict[str, Any] = message.json()
        values = said.get("params", {})
        if said.get("method") == "Network.requestWillBeSent":
            if not values["request"]["url"].startswith("data:"):
                self.requests.append(values["request"]["url"])
        elif said.get("method") == "Network.webSocketCreated":
            self.requests.append(values["url"])
            size = dict(part.split("=") for part in values["url"].partition("?")[2].split("&"))
            self.terminal = Terminal(int(size["width"]), int(size["height"]))
        elif said.get("method") == "Network.webSocketFrameReceived":
            frame = values["response"]
            if frame["opcode"] == 2:
                self.terminal.feed(base64.b64decode(frame["payloadData"]))
        return said


@asynccontextmanager
async def chromium(profile: Path) -> AsyncIterator[Page]:
    """An empty tab of a Chromium with a new profile; it ends with the block."""
    assert CHROMIUM is not None
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={profile}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        async with asyncio.timeout(SECONDS):
            said = []
            while b"DevTools listening on" not in (line := await process.stderr.readline()):
                said.append(line)
                assert line, b"".join(said).decode()
        host = line.decode().partition("ws://")[2].partition("/")[0]
        drain = asyncio.create_task(process.stderr.read())
        async with ClientSession() as client:
            async with client.get(f"http://{host}/json/list") as answer:
                [target] = [each for each in await answer.json() if each["type"] == "page"]
            async with client.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Page(socket)
        drain.cancel()
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
