"""The Textual app: what all screens share, and the ways from one to the other."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from trainer.decks.deck import Deck
from trainer.errors import TrainerError
from trainer.learning.bank import Bank, read_bank
from trainer.learning.history import History
from trainer.tui.runs import Runs, engine_installed
from trainer.tui.settings import Settings, read_settings, settings_path
from trainer.tui.themes import THEMES

if TYPE_CHECKING:
    from textual.command import Provider

    from trainer.learning.blueprints import Blueprint
    from trainer.learning.exam import Exam
    from trainer.tui.screens.drill import DrillScreen

TITLE = "Find the bug"


def run(deck: Deck, start: str = "home", *, blueprint: str = "", seed: int | None = None) -> None:
    """Opens the trainer at `home`, `drill` or `exam`; the other two are about the exam.

    Raises HistoryError or UsageError before any screen opens.
    """
    history = History()
    runs = Runs()
    try:
        settings, problems = read_settings(settings_path())
        if blueprint:
            from trainer.learning.blueprints import read_blueprint

            read_blueprint(blueprint)
            settings = replace(settings, blueprint=blueprint)
        TrainerApp(
            read_bank(deck),
            history,
            start=start,
            seed=seed,
            runs=runs if engine_installed() else None,
            settings=settings,
            problems=problems,
        ).run()
    finally:
        runs.close()
        history.close()


def utc_now() -> datetime:
    return datetime.now(UTC)


def _commands() -> type[Provider]:
    """Loaded when the palette opens."""
    from trainer.tui.palette import Commands

    return Commands


class TrainerApp(App[None]):
    """Holds the bank, the history and the settings for its screens."""

    TITLE = TITLE
    CSS_PATH = "trainer.tcss"
    COMMANDS = {_commands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", "Help", id="app.help"),
        Binding("ctrl+p", "command_palette", "Commands", show=False, id="app.commands"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="app.quit"),
    ]

    def __init__(
        self,
        bank: Bank,
        history: History,
        *,
        start: str = "home",
        seed: int | None = None,
        rng: random.Random | None = None,
        clock: Callable[[], datetime] = utc_now,
        runs: Runs | None = None,
        settings: Settings | None = None,
        problems: Sequence[str] = (),
    ) -> None:
        """`runs` is None where programs cannot be run; `problems` are those of the settings."""
        super().__init__()
        self.bank = bank
        self.history = history
        self.rng = rng or random.Random()
        self.clock = clock
        self.runs = runs
        self.settings = settings or Settings()
        self._settings_problems = list(problems)
        self._starts_with = start if bank.ideas else "home"
        self._seed = seed
        for theme, _ in THEMES.values():
            self.register_theme(theme)
        self.theme = self.settings.theme

    def on_mount(self) -> None:
        if self.settings.keys:
            from trainer.tui.bindings import keymap_of_settings

            keymap, problems = keymap_of_settings(self.settings.keys, str(settings_path()))
            self.set_keymap(keymap)
            self._settings_problems += problems
        # The first question must not wait for a home screen that nobody sees.
        drills = self._starts_with == "drill"
        self.push_screen(self.drill_screen() if drills else self.home_screen())
        if self._starts_with == "exam":
            self.call_later(self.action_exam)
        for problem in self._settings_problems:
            self.notify(problem, title="Settings", severity="warning", timeout=15)

    @property
    def blueprint(self) -> Blueprint:
        """The one that was chosen; the one that ships where that cannot be read, with a word."""
        from trainer.learning.blueprints import DEFAULT, read_blueprint

        try:
            return read_blueprint(self.settings.blueprint)
        except TrainerError as error:
            self.settings = replace(self.settings, blueprint=DEFAULT)
            self.notify(str(error), title="Blueprint", severity="warning", timeout=15)
            return read_blueprint(DEFAULT)

    def home_screen(self) -> Screen[None]:
        from trainer.tui.screens.home import HomeScreen

        return HomeScreen(
            self.bank, self.history, self.clock, self.blueprint, can_run=self.runs is not None
        )

    def drill_screen(self, missed: Sequence[str] = ()) -> DrillScreen:
        from trainer.learning.answers import Kind
        from trainer.learning.drill import Drill
        from trainer.tui.screens.drill import DrillScreen

        drill = Drill(
            self.bank,
            self.history,
            self.rng,
            self.clock,
            blueprint=self.blueprint,
            kinds=[
                kind
                for kind in self.settings.kinds
                if kind is not Kind.FIX or self.runs is not None
            ]
            or [Kind.SPOT],
            missed=missed,
            lessons=self.settings.lessons,
        )
        return DrillScreen(drill, self.runs)

    def places(self) -> Mapping[str, Callable[[], object]]:
        """What one can go to, by what the palette calls it."""
        return {
            "Home": self.action_home,
            "Drill": self.action_drill,
            "Mock exam": self.action_exam,
            "Past exams": self.action_exams,
            "Statistics": self.action_statistics,
            "Catalogue of ideas": self.action_catalogue,
            "History of answers": self.action_history,
            "Settings": self.action_settings,
            "Help": self.action_help,
            "Quit": self.action_quit,
        }

    def drill_ideas(self, ideas: Sequence[str]) -> None:
        """Opens a drill in which these ideas come first, until each is answered rightly."""
        self._go(self.drill_screen(ideas))

    def action_home(self) -> None:
        self._go(self.home_screen())

    def action_drill(self) -> None:
        self._go(self.drill_screen() if self.bank.ideas else self.home_screen())

    def action_exam(self) -> None:
        """Goes on with the exam that is open, or asks whether another is to begin."""
        from trainer.learning.exam import open_exam

        try:
            exam = open_exam(self.bank, self.history, self.clock)
        except TrainerError as error:
            self._say_of_exam(error)
            return
        if exam is None:
            from trainer.tui.screens.exam_start import ExamStart

            self.push_screen(ExamStart(self.blueprint, self._seed), self._begin_exam)
            return
        if self._seed is not None and exam.seed != self._seed:
            self.notify("This exam is still open; hand it in before you draw another.")
        self._show_exam(exam)

    def action_exams(self) -> None:
        from trainer.tui.screens.exams import ExamsScreen

        self.push_screen(ExamsScreen(self.bank, self.history))

    def action_statistics(self) -> None:
        # numpy comes with its plots: nobody waits for that who does not look at them.
        from trainer.tui.screens.statistics import StatisticsScreen

        self.push_screen(StatisticsScreen(self.bank, self.history, self.clock))

    def action_catalogue(self) -> None:
        from trainer.tui.screens.catalogue import CatalogueScreen

        self.push_screen(CatalogueScreen(self.bank, self.history, self.clock))

    def action_history(self) -> None:
        from trainer.tui.screens.history import HistoryScreen

        self.push_screen(HistoryScreen(self.bank, self.history))

    def action_settings(self) -> None:
        from trainer.learning.blueprints import blueprint_titles
        from trainer.tui.screens.settings import SettingsScreen

        titles, problems = blueprint_titles()
        self.push_screen(
            SettingsScreen(
                self.settings,
                settings_path(),
                titles,
                self._apply,
                [*self._settings_problems, *problems],
            )
        )

    def action_help(self) -> None:
        from trainer.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def _begin_exam(self, begins: bool | None) -> None:
        from trainer.learning.exam import draw_exam

        if not begins:
            return
        try:
            exam = draw_exam(self.bank, self.blueprint, self._seed, self.history, self.clock)
        except TrainerError as error:
            self._say_of_exam(error)
        else:
            self._show_exam(exam)

    def _show_exam(self, exam: Exam) -> None:
        from trainer.tui.screens.exam import ExamScreen

        self._seed = None
        self._go(ExamScreen(exam, self.bank, self.history, self.clock))

    def _say_of_exam(self, error: TrainerError) -> None:
        self.notify(str(error), title="Exam", severity="error", timeout=15)

    def _apply(self, settings: Settings) -> None:
        self.settings = settings
        self.theme = settings.theme

    def _go(self, screen: Screen[None]) -> None:
        """Shows a screen that is not left by going back: whatever lies over the lowest goes."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(screen)
