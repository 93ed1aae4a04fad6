"""The Textual app: what all screens share, and the way in from the command line."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from trainer.decks.deck import Deck
from trainer.learning.bank import Bank, read_bank
from trainer.learning.history import History

TITLE = "Find the bug"


def run(deck: Deck, drill: bool) -> None:
    """Opens the trainer, at a question if `drill`. Raises HistoryError before any screen opens."""
    history = History()
    try:
        TrainerApp(read_bank(deck), history, drill=drill).run()
    finally:
        history.close()


def utc_now() -> datetime:
    return datetime.now(UTC)


class TrainerApp(App[None]):
    """Holds the bank and the history for its screens."""

    TITLE = TITLE
    CSS_PATH = "trainer.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", "Help", id="app.help"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="app.quit"),
    ]

    def __init__(
        self,
        bank: Bank,
        history: History,
        *,
        drill: bool = False,
        rng: random.Random | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__()
        self.bank = bank
        self.history = history
        self.rng = rng or random.Random()
        self.clock = clock
        self._starts_with_drill = drill and bool(bank.items)

    def on_mount(self) -> None:
        # The first question must not wait for a home screen that nobody sees.
        self.push_screen(self.drill_screen() if self._starts_with_drill else self.home_screen())

    def home_screen(self) -> Screen[None]:
        from trainer.tui.screens.home import HomeScreen

        return HomeScreen(self.bank, self.history, self.clock)

    def drill_screen(self) -> Screen[None]:
        from trainer.learning.drill import Drill
        from trainer.tui.screens.drill import DrillScreen

        return DrillScreen(Drill(self.bank, self.history, self.rng, self.clock))

    def action_home(self) -> None:
        self.switch_screen(self.home_screen())

    def action_drill(self) -> None:
        self.switch_screen(self.drill_screen())

    def action_help(self) -> None:
        from trainer.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))
