"""What goes wrong around a question: a history that fails, damaged files, no browser."""

from __future__ import annotations

import sqlite3
import webbrowser

import pytest

from tests.tui.conftest import MakeApp
from tests.tui.reading import question_of, said, step_of
from trainer.decks.deck import Deck
from trainer.learning.history import History

NARROW = (80, 24)


async def test_an_answer_that_cannot_be_saved_is_told_and_can_be_given_again(
    make_app: MakeApp, history: History, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        with sqlite3.connect(history.path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            await pilot.press("n")
            assert step_of(app) == "-asking"
            assert "✗ Not saved, so it does not count yet." in said(app, "prompt")
            assert "Another trainer is writing" in said(app, "prompt")
            other.execute("ROLLBACK")
            await pilot.press("n")
            assert step_of(app) == "-choosing"
            other.execute("BEGIN IMMEDIATE")
            await pilot.press("2")
            assert step_of(app) == "-choosing"
            assert "✗ Not saved" in said(app, "prompt")
            other.execute("ROLLBACK")
        other.close()
        await pilot.press("2")
        assert step_of(app) == "-revealed"
        assert "Not saved" not in said(app)
    assert history.count() == 1


async def test_a_history_that_cannot_be_read_is_told_and_can_be_tried_again(
    make_app: MakeApp, history: History
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("n", "1")
        history.close()
        await pilot.press("enter")
        assert step_of(app) == "-stuck"
        assert "history.db: cannot be read" in said(app, "prompt")
        await pilot.press("enter")
        assert step_of(app) == "-stuck"
        await pilot.press("escape")
        await pilot.pause()
        assert "history.db: cannot be read" in said(app)


async def test_damaged_ideas_leave_a_message_and_no_question(make_app: MakeApp, deck: Deck) -> None:
    for path in deck.mutator_paths():
        path.write_text("class Broken(")
    app = make_app(deck=Deck(deck.root, sealed=True))
    async with app.run_test(size=NARROW) as pilot:
        assert step_of(app) == "-stuck"
        assert "Nothing can be asked" in said(app, "prompt")
        await pilot.press("escape")
        await pilot.pause()
        assert "9 files are left out" in said(app)


async def test_docs_open_in_a_browser_if_there_is_one(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, no_originals: None
) -> None:
    opened: list[str] = []
    app = make_app()
    monkeypatch.setattr(app, "open_url", opened.append)
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.BackgroundBrowser("firefox"))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("d")
        assert opened == [], "the documentation would tell the idea before the answer"
        await pilot.press("n", "1", "d")
        question = question_of(app)
        assert question.idea is not None
        assert opened == [question.idea.docs]


@pytest.mark.parametrize("browser", [None, webbrowser.GenericBrowser("w3m")])
async def test_docs_never_open_over_the_terminal(
    make_app: MakeApp,
    monkeypatch: pytest.MonkeyPatch,
    no_originals: None,
    browser: webbrowser.BaseBrowser | None,
) -> None:
    def get() -> webbrowser.BaseBrowser:
        if browser is None:
            raise webbrowser.Error("could not locate runnable browser")
        return browser

    opened: list[str] = []
    app = make_app()
    monkeypatch.setattr(app, "open_url", opened.append)
    monkeypatch.setattr(webbrowser, "get", get)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("n", "1", "d")
        await pilot.pause()
        assert opened == []
        assert [note.message for note in app._notifications] == [
            "No browser was found here; the address is in the text."
        ]
