"""Settings: theme, blueprint, what a drill asks, and where keys are changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from trainer.errors import UsageError
from trainer.learning.answers import KIND_NAMES, Kind
from trainer.tui.settings import Settings, write_settings
from trainer.tui.texts import BAD, HEADING, QUIET, WRONG
from trainer.tui.themes import THEMES
from trainer.tui.widgets.keys import KeyBar

_ON, _OFF = "●", "○"
_LESSONS = "lessons"


class SettingsScreen(Screen[None]):
    """What is chosen holds at once and is saved at once."""

    AUTO_FOCUS = "#theme"
    CSS_PATH = "settings.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", id="settings.choose", priority=True),
        Binding("tab", "app.focus_next", "Next list", id="settings.next"),
        Binding("escape,q", "app.pop_screen", "Back", id="settings.back"),
    ]
    HELP = (
        "Choose with the arrow keys and Enter; Tab goes from one list to the other. What you "
        "choose holds at once and is saved. Keys are changed in the settings file itself, "
        "under [keys], by the names that this screen shows an example of."
    )

    def __init__(
        self,
        settings: Settings,
        path: Path,
        blueprints: Sequence[tuple[str, str]],
        apply: Callable[[Settings], None],
        problems: Sequence[str] = (),
    ) -> None:
        """`blueprints` are ids and titles; `apply` makes a change hold; `problems` of the file."""
        super().__init__()
        self._settings = settings
        self._path = path
        self._blueprints = dict(blueprints)
        self._apply = apply
        self._problems = problems

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="settings", can_focus=False):
            yield Static(id="problems", markup=False)
            yield Static("Theme", classes="heading")
            yield OptionList(id="theme", compact=True)
            yield Static("Blueprint of the exam", classes="heading")
            yield OptionList(id="blueprint", compact=True)
            yield Static("A drill asks", classes="heading")
            yield OptionList(id="drill", compact=True)
            yield Static(self._about_files(), id="files", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self._list("theme", _theme_names(), self._settings.theme)
        self._list("blueprint", self._blueprints, self._settings.blueprint)
        self._list_drill()
        self._say("\n".join(self._problems))
        # The first list takes the focus and scrolls its own heading out of sight.
        area = self.query_one("#settings", VerticalScroll)
        self.call_after_refresh(area.scroll_home, animate=False)

    def action_choose(self) -> None:
        if isinstance(self.focused, OptionList):
            self.focused.action_select()

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        name, value = message.option_list.id, message.option.id
        if name == "theme" and value:
            self._change(replace(self._settings, theme=value), {"theme": value})
            self._list("theme", _theme_names(), value)
        elif name == "blueprint" and value:
            self._change(replace(self._settings, blueprint=value), {"blueprint": value})
            self._list("blueprint", self._blueprints, value)
        elif value:
            self._turn(value)
            self._list_drill()

    def _turn(self, value: str) -> None:
        """Turns a kind of question, or the lessons, on or off; one kind at least stays on."""
        if value == _LESSONS:
            lessons = not self._settings.lessons
            self._change(replace(self._settings, lessons=lessons), {_LESSONS: lessons})
            return
        kinds = tuple(kind for kind in Kind if (kind in self._settings.kinds) != (kind == value))
        if kinds:
            chosen = [kind.value for kind in kinds]
            self._change(replace(self._settings, kinds=kinds), {"kinds": chosen})
        else:
            self.notify("One kind of question must stay.")

    def _list_drill(self) -> None:
        names = {kind.value: name for kind, name in KIND_NAMES.items()}
        on = [kind.value for kind in self._settings.kinds]
        on += [_LESSONS] if self._settings.lessons else []
        lessons = "How it is right first, where an idea is new"
        self._list("drill", {**names, _LESSONS: lessons}, *on)

    def _change(self, settings: Settings, changes: Mapping[str, str | bool | list[str]]) -> None:
        self._settings = settings
        self._apply(settings)
        try:
            write_settings(self._path, changes)
        except UsageError as error:
            self._say(str(error))
        else:
            self._say("")

    def _list(self, id_: str, names: Mapping[str, str], *on: str) -> None:
        """Shows the choices, those that hold by a sign, and the cursor where it was."""
        options = self.query_one(f"#{id_}", OptionList)
        at = options.highlighted
        options.clear_options()
        options.add_options(
            Option(Content(f"{_ON if each in on else _OFF} {name}"), id=each)
            for each, name in names.items()
        )
        options.highlighted = at if at is not None else _index(list(names), *on)

    def _say(self, text: str) -> None:
        problems = self.query_one("#problems", Static)
        problems.update(Content.assemble((f"{WRONG} ", BAD), text) if text else "")
        problems.display = bool(text)

    def _about_files(self) -> Content:
        return Content.assemble(
            ("Keys", HEADING),
            f"\nThey are changed in {self._path}, for example:\n",
            ('\n    [keys]\n    "drill.hint" = "x"\n    "app.help" = "f1,f5"\n', "bold"),
            "\nStart the trainer again after that. Its footer and its help show the new keys.\n\n",
            ("Your answers", HEADING),
            f"\nThey stay on this computer, in {self._path.parent}. "
            "Take them to another one with\n",
            ("\n    trainer history export answers.jsonl\n", "bold"),
            ("\nNothing is sent anywhere.", QUIET),
        )


def _theme_names() -> dict[str, str]:
    return {id_: name for id_, (_, name) in THEMES.items()}


def _index(names: list[str], *on: str) -> int | None:
    """Where the first that holds is."""
    return next((n for n, name in enumerate(names) if name in on), 0 if names else None)
