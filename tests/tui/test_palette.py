"""The command palette: what makes sense on the screen below it."""

from __future__ import annotations

from textual.command import CommandPalette
from textual.widgets import OptionList

from tests.tui.conftest import MakeApp
from trainer.tui.app import TrainerApp
from trainer.tui.palette import Commands, commands_of, place_commands


def names(app: TrainerApp) -> list[str]:
    return [command.name for command in commands_of(app.screen)]


async def test_it_offers_what_works_now(make_app: MakeApp, no_originals: None) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert {"This line", "Nothing is wrong", "Hint"} <= set(names(app))
        assert "Next" not in names(app)
        await pilot.press("n", "1")
        await pilot.pause()
        assert "Nothing is wrong" not in names(app)


async def test_a_command_does_what_its_key_does(make_app: MakeApp, no_originals: None) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        hint = next(command for command in commands_of(app.screen) if command.name == "Hint")
        assert hint.help == "Key: h"
        await hint.run()  # type: ignore[misc]
        assert app.screen.drill.hints == 1  # type: ignore[attr-defined]


async def test_a_place_is_found_by_typing(
    make_app: MakeApp, monkeypatch: object, no_originals: None
) -> None:
    app, went = make_app(), list[str]()
    places = {"Catalogue": lambda: went.append("there"), "Home": lambda: went.append("home")}
    app.places = lambda: places  # type: ignore[attr-defined]
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(CommandPalette(providers=[Commands]))
        await pilot.pause()
        await pilot.press(*"catal")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        options = app.screen.query_one(OptionList)
        assert [str(option.prompt).split("\n")[0] for option in options.options] == ["Catalogue"]
        await pilot.press("enter")
        await pilot.pause()
        if not went:
            await pilot.press("enter")
            await pilot.pause()
        assert went == ["there"]


def test_places_are_named_as_they_are_given() -> None:
    assert [command.name for command in place_commands({"Exam": list, "Home": list})] == [
        "Exam",
        "Home",
    ]
