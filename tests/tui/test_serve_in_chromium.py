"""The trainer in a real browser: clicks, keys, links, a picture, and nothing from elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.decks_for_tests import make_deck

pytest.importorskip("textual_serve", reason="the extra `web` is not installed")

from tests.tui.chromium import CHROMIUM, chromium
from tests.tui.serving import Served, answers, first_question, reveal, serving
from tests.tui.terminal import Terminal

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed (Debian's package chromium)"
)


@pytest.fixture
def served(tmp_path: Path, trainer_home: Path) -> Iterator[Served]:
    make_deck(tmp_path / "deck")
    with serving(tmp_path / "deck", trainer_home) as found:
        yield found


async def test_a_browser_answers_by_clicks_and_asks_nobody_but_the_server(
    served: Served, tmp_path: Path
) -> None:
    async with chromium(tmp_path / "profile") as page:
        await page.open(served.address)
        await page.until_shown("Start a drill")
        await page.click("Start a drill", then="Nothing is wrong")
        row = next(row for row in page.terminal.text.split("\n") if row.strip().startswith("2 "))
        line = row.strip()[:20]
        await page.click(line, then="▶ 2")
        await page.click(line, then="Choose")
        await reveal(page)
        await page.click("Next", then="Nothing is wrong")
        await page.picture(tmp_path / "page.png")
        colours = await page.colours(tmp_path / "page.png")
    assert [response for _, response in answers()] == ["2"]
    assert colours > 20
    own = served.address.partition("//")[2]
    assert {each.split("/")[2] for each in page.requests} == {own}


async def test_a_browser_opens_links_in_a_tab_of_their_own(served: Served, tmp_path: Path) -> None:
    async with chromium(tmp_path / "profile") as page:
        await page.open(served.address)
        await first_question(page)
        await page.evaluate("window.open = (...given) => { window.opened = given; }")
        await page.press("n")
        await reveal(page)
        await page.press("d")
        async with asyncio.timeout(30):
            while (opened := await page.evaluate("window.opened")) is None:
                pass
    assert opened[0].startswith("https://")
    assert opened[1] == "_blank"


async def test_a_browser_says_when_the_session_has_ended_and_starts_another(
    served: Served, tmp_path: Path
) -> None:
    async with chromium(tmp_path / "profile") as page:
        await page.open(served.address)
        await page.until_shown("Start a drill")
        await page.press("q")
        async with asyncio.timeout(30):
            while not await page.evaluate("document.body.classList.contains('-closed')"):
                pass
        assert "has ended" in await page.evaluate("document.querySelector('#ended').innerText")
        page.terminal = Terminal()
        await page.evaluate("document.querySelector('#ended button').click()")
        await page.until_shown("Start a drill")
