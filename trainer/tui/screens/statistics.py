"""Statistics: how the answers went over time, what falls due, and how firmly ideas are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from trainer.errors import HistoryError
from trainer.learning.bank import Bank
from trainer.learning.history import History
from trainer.learning.statistics import Statistics, accuracy_over_time, statistics
from trainer.learning.stats_report import MASTERY_NAMES, bars, days_name
from trainer.tui.texts import BAD, HEADING, QUIET, WRONG
from trainer.tui.widgets.heat_map import HeatMap
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.plots import ThemedPlot


class StatisticsScreen(Screen[None]):
    """All of it on one page that scrolls where it is too long."""

    AUTO_FOCUS = "#statistics"
    CSS_PATH = "statistics.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.pop_screen", "Back", id="statistics.back"),
    ]
    HELP = (
        "Right answers: each point is the share of right answers in the week that ends there. "
        "Reviews due: how many ideas come back on each of the next days. Answers by day: the "
        "fuller a cell, the more answers. Ideas by mastery: how long each idea is expected to be "
        "remembered, by your answers to it."
    )

    def __init__(self, bank: Bank, history: History, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._bank = bank
        self._history = history
        self._clock = clock

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="statistics"):
            yield Static(id="summary", markup=False)
            with Container(id="panes"):
                for id_, heading in (
                    ("accuracy", "Right answers, the week before each day, in %"),
                    ("forecast", "Reviews due in the next 14 days"),
                ):
                    with Container(id=f"{id_}-pane", classes="pane"):
                        yield Static(heading, classes="heading")
                        yield ThemedPlot(id=id_)
                        yield Static(classes="empty", markup=False)
                with Container(id="days-pane", classes="pane"):
                    yield Static("Answers by day", classes="heading")
                    yield HeatMap(id="days")
                with Container(id="mastery-pane", classes="pane"):
                    yield Static("Ideas by mastery", classes="heading")
                    yield Static(id="mastery", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        # A plot forgets what it was given before it was mounted itself.
        self.call_after_refresh(self._read)

    def _read(self) -> None:
        try:
            stats = statistics(self._bank, self._history, self._clock())
        except HistoryError as error:
            self.query_one("#panes").display = False
            self._summary(Content.assemble((f"{WRONG} ", BAD), str(error)))
            return
        self._show(stats)

    def _show(self, stats: Statistics) -> None:
        figures = stats.figures
        self._summary(
            Content.assemble(
                ("Answers ", HEADING),
                f"{figures.answers}, {figures.answers_today} today",
                ("    Streak ", HEADING),
                days_name(figures.streak),
                ("    Due now ", HEADING),
                str(figures.due),
                ("    New ideas ", HEADING),
                str(figures.new),
            )
        )
        points = accuracy_over_time(stats.days, stats.today)
        if points:
            self.query_one("#accuracy", ThemedPlot).show_shares(points, stats.today)
        else:
            self._say_empty("accuracy", "No answers in the last 60 days.")
        if any(stats.forecast):
            self.query_one("#forecast", ThemedPlot).show_counts(stats.forecast, stats.today)
        else:
            self._say_empty("forecast", "Nothing falls due: an idea gets its day when it is asked.")
        self.query_one("#days", HeatMap).show(
            {each.day: each.answers for each in stats.days}, stats.today
        )
        rows = bars([(MASTERY_NAMES[each], count) for each, count in stats.mastery.items()])
        self.query_one("#mastery", Static).update(
            Content("\n").join([_bar_row(row.removeprefix("  ")) for row in rows])
        )

    def _say_empty(self, id_: str, text: str) -> None:
        pane = self.query_one(f"#{id_}-pane")
        pane.add_class("-empty")
        pane.query_one(".empty", Static).update(Content.styled(text, QUIET))

    def _summary(self, text: Content) -> None:
        self.query_one("#summary", Static).update(text)


def _bar_row(row: str) -> Content:
    text = Content(row)
    start = row.find("■")
    return text.stylize("$primary", start, row.rfind("■") + 1) if start >= 0 else text
