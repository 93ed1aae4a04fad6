"""Settings: the file, the keys in it, and the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.pilot import Pilot

from tests.tui.conftest import MakeApp
from tests.tui.reading import said
from trainer.errors import UsageError
from trainer.tui.app import TrainerApp
from trainer.tui.keymap import keymap_of
from trainer.tui.screens.drill import DrillScreen
from trainer.tui.screens.settings import SettingsScreen
from trainer.tui.settings import Settings, read_settings, write_settings

BLUEPRINTS = [("study-guide", "Study guide"), ("official-2025-03", "Official guide, March 2025")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_a_file_all_is_as_it_ships(path: Path) -> None:
    assert read_settings(path) == (Settings(), [])


def test_what_is_right_holds_beside_what_is_wrong(path: Path) -> None:
    path.write_text(
        'theme = "pink"\nblueprint = "mine"\nsize = 3\n[keys]\n"drill.hint" = "x"\n'
        'home.quit = ["q", "f10"]\n"drill.docs" = 7\n'
    )
    settings, problems = read_settings(path)
    assert (settings.theme, settings.blueprint) == (Settings().theme, "mine")
    assert dict(settings.keys) == {"drill.hint": "x", "home.quit": "q,f10"}
    assert problems == [
        f"{path}: theme: there is no theme 'pink'. Write one of: dark, light, high-contrast.",
        f"{path}: keys: drill.docs: must be a key in quotes, or a list of them, not 7.",
        f"{path}: size: there is no such setting. Remove it; there are: blueprint, keys, kinds, "
        "lessons, theme.",
    ]


@pytest.mark.parametrize("text", ["theme = ", "\xff", "keys = 3", 'theme = ["dark"]'])
def test_a_damaged_file_is_one_clear_problem(path: Path, text: str) -> None:
    path.write_bytes(text.encode("latin-1"))
    settings, problems = read_settings(path)
    assert settings == Settings()
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}: ")


def test_writing_keeps_comments_and_keys(path: Path) -> None:
    path.write_text('# mine\ntheme = "dark" # for now\n\n[keys]\n"drill.hint" = "x"\n')
    write_settings(path, {"theme": "light", "blueprint": "other"})
    text = path.read_text()
    assert text.startswith('# mine\ntheme = "light" # for now\n')
    settings, problems = read_settings(path)
    assert (settings.theme, settings.blueprint, problems) == ("light", "other", [])
    assert dict(settings.keys) == {"drill.hint": "x"}
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_cannot_be_written_stays_as_it_is(path: Path) -> None:
    path.write_text("theme = ")
    with pytest.raises(UsageError, match=r"settings\.toml: the settings cannot be saved"):
        write_settings(path, {"theme": "light"})
    assert path.read_text() == "theme = "


class Screen(DrillScreen):
    """Stands for a screen whose steps share a key."""

    BINDINGS = [
        Binding("enter", "accuse", "This line", id="a.accuse"),
        Binding("enter,space", "next", "Next", id="a.next"),
        Binding("h", "hint", "Hint", id="a.hint"),
        Binding("d", "docs", "Docs", id="a.docs"),
    ]


def keymap(**keys: str) -> tuple[dict[str, str], list[str]]:
    return keymap_of({f"a.{name}": key for name, key in keys.items()}, [Screen], "file")


def test_a_key_is_changed_alone() -> None:
    assert keymap(hint="x") == ({"a.hint": "x"}, [])
    assert keymap(hint="?") == ({"a.hint": "question_mark"}, [])
    assert keymap(hint="ctrl+x, f5") == ({"a.hint": "ctrl+x,f5"}, [])


def test_bindings_that_shared_a_key_keep_theirs() -> None:
    assert keymap(accuse="a") == ({"a.accuse": "a", "a.next": "enter,space"}, [])


def test_two_bindings_can_change_places() -> None:
    assert keymap(hint="d", docs="h") == ({"a.hint": "d", "a.docs": "h"}, [])


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"hint": "d"}, "'d' is the key of a.docs already"),
        ({"hint": "enter"}, "'enter' is the key of a.accuse already"),
        ({"nothing": "x"}, "there is no such binding"),
        ({"hint": "ctrl+nonsense"}, "is no key"),
        ({"hint": "cmd+x"}, "is no key"),
    ],
)
def test_a_key_that_cannot_be_is_refused(keys: dict[str, str], said: str) -> None:
    found, problems = keymap(**keys)
    assert found == {}
    assert len(problems) == 1
    assert said in problems[0]


async def test_changed_keys_work_and_show_in_the_footer(
    make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    found, problems = keymap_of({"drill.hint": "x", "drill.accuse": "a"}, [DrillScreen], "file")
    assert problems == []
    app.set_keymap(found)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h")
        assert "Hint 1" not in said(app)
        await pilot.press("x")
        assert "Hint 1" in said(app)
        shown = {each.binding.id: each.binding.key for each in app.screen.active_bindings.values()}
        assert shown["drill.hint"] == "x"
        await pilot.press("enter")
        assert "drill.accuse" in {
            each.binding.id for each in app.screen.active_bindings.values() if each.enabled
        }
        await pilot.press("a")
        assert "drill.accuse" not in {
            each.binding.id for each in app.screen.active_bindings.values() if each.enabled
        }


def open_settings(
    app: TrainerApp, path: Path, chosen: list[Settings], problems: list[str] | None = None
) -> SettingsScreen:
    settings, _ = read_settings(path)
    screen = SettingsScreen(settings, path, BLUEPRINTS, chosen.append, problems or [])
    app.push_screen(screen)
    return screen


async def test_a_theme_is_chosen_by_keys_and_saved(make_app: MakeApp, path: Path) -> None:
    app, chosen = make_app(drill=False), list[Settings]()
    async with app.run_test(size=(80, 24)) as pilot:
        open_settings(app, path, chosen)
        await pilot.pause()
        await pilot.press("down", "enter")
        assert [each.theme for each in chosen] == ["light"]
        assert read_settings(path)[0].theme == "light"
        await pilot.press("tab", "down", "enter")
        assert read_settings(path)[0] == Settings("light", "official-2025-03")
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, SettingsScreen)


async def test_a_theme_is_chosen_by_mouse(make_app: MakeApp, path: Path) -> None:
    app, chosen = make_app(drill=False), list[Settings]()
    async with app.run_test(size=(80, 24)) as pilot:
        open_settings(app, path, chosen)
        await pilot.pause()
        await pilot.click("#theme", offset=(6, 2))
        await pilot.pause()
        assert [each.theme for each in chosen] == ["high-contrast"]


async def test_problems_of_the_file_are_shown(make_app: MakeApp, path: Path) -> None:
    path.write_text("theme = ")
    app, chosen = make_app(drill=False), list[Settings]()
    async with app.run_test(size=(80, 24)) as pilot:
        open_settings(app, path, chosen, read_settings(path)[1])
        await pilot.pause()
        assert "is not TOML" in said(app)
        await pilot.press("down", "enter")
        assert [each.theme for each in chosen] == ["light"]
        assert "the settings cannot be saved" in said(app)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
def test_settings_look_right(
    snap_compare: Callable[..., bool], make_app: MakeApp, size: tuple[int, int]
) -> None:
    async def show(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, TrainerApp)
        open_settings(pilot.app, Path("/home/you/settings.toml"), [])
        for _ in range(3):
            await pilot.pause()

    assert snap_compare(make_app(drill=False), terminal_size=size, run_before=show)
