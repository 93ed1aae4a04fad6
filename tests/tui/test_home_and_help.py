"""Home and help, and what a missing bank looks like."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding

from tests.decks_for_tests import Clock, snippet_path
from tests.tui.conftest import ONLY_LINES, MakeApp
from tests.tui.reading import press_footer, said, step_of
from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path
from trainer.tui.app import TrainerApp
from trainer.tui.screens.drill import DrillScreen
from trainer.tui.screens.help import HelpScreen
from trainer.tui.screens.home import HomeScreen
from trainer.tui.widgets.lines import Lines

NARROW = (80, 24)


async def test_a_new_learner_is_told_how_to_begin(make_app: MakeApp) -> None:
    app = make_app(drill=False)
    async with app.run_test(size=NARROW) as pilot:
        assert isinstance(app.screen, HomeScreen)
        assert "Nothing answered yet. 9 ideas wait for you." in said(app)
        assert said(app).count("no answers yet") == 4
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, DrillScreen)


async def test_home_counts_what_is_due_and_how_answers_went(
    make_app: MakeApp, clock: Clock, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        for _ in range(3):
            await pilot.press("n", "1", "1", "enter")
        clock.pass_(days=1)
        await pilot.press("escape")
        await pilot.pause()
        text = said(app)
        assert "Due now 3" in text
        assert "New ideas 6" in text
        assert "0 today, 3 in all" in text
        assert "0%  0 of" in text


async def test_files_that_cannot_be_read_are_named(make_app: MakeApp, deck: Deck) -> None:
    evidence_path(snippet_path(deck, "log_run")).write_text("{ not JSON")
    app = make_app(drill=False)
    async with app.run_test(size=NARROW):
        assert "1 file is left out; the others work." in said(app)
        assert "snippets/databricks_ml/log_run.evidence.json:1: is not JSON" in said(app)
        assert str(deck.root) not in said(app)


@pytest.mark.parametrize("drill", [True, False])
async def test_a_missing_bank_is_explained_and_enter_only_says_so(
    make_app: MakeApp, tmp_path: Path, drill: bool
) -> None:
    app = make_app(drill=drill, deck=Deck(tmp_path / "nothing"))
    async with app.run_test(size=NARROW) as pilot:
        for _ in range(2):
            assert isinstance(app.screen, HomeScreen)
            assert "There are no questions." in said(app)
            assert "trainer verify" in said(app)
            await pilot.press("enter")
            await pilot.pause()
        assert app._notifications


async def test_a_deck_without_any_evidence_is_explained(make_app: MakeApp, deck: Deck) -> None:
    for path in deck.snippet_paths():
        evidence_path(path).unlink()
    app = make_app(drill=False)
    async with app.run_test(size=NARROW):
        assert "There are no questions." in said(app)
        assert "3 files are left out" in said(app)


async def test_q_quits_from_home(make_app: MakeApp) -> None:
    app = make_app(drill=False)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("q")
        await pilot.pause()
    assert not app.is_running
    assert app.return_code == 0


@pytest.mark.parametrize(
    ("drill", "keys", "words"),
    [
        (False, [], ["Start a drill", "Quit", "A drill asks"]),
        (True, [], ["This line", "Nothing is wrong", "Hint", "Home", "Page down"]),
        (True, ["n"], ["This one", "1-4", "Choose"]),
        (True, ["n", "1"], ["Next", "Docs", "Code"]),
    ],
)
async def test_help_lists_the_keys_that_work_now(
    make_app: MakeApp, no_originals: None, drill: bool, keys: list[str], words: list[str]
) -> None:
    app = make_app(drill=drill)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(*keys, "question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        for word in words:
            assert word in said(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, DrillScreen if drill else HomeScreen)


async def test_help_opens_and_closes_by_mouse(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await press_footer(pilot, "Help")
        assert isinstance(app.screen, HelpScreen)
        await press_footer(pilot, "Close")
        assert isinstance(app.screen, DrillScreen)


async def test_a_changed_key_works_and_shows_as_changed(
    make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        app.set_keymap({"drill.hint": "f5", "drill.accuse": "a"})
        await pilot.press("h")
        assert "Hint 1" not in said(app, "told")
        await pilot.press("f5")
        assert "Hint 1" in said(app, "told")
        await pilot.press("question_mark")
        await pilot.pause()
        assert "f5  Hint" in said(app)
        await pilot.press("escape")
        await pilot.press("a")
        assert step_of(app) == "-choosing"


@pytest.mark.parametrize("owner", [TrainerApp, HomeScreen, DrillScreen, HelpScreen, Lines])
def test_every_key_has_a_name_for_a_keymap(owner: type) -> None:
    bindings = owner.BINDINGS  # type: ignore[attr-defined]
    assert bindings
    names = [binding.id for binding in bindings if isinstance(binding, Binding)]
    assert len(names) == len(bindings)
    assert all(names)
    assert len(set(names)) == len(names)


async def test_without_colour_every_mark_is_still_a_sign(
    make_app: MakeApp, no_originals: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_app()
    monkeypatch.setenv("NO_COLOR", "1")
    app = TrainerApp(
        made.bank, made.history, start="drill", rng=made.rng, clock=made.clock, settings=ONLY_LINES
    )
    assert app.no_color
    async with app.run_test(size=NARROW) as pilot:
        lines = app.screen.query_one("#code", Lines)
        assert lines.render_line(0).text.startswith("▶")
        await pilot.press("n", "1")
        assert said(app, "prompt").count("✗") + said(app, "prompt").count("✓") == 2
        change = app.screen.query_one("#change", Lines)
        assert [change.render_line(row).text[4] for row in (0, 1)] == ["✓", "✗"]
